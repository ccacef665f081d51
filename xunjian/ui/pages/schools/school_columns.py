"""The columns of the list of schools and the orders it can be sorted in."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Qt

from xunjian.db.queries.schools import ListedSchool
from xunjian.ui.dates import short_day
from xunjian.ui.pages.schools.school_words import count_words
from xunjian.ui.tables import Column, Mark
from xunjian.ui.tokens import Tone

ORDERS: dict[str, tuple[Callable[[ListedSchool], Any] | None, Qt.SortOrder]] = {
    "name": (None, Qt.SortOrder.AscendingOrder),
    "district": (lambda school: school.district, Qt.SortOrder.AscendingOrder),
    "visit": (lambda school: school.last_visit or date.min, Qt.SortOrder.DescendingOrder),
    "open": (lambda school: school.open_findings, Qt.SortOrder.DescendingOrder),
    "late": (lambda school: school.overdue, Qt.SortOrder.DescendingOrder),
}
"""By what the list can be sorted, and from which end; by name the schools arrive, figures begin with the highest."""


def list_columns(today: date) -> tuple[Column[ListedSchool], ...]:
    """Return the columns of the list; `sort` names their order."""
    return (
        Column("名称", lambda row: row.name, sort="name"),
        Column("片区", lambda row: row.district, width=48, quiet=True, sort="district"),
        Column("上次检查", lambda row: short_day(row.last_visit, today), width=96, right=True, sort="visit"),
        Column("未销号", lambda row: count_words(row.open_findings), width=56, right=True, sort="open"),
        Column(
            "逾期",
            lambda _row: "",
            width=64,
            mark=_late,
            sort="late",
            spoken=lambda row: f"逾期{row.overdue}" if row.overdue else "",
        ),
    )


def _late(row: ListedSchool) -> Mark | None:
    return Mark("alert-circle", f"逾期{row.overdue}", Tone.BAD) if row.overdue else None
