"""A PostgreSQL server of the tests' own: in a temporary folder, on a socket only, and not waiting for the disk.

A database is a copy of some three hundred files, so the folder is in memory where there is room.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy import URL

from xunjian.db.places import DRIVER

USER = "postgres"
MEMORY = Path("/dev/shm")  # noqa: S108 - no name in it is foretold
ROOM = 2**30
_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "32MB",
    "max_wal_senders": "0",
    "wal_level": "minimal",
    "log_min_messages": "fatal",
}


def binaries() -> Path | None:
    """Return the folder of the server's programs, None where it is not installed."""
    found = shutil.which("initdb")
    if found and Path(found).with_name("postgres").exists():
        return Path(found).parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name), default=None)


# The end of its input ends the server, also when the tests were stopped or killed. SIGINT cuts all connections.
_UNTIL_LEFT_ALONE = 'trap "" INT TERM HUP; "$@" & server=$!; read -r _; kill -INT $server; wait $server; rm -rf data'


class Server:
    """A running server, and databases on it by name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._in_memory = folder.parent == MEMORY
        self._numbers = count(1)
        self._admin = self.connect("postgres")

    def connect(self, database: str) -> "psycopg.Connection[tuple[object, ...]]":
        """Return a connection as another tool might have it: each statement stands alone."""
        options = "-c lock_timeout=10s"
        return psycopg.connect(host=str(self._folder), user=USER, dbname=database, autocommit=True, options=options)

    def url(self, database: str) -> URL:
        return URL.create(DRIVER, USER, database=database, query={"host": str(self._folder)})

    def database(self, template: str = "template1") -> str:
        """Make a database, a copy of `template`, to which nobody may be connected; return its name."""
        name = f"t{next(self._numbers)}"
        how = " STRATEGY file_copy" if self._in_memory and self._admin.info.server_version >= 150_000 else ""
        self._admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}{how}".encode())
        return name

    def drop(self, database: str) -> None:
        self._admin.execute(f"DROP DATABASE {database} WITH (FORCE)".encode())

    def end_connections(self, database: str) -> None:
        """Cut off everybody who is connected, as a failing network or an administrator would."""
        self._admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (database,))

    def waiting(self, database: str) -> int:
        """Return how many are waiting for a lock."""
        row = self._admin.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'", (database,)
        ).fetchone()
        assert row is not None
        return int(str(row[0]))

    def close(self) -> None:
        self._admin.close()


@contextmanager
def running(programs: Path) -> Iterator[Server]:
    """Start a server, and stop it at the end; as root it runs as user postgres, for it refuses to be root."""
    owner = USER if os.name == "posix" and os.geteuid() == 0 else None
    in_memory = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    folder = Path(tempfile.mkdtemp(prefix="xunjian-pg-", dir=MEMORY if in_memory else None))
    try:
        if owner:
            shutil.chown(folder, owner)
        data = folder / "data"
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", USER, "-A", "trust", "-N", "-E", "UTF8", "--locale=C"],
            user=owner,
            cwd=folder,
            check=True,
            capture_output=True,
        )
        options = [word for name, value in _OPTIONS.items() for word in ("-c", f"{name}={value}")]
        process = subprocess.Popen(
            ["sh", "-c", _UNTIL_LEFT_ALONE, "sh", programs / "postgres", "-D", data, "-k", folder, *options],
            user=owner,
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            server = _when_ready(folder, process)
            yield server
            server.close()
        finally:
            process.communicate(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _when_ready(folder: Path, process: "subprocess.Popen[bytes]") -> Server:
    for _ in range(300):
        try:
            return Server(folder)
        except psycopg.OperationalError:
            if process.poll() is not None:
                break
            time.sleep(0.05)
    raise RuntimeError("PostgreSQL did not start")
