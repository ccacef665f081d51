"""Counting forward and counting between agree on every calendar."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from xunjian.rules.workdays import Calendar, add_workdays, workdays_between

DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    weekdays = draw(st.sets(DAYS.filter(lambda day: day.weekday() < 5), max_size=30))
    weekends = draw(st.sets(DAYS.filter(lambda day: day.weekday() >= 5), max_size=30))
    return Calendar(dict.fromkeys(weekdays, "假"), frozenset(weekends), frozenset({2024, 2025, 2026}))


@given(DAYS, st.integers(1, 60), calendars())
def test_a_deadline_is_a_working_day_and_lies_exactly_so_many_away(start: date, count: int, calendar: Calendar) -> None:
    deadline = add_workdays(start, count, calendar)
    assert calendar.is_working_day(deadline.day)
    assert workdays_between(start, deadline.day, calendar) == count
    assert workdays_between(start, deadline.day - timedelta(days=1), calendar) == count - 1


@given(DAYS, st.integers(0, 30), st.integers(0, 30), calendars())
def test_two_periods_after_one_another_are_one_long_period(
    start: date, first: int, second: int, calendar: Calendar
) -> None:
    middle = add_workdays(start, first, calendar).day
    assert add_workdays(middle, second, calendar).day == add_workdays(start, first + second, calendar).day
