"""What came to a record after somebody had done with it: deleted it, or printed it.

An edit was certainly not seen by the writer of a commit if it came here later, or if some bundle carried that commit
without it: bundles carry whole cases. What cannot be told is taken for seen.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from sqlalchemy import Connection

from xunjian.db import carried
from xunjian.db.registers import DELETED, logged_tables
from xunjian.db.schema.base import Kind
from xunjian.db.statements import Statement
from xunjian.db.views import chunks

CHILDREN = (
    ("answer", "visit", "visit"),
    ("assignment", "school", "school"),
    ("assignment", "team", "team"),
    ("document", "visit", "visit"),
    ("document_finding", "finding", "finding"),
    ("evidence", "owner", "finding"),
    ("evidence", "visit", "visit"),
    ("finding", "visit", "visit"),
    ("finding_amount", "finding", "finding"),
    ("measure", "visit", "visit"),
    ("measure_finding", "finding", "finding"),
    ("measure_finding", "measure", "measure"),
    ("school_name", "school", "school"),
    ("service_receipt", "visit", "visit"),
    ("step", "finding", "finding"),
    ("team_member", "team", "team"),
    ("visit", "school", "school"),
    ("visit", "team", "team"),
)
"""Table, column and owner's table: what an owner's deleter deletes as well, or would not have deleted it for."""

PRINTED = ("fact", "amount", "people", "severity", "fixed_on_spot")
"""Registers of a finding that stand on its notice."""


class Revived(NamedTuple):
    """A deleted record with work in it that its deleter had not seen (已删但有新内容)."""

    table: str
    uid: str
    content: str
    """The table of a child that is there, or the register that was written."""
    child: str | None
    """Its uid; None for a register."""


class Changed(NamedTuple):
    """A register of an issued finding that now holds something else than when it was printed (签发后有改动)."""

    finding: str
    visit: str
    document: str
    register: str


class _Wrote(NamedTuple):
    cid: int
    uid: str
    register: str
    value: str
    head: bool


_STANDING = Statement("SELECT id FROM log_import WHERE retracted IS NULL ORDER BY id")
_MADE_HERE = Statement("SELECT cid FROM log_commit WHERE cid IN :cids AND import_id IS NULL")
_WRITTEN = Statement(
    "SELECT o.op_id >> 16, r.uid, f.name, o.val, CASE WHEN h.op_id IS NULL THEN 0 ELSE 1 END FROM log_record r"
    " JOIN log_operation o ON o.rid = r.rid JOIN log_field f ON f.fid = o.fid"
    " LEFT JOIN log_head h ON h.rid = o.rid AND h.fid = o.fid AND h.op_id = o.op_id"
    " WHERE r.uid IN :uids ORDER BY o.op_id"
)
_ISSUED = Statement(
    "SELECT p.uid, p.finding, p.visit, p.document FROM document_finding p WHERE NOT EXISTS (SELECT 1"
    " FROM document_event e WHERE e.document = p.document AND e.kind = 'void') ORDER BY p.document, p.uid"
)


class _Sight:
    """Which of these commits their writers cannot have had before them."""

    def __init__(self, connection: Connection, cids: Iterable[int]) -> None:
        numbers = sorted(set(cids))
        standing = [number for (number,) in _STANDING.rows(connection)]
        self._carriers = carried.bits(numbers, carried.of(connection, standing).values())
        self._here = {cid for part in chunks(numbers) for (cid,) in _MADE_HERE.rows(connection, cids=part)}

    def unseen(self, cid: int, by: int) -> bool:
        """Tell whether the commit `cid` was certainly not before the writer of the commit `by`."""
        if cid == by or by in self._here:
            return cid > by
        return cid > by or self._carriers[by] & ~self._carriers[cid] != 0


def _written(connection: Connection, uids: Collection[str]) -> dict[str, list[_Wrote]]:
    found: dict[str, list[_Wrote]] = defaultdict(list)
    for part in chunks(uids):
        for cid, uid, register, value, head in _WRITTEN.rows(connection, uids=part):
            found[uid].append(_Wrote(cid, uid, register, value, bool(head)))
    return found


def revived(connection: Connection) -> list[Revived]:
    """Return the deleted records with a child that is there, or with an edit that their deleter had not seen."""
    deleted = {
        uid: name
        for name, table in logged_tables().items()
        if DELETED in table.by_name
        for (uid,) in _deleted(name).rows(connection)
    }
    children = [
        (owner, uid, table, child)
        for table, column, owner in CHILDREN
        for uid, child in _children(table, column, owner).rows(connection)
    ]
    once = {child for _, _, table, child in children if logged_tables()[table].is_record}
    written = _written(connection, [*deleted, *once])
    sight = _Sight(connection, (one.cid for several in written.values() for one in several))
    found = [
        Revived(name, uid, register, None) for uid, name in deleted.items() for register in _late(uid, written, sight)
    ]
    found += [
        Revived(owner, uid, table, child)
        for owner, uid, table, child in children
        if child not in once or _after(written[child], _deleters(written[uid]), sight)
    ]
    return sorted(set(found), key=lambda one: (one.table, one.uid, one.content, one.child or ""))


def _late(uid: str, written: Mapping[str, list[_Wrote]], sight: _Sight) -> Iterator[str]:
    deleters = _deleters(written[uid])
    for one in written[uid]:
        if one.register != DELETED and one.head and _after([one], deleters, sight):
            yield one.register


def _deleters(written: Iterable[_Wrote]) -> list[int]:
    return [one.cid for one in written if one.register == DELETED and one.head and one.value == "true"]


def _after(written: Iterable[_Wrote], deleters: Collection[int], sight: _Sight) -> bool:
    """Tell whether any of this was seen by none of the deleters; what was written with the deletion they knew."""
    return any(all(sight.unseen(one.cid, by) for by in deleters) for one in written)


@cache
def _deleted(table: str) -> Statement:
    # Members say by being there or not that somebody belongs: taking one off is no loss of work.
    keep = "1 = 1" if logged_tables()[table].kind is Kind.FIELDS else "1 = 0"
    return Statement(f"SELECT uid FROM {table} WHERE deleted = 1 AND {keep}")  # noqa: S608 - our own names


@cache
def _children(table: str, column: str, owner: str) -> Statement:
    living = " AND coalesce(c.deleted, 0) = 0" if DELETED in logged_tables()[table].by_name else ""
    return Statement(
        f'SELECT o.uid, c.uid FROM {owner} o JOIN {table} c ON c."{column}" = o.uid'  # noqa: S608 - our own names
        f" WHERE o.deleted = 1{living}"
    )


def changed_after_issue(connection: Connection) -> list[Changed]:
    """Return what of issued findings holds another value than when their standing documents were printed."""
    issued: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for uid, finding, visit, document in _ISSUED.rows(connection):
        if finding:
            issued[finding].append((uid, visit or "", document or ""))
    written = _written(connection, [*issued, *(uid for several in issued.values() for uid, _, _ in several)])
    sight = _Sight(connection, (one.cid for several in written.values() for one in several))
    found = []
    for finding, papers in issued.items():
        issuers = [one.cid for uid, _, _ in papers for one in written[uid]]
        by_register: dict[str, list[_Wrote]] = defaultdict(list)
        for one in written[finding]:
            by_register[one.register].append(one)
        _, visit, document = papers[-1]
        found += [
            Changed(finding, visit, document, register)
            for register in PRINTED
            if _holds_something_new(by_register[register], issuers, sight)
        ]
    return found


def _holds_something_new(written: Collection[_Wrote], issuers: Collection[int], sight: _Sight) -> bool:
    late = {one for one in written if all(sight.unseen(one.cid, by) for by in issuers)}
    before = [one.value for one in written if one not in late]
    last = before[-1] if before else "null"
    return any(one.head and one.value != last for one in late)
