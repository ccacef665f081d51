"""Working days under the State Council's yearly arrangement of holidays, and dates as paper writes them.

The day from which a period runs is not counted. A year whose arrangement is not known yet is counted by weekends alone
and named, so that a person confirms the date.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

_WEEKDAYS = "一二三四五六日"
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """Days off with the name of their holiday, weekends that are worked, and the years that are arranged."""

    off: Mapping[date, str] = field(default_factory=dict)
    work: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on this day; where the year is not arranged, every Monday to Friday counts."""
        return day in self.work or (day.weekday() < 5 and day not in self.off)

    def joined(self, other: "Calendar") -> "Calendar":
        """Return the calendar of both; a day that both name is as `other` has it."""
        off = {day: name for day, name in self.off.items() if day not in other.work}
        work = {day for day in self.work if day not in other.off}
        return Calendar({**off, **other.off}, frozenset(work | other.work), self.years | other.years)


@dataclass(frozen=True)
class Deadline:
    """The day on which a period ends, and the years on the way to it that no arrangement of holidays covers."""

    day: date
    workdays: int
    unverified_years: tuple[int, ...]


def add_workdays(start: date, workdays: int, calendar: Calendar) -> Deadline:
    """Return the day that is so many working days after `start`, which is not counted; 0 is `start` itself."""
    if workdays < 0:
        raise ValueError(workdays)
    day, left = start, workdays
    while left:
        day += _ONE_DAY
        left -= calendar.is_working_day(day)
    years = range(start.year, day.year + 1)
    return Deadline(day, workdays, tuple(year for year in years if year not in calendar.years))


def workdays_between(start: date, end: date, calendar: Calendar) -> int:
    """Count the working days after `start` up to and including `end`; none if `end` is not later."""
    return sum(calendar.is_working_day(day) for day in _days_after(start, end))


def holidays_between(start: date, end: date, calendar: Calendar) -> dict[str, int]:
    """Return the holidays after `start` up to and including `end` with their days in that span, in order."""
    found: dict[str, int] = {}
    for day in _days_after(start, end):
        if name := calendar.off.get(day):
            found[name] = found.get(name, 0) + 1
    return found


def holiday_note(start: date, end: date, calendar: Calendar) -> str:
    """Return e.g. 含中秋3天、国庆7天, or '' where the span has no holiday."""
    parts = [f"{name}{days}天" for name, days in holidays_between(start, end, calendar).items()]
    return "含" + "、".join(parts) if parts else ""


def gap_note(deadline: Deadline, calendar: Calendar) -> str:
    """Return what a person must confirm about a deadline that runs into years not arranged yet, or ''."""
    if not deadline.unverified_years:
        return ""
    last = max(calendar.years, default=0)
    if last and deadline.unverified_years[0] > last:
        known = f"节假日表到 {last} 年止"
    else:
        known = f"节假日表没有 {'、'.join(map(str, deadline.unverified_years))} 年"
    return f"{known}，期限按周末推算。请核对后打勾。"


def weekday(day: date) -> str:
    """Return 星期一 to 星期日."""
    return f"星期{_WEEKDAYS[day.weekday()]}"


def paper_date(day: date) -> str:
    """Return e.g. 2026年9月8日: full year, no leading zeros (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def paper_date_with_weekday(day: date) -> str:
    """Return e.g. 2026年10月19日（星期一）."""
    return f"{paper_date(day)}（{weekday(day)}）"


def screen_date(day: date, today: date) -> str:
    """Return e.g. 11月22日 in the present year, 2025年11月22日 in another."""
    return f"{day.month}月{day.day}日" if day.year == today.year else paper_date(day)


def _days_after(start: date, end: date) -> Iterable[date]:
    return (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
