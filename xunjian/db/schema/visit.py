"""What a group does at a school (case: the visit)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from xunjian.db.schema.base import VISIT, CaseOf, Fields, Members, Record


class Visit(Fields):
    """One inspection of one school by one team on one day (现场检查)."""

    __tablename__ = "visit"
    __case__ = CaseOf("visit", "uid")
    __groups__ = {"received": ("received_by", "received_post")}

    campaign: Mapped[str | None]
    team: Mapped[str | None]
    school: Mapped[str | None] = mapped_column(index=True)
    day: Mapped[date | None]
    kind: Mapped[str | None]
    areas: Mapped[list[Any] | None]
    """Areas as the first tables held them; every one since is a `VisitArea`, so that two laptops' choices unite."""
    started: Mapped[datetime | None]
    ended: Mapped[datetime | None]
    place: Mapped[str | None]
    """Where in the school the group was, as the record of the inspection names it."""
    inspection_notice: Mapped[str | None]
    """Number of the notice that announced the inspection of an enterprise (检查通知书)."""
    announced_on: Mapped[date | None]
    """When the supervision authority told the school in writing (教育督导条例 第十七条); none: unannounced."""
    evaluation: Mapped[str | None]
    """What a 督导意见书 says of the school as a whole, a paragraph a line."""
    received_by: Mapped[str | None]
    received_post: Mapped[str | None]
    unchecked_reason: Mapped[str | None]
    note: Mapped[str | None]
    merged_into: Mapped[str | None] = mapped_column(index=True)


class VisitArea(Members):
    """An area of the checklist library (检查表) that a visit goes through."""

    __tablename__ = "visit_area"
    __case__ = VISIT

    visit: Mapped[str | None] = mapped_column(index=True)
    area: Mapped[str | None]


class VisitMember(Members):
    """A person who took part in a visit."""

    __tablename__ = "visit_member"
    __case__ = VISIT

    visit: Mapped[str | None] = mapped_column(index=True)
    person: Mapped[str | None]
    role: Mapped[str | None]
    recusal_declared: Mapped[bool | None]


class Answer(Fields):
    """The result of one item at one visit; no row means 未查."""

    __tablename__ = "answer"
    __case__ = VISIT
    __groups__ = {"result": ("result", "reason")}

    visit: Mapped[str | None] = mapped_column(index=True)
    item: Mapped[str | None]
    result: Mapped[str | None]
    reason: Mapped[str | None]


class Finding(Fields):
    """A problem that was found (发现问题); its state is the last state-changing step."""

    __tablename__ = "finding"
    __case__ = VISIT
    __groups__ = {
        "amount": ("amount", "amount_basis"),
        "people": ("people", "classes"),
        "period": ("period_from", "period_to"),
    }

    visit: Mapped[str | None] = mapped_column(index=True)
    item: Mapped[str | None]
    school: Mapped[str | None] = mapped_column(index=True)
    fact: Mapped[str | None]
    amount: Mapped[int | None]
    """分."""
    amount_basis: Mapped[str | None]
    people: Mapped[int | None]
    classes: Mapped[str | None]
    period_from: Mapped[date | None]
    period_to: Mapped[date | None]
    statement: Mapped[str | None]
    """What the party says (当事人陈述)."""
    severity: Mapped[str | None]
    fixed_on_spot: Mapped[bool | None]
    relapse_of: Mapped[str | None] = mapped_column(index=True)
    confirmed_bases: Mapped[list[Any] | None]
    """Keys of the clauses whose condition the inspector has confirmed to be met (rules/grounds.py)."""
    step: Mapped[str | None] = mapped_column(index=True)


class FindingAmount(Fields):
    """One line of the amounts that a finding adds up."""

    __tablename__ = "finding_amount"
    __case__ = VISIT

    visit: Mapped[str | None] = mapped_column(index=True)
    finding: Mapped[str | None] = mapped_column(index=True)
    what: Mapped[str | None]
    who: Mapped[str | None]
    amount: Mapped[int | None]
    voucher: Mapped[str | None]


class Measure(Fields):
    """What the school has to do (整改措施), by when and by whom; it may serve several findings."""

    __tablename__ = "measure"
    __case__ = VISIT
    __groups__ = {
        "content": ("text", "responsible", "responsible_post"),
        "deadline": ("workdays", "due_date", "deadline_reason"),
    }

    visit: Mapped[str | None] = mapped_column(index=True)
    position: Mapped[int | None]
    text: Mapped[str | None]
    responsible: Mapped[str | None]
    responsible_post: Mapped[str | None]
    kind: Mapped[str | None]
    workdays: Mapped[int | None]
    due_date: Mapped[date | None]
    deadline_reason: Mapped[str | None]


class MeasureFinding(Members):
    """The link: this measure answers that finding."""

    __tablename__ = "measure_finding"
    __case__ = VISIT

    visit: Mapped[str | None] = mapped_column(index=True)
    measure: Mapped[str | None] = mapped_column(index=True)
    finding: Mapped[str | None] = mapped_column(index=True)


class Evidence(Record):
    """A photo or copy taken as evidence (证据); its bytes lie in the photo store under their hash."""

    __tablename__ = "evidence"
    __case__ = VISIT

    visit: Mapped[str | None] = mapped_column(index=True)
    owner_table: Mapped[str | None]
    owner: Mapped[str | None] = mapped_column(index=True)
    kind: Mapped[str | None]
    sha256: Mapped[str | None]
    media_type: Mapped[str | None]
    size: Mapped[int | None]
    file_name: Mapped[str | None]
    taken_at: Mapped[datetime | None]
    device_clock: Mapped[datetime | None]
    taken_by: Mapped[str | None]


class EvidenceNote(Fields):
    """What people say about a piece of evidence: caption, order, whether it is taken off."""

    __tablename__ = "evidence_note"
    __case__ = VISIT

    visit: Mapped[str | None] = mapped_column(index=True)
    evidence: Mapped[str | None] = mapped_column(index=True)
    caption: Mapped[str | None]
    position: Mapped[int | None]
    hidden: Mapped[bool | None]


class EvidenceCover(Fields):
    """A rectangle over a face or a name in a photo (打码), in ‰ of the upright picture; the photo stays as it is.

    A record each, so that what two people cover is all covered; one that both moved is a conflict.
    """

    __tablename__ = "evidence_cover"
    __case__ = VISIT
    __groups__ = {"place": ("from_left", "from_top", "width", "height")}

    visit: Mapped[str | None] = mapped_column(index=True)
    evidence: Mapped[str | None] = mapped_column(index=True)
    from_left: Mapped[int | None]
    from_top: Mapped[int | None]
    width: Mapped[int | None]
    height: Mapped[int | None]


class Step(Record):
    """One step in a finding's life (rules/lifecycle.py); a state-changing one is named by finding.step."""

    __tablename__ = "step"
    __case__ = VISIT

    visit: Mapped[str | None] = mapped_column(index=True)
    finding: Mapped[str | None] = mapped_column(index=True)
    kind: Mapped[str | None]
    result: Mapped[str | None]
    at: Mapped[datetime | None]
    on_day: Mapped[date | None]
    by: Mapped[str | None]
    role: Mapped[str | None]
    note: Mapped[str | None]
    due_date: Mapped[date | None]
    document: Mapped[str | None] = mapped_column(index=True)
