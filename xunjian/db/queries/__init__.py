"""The read side: ids for a filter, rows for ids, counts."""
