"""期限: working days as presets or typed, each shown with the day on which it ends."""

import unicodedata
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from xunjian.rules.workdays import Calendar, add_workdays, gap_note, holiday_note, screen_date, weekday
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.pages.notice.deadline_calendar import DeadlineCalendar
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.choices import Choice
from xunjian.ui.widgets.fields import number_edit

PRESETS = (0, 3, 5, 10, 15, 30)
MOST = 250
_OTHER, _CALENDAR = -1, -2


def day_words(day: date, today: date) -> str:
    """Return e.g. 12月8日 周二."""
    return f"{screen_date(day, today)} {weekday(day).replace('星期', '周')}"


def deadline_words(workdays: int, today: date, calendar: Calendar) -> str:
    """Return e.g. 10个工作日内，12月8日 周二."""
    words = f"{workdays}个工作日内" if workdays else "立即"
    return f"{words}，{day_words(add_workdays(today, workdays, calendar).day, today)}"


def deadline_note(workdays: int, today: date, calendar: Calendar) -> str:
    """Return which holidays the period holds, and what a person must look after in a year without a table."""
    deadline = add_workdays(today, workdays, calendar)
    parts = holiday_note(today, deadline.day, calendar), gap_note(deadline, calendar)
    return "　".join(part for part in parts if part)


class DeadlineChoice(QWidget):
    """A box of presets; the last entries take any other number of working days, typed or chosen on a calendar."""

    chosen = Signal(int)

    def __init__(self, calendar: Calendar, today: date) -> None:
        super().__init__()
        self._calendar, self._today = calendar, today
        self._days: list[int] = []
        self.box = Choice("期限")
        self._other = number_edit()
        self._other.setAccessibleName("工作日数")
        self._other.setFixedWidth(look().px(56))
        self._unit = Label("个工作日", colour="text2")
        self._note = Label("", "caption", "text2", wrap=True)
        whole = column(self, spacing=4)
        whole.addWidget(Label("期限", "caption", "text2"))
        line = row(spacing=8)
        line.addWidget(self.box, 1)
        line.addWidget(self._other)
        line.addWidget(self._unit)
        whole.addLayout(line)
        whole.addWidget(self._note)
        whole.addStretch(1)
        self.setFocusProxy(self.box)
        self.box.activated.connect(self._choose)
        self._other.editingFinished.connect(self._take_other)
        self.show_workdays(PRESETS[3])

    def show_workdays(self, workdays: int) -> None:
        """Show a period."""
        self._workdays = workdays
        self._days = sorted({*PRESETS, workdays})
        self.box.clear()
        self.box.addItems([deadline_words(days, self._today, self._calendar) for days in self._days])
        self.box.addItems(["其他天数…", "在日历上选…"])
        self._days += [_OTHER, _CALENDAR]
        self.box.setCurrentIndex(self._days.index(workdays))
        self._say(deadline_note(workdays, self._today, self._calendar), wrong=False)
        self._open_other(False)

    def _open_calendar(self) -> None:
        dialog = DeadlineCalendar(self, self._calendar, self._today, self._workdays, MOST)
        dialog.chosen.connect(self.chosen)
        dialog.rejected.connect(lambda: self.show_workdays(self._workdays))
        dialog.open()

    def _choose(self, index: int) -> None:
        days = self._days[index]
        self._open_other(days == _OTHER)
        if days == _OTHER:
            self._other.setFocus()
        elif days == _CALENDAR:
            self._open_calendar()
        else:
            self.chosen.emit(days)

    def _take_other(self) -> None:
        text = unicodedata.normalize("NFKC", self._other.text()).strip().removesuffix("个工作日").removesuffix("天")
        if not text or self._other.isHidden():
            return
        if text.isdecimal() and int(text) <= MOST:
            self.chosen.emit(int(text))
        else:
            self._say(f"工作日数只能是 0 到 {MOST} 的整数，例如 7。", wrong=True)

    def _open_other(self, shown: bool) -> None:
        self._other.clear()
        self._other.setVisible(shown)
        self._unit.setVisible(shown)

    def _say(self, text: str, *, wrong: bool) -> None:
        self._note.set_colour("bad" if wrong else "text2")
        self._note.setText(text)
        self._note.setVisible(bool(text))
        self.box.setAccessibleDescription(text)
