"""Rows of the list of visits, and where a visit was left."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from xunjian.db.queries import twins
from xunjian.db.schema.paper import Document, DocumentEvent, DocumentFinding
from xunjian.db.schema.reference import School, Team
from xunjian.db.schema.visit import Answer, Evidence, Finding, Measure, MeasureFinding, Visit, VisitArea, VisitMember
from xunjian.db.views import sql


class VisitRow(NamedTuple):
    """One line of the list of visits."""

    uid: str
    day: date
    school: str
    school_name: str
    team_name: str
    answered: int
    problems: int
    documents: int
    """Those that are not void."""


def visit_rows(session: Session) -> list[VisitRow]:
    """Return all visits, newest first."""
    return rows_of(session, visit_ids(session))


def visit_ids(session: Session) -> list[str]:
    """Return the uids of all visits, newest first."""
    rows = select(Visit.uid).where(Visit.deleted.is_not(True))
    return list(session.scalars(rows.order_by(Visit.day.desc(), Visit.uid)))


def rows_of(session: Session, uids: Sequence[str]) -> list[VisitRow]:
    """Return the lines of these visits, in the order of `uids`."""
    answers = (
        select(Answer.visit, func.count(Answer.result), func.count().filter(Answer.result.in_(("no", "partly"))))
        .where(Answer.visit.in_(uids), Answer.deleted.is_not(True))
        .group_by(Answer.visit)
    )
    counts = {visit: (answered, problems or 0) for visit, answered, problems in session.execute(answers)}
    void = select(DocumentEvent.uid).where(DocumentEvent.document == Document.uid, DocumentEvent.kind == "void")
    papers = (
        select(Document.visit, func.count())
        .where(Document.visit.in_(uids), Document.serial.is_not(None), ~void.exists())
        .group_by(Document.visit)
    )
    documents = dict(session.execute(papers).all())
    known = twins.names_for(session)
    found = {
        visit.uid: VisitRow(
            visit.uid,
            visit.day or date.min,
            *known.get(visit.school or "", (visit.school or "", name or "学校资料未到")),
            team or "",
            *counts.get(visit.uid, (0, 0)),
            documents.get(visit.uid, 0),
        )
        for visit, name, team in session.execute(
            select(Visit, School.name, Team.name)
            .outerjoin(School, School.uid == Visit.school)
            .outerjoin(Team, Team.uid == Visit.team)
            .where(Visit.uid.in_(uids))
        )
    }
    return [found[uid] for uid in uids if uid in found]


_LAST_TOUCHED = sql(
    "SELECT r.tbl, r.uid FROM log_operation o JOIN log_record r ON r.rid = o.rid"
    " JOIN log_commit c ON c.cid = o.op_id >> 16 JOIN log_case k ON k.id = c.case_id"
    " JOIN log_replica m ON m.id = c.replica"
    " WHERE k.kind = 'visit' AND k.uid = :visit AND m.uid = :replica"
    " AND r.tbl IN ('answer', 'finding', 'measure', 'evidence') ORDER BY o.op_id DESC LIMIT 1"
)


def last_item(session: Session, visit: str, replica: str) -> str | None:
    """Return the item on which this machine last changed something in the visit: where work goes on."""
    row = session.connection().execute(_LAST_TOUCHED, {"visit": visit, "replica": replica}).first()
    if row is None:
        return None
    item = {
        "answer": select(Answer.item).where(Answer.uid == row.uid),
        "finding": select(Finding.item).where(Finding.uid == row.uid),
        "evidence": select(Finding.item).join(Evidence, Evidence.owner == Finding.uid).where(Evidence.uid == row.uid),
        "measure": select(Finding.item)
        .join(MeasureFinding, MeasureFinding.finding == Finding.uid)
        .join(Measure, Measure.uid == MeasureFinding.measure)
        .where(Measure.uid == row.uid),
    }[row.tbl]
    return session.scalars(item).first()


def biggest_amount(session: Session, without: str = "") -> int:
    """Return the largest amount of money (分) of any finding here but one, 0 where there is none."""
    rows = select(func.max(Finding.amount)).where(Finding.deleted.is_not(True), Finding.uid != without)
    return session.scalars(rows).one() or 0


class IssuedAs(NamedTuple):
    """The document on which a finding stands."""

    number: str
    at: datetime | None


def issued_as(session: Session, finding: str) -> IssuedAs | None:
    """Return the newest document that prints a finding, None where none does."""
    row = session.scalars(
        select(Document)
        .join(DocumentFinding, DocumentFinding.document == Document.uid)
        .where(DocumentFinding.finding == finding)
        .order_by(Document.issued_at.desc())
    ).first()
    return IssuedAs(f"{row.prefix}〔{row.year}〕{row.serial}号", row.issued_at) if row is not None else None


class SchoolName(NamedTuple):
    """A school to choose."""

    uid: str
    name: str


def school_names(session: Session, uids: Sequence[str]) -> list[SchoolName]:
    """Return the names of these schools in their order."""
    names = dict(session.execute(select(School.uid, School.name).where(School.uid.in_(uids))).all())
    return [SchoolName(uid, names[uid] or "") for uid in uids if uid in names]


def school_kinds(session: Session, school: str) -> School | None:
    """Return the school whose type and ownership decide what is asked, None while none is chosen."""
    return session.get(School, school) if school else None


def areas_of(session: Session, visit: str) -> frozenset[str]:
    """Return the codes of the areas that a visit goes through, none of one that is not here."""
    first = session.scalars(select(Visit.areas).where(Visit.uid == visit)).first() or ()
    added = session.scalars(select(VisitArea.area).where(VisitArea.visit == visit, VisitArea.deleted.is_not(True)))
    return frozenset(str(area) for area in (*first, *added) if area)


class Contact(NamedTuple):
    """Who received the group at a school, and as what."""

    name: str | None
    post: str | None


def last_contact(session: Session, school: str, before: date) -> Contact | None:
    """Return who received the last visit to a school or its twins before a day, None where nobody was named."""
    row = session.execute(
        select(Visit.received_by, Visit.received_post)
        .where(
            Visit.school.in_(twins.family(session, school)),
            Visit.day < before,
            Visit.deleted.is_not(True),
            Visit.received_by.is_not(None),
        )
        .order_by(Visit.day.desc(), Visit.uid)
    ).first()
    return Contact(*row) if row is not None else None


def last_members(session: Session, team: str) -> frozenset[str]:
    """Return the people who went on the group's newest visit, none before its first."""
    visit = _newest(session, team)
    rows = select(VisitMember.person).where(VisitMember.visit == visit, VisitMember.deleted.is_not(True))
    return frozenset(person for person in session.scalars(rows) if person)


def last_areas(session: Session, team: str) -> frozenset[str]:
    """Return the areas of the group's newest visit, none before its first."""
    visit = _newest(session, team)
    return areas_of(session, visit) if visit is not None else frozenset()


def _newest(session: Session, team: str) -> str | None:
    rows = select(Visit.uid).where(Visit.team == team, Visit.deleted.is_not(True))
    return session.scalars(rows.order_by(Visit.day.desc(), Visit.uid)).first()
