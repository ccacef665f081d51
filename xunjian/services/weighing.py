"""Findings held against the legal bases: in which part of the notice each stands, and whether that is certain."""

from dataclasses import dataclass, replace
from itertools import product

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.schema.reference import Bureau, School
from xunjian.rules.basis import Region, Stage
from xunjian.rules.grounds import Grounds, Part, Situation, grounds
from xunjian.rules.school_codes import stages_of
from xunjian.services import visits
from xunjian.services.findings import FindingView
from xunjian.services.handbook import Entry, Handbook
from xunjian.services.visits import VisitHead


@dataclass(frozen=True)
class Printed:
    """A finding together with the grounds on which it is printed."""

    finding: FindingView
    entry: Entry
    grounds: Grounds
    certain: bool = True
    """Whatever is not known of the school makes no difference to the grounds."""

    @property
    def is_violation(self) -> bool:
        """Whether the finding is ordered to be put right; all others are suggestions and clues."""
        return self.grounds.part is Part.VIOLATION


def situation_of(session: Session, head: VisitHead) -> Situation:
    """Return what the findings of a visit were made in."""
    bureau = session.scalars(select(Bureau).order_by(Bureau.uid)).first()
    stages, ownership = visits.kinds_of(session.get(School, head.school))
    return Situation(stages, ownership, Region(bureau.region_code or "" if bureau else ""), head.day)


def weigh(finding: FindingView, handbook: Handbook, situation: Situation, school: School | None) -> Printed:
    """Return a finding with its grounds; clauses with a condition count once the inspector has confirmed it."""
    entry = handbook.by_uid[finding.item]
    weighed = _grounds(finding, handbook, situation)
    others = (_grounds(finding, handbook, other) for other in _readings(entry, situation, school))
    return Printed(finding, entry, weighed, all(_on_paper(other) == _on_paper(weighed) for other in others))


def _grounds(finding: FindingView, handbook: Handbook, situation: Situation) -> Grounds:
    item = handbook.by_uid[finding.item].item
    return grounds(
        handbook.bases.articles_for(item.code),
        situation,
        scope=item.scope,
        item_stages=item.stages,
        confirmed=finding.confirmed_bases,
    )


def _readings(entry: Entry, situation: Situation, school: School | None) -> list[Situation]:
    """Return what the situation may be, where type or ownership of the school is not known."""
    type_known = school is not None and bool(stages_of(school.school_type or ""))
    stages = [situation.stages] if type_known else [frozenset({stage}) for stage in Stage if stage in entry.item.stages]
    owners = [situation.ownership] if school is not None and school.ownership else sorted(entry.item.ownership)
    return [replace(situation, stages=some, ownership=owner) for some, owner in product(stages, owners)]


def _on_paper(one: Grounds) -> tuple[object, ...]:
    return one.part, one.breached, one.handled_under, one.transfers
