"""Document numbers of this machine: its seat's block, what is used and void, what comes next."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian import settings
from xunjian.db.schema.paper import Document, NumberBlock, NumberVoid
from xunjian.db.schema.reference import DocumentPrefix
from xunjian.errors import UserError
from xunjian.rules.numbers import Block, DocumentNumber, Serial, free_numbers, next_number
from xunjian.rules.papers import PaperKind
from xunjian.services.bureau.founding import NOTICE
from xunjian.services.paperwork.highwater import HighWater, Mark, Unreadable, outside_of
from xunjian.settings import UNSURE, Name

_DRAFTED = "文书已存草稿。"


@dataclass(frozen=True)
class Supply:
    """What this machine may still give out: shown beside the next number."""

    following: DocumentNumber | None
    left: int
    first: int | None
    last: int | None
    unsure: bool = False
    """The database may not know the last number printed: 签发 asks for it first (`confirm_last`)."""


class Unsure(UserError):
    """Nobody but a person can say which number was printed last."""

    def __init__(self, least: DocumentNumber | None) -> None:
        known = f"（本机记着至少到 {least.short}）" if least else ""
        super().__init__(
            f"最后一份打印到几号？{known}",
            safe="内容都在，没有取号。",
            hint="工作库换过电脑，或从备份恢复过。请看最后一份纸质文书的文号，确认（numbers confirm）以后再签发。",
        )


def prefix(session: Session, kind: str, today: date) -> str:
    """Return the prefix (发文代字) in force for a kind of document."""
    rows = session.scalars(select(DocumentPrefix).where(DocumentPrefix.kind == kind)).all()
    valid = [row for row in rows if row.valid_from is None or row.valid_from <= today]
    if rows and not valid:
        raise UserError(f"发文代字还没有启用：本机今天是 {today}。", safe=_DRAFTED, hint="请先核对系统日期。")
    if not valid:
        whose = PaperKind.of_code(kind)
        of_kind = f"{whose.value}的" if whose and kind != NOTICE else ""
        raise UserError(f"还没有设{of_kind}发文代字。", safe=_DRAFTED, hint="请局里在“文号”里设好，再发任务包。")
    return max(valid, key=lambda row: row.valid_from or date.min).prefix or ""


def supply(session: Session, kind: str, today: date) -> Supply:
    """Return the next number and how many are left, without taking one."""
    blocks = _blocks(session, kind)
    name = prefix(session, kind, today)
    known = _known(session, name, today.year)
    wrong_clock = known.newest is not None and known.newest.year > today.year
    free = [] if wrong_clock else free_numbers(blocks, today.year, **known.numbers)
    mine = [block for block in blocks if block.year == today.year]
    return Supply(
        DocumentNumber(name, today.year, free[0]) if free else None,
        len(free),
        min((block.first for block in mine), default=None),
        max((block.last for block in mine), default=None),
        unsure=not known.sure,
    )


def take(session: Session, kind: str, today: date) -> DocumentNumber:
    """Return the next number; it is taken by the document that the same transaction writes.

    The mark beside the database is raised before that transaction ends, so no crash can give the number out again.
    """
    name = prefix(session, kind, today)
    known = _known(session, name, today.year)
    if not known.sure:
        raise Unsure(known.least(name, today.year))
    number = DocumentNumber(name, today.year, next_number(_blocks(session, kind), today.year, **known.numbers))
    _mark(session, Mark(name, number.year, number.number))
    return number


def confirm_last(session: Session, kind: str, last: int, today: date) -> Supply:
    """Take a person's word that nothing above `last` was printed here (0: nothing at all); return what comes next.

    Numbers that the database or the mark beside it know to be printed stay taken, whatever the word.
    """
    name = prefix(session, kind, today)
    blocks = [block for block in _blocks(session, kind) if block.year == today.year]
    if last and not any(block.first <= last <= block.last for block in blocks):
        ranges = "、".join(f"{block.first}–{block.last}" for block in blocks)
        raise UserError(
            f"{last} 不在本机的号段里。",
            safe="没有改动。",
            hint=f"本机的号段是 {ranges or '空的'}；一份也没打印过写 0。",
        )
    known = _known(session, name, today.year)
    mark = Mark(name, today.year, last, confirmed=True)
    _settle(session, name)
    _mark(session, mark)
    high_water = max(filter(None, [known.newest, Serial(mark.year, mark.last)]))
    free = free_numbers(blocks, today.year, **{**known.numbers, "high_water": high_water})
    return Supply(
        DocumentNumber(name, today.year, free[0]) if free else None,
        len(free),
        min((block.first for block in blocks), default=None),
        max((block.last for block in blocks), default=None),
    )


def _is_asked(session: Session, name: str) -> bool:
    """Whether a person must first say which number was printed last under a prefix; each series asks by itself."""
    asked, *settled = (settings.get(session, Name.NUMBERS) or "").split() or [""]
    return asked == UNSURE and name not in settled


def _settle(session: Session, name: str) -> None:
    """Ask no more for a prefix; once every prefix of the bureau is settled, for none."""
    if not _is_asked(session, name):
        return
    known = (settings.get(session, Name.NUMBERS) or "").split()
    every = {prefix for prefix in session.scalars(select(DocumentPrefix.prefix)) if prefix}
    put = "" if every <= {*known[1:], name} else " ".join((*known, name))
    settings.put(session, Name.NUMBERS, put)


@dataclass(frozen=True)
class _Known:
    """What is known of the numbers under one prefix."""

    used: set[Serial]
    void: set[Serial]
    newest: Serial | None
    """The newest mark beside the database."""
    sure: bool

    @property
    def numbers(self) -> dict[str, Any]:
        return {"used": self.used, "void": self.void, "high_water": self.newest}

    def least(self, prefix: str, year: int) -> DocumentNumber | None:
        """Return the last number of the year that was certainly printed here."""
        marked = {self.newest} if self.newest else set()
        last = max((serial.number for serial in marked if serial.year == year), default=0)
        return DocumentNumber(prefix, year, last) if last else None


def _known(session: Session, name: str, year: int) -> _Known:
    used, void = _used(session, name), _void(session, name)
    asked = _is_asked(session, name)
    marks = _high_water(session)
    if marks is None:
        return _Known(used, void, None, sure=not asked)
    try:
        mark, newest = marks.of(name, year), marks.newest(name)
    except Unreadable:
        return _Known(used, void, None, sure=False)
    known = mark is None or mark.confirmed or Serial(year, mark.last) in used | void
    return _Known(used, void, newest, sure=known and not asked)


def _high_water(session: Session) -> HighWater | None:
    folder = session.info.get("folder")
    if folder is None:
        return None
    replica, trial = settings.get(session, Name.REPLICA), settings.get(session, Name.TRIAL) == "yes"
    return HighWater(folder, None if trial or replica is None else outside_of(replica))


def _mark(session: Session, mark: Mark) -> None:
    marks = _high_water(session)
    if marks is not None:
        session.info["before_commit"].append(partial(marks.put, mark))


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
