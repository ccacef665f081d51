"""签发: the number is taken, the PDF made and stored, the findings frozen as printed, all in one transaction."""

from dataclasses import asdict, replace
from datetime import date
from functools import partial

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.photos import PhotoStore
from xunjian.db.schema.paper import Document, DocumentEvent, DocumentFinding
from xunjian.db.schema.visit import Finding, Measure, Step, Visit
from xunjian.db.types import now
from xunjian.db.uids import new_uid
from xunjian.documents.composer.parts import Photo
from xunjian.errors import UserError
from xunjian.rules.numbers import DocumentNumber, parse_number
from xunjian.rules.papers import PaperKind
from xunjian.rules.steps import Role, StepKind
from xunjian.rules.workdays import gap_note
from xunjian.services.bureau.handbook import Handbook
from xunjian.services.paperwork import (
    exhibits,
    issuing,
    kinds,
    notice_draft,
    notice_problems,
    numbering,
    route,
    signatures,
)
from xunjian.services.paperwork.issuing import Issued, Issuing
from xunjian.services.paperwork.notice_draft import ATTACHED, Attached, Draft
from xunjian.services.paperwork.notice_lines import severity_of
from xunjian.services.paperwork.signatures import Signing


def issue(
    session: Session,
    photos: PhotoStore,
    handbook: Handbook,
    visit: str,
    *,
    by: str | None,
    today: date,
    service_day: date | None = None,
    unchecked_reason: str = "",
    dates_checked: bool = False,
    trial: bool = False,
    kind: PaperKind | None = None,
    attached: Attached = ATTACHED,
    signing: Signing | None = None,
) -> Issued:
    """Issue the paper of a visit, of this kind or of the right one, with these attachments.

    A UserError names what still stands in the way, and no number is taken.
    What was signed on the screen is drawn and recorded with it; signatures over other content are refused.
    Deadlines in a year whose holidays are not arranged yet want a person who has looked at them: `dates_checked`.
    """
    start = service_day or today
    drafted = notice_draft.draft(
        session,
        handbook,
        visit,
        today=today,
        service_day=start,
        unchecked_reason=unchecked_reason,
        trial=trial,
        kind=kind,
        attached=attached,
    )
    ready, pictures = with_photos(session, photos, drafted)
    wrong = [problem.text for problem in ready.problems]
    deadlines = notice_draft.due_dates(ready, start, handbook)
    if not dates_checked:
        wrong += dict.fromkeys(filter(None, (gap_note(each, handbook.calendar) for each in deadlines.values())))
    if wrong:
        raise UserError("还不能签发。", safe="内容都在，没有取号。", hint="\n".join(wrong))
    if signing is not None:
        signatures.require(signing, ready.paper)
    number = numbering.take(session, ready.kind.code, today)
    paper = signatures.signed(ready.numbered(number.number), signing, today)
    content = msgspec.to_builtins(asdict(paper), order="deterministic")
    issued = issuing.issue(
        session,
        photos,
        Issuing(visit, ready.kind.code, number, content, by, today, ready.fonts, trial),
        partial(kinds.render, paper, photos=pictures, inks=signatures.inks(signing)),
    )
    if signing is not None:
        signatures.record(session, photos, signing, issued, by=by)
    _freeze_findings(session, issued, ready, by=by, today=today)
    for measure, deadline in deadlines.items():
        session.get_one(Measure, measure).due_date = deadline.day
    if unchecked_reason.strip():
        session.get_one(Visit, visit).unchecked_reason = unchecked_reason.strip()
    return issued


def with_photos(session: Session, photos: PhotoStore, ready: Draft) -> tuple[Draft, tuple[Photo, ...]]:
    """Return a draft and the photos that it attaches; where one is not on this machine, that is a problem of it."""
    shown = ready.printed if ready.has_photo_pages else ()
    if lost := notice_problems.of_photo_pages(photos, shown):
        return replace(ready, problems=(*ready.problems, *lost)), ()
    return ready, exhibits.annex_photos(session, photos, shown)


def _freeze_findings(session: Session, issued: Issued, ready: Draft, *, by: str | None, today: date) -> None:
    """Write each finding as printed, and the steps that ordering it takes: 组长确认, 下达."""
    for place, (one, line) in enumerate(zip(ready.printed, ready.paper.findings, strict=True), start=1):
        answering = [measure for measure in ready.paper.measures if place in measure.findings]
        due = [measure.due for measure in answering if measure.due]
        requirement = "；".join(measure.text for measure in answering)
        session.add(
            DocumentFinding(
                uid=new_uid(),
                visit=issued.visit,
                document=issued.uid,
                finding=one.finding.uid,
                position=place,
                fact=line.fact,
                amount=one.finding.amount,
                people=one.finding.people,
                bases=list(line.citations),
                requirement=requirement,
                due_date=max(due, default=None),
                severity=severity_of(one),
            )
        )
        for kind in _steps_to_take(session, one.finding.step):
            _take_step(session, issued, one.finding.uid, kind, max(due, default=None), by=by, today=today)


def _steps_to_take(session: Session, last: str | None) -> tuple[StepKind, ...]:
    """Return the steps that ordering takes: what the leader confirmed before, or a void notice ordered, is so still."""
    step = session.get(Step, last) if last else None
    is_new = step is None or step.kind == StepKind.RETURNED
    return (StepKind.CONFIRMED, StepKind.ORDERED) if is_new else (StepKind.ORDERED,)


def _take_step(
    session: Session, issued: Issued, finding: str, kind: StepKind, due: date | None, *, by: str | None, today: date
) -> None:
    uid = new_uid()
    session.add(
        Step(
            uid=uid,
            visit=issued.visit,
            finding=finding,
            kind=kind.value,
            at=now(),
            on_day=today,
            by=by,
            role=(Role.REVIEWER if route.at_bureau(session) else Role.LEADER).value,
            due_date=due if kind is StepKind.ORDERED else None,
            document=issued.uid if kind is StepKind.ORDERED else None,
        )
    )
    session.get_one(Finding, finding).step = uid


def of_visit(session: Session, visit: str) -> list[Issued]:
    """Return the numbered documents of a visit in the order of their numbers."""
    rows = session.scalars(
        select(Document)
        .where(Document.visit == visit, Document.serial.is_not(None))
        .order_by(Document.year, Document.serial)
    ).all()
    return [_issued(session, row) for row in rows]


def by_number(session: Session, typed: str) -> Issued:
    """Return the document of a number as people type it: 31, 〔2026〕31, or whole."""
    wanted = parse_number(typed)
    if wanted is None:
        raise UserError(f"“{typed}”不是文号。", safe="什么都没有改。", hint="例如：31，或 〔2026〕31号。")
    rows = session.scalars(select(Document).where(Document.serial == wanted.number)).all()
    found = [
        row for row in rows if (not wanted.prefix or row.prefix == wanted.prefix) and wanted.year in (None, row.year)
    ]
    if not found:
        raise UserError(f"没有 {typed} 这份文书。", safe="什么都没有改。", hint="请核对文号。")
    return _issued(session, max(found, key=lambda row: row.year or 0))


def _issued(session: Session, row: Document) -> Issued:
    return Issued(
        row.uid,
        str(DocumentNumber(row.prefix or "", row.year or 0, row.serial or 0)),
        row.visit or "",
        row.pdf_sha256 or "",
        row.pages or 0,
        row.issued_on or date.min,
        _is_void(session, row.uid),
        row.corrects,
    )


def _is_void(session: Session, document: str) -> bool:
    void = select(DocumentEvent).where(DocumentEvent.document == document, DocumentEvent.kind == "void")
    return session.scalars(void).first() is not None


def note_event(
    session: Session, document: Issued, kind: str, *, by: str | None, copies: int | None = None, reason: str = ""
) -> None:
    """Note what happened to an issued document: printed, copied, void.

    A void document keeps its number and its bytes, but orders nothing: its findings may be changed and issued anew.
    """
    if kind == "void" and not reason.strip():
        raise UserError("作废要写原因。", safe="内容没有改动。", hint="例如：当事人名称写错。")
    if kind == "void" and _is_void(session, document.uid):
        raise UserError("这份文书已经作废。", safe="内容没有改动。", hint="要重新下达，请再签发一份。")
    session.add(
        DocumentEvent(
            uid=new_uid(),
            visit=document.visit,
            document=document.uid,
            kind=kind,
            at=now(),
            by=by,
            copies=copies,
            reason=reason or None,
        )
    )
