"""On which day the school was told of a supervision in writing."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from xunjian.errors import UserError
from xunjian.ui.dates import typed_day
from xunjian.ui.pages.layouts import column, fit_height, row
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.fields import Field

WHY = "督导意见书要写明书面通知的日期。督导要事先通知学校，通知要在检查以前。"


class AnnouncementDialog(QDialog):
    """Takes a day; `keep` writes it and raises UserError where it cannot be so."""

    def __init__(self, parent: QWidget, today: date, keep: Callable[[date], None]) -> None:
        super().__init__(parent)
        self.setWindowTitle("书面通知")
        self._today, self._keep = today, keep
        self.day = QLineEdit()
        self.field = Field(f"哪天书面通知了学校，写成 {today.isoformat()} 这样", self.day)
        back, self.go = KeyButton("取消", cap="Esc"), KeyButton("记下", Role.PRIMARY, cap="Enter")
        whole = column(self, 24, 20, 24, 20, spacing=8)
        whole.addWidget(Label("事先书面通知了学校", "section", medium=True))
        whole.addWidget(Label(WHY, colour="text2", wrap=True))
        whole.addWidget(self.field)
        buttons = row(spacing=12)
        buttons.addStretch(1)
        buttons.addWidget(back)
        buttons.addWidget(self.go)
        whole.addLayout(buttons)
        self.setMinimumWidth(look().px(440))
        back.clicked.connect(self.reject)
        self.go.setDefault(True)
        self.go.clicked.connect(self._give)
        self.day.setFocus()
        fit_height(self)

    def _give(self) -> None:
        day = typed_day(self.day.text())
        if day is None:
            self._say(f"日期写成 {self._today.isoformat()} 这样。")
            return
        try:
            self._keep(day)
        except UserError as problem:
            self._say(f"{problem.what}{problem.hint}")
        else:
            self.accept()

    def _say(self, problem: str) -> None:
        self.field.set_error(problem)
        fit_height(self)
        self.day.setFocus()
