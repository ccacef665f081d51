"""The caption of a photo, saved by itself."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit

from xunjian.services.visit.evidence import LONGEST_CAPTION

_SAVE_AFTER = 800
"""Milliseconds after the first unsaved key."""


class CaptionEdit(QLineEdit):
    """One line; reports itself within a second of the first unsaved key, and when it is left."""

    settled = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setMaxLength(LONGEST_CAPTION)
        self.setAccessibleName("照片说明")
        self._known = ""
        self._timer = QTimer(self, singleShot=True, interval=_SAVE_AFTER)
        self._timer.timeout.connect(self.flush)
        self.textEdited.connect(lambda _text: self._timer.isActive() or self._timer.start())

    def show_text(self, text: str) -> None:
        """Show what is stored; what is typed and not saved yet stands."""
        typed = self._timer.isActive()
        self._known = text
        if not typed and self.text().strip() != text:
            self.setText(text)

    def flush(self) -> None:
        """Report the text now if it is not stored."""
        self._timer.stop()
        if self.text().strip() != self._known:
            self.settled.emit(self.text())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Report when the field is left."""
        super().focusOutEvent(event)
        self.flush()
