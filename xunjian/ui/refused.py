"""The workspace is there but does not open: what is the matter, and the way to try again."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from xunjian.errors import UserError
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Icon, Label
from xunjian.ui.widgets.buttons import KeyButton, Role

_WIDE = 640


class RefusedPage(QWidget):
    """Says why, in three sentences."""

    again = Signal()

    def __init__(self, problem: UserError) -> None:
        super().__init__()
        across = row(self, 24, 48, 24, 24)
        across.addStretch(1)
        holder = QWidget()
        holder.setMaximumWidth(look().px(_WIDE))
        across.addWidget(holder, 8)
        across.addStretch(1)
        inner = column(holder, 8, 0, 8, 8, spacing=16)
        inner.addWidget(Icon("alert-triangle", 24, "wait"))
        inner.addWidget(Label(problem.what, "section", medium=True, wrap=True, selectable=True))
        inner.addWidget(Label(f"{problem.safe}{problem.hint}", colour="text2", wrap=True, selectable=True))
        retry = KeyButton("再试一次", Role.PRIMARY, icon="refresh")
        retry.clicked.connect(self.again)
        inner.addWidget(retry, 0, Qt.AlignmentFlag.AlignLeft)
        inner.addStretch(1)
        self.setFocusProxy(retry)
