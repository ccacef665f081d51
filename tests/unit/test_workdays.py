"""Deadlines as offices count them: make-up working days, long holidays, years that are not arranged yet."""

from datetime import date

import pytest

from xunjian import labels
from xunjian.reference.holidays import calendar_of, load_years
from xunjian.rules.lamps import Lamp, days_overdue, is_overdue, lamp
from xunjian.rules.steps import State
from xunjian.rules.workdays import (
    Calendar,
    add_workdays,
    gap_note,
    holiday_note,
    holidays_between,
    paper_date,
    paper_date_with_weekday,
    screen_date,
    weekday,
    workdays_between,
)

CALENDAR = calendar_of(load_years())


@pytest.mark.parametrize(
    ("start", "workdays", "end"),
    [
        (date(2026, 9, 21), 15, date(2026, 10, 19)),
        (date(2026, 9, 24), 10, date(2026, 10, 15)),
        (date(2026, 9, 18), 1, date(2026, 9, 20)),  # a Sunday that is worked for the National Day
        (date(2026, 2, 13), 1, date(2026, 2, 14)),
        (date(2025, 9, 30), 3, date(2025, 10, 11)),
        (date(2024, 2, 9), 1, date(2024, 2, 18)),
        (date(2026, 10, 1), 0, date(2026, 10, 1)),
    ],
)
def test_deadlines_skip_holidays_and_count_worked_weekends(start: date, workdays: int, end: date) -> None:
    deadline = add_workdays(start, workdays, CALENDAR)
    assert (deadline.day, deadline.workdays, deadline.unverified_years) == (end, workdays, ())
    assert workdays_between(start, end, CALENDAR) == workdays


def test_a_deadline_into_an_unarranged_year_names_it_for_a_person_to_confirm() -> None:
    deadline = add_workdays(date(2026, 12, 20), 15, CALENDAR)
    assert deadline.unverified_years == (2027,)
    assert gap_note(deadline, CALENDAR) == "节假日表到 2026 年止，期限按周末推算。请核对后打勾。"
    assert gap_note(add_workdays(date(2026, 9, 21), 15, CALENDAR), CALENDAR) == ""


def test_a_year_missing_in_front_of_the_table_is_named_too() -> None:
    deadline = add_workdays(date(2023, 9, 1), 5, CALENDAR)
    assert gap_note(deadline, CALENDAR) == "节假日表没有 2023 年，期限按周末推算。请核对后打勾。"
    assert gap_note(deadline, Calendar()) == "节假日表没有 2023 年，期限按周末推算。请核对后打勾。"


def test_negative_periods_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="-1"):
        add_workdays(date(2026, 9, 21), -1, CALENDAR)


def test_the_holidays_inside_a_period_are_named_with_their_days() -> None:
    assert holidays_between(date(2026, 9, 21), date(2026, 10, 19), CALENDAR) == {"中秋": 3, "国庆": 7}
    assert holiday_note(date(2026, 9, 28), date(2026, 10, 19), CALENDAR) == "含国庆7天"
    assert holiday_note(date(2026, 9, 21), date(2026, 10, 19), CALENDAR) == "含中秋3天、国庆7天"
    assert holiday_note(date(2026, 11, 2), date(2026, 11, 20), CALENDAR) == ""


def test_nothing_is_counted_backwards() -> None:
    assert workdays_between(date(2026, 9, 21), date(2026, 9, 14), CALENDAR) == 0


def test_dates_on_paper_have_no_leading_zeros() -> None:
    assert paper_date(date(2026, 9, 8)) == "2026年9月8日"
    assert paper_date_with_weekday(date(2026, 10, 19)) == "2026年10月19日（星期一）"
    assert [weekday(date(2026, 11, day)) for day in (16, 22)] == ["星期一", "星期日"]


def test_dates_on_the_screen_leave_out_the_present_year() -> None:
    assert screen_date(date(2026, 11, 2), today=date(2026, 1, 1)) == "11月2日"
    assert screen_date(date(2025, 11, 2), today=date(2026, 1, 1)) == "2025年11月2日"


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 10, 13), Lamp.NONE),  # four working days left
        (date(2026, 10, 14), Lamp.YELLOW),
        (date(2026, 10, 19), Lamp.YELLOW),  # 含当日
        (date(2026, 10, 20), Lamp.RED),
    ],
)
def test_the_lamp_is_yellow_for_three_workdays_and_red_after_the_deadline(today: date, expected: Lamp) -> None:
    assert lamp(State.RECTIFYING, date(2026, 10, 19), today, CALENDAR) is expected


def test_before_the_national_day_the_lamp_lights_a_week_and_more_ahead() -> None:
    assert lamp(State.RECTIFYING, date(2026, 10, 9), date(2026, 9, 29), CALENDAR) is Lamp.YELLOW


def test_a_school_that_has_reported_is_no_longer_late() -> None:
    due, today = date(2026, 11, 18), date(2026, 11, 22)
    assert is_overdue(State.RECTIFYING, due, today)
    assert days_overdue(State.RECTIFYING, due, today) == 4
    assert lamp(State.REPORTED, due, today, CALENDAR) is Lamp.NONE
    assert days_overdue(State.REPORTED, due, today) == 0
    assert lamp(State.RECTIFYING, None, today, CALENDAR) is Lamp.NONE


def test_every_lamp_has_a_word() -> None:
    assert set(labels.LAMP) == set(Lamp)
