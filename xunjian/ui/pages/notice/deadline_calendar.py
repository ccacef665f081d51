"""期限 on a calendar: the day on which it ends, and how many working days that are."""

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QWidget

from xunjian.rules.workdays import (
    Calendar,
    add_workdays,
    gap_note,
    holiday_note,
    screen_date,
    weekday,
    workdays_between,
)
from xunjian.ui.hints import Hint, set_hints
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.daypicker import DayPicker
from xunjian.ui.widgets.months import spoken


class DeadlineCalendar(QDialog):
    """`chosen` brings working days: a day off is none to end on."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget, calendar: Calendar, today: date, workdays: int, most: int) -> None:
        super().__init__(parent)
        self.setWindowTitle("期限")
        self._calendar, self._today = calendar, today
        self.days = DayPicker(calendar, today, add_workdays(today, most, calendar).day)
        self._says, self._note = Label(medium=True, wrap=True), Label("", "caption", "text2", wrap=True)
        self.go = KeyButton("就到这天", Role.PRIMARY, cap="Enter")
        back = KeyButton("取消", cap="Esc")
        whole = column(self, 24, 20, 24, 16, spacing=8)
        whole.addWidget(self.days)
        whole.addWidget(self._says)
        whole.addWidget(self._note)
        whole.addStretch(1)
        buttons = row(spacing=12)
        buttons.addStretch(1)
        buttons.addWidget(back)
        buttons.addWidget(self.go)
        whole.addLayout(buttons)
        set_hints(
            self.days, Hint(("↑", "↓", "←", "→"), "换天"), Hint(("PgUp", "PgDn"), "换月"), Hint(("Enter",), "就到这天")
        )
        self.days.moved.connect(self._weigh)
        self.days.taken.connect(lambda _day: self.go.click())
        back.clicked.connect(self.reject)
        self.go.clicked.connect(self._give)
        self.days.choose(add_workdays(today, workdays, calendar).day)
        self.days.setFocus()

    def _weigh(self, day: date) -> None:
        """Say what the day means, or why it cannot be the last one."""
        open_ = day == self._today or self._calendar.is_working_day(day)
        self.go.setEnabled(open_)
        name = f"{screen_date(day, self._today)} {weekday(day)}"
        if not open_:
            said = spoken(day, self._calendar).replace("休，", "")
            after = day + timedelta(1)
            while not self._calendar.is_working_day(after):
                after += timedelta(1)
            self._says.setText(f"{name}　{said}，不上班。")
            self._note.setText(f"后面的第一个工作日是{screen_date(after, self._today)} {weekday(after)}。")
            return
        workdays = workdays_between(self._today, day, self._calendar)
        self._says.setText(f"{name}　{f'{workdays}个工作日内' if workdays else '立即'}")
        notes = (
            holiday_note(self._today, day, self._calendar),
            gap_note(add_workdays(self._today, workdays, self._calendar), self._calendar),
        )
        self._note.setText("　".join(filter(None, notes)))

    def _give(self) -> None:
        self.chosen.emit(workdays_between(self._today, self.days.day, self._calendar))
        self.accept()
