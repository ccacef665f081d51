"""要催的: findings that are late, due within three working days, or waiting for a recheck."""

from datetime import date, timedelta
from functools import cache

from sqlalchemy.orm import Session

from xunjian.db.queries import waiting
from xunjian.rules.lamps import Lamp, days_overdue, lamp
from xunjian.rules.steps import State
from xunjian.rules.workdays import Calendar
from xunjian.services.today.views import Pressing

_FAR = timedelta(days=30)
"""Further away than any three working days, the longest holiday counted."""


def pressing(session: Session, today: date, calendar: Calendar) -> list[Pressing]:
    """Return what is late, then what will be due soon, then what waits for a recheck."""
    shines = cache(lambda state, due: lamp(state, due, today, calendar))
    found = []
    for one in waiting.findings(session, today + _FAR):
        to_recheck = one.state in (State.REPORTED, State.CHECKED)
        if to_recheck or shines(one.state, one.due) is not Lamp.NONE:
            late = days_overdue(one.state, one.due, today)
            found.append(
                Pressing(
                    one.finding, one.visit, one.school_name, one.code, one.title, one.amount, one.due, late, to_recheck
                )
            )
    found.sort(key=lambda one: (one.to_recheck, one.due or date.max, one.school_name, one.code, one.finding))
    return found
