"""A commit as a line of text: the form that is hashed, travels and never changes (docs/bundle-format.md, "Commit").

The line is canonical JSON. Keys that this version does not know are kept and give the same line again.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from xunjian.db import canonical
from xunjian.db.uids import is_uid

KEYS = ("actor", "app", "case", "ops", "prev", "reason", "replica", "schema", "seq", "wall")
CASE_KINDS = frozenset({"visit", "school", "complaint", "all", "bureau"})

_HASH = re.compile(r"[0-9a-f]{64}")

Parent = tuple[bytes, int]
"""The operation that a writer had read: its commit's hash and its place there."""


class Operation(NamedTuple):
    """One register of one record gets one value; `parents` are the operations that this one replaces."""

    table: str
    uid: str
    register: str
    value: str
    """Canonical JSON text."""
    parents: tuple[Parent, ...]


@dataclass(frozen=True)
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


def parse(line: bytes) -> Commit:
    """Return the commit that `line` is; raises ValueError, naming the part, for anything but a well-formed one."""
    value = canonical.decode(line)
    if not isinstance(value, dict) or any(key not in value for key in KEYS):
        raise ValueError("not a commit")
    extra = {key: member for key, member in value.items() if key not in KEYS}
    commit = Commit(
        replica=_checked(value, "replica", is_uid(value["replica"])),
        case=_case(value["case"]),
        seq=_checked(value, "seq", _is_count(value["seq"])),
        prev=None if value["prev"] is None else _hash(value["prev"]),
        actor=_checked(value, "actor", value["actor"] is None or _is_text(value["actor"])),
        wall=_checked(value, "wall", _is_text(value["wall"])),
        app=_checked(value, "app", _is_text(value["app"])),
        schema=_checked(value, "schema", _is_count(value["schema"])),
        reason=_checked(value, "reason", value["reason"] is None or _is_text(value["reason"])),
        operations=tuple(map(_operation, _checked(value, "ops", isinstance(value["ops"], list)))),
        extra=canonical.encode_text(extra) if extra else None,
    )
    if not 0 < len(commit.operations) < 65_536:
        raise ValueError("ops")
    places = {(op.uid, op.register) for op in commit.operations}
    if len(places) != len(commit.operations):
        raise ValueError("ops: a register twice")
    return commit


def _checked(value: dict[str, Any], key: str, fits: bool) -> Any:
    if not fits:
        raise ValueError(key)
    return value[key]


def _is_text(value: Any) -> bool:
    """NUL is what a server's database cannot hold; no engine takes in what another could not."""
    return isinstance(value, str) and "\0" not in value


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31


def _case(value: Any) -> tuple[str, str]:
    match value:
        case [str(kind), uid] if kind in CASE_KINDS and is_uid(uid):
            return kind, uid
    raise ValueError("case")


def _hash(value: Any) -> bytes:
    if not isinstance(value, str) or not _HASH.fullmatch(value):
        raise ValueError("hash")
    return bytes.fromhex(value)


def _operation(value: Any) -> Operation:
    match value:
        case [str(table), str(uid), str(register), content, [*parents]]:
            named = tuple(_parent(parent) for parent in parents)
        case _:
            raise ValueError("operation")
    if not (_is_name(table) and is_uid(uid) and _is_name(register)):
        raise ValueError("operation")
    if list(named) != sorted(set(named)):
        raise ValueError("parents out of order")
    return Operation(table, uid, register, canonical.encode_text(content), named)


def _is_name(text: str) -> bool:
    """Names of tables and registers are plain identifiers: they are written into the line without escaping."""
    return 0 < len(text) <= 64 and text.isascii() and text.isidentifier()


def _parent(value: Any) -> Parent:
    match value:
        case [name, int(place)] if not isinstance(place, bool) and 0 <= place < 65_536:
            return _hash(name), place
    raise ValueError("parent")
