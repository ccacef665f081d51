"""Findings held against the legal bases: in which part of the notice each stands, and whether that is certain."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import product

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.schema.reference import Bureau, School
from xunjian.rules.basis import Region, Stage, Training
from xunjian.rules.grounds import Grounds, Part, Situation, grounds
from xunjian.rules.particulars import Particular, in_case, said_of, with_said
from xunjian.services.bureau.handbook import Entry, Handbook
from xunjian.services.visit import visits
from xunjian.services.visit.finding_views import FindingView
from xunjian.services.visit.visits import VisitHead


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
    entry, said = handbook.by_uid[finding.item], still_open(school, finding.confirmed_bases)
    weighed = grounds_in(entry, handbook, in_case(situation, said), said)
    others = (grounds_in(entry, handbook, other, said) for other in readings(entry, situation, school, said))
    return Printed(finding, entry, weighed, all(on_paper(other) == on_paper(weighed) for other in others))


def still_open(school: School | None, confirmed: Collection[str]) -> Collection[str]:
    """Return what was confirmed and said, without what the school's own records say by now."""
    known = school is not None and school.ownership
    return with_said(confirmed, Particular.OWNERSHIP, "") if known else confirmed


def grounds_in(entry: Entry, handbook: Handbook, situation: Situation, confirmed: Collection[str]) -> Grounds:
    """Return on which grounds a problem of an item stands in a situation."""
    item = entry.item
    clauses = handbook.bases.articles_for(item.code)
    return grounds(clauses, situation, scope=item.scope, item_stages=item.stages, confirmed=confirmed)


def readings(entry: Entry, situation: Situation, school: School | None, said: Collection[str]) -> list[Situation]:
    """Return what the situation may be, where something of the school is neither known nor said."""
    open_stages = not visits.type_is_known(school) and not said_of(Particular.STAGE, said)
    open_owner = not (school is not None and school.ownership) and not said_of(Particular.OWNERSHIP, said)
    here = in_case(situation, said)
    stages = [frozenset({one}) for one in Stage if one in entry.item.stages] if open_stages else [here.stages]
    owners = sorted(entry.item.ownership) if open_owner else [here.ownership]
    return [
        replace(here, stages=some, ownership=owner, training=training)
        for some, owner in product(stages, owners)
        for training in _trainings(here, some & entry.item.stages)
    ]


def _trainings(situation: Situation, stages: frozenset[Stage]) -> list[Training | None]:
    """Return what is taught, of an institution that trains: both where nobody has said it."""
    if Stage.TRAINING not in stages or situation.training is not None:
        return [situation.training]
    return list(Training)


def on_paper(one: Grounds) -> tuple[object, ...]:
    """Return what of the grounds is printed."""
    return one.part, one.breached, one.handled_under, one.transfers
