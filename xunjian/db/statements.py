"""Statements of the change log, handed to the driver as they are.

A save runs about twenty of them and a merge hands over ten thousand rows; going through SQLAlchemy's statements costs
ten times what SQLite itself takes. The same text serves every driver: `:name` stands for a value, or for a list after
IN.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import Connection

_NAME = re.compile(r":(\w+)")

ROWS = 50
"""How many rows one INSERT takes: beyond that neither engine gains, and the text would grow too long to keep."""


class Statement:
    """One statement, split at its names once."""

    def __init__(self, text: str) -> None:
        parts = _NAME.split(text)
        self._texts = tuple(parts[::2])
        self._names = tuple(parts[1::2])

    def rows(self, connection: Connection, **values: Any) -> list[Any]:
        """Run it and return its rows as tuples."""
        parameters: list[Any] = []
        counts: list[int | None] = []
        for name in self._names:
            value = values[name]
            if isinstance(value, list):
                parameters += value
                counts.append(len(value))
            else:
                parameters.append(value)
                counts.append(None)
        cursor = connection.connection.cursor()
        cursor.execute(_rendered(self._texts, tuple(counts), _mark(connection)), parameters)
        return list(cursor.fetchall()) if cursor.description else []

    def one(self, connection: Connection, **values: Any) -> Any:
        """Run it and return the first value of its first row, None without a row."""
        found = self.rows(connection, **values)
        return found[0][0] if found else None

    def each(self, connection: Connection, rows: Iterable[tuple[Any, ...]]) -> None:
        """Run it once for every row of values, given in the order of its names."""
        text = _rendered(self._texts, (None,) * len(self._names), _mark(connection))
        connection.connection.cursor().executemany(text, list(rows))


class Insertion:
    """Rows for one table, many to a statement: to begin one costs both engines as much as to write a row."""

    def __init__(self, table: str, columns: Sequence[str], then: str = "") -> None:
        self._head = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "  # noqa: S608 - our own names
        self._row = "(" + ", ".join(f":v{place}" for place in range(len(columns))) + ")"
        self._then = then

    def each(self, connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert the rows of values, given in the order of the columns."""
        whole = len(rows) - len(rows) % ROWS
        if whole:
            parts = (rows[start : start + ROWS] for start in range(0, whole, ROWS))
            self._of_many.each(connection, (tuple(chain.from_iterable(part)) for part in parts))
        if whole < len(rows):
            self._of_one.each(connection, rows[whole:])

    @cached_property
    def _of_one(self) -> Statement:
        return Statement(self._head + self._row + self._then)

    @cached_property
    def _of_many(self) -> Statement:
        return Statement(self._head + ", ".join([self._row] * ROWS) + self._then)


def _mark(connection: Connection) -> str:
    return "?" if connection.dialect.paramstyle == "qmark" else "%s"


@lru_cache(maxsize=512)
def _rendered(texts: tuple[str, ...], counts: tuple[int | None, ...], mark: str) -> str:
    marks = (mark if count is None else "(" + ", ".join([mark] * count) + ")" for count in counts)
    return "".join(text + place for text, place in zip(texts, (*marks, ""), strict=True))
