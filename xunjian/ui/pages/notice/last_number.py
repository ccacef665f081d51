"""最后一份打印到几号？ A moved or restored workspace cannot know it, so a person says it before the next 签发."""

import unicodedata
from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QWidget

from xunjian.errors import UserError
from xunjian.services.paperwork.numbering import Supply
from xunjian.ui.pages.layouts import column, fit_height, row
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.fields import Field, number_edit

WHY = "这个工作库换过电脑，或从备份恢复过，备份以后又打印了几份，程序不知道。号重了就收不回来。"
HOW = "请看最后一份纸质通知书的文号。拿不准的，宁可写大一些：跳过的号不会再用。"


class LastNumberDialog(QDialog):
    """Takes a number of this machine's block, or 0; `confirm` takes the word and raises UserError where it cannot."""

    def __init__(self, parent: QWidget, supply: Supply, confirm: Callable[[int], None]) -> None:
        super().__init__(parent)
        self._confirm = confirm
        self.setWindowTitle("最后一份打印到几号？")
        self.setMinimumWidth(look().px(480))
        block = f"本机 {supply.first}–{supply.last}，" if supply.first is not None else ""
        self.number = number_edit()
        self.number.setMaximumWidth(look().px(120))
        self._field = Field(f"号（{block}一份也没打印过写 0）", self.number)
        back, self.go = KeyButton("再看看", cap="Esc"), KeyButton("就到这一号", Role.PRIMARY, cap="Enter")
        whole = column(self, 24, 20, 24, 20, spacing=8)
        whole.addWidget(Label("最后一份打印到几号？", "section", medium=True))
        for words in (WHY, HOW):
            whole.addWidget(Label(words, colour="text2", wrap=True))
        whole.addWidget(self._field)
        buttons = row(spacing=12)
        buttons.addStretch(1)
        buttons.addWidget(back)
        buttons.addWidget(self.go)
        whole.addLayout(buttons)
        back.clicked.connect(self.reject)
        self.go.setDefault(True)
        self.go.clicked.connect(self._give)
        self.number.setFocus()
        fit_height(self)

    def _give(self) -> None:
        typed = unicodedata.normalize("NFKC", self.number.text()).strip().removesuffix("号")
        if not (typed.isascii() and typed.isdecimal()):
            self._say("写一个数，例如 31。")
            return
        try:
            self._confirm(int(typed))
        except UserError as problem:
            self._say(f"{problem.what}{problem.hint}")
        else:
            self.accept()

    def _say(self, problem: str) -> None:
        self._field.set_error(problem)
        fit_height(self)
        self.number.setFocus()
        self.number.selectAll()
