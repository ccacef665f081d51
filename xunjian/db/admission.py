"""Adding commits to the log: made here or brought by a bundle, they enter by the same statements.

The caller has seen to it that every parent is in the log or among the commits added now, and that no commit is in
the log already. Local numbers come from counters that never go back.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from sqlalchemy import Connection

from xunjian.db.commits import Commit, Operation, Parent
from xunjian.db.statements import Statement
from xunjian.db.views import Head, Heads, chunks, ranked

_COUNT_ON = Statement("UPDATE log_counter SET value = value + :count WHERE name = :name RETURNING value")
_ADD_COMMIT = Statement(
    "INSERT INTO log_commit"
    " (cid, hash, replica, case_id, seq, prev, actor, wall, app, schema, reason, extra, import_id) VALUES"
    " (:cid, :hash, :replica, :case, :seq, :prev, :actor, :wall, :app, :schema, :reason, :extra, :import_id)"
)
_FIND_REPLICA = Statement("SELECT id FROM log_replica WHERE uid = :uid")
_ADD_REPLICA = Statement("INSERT INTO log_replica (uid) VALUES (:uid)")
_FIND_CASES = Statement("SELECT id, kind, uid FROM log_case WHERE uid IN :uids")
_ADD_CASE = Statement("INSERT INTO log_case (id, kind, uid) VALUES (:id, :kind, :uid)")
_FIND_RECORDS = Statement("SELECT uid, rid FROM log_record WHERE uid IN :uids")
_ADD_RECORD = Statement("INSERT INTO log_record (rid, uid, tbl, case_id) VALUES (:rid, :uid, :tbl, :case)")
_FIND_FIELDS = Statement("SELECT fid, tbl, name FROM log_field WHERE tbl IN :tables")
_ADD_FIELD = Statement("INSERT INTO log_field (tbl, name) VALUES (:tbl, :name) RETURNING fid")
_FIND_COMMITS = Statement("SELECT hash, cid FROM log_commit WHERE hash IN :hashes")
_ADD_OPERATION = Statement(
    "INSERT INTO log_operation (op_id, rid, fid, val, parent) VALUES (:op_id, :rid, :fid, :val, :parent)"
)
_ADD_FURTHER_PARENT = Statement("INSERT INTO log_further_parent (op_id, parent) VALUES (:op_id, :parent)")
_DROP_HEAD = Statement("DELETE FROM log_head WHERE rid = :rid AND fid = :fid AND op_id = :op_id")
_ADD_HEAD = Statement("INSERT INTO log_head (rid, fid, op_id) VALUES (:rid, :fid, :op_id)")
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

    touched: tuple[str, ...]
    """Uids of every record written."""
    new: Heads
    """Those of them that were not in the log before, with their heads: nobody has to read them back."""


@dataclass(frozen=True)
class _Numbers:
    """Local numbers of everything that the added operations name."""

    cids: Mapping[bytes, int]
    rids: Mapping[str, int]
    fids: Mapping[tuple[str, str], int]
    parent_cids: Mapping[bytes, int]

    def op_id(self, name: Parent) -> int:
        commit, place = name
        cid = self.cids.get(commit)
        return ((self.parent_cids[commit] if cid is None else cid) << 16) + place


def admit(connection: Connection, added: Sequence[Named], *, import_id: int | None = None) -> Admitted:
    """Add commits with their operations; update heads and conflicts of the registers they write."""
    cases = _cases(connection, {commit.case for _, commit in added})
    cids = _add_commits(connection, added, cases, import_id)
    operations = [(name, place, op) for name, commit in added for place, op in enumerate(commit.operations)]
    rids, new = _records(connection, added, cases)
    numbers = _Numbers(
        cids,
        rids,
        _fields(connection, {(op.table, op.register) for _, _, op in operations}),
        _cids_of(connection, {commit for _, _, op in operations for commit, _ in op.parents} - cids.keys()),
    )
    _add_operations(connection, operations, numbers)
    heads = _move_heads(connection, operations, numbers, new)
    find_conflicts(connection, [*(rid for uid, rid in rids.items() if uid not in new), *_several(operations, rids)])
    return Admitted(tuple(rids), ranked(connection, heads))


def take_numbers(connection: Connection, counter: str, count: int) -> range:
    """Return `count` fresh numbers of a counter."""
    last = _COUNT_ON.one(connection, count=count, name=counter)
    return range(last - count + 1, last + 1)


def _add_commits(
    connection: Connection, added: Sequence[Named], cases: Mapping[tuple[str, str], int], import_id: int | None
) -> dict[bytes, int]:
    cids = dict(zip((name for name, _ in added), take_numbers(connection, "cid", len(added)), strict=True))
    replicas = _replicas(connection, {commit.replica for _, commit in added})
    _ADD_COMMIT.each(
        connection,
        (
            (
                cids[name],
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
            for name, commit in added
        ),
    )
    return cids


def _replicas(connection: Connection, wanted: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for uid in sorted(wanted):
        if _FIND_REPLICA.one(connection, uid=uid) is None:
            _ADD_REPLICA.rows(connection, uid=uid)
        found[uid] = _FIND_REPLICA.one(connection, uid=uid)
    return found


def _cases(connection: Connection, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    ids: dict[tuple[str, str], int] = {
        (kind, uid): number
        for part in chunks(uid for _, uid in wanted)
        for number, kind, uid in _FIND_CASES.rows(connection, uids=part)
    }
    new = sorted(wanted - ids.keys())
    if new:
        fresh = dict(zip(new, take_numbers(connection, "case", len(new)), strict=True))
        _ADD_CASE.each(connection, ((number, kind, uid) for (kind, uid), number in fresh.items()))
        ids |= fresh
    return ids


def _records(
    connection: Connection, added: Sequence[Named], cases: Mapping[tuple[str, str], int]
) -> tuple[dict[str, int], frozenset[str]]:
    owners: dict[str, tuple[str, tuple[str, str]]] = {}
    for _, commit in added:
        for op in commit.operations:
            owners.setdefault(op.uid, (op.table, commit.case))
    rids: dict[str, int] = dict(row for part in chunks(owners) for row in _FIND_RECORDS.rows(connection, uids=part))
    new = [uid for uid in owners if uid not in rids]
    if new:
        fresh = dict(zip(new, take_numbers(connection, "rid", len(new)), strict=True))
        _ADD_RECORD.each(connection, ((rid, uid, owners[uid][0], cases[owners[uid][1]]) for uid, rid in fresh.items()))
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


Placed = tuple[bytes, int, Operation]


def _add_operations(connection: Connection, operations: Sequence[Placed], numbers: _Numbers) -> None:
    rows: list[tuple[int, int, int, str, int | None]] = []
    further: list[tuple[int, int]] = []
    for name, place, op in operations:
        op_id = numbers.op_id((name, place))
        first, *others = map(numbers.op_id, op.parents) if op.parents else (None,)
        rows.append((op_id, numbers.rids[op.uid], numbers.fids[op.table, op.register], op.value, first))
        further += [(op_id, parent) for parent in others if parent is not None]
    _ADD_OPERATION.each(connection, rows)
    if further:
        _ADD_FURTHER_PARENT.each(connection, further)


def _move_heads(connection: Connection, operations: Sequence[Placed], numbers: _Numbers, new: Set[str]) -> Heads:
    """Take off the heads that the new operations name; every new one that nobody names is a head.

    Returns the heads of the records that are new. A child of a new operation can only be among the new ones: the log
    holds no operation without its parents.
    """
    replaced = {parent for _, _, op in operations for parent in op.parents}
    heads_of_new: Heads = {uid: {} for uid in new}
    gone: list[tuple[int, int, int]] = []
    added: list[tuple[int, int, int]] = []
    for name, place, op in operations:
        register = numbers.rids[op.uid], numbers.fids[op.table, op.register]
        # What was added just now is not among the heads yet.
        gone += [(*register, numbers.op_id(parent)) for parent in op.parents if parent[0] not in numbers.cids]
        if (name, place) not in replaced:
            op_id = numbers.op_id((name, place))
            added.append((*register, op_id))
            if op.uid in new:
                heads = heads_of_new[op.uid]
                heads[op.register] = (*heads.get(op.register, ()), Head((name, place), op_id, op.value))
    if gone:
        _DROP_HEAD.each(connection, gone)
        _UNLIST_BAD_VALUE.each(connection, ((op_id,) for _, _, op_id in gone))
    _ADD_HEAD.each(connection, added)
    return heads_of_new


def _several(operations: Sequence[Placed], rids: Mapping[str, int]) -> list[int]:
    """Return the records that got one register twice: only those can clash within one bundle."""
    seen = Counter((op.uid, op.register) for _, _, op in operations)
    return [rids[uid] for (uid, _), times in seen.items() if times > 1]


def find_conflicts(connection: Connection, rids: Iterable[int]) -> None:
    """Note anew which registers of these records hold two or more different values."""
    for part in chunks(sorted(set(rids))):
        _DROP_CONFLICTS.rows(connection, rids=part)
        _ADD_CONFLICTS.rows(connection, rids=part)
