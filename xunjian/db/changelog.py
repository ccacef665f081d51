"""Writing the change log: marks by triggers, compared and sealed when a write ends.

Triggers only note which rows were touched. Sealing compares each of them, register by register, with what the log
shows, and writes the difference as one commit a case. A save therefore records what changed, whoever changed it and
by whatever statement; setting a value and setting it back records nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection

from xunjian import __version__
from xunjian.db import views
from xunjian.db.admission import Named, admit
from xunjian.db.commits import Commit, Operation, hash_of
from xunjian.db.registers import CLEARED, DELETED, LoggedTable, Register, logged_tables
from xunjian.db.schema.base import Kind
from xunjian.db.schema.log import OPERATIONS_PER_COMMIT
from xunjian.db.statements import Statement
from xunjian.db.types import instant_text, now
from xunjian.db.uids import is_uid
from xunjian.db.views import Head
from xunjian.errors import UserError

SCHEMA_VERSION = 1
"""Written into every commit; rises when a migration changes logged tables."""

EXTERNAL = "external"
"""The actor of changes that were found, not made here (外部修改)."""


# Both see this transaction's own marks and those of transactions that had ended before it began.
_MARKS = Statement("SELECT DISTINCT tbl, uid FROM log_dirty ORDER BY tbl, uid")
_CLEAR_MARKS = Statement("DELETE FROM log_dirty")


@dataclass(frozen=True)
class Author:
    """Who a save is signed by, on which replica, for which bureau."""

    replica: str
    bureau: str
    actor: str | None = None
    reason: str | None = None

    @property
    def external(self) -> bool:
        """Whether these changes were found, not made here."""
        return self.actor == EXTERNAL


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


@dataclass(frozen=True)
class Difference:
    """What a marked row changed."""

    operations: tuple[Operation, ...] = ()
    stale: bool = False
    """The row holds something else than the log then shows, and has to be written anew."""


Resolved = frozenset[tuple[str, str]]
"""Registers (record uid, name) whose conflict this write resolves."""


def seal(connection: Connection, author: Author, *, as_of: int | None = None, resolving: Resolved = frozenset()) -> int:
    """Write what the marked rows changed as commits, clear the marks, and return the number of commits.

    `as_of` is the commit number at which the writer read what it changed: whatever came in since then and was
    changed here too becomes a conflict. A register in conflict is written only by a write that resolves it.
    """
    found = [(item, _compare(item, author, resolving)) for item in _touched(connection, as_of)]
    if not found:
        return 0
    changes: dict[tuple[str, str], list[Operation]] = defaultdict(list)
    for item, difference in found:
        if difference.operations:
            changes[_case(item, author)] += difference.operations
    sealed = list(_commits(connection, author, changes))
    if sealed:
        admit(connection, sealed)
    stale = [item.uid for item, difference in found if difference.stale]
    if stale:
        views.show(connection, stale)
    _CLEAR_MARKS.rows(connection)
    return len(sealed)


def _touched(connection: Connection, as_of: int | None) -> Iterator[Touched]:
    marks: dict[str, list[str]] = defaultdict(list)
    for table_name, uid in _MARKS.rows(connection):
        marks[table_name].append(uid)
    if not marks:
        return
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
    return {
        uid: dict(zip(table.columns, row, strict=True))
        for part in views.chunks(uids)
        for uid, *row in _select(table.name).rows(connection, uids=part)
    }


@cache
def _select(name: str) -> Statement:
    columns = ", ".join(f'"{column}"' for column in logged_tables()[name].columns)
    return Statement(f"SELECT uid, {columns} FROM {name} WHERE uid IN :uids")  # noqa: S608 - our own names


def _case(item: Touched, author: Author) -> tuple[str, str]:
    """Return the case of a record: the one it was made in, whatever its columns say later."""
    if item.known is not None:
        return item.known.case
    case = item.table.case
    if case.column is None:
        return case.kind, author.bureau
    owner = None if item.row is None else item.uid if case.column == "uid" else item.row[case.column]
    return (case.kind, owner) if owner is not None and is_uid(owner) else ("bureau", author.bureau)


def _compare(item: Touched, author: Author, resolving: Resolved) -> Difference:
    """Return what a marked row changed, and whether it has to be written anew from the log."""
    if item.row is None:
        return _removed(item, author)
    if item.known is None and not is_uid(item.uid):
        if author.external:
            return Difference()  # No other machine could read a record of this name: it stays out of the log.
        raise ValueError(f"no uid: {item.uid}")
    if item.table.is_record:
        return _written_once(item, author)
    return _edited(item, author, resolving)


def _removed(item: Touched, author: Author) -> Difference:
    """A row that another tool took away comes back, marked deleted."""
    if item.known is None:
        return Difference()
    register = item.table.by_name.get(DELETED)
    if register is None or _shown(item.heads, register) == "true":
        return Difference(stale=True)
    return Difference((_operation(item, author, register, "true"),), stale=True)


def _written_once(item: Touched, author: Author) -> Difference:
    if item.known is not None:
        return Difference(stale=True)
    register = item.table.registers[0]
    value = _value_of(item, author, register)
    if value is None:
        return Difference()
    return Difference((Operation(item.table.name, item.uid, register.name, value, ()),))


def _edited(item: Touched, author: Author, resolving: Resolved) -> Difference:
    operations: list[Operation] = []
    stale = False
    for register in item.table.registers:
        resolved = (item.uid, register.name) in resolving
        value = _value_of(item, author, register)
        if value is None:
            stale = True
        elif resolved or value != _shown(item.heads, register, like=value):
            if not resolved and value == _shown(item.read, register, like=value):
                stale = True
                continue
            _refuse_in_conflict(item, author, register, resolved)
            operations.append(_operation(item, author, register, value))
            stale = stale or len(item.heads.get(register.name, ())) > 1 or item.read is not item.heads
    if (
        item.known is None
        and not any(op.register == DELETED for op in operations)
        and (item.table.kind is Kind.MEMBERS or not operations)
    ):
        # Being there is what a member says, so that adding and removing can meet. And a record that holds nothing
        # but its name is there all the same.
        operations.append(Operation(item.table.name, item.uid, DELETED, "false", ()))
        stale = True
    return Difference(tuple(operations), stale)


def _value_of(item: Touched, author: Author, register: Register) -> str | None:
    """Return what a row holds in a register; None where another tool stored what the register cannot hold."""
    if not author.external:
        return register.encode(item.row or {})
    try:
        value = register.encode(item.row or {})
    except ValueError:
        return None
    return value if views.fits(register, value) else None


def _operation(item: Touched, author: Author, register: Register, value: str) -> Operation:
    """Return the operation that gives a register its value; its parents are what its writer had read.

    Another tool had the row before it and nothing else: in a conflict it replaces the value that the row showed.
    """
    read = item.read.get(register.name, ())
    if author.external and read:
        shown = views.provisional(read).value
        read = tuple(head for head in read if head.value == shown)
    return Operation(item.table.name, item.uid, register.name, value, tuple(sorted(head.parent for head in read)))


def _refuse_in_conflict(item: Touched, author: Author, register: Register, resolved: bool) -> None:
    read = item.read.get(register.name, ())
    if len(read) > 1 and len({head.value for head in read}) > 1 and not resolved and not author.external:
        raise UserError(
            "这一栏两组填得不一样，还没有定。",
            safe="您刚才改的没有存，其他内容没有动。",
            hint="请先在“冲突”里定下来，再改。",
        )


def _shown(heads: Mapping[str, tuple[Head, ...]], register: Register, *, like: str | None = None) -> str:
    """Return the value that the row shows for a register: nothing where the log's value has the wrong type.

    A register with the one value `like` shows it; everything else is decoded, for a bundle may spell it oddly.
    """
    candidates = heads.get(register.name, ())
    if not candidates:
        return CLEARED
    value = views.provisional(candidates).value
    if value == like:
        return value
    try:
        return register.encode(register.decode(value))
    except ValueError:
        return CLEARED


# The largest number by the index: a visit of a thousand saves must not make the next one slow.
_LAST = Statement(
    "SELECT k.kind, k.uid, c.seq, c.hash FROM log_replica r JOIN log_case k ON k.uid IN :uids"
    " JOIN log_commit c ON c.case_id = k.id AND c.replica = r.id AND c.seq ="
    " (SELECT MAX(n.seq) FROM log_commit n WHERE n.case_id = k.id AND n.replica = r.id) WHERE r.uid = :replica"
)


def _commits(
    connection: Connection, author: Author, changes: Mapping[tuple[str, str], Sequence[Operation]]
) -> Iterator[Named]:
    """Yield one commit a case, or several where one cannot hold all its operations."""
    last: dict[tuple[str, str], tuple[int, bytes]] = {}
    for uids in views.chunks(uid for _, uid in changes):
        found = _LAST.rows(connection, replica=author.replica, uids=uids)
        last |= {(kind, uid): (seq, bytes(name)) for kind, uid, seq, name in found}
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
