"""Typed tables by subject."""
