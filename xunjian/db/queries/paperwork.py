"""Document numbers across machines: the same one twice, and those of which nobody knows what became of them."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection

from xunjian.db.carried import runs
from xunjian.db.statements import Statement


class Paper(NamedTuple):
    """A document under a number."""

    uid: str
    visit: str
    void: bool


class SameNumber(NamedTuple):
    """A number that stands on several documents; a 更正 puts it right."""

    prefix: str
    year: int
    number: int
    papers: tuple[Paper, ...]


class Gap(NamedTuple):
    """Numbers of a seat below its last one used, neither on a document nor given up (去向不明)."""

    team: str
    seat: int
    year: int
    first: int
    last: int
    kind: str
    """Of which papers the series is."""


_DOCUMENTS = Statement(
    # Papers of several kinds may share one series of numbers: what counts is whose prefix it is.
    "SELECT COALESCE((SELECT min(p.kind) FROM document_prefix p WHERE p.prefix = d.prefix), d.kind),"
    " d.prefix, d.year, d.serial, d.uid, d.visit, CASE WHEN EXISTS (SELECT 1 FROM document_event e"
    " WHERE e.document = d.uid AND e.kind = 'void') THEN 1 ELSE 0 END FROM document d"
    " WHERE d.serial IS NOT NULL AND d.year IS NOT NULL ORDER BY d.prefix, d.year, d.serial, d.uid"
)
_VOID = Statement("SELECT prefix, year, serial FROM number_void WHERE serial IS NOT NULL AND year IS NOT NULL")
_BLOCKS = Statement(
    "SELECT kind, team, seat, year, first, last FROM number_block"
    " WHERE first IS NOT NULL AND last IS NOT NULL AND year IS NOT NULL ORDER BY year, team, seat, first, uid"
)


def same_numbers(connection: Connection) -> Iterator[SameNumber]:
    """Yield every number that stands on several documents."""
    papers: dict[tuple[str, int, int], list[Paper]] = defaultdict(list)
    for _, prefix, year, serial, uid, visit, void in _DOCUMENTS.rows(connection):
        papers[prefix or "", year, serial].append(Paper(uid, visit or "", bool(void)))
    for (prefix, year, serial), several in papers.items():
        if len(several) > 1:
            yield SameNumber(prefix, year, serial, tuple(several))


def gaps(connection: Connection) -> Iterator[Gap]:
    """Yield the runs of unknown numbers, block by block; those above the last number used are simply free."""
    used: dict[tuple[str, int], set[int]] = defaultdict(set)
    prefixes: dict[str, str] = {}
    for kind, prefix, year, serial, *_ in _DOCUMENTS.rows(connection):
        used[kind or "", year].add(serial)
        prefixes[prefix or ""] = kind or ""
    void: dict[tuple[str, int], set[int]] = defaultdict(set)
    for prefix, year, serial in _VOID.rows(connection):
        if (prefix or "") in prefixes:
            void[prefixes[prefix or ""], year].add(serial)
    for kind, team, seat, year, first, last in _BLOCKS.rows(connection):
        here = {number for number in used[kind or "", year] if first <= number <= last}
        known = here | void[kind or "", year]
        unknown = (number for number in range(first, max(here, default=first)) if number not in known)
        for start, end in runs(unknown):
            yield Gap(team or "", seat or 0, year, start, end, kind or "")
