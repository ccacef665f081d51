"""Handing over: what goes onto a stick and comes back from one, and giving the computer back."""
