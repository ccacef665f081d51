"""Undo of an import: its commits leave the log, but for those that something rests on, and tables show the rest.

It is a deletion, not a commit that takes back: it must not travel and erase the group's own work. Nothing remembers
the commits as refused; whoever holds them brings them back with the next bundle.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from sqlalchemy import Connection

from xunjian.db import carried, views
from xunjian.db.admission import find_conflicts, take_numbers
from xunjian.db.registers import logged_tables
from xunjian.db.resting import Why, Written, operations_of, resting, survey
from xunjian.db.schema.visit import Step
from xunjian.db.statements import Statement
from xunjian.db.types import instant_text, now
from xunjian.db.views import chunks
from xunjian.errors import UserError


@dataclass(frozen=True)
class Kept:
    """A commit that stays although no bundle that stands has brought it."""

    commit: str
    case: tuple[str, str]
    actor: str | None
    wall: str
    why: Why


@dataclass(frozen=True)
class Retraction:
    """What taking back an import did, or would do."""

    imports: tuple[int, ...]
    """The import, and the later ones of the same sender, newest first."""
    removed_commits: int
    passed_on: int
    """Commits that another bundle brought as well: they stay, and belong to that bundle now."""
    kept: tuple[Kept, ...] = ()
    removed_records: Mapping[str, int] = field(default_factory=dict)
    """Number of records that are gone, by table."""
    changed_records: Mapping[str, int] = field(default_factory=dict)

    def touches(self, *tables: str) -> bool:
        """Tell whether records of any of these tables went or changed."""
        return any(self.removed_records.get(table) or self.changed_records.get(table) for table in tables)


_IMPORTS = Statement("SELECT id, sender, retracted FROM log_import ORDER BY id DESC")
_BROUGHT = Statement(
    "SELECT cid, import_id FROM log_commit WHERE cid BETWEEN :first AND :last AND import_id IS NOT NULL"
)
_PASS_ON = Statement("UPDATE log_commit SET import_id = :import_id WHERE cid = :cid")
_MARK = Statement("UPDATE log_import SET retracted = :at WHERE id IN :imports")
_NOTE_MOMENT = Statement(
    "INSERT INTO log_counter (name, value) VALUES ('retracted', :cid)"
    " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
_RECORDS = Statement("SELECT rid, uid, tbl FROM log_record WHERE rid IN :rids")
_KEPT = Statement(
    "SELECT c.cid, c.hash, k.kind, k.uid, c.actor, c.wall FROM log_commit c JOIN log_case k ON k.id = c.case_id"
    " WHERE c.cid IN :cids ORDER BY c.cid"
)
_DROP_BY_OPERATION = tuple(
    Statement(f"DELETE FROM {table} WHERE op_id BETWEEN :first AND :last")  # noqa: S608 - our own names
    for table in ("log_operation", "log_further_parent", "log_bad_value")
)
_DROP_BY_COMMIT = tuple(
    Statement(f"DELETE FROM {table} WHERE cid BETWEEN :first AND :last")  # noqa: S608 - our own names
    for table in ("log_commit", "local_undone")
)
_DROP_HEADS = Statement("DELETE FROM log_head WHERE rid IN :rids")
_DROP_RECORDS = Statement("DELETE FROM log_record WHERE rid IN :rids")
_FIND_HEADS = Statement(
    "INSERT INTO log_head (rid, fid, op_id) SELECT o.rid, o.fid, o.op_id FROM log_operation o WHERE o.rid IN :rids"
    " AND NOT EXISTS (SELECT 1 FROM log_operation later WHERE later.parent = o.op_id)"
    " AND NOT EXISTS (SELECT 1 FROM log_further_parent later WHERE later.parent = o.op_id)"
)
_CLEAR_MARKS = Statement("DELETE FROM log_dirty")


def retract(connection: Connection, import_id: int) -> Retraction:
    """Take an import back, and with it the later ones of its sender. A dry run is the same, rolled back by the caller.

    A report carries whole cases, so a later one of the same sender holds all that the earlier one brought: taking back
    the earlier alone would change nothing.
    """
    leaving, standing, earlier = _sorted_imports(connection, import_id)
    runs = carried.of(connection, [*leaving, *standing, *earlier])
    brought = _brought(connection, [run for number in (*leaving, *earlier) for run in runs[number]])
    numbers = sorted(brought)
    holders = {cid: number for number in standing for cid in carried.within(numbers, runs[number])}
    passed = [(holders[cid], cid) for cid in numbers if cid in holders and brought[cid] != holders[cid]]
    _PASS_ON.each(connection, passed)
    unclaimed = [cid for cid in numbers if cid not in holders]
    ground = survey(connection, unclaimed)
    kept = resting(ground, unclaimed, carried.bits(unclaimed, (runs[number] for number in (*leaving, *earlier))))
    removed, changed = _take_out(connection, [cid for cid in unclaimed if cid not in kept], ground.written)
    _note(connection, leaving, {number: runs[number] for number in (*leaving, *earlier)}, sorted(kept))
    return Retraction(
        tuple(leaving),
        len(unclaimed) - len(kept),
        len(passed),
        tuple(_listed(connection, kept)),
        removed,
        changed,
    )


def _sorted_imports(connection: Connection, import_id: int) -> tuple[list[int], list[int], list[int]]:
    """Return the imports that leave, those that stand, and those taken back before, each with the newest first."""
    rows = {number: (sender, retracted) for number, sender, retracted in _IMPORTS.rows(connection)}
    if import_id not in rows:
        raise UserError(f"没有第 {import_id} 次合包。", safe="什么都没有改。", hint="请在合包清单里查序号。")
    sender, retracted = rows[import_id]
    if retracted is not None:
        raise UserError(
            f"第 {import_id} 次合包已经撤回过。", safe="什么都没有改。", hint="要恢复，请把那个包再合一次。"
        )
    leaving: list[int] = []
    standing: list[int] = []
    earlier: list[int] = []
    for number, (other, gone) in rows.items():
        goes = number == import_id or (number > import_id and sender is not None and other == sender)
        (earlier if gone is not None else leaving if goes else standing).append(number)
    return leaving, standing, earlier


def _brought(connection: Connection, runs: Iterable[carried.Run]) -> dict[int, int]:
    """Return the commits in these runs that a bundle brought, and which; those that were made here are nobody's."""
    return {
        cid: import_id for first, last in runs for cid, import_id in _BROUGHT.rows(connection, first=first, last=last)
    }


def _take_out(
    connection: Connection, cids: Collection[int], written: Mapping[int, Collection[Written]]
) -> tuple[Counter[str], Counter[str]]:
    """Delete commits, show what is left; return how many records vanished and how many changed, by table."""
    gone = set(cids)
    touched = {rid: several for rid, several in written.items() if any(one.cid in gone for one in several)}
    vanished = {rid for rid, several in touched.items() if all(one.cid in gone for one in several)}
    records = {
        rid: (uid, table) for part in chunks(touched) for rid, uid, table in _RECORDS.rows(connection, rids=part)
    }
    _delete_commits(connection, gone)
    for part in chunks(touched):
        _DROP_HEADS.rows(connection, rids=part)
    for part in chunks(touched.keys() - vanished):
        _FIND_HEADS.rows(connection, rids=part)
    find_conflicts(connection, touched)
    _delete_records(connection, {rid: records[rid] for rid in vanished})
    views.show(connection, (records[rid][0] for rid in touched.keys() - vanished))
    if any(records[rid][1] == Step.__tablename__ for rid in vanished):
        views.show_clashing_steps(connection)
    _CLEAR_MARKS.rows(connection)
    removed = Counter(records[rid][1] for rid in vanished)
    return removed, Counter(table for _, table in records.values()) - removed


def _delete_commits(connection: Connection, cids: Collection[int]) -> None:
    for run in carried.runs(cids):
        first, last = operations_of(run)
        for statement in _DROP_BY_OPERATION:
            statement.rows(connection, first=first, last=last)
        for statement in _DROP_BY_COMMIT:
            statement.rows(connection, first=run[0], last=run[1])


def _delete_records(connection: Connection, records: Mapping[int, tuple[str, str]]) -> None:
    """Delete records with their rows; rows of tables that this program does not know were never shown."""
    by_table: dict[str, list[str]] = defaultdict(list)
    for uid, table in records.values():
        by_table[table].append(uid)
    for table, uids in by_table.items():
        for part in chunks(uids if table in logged_tables() else ()):
            _delete_rows(table).rows(connection, uids=part)
    for rids in chunks(records):
        _DROP_RECORDS.rows(connection, rids=rids)


@cache
def _delete_rows(table: str) -> Statement:
    return Statement(f"DELETE FROM {table} WHERE uid IN :uids")  # noqa: S608 - our own names


def _note(
    connection: Connection, leaving: Collection[int], runs: Mapping[int, list[carried.Run]], kept: list[int]
) -> None:
    """Date the imports, and keep in mind only what stays of them: the next undo asks again what that rests on."""
    _MARK.rows(connection, at=instant_text(now()), imports=list(leaving))
    carried.forget(connection, runs)
    for number, several in runs.items():
        carried.remember(connection, number, carried.within(kept, several))
    # A number for this moment: forms opened before it are older than the undo, forms opened after it are not.
    _NOTE_MOMENT.rows(connection, cid=take_numbers(connection, "cid", 1)[0])


def _listed(connection: Connection, kept: Mapping[int, Why]) -> Iterator[Kept]:
    for part in chunks(kept):
        for cid, name, kind, uid, actor, wall in _KEPT.rows(connection, cids=part):
            yield Kept(bytes(name).hex(), (kind, uid), actor, wall, kept[cid])
