"""Who is at work: groups, their people, and the names behind uids."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.schema.reference import Campaign, Person, Team
from xunjian.db.schema.visit import Visit, VisitMember


def teams(session: Session) -> list[tuple[str, str]]:
    """Return uid and name of every group, in the order of their numbers."""
    rows = session.scalars(select(Team).where(Team.deleted.is_not(True)).order_by(Team.number, Team.uid))
    return [(team.uid, team.name or "") for team in rows]


def team_name(session: Session, team: str | None) -> str:
    """Return the name of a group, "" where it is not known."""
    row = session.get(Team, team) if team else None
    return (row.name or "") if row else ""


def campaign_name(session: Session, campaign: str | None) -> str:
    """Return the name of an inspection task, "" where it is not known."""
    row = session.get(Campaign, campaign) if campaign else None
    return (row.name or "") if row else ""


def person_names(session: Session, uids: Iterable[str]) -> list[str]:
    """Return the names of these people in their order; who is not known here is left out."""
    wanted = list(uids)
    names = dict(session.execute(select(Person.uid, Person.name).where(Person.uid.in_(wanted))).all())
    return [name for uid in wanted if (name := names.get(uid))]


def last_visit(session: Session, person: str) -> str | None:
    """Return the newest visit in which somebody took part."""
    rows = (
        select(Visit.uid)
        .join(VisitMember, VisitMember.visit == Visit.uid)
        .where(VisitMember.person == person, VisitMember.deleted.is_not(True), Visit.deleted.is_not(True))
    )
    return session.scalars(rows.order_by(Visit.day.desc(), Visit.uid)).first()
