"""Papers that carry no number but were given out and signed on site: every version is kept, bytes and content."""

import hashlib
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db import canonical
from xunjian.db.photos import PhotoStore
from xunjian.db.schema.paper import Document
from xunjian.db.schema.reference import School
from xunjian.db.schema.visit import Visit
from xunjian.db.types import now
from xunjian.db.uids import new_uid
from xunjian.documents.checkcode import Proof
from xunjian.documents.composer.faces import Faces
from xunjian.documents.papers import feedback_sheet, site_record
from xunjian.documents.papers.rendering import Rendered
from xunjian.errors import UserError
from xunjian.services.bureau.handbook import Handbook
from xunjian.services.paperwork import feedback, office_fonts, site_records
from xunjian.services.paperwork.issuing import PDF

TITLES = {site_records.KIND: site_record.TITLE, feedback.KIND: feedback_sheet.TITLE}
"""What the papers without a number are called, by the kind of their records."""
_SAFE = "内容都在，没有定稿。"


@dataclass(frozen=True)
class Given:
    """A version of a paper as it was given out; versions of a visit's paper count from 1."""

    uid: str
    visit: str
    title: str
    version: int
    given_on: date
    given_at: datetime | None
    pdf_sha256: str
    pages: int


class _Render(Protocol):
    def __call__(self, *, faces: Faces, proof: Proof) -> Rendered: ...


def give_record(
    session: Session, photos: PhotoStore, handbook: Handbook, record: site_record.SiteRecord, visit: str, *,
    by: str | None, today: date,
) -> Given:  # fmt: skip
    """Give a record out; a UserError names what it lacks. Unchanged since the last version, that one is returned."""
    _require(site_records.lacking(session, handbook, visit))
    whole = site_records.final(record)

    def render(*, faces: Faces, proof: Proof) -> Rendered:
        return site_record.render(whole, faces=faces, proof=proof)

    return _give(session, photos, visit, site_records.KIND, whole, render, by=by, today=today)


def give_sheet(
    session: Session, photos: PhotoStore, handbook: Handbook, sheet: feedback_sheet.FeedbackSheet | None, visit: str, *,
    by: str | None, today: date,
) -> Given:  # fmt: skip
    """Give a sheet out, and note its findings as fed back; a UserError names what it lacks."""
    _require(feedback.lacking(session, handbook, visit))
    if sheet is None:
        raise ValueError(visit)
    whole = feedback.final(sheet)

    def render(*, faces: Faces, proof: Proof) -> Rendered:
        return feedback_sheet.render(whole, faces=faces, proof=proof)

    given = _give(session, photos, visit, feedback.KIND, whole, render, by=by, today=today)
    feedback.note_given(session, handbook, visit, given.uid, by=by, today=today)
    return given


def draft(
    session: Session, handbook: Handbook, visit: str, kind: str, *, trial: bool = False
) -> site_record.SiteRecord | feedback_sheet.FeedbackSheet | None:
    """Return what a paper of this kind would say now, None where there is nothing to tell."""
    if kind == site_records.KIND:
        return site_records.record(session, handbook, visit, trial=trial)
    return feedback.sheet(session, handbook, visit, trial=trial)


def lacking(session: Session, handbook: Handbook, visit: str, kind: str) -> list[str]:
    """Return what a paper of this kind still needs before it is given out, as sentences."""
    needs = site_records.lacking if kind == site_records.KIND else feedback.lacking
    return needs(session, handbook, visit)


def says_the_same(session: Session, given: Given, facts: site_record.SiteRecord | feedback_sheet.FeedbackSheet) -> bool:
    """Whether a draft says what a version that was given out says already."""
    return session.get_one(Document, given.uid).content_sha256 == _digest(replace(facts, draft=False))


def of_visit(session: Session, visit: str, kind: str) -> list[Given]:
    """Return the versions of a paper in the order in which they were given out."""
    rows = session.scalars(
        select(Document)
        .where(Document.visit == visit, Document.kind == kind)
        .order_by(Document.issued_at, Document.uid)
    )
    return [_given(row, version) for version, row in enumerate(rows, start=1)]


def _require(lacking: list[str]) -> None:
    if lacking:
        raise UserError("还不能定稿。", safe=_SAFE, hint="\n".join(lacking))


def _give(
    session: Session, photos: PhotoStore, visit: str, kind: str, facts: Any, render: _Render, *, by: str | None,
    today: date,
) -> Given:  # fmt: skip
    content = _content(facts)
    encoded = canonical.encode(content)
    digest = _digest(facts)
    before = of_visit(session, visit, kind)
    if before and session.get_one(Document, before[-1].uid).content_sha256 == digest:
        return before[-1]
    fonts = office_fonts.chosen(session)
    if fonts.problem:
        raise UserError("还不能定稿。", safe=_SAFE, hint=fonts.problem)
    school = session.get(School, session.get_one(Visit, visit).school)
    code = (school.code if school else None) or ""
    rendered = render(faces=fonts.faces, proof=Proof(TITLES[kind], today, code, encoded))
    if rendered.missing:
        raise UserError(f"有字印不出来：{'、'.join(rendered.missing)}。", safe=_SAFE, hint="请改用能印的字。")
    row = Document(
        uid=new_uid(), visit=visit, school=school.uid if school else None, kind=kind, issued_on=today, issued_at=now(),
        issued_by=by, content=content, content_sha256=digest, pdf_sha256=photos.add(rendered.pdf, PDF).sha256,
        pages=rendered.pages, fonts=fonts.hashes, trial=facts.trial or None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return _given(row, len(before) + 1)


def _content(facts: Any) -> Any:
    return msgspec.to_builtins(asdict(facts), order="deterministic")


def _digest(facts: Any) -> str:
    return hashlib.sha256(canonical.encode(_content(facts))).hexdigest()


def _given(row: Document, version: int) -> Given:
    return Given(
        row.uid, row.visit or "", TITLES.get(row.kind or "", ""), version, row.issued_on or date.min, row.issued_at,
        row.pdf_sha256 or "", row.pages or 0,
    )  # fmt: skip
