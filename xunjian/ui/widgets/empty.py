"""An empty place: one sentence why, one line what next, one button."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Icon, Label
from xunjian.ui.widgets.buttons import KeyButton


class EmptyState(QWidget):
    """Stands where the list would be."""

    def __init__(self, icon: str, text: str, next_step: str, button: KeyButton | None = None) -> None:
        super().__init__()
        self._text, self._next = Label(text, medium=True), Label(next_step, "body", "text2", wrap=True)
        column = QVBoxLayout(self)
        column.setSpacing(look().px(8))
        column.addStretch(1)
        column.addWidget(Icon(icon, 24), 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self._text, self._next):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        if button is not None:
            column.addSpacing(look().px(8))
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)

    def say(self, text: str, next_step: str) -> None:
        """Give another reason: nothing there yet, or nothing found."""
        self._text.setText(text)
        self._next.setText(next_step)
