"""Column types of logged tables. Each stores text or an integer, the same on every engine.

A stored value and its form in the change log (JSON) convert into each other without a database:
`to_json` and `from_json`. `from_json` raises ValueError for a value of the wrong type.
"""

import re
import unicodedata
from datetime import UTC, date, datetime
from typing import Any, Protocol

from sqlalchemy import BigInteger, ColumnElement, Dialect, Text, literal
from sqlalchemy.sql.operators import ColumnOperators
from sqlalchemy.types import TypeDecorator

from xunjian.db import canonical

TEXT = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that is ordered by code point on every engine."""


class LoggedType(Protocol):
    """A column type that the change log can carry."""

    def to_json(self, stored: Any) -> str:
        """Return the canonical JSON text of a stored value that is not None."""

    def from_json(self, value: Any) -> Any:
        """Return what to store for a decoded JSON value that is not None."""


_LINE_ENDS = re.compile(r"\r\n?")
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters but tab and line feed, and lone surrogates, which no file can hold."""


def clean_text(text: str) -> str:
    """Return `text` in NFC with LF line ends, without control characters and lone surrogates."""
    return _UNFIT.sub("", unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text)))


class PlainText(TypeDecorator[str]):
    """Text as people type it, cleaned on its way in."""

    impl = TEXT
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else clean_text(value)

    def to_json(self, stored: Any) -> str:
        return canonical.encode_text(stored)

    def from_json(self, value: Any) -> str:
        if not isinstance(value, str) or "\x00" in value:
            raise ValueError("text expected")
        return value


class Whole(TypeDecorator[int]):
    """A whole number; money is a whole number of 分."""

    impl = BigInteger
    cache_ok = True

    def to_json(self, stored: Any) -> str:
        return canonical.encode_text(stored)

    def from_json(self, value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValueError("whole number expected")
        return value


class Flag(TypeDecorator[bool]):
    """Yes or no, stored as 1 or 0."""

    impl = BigInteger
    cache_ok = True

    class Comparator(TypeDecorator.Comparator[bool]):
        """Compares with the number that is stored: `IS TRUE` is for columns of PostgreSQL's own boolean type."""

        def is_(self, other: Any) -> ColumnOperators:
            return self.is_not_distinct_from(_number(other))

        def is_not(self, other: Any) -> ColumnOperators:
            return self.is_distinct_from(_number(other))

    comparator_factory = Comparator

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)

    def to_json(self, stored: Any) -> str:
        return {0: "false", 1: "true"}.get(stored) or canonical.encode_text(stored)

    def from_json(self, value: Any) -> int:
        if not isinstance(value, bool):
            raise ValueError("yes or no expected")
        return int(value)


def _number(value: bool | None) -> ColumnElement[int | None]:
    return literal(None if value is None else int(value), BigInteger())


class Day(TypeDecorator[date]):
    """A civil date in Asia/Shanghai, stored as 2026-09-18."""

    impl = TEXT
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)

    def to_json(self, stored: Any) -> str:
        return canonical.encode_text(stored)

    def from_json(self, value: Any) -> str:
        if not isinstance(value, str) or date.fromisoformat(value).isoformat() != value:
            raise ValueError("date expected")
        return value


class Instant(TypeDecorator[datetime]):
    """A moment in UTC to the millisecond, stored as 2026-09-18T02:11:05.123Z."""

    impl = TEXT
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else instant_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)

    def to_json(self, stored: Any) -> str:
        return canonical.encode_text(stored)

    def from_json(self, value: Any) -> str:
        if not isinstance(value, str) or not value.endswith("Z"):
            raise ValueError("instant expected")
        if instant_text(datetime.fromisoformat(value)) != value:
            raise ValueError("instant expected")
        return value


class Structure(TypeDecorator[Any]):
    """Lists and objects of plain values, stored as canonical JSON."""

    impl = TEXT
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else canonical.encode_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else canonical.decode(value)

    def to_json(self, stored: Any) -> str:
        return str(stored)

    def from_json(self, value: Any) -> str:
        if not isinstance(value, list | dict):
            raise ValueError("list or object expected")
        return canonical.encode_text(value)


def instant_text(moment: datetime) -> str:
    """Return `moment` as stored; a moment without a zone is refused."""
    if moment.tzinfo is None:
        raise ValueError("instant without a zone")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def now() -> datetime:
    """Return what this machine's clock claims, cut to the milliseconds that are stored."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
