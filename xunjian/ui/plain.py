"""People's text where Qt would guess that it is markup."""

from html import escape


def plain_tooltip(text: str) -> str:
    """Return `text` so that a tooltip shows it literally, whatever characters it holds."""
    return f"<span>{escape(text)}</span>"
