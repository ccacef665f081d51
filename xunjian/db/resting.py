"""What rests on commits that are about to be taken out of the log.

A commit has to stay if a remaining one goes on from it, if a record written once speaks of what it wrote (a step, a
document, a photo), or if something remains on a record that it made. Whatever it rests on itself then stays too.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from sqlalchemy import Connection

from xunjian.db import canonical, carried
from xunjian.db.references import anchor, may_name, references
from xunjian.db.registers import logged_tables
from xunjian.db.schema.base import WHOLE_ROW
from xunjian.db.statements import Statement
from xunjian.db.views import chunks


class Why(StrEnum):
    """Why a commit stays although its import is taken back."""

    CONTINUED = "continued"
    """A remaining change was made with it before the writer's eyes."""
    DOCUMENTED = "documented"
    """A step, document or photo that came after it speaks of what it wrote."""
    FOUNDED = "founded"
    """It made a record on which something remains."""


class Written(NamedTuple):
    """An operation, as far as its place in the log goes."""

    cid: int
    fid: int
    root: bool
    """It goes on from nothing."""


class Spoken(NamedTuple):
    """A reference to a record: in an operation of the commit `cid`."""

    cid: int
    rid: int
    learned: bool
    """Its writer is taken to have seen what was then here of the record."""


@dataclass
class Ground:
    """The log around the commits in question; lists by record are in the order of the commits."""

    written: Mapping[int, Sequence[Written]]
    """Every operation on the records that these commits write."""
    anchors: Mapping[int, int | None]
    """The field of each record without which it says nothing; None where it was never written: any will do then."""
    continued: Sequence[tuple[int, int]]
    """A commit, and one from which it goes on."""
    spoken: Sequence[Spoken]


_RIDS = Statement("SELECT DISTINCT rid FROM log_operation WHERE op_id BETWEEN :first AND :last")
_WRITTEN = Statement("SELECT op_id, rid, fid, parent FROM log_operation WHERE rid IN :rids ORDER BY op_id")
_FURTHER = Statement("SELECT op_id, parent FROM log_further_parent WHERE parent BETWEEN :first AND :last")
_RECORDS = Statement("SELECT rid, uid, tbl FROM log_record WHERE rid IN :rids")
_FIELDS = Statement("SELECT fid, tbl, name FROM log_field")
_VALUES = Statement("SELECT op_id, fid, val FROM log_operation WHERE rid IN :rids AND fid IN :fids")
_MADE_HERE = Statement(
    "SELECT r.uid, c.cid FROM log_record r JOIN log_operation o ON o.rid = r.rid JOIN log_commit c"
    " ON c.cid = o.op_id >> 16 WHERE r.uid IN :uids AND c.import_id IS NULL"
)
_LOCAL = Statement("SELECT cid FROM log_commit WHERE cid IN :cids AND import_id IS NULL")

REMAINS = 0
"""The number of no commit: stands for one that is certainly not taken out."""


def operations_of(run: carried.Run) -> carried.Run:
    """Return the numbers of the operations of a run of commits."""
    first, last = run
    return first << 16, (last << 16) + 0xFFFF


def survey(connection: Connection, cids: Collection[int]) -> Ground:
    """Read the log around these commits."""
    spans = [operations_of(run) for run in carried.runs(cids)]
    rids = sorted({rid for first, last in spans for (rid,) in _RIDS.rows(connection, first=first, last=last)})
    written: dict[int, list[Written]] = defaultdict(list)
    continued: set[tuple[int, int]] = set()
    for part in chunks(rids):
        for op_id, rid, fid, parent in _WRITTEN.rows(connection, rids=part):
            written[rid].append(Written(op_id >> 16, fid, parent is None))
            if parent is not None:
                continued.add((op_id >> 16, parent >> 16))
    for first, last in spans:
        further = _FURTHER.rows(connection, first=first, last=last)
        continued |= {(op_id >> 16, parent >> 16) for op_id, parent in further}
    records = {rid: (uid, tbl) for part in chunks(rids) for rid, uid, tbl in _RECORDS.rows(connection, rids=part)}
    fields = {(tbl, name): fid for fid, tbl, name in _FIELDS.rows(connection)}
    return Ground(
        written,
        {rid: _anchor(fields, tbl, written[rid]) for rid, (_, tbl) in records.items()},
        sorted(continued),
        [*_spoken_among(connection, records, fields, cids), *_spoken_elsewhere(connection, records)],
    )


def _anchor(fields: Mapping[tuple[str, str], int], table: str, written: Iterable[Written]) -> int | None:
    known = logged_tables().get(table)
    fid = fields.get((table, anchor(known))) if known else None
    return fid if any(one.fid == fid for one in written) else None


def _spoken_among(
    connection: Connection,
    records: Mapping[int, tuple[str, str]],
    fields: Mapping[tuple[str, str], int],
    cids: Collection[int],
) -> Iterator[Spoken]:
    """Yield what the records in question say of each other, whichever of their operations says it."""
    rids = {uid: rid for rid, (uid, _) in records.items()}
    names = {fid: name for (table, name), fid in fields.items() if _may_refer(table, name)}
    found = [
        (op_id >> 16, names[fid] == WHOLE_ROW, target)
        for part in chunks(records)
        for op_id, fid, value in _VALUES.rows(connection, rids=part, fids=sorted(names))
        for target in _named(value)
        if target in rids
    ]
    here = {cid for part in chunks({cid for cid, _, _ in found}) for (cid,) in _LOCAL.rows(connection, cids=part)}
    leaving = set(cids)
    for cid, whole, target in found:
        yield Spoken(cid, rids[target], whole and (cid in here or cid in leaving))


@cache
def _may_refer(table: str, register: str) -> bool:
    known = logged_tables().get(table)
    return known is not None and (register in references(known) or (known.is_record and bool(references(known))))


def _named(value: str) -> Iterator[str]:
    """Yield what a value may name: itself, or the members of a record written once."""
    decoded = canonical.decode(value)
    members = decoded.values() if isinstance(decoded, dict) else (decoded,)
    return (member for member in members if isinstance(member, str))


def _spoken_elsewhere(connection: Connection, records: Mapping[int, tuple[str, str]]) -> Iterator[Spoken]:
    """Yield what other records say of those in question."""
    rids = {uid: rid for rid, (uid, _) in records.items()}
    by_table: dict[str, list[str]] = defaultdict(list)
    for uid, tbl in records.values():
        by_table[tbl].append(uid)
    for name, table in logged_tables().items():
        pairs = {
            (uid, target)
            for column in references(table)
            for part in chunks(uid for tbl, uids in by_table.items() if may_name(column, tbl) for uid in uids)
            for uid, target in _referring(name, column).rows(connection, uids=part)
            if uid not in rids
        }
        yield from (Spoken(REMAINS, rids[target], learned=False) for _, target in pairs)
        if table.is_record:
            yield from _documented(connection, pairs, rids)


def _documented(
    connection: Connection, pairs: Collection[tuple[str, str]], rids: Mapping[str, int]
) -> Iterator[Spoken]:
    made_here: dict[str, int] = {}
    for part in chunks({uid for uid, _ in pairs}):
        made_here |= dict(_MADE_HERE.rows(connection, uids=part))
    for uid, target in pairs:
        if uid in made_here:
            yield Spoken(made_here[uid], rids[target], learned=True)


@cache
def _referring(table: str, column: str) -> Statement:
    """Return a statement for one column: each has its index, which a condition on several would not use."""
    return Statement(f'SELECT uid, "{column}" FROM {table} WHERE "{column}" IN :uids')  # noqa: S608 - our own names


@dataclass
class _Closing:
    """Commits that leave, and those of them that turn out to stay."""

    ground: Ground
    leaving: set[int]
    kept: dict[int, Why] = field(default_factory=dict)
    follow: dict[int, list[tuple[int, Why]]] = field(default_factory=lambda: defaultdict(list))
    needs: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    queue: deque[int] = field(default_factory=deque)

    def keep(self, cid: int, why: Why) -> None:
        if cid in self.leaving:
            self.leaving.remove(cid)
            self.kept[cid] = why
            self.queue.append(cid)

    def rests(self, cid: int, on: int, why: Why) -> None:
        if cid in self.leaving:
            self.follow[cid].append((on, why))
        else:
            self.keep(on, why)

    def uses(self, cid: int, rid: int) -> None:
        if cid in self.leaving:
            self.needs[cid].add(rid)
        else:
            self.found(rid)

    def found(self, rid: int) -> None:
        """See to it that a record on which something remains still says what it is."""
        fid = self.ground.anchors[rid]
        anchors = [one for one in self.ground.written[rid] if fid in (None, one.fid)]
        if all(one.cid in self.leaving for one in anchors):
            for one in anchors:
                if one.root:
                    self.keep(one.cid, Why.FOUNDED)

    def settle(self) -> None:
        while self.queue:
            cid = self.queue.popleft()
            for other, why in self.follow.pop(cid, ()):
                self.keep(other, why)
            for rid in self.needs.pop(cid, ()):
                self.found(rid)


def resting(ground: Ground, cids: Collection[int], carriers: Mapping[int, int]) -> dict[int, Why]:
    """Return which of these commits have to stay, and why.

    `carriers` are the bundles that carried each of them, as bits. A record that a bundle brought speaks only of what
    that bundle carried with it: its writer never saw the rest. If that bundle stands, what it carried stands anyway,
    and the record keeps no more than the record that it names.
    """
    closing = _Closing(ground, set(cids))
    for child, parent in ground.continued:
        closing.rests(child, parent, Why.CONTINUED)
    for cid, rid, learned in ground.spoken:
        closing.uses(cid, rid)
        for one in ground.written[rid] if learned else ():
            if one.cid < cid and not carriers.get(cid, 0) & ~carriers.get(one.cid, 0):
                closing.rests(cid, one.cid, Why.DOCUMENTED)
    for rid, written in ground.written.items():
        for one in written:
            closing.uses(one.cid, rid)
    closing.settle()
    return closing.kept
