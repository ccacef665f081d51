"""Search fields: a magnifier before the text, the key that leads here behind it."""

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from xunjian.ui import icons
from xunjian.ui.theme import look
from xunjian.ui.widgets.painting import RIGHT, draw_text, text_width


class SearchField(QLineEdit):
    """A line edit that tells of every settled change: at once for a key, whole for an input method."""

    searched = Signal(str)

    def __init__(self, prompt: str, key: str, parent: QWidget | None = None, *, bound: bool = True) -> None:
        """Let `key` lead here, unless somebody else sees to that."""
        super().__init__(parent)
        self._key = key
        self.setPlaceholderText(prompt)
        self.setAccessibleName(f"{prompt}，{key}")
        self.setClearButtonEnabled(False)
        self._set_margins()
        if bound:
            QShortcut(QKeySequence(key), self).activated.connect(self._take_focus)
        self.textChanged.connect(self.searched)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Empty the field by Esc; a second Esc is the page's."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme and the text size."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._set_margins()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the key out where the prompt needs the room."""
        super().resizeEvent(event)
        self._set_margins()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Add magnifier and key to the line edit."""
        super().paintEvent(event)
        painter = QPainter(self)
        side, quiet = look().px(20), look().colours["text2"]
        icons.paint(painter, "search", look().px(12), (self.height() - side) / 2, side, quiet)
        if not self.text() and self._key_fits():
            rect = QRectF(0, 0, self.width() - look().px(10), self.height())
            draw_text(painter, rect, self._key, look().font("caption"), quiet, RIGHT)

    def _set_margins(self) -> None:
        key = text_width(look().font("caption"), self._key) if self._key_fits() and not self.text() else 0
        self.setTextMargins(look().px(28), 0, round(key), 0)

    def _key_fits(self) -> bool:
        needed = text_width(look().font(), self.placeholderText()) + text_width(look().font("caption"), self._key)
        return self.width() >= needed + look().px(70)

    def _take_focus(self) -> None:
        self.setFocus()
        self.selectAll()
