"""Registers that hold two or more different values, and resolving them: a write that names all heads."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from xunjian.db import canonical, undoing, views
from xunjian.db.registers import logged_tables
from xunjian.db.views import Head, among, sql
from xunjian.errors import UserError


@dataclass(frozen=True)
class Side:
    """One of the values that clash: what, whose, and what the writer's clock claimed."""

    key: str
    """Names the side for people and commands: the first eight digits of its commit and its place."""
    value: Any
    actor: str | None
    replica: str
    wall: str


@dataclass(frozen=True)
class Conflict:
    """A register of a record with all its values."""

    uid: str
    table: str
    register: str
    case: tuple[str, str]
    sides: tuple[Side, ...]

    @property
    def id(self) -> str:
        """Return the name that people and commands use."""
        return f"{self.uid}.{self.register}"


def list_conflicts(connection: Connection) -> list[Conflict]:
    """Return every conflict, ordered by case, record and register."""
    rows = connection.execute(
        sql(
            "SELECT r.uid, r.tbl, f.name, k.kind, k.uid AS case_uid FROM log_conflict c"
            " JOIN log_record r ON r.rid = c.rid JOIN log_field f ON f.fid = c.fid JOIN log_case k ON k.id = r.case_id"
            " ORDER BY k.kind, k.uid, r.uid, f.name"
        )
    ).all()
    heads = views.heads(connection, {row.uid for row in rows})
    return [
        Conflict(row.uid, row.tbl, row.name, (row.kind, row.case_uid), _sides(connection, heads[row.uid][row.name]))
        for row in rows
    ]


def _sides(connection: Connection, heads: tuple[Head, ...]) -> tuple[Side, ...]:
    commits = {
        bytes(row.hash): row
        for row in connection.execute(
            among(
                "SELECT c.hash, c.actor, c.wall, r.uid AS replica FROM log_commit c JOIN log_replica r"
                " ON r.id = c.replica WHERE c.hash IN :hashes",
                "hashes",
            ),
            {"hashes": [head.parent[0] for head in heads]},
        )
    }
    return tuple(
        Side(
            side_key(head),
            canonical.decode(head.value),
            commits[head.parent[0]].actor,
            commits[head.parent[0]].replica,
            commits[head.parent[0]].wall,
        )
        for head in sorted(heads, key=lambda head: head.parent)
    )


def side_key(head: Head) -> str:
    """Return the name of a side, the same on every machine."""
    return f"{head.parent[0].hex()[:8]}-{head.parent[1]}"


def set_resolved(session: Session, uid: str, register: str, value: Any) -> None:
    """Give a register in conflict its value; the caller's `write(resolving=...)` closes it."""
    connection = session.connection()
    known = views.known_records(connection, [uid]).get(uid)
    table = logged_tables().get(known.table) if known else None
    if table is None or register not in table.by_name:
        raise UserError("没有这处冲突。", safe="什么都没有改。", hint="请重新打开冲突清单。")
    text = canonical.encode_text(value)
    if not views.fits(table.by_name[register], text):
        raise UserError("这个值填不进这一栏。", safe="什么都没有改。", hint="请改一下再试。")
    undoing.put(connection, table.name, uid, register, text)
