"""Findings of a visit: facts, amounts, people, measures. Everything is saved field by field."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.schema.paper import DocumentFinding
from xunjian.db.schema.visit import Evidence, EvidenceNote, Finding, Measure, MeasureFinding, Visit
from xunjian.db.uids import derived_uid, new_uid
from xunjian.errors import UserError
from xunjian.rules.workdays import Calendar, Deadline, add_workdays
from xunjian.services.handbook import Entry

LONGEST_FACT = 5_000
"""Characters."""


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


def of_visit(session: Session, visit: str) -> list[FindingView]:
    """Return the findings of a visit in the order in which they were made."""
    rows = session.scalars(select(Finding).where(Finding.visit == visit, Finding.deleted.is_not(True))).all()
    measures, photos = _measures(session, visit), _photos(session, visit)
    issued = set(session.scalars(select(DocumentFinding.finding).where(DocumentFinding.visit == visit)))
    return [_view(row, measures, photos, issued) for row in rows]


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
    )


def _measures(session: Session, visit: str) -> list[MeasureView]:
    links = session.scalars(
        select(MeasureFinding).where(MeasureFinding.visit == visit, MeasureFinding.deleted.is_not(True))
    ).all()
    rows = session.scalars(select(Measure).where(Measure.visit == visit, Measure.deleted.is_not(True)))
    return [
        MeasureView(
            row.uid,
            row.text or "",
            row.kind or "limited",
            row.responsible,
            row.workdays,
            row.due_date,
            tuple(link.finding or "" for link in links if link.measure == row.uid),
        )
        for row in rows
    ]


def _photos(session: Session, visit: str) -> dict[str, list[Photo]]:
    notes = {note.evidence: note for note in session.scalars(select(EvidenceNote).where(EvidenceNote.visit == visit))}
    found: dict[str, list[Photo]] = {}
    for row in session.scalars(select(Evidence).where(Evidence.visit == visit).order_by(Evidence.taken_at)):
        note = notes.get(row.uid)
        if note is None or not note.hidden:
            photo = Photo(row.uid, row.sha256 or "", row.file_name or "", note.caption if note else None)
            found.setdefault(row.owner or "", []).append(photo)
    return found


def record(session: Session, visit: str, entry: Entry, **edit: object) -> str:
    """Write what was typed on the finding of an item, making it with its usual measure if it is new; return its uid.

    Keywords are the fields of `Edit`. Issued findings are refused: what is printed is corrected by a 更正.
    """
    if unknown := edit.keys() - EDITABLE:
        raise TypeError(f"no such field: {sorted(unknown)}")
    row = session.scalars(
        select(Finding).where(Finding.visit == visit, Finding.item == entry.uid, Finding.deleted.is_not(True))
    ).first()
    if row is None:
        row = _new_finding(session, visit, entry)
    else:
        require_open(session, row.uid)
    fact = edit.get("fact")
    if isinstance(fact, str) and len(fact) > LONGEST_FACT:
        raise UserError(f"事实最多写 {LONGEST_FACT} 字。", safe="原来的内容还在。", hint="请写短一些，细节放进附件。")
    for name, value in edit.items():
        setattr(row, name, value)
    return row.uid


def _new_finding(session: Session, visit: str, entry: Entry) -> Finding:
    school = session.get_one(Visit, visit).school
    row = Finding(uid=new_uid(), visit=visit, item=entry.uid, school=school)
    session.add(row)
    session.flush()
    kind = "immediate" if entry.item.immediate else "limited"
    add_measure(session, visit, [row.uid], text=entry.item.requirement, kind=kind, workdays=entry.item.workdays)
    return row


def remove(session: Session, finding: str) -> None:
    """Take a finding off, with what hangs on it alone; it stays in the log and can be taken back."""
    require_open(session, finding)
    row = session.get_one(Finding, finding)
    row.deleted = True
    for link in session.scalars(select(MeasureFinding).where(MeasureFinding.finding == finding)):
        link.deleted = True
        others = select(MeasureFinding).where(
            MeasureFinding.measure == link.measure,
            MeasureFinding.finding != finding,
            MeasureFinding.deleted.is_not(True),
        )
        if session.scalars(others).first() is None and link.measure:
            session.get_one(Measure, link.measure).deleted = True


def require_open(session: Session, finding: str) -> None:
    """Raise a UserError if the finding stands on an issued document."""
    if session.scalars(select(DocumentFinding).where(DocumentFinding.finding == finding)).first() is not None:
        raise UserError("已签发，不能改。", safe="内容没有改动。", hint="写错了请用“更正”。")


def add_measure(
    session: Session, visit: str, findings: Iterable[str], *, text: str, kind: str, workdays: int | None
) -> str:
    """Add a measure that answers these findings; return its uid."""
    uid = new_uid()
    session.add(Measure(uid=uid, visit=visit, text=text, kind=kind, workdays=workdays))
    for finding in findings:
        link = derived_uid(visit, uid, finding)
        session.add(MeasureFinding(uid=link, visit=visit, measure=uid, finding=finding, deleted=False))
    return uid


def set_measure(
    session: Session,
    measure: str,
    *,
    text: str | None = None,
    workdays: int | None = None,
    responsible: str | None = None,
) -> None:
    """Change what is given of a measure."""
    row = session.get_one(Measure, measure)
    if text is not None:
        row.text = text
    if workdays is not None:
        row.workdays = workdays
    if responsible is not None:
        row.responsible = responsible


def deadline(measure: MeasureView, start: date, calendar: Calendar) -> Deadline:
    """Return by when a measure is due if the notice is served on `start`."""
    return add_workdays(start, measure.workdays or 0, calendar)
