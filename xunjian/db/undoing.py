"""Taking back what this machine did in a case: the log already holds what every change replaced.

A change that can be taken back is a commit of this replica with a reason, which names it for people. Taking back is
an ordinary write whose reason begins with a mark, so that it never lands on the list itself.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from xunjian.db import views
from xunjian.db.registers import CLEARED, logged_tables
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
    "SELECT c.cid, c.reason FROM log_commit c JOIN log_case k ON k.id = c.case_id"
    " JOIN log_replica r ON r.id = c.replica LEFT JOIN local_undone u ON u.cid = c.cid"
    " WHERE k.kind = :kind AND k.uid = :uid AND r.uid = :replica AND c.reason IS NOT NULL"
    " AND c.reason NOT LIKE '撤销：%' AND c.reason NOT LIKE '重做：%'"
)
_LAST_DONE = _OWN + " AND u.cid IS NULL AND c.cid > :after ORDER BY c.cid DESC LIMIT 1"
_FIRST_UNDONE = _OWN + " AND u.cid IS NOT NULL AND c.cid > :after ORDER BY c.cid LIMIT 1"


def last_done(connection: Connection, case: tuple[str, str], replica: str) -> Change | None:
    """Return the newest change in the case that stands."""
    return _change(connection, _LAST_DONE, case, replica, after=0)


def last_undone(connection: Connection, case: tuple[str, str], replica: str) -> Change | None:
    """Return the change that was taken back last; none once something new was done after it."""
    done = last_done(connection, case, replica)
    return _change(connection, _FIRST_UNDONE, case, replica, after=done.cid if done else 0)


def _change(
    connection: Connection, statement: str, case: tuple[str, str], replica: str, *, after: int
) -> Change | None:
    row = connection.execute(
        sql(statement), {"kind": case[0], "uid": case[1], "replica": replica, "after": after}
    ).first()
    return Change(row.cid, row.reason, tuple(_registers(connection, row.cid))) if row else None


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
