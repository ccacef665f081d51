"""Commits read back from the log, the same to the last byte as they were written or brought."""

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import Connection

from xunjian.db.commits import Commit, Operation
from xunjian.db.statements import Statement
from xunjian.db.views import chunks

_CIDS = Statement("SELECT cid FROM log_commit ORDER BY cid")
_CIDS_OF = Statement(
    "SELECT c.cid FROM log_commit c JOIN log_case k ON k.id = c.case_id WHERE k.kind = :kind AND k.uid IN :uids"
)
_COMMITS = Statement(
    "SELECT c.cid, c.hash, r.uid, k.kind, k.uid, c.seq, c.prev, c.actor, c.wall, c.app, c.schema, c.reason, c.extra"
    " FROM log_commit c JOIN log_replica r ON r.id = c.replica JOIN log_case k ON k.id = c.case_id"
    " WHERE c.cid IN :cids ORDER BY c.cid"
)
_OPERATIONS = Statement(
    "SELECT o.op_id, f.tbl, r.uid, f.name, o.val, o.parent FROM log_commit c"
    " JOIN log_operation o ON o.op_id BETWEEN c.cid << 16 AND (c.cid << 16) + 65535 JOIN log_record r ON r.rid = o.rid"
    " JOIN log_field f ON f.fid = o.fid WHERE c.cid IN :cids ORDER BY o.op_id"
)
_FURTHER_PARENTS = Statement(
    "SELECT p.op_id, p.parent FROM log_commit c JOIN log_further_parent p"
    " ON p.op_id BETWEEN c.cid << 16 AND (c.cid << 16) + 65535 WHERE c.cid IN :cids"
)
_HASHES = Statement("SELECT cid, hash FROM log_commit WHERE cid IN :cids")


def commits_of(connection: Connection, cases: list[tuple[str, str]] | None = None) -> Iterator[tuple[bytes, Commit]]:
    """Yield commits with their hashes in the order in which they came here; of all cases, or of some."""
    cids = [cid for (cid,) in _CIDS.rows(connection)] if cases is None else _cids_of(connection, cases)
    for part in chunks(cids, 2_000):
        yield from _commits(connection, part)


def _cids_of(connection: Connection, cases: list[tuple[str, str]]) -> list[int]:
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, uid in cases:
        by_kind[kind].append(uid)
    return sorted(
        cid
        for kind, uids in by_kind.items()
        for part in chunks(dict.fromkeys(uids))
        for (cid,) in _CIDS_OF.rows(connection, kind=kind, uids=part)
    )


def _commits(connection: Connection, cids: list[int]) -> Iterator[tuple[bytes, Commit]]:
    rows = _OPERATIONS.rows(connection, cids=cids)
    parents: dict[int, list[int]] = defaultdict(list)
    for op_id, *_, parent in rows:
        if parent is not None:
            parents[op_id].append(parent)
    for op_id, parent in _FURTHER_PARENTS.rows(connection, cids=cids):
        parents[op_id].append(parent)
    names = _hashes(connection, {parent >> 16 for several in parents.values() for parent in several})
    operations: dict[int, list[Operation]] = defaultdict(list)
    for op_id, table, uid, register, value, _ in rows:
        named = sorted((names[parent >> 16], parent & 0xFFFF) for parent in parents.get(op_id, ()))
        operations[op_id >> 16].append(Operation(table, uid, register, value, tuple(named)))
    for cid, name, replica, kind, case, seq, prev, *texts in _COMMITS.rows(connection, cids=cids):
        actor, wall, app, schema, reason, extra = texts
        before = None if prev is None else bytes(prev)
        done = tuple(operations[cid])
        yield bytes(name), Commit(replica, (kind, case), seq, before, actor, wall, app, schema, reason, done, extra)


def _hashes(connection: Connection, cids: set[int]) -> dict[int, bytes]:
    return {cid: bytes(name) for part in chunks(cids) for cid, name in _HASHES.rows(connection, cids=part)}
