"""Writing the change log: marks by triggers, compared and sealed when a write ends.

Triggers only note which rows were touched. Sealing compares each of them, register by register, with what the log
shows, and writes the difference as one commit a case. A save therefore records what changed, whoever changed it and
by whatever statement; setting a value and setting it back records nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from xunjian import __version__
from xunjian.db import views
from xunjian.db.admission import Named, admit
from xunjian.db.commits import Commit, Operation, hash_of
from xunjian.db.registers import CLEARED, DELETED, LoggedTable, Register, logged_tables
from xunjian.db.schema.base import Kind
from xunjian.db.schema.log import OPERATIONS_PER_COMMIT
from xunjian.db.types import instant_text, now
from xunjian.db.views import Head, sql
from xunjian.errors import UserError

SCHEMA_VERSION = 1
"""Written into every commit; rises when a migration changes logged tables."""

EXTERNAL = "external"
"""The actor of changes that were found, not made here (外部修改)."""


@dataclass(frozen=True)
class Author:
    """Who a save is signed by, on which replica, for which bureau."""

    replica: str
    bureau: str
    actor: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Touched:
    """A marked row beside what the log shows of it."""

    table: LoggedTable
    uid: str
    row: Mapping[str, Any] | None
    known: views.Known | None
    heads: Mapping[str, tuple[Head, ...]]
    read: Mapping[str, tuple[Head, ...]]
    """The heads that the writer had read; the same as `heads` for a form loaded just now."""


Resolved = frozenset[tuple[str, str]]
"""Registers (record uid, name) whose conflict this write resolves."""


def seal(connection: Connection, author: Author, *, as_of: int | None = None, resolving: Resolved = frozenset()) -> int:
    """Write what the marked rows changed as commits, clear the marks, and return the number of commits.

    `as_of` is the commit number at which the writer read what it changed: whatever came in since then and was
    changed here too becomes a conflict. A register in conflict is written only by a write that resolves it.
    """
    touched = list(_touched(connection, as_of))
    if not touched:
        return 0
    changes: dict[tuple[str, str], list[Operation]] = defaultdict(list)
    for item in touched:
        changes[_case(item, author)] += _operations(item, resolving)
    sealed = list(_commits(connection, author, {case: ops for case, ops in changes.items() if ops}))
    if sealed:
        admit(connection, sealed)
    stale = [item.uid for item in touched if _may_differ_from_log(item)]
    if stale:
        views.show(connection, stale)
    connection.execute(sql("DELETE FROM log_dirty"))
    return len(sealed)


def _may_differ_from_log(item: Touched) -> bool:
    """Whether the row may hold something that the log does not show, so that it must be written anew."""
    in_conflict = any(len({head.value for head in heads}) > 1 for heads in item.heads.values())
    return item.row is None or in_conflict or item.read is not item.heads or item.table.is_record


def _touched(connection: Connection, as_of: int | None) -> Iterator[Touched]:
    marks: dict[str, list[str]] = defaultdict(list)
    for table, uid in connection.execute(sql("SELECT tbl, uid FROM log_dirty ORDER BY tbl, uid")):
        marks[table].append(uid)
    every = [uid for uids in marks.values() for uid in uids]
    known = views.known_records(connection, every)
    heads = views.heads(connection, every)
    behind = as_of is not None and as_of < views.last_commit(connection)
    read = views.heads(connection, every, as_of=as_of) if behind else heads
    for name, uids in marks.items():
        table = logged_tables()[name]
        rows = stored_rows(connection, table, uids)
        for uid in uids:
            shown = heads.get(uid, {})
            yield Touched(table, uid, rows.get(uid), known.get(uid), shown, read.get(uid, {}) if behind else shown)


def stored_rows(connection: Connection, table: LoggedTable, uids: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """Return rows as stored (text and integers) by uid."""
    columns = ", ".join(f'"{column}"' for column in table.columns)
    statement = views.among(f"SELECT uid, {columns} FROM {table.name} WHERE uid IN :uids", "uids")  # noqa: S608
    found: dict[str, Mapping[str, Any]] = {}
    for part in views.chunks(uids):
        found |= {row["uid"]: row for row in connection.execute(statement, {"uids": part}).mappings()}
    return found


def _case(item: Touched, author: Author) -> tuple[str, str]:
    """Return the case of a record: the one it was made in, whatever its columns say later."""
    if item.known is not None:
        return item.known.case
    case = item.table.case
    if case.column is None:
        return case.kind, author.bureau
    owner = None if item.row is None else item.uid if case.column == "uid" else item.row[case.column]
    return (case.kind, owner) if owner else ("bureau", author.bureau)


def _operations(item: Touched, resolving: Resolved) -> Iterator[Operation]:
    if item.row is None and item.known is None:
        return
    if item.table.is_record:
        if item.known is None and item.row is not None:
            register = item.table.registers[0]
            yield Operation(item.table.name, item.uid, register.name, register.encode(item.row), ())
        return
    changed = list(_changed_registers(item, resolving))
    if not changed and item.known is None:
        # A record that holds nothing but its name is there all the same.
        yield Operation(item.table.name, item.uid, DELETED, "false", ())
    for register, value in changed:
        read = item.read.get(register.name, ())
        if len({head.value for head in read}) > 1 and (item.uid, register.name) not in resolving:
            raise UserError(
                "这一栏两组填得不一样，还没有定。",
                safe="您刚才改的没有存，其他内容没有动。",
                hint="请先在“冲突”里定下来，再改。",
            )
        yield Operation(item.table.name, item.uid, register.name, value, tuple(sorted(head.parent for head in read)))


def _changed_registers(item: Touched, resolving: Resolved) -> Iterator[tuple[Register, str]]:
    if item.row is None:
        if _shown(item.heads, item.table.by_name[DELETED]) != "true":
            yield item.table.by_name[DELETED], "true"
        return
    for register in item.table.registers:
        value = register.encode(item.row)
        differs = value not in (_shown(item.heads, register), _shown(item.read, register))
        if differs or (item.uid, register.name) in resolving:
            yield register, value
        elif item.table.kind is Kind.MEMBERS and item.known is None and register.name == DELETED:
            # Being there is what a member says, so that adding and removing can meet.
            yield register, "false" if value == CLEARED else value


def _shown(heads: Mapping[str, tuple[Head, ...]], register: Register) -> str:
    """Return the value that the row shows for a register: nothing where the log's value has the wrong type."""
    candidates = heads.get(register.name, ())
    if not candidates:
        return CLEARED
    value = views.provisional(candidates).value
    return value if views.fits(register, value) else CLEARED


_LAST = (
    "SELECT k.kind, k.uid, c.seq, c.hash FROM log_commit c JOIN log_case k ON k.id = c.case_id"
    " JOIN log_replica r ON r.id = c.replica WHERE r.uid = :replica AND k.uid IN :uids AND NOT EXISTS"
    " (SELECT 1 FROM log_commit n WHERE n.case_id = c.case_id AND n.replica = c.replica AND n.seq > c.seq)"
)


def _commits(
    connection: Connection, author: Author, changes: Mapping[tuple[str, str], Sequence[Operation]]
) -> Iterator[Named]:
    """Yield one commit a case, or several where one cannot hold all its operations."""
    last: dict[tuple[str, str], tuple[int, bytes]] = {}
    for part in views.chunks(uid for _, uid in changes):
        found = connection.execute(views.among(_LAST, "uids"), {"replica": author.replica, "uids": part})
        last |= {(row.kind, row.uid): (row.seq, bytes(row.hash)) for row in found}
    wall = instant_text(now())
    for case, operations in changes.items():
        ordered = sorted(operations, key=lambda op: (op.table, op.uid, op.register))
        for part in views.chunks(ordered, OPERATIONS_PER_COMMIT - 1):
            seq, prev = last.get(case, (0, None))
            commit = Commit(
                replica=author.replica,
                case=case,
                seq=seq + 1,
                prev=prev,
                actor=author.actor,
                wall=wall,
                app=__version__,
                schema=SCHEMA_VERSION,
                reason=author.reason,
                operations=tuple(part),
            )
            name = hash_of(commit.line())
            last[case] = (seq + 1, name)
            yield name, commit
