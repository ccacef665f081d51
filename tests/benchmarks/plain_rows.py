"""The laptops' work as it looks to a tool that knows rows only: two tables, and what each laptop did to them."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.laptops import report
from xunjian.db import canonical
from xunjian.db.commits import parse

TABLES = {
    "visit": ("kind",),
    "finding": ("visit", "item", "school", "fact", "amount", "amount_basis", "statement", "severity"),
}

Cell = tuple[str, str, str]
"""Table, uid and column."""
Edit = tuple[str, str, dict[str, Any]]
"""Table, uid, and the columns that one save wrote."""
Key = Callable[[str], object]
"""How a tool names a record: by its uid, or by a whole number."""


@cache
def number_of(uid: str) -> int:
    """Return a small number for a uid, as if one office had numbered the records of all laptops beforehand."""
    return 1_000 + _NUMBERS.setdefault(uid, len(_NUMBERS))


_NUMBERS: dict[str, int] = {}


def edits(lines: Iterable[bytes]) -> Iterator[Edit]:
    """Yield what each commit did to each record."""
    for commit in map(parse, lines):
        rows: dict[tuple[str, str], dict[str, Any]] = {}
        for op in commit.operations:
            value = canonical.read(op.value)
            rows.setdefault((op.table, op.uid), {}).update(value if isinstance(value, dict) else {op.register: value})
        yield from ((table, uid, columns) for (table, uid), columns in rows.items())


@dataclass(frozen=True)
class Work:
    """What both laptops began with, and what each did then, side by side."""

    shared: tuple[Edit, ...]
    laptops: tuple[tuple[Edit, ...], ...]

    def last(self, laptop: int) -> dict[Cell, Any]:
        """Return what a laptop left in every field that it wrote."""
        return {(table, uid, name): value for table, uid, row in self.laptops[laptop] for name, value in row.items()}

    def clashes(self) -> dict[Cell, tuple[Any, ...]]:
        """Return the fields that both laptops wrote, with two values."""
        one, other = self.last(0), self.last(1)
        return {cell: (one[cell], other[cell]) for cell in one.keys() & other.keys() if one[cell] != other[cell]}

    def written(self) -> list[tuple[Cell, Any]]:
        """Return every value that anybody wrote."""
        several = (self.shared, *self.laptops)
        return [
            ((table, uid, name), value) for one in several for table, uid, row in one for name, value in row.items()
        ]


def work() -> Work:
    """Return the work of two neighbours: some findings are on both laptops, and both change the same field of them."""
    reports = [report(0), report(1)]
    shared = [line for line in reports[0] if line in set(reports[1])]
    own = (tuple(edits(line for line in lines if line not in set(shared))) for lines in reports)
    return Work(tuple(edits(shared)), tuple(own))


def make(path: Path, *, numbered: bool) -> None:
    """Make empty tables."""
    kind = "INTEGER" if numbered else "TEXT"
    with closing(sqlite3.connect(path)) as connection:
        for table, columns in TABLES.items():
            connection.execute(f"CREATE TABLE {table} (uid {kind} PRIMARY KEY NOT NULL, {', '.join(columns)})")


def save(connection: Any, several: Iterable[Edit], key: Key) -> None:
    """Save edits one by one, on a connection of either library."""
    for table, uid, row in several:
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        updates = ", ".join(f"{name} = excluded.{name}" for name in row)
        connection.execute(
            f"INSERT INTO {table} (uid, {names}) VALUES (?, {marks})"  # noqa: S608 - our own names
            f" ON CONFLICT (uid) DO UPDATE SET {updates}",
            (key(uid), *row.values()),
        )


def save_in(path: Path, several: Iterable[Edit], key: Key) -> None:
    """Save edits in one transaction: what the peers are measured by is not how a laptop saves."""
    with closing(sqlite3.connect(path)) as connection, connection:
        save(connection, several, key)


def cells(path: Path) -> dict[tuple[str, object, str], Any]:
    """Return all that a file's tables hold."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            (table, uid, name): value
            for table, columns in TABLES.items()
            for uid, *values in connection.execute(f"SELECT uid, {', '.join(columns)} FROM {table}")  # noqa: S608
            for name, value in zip(columns, values, strict=True)
        }


def differing(one: dict[Any, Any], other: dict[Any, Any]) -> int:
    """Return in how many fields two results differ."""
    return sum(one.get(cell) != other.get(cell) for cell in one.keys() | other.keys())


RIGHT, WRONG = "改过的事实", "伪造的事实"
FORGERIES = 20


def forgeries(content: bytes) -> Iterator[bytes]:
    """Yield copies of a file in each of which one text was replaced by another of the same length."""
    right, wrong, place = RIGHT.encode(), WRONG.encode(), -1
    for _ in range(FORGERIES):
        place = content.index(right, place + 1)
        yield content[:place] + wrong + content[place + len(right) :]


def is_forged(result: Mapping[Any, Any]) -> bool:
    """Tell whether a forged text has come into a result."""
    return any(value == WRONG for value in result.values())
