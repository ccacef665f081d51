"""What the papers of a visit say alike: the bureau, the school, the plan, who inspects, what was found."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian import labels
from xunjian.db.schema.reference import Bureau, Campaign, Person, School
from xunjian.db.schema.visit import Step, VisitMember
from xunjian.documents.papers.facts import Inspector
from xunjian.services.bureau.handbook import Entry, Handbook
from xunjian.services.visit import finding_views, visits
from xunjian.services.visit.finding_views import FindingView
from xunjian.services.visit.visits import ItemRow, VisitHead

_LEADER = "leader"


@dataclass(frozen=True)
class Found:
    """A finding of a visit, and its item."""

    finding: FindingView
    entry: Entry


@dataclass(frozen=True)
class VisitFacts:
    """The visit as its papers name it."""

    head: VisitHead
    bureau: str
    school: School | None
    plan: str
    inspectors: tuple[Inspector, ...]
    """The leader first."""
    rows: tuple[ItemRow, ...]
    found: tuple[Found, ...]
    """In the order of the checklist."""


def of_visit(session: Session, handbook: Handbook, visit: str) -> VisitFacts:
    """Return what the papers of a visit have in common."""
    head = visits.head(session, visit)
    bureau = session.scalars(select(Bureau).order_by(Bureau.uid)).first()
    campaign = session.get(Campaign, head.campaign) if head.campaign else None
    rows = tuple(visits.items(session, visit, handbook))
    return VisitFacts(
        head,
        (bureau.name if bureau else None) or "",
        session.get(School, head.school),
        (campaign.plan_title if campaign else None) or "",
        _inspectors(session, head),
        rows,
        _found(session, handbook, rows, visit),
    )


def without_steps(session: Session, found: Collection[Found], kinds: Collection[str]) -> tuple[Found, ...]:
    """Return the findings whose last step is none of these kinds."""
    steps = [one.finding.step for one in found if one.finding.step]
    taken = set(session.scalars(select(Step.uid).where(Step.uid.in_(steps), Step.kind.in_(kinds))))
    return tuple(one for one in found if one.finding.step not in taken)


def _found(session: Session, handbook: Handbook, rows: tuple[ItemRow, ...], visit: str) -> tuple[Found, ...]:
    order = {row.item: place for place, row in enumerate(rows)}
    known = [
        Found(one, handbook.by_uid[one.item])
        for one in finding_views.of_visit(session, visit)
        if one.item in handbook.by_uid
    ]
    return tuple(sorted(known, key=lambda one: order.get(one.finding.item, len(order))))


def _inspectors(session: Session, head: VisitHead) -> tuple[Inspector, ...]:
    rows = session.execute(select(VisitMember.person, VisitMember.role).where(VisitMember.visit == head.uid))
    roles = dict(rows.all())
    people = [person for uid in head.members if (person := session.get(Person, uid))]
    return tuple(
        Inspector(
            person.name or "",
            labels.MEMBER_ROLE[_LEADER] if roles.get(person.uid) == _LEADER else "",
            (person.enforcement_no or "").strip(),
        )
        for person in people
    )
