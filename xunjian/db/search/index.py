"""The file in which the text of findings is searched. All of it comes from the ledger: it may be lost at any time.

It lies on this machine even where the ledger is on a server, and is the same there. Its full text is contentless
(FTS5): a text that changed is added again under another number, and `doc` says which numbers stand. Numbers begin with
the day of the visit, so that the newest are found first without sorting.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

from xunjian.errors import UserError
from xunjian.rules.searching import Term, may_go_on

NAME = "search.db"
VERSION = 1
"""A file of another one is made anew."""

# The tokenizer splits at blanks and signs of ASCII alone: rules/searching.py has cut the text, and SQLite's own tables
# of Unicode know no character that is newer than they are.
_TABLES = """
CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE visit (number INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE);
CREATE TABLE doc (place INTEGER PRIMARY KEY, uid TEXT NOT NULL, visit INTEGER NOT NULL, digest INTEGER NOT NULL);
CREATE INDEX doc_visit ON doc (visit);
CREATE VIRTUAL TABLE fulltext USING fts5 (words, content = '', tokenize = 'ascii');
CREATE TABLE paper (
    uid TEXT PRIMARY KEY, visit INTEGER NOT NULL, serial INTEGER NOT NULL, year INTEGER NOT NULL, prefix TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX paper_visit ON paper (visit);
CREATE INDEX paper_number ON paper (serial, year);
CREATE TABLE person (uid TEXT PRIMARY KEY, name TEXT NOT NULL, initials TEXT NOT NULL) WITHOUT ROWID;
"""
_BELOW_DAY = 40
"""Bits of a place below its day: they number the texts as they came."""
_GARBAGE = 10_000
"""Texts that may be replaced, besides as many as stand, before the file is made anew."""
_DIGITS = 6
"""The longest serial number (rules/numbers.py)."""

_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}

_FIND = (
    "SELECT d.uid FROM fulltext w JOIN doc d ON d.place = w.rowid WHERE w.words MATCH ? ORDER BY w.rowid DESC LIMIT ?"
)


@dataclass(frozen=True)
class Stamp:
    """Which state of which ledger is shown."""

    mark: int = 0
    """The number of the newest commit that is in."""
    commit: str = ""
    """The hash of the newest commit up to there: another one means an older copy of the ledger, or another ledger."""
    moments: str = ""
    """When rows last changed without a commit: by an undo of an import, or made anew."""
    whole: bool = False
    """Whether all visits have been gone through since the file was begun, or since what stood here was in doubt."""


class Text(NamedTuple):
    """A finding as it is searched: its words, and the day of its visit as a number."""

    uid: str
    day: int
    words: str
    digest: int
    """A fingerprint of the words."""


class Paper(NamedTuple):
    """A document with a number."""

    uid: str
    serial: int
    year: int
    prefix: str


class Person(NamedTuple):
    """Somebody, with the initials of the name."""

    uid: str
    name: str
    initials: str


class Content(NamedTuple):
    """What a visit brings to the index."""

    texts: list[Text]
    papers: list[Paper]


class SearchIndex:
    """The open file. One thread at a time may use it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.begun = 0
        """Rises whenever everything is thrown away."""
        self._connection = self._opened()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Let what is written inside count whole or not at all."""
        with self.sound():
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                yield
                if self._is_worn():
                    self._empty()
                self._connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def sound(self) -> Iterator[None]:
        """Turn faults of the file into what their reader can do; a damaged one is begun anew."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise self._advice(error) from error

    def stamp(self) -> Stamp:
        """Return which state of the ledger is shown."""
        return Stamp(**json.loads(self._state("stamp", "{}")))

    def put_stamp(self, stamp: Stamp) -> None:
        """Note which state of the ledger is shown."""
        self._put_state("stamp", json.dumps(asdict(stamp)))

    def visits(self) -> set[str]:
        """Return the visits of which anything is here."""
        return {uid for (uid,) in self._connection.execute("SELECT uid FROM visit")}

    def put_visits(self, visits: Mapping[str, Content]) -> None:
        """Let these visits bring what they hold now, and nothing else; a text that is here already costs nothing."""
        added: list[tuple[int, Text]] = []
        for uid, content in visits.items():
            number = self._number_of(uid)
            texts = self._only_new(number, content.texts)
            self._put_papers(number, content.papers)
            if not (content.texts or content.papers):
                self._connection.execute("DELETE FROM visit WHERE number = ?", (number,))
            added += [(number, text) for text in texts]
        self._add(added)

    def put_people(self, people: Sequence[Person]) -> None:
        """Replace the people."""
        self._connection.execute("DELETE FROM person")
        self._connection.executemany("INSERT INTO person VALUES (?, ?, ?)", people)

    def findings(self, terms: Sequence[Term], limit: int) -> list[str]:
        """Return the newest findings that hold all the pieces."""
        rows = self._connection.execute(_FIND, (expression(terms), limit)) if terms else ()
        return [uid for (uid,) in rows]

    def papers(self, serial: int, year: int | None, prefix: str, limit: int) -> list[str]:
        """Return the documents with this serial number, newest first, then those whose number begins so."""
        found: list[str] = []
        for zeros in range(_DIGITS - len(str(serial)) + 1):
            first, tail = serial * 10**zeros, 10**zeros
            rows = self._connection.execute(
                "SELECT uid FROM paper WHERE serial >= ? AND serial < ? AND (? OR year = ?)"
                " AND instr(prefix, ?) ORDER BY year DESC, serial DESC, uid LIMIT ?",
                (first, first + tail, year is None, year, prefix, limit - len(found)),
            )
            found += [uid for (uid,) in rows]
            if len(found) >= limit:
                break
        return found

    def people(self) -> list[Person]:
        """Return everybody, by name."""
        rows = self._connection.execute("SELECT uid, name, initials FROM person ORDER BY name, uid")
        return [Person(*row) for row in rows]

    # Findings in their order

    def places(self, every: int) -> list[int]:
        """Return the place of the first of every so many findings, the newest first; for a million it takes a while."""
        rows = self._connection.execute("SELECT place FROM doc ORDER BY place DESC")
        return [place for number, (place,) in enumerate(rows) if number % every == 0]

    def findings_from(self, place: int, limit: int) -> list[str]:
        """Return findings from a place on, the newest first."""
        rows = self._connection.execute(
            "SELECT uid FROM doc WHERE place <= ? ORDER BY place DESC LIMIT ?", (place, limit)
        )
        return [uid for (uid,) in rows]

    def count(self) -> int:
        """Return how many findings there are."""
        (count,) = self._connection.execute("SELECT count(*) FROM doc").fetchone()
        return int(count)

    def _only_new(self, visit: int, texts: Sequence[Text]) -> list[Text]:
        """Take away what the visit no longer says, and return what it says anew."""
        wanted = {(text.uid, text.day, text.digest): text for text in texts}
        for place, uid, digest in self._connection.execute(
            "SELECT place, uid, digest FROM doc WHERE visit = ?", (visit,)
        ).fetchall():
            if wanted.pop((uid, place >> _BELOW_DAY, digest), None) is None:
                self._connection.execute("DELETE FROM doc WHERE place = ?", (place,))
        return list(wanted.values())

    def _add(self, texts: Sequence[tuple[int, Text]]) -> None:
        # FTS5 writes out what it holds in memory whenever a number is lower than the one before.
        ordered = sorted(texts, key=lambda one: one[1].day)
        before = int(self._state("texts", "0"))
        rows = [((text.day << _BELOW_DAY) + before + at, visit, text) for at, (visit, text) in enumerate(ordered)]
        self._connection.executemany(
            "INSERT INTO doc VALUES (?, ?, ?, ?)",
            [(place, text.uid, visit, text.digest) for place, visit, text in rows],
        )
        self._connection.executemany(
            "INSERT INTO fulltext (rowid, words) VALUES (?, ?)", [(place, text.words) for place, _, text in rows]
        )
        self._put_state("texts", str(before + len(rows)))

    def _put_papers(self, visit: int, papers: Sequence[Paper]) -> None:
        self._connection.execute("DELETE FROM paper WHERE visit = ?", (visit,))
        self._connection.executemany(
            "INSERT INTO paper VALUES (?, ?, ?, ?, ?)",
            [(paper.uid, visit, paper.serial, paper.year, paper.prefix) for paper in papers],
        )

    def _number_of(self, visit: str) -> int:
        row = self._connection.execute("SELECT number FROM visit WHERE uid = ?", (visit,)).fetchone()
        if row is None:
            row = self._connection.execute("INSERT INTO visit (uid) VALUES (?) RETURNING number", (visit,)).fetchone()
        return int(row[0])

    def _is_worn(self) -> bool:
        """Tell whether most of the full text is of what was said before."""
        texts = int(self._state("texts", "0"))
        return texts > _GARBAGE and texts > 2 * self.count() + _GARBAGE

    def _state(self, name: str, default: str) -> str:
        row = self._connection.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row is not None else default

    def _put_state(self, name: str, value: str) -> None:
        self._connection.execute("REPLACE INTO state VALUES (?, ?)", (name, value))

    def _empty(self) -> None:
        self.begun += 1
        for table in ("state", "visit", "doc", "paper", "person"):
            self._connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
        self._connection.execute("INSERT INTO fulltext (fulltext) VALUES ('delete-all')")

    def _opened(self) -> sqlite3.Connection:
        connection = _connected(self.path)
        with suppress(sqlite3.DatabaseError):
            if connection.execute("PRAGMA user_version").fetchone() == (VERSION,):
                connection.execute("SELECT count(*) FROM state")
                return connection
        connection.close()
        return self._made()

    def _made(self) -> sqlite3.Connection:
        self.begun += 1
        for path in self.path.parent.glob(f"{self.path.name}*"):
            path.unlink()
        connection = _connected(self.path)
        connection.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;")
        return connection

    def _advice(self, error: sqlite3.DatabaseError) -> UserError:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE:
            self._connection.close()
            self._connection = self._made()
            return UserError(
                "查找用的索引坏了，正在重做。", safe="工作库没有动。", hint="过一会儿再找；在那以前可能找不全。"
            )
        return UserError(
            "查找用的索引读写出错。", safe="工作库没有动，只是查找可能不全。", hint="请看看磁盘满了没有，再找一次。"
        )


def _connected(path: Path) -> sqlite3.Connection:
    # It is opened on one thread and closed on another.
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    with suppress(sqlite3.DatabaseError):
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "cache_size=-32768"):
            connection.execute(f"PRAGMA {pragma}")
    return connection


def expression(terms: Sequence[Term]) -> str:
    """Return the pieces as FTS5 is asked for them: phrases of quoted words, in which nothing is syntax."""
    return " AND ".join(f'"{" ".join(term)}"{" *" if may_go_on(term[-1]) else ""}' for term in terms)
