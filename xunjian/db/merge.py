"""Merging is the union of commits: staged, checked, added in one transaction; no clock decides anything.

The caller reads lines from wherever they come (bundle/reading.py) and says who carried them.
"""

import gc
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection

from xunjian.db import carried, views
from xunjian.db.admission import Named, admit, take_numbers
from xunjian.db.commits import Commit, Parent, hash_of, parse
from xunjian.db.schema.visit import Step
from xunjian.db.statements import Statement
from xunjian.db.types import instant_text, now
from xunjian.db.views import chunks, sql
from xunjian.errors import UserError

_KNOWN_COMMITS = Statement("SELECT hash FROM log_commit WHERE hash IN :hashes")
_NUMBERS = Statement("SELECT cid, hash FROM log_commit WHERE hash IN :hashes")
_REGISTERS = Statement(
    "SELECT o.op_id, r.uid, f.name FROM log_operation o JOIN log_record r ON r.rid = o.rid"
    " JOIN log_field f ON f.fid = o.fid WHERE o.op_id IN :ops"
)
_CONFLICTS = Statement(
    "SELECT r.uid, f.name FROM log_conflict c JOIN log_record r ON r.rid = c.rid JOIN log_field f ON f.fid = c.fid"
    " WHERE c.rid IN :rids"
)


@dataclass(frozen=True)
class Source:
    """The bundle that lines came from, as the list of imports remembers it."""

    bundle: str
    sha256: str
    manifest: str
    by: str | None = None
    sender: str | None = None
    """The replica that wrote the bundle."""


@dataclass(frozen=True)
class Staged:
    """Lines that were read and checked: nothing has been written yet."""

    new: tuple[Named, ...]
    known: tuple[bytes, ...]


@dataclass(frozen=True)
class Report:
    """What a merge did, or would do."""

    import_id: int
    new_commits: int
    known_commits: int
    new_records: Mapping[str, int] = field(default_factory=dict)
    """Number of records that were not here before, by table."""
    changed_records: Mapping[str, int] = field(default_factory=dict)
    conflicts: tuple[tuple[str, str], ...] = ()
    """Record uid and register of every conflict on a touched record."""

    def touches(self, *tables: str) -> bool:
        """Tell whether records of any of these tables were made or changed."""
        return any(self.new_records.get(table) or self.changed_records.get(table) for table in tables)


class Refused(UserError):
    """Lines that cannot be merged; nothing was written."""

    def __init__(self, what: str, *, hint: str = "请对方重新导出一份。") -> None:
        super().__init__(what, safe="没有合入，本库没动。", hint=hint)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Let the search for cycles rest: a report is a hundred thousand tuples, and nothing in them refers back."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@_nothing_collected()
def stage(connection: Connection, lines: Iterable[bytes]) -> Staged:
    """Read and check lines: form, hashes known here, parents, tables and cases of records; refuse them whole."""
    named = {hash_of(line): line for line in lines}
    known = _known(connection, named)
    new = tuple((name, _parsed(line, place)) for place, (name, line) in enumerate(named.items()) if name not in known)
    _check_owners(connection, new)
    _check_parents(connection, new)
    return Staged(new, tuple(known))


def _parsed(line: bytes, place: int) -> Commit:
    try:
        return parse(line)
    except ValueError as error:
        raise Refused(f"数据包里第 {place + 1} 条记录读不懂（{error}）。") from error


def _known(connection: Connection, hashes: Iterable[bytes]) -> dict[bytes, None]:
    return {bytes(name): None for part in chunks(hashes) for (name,) in _KNOWN_COMMITS.rows(connection, hashes=part)}


def _check_owners(connection: Connection, new: Sequence[Named]) -> None:
    """A record never changes its table or its case: a bundle of one case must be whole in itself."""
    claims = {(op.uid, op.table, commit.case) for _, commit in new for op in commit.operations}
    owners = {uid: (table, case) for uid, table, case in claims}
    if len(owners) < len(claims):
        raise Refused("数据包前后矛盾：同一条记录归了两处。")
    for uid, known in views.known_records(connection, owners).items():
        if owners[uid] != (known.table, known.case):
            raise Refused("数据包与本库矛盾：同一条记录归了两处。")


def _check_parents(connection: Connection, new: Sequence[Named]) -> None:
    """Every parent is here or in the bundle, and writes the same register of the same record."""
    brought = {name: commit.operations for name, commit in new}
    outside: dict[Parent, tuple[str, str]] = {}
    for op in (op for _, commit in new for op in commit.operations if op.parents):
        here = op.uid, op.register
        for name, place in op.parents:
            inside = brought.get(name, ())[place : place + 1]
            written = (inside[0].uid, inside[0].register) if inside else outside.setdefault((name, place), here)
            if written != here:
                raise Refused("数据包前后矛盾：一处改动接错了地方。")
    present = _registers_of(connection, outside)
    for parent, register in outside.items():
        if parent not in present:
            raise Refused("数据包不全：它接着的内容本库没有。", hint="请先合入该组更早的包，或请该组重新导出全部。")
        if present[parent] != register:
            raise Refused("数据包与本库矛盾：一处改动接错了地方。")


def _registers_of(
    connection: Connection, parents: Iterable[tuple[bytes, int]]
) -> dict[tuple[bytes, int], tuple[str, str]]:
    by_commit: dict[bytes, list[int]] = defaultdict(list)
    for name, place in parents:
        by_commit[name].append(place)
    names: dict[int, tuple[bytes, int]] = {}
    for part in chunks(by_commit):
        for cid, commit in _NUMBERS.rows(connection, hashes=part):
            names |= {(cid << 16) + place: (bytes(commit), place) for place in by_commit[bytes(commit)]}
    return {
        names[op_id]: (uid, register)
        for part in chunks(names)
        for op_id, uid, register in _REGISTERS.rows(connection, ops=part)
    }


@_nothing_collected()
def apply(connection: Connection, staged: Staged, source: Source) -> Report:
    """Add staged commits to the log and show what they touched. A dry run is the same, rolled back by the caller."""
    import_id = _note_import(connection, staged, source)
    if not staged.new:
        _remember_carried(connection, import_id, staged.known)
        return Report(import_id, 0, len(staged.known))
    admitted = admit(connection, staged.new, import_id=import_id)
    new = {uid: table for uid, table in admitted.touched.items() if uid in admitted.new}
    changed = {uid: table for uid, table in admitted.touched.items() if uid not in admitted.new}
    views.write_rows(connection, new, admitted.new)
    views.show(connection, changed)
    if Step.__tablename__ in new.values():
        views.show_clashing_steps(connection)
    connection.execute(sql("DELETE FROM log_dirty"))
    _remember_carried(connection, import_id, staged.known, admitted.cids)
    return Report(
        import_id,
        len(staged.new),
        len(staged.known),
        new_records=Counter(new.values()),
        changed_records=Counter(changed.values()),
        conflicts=tuple(_conflicts_of(connection, admitted.contested)),
    )


def _note_import(connection: Connection, staged: Staged, source: Source) -> int:
    # The database's own numbers are not taken back with a dry run, and people read these.
    (number,) = take_numbers(connection, "import", 1)
    connection.execute(
        sql(
            "INSERT INTO log_import (id, bundle, sha256, manifest, at, by, sender, new_commits, known_commits)"
            " VALUES (:id, :bundle, :sha256, :manifest, :at, :by, :sender, :new, :known)"
        ),
        {
            "id": number,
            "bundle": source.bundle,
            "sha256": source.sha256,
            "manifest": source.manifest,
            "at": instant_text(now()),
            "by": source.by,
            "sender": source.sender,
            "new": len(staged.new),
            "known": len(staged.known),
        },
    )
    return number


def _remember_carried(connection: Connection, import_id: int, known: Iterable[bytes], new: Iterable[int] = ()) -> None:
    """Note every commit that the bundle carried, known or new: undoing one import must not take another's."""
    cids = [cid for part in chunks(known) for cid, _ in _NUMBERS.rows(connection, hashes=part)]
    carried.remember(connection, import_id, [*cids, *new])


def _conflicts_of(connection: Connection, rids: Iterable[int]) -> list[tuple[str, str]]:
    return sorted(register for part in chunks(rids) for register in _CONFLICTS.rows(connection, rids=part))
