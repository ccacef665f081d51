"""Adding commits to the log: made here or brought by a bundle, they enter by the same statements.

The caller has seen to it that every parent is in the log or among the commits added now, and that no commit is in
the log already. Local numbers come from counters that never go back.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from xunjian.db.commits import Commit, Operation, Parent
from xunjian.db.views import among, chunks, sql

Named = tuple[bytes, Commit]
"""A commit and its hash."""


@dataclass(frozen=True)
class Admitted:
    """What adding commits touched."""

    touched: tuple[str, ...]
    """Uids of every record written."""
    new: frozenset[str]
    """Those of them that were not in the log before."""


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
    _move_heads(connection, operations, numbers)
    find_conflicts(connection, [rid for uid, rid in rids.items() if uid not in new], _several(operations, rids))
    return Admitted(tuple(rids), new)


def take_numbers(connection: Connection, counter: str, count: int) -> range:
    """Return `count` fresh numbers of a counter."""
    last = connection.execute(
        sql("UPDATE log_counter SET value = value + :count WHERE name = :name RETURNING value"),
        {"count": count, "name": counter},
    ).scalar_one()
    return range(last - count + 1, last + 1)


def _add_commits(
    connection: Connection, added: Sequence[Named], cases: Mapping[tuple[str, str], int], import_id: int | None
) -> dict[bytes, int]:
    cids = dict(zip((name for name, _ in added), take_numbers(connection, "cid", len(added)), strict=True))
    replicas = _replicas(connection, {commit.replica for _, commit in added})
    connection.execute(
        sql(
            "INSERT INTO log_commit"
            " (cid, hash, replica, case_id, seq, prev, actor, wall, app, schema, reason, extra, import_id) VALUES"
            " (:cid, :hash, :replica, :case, :seq, :prev, :actor, :wall, :app, :schema, :reason, :extra, :import_id)"
        ),
        [
            {
                "cid": cids[name],
                "hash": name,
                "replica": replicas[commit.replica],
                "case": cases[commit.case],
                "seq": commit.seq,
                "prev": commit.prev,
                "actor": commit.actor,
                "wall": commit.wall,
                "app": commit.app,
                "schema": commit.schema,
                "reason": commit.reason,
                "extra": commit.extra,
                "import_id": import_id,
            }
            for name, commit in added
        ],
    )
    return cids


def _replicas(connection: Connection, wanted: Iterable[str]) -> dict[str, int]:
    ids: dict[str, int] = {}
    for uid in sorted(wanted):
        found = connection.execute(sql("SELECT id FROM log_replica WHERE uid = :uid"), {"uid": uid}).scalar()
        if found is None:
            add = sql("INSERT INTO log_replica (uid) VALUES (:uid) RETURNING id")
            found = connection.execute(add, {"uid": uid}).scalar_one()
        ids[uid] = found
    return ids


def _cases(connection: Connection, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    find = among("SELECT id, kind, uid FROM log_case WHERE uid IN :uids", "uids")
    ids = {
        (row.kind, row.uid): row.id
        for part in chunks(uid for _, uid in wanted)
        for row in connection.execute(find, {"uids": part})
    }
    new = sorted(wanted - ids.keys())
    if new:
        fresh = dict(zip(new, take_numbers(connection, "case", len(new)), strict=True))
        connection.execute(
            sql("INSERT INTO log_case (id, kind, uid) VALUES (:id, :kind, :uid)"),
            [{"id": number, "kind": kind, "uid": uid} for (kind, uid), number in fresh.items()],
        )
        ids |= fresh
    return ids


def _records(
    connection: Connection, added: Sequence[Named], cases: Mapping[tuple[str, str], int]
) -> tuple[dict[str, int], frozenset[str]]:
    owners: dict[str, tuple[str, tuple[str, str]]] = {}
    for _, commit in added:
        for op in commit.operations:
            owners.setdefault(op.uid, (op.table, commit.case))
    rids: dict[str, int] = {}
    find = among("SELECT uid, rid FROM log_record WHERE uid IN :uids", "uids")
    for part in chunks(owners):
        rids |= {row.uid: row.rid for row in connection.execute(find, {"uids": part})}
    new = [uid for uid in owners if uid not in rids]
    if new:
        fresh = dict(zip(new, take_numbers(connection, "rid", len(new)), strict=True))
        connection.execute(
            sql("INSERT INTO log_record (rid, uid, tbl, case_id) VALUES (:rid, :uid, :tbl, :case)"),
            [
                {"rid": rid, "uid": uid, "tbl": owners[uid][0], "case": cases[owners[uid][1]]}
                for uid, rid in fresh.items()
            ],
        )
        rids |= fresh
    return rids, frozenset(new)


def _fields(connection: Connection, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    found = {
        (row.tbl, row.name): row.fid
        for row in connection.execute(
            among("SELECT fid, tbl, name FROM log_field WHERE tbl IN :tables", "tables"),
            {"tables": sorted({table for table, _ in wanted})},
        )
    }
    for table, name in sorted(wanted - found.keys()):
        found[table, name] = connection.execute(
            sql("INSERT INTO log_field (tbl, name) VALUES (:tbl, :name) RETURNING fid"), {"tbl": table, "name": name}
        ).scalar_one()
    return found


def _cids_of(connection: Connection, hashes: Iterable[bytes]) -> dict[bytes, int]:
    find = among("SELECT hash, cid FROM log_commit WHERE hash IN :hashes", "hashes")
    return {bytes(name): cid for part in chunks(hashes) for name, cid in connection.execute(find, {"hashes": part})}


Placed = tuple[bytes, int, Operation]


def _add_operations(connection: Connection, operations: Sequence[Placed], numbers: _Numbers) -> None:
    rows: list[dict[str, Any]] = []
    further: list[dict[str, int]] = []
    for name, place, op in operations:
        op_id = numbers.op_id((name, place))
        parents = [numbers.op_id(parent) for parent in op.parents]
        rows.append(
            {
                "op_id": op_id,
                "rid": numbers.rids[op.uid],
                "fid": numbers.fids[op.table, op.register],
                "val": op.value,
                "parent": parents[0] if parents else None,
            }
        )
        further += [{"op_id": op_id, "parent": parent} for parent in parents[1:]]
    connection.execute(
        sql("INSERT INTO log_operation (op_id, rid, fid, val, parent) VALUES (:op_id, :rid, :fid, :val, :parent)"),
        rows,
    )
    if further:
        connection.execute(sql("INSERT INTO log_further_parent (op_id, parent) VALUES (:op_id, :parent)"), further)


def _move_heads(connection: Connection, operations: Sequence[Placed], numbers: _Numbers) -> None:
    """Take off the heads that the new operations name; every new one that nobody names is a head.

    A child of a new operation can only be among the new ones: the log holds no operation without its parents.
    """
    replaced = {parent for _, _, op in operations for parent in op.parents}
    gone = [
        {"rid": numbers.rids[op.uid], "fid": numbers.fids[op.table, op.register], "op_id": numbers.op_id(parent)}
        for _, _, op in operations
        for parent in op.parents
    ]
    if gone:
        connection.execute(sql("DELETE FROM log_head WHERE rid = :rid AND fid = :fid AND op_id = :op_id"), gone)
        connection.execute(sql("DELETE FROM log_bad_value WHERE op_id = :op_id"), gone)
    added = [
        {
            "rid": numbers.rids[op.uid],
            "fid": numbers.fids[op.table, op.register],
            "op_id": numbers.op_id((name, place)),
        }
        for name, place, op in operations
        if (name, place) not in replaced
    ]
    if added:
        connection.execute(sql("INSERT INTO log_head (rid, fid, op_id) VALUES (:rid, :fid, :op_id)"), added)


def _several(operations: Sequence[Placed], rids: Mapping[str, int]) -> list[int]:
    """Return the records that got one register twice: only those can clash within one bundle."""
    seen: dict[tuple[str, str], int] = defaultdict(int)
    for _, _, op in operations:
        seen[op.uid, op.register] += 1
    return sorted({rids[uid] for (uid, _), times in seen.items() if times > 1})


def find_conflicts(connection: Connection, *touched: Iterable[int]) -> None:
    """Note anew which registers of these records hold two or more different values."""
    rids = sorted({rid for part in touched for rid in part})
    for part in chunks(rids):
        connection.execute(among("DELETE FROM log_conflict WHERE rid IN :rids", "rids"), {"rids": part})
        connection.execute(
            among(
                "INSERT INTO log_conflict (rid, fid, distinct_values)"
                " SELECT h.rid, h.fid, COUNT(DISTINCT o.val) FROM log_head h"
                " JOIN log_operation o ON o.op_id = h.op_id WHERE h.rid IN :rids"
                " GROUP BY h.rid, h.fid HAVING COUNT(DISTINCT o.val) > 1",
                "rids",
            ),
            {"rids": part},
        )
