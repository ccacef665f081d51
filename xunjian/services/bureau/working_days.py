"""The calendar of working days in the ledger: what shipped, and the years that a bureau has imported since."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.schema.reference import Holiday
from xunjian.db.uids import derived_uid
from xunjian.errors import UserError
from xunjian.reference.holidays import HolidayYear, load_year, load_years
from xunjian.rules.workdays import Calendar
from xunjian.sheets.holidays import read_holidays
from xunjian.workspace import Workspace

_DECEMBER = 12
ASKED_FROM = 10
"""The month from which a missing next year is told: its arrangement comes out between October and December."""


@dataclass(frozen=True)
class Imported:
    """What the import of a year did to the days of the calendar."""

    year: int
    document_no: str
    new: tuple[date, ...]
    changed: tuple[date, ...]
    removed: tuple[date, ...]


@dataclass(frozen=True)
class ArrangedYear:
    """A year in the calendar: its days off, the weekends worked, the documents that say so."""

    year: int
    off: int
    work: int
    sources: tuple[str, ...]


def calendar(session: Session) -> Calendar:
    """Return the calendar as this workspace holds it.

    A year counts as arranged by its own days; those of late December may belong to the next year's New Year.
    """
    known = {row.day: row for row in _rows(session) if row.day is not None}
    return Calendar(
        off={day: row.name or "" for day, row in known.items() if row.kind == "off"},
        work=frozenset(day for day, row in known.items() if row.kind == "work"),
        years=frozenset(day.year for day in known if day.month < _DECEMBER),
    )


def install(session: Session, bureau: str, shipped: Calendar) -> None:
    """Write the calendar that ships with the program into an empty ledger."""
    days = {day: ("off", name) for day, name in shipped.off.items()} | dict.fromkeys(shipped.work, ("work", ""))
    session.add_all(
        Holiday(uid=derived_uid(bureau, "holiday", day), day=day, kind=kind, name=name)
        for day, (kind, name) in sorted(days.items())
    )


def years(session: Session) -> tuple[ArrangedYear, ...]:
    """Return the years that are arranged, earliest first."""
    rows = [(row, row.day) for row in _rows(session)]
    shipped = {year.year: f"{year.document_no}（随程序）" for year in load_years()}
    return tuple(
        ArrangedYear(
            year,
            sum(day is not None and day.year == year and row.kind == "off" for row, day in rows),
            sum(day is not None and day.year == year and row.kind == "work" for row, day in rows),
            tuple(sorted({row.source for row, day in rows if row.source and day is not None and day.year == year}))
            or ((shipped[year],) if year in shipped else ()),
        )
        for year in sorted(calendar(session).years)
    )


def read(path: Path) -> HolidayYear:
    """Read a year's arrangement from a spreadsheet or a TOML file as they ship; a UserError names the place."""
    return load_year(path) if path.suffix.lower() == ".toml" else read_holidays(path)


def take_year(workspace: Workspace, arranged: HolidayYear) -> Imported:
    """Put a year into the bureau's calendar in place of what it held of that year.

    Deadlines printed already stay as printed. A group gets the calendar from its bureau: there it is a UserError.
    """
    if not workspace.is_bureau:
        raise UserError("节假日由局里导入。", safe="没有改动。", hint="请局里导入后发任务包，读回来就有了。")
    with workspace.store.write(by=workspace.person, reason=f"导入 {arranged.year} 年节假日") as session:
        return _replace(session, workspace.store.bureau, arranged)


def _replace(session: Session, bureau: str, arranged: HolidayYear) -> Imported:
    wanted = {day.date: day for day in arranged.days}
    known = {row.day: row for row in session.scalars(select(Holiday)) if row.day is not None}
    source = arranged.document_no or arranged.source
    done = compare(session, arranged)
    for day, holiday in wanted.items():
        row = known.get(day)
        if row is None:
            row = Holiday(uid=derived_uid(bureau, "holiday", day), day=day)
            session.add(row)
        row.kind, row.name, row.source, row.deleted = holiday.kind.value, holiday.name, source, False
    for day in done.removed:
        known[day].deleted = True
    return done


def compare(session: Session, arranged: HolidayYear) -> Imported:
    """Return what taking a year would do, and change nothing."""
    wanted = {day.date: day for day in arranged.days}
    known = {row.day: row.kind for row in _rows(session) if row.day is not None}
    new = [day for day in wanted if day not in known]
    changed = [day for day, holiday in wanted.items() if day in known and known[day] != holiday.kind.value]
    removed = [
        day
        for day in known
        # Late December may be arranged by the next year's document already.
        if day.year == arranged.year and day.month < _DECEMBER and day not in wanted
    ]
    return Imported(
        arranged.year, arranged.document_no, tuple(sorted(new)), tuple(sorted(changed)), tuple(sorted(removed))
    )


def missing_year(session: Session, today: date) -> int | None:
    """Return the year whose arrangement is missing and should be there: this one, from October on the next one too."""
    arranged = calendar(session).years
    due = (today.year, today.year + 1) if today.month >= ASKED_FROM else (today.year,)
    return next((year for year in due if year not in arranged), None)


def _rows(session: Session) -> list[Holiday]:
    return list(session.scalars(select(Holiday).where(Holiday.deleted.is_not(True))))
