"""Reference data that ships with the program as dated files: read and checked, field by field."""
