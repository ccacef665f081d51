"""A day chosen on a calendar: two months, moved through by arrows, PgUp and PgDn or the mouse."""

from calendar import monthrange
from datetime import date, timedelta

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from xunjian.rules.workdays import Calendar, paper_date, weekday
from xunjian.ui.theme import look
from xunjian.ui.widgets.keys import is_bare_enter
from xunjian.ui.widgets.months import Shown, day_at, month_size, paint_month, spoken
from xunjian.ui.widgets.painting import draw_ring
from xunjian.ui.widgets.ring import wants_ring

_GAP, _MONTHS = 24, 2
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}


class DayPicker(QWidget):
    """Days before `first` cannot be chosen."""

    moved = Signal(object)  # date
    taken = Signal(object)  # date, by Enter or a double click

    def __init__(self, calendar: Calendar, first: date, last: date) -> None:
        super().__init__()
        self._calendar, self._first, self._last = calendar, first, last
        self.day, self._top = first, date(first.year, first.month, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        wants_ring(self)

    def choose(self, day: date) -> None:
        """Go to a day, as near to it as may be chosen."""
        self.day = min(max(day, self._first), self._last)
        months = (self.day.year - self._top.year) * 12 + self.day.month - self._top.month
        if not 0 <= months < _MONTHS:
            self._top = _month_on(date(self.day.year, self.day.month, 1), 0 if months < 0 else 1 - _MONTHS)
        said = spoken(self.day, self._calendar)
        self.setAccessibleName("，".join(filter(None, (f"{paper_date(self.day)} {weekday(self.day)}", said))))
        self.moved.emit(self.day)
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the months and the ring."""
        wide, high = month_size()
        return QSize(_MONTHS * wide + (_MONTHS - 1) * look().px(_GAP) + 8, high + 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the months."""
        painter = QPainter(self)
        shown = Shown(self._calendar, self._first, self.day, self.hasFocus())
        for place in range(_MONTHS):
            month = _month_on(self._top, place)
            paint_month(painter, self._left(place), 4, month.year, month.month, shown)
        if self.hasFocus():
            draw_ring(painter, QRectF(self.rect()), radius=4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by day, week and month; take the day by Enter."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.choose(self.day + timedelta(_STEPS[key]))
        elif key in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
            self.choose(_same_day(self.day, 1 if key == Qt.Key.Key_PageDown else -1))
        elif is_bare_enter(event):
            self.taken.emit(self.day)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the day that is clicked."""
        day = self._day_at(event)
        if day is not None:
            self.choose(day)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take the day that is clicked twice."""
        if self._day_at(event) == self.day:
            self.taken.emit(self.day)

    def _day_at(self, event: QMouseEvent) -> date | None:
        months = ((_month_on(self._top, place), self._left(place)) for place in range(_MONTHS))
        days = (day_at(event.position(), month.year, month.month, left, 4) for month, left in months)
        return next((day for day in days if day is not None), None)

    def _left(self, place: int) -> float:
        return 4 + place * (month_size()[0] + look().px(_GAP))


def _month_on(month: date, months: int) -> date:
    year, place = divmod(month.year * 12 + month.month - 1 + months, 12)
    return date(year, place + 1, 1)


def _same_day(day: date, months: int) -> date:
    month = _month_on(day, months)
    return month.replace(day=min(day.day, monthrange(month.year, month.month)[1]))
