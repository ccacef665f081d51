"""Backups of a workspace: made while the program runs, read back, kept in turn, and gone back to."""
