"""How the row of a logged table splits into registers, and how a register reads as JSON.

A register of one column has that column's value; a register of several has an object with all its members. The one
register of a RECORD is an object of the columns that hold something, so that columns added later change no hash.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, cast

from sqlalchemy import Table

from xunjian.db import canonical
from xunjian.db.schema import Base, Kind, Logged
from xunjian.db.schema.base import WHOLE_ROW, CaseOf
from xunjian.db.types import LoggedType

CLEARED = "null"
"""What an operation carries that empties a register."""

DELETED = "deleted"


@dataclass(frozen=True)
class Register:
    """A field or group of fields that changes, and clashes, as one."""

    name: str
    columns: tuple[tuple[str, LoggedType], ...]
    grouped: bool
    sparse: bool = False

    def encode(self, row: Mapping[str, Any]) -> str:
        """Return the canonical JSON text of this register in a row of stored values."""
        if not self.grouped:
            name, kind = self.columns[0]
            stored = row[name]
            return CLEARED if stored is None else kind.to_json(stored)
        members = [(name, kind, row[name]) for name, kind in self.columns]
        if all(stored is None for _, _, stored in members):
            return CLEARED
        texts = (
            f'"{name}":{CLEARED if stored is None else kind.to_json(stored)}'
            for name, kind, stored in members
            if stored is not None or not self.sparse
        )
        return "{" + ",".join(texts) + "}"

    def decode(self, text: str) -> dict[str, Any]:
        """Return what to store in each column; raises ValueError where a value has the wrong type."""
        return self.members(canonical.decode(text))

    def members(self, value: Any) -> dict[str, Any]:
        """Return what to store in each column for a value that was decoded; raises ValueError as `decode` does."""
        if value is None:
            return {name: None for name, _ in self.columns}
        if not self.grouped:
            name, kind = self.columns[0]
            return {name: kind.from_json(value)}
        if not isinstance(value, dict):
            raise ValueError("object expected")
        return {name: None if value.get(name) is None else kind.from_json(value[name]) for name, kind in self.columns}


@dataclass(frozen=True)
class LoggedTable:
    """What the change log knows of a table."""

    name: str
    table: Table
    kind: Kind
    case: CaseOf
    registers: tuple[Register, ...]

    @cached_property
    def by_name(self) -> dict[str, Register]:
        """Registers by name."""
        return {register.name: register for register in self.registers}

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """All columns but the uid, in the order of the table."""
        return tuple(column.name for column in self.table.columns if column.name != "uid")

    @property
    def is_record(self) -> bool:
        """Whether rows are written once and whole."""
        return self.kind is Kind.RECORD


@cache
def logged_tables() -> dict[str, LoggedTable]:
    """Return every logged table by name."""
    models = (cast("type[Logged]", mapper.class_) for mapper in Base.registry.mappers)
    tables = (_describe(model) for model in models if issubclass(model, Logged))
    return {table.name: table for table in tables}


def _describe(model: type[Logged]) -> LoggedTable:
    table = cast("Table", model.__table__)
    types = {column.name: cast("LoggedType", column.type) for column in table.columns if column.name != "uid"}
    if model.__kind__ is Kind.RECORD:
        whole = Register(WHOLE_ROW, tuple(sorted(types.items())), grouped=True, sparse=True)
        return LoggedTable(table.name, table, model.__kind__, model.__case__, (whole,))
    grouped = {column for members in model.__groups__.values() for column in members}
    registers = [
        Register(name, tuple(sorted((member, types[member]) for member in members)), grouped=True)
        for name, members in model.__groups__.items()
    ]
    registers += [Register(name, ((name, kind),), grouped=False) for name, kind in types.items() if name not in grouped]
    return LoggedTable(table.name, table, model.__kind__, model.__case__, tuple(registers))
