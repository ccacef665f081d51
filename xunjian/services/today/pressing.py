"""要催的: findings that are late, due within three working days, or waiting for a recheck."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from xunjian.db.queries.waiting import Waiting
from xunjian.rules.lamps import Lamp, days_overdue, lamp
from xunjian.rules.steps import State
from xunjian.rules.workdays import Calendar
from xunjian.services.today.views import Pressing

_FAR = timedelta(days=30)
"""Further away than any three working days, the longest holiday counted."""


def pressing(unsettled: Sequence[Waiting], names: Mapping[str, str], today: date, calendar: Calendar) -> list[Pressing]:
    """Return what is late, then what will be due soon, then what waits for a recheck."""
    found = []
    for one in unsettled:
        soon = one.due is not None and one.due - today <= _FAR
        shines = lamp(one.state, one.due, today, calendar) if soon else Lamp.NONE
        to_recheck = one.state in (State.REPORTED, State.CHECKED)
        if shines is not Lamp.NONE or to_recheck:
            late = days_overdue(one.state, one.due, today)
            name = names.get(one.school) or "学校资料未到"
            found.append(
                Pressing(one.finding, one.visit, name, one.code, one.title, one.amount, one.due, late, to_recheck)
            )
    found.sort(key=lambda one: (one.to_recheck, one.due or date.max, one.school_name, one.code, one.finding))
    return found
