"""Stored codes and the Chinese words that people see for them."""
