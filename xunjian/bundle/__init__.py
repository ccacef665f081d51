"""Files that travel: written, read with guards."""
