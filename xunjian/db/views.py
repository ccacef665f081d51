"""What the log says: the heads of every register, and the rows that show them.

Rows of logged tables are a view of the log and can be made anew at any time.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, TextClause, bindparam, text

from xunjian.db import canonical
from xunjian.db.commits import Parent
from xunjian.db.registers import CLEARED, LoggedTable, Register, logged_tables
from xunjian.db.statements import Insertion, Statement
from xunjian.rules.steps import finish_rank

CHUNK = 5_000
"""How many names one statement carries; both engines take more than 30,000."""

LAST_OPERATION = 2**62
"""Beyond the number of every operation."""

STEP = "step"
"""The register that names a finding's last state-changing step."""

T = TypeVar("T")


class Head(NamedTuple):
    """An operation that no other replaces: what its register holds, or one of the values that clash there."""

    parent: Parent
    """Its name, as a later operation would give it for its parent."""
    op_id: int
    value: str
    rank: int = 0
    """Of several heads the one with the lowest is shown; only the steps of a finding differ in it."""


@dataclass(frozen=True)
class Known:
    """A record that the log has: its table and case never change."""

    rid: int
    table: str
    case: tuple[str, str]


Heads = dict[str, dict[str, tuple[Head, ...]]]
"""Heads by record uid and register name."""


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Yield `items` in lists of at most `size`."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part


@cache
def sql(statement: str) -> TextClause:
    """Return a statement, parsed once: parsing costs more than running most of them."""
    return text(statement)


@cache
def among(statement: str, name: str) -> TextClause:
    """Return a statement, parsed once, whose parameter `name` is a list."""
    return text(statement).bindparams(bindparam(name, expanding=True))


_KNOWN = Statement(
    "SELECT r.uid, r.rid, r.tbl, k.kind, k.uid AS case_uid FROM log_record r JOIN log_case k ON k.id = r.case_id"
    " WHERE r.uid IN :uids"
)
_HEADS = Statement(
    "SELECT r.uid, f.name, o.op_id, o.val, c.hash FROM log_record r JOIN log_head h ON h.rid = r.rid"
    " JOIN log_operation o ON o.op_id = h.op_id JOIN log_field f ON f.fid = h.fid"
    " JOIN log_commit c ON c.cid = o.op_id >> 16 WHERE r.uid IN :uids"
)
_HEADS_AS_OF = Statement(
    "SELECT r.uid, f.name, o.op_id, o.val, c.hash FROM log_record r JOIN log_operation o ON o.rid = r.rid"
    " JOIN log_field f ON f.fid = o.fid JOIN log_commit c ON c.cid = o.op_id >> 16"
    " WHERE r.uid IN :uids AND o.op_id < :bound"
    " AND NOT EXISTS (SELECT 1 FROM log_operation later WHERE later.parent = o.op_id AND later.op_id < :bound)"
    " AND NOT EXISTS (SELECT 1 FROM log_further_parent later WHERE later.parent = o.op_id AND later.op_id < :bound)"
)
_STEPS = Statement(
    "SELECT r.uid, o.val FROM log_record r JOIN log_operation o ON o.rid = r.rid"
    " WHERE r.uid IN :uids AND r.tbl = 'step' AND o.op_id < :bound"
)
_STEPS_IN_CONFLICT = Statement(
    "SELECT r.uid FROM log_conflict c JOIN log_record r ON r.rid = c.rid JOIN log_field f ON f.fid = c.fid"
    " WHERE f.tbl = 'finding' AND f.name = 'step'"
)
_LAST_COMMIT = Statement("SELECT value FROM log_counter WHERE name = 'cid'")
_LAST_RETRACTION = Statement("SELECT value FROM log_counter WHERE name = 'retracted'")
_UNLIST = Statement("DELETE FROM log_bad_value WHERE op_id IN :ops")
_LIST = Insertion("log_bad_value", ("op_id", "why"))


def last_commit(connection: Connection) -> int:
    """Return the number of the newest commit: what a form remembers as the state that it shows."""
    return int(_LAST_COMMIT.one(connection))


def last_retraction(connection: Connection) -> int:
    """Return the number of the moment at which an import was last taken back: older forms may show what is gone."""
    return int(_LAST_RETRACTION.one(connection) or 0)


def known_records(connection: Connection, uids: Iterable[str]) -> dict[str, Known]:
    """Return what the log knows of these records."""
    return {
        uid: Known(rid, table, (kind, case))
        for part in chunks(uids)
        for uid, rid, table, kind, case in _KNOWN.rows(connection, uids=part)
    }


def heads(connection: Connection, uids: Iterable[str], *, as_of: int | None = None) -> Heads:
    """Return the heads of these records, now or as of the commit number `as_of`."""
    found: dict[str, dict[str, list[Head]]] = defaultdict(lambda: defaultdict(list))
    statement = _HEADS if as_of is None else _HEADS_AS_OF
    bound = {} if as_of is None else {"bound": (as_of + 1) << 16}
    for part in chunks(uids):
        for uid, register, op_id, value, name in statement.rows(connection, uids=part, **bound):
            found[uid][register].append(Head((bytes(name), op_id & 0xFFFF), op_id, value))
    several = {uid: {name: tuple(heads) for name, heads in by_name.items()} for uid, by_name in found.items()}
    return ranked(connection, several, as_of=as_of)


def ranked(connection: Connection, found: Heads, *, as_of: int | None = None) -> Heads:
    """Return the heads with those that name a finding's step ranked by the state that it leaves the finding in.

    While two steps clash, the less finished state is shown, so that no work is hidden. A step whose own record is not
    here yet comes last.
    """
    clashing = {uid: by_name[STEP] for uid, by_name in found.items() if len(by_name.get(STEP, ())) > 1}
    if not clashing:
        return found
    ranks = _finish_ranks(connection, {head.value.strip('"') for heads in clashing.values() for head in heads}, as_of)
    return found | {
        uid: found[uid] | {STEP: tuple(head._replace(rank=ranks[head.value.strip('"')]) for head in heads)}
        for uid, heads in clashing.items()
    }


def _finish_ranks(connection: Connection, steps: Collection[str], as_of: int | None) -> dict[str, int]:
    bound = LAST_OPERATION if as_of is None else (as_of + 1) << 16
    ranks = {step: finish_rank(None) if step == CLEARED else finish_rank("") + 1 for step in steps}
    for part in chunks(steps):
        for uid, value in _STEPS.rows(connection, uids=part, bound=bound):
            row = canonical.decode(value)
            known = row if isinstance(row, dict) else {}
            ranks[uid] = min(finish_rank(str(known.get("kind")), known.get("result")), ranks[uid])
    return ranks


def provisional(candidates: Sequence[Head]) -> Head:
    """Return the head whose value is shown while several clash: the same on every machine, whatever arrived first."""
    if len(candidates) == 1:
        return candidates[0]
    return min(candidates, key=lambda head: (head.rank, head.parent))


def fits(register: Register, value: str) -> bool:
    """Tell whether a value has the type of its register."""
    try:
        register.decode(value)
    except ValueError:
        return False
    return True


def show(connection: Connection, uids: Iterable[str]) -> None:
    """Write the rows of these records anew from their heads, and list the values that cannot be shown."""
    for part in chunks(uids):
        known = known_records(connection, part)
        shown = heads(connection, known)
        candidates = (head.op_id for by_name in shown.values() for several in by_name.values() for head in several)
        for listed in chunks(candidates):
            _UNLIST.rows(connection, ops=listed)
        write_rows(connection, {uid: record.table for uid, record in known.items()}, shown)


def show_clashing_steps(connection: Connection) -> None:
    """Write findings whose steps clash anew: which one is shown depends on records that come and go by themselves."""
    show(connection, [uid for (uid,) in _STEPS_IN_CONFLICT.rows(connection)])


def write_rows(connection: Connection, tables: Mapping[str, str], shown: Heads) -> None:
    """Write the rows of records, given with their tables, from their heads; rows of unknown tables are left out."""
    by_table: dict[str, Heads] = defaultdict(dict)
    for uid, name in tables.items():
        by_table[name][uid] = shown.get(uid, {})
    for name, records in by_table.items():
        table = logged_tables().get(name)
        if table is not None:
            _write_rows(connection, table, records)


def _write_rows(connection: Connection, table: LoggedTable, records: Heads) -> None:
    rows: list[tuple[Any, ...]] = []
    bad: list[tuple[int, str]] = []
    for uid, registers in records.items():
        row: dict[str, Any] = {}
        for name, candidates in registers.items():
            register = table.by_name.get(name)
            if register is None:
                continue
            shown = provisional(candidates)
            for head in candidates:
                try:
                    members = register.members(canonical.read(head.value))
                except ValueError as error:
                    bad.append((head.op_id, str(error)))
                else:
                    if head is shown:
                        row.update(members)
        rows.append((uid, *map(row.get, table.columns)))
    _upsert(table.name).each(connection, rows)
    _LIST.each(connection, bad)


@cache
def _upsert(name: str) -> Insertion:
    """Return the statement that writes a whole row, new or not."""
    columns = [f'"{column}"' for column in logged_tables()[name].columns]
    updates = ", ".join(f"{column} = excluded.{column}" for column in columns)
    return Insertion(name, ("uid", *columns), f" ON CONFLICT (uid) DO UPDATE SET {updates}")
