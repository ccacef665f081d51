"""Taking back what this machine did in a case: the log already holds what every change replaced.

A change that can be taken back is a commit of this replica with a reason, which names it for people. Taking back is
an ordinary write whose reason begins with a mark, so that it never lands on the list itself.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, TextClause

from xunjian.db import views
from xunjian.db.registers import CLEARED, DELETED, logged_tables
from xunjian.db.views import sql

UNDO = "撤销："
REDO = "重做："


@dataclass(frozen=True)
class Replaced:
    """One register that a commit wrote, with what it held before and after."""

    table: str
    uid: str
    register: str
    before: str
    after: str
    created: bool
    """The commit made the record."""


@dataclass(frozen=True)
class Change:
    """A commit that can be taken back or done again."""

    cid: int
    title: str
    registers: tuple[Replaced, ...]


_OWN = (
    "SELECT c.cid, c.reason FROM log_commit c JOIN log_case k ON k.id = c.case_id"  # noqa: S608 - our own words
    " JOIN log_replica r ON r.id = c.replica LEFT JOIN local_undone u ON u.cid = c.cid"
    " WHERE k.kind = :kind AND k.uid = :uid AND r.uid = :replica AND c.cid > :after"
    f" AND c.reason IS NOT NULL AND c.reason NOT LIKE '{UNDO}%' AND c.reason NOT LIKE '{REDO}%'"
)
_LAST_DONE = sql(_OWN + " AND u.cid IS NULL ORDER BY c.cid DESC LIMIT 1")
_NEWEST = sql(_OWN + " ORDER BY c.cid DESC LIMIT 1")
_FIRST_UNDONE = sql(_OWN + " AND u.at >= :newest ORDER BY c.cid LIMIT 1")
_DELETED_BY = sql(
    "SELECT o.op_id >> 16 FROM log_head h JOIN log_record r ON r.rid = h.rid JOIN log_field f ON f.fid = h.fid"
    " JOIN log_operation o ON o.op_id = h.op_id WHERE r.uid = :uid AND f.name = 'deleted' AND o.val = 'true'"
)


def last_done(connection: Connection, case: tuple[str, str], replica: str, *, after: int = 0) -> Change | None:
    """Return the newest change in the case that stands, if it was made later than the commit `after`."""
    return _change(connection, _LAST_DONE, case, replica, after=after)


def last_undone(connection: Connection, case: tuple[str, str], replica: str, *, after: int = 0) -> Change | None:
    """Return the change that was taken back last; none once something new was done after it."""
    done = last_done(connection, case, replica, after=after)
    newest = connection.execute(_NEWEST, _names(case, replica, after)).first()
    return _change(
        connection,
        _FIRST_UNDONE,
        case,
        replica,
        after=done.cid if done else after,
        newest=newest.cid if newest else 0,
    )


def last_record(connection: Connection, visit: str, tables: tuple[str, ...]) -> int:
    """Return the number of the newest commit, whoever made it, with a record of the visit in these tables; or 0."""
    return int(connection.execute(_last_record(tables), {"visit": visit}).scalar_one())


@cache
def _last_record(tables: tuple[str, ...]) -> TextClause:
    records = " UNION ALL ".join(f"SELECT uid FROM {table} WHERE visit = :visit" for table in tables)  # noqa: S608
    return sql(
        "SELECT coalesce(max(o.op_id) >> 16, 0) FROM log_record r JOIN log_operation o ON o.rid = r.rid"  # noqa: S608
        f" WHERE r.uid IN ({records})"
    )


def deleted_with(connection: Connection, uid: str, beside: str) -> list[tuple[str, str]]:
    """Return table and uid of all that went in one commit with a deleted record, if it wrote `beside` as well."""
    cid = connection.execute(_DELETED_BY, {"uid": uid}).scalar()
    registers = _registers(connection, cid) if cid is not None else []
    if all(replaced.uid != beside for replaced in registers):
        return []
    return [(one.table, one.uid) for one in registers if one.register == DELETED and one.after == "true"]


def _change(
    connection: Connection,
    statement: TextClause,
    case: tuple[str, str],
    replica: str,
    *,
    after: int,
    newest: int = 0,
) -> Change | None:
    row = connection.execute(statement, {**_names(case, replica, after), "newest": newest}).first()
    return Change(row.cid, row.reason, tuple(_registers(connection, row.cid))) if row else None


def _names(case: tuple[str, str], replica: str, after: int) -> dict[str, Any]:
    return {"kind": case[0], "uid": case[1], "replica": replica, "after": after}


def _registers(connection: Connection, cid: int) -> list[Replaced]:
    rows = connection.execute(
        sql(
            "SELECT r.uid, r.tbl, f.name, o.val, p.val AS before,"
            " NOT EXISTS (SELECT 1 FROM log_operation e WHERE e.rid = o.rid AND e.op_id < :first) AS created"
            " FROM log_operation o JOIN log_record r ON r.rid = o.rid JOIN log_field f ON f.fid = o.fid"
            " LEFT JOIN log_operation p ON p.op_id = o.parent WHERE o.op_id BETWEEN :first AND :last"
        ),
        {"first": cid << 16, "last": (cid << 16) + 65535},
    )
    return [Replaced(row.tbl, row.uid, row.name, row.before or CLEARED, row.val, bool(row.created)) for row in rows]


def holds(connection: Connection, uid: str, register: str, value: str) -> bool:
    """Tell whether a register holds just this value: nothing else was written to it since, here or elsewhere."""
    heads = views.heads(connection, [uid]).get(uid, {}).get(register, ())
    return {head.value for head in heads} in ({value}, set() if value == CLEARED else {value})


def put(connection: Connection, table: str, uid: str, register: str, value: str) -> None:
    """Give a register of a row a value from the log."""
    described = logged_tables()[table]
    row = described.by_name[register].decode(value)
    settings = ", ".join(f'"{column}" = :{column}' for column in row)
    statement = f"UPDATE {described.name} SET {settings} WHERE uid = :_uid"  # noqa: S608 - our own names
    connection.execute(sql(statement), {**row, "_uid": uid})
