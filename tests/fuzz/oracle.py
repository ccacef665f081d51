"""What docs/bundle-format.md says about lines, once more: an opinion that shares no code with the program."""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

KEYS = ("actor", "app", "case", "ops", "prev", "reason", "replica", "schema", "seq", "wall")
DEEPEST = 250
"""A line whose lists and objects stand this deep in each other is refused."""
KINDS = ("visit", "school", "complaint", "all", "bureau")

_UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HASH = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")

Named = tuple[str, int]
"""An operation: the hash of its line in hex, and its place there."""


def _whole(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > 2**53 - 1:
        raise ValueError("too large")
    return int(text)


def _refused(text: str) -> Any:
    raise ValueError(text)


_DECODER = json.JSONDecoder(parse_float=_refused, parse_int=_whole, parse_constant=_refused)


def canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@lru_cache(maxsize=4_096)
def read(line: bytes) -> dict[str, Any] | None:
    """Return a commit, None for a line that is none."""
    try:
        value = _DECODER.decode(line.decode())
        same = canonical(value).encode() == line
    except (ValueError, RecursionError):
        return None
    return value if same and _depth(value) < DEEPEST and isinstance(value, dict) and _is_commit(value) else None


def _depth(value: Any) -> int:
    """Return how deeply lists and objects stand in each other."""
    level, depth = [value], 0
    while level := [
        member
        for one in level
        for member in (one.values() if isinstance(one, dict) else one)
        if isinstance(member, list | dict)
    ]:
        depth += 1
    return depth


def _is(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and "\0" not in value


def _is_below(bound: int, value: Any) -> bool:
    return type(value) is int and 0 <= value < bound


def _is_commit(value: dict[str, Any]) -> bool:
    if not value.keys() >= set(KEYS):
        return False
    case, ops = value["case"], value["ops"]
    return (
        isinstance(case, list)
        and len(case) == 2
        and case[0] in KINDS
        and _is(_UID, case[1])
        and all(_is_text(value[key]) for key in ("app", "wall"))
        and all(value[key] is None or _is_text(value[key]) for key in ("actor", "reason"))
        and all(_is_below(2**31, value[key]) for key in ("schema", "seq"))
        and (value["prev"] is None or _is(_HASH, value["prev"]))
        and _is(_UID, value["replica"])
        and isinstance(ops, list)
        and 1 <= len(ops) <= 65_535
        and all(map(_is_operation, ops))
        and len({(op[1], op[2]) for op in ops}) == len(ops)
    )


def _is_operation(op: Any) -> bool:
    return (
        isinstance(op, list)
        and len(op) == 5
        and _is(_NAME, op[0])
        and _is(_UID, op[1])
        and _is(_NAME, op[2])
        and isinstance(op[4], list)
        and all(
            isinstance(one, list) and len(one) == 2 and _is(_HASH, one[0]) and _is_below(65_536, one[1])
            for one in op[4]
        )
        and op[4] == sorted(map(list, {(one[0], one[1]) for one in op[4]}))
    )


@dataclass(frozen=True)
class Ledger:
    """Lines, by the hash of each."""

    lines: Mapping[str, bytes]

    @classmethod
    def of(cls, lines: Iterable[bytes]) -> "Ledger":
        return cls({hashlib.sha256(line).hexdigest(): line for line in lines})

    def takes(self, lines: Sequence[bytes]) -> "Ledger | None":
        """Return the ledger with these lines in it, None where they must be refused."""
        brought = Ledger.of(lines).lines
        if any(read(line) is None for name, line in brought.items() if name not in self.lines):
            return None
        both = Ledger({**self.lines, **brought})
        return both if both.is_sound() else None

    def is_sound(self) -> bool:
        """Tell whether every record keeps its table and case, and every parent is here and on the same register."""
        owners: dict[str, tuple[Any, ...]] = {}
        registers = {name: (op[1], op[2]) for name, op in self._operations()}
        for (commit, _), (table, record, register, _, parents) in self._operations():
            owner = (table, *self._commit(commit)["case"])
            if owners.setdefault(record, owner) != owner:
                return False
            if any(registers.get((one, place)) != (record, register) for one, place in parents):
                return False
        return True

    def heads(self) -> dict[tuple[str, str], dict[Named, str]]:
        """Return what stands in every register: operations that none names as parent, with their values."""
        replaced = {(one, place) for _, op in self._operations() for one, place in op[4]}
        found: dict[tuple[str, str], dict[Named, str]] = defaultdict(dict)
        for name, op in self._operations():
            if name not in replaced:
                found[op[1], op[2]][name] = canonical(op[3])
        return dict(found)

    def _operations(self) -> Iterable[tuple[Named, list[Any]]]:
        return ((name, op) for commit in self.lines for name, op in _placed(commit, self.lines[commit]))

    def _commit(self, name: str) -> dict[str, Any]:
        commit = read(self.lines[name])
        assert commit is not None
        return commit


@lru_cache(maxsize=4_096)
def _placed(name: str, line: bytes) -> list[tuple[Named, list[Any]]]:
    commit = read(line)
    assert commit is not None
    return [((name, place), op) for place, op in enumerate(commit["ops"])]
