"""Is everything whole: the file, the log, and the tables that show it."""

import hashlib
from functools import cache

from sqlalchemy import Connection

from xunjian.db import canonical, views
from xunjian.db.commits import hash_of
from xunjian.db.engines import kind_of
from xunjian.db.history import commits_of
from xunjian.db.registers import logged_tables
from xunjian.db.statements import Statement
from xunjian.db.views import sql


def rebuild(connection: Connection) -> None:
    """Make heads, conflicts and all logged rows anew from the operations."""
    for statement in (
        "DELETE FROM log_head",
        "DELETE FROM log_conflict",
        "DELETE FROM log_bad_value",
        "INSERT INTO log_head (rid, fid, op_id) SELECT o.rid, o.fid, o.op_id FROM log_operation o"
        " WHERE NOT EXISTS (SELECT 1 FROM log_operation later WHERE later.parent = o.op_id)"
        " AND NOT EXISTS (SELECT 1 FROM log_further_parent later WHERE later.parent = o.op_id)",
        "INSERT INTO log_conflict (rid, fid, distinct_values) SELECT h.rid, h.fid, COUNT(DISTINCT o.val)"
        " FROM log_head h JOIN log_operation o ON o.op_id = h.op_id"
        " GROUP BY h.rid, h.fid HAVING COUNT(DISTINCT o.val) > 1",
    ):
        connection.execute(sql(statement))
    for table in logged_tables():
        connection.execute(sql(f"DELETE FROM {table}"))  # noqa: S608 - our own names
    uids = [row.uid for row in connection.execute(sql("SELECT uid FROM log_record ORDER BY rid"))]
    views.show(connection, uids)
    connection.execute(sql("DELETE FROM log_dirty"))
    # Rows may have changed although no commit came: whatever follows the log by its numbers has to look again.
    connection.execute(
        sql(
            "INSERT INTO log_counter (name, value) VALUES ('rebuilt', 1)"
            " ON CONFLICT (name) DO UPDATE SET value = log_counter.value + 1"
        )
    )


_COMMITS = Statement("SELECT hash FROM log_commit ORDER BY hash")
_HEADS = Statement(
    "SELECT c.hash, h.op_id FROM log_head h JOIN log_commit c ON c.cid = h.op_id >> 16 ORDER BY c.hash, h.op_id & 65535"
)
_CONFLICTS = Statement(
    "SELECT r.uid, f.name, c.distinct_values FROM log_conflict c"
    " JOIN log_record r ON r.rid = c.rid JOIN log_field f ON f.fid = c.fid ORDER BY r.uid, f.name"
)
_BAD_VALUES = Statement(
    "SELECT c.hash, b.op_id FROM log_bad_value b JOIN log_commit c ON c.cid = b.op_id >> 16"
    " ORDER BY c.hash, b.op_id & 65535"
)


def digest(connection: Connection) -> str:
    """Return a fingerprint of the commits and all that shows them; equal wherever the same commits are."""
    total = hashlib.sha256()
    for (name,) in _COMMITS.rows(connection):
        total.update(bytes(name))
    for part in (_HEADS, _BAD_VALUES):
        for name, op_id in part.rows(connection):
            total.update(bytes(name) + (op_id & 0xFFFF).to_bytes(2))
        total.update(b"-")
    for row in _CONFLICTS.rows(connection):
        total.update(canonical.encode(list(row)))
    for name, table in sorted(logged_tables().items()):
        total.update(name.encode())
        for values in _all_rows(name).rows(connection):
            row = zip(("uid", *table.columns), values, strict=True)
            total.update(canonical.encode({column: value for column, value in row if value is not None}))
    return total.hexdigest()


@cache
def _all_rows(name: str) -> Statement:
    columns = ", ".join(f'"{column}"' for column in ("uid", *logged_tables()[name].columns))
    return Statement(f"SELECT {columns} FROM {name} ORDER BY uid")  # noqa: S608 - our own names


def faults(connection: Connection, *, deep: bool = False) -> list[str]:
    """Return what is not whole, in Chinese sentences; nothing is changed.

    The file itself is always checked. `deep` also reads every commit against its hash, and compares the tables with
    those made anew from the log (the caller rolls that back).
    """
    found = kind_of(connection).faults(connection)
    if not deep:
        return found
    broken = sum(1 for name, commit in commits_of(connection) if hash_of(commit.line()) != name)
    if broken:
        found.append(f"有 {broken} 次改动的内容与它的指纹不符。")
    before = digest(connection)
    rebuild(connection)
    if digest(connection) != before:
        found.append("表里的内容与改动记录对不上。")
    return found
