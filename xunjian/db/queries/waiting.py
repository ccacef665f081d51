"""What waits for somebody: findings that were put to a school and are not settled, papers that nobody has printed."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.queries import twins
from xunjian.db.queries.schools import deadlines, state_of
from xunjian.db.schema.paper import Document, DocumentEvent
from xunjian.db.schema.reference import ChecklistItem, School
from xunjian.db.schema.visit import Finding, Step, Visit
from xunjian.rules.prints import Outcome
from xunjian.rules.steps import State

_UNSETTLED = ("ordered", "reopened", "reported_done", "checked", "rechecked")
"""Step kinds after which a finding still waits for the school or for a recheck."""


class Waiting(NamedTuple):
    """A finding that waits; its deadline is the one in force."""

    finding: str
    visit: str
    school: str
    code: str
    title: str
    amount: int | None
    """分."""
    state: State
    due: date | None


class Unprinted(NamedTuple):
    """A numbered document of which nobody has seen a whole printing."""

    document: str
    visit: str
    school_name: str
    short_number: str


def findings(session: Session) -> list[Waiting]:
    """Return all findings that wait, of a twin under the school that stands for it."""
    due, ends = deadlines(session), twins.standing_for(session)
    rows = session.execute(
        select(
            Finding.uid,
            Finding.visit,
            Finding.school,
            ChecklistItem.code,
            ChecklistItem.title,
            Finding.amount,
            Step.kind,
            Step.result,
        )
        .join(Step, Step.uid == Finding.step)
        .outerjoin(ChecklistItem, ChecklistItem.uid == Finding.item)
        .where(Finding.deleted.is_not(True), Step.kind.in_(_UNSETTLED))
    )
    return [
        Waiting(
            uid,
            visit or "",
            ends.get(school or "", school or ""),
            code or "",
            title or "",
            amount,
            state_of(kind, result),
            due.get(uid),
        )
        for uid, visit, school, code, title, amount, kind, result in rows
    ]


def unprinted(session: Session, team: str) -> list[Unprinted]:
    """Return the standing numbered papers of a group's visits that nobody has seen come out of a printer whole."""
    seen = select(DocumentEvent.uid).where(
        DocumentEvent.document == Document.uid,
        DocumentEvent.kind.in_((Outcome.ORIGINAL.value, Outcome.COPY.value, "void")),
    )
    rows = session.execute(
        select(Document.uid, Document.visit, School.name, Document.year, Document.serial)
        .join(Visit, Visit.uid == Document.visit)
        .outerjoin(School, School.uid == Document.school)
        .where(Visit.team == team, Document.serial.is_not(None), ~seen.exists())
        .order_by(Document.year, Document.serial, Document.uid)
    )
    return [
        Unprinted(uid, visit or "", name or "学校资料未到", f"〔{year}〕{serial}号")
        for uid, visit, name, year, serial in rows
    ]
