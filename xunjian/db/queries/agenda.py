"""What a day holds: schools that groups are to visit, visits that were begun, and how far these are."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from xunjian.db.queries import twins
from xunjian.db.schema.paper import Document, DocumentEvent
from xunjian.db.schema.reference import Assignment, Campaign, School
from xunjian.db.schema.visit import Answer, Visit, VisitArea
from xunjian.db.views import sql


class Planned(NamedTuple):
    """A school that a group is to visit; without a day the group chooses it."""

    school: str
    team: str
    on: date | None


class Begun(NamedTuple):
    """A visit as lists of the day need it; the school is the one that stands for its twins."""

    uid: str
    school: str
    team: str
    campaign: str
    day: date


class Numbered(NamedTuple):
    """How many standing papers put a visit's findings to the school: those with a number, and 问题反馈单."""

    numbered: int = 0
    fed_back: int = 0


def planned(session: Session, team: str | None) -> list[Planned]:
    """Return the schools that a group, or every group, is to visit: dated ones in their order, then the others."""
    rows = select(Assignment.school, Assignment.team, Assignment.planned_on).where(Assignment.deleted.is_not(True))
    if team is not None:
        rows = rows.where(Assignment.team == team)
    ends = twins.standing_for(session)
    found = {Planned(ends.get(school, school), of or "", on) for school, of, on in session.execute(rows) if school}
    return sorted(found, key=lambda one: (one.on is None, one.on or date.min, one.team, one.school))


def begun(session: Session, team: str | None, first: date, last: date) -> list[Begun]:
    """Return the visits of a group, or of every group, from one day to another, the newest day first."""
    rows = select(Visit.uid).where(Visit.day >= first, Visit.day <= last)
    if team is not None:
        rows = rows.where(Visit.team == team)
    return visits_named(session, session.scalars(rows).all())


def visits_named(session: Session, uids: Collection[str]) -> list[Begun]:
    """Return those of these visits that are here and not deleted, the newest day first."""
    ends = twins.standing_for(session)
    rows = session.execute(
        select(Visit.uid, Visit.school, Visit.team, Campaign.name, Visit.day)
        .outerjoin(Campaign, Campaign.uid == Visit.campaign)
        .where(Visit.uid.in_(uids), Visit.deleted.is_not(True))
        .order_by(Visit.day.desc(), Visit.uid)
    )
    return [
        Begun(uid, ends.get(school or "", school or ""), team or "", campaign or "", day or date.min)
        for uid, school, team, campaign, day in rows
    ]


def visited(session: Session, team: str | None) -> set[tuple[str, str]]:
    """Return which group has visited which school, twins under the one that stands for them."""
    rows = select(Visit.team, Visit.school).where(Visit.deleted.is_not(True)).distinct()
    if team is not None:
        rows = rows.where(Visit.team == team)
    ends = twins.standing_for(session)
    return {(of or "", ends.get(school or "", school or "")) for of, school in session.execute(rows)}


def schools_named(session: Session, uids: Collection[str]) -> dict[str, School]:
    """Return these schools by uid."""
    return {school.uid: school for school in session.scalars(select(School).where(School.uid.in_(uids)))}


def areas_by_visit(session: Session, visits: Collection[str]) -> dict[str, set[str]]:
    """Return the codes of the areas that each of these visits goes through."""
    areas: dict[str, set[str]] = defaultdict(set)
    for visit, first in session.execute(select(Visit.uid, Visit.areas).where(Visit.uid.in_(visits))):
        areas[visit] |= {str(area) for area in first or ()}
    added = select(VisitArea.visit, VisitArea.area).where(VisitArea.visit.in_(visits), VisitArea.deleted.is_not(True))
    for visit, area in session.execute(added):
        if area:
            areas[visit or ""].add(area)
    return areas


def results_by_visit(session: Session, visits: Collection[str]) -> Mapping[str, dict[str, str]]:
    """Return what was answered at each of these visits, by item."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    rows = select(Answer.visit, Answer.item, Answer.result).where(
        Answer.visit.in_(visits), Answer.deleted.is_not(True), Answer.result.is_not(None)
    )
    for visit, item, result in session.execute(rows):
        found[visit or ""][item or ""] = result or ""
    return found


def papers_by_visit(session: Session, visits: Collection[str], *, fed_back: str) -> dict[str, Numbered]:
    """Return how many papers stand for each of these visits; `fed_back` is the kind of a 问题反馈单."""
    void = select(DocumentEvent.uid).where(DocumentEvent.document == Document.uid, DocumentEvent.kind == "void")
    rows = (
        select(
            Document.visit,
            func.count().filter(Document.serial.is_not(None)),
            func.count().filter(Document.kind == fed_back),
        )
        .where(Document.visit.in_(visits), ~void.exists())
        .group_by(Document.visit)
    )
    return {visit or "": Numbered(numbered or 0, sheets or 0) for visit, numbered, sheets in session.execute(rows)}


_TOUCHED_LAST = sql(
    "SELECT k.uid FROM log_commit c JOIN log_case k ON k.id = c.case_id JOIN log_replica m ON m.id = c.replica"
    " WHERE m.uid = :replica AND k.kind = 'visit' ORDER BY c.cid DESC LIMIT 1"
)
_CHANGED_LAST = sql(
    "SELECT c.wall FROM log_commit c JOIN log_case k ON k.id = c.case_id"
    " WHERE k.kind = 'visit' AND k.uid = :visit ORDER BY c.cid DESC LIMIT 1"
)


def touched_last(session: Session, replica: str) -> str | None:
    """Return the visit in which this machine changed something last."""
    return session.connection().execute(_TOUCHED_LAST, {"replica": replica}).scalar()


def changed_last(session: Session, visit: str) -> str | None:
    """Return when something of a visit was changed last, as UTC text."""
    return session.connection().execute(_CHANGED_LAST, {"visit": visit}).scalar()
