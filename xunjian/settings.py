"""This machine's own settings, never logged and never carried away."""
