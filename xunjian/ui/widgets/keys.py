"""Reading key presses: single keys count only bare, for with Ctrl or Alt they are somebody else's."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton

_NOT_BARE = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


def bind_key(button: QAbstractButton, key: str) -> None:
    """Press the button by a key within its window, while it can be seen and used."""
    # Qt's own shortcut of a button shows it pressed for 100 ms before anything happens, and is lost with a new text.
    QShortcut(QKeySequence(key), button).activated.connect(button.click)


def bare_digit(event: QKeyEvent) -> str:
    """Return the digit that was pressed alone, on the number pad too, or ""."""
    text = event.text()
    bare = not event.modifiers() & _NOT_BARE
    return text if bare and text.isdecimal() and text.isascii() else ""


def is_bare_enter(event: QKeyEvent) -> bool:
    """Return whether it was Enter alone."""
    return event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers() & _NOT_BARE
