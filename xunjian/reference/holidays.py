"""Holidays from dated files, one a year: `resources/holidays/2026.toml` and what a bureau imports."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from xunjian.paths import resource
from xunjian.reference.tomlfile import TomlFile, read_toml
from xunjian.rules.workdays import Calendar

_SATURDAY = 5


class DayKind(StrEnum):
    """A day off, or a weekend day that is worked instead (调休)."""

    OFF = "off"
    WORK = "work"


@dataclass(frozen=True)
class Holiday:
    """One arranged day and the holiday it belongs to."""

    date: date
    kind: DayKind
    name: str


@dataclass(frozen=True)
class HolidayYear:
    """One year's arrangement and the document that makes it."""

    year: int
    source: str
    document_no: str
    days: tuple[Holiday, ...] = ()

    def calendar(self) -> Calendar:
        """Return the working days that follow from this arrangement."""
        return Calendar(
            {day.date: day.name for day in self.days if day.kind is DayKind.OFF},
            frozenset(day.date for day in self.days if day.kind is DayKind.WORK),
            frozenset({self.year}),
        )


def load_year(path: Path) -> HolidayYear:
    """Read and check one year; anything wrong is a UserError that names file, line and field."""
    file = read_toml(path)
    file.refuse_tables({"day"})
    head = file.convert(file.data, HolidayYear)
    if path.stem != str(head.year):
        raise file.problem(f"应与文件名 {path.stem} 一致", line=file.line_of(field="year"), field="year")
    for field, text in (("source", head.source), ("document_no", head.document_no)):
        if not text.strip():
            raise file.problem("不能空着", line=file.line_of(field=field), field=field)
    days = tuple(file.convert(raw, Holiday, "day", (number,)) for number, raw in enumerate(file.data.get("day", [])))
    _check_days(file, head.year, days)
    return HolidayYear(head.year, head.source, head.document_no, days)


def load_years(folder: Path | None = None) -> tuple[HolidayYear, ...]:
    """Read all years of a folder (default: those shipped), earliest first."""
    return tuple(load_year(path) for path in sorted((folder or resource("holidays")).glob("*.toml")))


def calendar_of(years: Iterable[HolidayYear]) -> Calendar:
    """Return one calendar of several years; a later year's arrangement of a day stands."""
    whole = Calendar()
    for year in sorted(years, key=lambda year: year.year):
        whole = whole.joined(year.calendar())
    return whole


def problem_of(day: Holiday, year: int, seen: Collection[date]) -> tuple[str, str] | None:
    """Return the field of a day that can't be right in its year, and why; `seen` are the days before it."""
    wrongs = (
        (not _may_arrange(year, day.date), "date", f"不是 {year} 年的日期"),
        (day.date in seen, "date", "同一天写了两次"),
        (day.kind is DayKind.WORK and day.date.weekday() < _SATURDAY, "kind", "调休上班的应是周末"),
        (not day.name.strip(), "name", "不能空着"),
    )
    return next(((field, what) for wrong, field, what in wrongs if wrong), None)


def _check_days(file: TomlFile, year: int, days: tuple[Holiday, ...]) -> None:
    if not days:
        raise file.problem("一天也没有填", line=1, field="day")
    seen: set[date] = set()
    for number, day in enumerate(days):
        if problem := problem_of(day, year, seen):
            field, what = problem
            raise file.problem(what, line=file.line_of("day", (number,), field), field=field)
        seen.add(day.date)


def _may_arrange(year: int, day: date) -> bool:
    # New Year's holiday may begin in the last days of the year before.
    return day.year == year or (day.year, day.month) == (year - 1, 12)
