"""作废: asks for the reason; without one nothing happens."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.fields import Field, TextArea


class VoidDialog(QDialog):
    """Asks for the reason of 作废; without one nothing happens."""

    given = Signal(str)

    def __init__(self, parent: QWidget, number: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("作废")
        self._reason = Field("作废原因", TextArea())
        self._text = self._reason.editor
        back, go = KeyButton("再看看", cap="Esc"), KeyButton("作废", Role.CAREFUL)
        back.clicked.connect(self.reject)
        go.clicked.connect(self._give)
        column = QVBoxLayout(self)
        edge = look().px(24)
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(look().px(8))
        column.addWidget(Label(f"作废 {number}？", "section", medium=True, wrap=True))
        column.addWidget(Label("文号保留为作废，不再使用。作废后不能恢复。", colour="text2", wrap=True))
        column.addWidget(self._reason)
        buttons = QHBoxLayout()
        buttons.setSpacing(look().px(12))
        buttons.addStretch(1)
        buttons.addWidget(back)
        buttons.addWidget(go)
        column.addLayout(buttons)
        self.setMinimumWidth(look().px(440))
        self._text.setFocus()

    def _give(self) -> None:
        reason = self._text.toPlainText().strip() if isinstance(self._text, TextArea) else ""
        if reason:
            self.given.emit(reason)
            self.accept()
        else:
            self._reason.set_error("要写原因，例如：学校名称写错。")
            self._text.setFocus()
