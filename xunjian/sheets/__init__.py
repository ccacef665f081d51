"""Spreadsheets that people hand in: read, cleaned, mapped to known columns."""
