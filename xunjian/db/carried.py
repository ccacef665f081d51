"""Which commits a bundle carried, known or new: kept as runs of local numbers, for a report carries whole cases."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby

from sqlalchemy import Connection

from xunjian.db.statements import Statement
from xunjian.db.views import chunks

Run = tuple[int, int]
"""First and last of numbers that follow each other."""

_ADD = Statement("INSERT INTO log_carried (import_id, first, last) VALUES (:import_id, :first, :last)")
_RUNS = Statement("SELECT import_id, first, last FROM log_carried WHERE import_id IN :imports ORDER BY import_id")
_DROP = Statement("DELETE FROM log_carried WHERE import_id IN :imports")


def runs(numbers: Iterable[int]) -> Iterator[Run]:
    """Yield the runs of consecutive numbers."""
    for _, run in groupby(enumerate(sorted(set(numbers))), key=lambda pair: pair[1] - pair[0]):
        found = [number for _, number in run]
        yield found[0], found[-1]


def remember(connection: Connection, import_id: int, cids: Iterable[int]) -> None:
    """Note which commits an import carried."""
    _ADD.each(connection, ((import_id, first, last) for first, last in runs(cids)))


def forget(connection: Connection, imports: Collection[int]) -> None:
    """Drop what is noted of these imports."""
    for part in chunks(imports):
        _DROP.rows(connection, imports=part)


def of(connection: Connection, imports: Collection[int]) -> dict[int, list[Run]]:
    """Return the runs that each of these imports carried."""
    found: dict[int, list[Run]] = {number: [] for number in imports}
    for part in chunks(imports):
        for import_id, first, last in _RUNS.rows(connection, imports=part):
            found[import_id].append((first, last))
    return found


def bits(numbers: Sequence[int], several: Iterable[Iterable[Run]]) -> dict[int, int]:
    """Return, for each of the sorted `numbers`, which of the bundles carried it: a bit for each, in their order."""
    found = dict.fromkeys(numbers, 0)
    for place, runs_of_one in enumerate(several):
        for number in within(numbers, runs_of_one):
            found[number] |= 1 << place
    return found


def within(numbers: Sequence[int], several: Iterable[Run]) -> Iterator[int]:
    """Yield those of the sorted `numbers` that lie in one of the runs."""
    for first, last in several:
        yield from numbers[bisect_left(numbers, first) : bisect_right(numbers, last)]
