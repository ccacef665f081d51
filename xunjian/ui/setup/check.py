"""检一检这台电脑: Chinese input, date, printer, disk, holidays; nothing of it keeps anybody from beginning."""

import shutil
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from xunjian.rules.workdays import Calendar, paper_date, weekday
from xunjian.ui import printing
from xunjian.ui.jobs import Jobs
from xunjian.ui.pages.layouts import row
from xunjian.ui.setup.frame import Step
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Icon, Label, Panel
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.workspace import SHANGHAI

_EARLIEST = date(2026, 1, 1)  # before the program was: the clock is wrong
_LITTLE = 2 * 10**9  # bytes; some hundreds of photos
_PHOTO = 3 * 10**6


class Finding(NamedTuple):
    """What was found of one thing: whether it is well, its value and a quieter word."""

    well: bool
    value: str
    note: str = ""


class CheckStep(Step):
    """A row for each thing; an exclamation mark is a word of advice."""

    done = Signal()

    def __init__(self, folder: Path, today: date, calendar: Calendar, jobs: Jobs) -> None:
        super().__init__("检一检这台电脑", "带叹号的不影响开始。")
        self.typed = QLineEdit()
        self.typed.setAccessibleName("中文输入，请打两个字")
        self.typed.setFixedWidth(look().px(136))
        self.typed.setMaxLength(20)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addLayout(self._rows)
        self._input = _Row("中文输入", self.typed)
        self._printer = _Row("打印机")
        for made, found in (
            (self._input, Finding(False, "", "请打两个字")),
            (_Row("日期"), date_found(today)),
            (self._printer, Finding(True, "正在找…")),
            (_Row("磁盘"), disk_found(shutil.disk_usage(folder).free)),
            (_Row("节假日表"), holidays_found(calendar, today)),
        ):
            made.show_finding(found)
            self._rows.addWidget(made)
        self.go = KeyButton("开始使用", Role.PRIMARY)
        self.foot.addWidget(self.go)
        self.setFocusProxy(self.typed)
        self.go.clicked.connect(self.done)
        self.typed.returnPressed.connect(self.done)
        self.typed.textChanged.connect(lambda text: self._input.show_finding(input_found(text)))
        jobs.start(lambda _progress: printing.devices(), owner=self, done=self._show_printers)

    def begin(self) -> None:
        """Begin with the one thing that only a person can try."""
        self.typed.setFocus()

    def _show_printers(self, devices: list[printing.Device]) -> None:
        self._printer.show_finding(printers_found(devices))


def input_found(text: str) -> Finding:
    """Return whether Chinese arrives."""
    if any("\u4e00" <= letter <= "\u9fff" for letter in text):
        return Finding(True, "", "打出来了，可以用")
    note = "打不出中文时，请看看输入法开了没有，再重开程序" if text else "请打两个字"
    return Finding(False, "", note)


def date_found(today: date) -> Finding:
    """Return whether the clock may be right."""
    at = f"{paper_date(today)} {weekday(today)}　{datetime.now(SHANGHAI):%H:%M}"
    if today < _EARLIEST:
        return Finding(False, at, "日期不对，文书日期会错，请先改系统日期")
    return Finding(True, at, "请核对")


def printers_found(devices: list[printing.Device]) -> Finding:
    """Return the usual printer."""
    if not devices:
        return Finding(False, "没找到", "通知书可以先存 PDF")
    best = devices[0]
    if best.why_not or best.wants:
        return Finding(False, best.name, best.why_not or best.wants)
    return Finding(True, best.name, f"一共 {len(devices)} 台" if len(devices) > 1 else "")


def disk_found(free: int) -> Finding:
    """Return how much room there is, in bytes, and for how many photos."""
    value = f"余 {free / 10**9:.0f} GB" if free >= 10**10 else f"余 {free / 10**9:.1f} GB"
    return Finding(free >= _LITTLE, value, f"够存约 {max(free // _PHOTO // 100 * 100, 0):,} 张照片")


def holidays_found(calendar: Calendar, today: date) -> Finding:
    """Return up to when the holidays are known."""
    last = max(calendar.years, default=None)
    if last is None or last < today.year:
        return Finding(False, "没有今年的", "期限先按周末推算，请局里发新表")
    near_end = last == today.year and today.month > 10
    return Finding(not near_end, f"到 {last} 年止", "明年的期限先按周末推算，请局里发新表" if near_end else "")


class _Row(Panel):
    def __init__(self, name: str, control: QWidget | None = None) -> None:
        super().__init__("bg", "bottom")
        self.setMinimumHeight(look().px(56))
        self._mark = row()
        self._value, self._note = Label(), Label(colour="text2", wrap=True)
        line = row(self, 8, 8, 8, 8, spacing=12)
        line.addLayout(self._mark)
        word = Label(name)
        word.setFixedWidth(look().px(136))
        line.addWidget(word)
        if control is not None:
            line.addWidget(control)
        line.addWidget(self._value)
        line.addWidget(self._note, 1)

    def show_finding(self, found: Finding) -> None:
        """Show what was found."""
        while self._mark.count():
            old = self._mark.takeAt(0).widget()
            old.hide()
            old.deleteLater()
        icon = ("check", "ok") if found.well else ("alert-triangle", "wait")
        self._mark.addWidget(Icon(icon[0], 20, icon[1]))
        self._value.setText(found.value)
        self._value.setVisible(bool(found.value))
        self._note.setText(found.note)
