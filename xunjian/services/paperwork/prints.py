"""Printings of an issued document: what was handed to which printer, and what a person saw come out."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian import settings
from xunjian.db.schema.paper import Document, DocumentEvent
from xunjian.db.schema.reference import Person
from xunjian.db.types import now
from xunjian.db.uids import new_uid
from xunjian.errors import UserError
from xunjian.rules.prints import Outcome, Printed, printing_number, read_pages, write_pages
from xunjian.settings import Name

_SAFE = "文书已存好。"


class Seen(Enum):
    """The answer to 打印出来了吗."""

    ALL = "出来了"
    PARTLY = "一部分"
    NOTHING = "没有"


class Wish(msgspec.Struct, frozen=True):
    """What is to be printed; no pages are all pages."""

    printer: str
    copies: int
    pages: tuple[int, ...] = ()
    duplex: bool = False
    collate: bool = True


class Handed(msgspec.Struct, frozen=True):
    """What was handed to a printer; nobody has said yet whether it came out."""

    wish: Wish
    at: datetime
    number: int
    """Which printing of the document this is; 0 for the original."""


@dataclass(frozen=True)
class Print:
    """A printing as it stands in the record."""

    at: datetime | None
    by: str
    """The name of who answered, or ''."""
    printer: str
    copies: int
    pages: tuple[int, ...]
    outcome: Outcome


def of_document(session: Session, document: str) -> list[Print]:
    """Return the printings of a document in the order of time."""
    kinds = [one.value for one in Outcome]
    rows = session.scalars(
        select(DocumentEvent)
        .where(DocumentEvent.document == document, DocumentEvent.kind.in_(kinds))
        .order_by(DocumentEvent.at, DocumentEvent.uid)
    ).all()
    total = session.get_one(Document, document).pages or 0
    return [_print(session, row, total) for row in rows]


def next_number(session: Session, document: str, pages: tuple[int, ...] = ()) -> int:
    """Return which printing the next one of these pages would be; 0: the original."""
    asked = pages or tuple(range(1, (session.get_one(Document, document).pages or 0) + 1))
    before = [Printed(one.outcome, one.pages) for one in of_document(session, document)]
    return printing_number(before, asked)


def begin(session: Session, document: str, wish: Wish) -> Handed:
    """Keep what is about to be handed to a printer, so that a crash does not lose the question whether it came out.

    A void document, and a printing before the last one was answered for, are a UserError.
    """
    void = select(DocumentEvent).where(DocumentEvent.document == document, DocumentEvent.kind == "void")
    if session.scalars(void).first() is not None:
        raise UserError("这份文书已经作废，不能再打印。", safe=_SAFE, hint="要用请重出一份通知书。")
    waiting = _waiting(session)
    if document in waiting:
        raise UserError("上一次打印出来了没有，还没有回答。", safe=_SAFE, hint="请先回答，再打印。")
    handed = Handed(wish, now(), next_number(session, document, wish.pages))
    _keep(session, waiting | {document: handed})
    return handed


def unanswered(session: Session, document: str) -> Handed | None:
    """Return what this machine handed to a printer and nobody has answered for."""
    return _waiting(session).get(document)


def keep_copies(session: Session, document: str, copies: int) -> None:
    """Note that only so many copies reached the printer; if none did, there was no printing."""
    waiting = _waiting(session)
    handed = waiting.pop(document, None)
    if handed is not None and copies:
        wish = msgspec.structs.replace(handed.wish, copies=copies)
        waiting[document] = msgspec.structs.replace(handed, wish=wish)
    _keep(session, waiting)


def settle(session: Session, document: str, seen: Seen, *, by: str | None) -> Outcome | None:
    """Record what came out of the last printing; None where none waits for an answer."""
    handed = unanswered(session, document)
    if handed is None:
        return None
    outcome = {
        Seen.ALL: Outcome.COPY if handed.number else Outcome.ORIGINAL,
        Seen.PARTLY: Outcome.SPOILED,
        Seen.NOTHING: Outcome.NOTHING,
    }[seen]
    session.add(
        DocumentEvent(
            uid=new_uid(),
            visit=session.get_one(Document, document).visit,
            document=document,
            kind=outcome.value,
            at=handed.at,
            by=by,
            copies=handed.wish.copies,
            printer=handed.wish.printer,
            pages=write_pages(handed.wish.pages) or None,
        )
    )
    keep_copies(session, document, 0)
    return outcome


def last_printer(session: Session) -> tuple[str, bool]:
    """Return the printer that this machine used last, "" before the first time, and whether on both sides."""
    stored = settings.get(session, Name.PRINTER)
    return msgspec.json.decode(stored, type=tuple[str, bool]) if stored else ("", False)


def remember_printer(session: Session, wish: Wish) -> None:
    """Offer this printer first the next time."""
    settings.put(session, Name.PRINTER, msgspec.json.encode((wish.printer, wish.duplex)).decode())


def _print(session: Session, row: DocumentEvent, total: int) -> Print:
    person = session.get(Person, row.by) if row.by else None
    pages = read_pages(row.pages, total) if row.pages else ()
    return Print(
        row.at,
        (person.name if person else None) or "",
        row.printer or "",
        row.copies or 0,
        pages or (),
        Outcome(row.kind or ""),
    )


def _waiting(session: Session) -> dict[str, Handed]:
    stored = settings.get(session, Name.UNANSWERED_PRINTS)
    return msgspec.json.decode(stored, type=dict[str, Handed]) if stored else {}


def _keep(session: Session, waiting: dict[str, Handed]) -> None:
    settings.put(session, Name.UNANSWERED_PRINTS, msgspec.json.encode(waiting).decode())
