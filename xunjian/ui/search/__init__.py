"""Ctrl+K: one field for schools, problems, papers, people and commands."""
