"""Papers as issued: proved by their content, their bytes stored, one record under their number."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

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
from xunjian.documents.papers.rendering import Rendered
from xunjian.errors import UserError
from xunjian.rules.numbers import DocumentNumber
from xunjian.services.paperwork.office_fonts import Fonts

PDF = "application/pdf"


@dataclass(frozen=True)
class Issued:
    """A document as issued."""

    uid: str
    number: str
    visit: str
    pdf_sha256: str
    pages: int
    issued_on: date
    void: bool = False
    corrects: str | None = None
    """The uid of the document that it corrects."""


@dataclass(frozen=True)
class Issuing:
    """Who issues a paper of which kind for which visit, under which number; `content` is all that it prints."""

    visit: str
    kind: str
    number: DocumentNumber
    content: dict[str, Any]
    by: str | None
    today: date
    fonts: Fonts
    trial: bool = False
    corrects: str | None = None
    """The document that it corrects."""


class Render(Protocol):
    """Makes the PDF of a paper in these faces, with what proves it."""

    def __call__(self, *, faces: Faces, proof: Proof) -> Rendered:
        """Return the paper."""


def issue(session: Session, photos: PhotoStore, paper: Issuing, render: Render) -> Issued:
    """Make the PDF of a paper, store it and write its record; a character that no font has is a UserError."""
    school = session.get_one(Visit, paper.visit).school
    row = session.get(School, school) if school else None
    encoded = canonical.encode(paper.content)
    proof = Proof(str(paper.number), paper.today, (row.code if row else None) or "", encoded)
    rendered = render(faces=paper.fonts.faces, proof=proof)
    if rendered.missing:
        raise UserError(
            f"有字印不出来：{'、'.join(rendered.missing)}。", safe="内容都在，没有取号。", hint="请改用能印的字。"
        )
    stored = photos.add(rendered.pdf, PDF)
    issued = Issued(
        new_uid(),
        str(paper.number),
        paper.visit,
        stored.sha256,
        rendered.pages,
        paper.today,
        corrects=paper.corrects,
    )
    session.add(
        Document(
            uid=issued.uid,
            visit=paper.visit,
            school=school,
            kind=paper.kind,
            prefix=paper.number.prefix,
            year=paper.number.year,
            serial=paper.number.number,
            issued_on=paper.today,
            issued_at=now(),
            issued_by=paper.by,
            content=paper.content,
            content_sha256=hashlib.sha256(encoded).hexdigest(),
            pdf_sha256=issued.pdf_sha256,
            pages=issued.pages,
            corrects=paper.corrects,
            fonts=paper.fonts.hashes,
            trial=paper.trial or None,
        )
    )
    return issued


def addressee_of(row: Document) -> str:
    """Return whom a document is for, as it was printed: the school, or the party of an order; '' where it says none."""
    content = row.content or {}
    party = content.get("party")
    return str(content.get("school") or (party.get("name") if isinstance(party, dict) else "") or "")


def issuer_of(row: Document) -> str:
    """Return in whose name a document went out, as it was printed: the bureau, or the supervision authority."""
    content = row.content or {}
    return str(content.get("bureau") or content.get("authority") or "")
