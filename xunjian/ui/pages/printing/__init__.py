"""Getting an issued paper onto a printer."""
