"""A year on twelve months, as many beside each other as there is room for."""

from datetime import date

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QToolTip, QVBoxLayout, QWidget

from xunjian.rules.workdays import Calendar, screen_date, weekday
from xunjian.ui.plain import plain_tooltip
from xunjian.ui.theme import look
from xunjian.ui.widgets.months import Shown, day_at, holidays_in_words, month_size, paint_month, spoken
from xunjian.ui.widgets.ring import wants_ring

_GAP, _EDGE = 24, 16


class _Year(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.year, self.shown = 0, Shown(Calendar())
        self.setProperty("ground", "page")

    def fit(self, width: int) -> None:
        """Take the height that twelve months need at a width."""
        across = self._across(width)
        _, high = month_size()
        rows = -(-12 // across)
        self.setFixedHeight(rows * (high + look().px(_GAP)) + look().px(_EDGE))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.year:
            for month in range(1, 13):
                paint_month(painter, *self._corner(month), self.year, month, self.shown)

    def event(self, event: QEvent) -> bool:
        """Name the holiday under the mouse."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            days = (day_at(event.pos().toPointF(), self.year, month, *self._corner(month)) for month in range(1, 13))
            day = next((one for one in days if one is not None), None) if self.year else None
            said = spoken(day, self.shown.calendar) if day else ""
            words = f"{screen_date(day, day)} {weekday(day)}　{said}" if day and said else ""
            QToolTip.showText(event.globalPos(), plain_tooltip(words), self)
            return True
        return super().event(event)

    def sizeHint(self) -> QSize:
        """Return room for one month across."""
        return QSize(month_size()[0] + 2 * look().px(_EDGE), self.height())

    def _across(self, width: int) -> int:
        wide = month_size()[0] + look().px(_GAP)
        fits = (width - 2 * look().px(_EDGE) + look().px(_GAP)) // wide
        return next(across for across in (6, 4, 3, 2, 1) if across <= fits or across == 1)

    def _corner(self, month: int) -> tuple[float, float]:
        wide, high = month_size()
        row, column = divmod(month - 1, self._across(self.width()))
        gap = look().px(_GAP)
        return look().px(_EDGE) + column * (wide + gap), look().px(_EDGE) / 2 + row * (high + gap)


class YearCalendar(QScrollArea):
    """Scrolls by keyboard and mouse; what it shows is also its description for a screen reader."""

    def __init__(self, *above: QWidget) -> None:
        """`above` are parts that scroll with the months, on top of them."""
        super().__init__()
        self._year = _Year()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        whole = QWidget()
        whole.setProperty("ground", "page")
        inner = QVBoxLayout(whole)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        for part in (*above, self._year):
            inner.addWidget(part)
        inner.addStretch(1)
        self.setWidget(whole)
        wants_ring(self, inside=True)

    @property
    def words(self) -> str:
        """The year's holidays in sentences."""
        return self.accessibleDescription()

    def show_year(self, year: int, calendar: Calendar, today: date) -> None:
        """Show a year."""
        self._year.year, self._year.shown = year, Shown(calendar, today)
        self.setAccessibleName(f"{year} 年日历")
        self.setAccessibleDescription(holidays_in_words(year, calendar))
        self._year.fit(self.viewport().width())
        self._year.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put as many months beside each other as there is room for."""
        super().resizeEvent(event)
        self._year.fit(self.viewport().width())
