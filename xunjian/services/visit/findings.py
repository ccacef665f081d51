"""Writing findings of a visit: facts, amounts, people. Everything is saved field by field.

A finding stands as long as its item is answered 不符合 or 部分符合, and is frozen by the document that orders it
(`frozen`).
"""

from dataclasses import dataclass, fields

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from xunjian import labels
from xunjian.db import undoing
from xunjian.db.schema.visit import Finding, Measure, MeasureFinding, Visit
from xunjian.db.uids import derived_uid, new_uid
from xunjian.errors import UserError
from xunjian.rules.money import LIMIT
from xunjian.rules.particulars import Particular, with_said
from xunjian.services.bureau.handbook import Entry
from xunjian.services.visit import answers, measures
from xunjian.services.visit.frozen import require_open

LONGEST_FACT = 5_000
"""Characters; as long may be what the party says."""

_TABLES: dict[str, type[Finding | Measure | MeasureFinding]] = {
    "finding": Finding,
    "measure": Measure,
    "measure_finding": MeasureFinding,
}


@dataclass(frozen=True)
class Edit:
    """What the person typed; a field left out stays as it is, None clears it."""

    fact: str | None = None
    amount: int | None = None
    people: int | None = None
    classes: str | None = None
    statement: str | None = None
    severity: str | None = None
    fixed_on_spot: bool | None = None


EDITABLE = frozenset(field.name for field in fields(Edit))
_TEXTS = frozenset({"fact", "classes", "statement"})
_NUMBERS = frozenset({"amount", "people"})
_HALF_WIDTH = {ord("０") + digit: str(digit) for digit in range(10)}
"""Digits as paper writes them (GB/T 15835): a Chinese keyboard's full-width ones look torn apart beside them."""


def record(session: Session, visit: str, entry: Entry, **edit: object) -> str:
    """Write what was typed on the finding of an item, making it with its usual measure if it is new; return its uid.

    Keywords are the fields of `Edit`. An item that has no answer of a problem yet gets 不符合. Issued findings are
    refused: what is printed is corrected by a 更正.
    """
    if unknown := edit.keys() - EDITABLE:
        raise TypeError(f"no such field: {sorted(unknown)}")
    values = {name: _checked(name, value) for name, value in edit.items()}
    row = session.scalars(_of_item(visit, entry.uid)).first()
    if row is None:
        row = _new_finding(session, visit, entry)
    else:
        require_open(session, row.uid)
    answers.require_problem(session, visit, entry.uid)
    for name, value in values.items():
        setattr(row, name, value)
    return row.uid


def _of_item(visit: str, item: str, *, deleted: bool = False) -> Select[Finding]:
    found = select(Finding).where(Finding.visit == visit, Finding.item == item)
    return found.where(Finding.deleted.is_(True) if deleted else Finding.deleted.is_not(True)).order_by(Finding.uid)


def _checked(name: str, value: object) -> object:
    """Return what to store for what was typed: blank text is none at all."""
    if name in _TEXTS and isinstance(value, str):
        if len(value) > LONGEST_FACT:
            what = {"fact": "事实", "statement": "当事人陈述"}.get(name, "涉及年级、班级")
            raise UserError(
                f"{what}最多写 {LONGEST_FACT} 字。", safe="原来的内容还在。", hint="请写短一些，细节放进附件。"
            )
        return value.translate(_HALF_WIDTH) if value.strip() else None
    if name in _NUMBERS and isinstance(value, int) and not 0 <= value < LIMIT:
        what = "金额" if name == "amount" else "人数"
        raise UserError(f"{what}不对：{value}。", safe="原来的内容还在。", hint=f"请重新填{what}。")
    if name == "severity" and value not in {None, *labels.SEVERITY}:
        raise ValueError(value)
    return value


def confirm_basis(session: Session, finding: str, key: str, *, confirmed: bool) -> None:
    """Note that the condition of a clause (`Clause.key`) is met, so that it is cited; or that it is not, after all."""
    require_open(session, finding)
    row = session.get_one(Finding, finding)
    keys = set(row.confirmed_bases or ()) - {key} | ({key} if confirmed else set())
    row.confirmed_bases = sorted(keys) or None


def say(session: Session, finding: str, about: Particular, value: str) -> None:
    """Note what the inspector says of the case of a finding where the school's records leave it open; "" takes it back.

    It stands among the confirmed bases (rules/particulars.py).
    """
    require_open(session, finding)
    row = session.get_one(Finding, finding)
    row.confirmed_bases = with_said([str(key) for key in row.confirmed_bases or ()], about, value) or None


def take_off(session: Session, visit: str, item: str) -> None:
    """Take the findings of an item off because its answer names no problem any more."""
    for row in session.scalars(_of_item(visit, item)).all():
        remove(session, row.uid)


def bring_back(session: Session, visit: str, item: str) -> None:
    """Bring back what was taken off together with the item's answer, measures and all; nothing if one is there."""
    if session.scalars(_of_item(visit, item)).first() is not None:
        return
    for row in session.scalars(_of_item(visit, item, deleted=True)).all():
        gone = undoing.deleted_with(session.connection(), row.uid, answers.uid_of(visit, item))
        for table, uid in gone:
            if table in _TABLES:
                session.get_one(_TABLES[table], uid).deleted = False


def _new_finding(session: Session, visit: str, entry: Entry) -> Finding:
    """Add the finding of an item, with its usual measure.

    Both are named after visit and item: recorded on two laptops of the group, they are one finding whose values clash
    in the open, not two. One that was removed on purpose stays removed, and the next has a name of its own.
    """
    school = session.get_one(Visit, visit).school
    named = derived_uid(visit, "finding", entry.uid)
    uid = named if session.get(Finding, named) is None else new_uid()
    row = Finding(uid=uid, visit=visit, item=entry.uid, school=school)
    session.add(row)
    session.flush()
    measures.add(
        session,
        visit,
        [uid],
        text=entry.item.requirement,
        kind="immediate" if entry.item.immediate else "limited",
        workdays=entry.item.workdays,
        named=derived_uid(visit, "measure", uid),
    )
    return row


def remove(session: Session, finding: str) -> None:
    """Take a finding off, with what hangs on it alone; it stays in the log and can be taken back."""
    require_open(session, finding)
    session.get_one(Finding, finding).deleted = True
    measures.release(session, finding)
