"""Findings of a visit: facts, amounts, people, measures. Everything is saved field by field.

A finding stands as long as its item is answered 不符合 or 部分符合, and is frozen by the document that orders it; a
void document orders nothing, so its findings are open again.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from xunjian import labels
from xunjian.db import undoing
from xunjian.db.schema.paper import DocumentEvent, DocumentFinding
from xunjian.db.schema.visit import Evidence, EvidenceNote, Finding, Measure, MeasureFinding, Visit
from xunjian.db.uids import derived_uid, new_uid
from xunjian.errors import UserError
from xunjian.rules.money import LIMIT
from xunjian.rules.particulars import Particular, with_said
from xunjian.rules.workdays import Calendar, Deadline, add_workdays
from xunjian.services.bureau.handbook import Entry
from xunjian.services.visit import answers

LONGEST_FACT = 5_000
"""Characters; as long may be what the party says."""

MOST_WORKDAYS = 500

_TABLES: dict[str, type[Finding | Measure | MeasureFinding]] = {
    "finding": Finding,
    "measure": Measure,
    "measure_finding": MeasureFinding,
}


@dataclass(frozen=True)
class Photo:
    """A photo of a finding."""

    evidence: str
    sha256: str
    file_name: str
    caption: str | None


@dataclass(frozen=True)
class MeasureView:
    """A measure with the findings that it answers."""

    uid: str
    text: str
    kind: str
    responsible: str | None
    workdays: int | None
    due_date: date | None
    findings: tuple[str, ...]


@dataclass(frozen=True)
class FindingView:
    """A finding as the pane shows it."""

    uid: str
    item: str
    fact: str
    amount: int | None
    people: int | None
    statement: str | None
    severity: str | None
    step: str | None
    issued: bool
    photos: tuple[Photo, ...]
    measures: tuple[MeasureView, ...]
    classes: str | None = None
    fixed_on_spot: bool = False
    confirmed_bases: tuple[str, ...] = ()
    """Keys of the clauses whose condition the inspector has confirmed."""


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


def of_visit(session: Session, visit: str) -> list[FindingView]:
    """Return the findings of a visit, in the same order on every machine."""
    rows = session.scalars(
        select(Finding).where(Finding.visit == visit, Finding.deleted.is_not(True)).order_by(Finding.uid)
    ).all()
    measures, photos = _measures(session, visit, {row.uid for row in rows}), _photos(session, visit)
    issued = set(session.scalars(_ordered().where(DocumentFinding.visit == visit)))
    return [_view(row, measures, photos, issued) for row in rows]


def _ordered() -> Select[str | None]:
    """Return the statement for the findings that stand on a document which is not void."""
    void = select(DocumentEvent.uid).where(
        DocumentEvent.document == DocumentFinding.document, DocumentEvent.kind == "void"
    )
    return select(DocumentFinding.finding).where(~void.exists())


def of_item(session: Session, visit: str, item: str) -> FindingView | None:
    """Return the finding of one item, or None where there is none."""
    return next((finding for finding in of_visit(session, visit) if finding.item == item), None)


def _view(
    row: Finding, measures: list[MeasureView], photos: dict[str, list[Photo]], issued: set[str | None]
) -> FindingView:
    return FindingView(
        row.uid,
        row.item or "",
        row.fact or "",
        row.amount,
        row.people,
        row.statement,
        row.severity,
        row.step,
        row.uid in issued,
        tuple(photos.get(row.uid, ())),
        tuple(measure for measure in measures if row.uid in measure.findings),
        row.classes,
        bool(row.fixed_on_spot),
        tuple(str(key) for key in row.confirmed_bases or ()),
    )


def _measures(session: Session, visit: str, findings: Collection[str]) -> list[MeasureView]:
    """Return the measures of a visit, each with those of these findings that it answers."""
    links = session.scalars(
        select(MeasureFinding)
        .where(MeasureFinding.visit == visit, MeasureFinding.deleted.is_not(True))
        .order_by(MeasureFinding.finding)
    ).all()
    rows = session.scalars(
        select(Measure)
        .where(Measure.visit == visit, Measure.deleted.is_not(True))
        .order_by(Measure.position, Measure.uid)
    )
    return [
        MeasureView(
            row.uid,
            row.text or "",
            row.kind or "limited",
            row.responsible,
            row.workdays,
            row.due_date,
            tuple(link.finding or "" for link in links if link.measure == row.uid and link.finding in findings),
        )
        for row in rows
    ]


def _photos(session: Session, visit: str) -> dict[str, list[Photo]]:
    kept = select(EvidenceNote).where(EvidenceNote.visit == visit, EvidenceNote.deleted.is_not(True))
    notes = {note.evidence: note for note in session.scalars(kept)}
    found: dict[str, list[Photo]] = {}
    for row in session.scalars(
        select(Evidence).where(Evidence.visit == visit).order_by(Evidence.device_clock, Evidence.uid)
    ):
        note = notes.get(row.uid)
        if note is None or not note.hidden:
            photo = Photo(row.uid, row.sha256 or "", row.file_name or "", note.caption if note else None)
            found.setdefault(row.owner or "", []).append(photo)
    return found


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
    _add_measure(
        session,
        derived_uid(visit, "measure", uid),
        visit,
        [uid],
        text=entry.item.requirement,
        kind="immediate" if entry.item.immediate else "limited",
        workdays=entry.item.workdays,
    )
    return row


def remove(session: Session, finding: str) -> None:
    """Take a finding off, with what hangs on it alone; it stays in the log and can be taken back."""
    require_open(session, finding)
    session.get_one(Finding, finding).deleted = True
    for link in session.scalars(_links(MeasureFinding.finding == finding)).all():
        link.deleted = True
        _remove_unless_needed(session, link.measure)


def _links(*conditions: ColumnElement[bool]) -> Select[MeasureFinding]:
    return select(MeasureFinding).where(MeasureFinding.deleted.is_not(True), *conditions)


def _remove_unless_needed(session: Session, measure: str | None) -> None:
    """Take a measure off if it answers no finding any more."""
    row = session.get(Measure, measure) if measure else None
    if row is not None and session.scalars(_links(MeasureFinding.measure == measure)).first() is None:
        row.deleted = True


def is_issued(session: Session, visit: str, item: str) -> bool:
    """Tell whether a finding of this item stands on an issued document."""
    found = _of_item(visit, item).where(Finding.uid.in_(_ordered().where(DocumentFinding.visit == visit)))
    return session.scalars(found).first() is not None


def require_open(session: Session, finding: str) -> None:
    """Raise a UserError if the finding stands on an issued document."""
    if session.scalars(_ordered().where(DocumentFinding.finding == finding)).first() is not None:
        raise issued_error()


def issued_error() -> UserError:
    """Return the refusal to change what is printed."""
    return UserError("已签发，不能改。", safe="内容没有改动。", hint="写错了请用“更正”。")


def _require_measure_open(session: Session, measure: str) -> None:
    for link in session.scalars(_links(MeasureFinding.measure == measure)).all():
        require_open(session, link.finding or "")


def add_measure(
    session: Session, visit: str, findings: Iterable[str], *, text: str, kind: str, workdays: int | None
) -> str:
    """Add a measure that answers these findings, after those that are there; return its uid."""
    uid = new_uid()
    _add_measure(session, uid, visit, findings, text=text, kind=kind, workdays=workdays)
    return uid


def _add_measure(
    session: Session,
    uid: str,
    visit: str,
    findings: Iterable[str],
    *,
    text: str,
    kind: str,
    workdays: int | None,
) -> None:
    last = session.scalar(select(func.max(Measure.position)).where(Measure.visit == visit)) or 0
    session.add(
        Measure(uid=uid, visit=visit, position=last + 1, text=text, kind=kind, workdays=_checked_days(workdays))
    )
    session.flush()
    set_measure_findings(session, uid, findings)


def set_measure(
    session: Session,
    measure: str,
    *,
    text: str | None = None,
    workdays: int | None = None,
    responsible: str | None = None,
    kind: str | None = None,
) -> None:
    """Change what is given of a measure, blank text clears; one that answers an issued finding is refused."""
    _require_measure_open(session, measure)
    row = session.get_one(Measure, measure)
    if text is not None:
        row.text = text.strip() or None
    if workdays is not None:
        row.workdays = _checked_days(workdays)
    if responsible is not None:
        row.responsible = responsible.strip() or None
    if kind is not None:
        row.kind = kind


def set_measure_findings(session: Session, measure: str, findings: Iterable[str]) -> None:
    """Let a measure answer just these findings; what issued documents say of it stays."""
    wanted = set(findings)
    visit = session.get_one(Measure, measure).visit or ""
    known = {link.finding or "": link for link in session.scalars(_all_links(measure))}
    standing = {finding for finding, link in known.items() if not link.deleted}
    for finding in wanted ^ standing:
        require_open(session, finding)
        if finding not in known:
            uid = derived_uid(visit, measure, finding)
            session.add(MeasureFinding(uid=uid, visit=visit, measure=measure, finding=finding, deleted=False))
        else:
            known[finding].deleted = finding not in wanted
    session.flush()
    _remove_unless_needed(session, measure)


def _all_links(measure: str) -> Select[MeasureFinding]:
    return select(MeasureFinding).where(MeasureFinding.measure == measure)


def remove_measure(session: Session, measure: str) -> None:
    """Take a measure off the findings that it answers; it stays in the log and can be taken back."""
    _require_measure_open(session, measure)
    session.get_one(Measure, measure).deleted = True
    for link in session.scalars(_links(MeasureFinding.measure == measure)).all():
        link.deleted = True


def _checked_days(workdays: int | None) -> int | None:
    if workdays is not None and not 0 <= workdays <= MOST_WORKDAYS:
        raise UserError(
            f"期限 {workdays} 个工作日不对。", safe="原来的期限还在。", hint=f"请填 0 到 {MOST_WORKDAYS} 之间的天数。"
        )
    return workdays


def deadline(measure: MeasureView, start: date, calendar: Calendar) -> Deadline:
    """Return by when a measure is due if the notice is served on `start`."""
    return add_workdays(start, measure.workdays or 0, calendar)
