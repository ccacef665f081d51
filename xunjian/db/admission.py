"""Adding commits to the log: made here or brought by a bundle, they enter by the same statements.

The caller has seen to it that every parent is in the log or among the commits added now, and that no commit is in
the log already. Local numbers come from counters that never go back.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection

from xunjian.db.commits import Commit
from xunjian.db.statements import Insertion, Statement
from xunjian.db.views import Head, Heads, chunks, ranked

_COUNT_ON = Statement("UPDATE log_counter SET value = value + :count WHERE name = :name RETURNING value")
_ADD_COMMITS = Insertion(
    "log_commit",
    (
        "cid",
        "hash",
        "replica",
        "case_id",
        "seq",
        "prev",
        "actor",
        "wall",
        "app",
        "schema",
        "reason",
        "extra",
        "import_id",
    ),
)
_FIND_REPLICA = Statement("SELECT id FROM log_replica WHERE uid = :uid")
_ADD_REPLICA = Statement("INSERT INTO log_replica (uid) VALUES (:uid)")
_FIND_CASES = Statement("SELECT id, kind, uid FROM log_case WHERE uid IN :uids")
_ADD_CASES = Insertion("log_case", ("id", "kind", "uid"))
_FIND_RECORDS = Statement("SELECT uid, rid FROM log_record WHERE uid IN :uids")
_ADD_RECORDS = Insertion("log_record", ("rid", "uid", "tbl", "case_id"))
_FIND_FIELDS = Statement("SELECT fid, tbl, name FROM log_field WHERE tbl IN :tables")
_ADD_FIELD = Statement("INSERT INTO log_field (tbl, name) VALUES (:tbl, :name) RETURNING fid")
_FIND_COMMITS = Statement("SELECT hash, cid FROM log_commit WHERE hash IN :hashes")
_ADD_OPERATIONS = Insertion("log_operation", ("op_id", "rid", "fid", "val", "parent"))
_ADD_FURTHER_PARENTS = Insertion("log_further_parent", ("op_id", "parent"))
_DROP_HEAD = Statement("DELETE FROM log_head WHERE rid = :rid AND fid = :fid AND op_id = :op_id")
_ADD_HEADS = Insertion("log_head", ("rid", "fid", "op_id"))
_UNLIST_BAD_VALUE = Statement("DELETE FROM log_bad_value WHERE op_id = :op_id")
_DROP_CONFLICTS = Statement("DELETE FROM log_conflict WHERE rid IN :rids")
_ADD_CONFLICTS = Statement(
    "INSERT INTO log_conflict (rid, fid, distinct_values) SELECT h.rid, h.fid, COUNT(DISTINCT o.val) FROM log_head h"
    " JOIN log_operation o ON o.op_id = h.op_id WHERE h.rid IN :rids"
    " GROUP BY h.rid, h.fid HAVING COUNT(DISTINCT o.val) > 1"
)

Named = tuple[bytes, Commit]
"""A commit and its hash."""


@dataclass(frozen=True)
class Admitted:
    """What adding commits touched."""

    cids: range
    """The numbers of the commits, in their order."""
    touched: Mapping[str, str]
    """The table of every record written, by uid."""
    new: Heads
    """Those of them that were not in the log before, with their heads: nobody has to read them back."""
    contested: frozenset[int]
    """The records, by number, on which there may be conflicts: no others that were touched hold any."""


class _Rows(NamedTuple):
    """Operations in local numbers, as they are stored."""

    operations: list[tuple[int, int, int, str, int | None]]
    """Number, record, field, value, and the first parent."""
    further: list[tuple[int, int, int, int]]
    """Number, record, field, and one more parent."""


def admit(connection: Connection, added: Sequence[Named], *, import_id: int | None = None) -> Admitted:
    """Add commits with their operations; update heads and conflicts of the registers they write."""
    owners = {op.uid: (op.table, commit.case) for _, commit in added for op in commit.operations}
    cases = _cases(connection, {commit.case for _, commit in added})
    cids = take_numbers(connection, "cid", len(added))
    _add_commits(connection, zip(cids, added, strict=True), cases, import_id)
    rids, new = _records(connection, owners, cases)
    fids = _fields(connection, {(op.table, op.register) for _, commit in added for op in commit.operations})
    rows = _rows(added, _numbers(connection, added, cids), rids, fids)
    _ADD_OPERATIONS.each(connection, rows.operations)
    _ADD_FURTHER_PARENTS.each(connection, [(op_id, parent) for op_id, _, _, parent in rows.further])
    heads = _move_heads(connection, rows, first=cids[0] << 16)
    contested = frozenset([rid for uid, rid in rids.items() if uid not in new]) | _several(heads)
    find_conflicts(connection, contested)
    names = {rids[uid]: uid for uid in new}, {fid: name for (_, name), fid in fids.items()}
    return Admitted(
        cids,
        {uid: table for uid, (table, _) in owners.items()},
        ranked(connection, _heads_of(heads, added, cids[0], *names)),
        contested,
    )


def take_numbers(connection: Connection, counter: str, count: int) -> range:
    """Return `count` fresh numbers of a counter."""
    last = _COUNT_ON.one(connection, count=count, name=counter)
    return range(last - count + 1, last + 1)


def _add_commits(
    connection: Connection,
    numbered: Iterable[tuple[int, Named]],
    cases: Mapping[tuple[str, str], int],
    import_id: int | None,
) -> None:
    replicas = _Replicas(connection)
    _ADD_COMMITS.each(
        connection,
        [
            (
                cid,
                name,
                replicas[commit.replica],
                cases[commit.case],
                commit.seq,
                commit.prev,
                commit.actor,
                commit.wall,
                commit.app,
                commit.schema,
                commit.reason,
                commit.extra,
                import_id,
            )
            for cid, (name, commit) in numbered
        ],
    )


class _Replicas(dict[str, int]):
    """Numbers of replicas, looked up and given out as they are asked for."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection

    def __missing__(self, uid: str) -> int:
        if _FIND_REPLICA.one(self._connection, uid=uid) is None:
            _ADD_REPLICA.rows(self._connection, uid=uid)
        number: int = _FIND_REPLICA.one(self._connection, uid=uid)
        self[uid] = number
        return number


def _cases(connection: Connection, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    ids: dict[tuple[str, str], int] = {
        (kind, uid): number
        for part in chunks(uid for _, uid in wanted)
        for number, kind, uid in _FIND_CASES.rows(connection, uids=part)
    }
    new = sorted(wanted - ids.keys())
    if new:
        fresh = dict(zip(new, take_numbers(connection, "case", len(new)), strict=True))
        _ADD_CASES.each(connection, [(number, kind, uid) for (kind, uid), number in fresh.items()])
        ids |= fresh
    return ids


def _records(
    connection: Connection,
    owners: Mapping[str, tuple[str, tuple[str, str]]],
    cases: Mapping[tuple[str, str], int],
) -> tuple[dict[str, int], frozenset[str]]:
    """Return the numbers of all these records, and which of them are new."""
    rids: dict[str, int] = dict(row for part in chunks(owners) for row in _FIND_RECORDS.rows(connection, uids=part))
    new = [uid for uid in owners if uid not in rids]
    if new:
        fresh = dict(zip(new, take_numbers(connection, "rid", len(new)), strict=True))
        _ADD_RECORDS.each(connection, [(rid, uid, owners[uid][0], cases[owners[uid][1]]) for uid, rid in fresh.items()])
        rids |= fresh
    return rids, frozenset(new)


def _fields(connection: Connection, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    tables = sorted({table for table, _ in wanted})
    found: dict[tuple[str, str], int] = {
        (table, name): fid for part in chunks(tables) for fid, table, name in _FIND_FIELDS.rows(connection, tables=part)
    }
    for table, name in sorted(wanted - found.keys()):
        found[table, name] = _ADD_FIELD.one(connection, tbl=table, name=name)
    return found


def _cids_of(connection: Connection, hashes: Iterable[bytes]) -> dict[bytes, int]:
    return {bytes(name): cid for part in chunks(hashes) for name, cid in _FIND_COMMITS.rows(connection, hashes=part)}


def _numbers(connection: Connection, added: Sequence[Named], cids: Iterable[int]) -> dict[bytes, int]:
    """Return the numbers of these commits, and of those that they go on from."""
    numbers = dict(zip((name for name, _ in added), cids, strict=True))
    named = {name for _, commit in added for op in commit.operations if op.parents for name, _ in op.parents}
    return numbers | _cids_of(connection, named - numbers.keys())


def _rows(
    added: Sequence[Named],
    cids: Mapping[bytes, int],
    rids: Mapping[str, int],
    fids: Mapping[tuple[str, str], int],
) -> _Rows:
    rows = _Rows([], [])
    for name, commit in added:
        for op_id, op in enumerate(commit.operations, cids[name] << 16):
            rid, fid, first = rids[op.uid], fids[op.table, op.register], None
            if op.parents:
                first, *others = [(cids[parent] << 16) + place for parent, place in op.parents]
                rows.further.extend([(op_id, rid, fid, parent) for parent in others])
            rows.operations.append((op_id, rid, fid, op.value, first))
    return rows


_Head = tuple[int, int, int, str]
"""Record, field, number and value of an operation that nobody names."""


def _move_heads(connection: Connection, rows: _Rows, *, first: int) -> list[_Head]:
    """Take off the heads that the new operations name, and return the new ones: those that nobody names.

    A child of a new operation can only be among the new ones: the log holds no operation without its parents.
    """
    replaced = [(rid, fid, parent) for _, rid, fid, _, parent in rows.operations if parent is not None]
    replaced += [(rid, fid, parent) for _, rid, fid, parent in rows.further]
    # What was added just now, from the number `first`, is not among the heads yet.
    gone = [head for head in replaced if head[2] < first]
    if gone:
        _DROP_HEAD.each(connection, gone)
        _UNLIST_BAD_VALUE.each(connection, [(op_id,) for _, _, op_id in gone])
    named = {op_id for _, _, op_id in replaced}
    heads = [(rid, fid, op_id, value) for op_id, rid, fid, value, _ in rows.operations if op_id not in named]
    _ADD_HEADS.each(connection, [head[:3] for head in heads])
    return heads


def _heads_of(
    heads: Iterable[_Head], added: Sequence[Named], first: int, uids: Mapping[int, str], registers: Mapping[int, str]
) -> Heads:
    """Return the heads of the records that are new, `uids` by their numbers."""
    found: dict[int, dict[str, tuple[Head, ...]]] = {rid: {} for rid in uids}
    for rid, fid, op_id, value in heads:
        of_record = found.get(rid)
        if of_record is not None:
            head = Head((added[(op_id >> 16) - first][0], op_id & 0xFFFF), op_id, value)
            register = registers[fid]
            of_record[register] = (*of_record[register], head) if register in of_record else (head,)
    return {uids[rid]: of_record for rid, of_record in found.items()}


def _several(heads: Iterable[_Head]) -> frozenset[int]:
    """Return the records with a register that has two new heads: only those can clash within one bundle."""
    seen = Counter([(rid, fid) for rid, fid, _, _ in heads])
    return frozenset([rid for (rid, _), times in seen.items() if times > 1])


def find_conflicts(connection: Connection, rids: Iterable[int]) -> None:
    """Note anew which registers of these records hold two or more different values."""
    for part in chunks(sorted(set(rids))):
        _DROP_CONFLICTS.rows(connection, rids=part)
        _ADD_CONFLICTS.rows(connection, rids=part)
