"""How the index follows the ledger: visit by visit, after commits were added, after undo, restore or repair.

A save or a merge does nothing for it. Whoever searches, or has time, asks which visits have commits that the index has
not seen; where rows may have changed without a commit, all visits are gone through and compared.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import NamedTuple

from sqlalchemy import Connection

from xunjian.db.search.index import Content, Paper, Person, SearchIndex, Stamp, Text
from xunjian.db.statements import Statement
from xunjian.db.views import last_commit
from xunjian.rules.initials import initials
from xunjian.rules.searching import spread

BATCH = 100
"""Visits that are gone through at once: about a thousand findings, some forty milliseconds."""

_MOMENTS = Statement("SELECT name, value FROM log_counter WHERE name IN ('retracted', 'rebuilt') ORDER BY name")
_HASH = Statement("SELECT hash FROM log_commit WHERE cid <= :mark ORDER BY cid DESC LIMIT 1")
_TOUCHED = Statement(
    "SELECT k.kind, k.uid FROM log_case k JOIN"
    " (SELECT DISTINCT case_id FROM log_commit WHERE cid > :mark) c ON c.case_id = k.id"
)
_ALL_VISITS = Statement("SELECT uid FROM visit ORDER BY day DESC, uid")
_FINDINGS = Statement(
    "SELECT f.visit, f.uid, v.day, i.code, f.fact, f.statement FROM finding f JOIN visit v ON v.uid = f.visit"
    " LEFT JOIN checklist_item i ON i.uid = f.item"
    " WHERE f.visit IN :visits AND coalesce(f.deleted, 0) = 0 AND coalesce(v.deleted, 0) = 0 ORDER BY f.uid"
)
_PAPERS = Statement(
    "SELECT d.visit, d.uid, d.serial, d.year, d.prefix FROM document d JOIN visit v ON v.uid = d.visit"
    " WHERE d.visit IN :visits AND d.serial IS NOT NULL AND coalesce(v.deleted, 0) = 0"
)
_PEOPLE = Statement("SELECT uid, name FROM person WHERE name <> '' AND coalesce(deleted, 0) = 0")


class _Now(NamedTuple):
    mark: int
    moments: str


@dataclass
class _Behind:
    """Visits to go through, and what the index shows when that is done."""

    visits: Sequence[str]
    people: bool
    then: Stamp
    begun: int
    """Which making of the file they are for."""
    done: int = 0


class Following:
    """Brings an index up to a ledger, some visits at a time."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index
        self._behind: _Behind | None = None

    def step(self, connection: Connection, visits: int = BATCH) -> int:
        """Go through some visits and return how many are left; with 0 the index shows what the connection sees."""
        with self._index.sound():
            return self._step(connection, visits)

    def _step(self, connection: Connection, visits: int) -> int:
        now = _now(connection)
        behind = self._behind
        if behind is None or behind.then.moments != now.moments or behind.begun != self._index.begun:
            behind = self._look(connection, now)
        self._behind = None
        left = len(behind.visits) - behind.done
        if not (left or behind.people or behind.then != self._index.stamp()):
            return 0
        part = behind.visits[behind.done : behind.done + visits]
        contents = _contents(connection, part)
        people = _people(connection) if behind.people else None
        with self._index.writing():
            if people is not None:
                self._index.put_people(people)
            self._index.put_visits(contents)
            if left <= len(part):
                self._index.put_stamp(behind.then)
        if left > len(part):
            behind.done, behind.people = behind.done + len(part), False
            self._behind = behind
        return left - len(part)

    def _look(self, connection: Connection, now: _Now) -> _Behind:
        """See which visits the index may show wrong."""
        stamp, begun = self._index.stamp(), self._index.begun
        then = Stamp(now.mark, _hash(connection, now.mark), now.moments, whole=True)
        if not stamp.whole or stamp.moments != now.moments or _hash(connection, stamp.mark) != stamp.commit:
            here = [uid for (uid,) in _ALL_VISITS.rows(connection)]
            gone = sorted(self._index.visits() - set(here))
            return _Behind([*here, *gone], people=True, then=then, begun=begun)
        touched = defaultdict(list)
        for kind, uid in _TOUCHED.rows(connection, mark=stamp.mark):
            touched[kind].append(uid)
        return _Behind(touched["visit"], people="all" in touched, then=then, begun=begun)


def _now(connection: Connection) -> _Now:
    return _Now(last_commit(connection), str(_MOMENTS.rows(connection)))


def _hash(connection: Connection, mark: int) -> str:
    return bytes(_HASH.one(connection, mark=mark) or b"").hex()


def _contents(connection: Connection, visits: Sequence[str]) -> dict[str, Content]:
    """Return what these visits bring, nothing of those that are not here or deleted."""
    found = {uid: Content([], []) for uid in visits}
    if not found:
        return found
    for visit, uid, day, *parts in _FINDINGS.rows(connection, visits=list(visits)):
        words = spread(" ".join(filter(None, parts)))
        found[visit].texts.append(Text(uid, _number(day), words, _fingerprint(words)))
    for visit, uid, serial, year, prefix in _PAPERS.rows(connection, visits=list(visits)):
        found[visit].papers.append(Paper(uid, serial, year or 0, prefix or ""))
    return found


def _people(connection: Connection) -> list[Person]:
    return [Person(uid, name, initials(name)) for uid, name in _PEOPLE.rows(connection)]


def _number(day: str | None) -> int:
    return date.fromisoformat(day).toordinal() if day else 0


def _fingerprint(words: str) -> int:
    return int.from_bytes(blake2b(words.encode(), digest_size=7).digest())
