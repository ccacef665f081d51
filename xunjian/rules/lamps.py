"""The lamps of the ledger; whether a finding is overdue follows from its deadline and today and is never stored."""

from datetime import date
from enum import StrEnum

from xunjian.rules.steps import State
from xunjian.rules.workdays import Calendar, workdays_between

YELLOW_FROM = 3
"""Working days before the deadline from which a finding is shown as 将到期."""


class Lamp(StrEnum):
    """How pressing a finding is."""

    NONE = "none"
    YELLOW = "yellow"
    RED = "red"


def is_overdue(state: State, due: date | None, today: date) -> bool:
    """Whether the school is late: its part ends with its report, the deadline's own day (含当日) is in time."""
    return state is State.RECTIFYING and due is not None and today > due


def days_overdue(state: State, due: date | None, today: date) -> int:
    """Return by how many days, holidays included, the school is late; 0 if it is not."""
    return (today - due).days if due is not None and is_overdue(state, due, today) else 0


def lamp(state: State, due: date | None, today: date, calendar: Calendar) -> Lamp:
    """Return the lamp of a finding: yellow from three working days before its deadline, red after it."""
    if state is not State.RECTIFYING or due is None:
        return Lamp.NONE
    if is_overdue(state, due, today):
        return Lamp.RED
    return Lamp.YELLOW if workdays_between(today, due, calendar) <= YELLOW_FROM else Lamp.NONE
