"""更正 of an issued paper."""
