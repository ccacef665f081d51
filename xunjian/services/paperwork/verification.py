"""Whether a file or a check code equals what was issued.

Three things can be compared, from the surest to the least: the bytes of the file; the embedded content with that of the
ledger, and the pages with those of the stored file; the check code alone. Embedded content that is right says nothing
about the pages, which anybody may have drawn over: they are compared as words and as pictures where the stored file is
at hand.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db import canonical
from xunjian.db.photos import PhotoStore
from xunjian.db.schema.paper import Document, DocumentEvent
from xunjian.db.schema.reference import School
from xunjian.documents import checkcode, comparison, embedded
from xunjian.documents.checkcode import Scanned
from xunjian.documents.comparison import Difference
from xunjian.errors import UserError
from xunjian.rules.numbers import DocumentNumber
from xunjian.services.paperwork import corrections, given_papers, issuing

_LARGEST_FILE = 200 * 2**20
_NEAR = 3  # places in which a code that was misread may differ
_UNTOUCHED = "核对什么都不会改。"


class Verdict(StrEnum):
    """How a file or a code stands to what was issued; the value is what `--json` says."""

    IDENTICAL = "identical"
    """The file is the stored one, byte by byte."""
    SAME = "same"
    """Another file with the same content and, where they could be compared, the same pages."""
    CODE = "code"
    """A check code of the ledger; what the paper says is for a person to compare."""
    ALTERED = "altered"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Known:
    """The issued document that was meant."""

    uid: str
    number: str
    school: str
    issued_on: date | None
    code: str
    trial: bool
    void_reason: str | None
    """Why it is void; None while it is in force."""
    corrects: str | None
    """The number of the document that it corrects."""
    corrected_by: tuple[str, ...]
    """The numbers of the corrections of it that stand."""
    content: dict[str, Any]


@dataclass(frozen=True)
class Verification:
    """What a comparison came to."""

    verdict: Verdict
    document: Known | None = None
    differences: tuple[Difference, ...] = ()
    pages_compared: bool = False
    near: tuple[str, ...] = ()
    """Codes of the ledger from which an unknown one differs in few places, with their numbers."""

    @property
    def holds(self) -> bool:
        """Whether it equals what was issued and is still in force."""
        known = self.document
        equal = self.verdict in {Verdict.IDENTICAL, Verdict.SAME, Verdict.CODE}
        return equal and known is not None and known.void_reason is None and not known.corrected_by


def of_file(session: Session, photos: PhotoStore, content: bytes) -> Verification:
    """Compare a file with what was issued; one that no comparison is possible with is a UserError."""
    if len(content) > _LARGEST_FILE:
        raise UserError("这个文件太大，不是本程序签发的。", safe=_UNTOUCHED, hint="请核对文件名。")
    digest = hashlib.sha256(content).hexdigest()
    row = session.scalars(select(Document).where(Document.pdf_sha256 == digest)).first()
    if row is not None:
        return Verification(Verdict.IDENTICAL, _known(session, row), pages_compared=True)
    copy = _read(content)
    if copy.content is None:
        return _of_bare_file(session, photos, content, copy)
    said = _decoded(copy.content)
    row = _with_hash(session, hashlib.sha256(copy.content).hexdigest())
    if row is not None:
        return _of_pages(session, photos, row, content, copy)
    if said is None:
        return _of_bare_file(session, photos, content, copy)
    candidates = _with_number(session, said) or _with_code(session, copy.code)
    compared = [(comparison.of_contents(row.content or {}, said), row) for row in candidates]
    if not compared:
        return Verification(Verdict.UNKNOWN)
    differences, row = min(compared, key=lambda pair: len(pair[0]))
    return Verification(Verdict.ALTERED, _known(session, row), tuple(differences))


def of_code(session: Session, typed: str) -> Verification:
    """Look a check code up, as people type it or as a phone scanned it; what is no check code is a UserError."""
    scanned = checkcode.read(typed)
    if scanned is None:
        raise UserError(
            f"“{typed.strip()[:40]}”不是校验码。",
            safe=_UNTOUCHED,
            hint="校验码是首页左下角的 20 位字母和数字，例如：7F3A 19C2 5E08 B41D 6A90。",
        )
    rows = _with_code(session, scanned.code)
    if not rows:
        return Verification(Verdict.UNKNOWN, near=_near(session, scanned.code))
    found = [(_scanned_otherwise(session, scanned, row), row) for row in rows]
    differences, row = min(found, key=lambda pair: len(pair[0]))
    verdict = Verdict.ALTERED if differences else Verdict.CODE
    return Verification(verdict, _known(session, row), tuple(differences))


def _read(content: bytes) -> embedded.Copy:
    try:
        return embedded.read(content)
    except UserError as error:
        raise UserError(
            "这个文件不是 PDF，或者损坏了，没法核对。",
            safe=_UNTOUCHED,
            hint="扫描件和照片请输入首页左下角的校验码来核对。",
        ) from error


def _of_bare_file(session: Session, photos: PhotoStore, content: bytes, copy: embedded.Copy) -> Verification:
    """Compare a file without usable content, as programs that print to PDF make it, by its printed check code."""
    if not copy.code:
        raise UserError(
            "这个文件里没有可以核对的内容，多半是扫描件。",
            safe=_UNTOUCHED,
            hint="请输入首页左下角的校验码，再把纸上的内容和显示的对一对。",
        )
    rows = _with_code(session, copy.code)
    if not rows:
        return Verification(Verdict.UNKNOWN, near=_near(session, copy.code))
    return _of_pages(session, photos, rows[0], content, copy)


def _of_pages(session: Session, photos: PhotoStore, row: Document, content: bytes, copy: embedded.Copy) -> Verification:
    known = _known(session, row)
    stored = _stored(photos, row)
    if stored is None:
        return Verification(Verdict.SAME if copy.content else Verdict.CODE, known)
    differences = comparison.of_words(embedded.read(stored), copy) or comparison.of_looks(stored, content)
    verdict = Verdict.ALTERED if differences else Verdict.SAME
    return Verification(verdict, known, tuple(differences), pages_compared=True)


def _stored(photos: PhotoStore, row: Document) -> bytes | None:
    """Return the bytes stored at 签发, or None where this machine does not have them whole."""
    try:
        content = photos.read(row.pdf_sha256 or "")
    except (OSError, ValueError):
        return None
    return content if hashlib.sha256(content).hexdigest() == row.pdf_sha256 else None


def _decoded(content: bytes) -> dict[str, Any] | None:
    try:
        said = canonical.decode(content)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _with_hash(session: Session, digest: str) -> Document | None:
    return session.scalars(select(Document).where(Document.content_sha256 == digest)).first()


def _with_code(session: Session, code: str) -> Sequence[Document]:
    if not code:
        return ()
    begins = Document.content_sha256.startswith(code.lower())
    return session.scalars(select(Document).where(begins).order_by(Document.uid)).all()


def _with_number(session: Session, said: dict[str, Any]) -> Sequence[Document]:
    prefix, year, serial = (said.get(key) for key in ("prefix", "year", "serial"))
    if not (isinstance(prefix, str) and isinstance(year, int) and isinstance(serial, int)):
        return ()
    same = (Document.prefix == prefix, Document.year == year, Document.serial == serial)
    return session.scalars(select(Document).where(*same).order_by(Document.uid)).all()


def _near(session: Session, code: str) -> tuple[str, ...]:
    """Return which codes of the ledger somebody may have misread."""
    rows = session.scalars(select(Document).where(Document.content_sha256.is_not(None)).order_by(Document.uid))
    codes = [(checkcode.of_hash(row.content_sha256 or ""), row) for row in rows]
    return tuple(
        f"{checkcode.grouped(known)}（{_number(row)}）"
        for known, row in codes
        if len(known) == len(code) and checkcode.differences(known, code) <= _NEAR
    )


def _scanned_otherwise(session: Session, scanned: Scanned, row: Document) -> list[Difference]:
    """Return what a QR code says otherwise than the ledger, beside a check code that is right."""
    school = session.get(School, row.school) if row.school else None
    issued_on = row.issued_on.isoformat() if row.issued_on else ""
    pairs = [
        ("文号", _number(row), scanned.number),
        ("日期", issued_on, scanned.dated),
        ("学校标识码", (school.code if school else None) or "", scanned.school_code),
    ]
    return [Difference(*pair) for pair in pairs if pair[2] and pair[1] != pair[2]]


def _known(session: Session, row: Document) -> Known:
    void = _void(session, row.uid)
    first = corrections.corrected(session, row)
    content = row.content or {}
    return Known(
        row.uid,
        _number(row),
        issuing.addressee_of(row),
        row.issued_on,
        checkcode.of_hash(row.content_sha256 or ""),
        bool(row.trial),
        void,
        str(first.number) if first else None,
        tuple(str(one.number) for one in corrections.of_document(session, row.uid)),
        content,
    )


def _void(session: Session, document: str) -> str | None:
    """Return why a document is void, or None."""
    events = select(DocumentEvent).where(DocumentEvent.document == document, DocumentEvent.kind == "void")
    event = session.scalars(events.order_by(DocumentEvent.at, DocumentEvent.uid)).first()
    return (event.reason or "未写原因") if event else None


def _number(row: Document) -> str:
    if row.serial is None:
        return given_papers.TITLES.get(row.kind or "", "")
    return str(DocumentNumber(row.prefix or "", row.year or 0, row.serial or 0))
