"""Rows of the list of schools, and what has happened at one."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from xunjian.db.schema.paper import Document
from xunjian.db.schema.reference import School
from xunjian.db.schema.visit import Answer, Finding, Step, Visit

FINISHED = ("closed", "looked_back", "relapsed", "joined", "not_upheld")
"""Step kinds after which a finding is no longer 未销号."""


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
    """Return the lines of these schools, in the order of `uids`."""
    visits = dict(
        session.execute(
            select(Visit.school, func.max(Visit.day))
            .where(Visit.school.in_(uids), Visit.deleted.is_not(True))
            .group_by(Visit.school)
        ).all()
    )
    open_ = {
        school: (count, due)
        for school, count, due in session.execute(
            select(Finding.school, func.count(), func.min(Step.due_date))
            .join(Step, Step.uid == Finding.step)
            .where(Finding.school.in_(uids), Finding.deleted.is_not(True), Step.kind.not_in(FINISHED))
            .group_by(Finding.school)
        )
    }
    schools = {school.uid: school for school in session.scalars(select(School).where(School.uid.in_(uids)))}
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


def events(session: Session, school: str) -> list[Event]:
    """Return the visits to a school with their problems and documents, newest first."""
    problems = dict(
        session.execute(
            select(Answer.visit, func.count())
            .join(Visit, Visit.uid == Answer.visit)
            .where(Visit.school == school, Answer.result.in_(("no", "partly")), Answer.deleted.is_not(True))
            .group_by(Answer.visit)
        ).all()
    )
    documents: dict[str, list[str]] = {}
    for row in session.scalars(select(Document).where(Document.school == school).order_by(Document.serial)):
        documents.setdefault(row.visit or "", []).append(f"{row.prefix}〔{row.year}〕{row.serial}号")
    rows = session.scalars(
        select(Visit).where(Visit.school == school, Visit.deleted.is_not(True)).order_by(Visit.day.desc())
    )
    return [
        Event(row.day or date.min, row.kind or "", row.uid, problems.get(row.uid, 0), tuple(documents.get(row.uid, ())))
        for row in rows
    ]
