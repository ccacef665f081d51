"""Which papers may end a visit: from the school's kind and owner, and from what the group may do."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.schema.reference import Person, School
from xunjian.db.schema.visit import Finding, Visit
from xunjian.rules.basis import Ownership, Stage
from xunjian.rules.papers import Choice, Powers, Subject, choice
from xunjian.rules.particulars import Particular, said_of
from xunjian.services.visit import visits

_COMMERCE = "9"
"""What the unified social credit code of a company begins with (GB 32100-2015: 工商登记)."""


def offered(session: Session, visit: str, *, announced: bool = False) -> Choice:
    """Return the papers that may end a visit, the right one first, and why each other one may not.

    `announced` says that the supervision authority gave notice in writing: the ledger does not know it.
    """
    return choice(subject_of(session, visit), powers_of(session, visit, announced=announced))


def subject_of(session: Session, visit: str) -> Subject:
    """Return who was inspected; where the school's records are silent, by what was said of its findings."""
    school = session.get(School, session.get_one(Visit, visit).school)
    stages, ownership = visits.kinds_of(school)
    said = _said(session, visit)
    if not (school and school.ownership) and said_of(Particular.OWNERSHIP, said) == Ownership.PRIVATE:
        ownership = Ownership.PRIVATE
    if not visits.type_is_known(school) and said_of(Particular.STAGE, said) == Stage.TRAINING:
        stages = frozenset({Stage.TRAINING})
    code = ((school.uscc if school else None) or "").strip()
    return Subject(stages, ownership, enterprise=code.startswith(_COMMERCE))


def _said(session: Session, visit: str) -> set[str]:
    rows = session.scalars(select(Finding.confirmed_bases).where(Finding.visit == visit, Finding.deleted.is_not(True)))
    return {str(key) for keys in rows for key in keys or ()}


def powers_of(session: Session, visit: str, *, announced: bool = False) -> Powers:
    """Return what the people who took part may do."""
    people = [session.get(Person, uid) for uid in visits.head(session, visit).members]
    return Powers(
        certificates=frozenset(_filled(person.enforcement_no for person in people if person)),
        supervisors=len(list(_filled(person.inspector_no for person in people if person))),
        announced=announced,
        approved=bool((session.get_one(Visit, visit).inspection_notice or "").strip()),
    )


def _filled(given: Iterable[str | None]) -> Iterable[str]:
    return (text.strip() for text in given if text and text.strip())
