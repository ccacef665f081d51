"""Commits read back from the log, the same to the last byte as they were written or brought."""

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import Connection

from xunjian.db.commits import Commit, Operation
from xunjian.db.views import among, chunks, sql


def commits_of(connection: Connection, cases: list[tuple[str, str]] | None = None) -> Iterator[tuple[bytes, Commit]]:
    """Yield commits with their hashes in the order in which they came here; of all cases, or of some."""
    wanted = None if cases is None else _case_ids(connection, cases)
    if wanted is None:
        cids = [row.cid for row in connection.execute(sql("SELECT cid FROM log_commit ORDER BY cid"))]
    else:
        find = among("SELECT cid FROM log_commit WHERE case_id IN :cases", "cases")
        cids = sorted(row.cid for part in chunks(wanted) for row in connection.execute(find, {"cases": part}))
    for part in chunks(cids, 2_000):
        yield from _commits(connection, part)


def _case_ids(connection: Connection, cases: list[tuple[str, str]]) -> list[int]:
    names = set(cases)
    rows = connection.execute(sql("SELECT id, kind, uid FROM log_case"))
    return [row.id for row in rows if (row.kind, row.uid) in names]


_COMMITS = (
    "SELECT c.*, r.uid AS replica_uid, k.kind, k.uid AS case_uid FROM log_commit c"
    " JOIN log_replica r ON r.id = c.replica JOIN log_case k ON k.id = c.case_id WHERE c.cid IN :cids ORDER BY c.cid"
)
_OPERATIONS = (
    "SELECT o.op_id, o.val, o.parent, r.uid, f.tbl, f.name FROM log_commit c"
    " JOIN log_operation o ON o.op_id BETWEEN c.cid << 16 AND (c.cid << 16) + 65535 JOIN log_record r ON r.rid = o.rid"
    " JOIN log_field f ON f.fid = o.fid WHERE c.cid IN :cids ORDER BY o.op_id"
)
_FURTHER_PARENTS = (
    "SELECT p.op_id, p.parent FROM log_commit c JOIN log_further_parent p"
    " ON p.op_id BETWEEN c.cid << 16 AND (c.cid << 16) + 65535 WHERE c.cid IN :cids"
)


def _commits(connection: Connection, cids: list[int]) -> Iterator[tuple[bytes, Commit]]:
    rows = connection.execute(among(_OPERATIONS, "cids"), {"cids": cids}).all()
    parents: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        if row.parent is not None:
            parents[row.op_id].append(row.parent)
    for op_id, parent in connection.execute(among(_FURTHER_PARENTS, "cids"), {"cids": cids}):
        parents[op_id].append(parent)
    names = _hashes(connection, {parent >> 16 for several in parents.values() for parent in several})
    operations: dict[int, list[Operation]] = defaultdict(list)
    for row in rows:
        named = sorted((names[parent >> 16], parent & 0xFFFF) for parent in parents.get(row.op_id, ()))
        operations[row.op_id >> 16].append(Operation(row.tbl, row.uid, row.name, row.val, tuple(named)))
    for row in connection.execute(among(_COMMITS, "cids"), {"cids": cids}):
        yield (
            bytes(row.hash),
            Commit(
                replica=row.replica_uid,
                case=(row.kind, row.case_uid),
                seq=row.seq,
                prev=None if row.prev is None else bytes(row.prev),
                actor=row.actor,
                wall=row.wall,
                app=row.app,
                schema=row.schema,
                reason=row.reason,
                operations=tuple(operations[row.cid]),
                extra=row.extra,
            ),
        )


def _hashes(connection: Connection, cids: set[int]) -> dict[int, bytes]:
    find = among("SELECT cid, hash FROM log_commit WHERE cid IN :cids", "cids")
    return {row.cid: bytes(row.hash) for part in chunks(cids) for row in connection.execute(find, {"cids": part})}
