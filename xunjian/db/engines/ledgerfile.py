"""A ledger's file as a whole: copied while others write, looked at, made ready to take another's place."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from xunjian.db.engines.sqlite import advice

_PUT_SETTING = (
    "INSERT INTO local_setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)


@dataclass(frozen=True)
class Facts:
    """What a ledger's file says of itself."""

    version: int
    """Of its tables."""
    settings: dict[str, str]
    last_commit: int
    visits: int
    findings: int
    documents: int


def copy(source: Path, target: Path) -> None:
    """Copy a ledger to a file that stands alone, as one state; others may read and write `source` meanwhile.

    In one step: a copy that is made piece by piece begins anew whenever somebody else writes.
    """
    with _advising(), closing(sqlite3.connect(source)) as whole, closing(sqlite3.connect(target)) as copied:
        whole.backup(copied, pages=-1)
        _end_wal(copied)


def faults(path: Path) -> list[str]:
    """Return what SQLite finds broken in a ledger's file; nothing is changed."""
    try:
        with closing(_read_only(path)) as connection:
            return [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
    except sqlite3.DatabaseError as error:
        return [str(error)]


def facts(path: Path) -> Facts:
    """Return what a ledger's file says of itself; raises UserError for a file that is none."""
    with _advising(), closing(_read_only(path)) as connection:
        one = connection.execute(
            "SELECT (SELECT version_num FROM alembic_version), (SELECT coalesce(max(cid), 0) FROM log_commit),"
            " (SELECT count(*) FROM visit WHERE coalesce(deleted, 0) = 0),"
            " (SELECT count(*) FROM finding WHERE coalesce(deleted, 0) = 0), (SELECT count(*) FROM document)"
        ).fetchone()
        settings = dict(connection.execute("SELECT name, value FROM local_setting"))
    version, last, visits, findings, documents = one
    return Facts(int(version), settings, last, visits, findings, documents)


def put_settings(path: Path, values: Mapping[str, str]) -> None:
    """Change settings of this machine in a ledger that nobody has open."""
    with _advising(), closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(_PUT_SETTING, values.items())


def fold(path: Path) -> None:
    """Bring into the file what lies in the log beside it, and remove that log: only then may the file be replaced.

    Whatever is put in its place would otherwise be shown with the old one's last changes.
    """
    with _advising(), closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous=FULL")
        _end_wal(connection)


def _end_wal(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode=DELETE").fetchall()


def _read_only(path: Path) -> sqlite3.Connection:
    # A copy that stands alone is read without locks: it may lie where none can be made.
    alone = "" if path.with_name(f"{path.name}-wal").exists() else "&immutable=1"
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro{alone}", uri=True)


@contextmanager
def _advising() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        found = advice(error)
        if found is None:
            raise
        raise found from error
