"""The register of document numbers (文号登记簿): whose they are, which are used, given up or unaccounted for."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.queries import paperwork
from xunjian.db.schema.paper import Document, NumberBlock, NumberVoid
from xunjian.db.schema.reference import DocumentPrefix, Team
from xunjian.db.uids import new_uid
from xunjian.errors import UserError
from xunjian.rules.numbers import Block
from xunjian.rules.papers import NUMBERED, PaperKind

_UNTOUCHED = "没有改动。"
_ORDER = {kind.code: place for place, kind in enumerate(NUMBERED)}


@dataclass(frozen=True)
class Share:
    """One seat's block of numbers and what became of them, as far as this ledger knows."""

    team: str
    seat: int
    block: Block
    issued: int
    given_up: int
    unknown: tuple[tuple[int, int], ...]
    """Runs of numbers below the last one used of which nobody knows what became (去向不明)."""
    left: int
    """Above the last one used and not given up."""
    kind: str
    """The kind of paper that the numbers are for, as records have it."""


def shares(session: Session, year: int | None = None) -> list[Share]:
    """Return every block, by kind of paper, year and number; of one year only where it is given."""
    rows = session.scalars(
        select(NumberBlock)
        .where(NumberBlock.kind.in_([kind.code for kind in NUMBERED]))
        .order_by(NumberBlock.year, NumberBlock.first)
    ).all()
    teams: dict[str, str] = {"": "本局"} | {
        uid: name or "" for uid, name in session.execute(select(Team.uid, Team.name))
    }
    unknown: dict[tuple[str, str, int, int], list[tuple[int, int]]] = {}
    for gap in paperwork.gaps(session.connection()):
        unknown.setdefault((gap.kind, gap.team, gap.seat, gap.year), []).append((gap.first, gap.last))
    taken = {
        kind.code: (_issued(session, prefixes), _given_up(session, prefixes)) for kind, prefixes in _series(session)
    }
    found = []
    for row in sorted(rows, key=lambda row: _ORDER[row.kind or ""]):
        if row.year is None or row.first is None or row.last is None or (year is not None and row.year != year):
            continue
        block = Block(row.year, row.first, row.last)
        kind = row.kind or ""
        issued, void = taken[kind]
        numbers = {(row.year, number) for number in range(row.first, row.last + 1)}
        last = max((number for _, number in numbers & issued), default=row.first - 1)
        gaps = unknown.get((kind, row.team or "", row.seat or 0, row.year), [])
        found.append(
            Share(
                teams.get(row.team or "", ""),
                row.seat or 0,
                block,
                len(numbers & issued),
                len(numbers & void),
                tuple((first, end) for first, end in gaps if row.first <= first <= row.last),
                sum(1 for of, number in numbers - void if number > last),
                kind,
            )
        )
    return found


def retire(session: Session, prefix: str, year: int, numbers: Sequence[int], *, why: str, by: str | None) -> list[int]:
    """Give up numbers that will never stand on a paper, with the reason; return those given up now.

    Issued ones are refused (their paper is voided instead), those given up before are passed over.
    """
    if not why.strip():
        raise UserError("没有写原因。", safe=_UNTOUCHED, hint="例如：电脑丢失，号段收回。")
    issued, void = _issued(session, [prefix]), _given_up(session, [prefix])
    taken = [number for number in numbers if (year, number) in issued]
    if taken:
        raise UserError(
            f"{_listed(taken)}号已经签发。", safe=_UNTOUCHED, hint="签发了的文书不能收回文号，请作废那份文书。"
        )
    new = [number for number in dict.fromkeys(numbers) if (year, number) not in void]
    session.add_all(
        NumberVoid(uid=new_uid(), prefix=prefix, year=year, serial=number, why=why.strip(), by=by) for number in new
    )
    return new


def _series(session: Session) -> Iterator[tuple[PaperKind, list[str]]]:
    """Yield each kind of paper with all prefixes that it has had."""
    rows = session.execute(select(DocumentPrefix.kind, DocumentPrefix.prefix)).all()
    for kind in NUMBERED:
        yield kind, [prefix for code, prefix in rows if code == kind.code and prefix]


def _issued(session: Session, prefixes: Collection[str]) -> set[tuple[int, int]]:
    numbered = Document.serial.is_not(None), Document.year.is_not(None), Document.prefix.in_(prefixes)
    rows = session.execute(select(Document.year, Document.serial).where(*numbered))
    return {(year or 0, serial or 0) for year, serial in rows}


def _given_up(session: Session, prefixes: Collection[str]) -> set[tuple[int, int]]:
    rows = session.execute(select(NumberVoid.year, NumberVoid.serial).where(NumberVoid.prefix.in_(prefixes)))
    return {(year or 0, serial or 0) for year, serial in rows}


def _listed(numbers: Iterable[int]) -> str:
    return "、".join(map(str, numbers))
