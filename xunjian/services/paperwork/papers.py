"""Papers that went out, with a number or without: how they stand, the stored bytes, the copies that were printed."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.photos import PhotoStore
from xunjian.db.schema.paper import Document, DocumentEvent
from xunjian.db.schema.reference import Person, School
from xunjian.documents.papers import erratum
from xunjian.errors import UserError
from xunjian.rules.numbers import DocumentNumber
from xunjian.rules.papers import NUMBERED, PaperKind
from xunjian.rules.prints import Outcome
from xunjian.services.bureau.founding import ERRATUM
from xunjian.services.paperwork import corrections, given_papers, notices
from xunjian.services.paperwork.corrections import Beside

_TITLES = {kind.code: kind.value for kind in NUMBERED} | {ERRATUM: erratum.TITLE} | given_papers.TITLES
_HOSTILE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]')
_CAME_OUT = frozenset(outcome.value for outcome in Outcome if outcome.counts)
_LONGEST_NAME = 60  # hanzi: 180 bytes of the 255 that file systems allow


@dataclass(frozen=True)
class Paper:
    """An issued document and what has happened to it since."""

    uid: str
    visit: str
    title: str
    """The name of the kind of paper: 整改通知书, 更正通知."""
    number: DocumentNumber
    school_name: str
    issued_on: date
    issued_at: datetime | None
    issued_by: str
    """The name of who issued it, or ''."""
    pages: int
    pdf_sha256: str
    copies: int
    """How many copies came out of a printer."""
    void_reason: str | None
    """Why it is void; None while it is in force."""
    corrects: Beside | None = None
    """What it corrects, if it is a correction."""
    corrected_by: tuple[Beside, ...] = ()
    """Its corrections that stand."""
    version: int = 0
    """Of a paper without a number, which one of those given out; 0 for a paper with a number."""

    @property
    def called(self) -> str:
        """What people call it: its number, or 现场检查记录第 2 版."""
        return f"{self.title}第 {self.version} 版" if self.version else str(self.number)

    @property
    def file_name(self) -> str:
        """What the PDF is called when it is saved: 整改通知书-〔2026〕31号-红星小学.pdf."""
        school = _HOSTILE.sub("_", self.school_name).strip(" .")[:_LONGEST_NAME]
        which = f"第{self.version}版" if self.version else self.number.short
        return f"{self.title}-{which}-{school}.pdf"


def paper(session: Session, document: str) -> Paper:
    """Return a document as it stands."""
    row = session.get_one(Document, document)
    school = session.get(School, row.school)
    person = session.get(Person, row.issued_by) if row.issued_by else None
    events = session.scalars(select(DocumentEvent).where(DocumentEvent.document == document)).all()
    reasons = [event.reason or "" for event in events if event.kind == "void"]
    return Paper(
        row.uid,
        row.visit or "",
        _TITLES.get(row.kind or "", PaperKind.RECTIFICATION_NOTICE.value),
        DocumentNumber(row.prefix or "", row.year or 0, row.serial or 0),
        (school.name if school else None) or "",
        row.issued_on or date.min,
        row.issued_at,
        (person.name if person else None) or "",
        row.pages or 0,
        row.pdf_sha256 or "",
        sum(event.copies or 0 for event in events if event.kind in _CAME_OUT),
        reasons[0] if reasons else None,
        corrections.corrected(session, row),
        corrections.of_document(session, row.uid),
        _version(session, row),
    )


def _version(session: Session, row: Document) -> int:
    if row.serial is not None or row.kind is None or row.visit is None:
        return 0
    given = given_papers.of_visit(session, row.visit, row.kind)
    return next((one.version for one in given if one.uid == row.uid), 0)


def note(
    session: Session, document: str, kind: str, *, by: str | None, copies: int | None = None, reason: str = ""
) -> None:
    """Note what happened to a document: printed, copied, void (see `notices.note_event`)."""
    visit = session.get_one(Document, document).visit or ""
    issued = next(one for one in notices.of_visit(session, visit) if one.uid == document)
    if kind == "void" and issued.void:
        raise UserError("这份文书已经作废。", safe="内容没有改动。", hint="文号保留，不再使用。")
    notices.note_event(session, issued, kind, by=by, copies=copies, reason=reason)


def stored_pdf(photos: PhotoStore, paper_: Paper) -> bytes:
    """Return the bytes that were stored at 签发; missing or changed ones are a UserError."""
    try:
        content = photos.read(paper_.pdf_sha256)
    except OSError as error:
        raise UserError(
            "这份文书的版面不在本机。", safe="内容和文号都在。", hint="请合入签发那台电脑的数据包，或从备份恢复。"
        ) from error
    if hashlib.sha256(content).hexdigest() != paper_.pdf_sha256:
        raise UserError("这份文书的版面文件损坏了，不能打印。", safe="内容和文号都在。", hint="请从备份恢复。")
    return content
