"""Bars: what a pane has to say stands at its top, in its tone, with what can be done."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Icon, Label, set_shown
from xunjian.ui.widgets.buttons import KeyButton

_ICONS = {
    Tone.OK: "check",
    Tone.BAD: "alert-circle",
    Tone.WAIT: "alert-triangle",
    Tone.INFO: "photo",
    Tone.CONFLICT: "arrows-exchange",
    Tone.NEUTRAL: "lock",
}


class NoticeBar(QFrame):
    """Hidden until it has something to say."""

    def __init__(self, tone: Tone, icon: str = "") -> None:
        super().__init__()
        self._tone = tone
        self._text = Label("", wrap=True)
        self._detail = Label("", "body", "text2", wrap=True)
        self._detail.hide()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._text)
        words.addWidget(self._detail)
        self._row = QHBoxLayout(self)
        pad = look().px(12)
        self._row.setContentsMargins(3 + pad, look().px(8), pad, look().px(8))
        self._row.setSpacing(pad)
        self._row.addWidget(Icon(icon or _ICONS[tone], 20, tone.value), 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addLayout(words, 1)
        self.setMinimumHeight(look().px(44))
        self.hide()

    def say(self, text: str, detail: str = "") -> None:
        """Show a sentence, and a quieter one below it; "" hides the bar."""
        self._text.setText(text)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self.setAccessibleName(f"{text}{detail}")
        set_shown(self, bool(text))
        if text:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def add_action(self, text: str, act: Callable[[], None]) -> KeyButton:
        """Add a button for what can be done about it."""
        button = KeyButton(text, small=True)
        button.clicked.connect(act)
        self._row.addWidget(button)
        return button

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground and the bar at the left."""
        painter, colours = QPainter(self), look().colours
        painter.fillRect(self.rect(), colours.tint(self._tone))
        painter.fillRect(QRectF(0, 0, 3, self.height()), colours[self._tone.value])
