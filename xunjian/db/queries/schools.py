"""Rows of the list of schools, and what has happened at one."""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from xunjian.db.queries import twins
from xunjian.db.schema.local import SchoolSearch
from xunjian.db.schema.paper import Document
from xunjian.db.schema.reference import School
from xunjian.db.schema.visit import Answer, Finding, Step, Visit
from xunjian.rules.lamps import is_overdue
from xunjian.rules.steps import Recheck, State, StepKind, state_after

FINISHED = ("closed", "looked_back", "relapsed", "joined", "not_upheld")
"""Step kinds after which a finding is no longer 未销号."""

DATING = ("ordered", "extension_granted")
"""Step kinds that set the deadline in force."""


_LETTERS = 8
"""How many letters of what was typed the database looks at."""


class ListedSchool(NamedTuple):
    """A school as the window lists, sorts and searches it."""

    uid: str
    name: str
    code: str
    names: str
    """All its names, present and former, one a line."""
    initials: str
    district: str
    school_type: str
    ownership: str
    last_visit: date | None
    open_findings: int
    overdue: int
    """How many of the open findings are past their deadline."""


class SearchedSchool(NamedTuple):
    """A school as it is found by what somebody types."""

    uid: str
    name: str
    code: str
    names: str
    initials: str
    district: str


class SchoolRow(NamedTuple):
    """One line of the list."""

    uid: str
    name: str
    district: str
    school_type: str | None
    ownership: str | None
    last_visit: date | None
    open_findings: int
    due: date | None
    """The earliest deadline among the open findings."""


class Event(NamedTuple):
    """One line of what happened at a school, newest first."""

    day: date
    kind: str
    visit: str
    problems: int
    numbers: tuple[str, ...]


def school_rows(session: Session, uids: Sequence[str]) -> list[SchoolRow]:
    """Return the lines of these schools, in the order of `uids`; what is known of a twin counts with them."""
    ends = twins.standing_for(session)
    all_ = [*uids, *(twin for twin, end in ends.items() if end in set(uids))]
    visits = _last_visits(session, ends, Visit.school.in_(all_))
    open_: dict[str, tuple[int, date | None]] = {}
    for at, count, due in session.execute(
        select(Finding.school, func.count(), func.min(Step.due_date))
        .join(Step, Step.uid == Finding.step)
        .where(Finding.school.in_(all_), Finding.deleted.is_not(True), Step.kind.not_in(FINISHED))
        .group_by(Finding.school)
    ):
        before, earliest = open_.get(end := ends.get(at or "", at or ""), (0, None))
        open_[end] = before + count, min(filter(None, (due, earliest)), default=None)
    schools = {row.uid: row for row in session.scalars(select(School).where(School.uid.in_(uids)))}
    return [
        SchoolRow(
            uid,
            school.name or "",
            school.township or school.region_name or "",
            school.school_type,
            school.ownership,
            visits.get(uid),
            *open_.get(uid, (0, None)),
        )
        for uid in uids
        if (school := schools.get(uid)) is not None
    ]


def _last_visits(session: Session, ends: Mapping[str, str], *which: ColumnElement[bool]) -> dict[str, date]:
    """Return the day of the last visit by school, a twin's under the one that stands for it."""
    found: dict[str, date] = {}
    rows = select(Visit.school, func.max(Visit.day)).where(Visit.deleted.is_not(True), *which).group_by(Visit.school)
    for school, day in session.execute(rows):
        if day is not None:
            end = ends.get(school or "", school or "")
            found[end] = max(day, found.get(end, day))
    return found


def listed_schools(session: Session, today: date) -> list[ListedSchool]:
    """Return every school in the order of the initials of its name; for 20,000 of them this is work for a job.

    Of schools that are the same one, that which stands for them is listed, with all that is known of any.
    """
    ends = twins.standing_for(session)
    visits = _last_visits(session, ends)
    open_, late = _open_counts(session, ends, today)
    rows = session.execute(
        select(
            School.uid,
            School.name,
            School.code,
            SchoolSearch.names,
            SchoolSearch.initials,
            func.coalesce(func.nullif(School.township, ""), School.region_name),
            School.school_type,
            School.ownership,
        )
        .outerjoin(SchoolSearch, SchoolSearch.school == School.uid)
        .where(School.deleted.is_not(True))
        .order_by(SchoolSearch.initials, School.name, School.uid)
    )
    return [
        ListedSchool(
            uid,
            name or "",
            code or "",
            names or name or "",
            initials or "",
            district or "",
            school_type or "",
            ownership or "",
            visits.get(uid),
            open_[uid],
            late[uid],
        )
        for uid, name, code, names, initials, district, school_type, ownership in rows
        if uid not in ends
    ]


def searched_schools(session: Session, typed: str, enough: int) -> list[SearchedSchool]:
    """Return schools, by name, among which are the best that `typed` could mean, most others left out unread.

    If `enough` of them have it in their names as it stands, there are no others; else none that it means is missing.
    """
    name = func.coalesce(School.name, "")
    rows = (
        select(
            School.uid,
            name,
            func.coalesce(School.code, ""),
            SchoolSearch.names,
            SchoolSearch.initials,
            func.coalesce(func.nullif(School.township, ""), School.region_name, ""),
        )
        .join(SchoolSearch, SchoolSearch.school == School.uid)
        .order_by(School.name, School.uid)
    )
    as_it_stands = SchoolSearch.names.contains(typed.strip(), autoescape=True)
    begun = name.startswith(typed.strip(), autoescape=True)
    found = session.execute(
        rows.order_by(None).where(as_it_stands).order_by(begun.desc(), School.name).limit(enough)
    ).all()
    if len(found) < enough:
        found = session.execute(rows.where(_could_mean(typed))).all()
    return [SearchedSchool(*row) for row in found]


def _could_mean(typed: str) -> ColumnElement[bool]:
    """Return a condition that each school meets whose names, initials or code hold what was typed (rules/initials)."""
    letters = "".join(unicodedata.normalize("NFKC", typed).lower().split())[:_LETTERS]
    hanzi = [letter for letter in letters if not letter.isascii()]
    if hanzi:
        return and_(*(SchoolSearch.names.contains(letter, autoescape=True) for letter in hanzi))
    in_turn = "%".join(filter(str.isalnum, letters))
    return SchoolSearch.initials.like(f"%{in_turn}%") | School.code.contains(typed.strip(), autoescape=True)


def _open_counts(session: Session, ends: Mapping[str, str], today: date) -> tuple[Counter[str], Counter[str]]:
    """Return how many findings are open at each school, and how many of them are overdue."""
    due = deadlines(session)
    open_: Counter[str] = Counter()
    late: Counter[str] = Counter()
    for uid, school, kind, result in session.execute(
        select(Finding.uid, Finding.school, Step.kind, Step.result)
        .join(Step, Step.uid == Finding.step)
        .where(Finding.deleted.is_not(True), Step.kind.not_in(FINISHED))
    ):
        end = ends.get(school or "", school or "")
        open_[end] += 1
        late[end] += is_overdue(state_of(kind, result), due.get(uid), today)
    return open_, late


def deadlines(session: Session, school: str | None = None) -> dict[str, date]:
    """Return the deadline in force by finding, extensions counted; of one school or of all."""
    statement = select(Step.finding, Step.due_date).where(Step.kind.in_(DATING), Step.due_date.is_not(None))
    if school is not None:
        statement = statement.join(Finding, Finding.uid == Step.finding).where(
            Finding.school.in_(twins.family(session, school))
        )
    rows = session.execute(statement.order_by(Step.at, Step.uid))
    return {finding: due for finding, due in rows if finding is not None and due is not None}


def state_of(kind: str | None, result: str | None) -> State:
    """Return the state of a finding whose last state-changing step is of this kind and result, as stored."""
    step = StepKind(kind) if kind else None
    return state_after(step, Recheck(result) if step is StepKind.RECHECKED and result else None)


def events(session: Session, school: str) -> list[Event]:
    """Return the visits to a school and its twins with their problems and documents, newest first."""
    schools = twins.family(session, school)
    problems = dict(
        session.execute(
            select(Answer.visit, func.count())
            .join(Visit, Visit.uid == Answer.visit)
            .where(Visit.school.in_(schools), Answer.result.in_(("no", "partly")), Answer.deleted.is_not(True))
            .group_by(Answer.visit)
        ).all()
    )
    documents: dict[str, list[str]] = {}
    for row in session.scalars(
        select(Document).where(Document.school.in_(schools), Document.serial.is_not(None)).order_by(Document.serial)
    ):
        documents.setdefault(row.visit or "", []).append(f"{row.prefix}〔{row.year}〕{row.serial}号")
    rows = session.scalars(
        select(Visit).where(Visit.school.in_(schools), Visit.deleted.is_not(True)).order_by(Visit.day.desc())
    )
    return [
        Event(row.day or date.min, row.kind or "", row.uid, problems.get(row.uid, 0), tuple(documents.get(row.uid, ())))
        for row in rows
    ]
