"""Schools that were entered twice and joined later: which one stands for them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.schema.reference import School
from xunjian.rules.twins import standing


def same_as(session: Session) -> dict[str, str]:
    """Return which school each twin names, if that one is here and not deleted: no school hides behind nothing."""
    here = select(School.uid).where(School.deleted.is_not(True))
    rows = select(School.uid, School.same_as).where(School.same_as.is_not(None), School.same_as.in_(here))
    return {uid: other for uid, other in session.execute(rows) if other is not None}


def standing_for(session: Session) -> dict[str, str]:
    """Return, for every twin, the school that stands for it; schools that stand for themselves are not in it."""
    return standing(same_as(session))


def names_for(session: Session) -> dict[str, tuple[str, str]]:
    """Return, for every twin, uid and name of the school that stands for it."""
    ends = standing_for(session)
    rows = session.execute(select(School.uid, School.name).where(School.uid.in_(set(ends.values())))) if ends else ()
    names = {uid: name or "" for uid, name in rows}
    return {twin: (end, names.get(end, "")) for twin, end in ends.items()}


def family(session: Session, school: str) -> list[str]:
    """Return the school that stands for this one, and all its twins."""
    ends = standing_for(session)
    head = ends.get(school, school)
    return [head, *sorted(twin for twin, end in ends.items() if end == head)]
