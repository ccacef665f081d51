"""Which papers may end a visit: from the school's kind and owner, and from what the group may do."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.schema.reference import School
from xunjian.db.schema.visit import Finding, Visit
from xunjian.rules.basis import Ownership, Stage
from xunjian.rules.papers import Choice, PaperKind, Powers, Subject, choice
from xunjian.rules.particulars import Particular, said_of
from xunjian.services.bureau import series
from xunjian.services.paperwork import certificates
from xunjian.services.visit import visits

_COMMERCE = "9"
"""What the unified social credit code of a company begins with (GB 32100-2015: 工商登记)."""


def offered(session: Session, visit: str) -> Choice:
    """Return the papers that may end a visit, the right one first, and why each other one may not."""
    return choice(subject_of(session, visit), powers_of(session, visit))


def issuable(session: Session, visit: str, today: date) -> Choice:
    """Return the same without the kinds that the bureau has not set up, each with what is lacking.

    A notice without a prefix is refused where its number is asked for, with what the day and the clock say.
    """
    legal = offered(session, visit)
    kinds = [kind for kind in legal.offered if kind in (PaperKind.SUPERVISION_OPINION, PaperKind.CORRECTION_ORDER)]
    lacking = {kind: series.lacking(session, kind, today) for kind in kinds}
    return legal.without({kind: reason for kind, reason in lacking.items() if reason})


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


def powers_of(session: Session, visit: str) -> Powers:
    """Return what the people who took part may do; a certificate counts that was valid on the day of the visit."""
    head, row = visits.head(session, visit), session.get_one(Visit, visit)
    officers, supervisors = certificates.of_officers(session, head), certificates.of_supervisors(session, head)
    return Powers(
        certificates=frozenset(one.number for one in certificates.counting(officers, head.day)),
        supervisors=len(certificates.counting(supervisors, head.day)),
        announced=row.announced_on is not None,
        approved=bool((row.inspection_notice or "").strip()),
        lapsed_officers=certificates.lapses(officers, head.day),
        lapsed_supervisors=certificates.lapses(supervisors, head.day),
    )
