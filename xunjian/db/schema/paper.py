"""Documents as issued, and their numbers."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from xunjian.db.schema.base import ALL, VISIT, Record


class NumberBlock(Record):
    """A seat's share of a group's document numbers (号段) for one year."""

    __tablename__ = "number_block"
    __case__ = ALL

    team: Mapped[str | None]
    seat: Mapped[int | None]
    kind: Mapped[str | None]
    year: Mapped[int | None]
    first: Mapped[int | None]
    last: Mapped[int | None]


class Document(Record):
    """A document as issued (文书): its content is frozen, its PDF lies in the photo store under its hash."""

    __tablename__ = "document"
    __case__ = VISIT

    visit: Mapped[str | None] = mapped_column(index=True)
    school: Mapped[str | None] = mapped_column(index=True)
    kind: Mapped[str | None]
    prefix: Mapped[str | None]
    year: Mapped[int | None]
    serial: Mapped[int | None]
    issued_on: Mapped[date | None]
    issued_at: Mapped[datetime | None]
    issued_by: Mapped[str | None]
    content: Mapped[dict[str, Any] | None]
    content_sha256: Mapped[str | None]
    pdf_sha256: Mapped[str | None]
    pages: Mapped[int | None]
    corrects: Mapped[str | None] = mapped_column(index=True)
    fonts: Mapped[dict[str, Any] | None]
    """The office's own fonts that it is printed in, with the hashes of their files; none for the shipped ones."""
    trial: Mapped[bool | None]
    """Issued in a demonstration or under a pinned date; carries 演示 on the page."""


class DocumentFinding(Record):
    """A finding as printed; ledgers and statistics of issued findings read this."""

    __tablename__ = "document_finding"
    __case__ = VISIT

    visit: Mapped[str | None] = mapped_column(index=True)
    document: Mapped[str | None] = mapped_column(index=True)
    finding: Mapped[str | None] = mapped_column(index=True)
    position: Mapped[int | None]
    fact: Mapped[str | None]
    amount: Mapped[int | None]
    people: Mapped[int | None]
    bases: Mapped[list[Any] | None]
    requirement: Mapped[str | None]
    due_date: Mapped[date | None]
    severity: Mapped[str | None]


class DocumentEvent(Record):
    """What happened to a document after issue: an outcome of printing (rules/prints.py), void, corrected."""

    __tablename__ = "document_event"
    __case__ = VISIT

    visit: Mapped[str | None] = mapped_column(index=True)
    document: Mapped[str | None] = mapped_column(index=True)
    kind: Mapped[str | None]
    at: Mapped[datetime | None]
    by: Mapped[str | None]
    copies: Mapped[int | None]
    printer: Mapped[str | None]
    pages: Mapped[str | None]
    """Which pages were printed, as 1-2,4; none named are all."""
    reason: Mapped[str | None]


class ServiceReceipt(Record):
    """How a document came to whom it is for (送达回证): written when it has happened, photos beside it as evidence."""

    __tablename__ = "service_receipt"
    __case__ = VISIT

    visit: Mapped[str | None] = mapped_column(index=True)
    document: Mapped[str | None] = mapped_column(index=True)
    method: Mapped[str | None]
    """A name of `documents.papers.service_receipt.Method`, in small letters."""
    served_on: Mapped[date | None]
    served_time: Mapped[str | None]
    """Time of day as 15:20, where it is known."""
    place: Mapped[str | None]
    servers: Mapped[list[Any] | None]
    """Names of those who served it."""
    receiver: Mapped[str | None]
    relation: Mapped[str | None]
    refusal: Mapped[str | None]
    """Why it was not accepted; none where it was."""
    witnesses: Mapped[list[Any] | None]
    address: Mapped[str | None]
    parcel: Mapped[str | None]
    entrusted: Mapped[str | None]
    note: Mapped[str | None]
    replaces: Mapped[str | None]
    """An earlier record of the same service that was wrong; it stays and no longer counts."""
    reason: Mapped[str | None]
    """Why that one is replaced."""
    at: Mapped[datetime | None]
    by: Mapped[str | None]


class Signature(Record):
    """Somebody signed a paper on the screen before it was issued, or would not: over the content that was shown."""

    __tablename__ = "signature"
    __case__ = VISIT

    visit: Mapped[str | None] = mapped_column(index=True)
    document: Mapped[str | None] = mapped_column(index=True)
    side: Mapped[str | None]
    """A name of `documents.papers.facts.Side`, in small letters."""
    name: Mapped[str | None]
    post: Mapped[str | None]
    ink_sha256: Mapped[str | None]
    """Of the strokes (rules/ink.py), which lie in the photo store; none of a refusal."""
    shown_sha256: Mapped[str | None]
    """Of the paper's content when it was shown, in canonical JSON: without number and signatures."""
    agreed: Mapped[bool | None]
    """Whether the school agreed to the facts; none where nobody chose."""
    refusal: Mapped[str | None]
    """Why the school would not sign; none where somebody signed."""
    witness: Mapped[str | None]
    """Who saw the refusal."""
    witness_post: Mapped[str | None]
    signed_at: Mapped[datetime | None]
    by: Mapped[str | None]
    """Who of the group held the laptop."""


class NumberVoid(Record):
    """A number that will never stand on a document, and why."""

    __tablename__ = "number_void"
    __case__ = ALL

    prefix: Mapped[str | None]
    year: Mapped[int | None]
    serial: Mapped[int | None]
    why: Mapped[str | None]
    by: Mapped[str | None]
