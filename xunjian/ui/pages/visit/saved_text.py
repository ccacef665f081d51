"""Texts that save themselves: a second after a key at the latest, and when they are left."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFocusEvent

from xunjian.ui.widgets.fields import TextArea

SAVE_AFTER = 800
"""Milliseconds after the first unsaved key until a text is saved."""


class SavedText(TextArea):
    """A text that reports itself within a second of the first unsaved key, and when it is left."""

    settled = Signal(str)

    def __init__(self, least: int = 1, most: int = 4) -> None:
        super().__init__(least, most)
        self._known = ""
        self._timer = QTimer(self, singleShot=True, interval=SAVE_AFTER)
        self._timer.timeout.connect(self.flush)
        self.textChanged.connect(self._wait)

    def show_text(self, text: str, *, keep: bool = False) -> None:
        """Show what is stored; with `keep`, what is typed and not saved yet stands, and is still to be saved."""
        typed = keep and self.unsaved
        self._known = text
        if not typed:
            self._timer.stop()
            # What is stored has lost the spaces at its ends; they come back as the typing goes on.
            if self.unsaved:
                self.setPlainText(text)

    @property
    def unsaved(self) -> bool:
        """Whether the text differs from what is stored."""
        return self.toPlainText().strip() != self._known.strip()

    def flush(self) -> None:
        """Report the text now if it is not stored; that it was stored is told by `show_text`."""
        self._timer.stop()
        if self.unsaved:
            self.settled.emit(self.toPlainText())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Report when the field is left."""
        super().focusOutEvent(event)
        self.flush()

    def _wait(self) -> None:
        if self.unsaved and not self._timer.isActive():
            self._timer.start()
