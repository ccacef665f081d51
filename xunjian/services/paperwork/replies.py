"""What the school answered to a 问题反馈单, and reporting its findings to the bureau."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.schema.paper import Document, DocumentEvent
from xunjian.db.schema.reference import Person
from xunjian.db.schema.visit import Finding, Step
from xunjian.db.types import now
from xunjian.db.uids import new_uid
from xunjian.errors import UserError
from xunjian.rules.steps import Role, StepKind


class Reply(StrEnum):
    """The two boxes of the sheet; the value is stored as the kind of an event of the document."""

    AGREED = "no_objection"
    DISPUTED = "objection"

    @property
    def word(self) -> str:
        """The word on the sheet."""
        return "无异议" if self is Reply.AGREED else "有异议"


_WAITING = (StepKind.FED_BACK, StepKind.RETURNED)
"""After these steps a finding may be laid before the bureau."""


@dataclass(frozen=True)
class Replied:
    """An answer as it was registered."""

    reply: Reply
    note: str
    at: datetime | None
    by: str
    """The name of who registered it, or ''."""


def register(session: Session, document: str, reply: Reply, note: str, *, by: str | None) -> None:
    """Register what the school answered to a sheet; an objection says what about. A later answer stands."""
    if reply is Reply.DISPUTED and not note.strip():
        raise UserError("有异议的要写清楚异议。", safe="没有登记，内容没有改动。", hint="例如：对第 2 条的金额有异议。")
    visit = session.get_one(Document, document).visit
    session.add(
        DocumentEvent(
            uid=new_uid(), visit=visit, document=document, kind=reply.value, at=now(), by=by,
            reason=note.strip() or None,
        )
    )  # fmt: skip


def of_document(session: Session, document: str) -> Replied | None:
    """Return the answer that stands, None before there is one."""
    row = session.scalars(
        select(DocumentEvent)
        .where(DocumentEvent.document == document, DocumentEvent.kind.in_([one.value for one in Reply]))
        .order_by(DocumentEvent.at.desc(), DocumentEvent.uid.desc())
    ).first()
    if row is None:
        return None
    person = session.get(Person, row.by) if row.by else None
    return Replied(Reply(row.kind or ""), row.reason or "", row.at, (person.name if person else None) or "")


def untold(session: Session, visit: str) -> bool:
    """Whether the visit has findings that no sheet has told the school."""
    kinds = select(Finding.uid).outerjoin(Step, Step.uid == Finding.step)
    new = kinds.where(
        Finding.visit == visit,
        Finding.deleted.is_not(True),
        Step.kind.is_(None) | Step.kind.in_((StepKind.CONFIRMED, StepKind.RETURNED)),
    )
    return session.scalars(new).first() is not None


def to_submit(session: Session, visit: str) -> list[str]:
    """Return the findings of a visit that were fed back and are not yet before the bureau."""
    return list(
        session.scalars(
            select(Finding.uid)
            .join(Step, Step.uid == Finding.step)
            .where(Finding.visit == visit, Finding.deleted.is_not(True), Step.kind.in_(_WAITING))
            .order_by(Finding.uid)
        )
    )


def submit(session: Session, visit: str, *, by: str | None, today: date) -> int:
    """Lay what was fed back before the bureau (报局审核); return how many findings. None at all is a UserError."""
    findings = to_submit(session, visit)
    if not findings:
        raise UserError("没有要报局审核的问题。", safe="内容没有改动。", hint="先给学校问题反馈单，再报局审核。")
    for finding in findings:
        uid = new_uid()
        session.add(
            Step(
                uid=uid, visit=visit, finding=finding, kind=StepKind.SUBMITTED.value, at=now(), on_day=today, by=by,
                role=Role.LEADER.value,
            )
        )  # fmt: skip
        session.get_one(Finding, finding).step = uid
    return len(findings)
