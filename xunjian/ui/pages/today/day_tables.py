"""The two tables of 今天: schools of other days, and findings to press for."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent

from xunjian.rules.money import table as money
from xunjian.services.today.views import Later, Pressing, Why
from xunjian.ui.dates import short_day
from xunjian.ui.pages.today.choice import show_choice
from xunjian.ui.tables import Column, Mark, PagedModel
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.chips import TO_RECHECK, overdue
from xunjian.ui.widgets.views import RowTable

_WEEKDAYS = "一二三四五六日"


class DayTable(RowTable):
    """A short table, as high as its rows: the page scrolls as a whole."""

    def __init__(self, name: str, columns: Sequence[Column[Any]]) -> None:
        self._rows: Sequence[Any] = ()
        model = PagedModel[Any](columns, lambda numbers: [self._rows[number] for number in numbers])
        super().__init__(model, name, heads=False)
        model.setParent(self)
        self._paged = model
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show other rows; the current place stays."""
        place, focused = self.currentIndex().row(), self.hasFocus()
        self._rows = rows
        self._paged.show_ids(range(len(rows)))
        self.setFixedHeight(len(rows) * look().measures.row)
        if rows:
            self.choose(min(max(place, 0), len(rows) - 1))
        show_choice(self, shown=focused)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the current row while keys act on it."""
        super().focusInEvent(event)
        show_choice(self, shown=True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show no row as chosen while keys go elsewhere."""
        super().focusOutEvent(event)
        show_choice(self, shown=False)

    def row(self, number: int) -> Any:
        """Return what stands in a row."""
        return self._rows[number]


def later_columns(today: date, *, all_groups: bool) -> tuple[Column[Later], ...]:
    """Return the columns of the schools of other days."""
    columns = [
        Column[Later]("日子", lambda row: _day(row.day, today), width=112, quiet=True),
        Column[Later]("学校", lambda row: row.name),
    ]
    if all_groups:
        columns.append(Column("检查组", lambda row: row.team, width=112, quiet=True))
    return (*columns, Column("", _note, width=176, quiet=True, small=True, right=True, spoken=_note))


def pressing_columns(today: date) -> tuple[Column[Pressing], ...]:
    """Return the columns of 要催的."""
    return (
        Column(
            "",
            lambda row: lamp_of(row, today).text,
            width=104,
            mark=lambda row: lamp_of(row, today),
            spoken=lambda row: lamp_of(row, today).text,
        ),
        Column("学校", lambda row: row.school_name, width=112),
        Column("问题", lambda row: row.title or row.code, quiet=True),
        Column("金额", lambda row: "–" if row.amount is None else f"¥{money(row.amount)}", width=104, right=True),
    )


def lamp_of(row: Pressing, today: date) -> Mark:
    """Return the lamp of a finding, in words: 逾期5天, 明天到期, 待复查."""
    if row.to_recheck or row.due is None:
        return TO_RECHECK
    if row.days_overdue:
        return overdue(row.days_overdue)
    days = (row.due - today).days
    word = ("今天", "明天", "后天")[days] if days < 3 else f"{days}天后"
    return Mark("hourglass", f"{word}到期", Tone.WAIT)


def _day(day: date | None, today: date) -> str:
    return "没定日子" if day is None else f"{short_day(day, today)} 周{_WEEKDAYS[day.weekday()]}"


def _note(row: Later) -> str:
    if row.why is Why.UNFINISHED:
        done, total = row.counted.done, row.counted.total
        return "查完了，没出通知书" if done == total else f"没查完　{done} / {total}"
    if row.overdue:
        return f"带去：{row.overdue} 个逾期问题复查"
    return "过了原定的日子" if row.why is Why.MISSED else ""
