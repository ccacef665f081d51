"""Statements of the change log, handed to the driver as they are.

A save runs about twenty of them and a merge hands over ten thousand rows; going through SQLAlchemy's statements costs
ten times what SQLite itself takes. The same text serves every driver: `:name` stands for a value, or for a list after
IN.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

_NAME = re.compile(r":(\w+)")


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


def _mark(connection: Connection) -> str:
    return "?" if connection.dialect.paramstyle == "qmark" else "%s"


@lru_cache(maxsize=512)
def _rendered(texts: tuple[str, ...], counts: tuple[int | None, ...], mark: str) -> str:
    marks = (mark if count is None else "(" + ", ".join([mark] * count) + ")" for count in counts)
    return "".join(text + place for text, place in zip(texts, (*marks, ""), strict=True))
