"""A commit as a line of text: the form that is hashed, travels and never changes (docs/bundle-format.md, "Commit").

The line is canonical JSON. Keys that this version does not know are kept and give the same line again.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Literal, NoReturn

import msgspec

from xunjian.db import canonical
from xunjian.db.uids import is_uid

Parent = tuple[bytes, int]
"""The operation that a writer had read: its commit's hash and its place there."""


# Of these a report has many thousands, and the search for cycles would go through all of them again and again.
class Operation(msgspec.Struct, frozen=True, gc=False):
    """One register of one record gets one value; `parents` are the operations that this one replaces."""

    table: str
    uid: str
    register: str
    value: str
    """Canonical JSON text."""
    parents: tuple[Parent, ...]


# Not frozen: a report has thousands, and to make a frozen one takes five times as long.
@dataclass(slots=True)
class Commit:
    """What one save changed in one case."""

    replica: str
    case: tuple[str, str]
    seq: int
    prev: bytes | None
    actor: str | None
    wall: str
    app: str
    schema: int
    reason: str | None
    operations: tuple[Operation, ...]
    extra: str | None = None
    """Canonical JSON of the keys that a newer version added; None where there are none."""

    def line(self) -> bytes:
        """Return the bytes that are hashed and travel."""
        text = {
            "actor": canonical.encode_text(self.actor),
            "app": canonical.encode_text(self.app),
            "case": canonical.encode_text(self.case),
            "ops": "[" + ",".join(map(_operation_text, self.operations)) + "]",
            "prev": "null" if self.prev is None else f'"{self.prev.hex()}"',
            "reason": canonical.encode_text(self.reason),
            "replica": canonical.encode_text(self.replica),
            "schema": str(self.schema),
            "seq": str(self.seq),
            "wall": canonical.encode_text(self.wall),
        }
        if self.extra is not None:
            text |= {key: canonical.encode_text(value) for key, value in canonical.decode(self.extra).items()}
        members = (f"{canonical.encode_text(key)}:{text[key]}" for key in sorted(text))
        return ("{" + ",".join(members) + "}").encode()


def hash_of(line: bytes) -> bytes:
    """Return the name of the commit that `line` is: its SHA-256."""
    return hashlib.sha256(line).digest()


def _operation_text(op: Operation) -> str:
    parents = ",".join(f'["{commit.hex()}",{place}]' for commit, place in op.parents)
    return f'["{op.table}","{op.uid}","{op.register}",{op.value},[{parents}]]'


_Count = Annotated[int, msgspec.Meta(ge=0, lt=2**31)]
_Place = Annotated[int, msgspec.Meta(ge=0, lt=65_536)]
_Read = tuple[str, str, str, object, tuple[tuple[str, _Place], ...]]


class _Line(msgspec.Struct, gc=False):
    """A line as it is read: its types are right, what its texts say is not looked at yet."""

    actor: str | None
    app: str
    case: tuple[Literal["visit", "school", "complaint", "all", "bureau"], str]
    ops: Annotated[tuple[_Read, ...], msgspec.Meta(min_length=1, max_length=65_535)]
    prev: str | None
    reason: str | None
    replica: str
    schema: _Count
    seq: _Count
    wall: str


def _no_float(text: str) -> NoReturn:
    raise ValueError(f"not exact: {text}")


_DECODER = msgspec.json.Decoder(_Line, float_hook=_no_float)
_ENCODER = msgspec.json.Encoder(order="sorted")
_NUL = rb"\u0000"
_HASH_DIGITS = 64
_is_uid = lru_cache(maxsize=16_384)(is_uid)


def parse(line: bytes) -> Commit:
    """Return the commit that `line` is; raises ValueError, naming the part, for anything but a well-formed one."""
    read, extra = _read(line)
    if not (_is_uid(read.replica) and _is_uid(read.case[1])):
        raise ValueError("replica or case")
    if _NUL in line and "\0" in f"{read.actor}{read.app}{read.reason}{read.wall}":
        # A server's database cannot hold it, and no engine takes in what another could not.
        raise ValueError("text")
    operations = _operations(read.ops)
    if len(operations) > 1 and len({(op.uid, op.register) for op in operations}) < len(operations):
        raise ValueError("ops: a register twice")
    return Commit(
        read.replica,
        read.case,
        read.seq,
        None if read.prev is None else _hash(read.prev),
        read.actor,
        read.wall,
        read.app,
        read.schema,
        read.reason,
        operations,
        extra,
    )


def _read(line: bytes) -> tuple[_Line, str | None]:
    """Return the parts of a line, and the text of those that this version does not know."""
    try:
        read = _DECODER.decode(line)
        if _ENCODER.encode(read) == line:
            return read, None
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise ValueError(str(error).rpartition(" - at ")[2].strip("`$.")) from error
    extra = {key: value for key, value in canonical.decode(line).items() if key not in _Line.__struct_fields__}
    if not extra:
        raise ValueError("not canonical")
    return read, canonical.encode_text(extra)


def _hash(text: str) -> bytes:
    name = bytes.fromhex(text)
    if len(text) != _HASH_DIGITS or name.hex() != text:
        raise ValueError("hash")
    return name


def _operations(read: tuple[_Read, ...]) -> tuple[Operation, ...]:
    operations = []
    for table, uid, register, content, parents in read:
        if not (_is_name(table) and _is_uid(uid) and _is_name(register)):
            raise ValueError("operation")
        known = _parents(parents) if parents else ()
        operations.append(Operation(table, uid, register, canonical.text_of(content), known))
    return tuple(operations)


@lru_cache
def _is_name(text: str) -> bool:
    """Names of tables and registers are plain identifiers: they are written into the line without escaping."""
    return 0 < len(text) <= 64 and text.isascii() and text.isidentifier()


def _parents(read: tuple[tuple[str, int], ...]) -> tuple[Parent, ...]:
    named = tuple([(_hash(name), place) for name, place in read])
    if len(named) > 1 and list(named) != sorted(set(named)):
        raise ValueError("parents out of order")
    return named
