"""Document numbers of this machine: its seat's block, what is used and void, what comes next."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian import settings
from xunjian.db.schema.paper import Document, NumberBlock, NumberVoid
from xunjian.db.schema.reference import DocumentPrefix
from xunjian.errors import UserError
from xunjian.rules.numbers import Block, DocumentNumber, Serial, free_numbers, next_number
from xunjian.settings import Name


@dataclass(frozen=True)
class Supply:
    """What this machine may still give out: shown beside the next number."""

    following: DocumentNumber | None
    left: int
    first: int | None
    last: int | None


def prefix(session: Session, kind: str, today: date) -> str:
    """Return the prefix (发文代字) in force for a kind of document."""
    rows = session.scalars(select(DocumentPrefix).where(DocumentPrefix.kind == kind)).all()
    valid = [row for row in rows if row.valid_from is None or row.valid_from <= today]
    if not valid:
        raise UserError("还没有设发文代字。", safe="通知书已存草稿。", hint="请局里在“文号”里设好，再发任务包。")
    return max(valid, key=lambda row: row.valid_from or date.min).prefix or ""


def supply(session: Session, kind: str, today: date) -> Supply:
    """Return the next number and how many are left, without taking one."""
    blocks = _blocks(session, kind)
    name = prefix(session, kind, today)
    free = free_numbers(blocks, today.year, used=_used(session, name), void=_void(session, name))
    mine = [block for block in blocks if block.year == today.year]
    return Supply(
        DocumentNumber(name, today.year, free[0]) if free else None,
        len(free),
        min((block.first for block in mine), default=None),
        max((block.last for block in mine), default=None),
    )


def take(session: Session, kind: str, today: date) -> DocumentNumber:
    """Return the next number; it is taken by the document that the same transaction writes."""
    name = prefix(session, kind, today)
    number = next_number(_blocks(session, kind), today.year, used=_used(session, name), void=_void(session, name))
    return DocumentNumber(name, today.year, number)


def _blocks(session: Session, kind: str) -> list[Block]:
    team, seat = settings.get(session, Name.TEAM), settings.get(session, Name.SEAT)
    rows = session.scalars(
        select(NumberBlock)
        .where(NumberBlock.kind == kind, NumberBlock.team == team, NumberBlock.seat == int(seat or 0))
        .order_by(NumberBlock.year, NumberBlock.first)
    )
    return [Block(row.year or 0, row.first or 0, row.last or 0) for row in rows]


def _used(session: Session, name: str) -> set[Serial]:
    rows = session.execute(select(Document.year, Document.serial).where(Document.prefix == name))
    return {Serial(year or 0, serial or 0) for year, serial in rows}


def _void(session: Session, name: str) -> set[Serial]:
    rows = session.execute(select(NumberVoid.year, NumberVoid.serial).where(NumberVoid.prefix == name))
    return {Serial(year or 0, serial or 0) for year, serial in rows}
