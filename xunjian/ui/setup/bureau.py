"""本局: what a bureau's workspace is made with."""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit

from xunjian.rules import regions
from xunjian.rules.regions import Rank
from xunjian.ui.setup.frame import Step
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.choices import Choice
from xunjian.ui.widgets.fields import Field

_SHANGHAI = ZoneInfo("Asia/Shanghai")  # xunjian.workspace has it too, with all of the database library behind it
MISSING = "请填上。"


class BureauAnswers(NamedTuple):
    """What was typed."""

    name: str
    prefix: str
    region_code: str
    office: str
    phone: str


class BureauStep(Step):
    """Name, rank and code of the region, prefix of its numbers, and whom schools report to."""

    given = Signal(object)  # BureauAnswers
    left = Signal()

    def __init__(self) -> None:
        super().__init__("您的局", "这些会印在通知书上；以后都能改。")
        self.name, self.prefix, self.code = QLineEdit(), QLineEdit(), QLineEdit()
        self.office, self.phone = QLineEdit(), QLineEdit()
        self.rank = Choice("级别", [rank.value for rank in Rank])
        self._name, self._prefix = (
            Field("局名，例如 庐州区教育局", self.name),
            Field("发文代字，例如 庐教督改", self.prefix),
        )
        self._code = Field("区划代码（六位，例如 340199）", self.code)
        self._place, self._number = Label("", "caption", "text2", wrap=True), Label("", "caption", "text2", wrap=True)
        self.go = KeyButton("下一步", Role.PRIMARY, cap="Enter")
        self._lay_out()
        self.setFocusProxy(self.name)
        self._connect()
        self._say()

    def begin(self) -> None:
        """Begin with the name."""
        wrong = next((field for field in (self._name, self._code, self._prefix) if field.error), self._name)
        wrong.setFocus()

    @property
    def answers(self) -> BureauAnswers:
        """What is typed now."""
        texts = (editor.text().strip() for editor in (self.name, self.prefix, self.code, self.office, self.phone))
        return BureauAnswers(*texts)

    def _rank(self) -> Rank:
        return list(Rank)[self.rank.currentIndex()]

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(look().px(24))
        grid.setVerticalSpacing(look().px(8))
        grid.addWidget(self._name, 0, 0, 1, 2)
        grid.addWidget(Field("级别：法律上的职权按它分", self.rank), 1, 0)
        grid.addWidget(self._code, 1, 1)
        grid.addWidget(self._place, 2, 0, 1, 2)
        grid.addWidget(self._prefix, 3, 0)
        grid.addWidget(Field("收整改报告的科室，例如 教育督导室", self.office), 3, 1)
        grid.addWidget(self._number, 4, 0)
        grid.addWidget(Field("联系电话", self.phone), 5, 0)
        for place in (0, 1):
            grid.setColumnStretch(place, 1)
        self.body.addLayout(grid)
        back = KeyButton("上一步")
        back.clicked.connect(self.left)
        self.foot.addWidget(back)
        self.foot.addWidget(self.go)

    def _connect(self) -> None:
        for editor in (self.name, self.code, self.prefix, self.office, self.phone):
            editor.textChanged.connect(self._say)
            editor.returnPressed.connect(self._give)
        self.rank.currentIndexChanged.connect(self._say)
        self.go.clicked.connect(self._give)

    def _say(self) -> None:
        """Say in words what the code and the prefix mean."""
        typed, rank = self.answers, self._rank()
        if typed.region_code and not regions.problem(typed.region_code, rank):
            where = f"{regions.province_of(typed.region_code)}，{rank.value}。"
        else:
            where = "没有代码时按县（区）级办。" if rank is Rank.COUNTY and not typed.region_code else ""
        power = "" if rank in (Rank.COUNTY, Rank.WHOLE_CITY) else "法律只给县级的职权，通知书上写成移交。"
        self._place.setText(f"{where}{power}")
        self._number.setText(f"文号写成：{typed.prefix or '庐教督改'}〔{_year()}〕1号" if typed.prefix else "")

    def _give(self) -> None:
        typed = self.answers
        self._name.set_error("" if typed.name else MISSING)
        self._prefix.set_error("" if typed.prefix else MISSING)
        self._code.set_error(regions.problem(typed.region_code, self._rank()))
        if any(field.error for field in (self._name, self._prefix, self._code)):
            self.begin()
        else:
            self.given.emit(typed)


def _year() -> int:
    return datetime.now(_SHANGHAI).year
