"""Reading key presses: single keys count only bare, for with Ctrl or Alt they are somebody else's."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_NOT_BARE = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


def bare_digit(event: QKeyEvent) -> str:
    """Return the digit that was pressed alone, on the number pad too, or ""."""
    text = event.text()
    bare = not event.modifiers() & _NOT_BARE
    return text if bare and text.isdecimal() and text.isascii() else ""


def is_bare_enter(event: QKeyEvent) -> bool:
    """Return whether it was Enter alone."""
    return event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers() & _NOT_BARE
