"""Sticks, backups and giving the computer back, in the window."""
