"""What every logged table is: a kind, a case, its registers.

A register is one column, or several that only make sense together (amount and basis) and therefore change and
clash together. Logged tables carry no constraint in the database: two edits that are each valid can be invalid
together, and a constraint would then make them unmergeable.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, ClassVar

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from xunjian.db.types import Day, Flag, Instant, PlainText, Structure, Whole


class Kind(Enum):
    """How the change log sees a table; a table never changes its kind."""

    FIELDS = "fields"
    """One operation a register that changed; rows are marked deleted, never removed."""
    MEMBERS = "members"
    """As FIELDS, with a uid derived from owner and member: adding the same member twice is one record."""
    RECORD = "record"
    """Written once and whole, on the register `_row`; never changed, never deleted."""


@dataclass(frozen=True)
class CaseOf:
    """Which case a row's commits belong to: the uid in one of its columns, or the bureau's."""

    kind: str
    column: str | None


VISIT = CaseOf("visit", "visit")
SCHOOL = CaseOf("school", "school")
ALL = CaseOf("all", None)
BUREAU = CaseOf("bureau", None)

WHOLE_ROW = "_row"
"""The one register of a RECORD."""


class Base(DeclarativeBase):
    """All tables, logged or not."""

    metadata = MetaData()
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: PlainText,
        int: Whole,
        bool: Flag,
        date: Day,
        datetime: Instant,
        list[Any]: Structure,
        dict[str, Any]: Structure,
    }


class Logged(Base):
    """A row whose changes travel."""

    __abstract__ = True
    __kind__: ClassVar[Kind]
    __case__: ClassVar[CaseOf]
    __groups__: ClassVar[dict[str, tuple[str, ...]]] = {}

    uid: Mapped[str] = mapped_column(primary_key=True)


class Fields(Logged):
    """A logged row that people edit field by field."""

    __abstract__ = True
    __kind__ = Kind.FIELDS

    deleted: Mapped[bool | None] = mapped_column(sort_order=1000)


class Members(Fields):
    """A logged row that says: this member belongs to that owner."""

    __abstract__ = True
    __kind__ = Kind.MEMBERS


class Record(Logged):
    """A logged row that is written once."""

    __abstract__ = True
    __kind__ = Kind.RECORD
