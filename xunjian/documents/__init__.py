"""Pages of paper, from plain data."""
