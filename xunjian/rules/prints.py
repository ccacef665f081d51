"""Which pages are printed, and when a sheet says that it is a copy (副本)."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from xunjian.rules.workdays import paper_date

_RANGE = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?")
_SIGNS = str.maketrans({"、": ",", ";": ",", "~": "-", "–": "-", "—": "-", "至": "-", "到": "-", "第": "", "页": ""})


class Outcome(StrEnum):
    """What a person saw come out of the printer; only they can tell."""

    ORIGINAL = "printed"
    COPY = "copied"
    SPOILED = "spoiled"
    """Some of it came out, or came out badly."""
    NOTHING = "unprinted"

    @property
    def counts(self) -> bool:
        """Whether whole sheets are in the world now."""
        return self in (Outcome.ORIGINAL, Outcome.COPY)


@dataclass(frozen=True)
class Printed:
    """One printing and what came of it; no pages are all pages."""

    outcome: Outcome
    pages: tuple[int, ...] = ()


def read_pages(typed: str, total: int) -> tuple[int, ...] | None:
    """Return the pages that people mean by 1-2,4, in rising order, each once; nothing typed is all.

    None: it cannot be read, or names a page that a paper of `total` pages does not have.
    """
    plain = "".join(unicodedata.normalize("NFKC", typed).translate(_SIGNS).split())
    if not plain:
        return tuple(range(1, total + 1))
    found: set[int] = set()
    for part in plain.split(","):
        match = _RANGE.fullmatch(part)
        if match is None:
            return None
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last <= total:
            return None
        found.update(range(first, last + 1))
    return tuple(sorted(found))


def write_pages(pages: Sequence[int]) -> str:
    """Write rising page numbers as people type them: 1-2,4."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ",".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def printing_number(before: Iterable[Printed], pages: Sequence[int]) -> int:
    """Return which printing of a paper the next one is, counted from 1; 0: it is the original.

    It is the original until one of its pages has come out. What came to nothing does not count.
    """
    out = [one for one in before if one.outcome.counts]
    is_original = not any(not one.pages or set(one.pages) & set(pages) for one in out)
    return 0 if is_original else len(out) + 1


def copy_mark(number: int, day: date, at: time) -> str:
    """Return what a copy says in its upper margin, by the civil day and time; "" on the original."""
    return f"副本　第 {number} 次打印　{paper_date(day)} {at:%H:%M}" if number else ""
