"""Which papers belong together: a correction and the document that it corrects, which may have several."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.schema.paper import Document, DocumentEvent
from xunjian.rules.numbers import DocumentNumber


class Beside(NamedTuple):
    """A paper that is to be read beside another."""

    uid: str
    number: DocumentNumber


def of_document(session: Session, document: str) -> tuple[Beside, ...]:
    """Return the corrections of a document that stand, in the order of their numbers."""
    void = select(DocumentEvent.uid).where(DocumentEvent.document == Document.uid, DocumentEvent.kind == "void")
    rows = session.scalars(
        select(Document)
        .where(Document.corrects == document, ~void.exists())
        .order_by(Document.year, Document.serial, Document.uid)
    )
    return tuple(_beside(row) for row in rows)


def corrected(session: Session, row: Document) -> Beside | None:
    """Return what a correction corrects, None for every other paper and where that one is not here."""
    first = session.get(Document, row.corrects) if row.corrects else None
    return _beside(first) if first else None


def _beside(row: Document) -> Beside:
    return Beside(row.uid, DocumentNumber(row.prefix or "", row.year or 0, row.serial or 0))
