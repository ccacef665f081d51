"""Document numbers (发文字号): blocks, seats, the next number, and how it is written.

A group's block is cut into seats, one a laptop, so that machines without a network never issue a number twice. A number
below the last one used is never given out, even if it seems free: after a restore the machine may have printed it.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from xunjian.errors import UserError

_TYPED = re.compile(
    r"(?P<prefix>[^\d\s\[(〔【第]*)\s*(?:[\[(〔【](?P<year>\d{4})[\])〕】])?\s*第?\s*(?P<number>\d{1,6})\s*号?"
)
_RANGE = re.compile(r"(\d{1,6})(?:\s*[-–—~至]\s*(\d{1,6}))?")


class Serial(NamedTuple):
    """A number within its year."""

    year: int
    number: int


@dataclass(frozen=True)
class Block:
    """The numbers from `first` to `last` of one year (号段); made the wrong way round it is a UserError."""

    year: int
    first: int
    last: int

    def __post_init__(self) -> None:
        if not 1 <= self.first <= self.last:
            raise UserError(
                f"号段 {self.first}–{self.last} 不对。", safe="没有改动。", hint="起号从 1 起，止号不小于起号。"
            )

    def __len__(self) -> int:
        return self.last - self.first + 1

    def seats(self, count: int) -> tuple["Block", ...]:
        """Cut the block into so many seats, in order and as equal as can be; too few numbers is a UserError."""
        if not 1 <= count <= len(self):
            raise UserError(
                f"号段 {self.first}–{self.last} 只有 {len(self)} 个号，分不成 {count} 份。",
                safe="没有改动。",
                hint="请把号段放大，或少分几台电脑。",
            )
        ends = [self.first + len(self) * seat // count for seat in range(count + 1)]
        return tuple(Block(self.year, first, after - 1) for first, after in pairwise(ends))


def overlapping(blocks: Iterable[Block]) -> tuple[Block, Block] | None:
    """Return two blocks that share a number, or None."""
    ordered = sorted(blocks, key=lambda block: (block.year, block.first))
    return next(
        (pair for pair in pairwise(ordered) if pair[0].year == pair[1].year and pair[1].first <= pair[0].last), None
    )


def free_numbers(
    blocks: Iterable[Block],
    year: int,
    *,
    used: Collection[Serial] = (),
    void: Collection[Serial] = (),
    high_water: Serial | None = None,
) -> list[int]:
    """Return what this seat may still give out in `year`, next first.

    `blocks` are used up in their order; `used` are the numbers of issued documents, `void` those given up unissued,
    `high_water` is the last number that this machine is known to have printed. A mark of a later year means a wrong
    clock: UserError.
    """
    if high_water and high_water.year > year:
        raise UserError(
            f"这台机器已签发过 {high_water.year} 年的文书，现在的日期却是 {year} 年。",
            safe="通知书已存草稿。",
            hint="请先核对系统日期。",
        )
    serials = [Serial(year, number) for block in blocks if block.year == year for number in _numbers(block)]
    gone = {*used, high_water}
    last = max((place for place, serial in enumerate(serials) if serial in gone), default=-1)
    return [serial.number for serial in serials[last + 1 :] if serial not in void]


def next_number(
    blocks: Collection[Block],
    year: int,
    *,
    used: Collection[Serial] = (),
    void: Collection[Serial] = (),
    high_water: Serial | None = None,
) -> int:
    """Return the number to issue next (see `free_numbers`); none left, or none for this year yet, is a UserError."""
    free = free_numbers(blocks, year, used=used, void=void, high_water=high_water)
    if free:
        return free[0]
    what = "本机文号用完了。" if any(block.year == year for block in blocks) else f"本机没有 {year} 年的文号。"
    raise UserError(what, safe="通知书已存草稿。", hint="请局里发任务包补号。")


@dataclass(frozen=True)
class DocumentNumber:
    """A whole document number; as text 庐教督改〔2026〕31号 (GB/T 9704-2012, 7.2.5: no 第, no leading zeros)."""

    prefix: str
    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.prefix}{self.short}"

    @property
    def short(self) -> str:
        """The number without its prefix, for columns: 〔2026〕31号."""
        return f"〔{self.year}〕{self.number}号"


class TypedNumber(NamedTuple):
    """A document number as far as somebody typed it."""

    prefix: str
    year: int | None
    number: int


def parse_number(text: str) -> TypedNumber | None:
    """Read what people type for a number: 31, 〔2026〕31, [2026] 第031号, 庐教督改〔2026〕31号; None if it is none."""
    found = _TYPED.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not found or not int(found["number"]):
        return None
    return TypedNumber(found["prefix"], int(found["year"]) if found["year"] else None, int(found["number"]))


def parse_range(text: str) -> tuple[int, int]:
    """Read a run of numbers as people type it: 31-60, 31至60, or 31 alone; anything else is a UserError."""
    found = _RANGE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 1 <= first <= last:
        raise UserError(f"“{text}”不是号段。", safe="什么都没有改。", hint="例如：31-60")
    return first, last


def _numbers(block: Block) -> range:
    return range(block.first, block.last + 1)
