"""Asks before what cannot be taken back, and for the reason; without one nothing happens."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QWidget

from xunjian.ui.pages.layouts import column, fit_height, row
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.fields import Field, TextArea


class ReasonDialog(QDialog):
    """The button names the act, Esc goes back."""

    given = Signal(str)

    def __init__(self, parent: QWidget, act: str, question: str, *sentences: str, example: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(act)
        self._example = example
        self.text = TextArea()
        self.field = Field(f"{act}原因", self.text)
        back, self.go = KeyButton("再看看", cap="Esc"), KeyButton(act, Role.CAREFUL)
        back.clicked.connect(self.reject)
        self.go.clicked.connect(self._give)
        whole = column(self, 24, 24, 24, 24, spacing=8)
        whole.addWidget(Label(question, "section", medium=True, wrap=True))
        for sentence in sentences:
            whole.addWidget(Label(sentence, colour="text2", wrap=True))
        whole.addWidget(self.field)
        buttons = row(spacing=12)
        buttons.addStretch(1)
        buttons.addWidget(back)
        buttons.addWidget(self.go)
        whole.addLayout(buttons)
        self.setMinimumWidth(look().px(440))
        self.text.setFocus()
        fit_height(self)

    def _give(self) -> None:
        reason = self.text.toPlainText().strip()
        if reason:
            self.given.emit(reason)
            self.accept()
        else:
            self.field.set_error(f"要写原因，例如：{self._example}。")
            self.text.setFocus()
