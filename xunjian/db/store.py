"""The database of a workspace: opening, reading, writing.

The driver is named here and nowhere else. Every connection gets its pragmas when it is made; WAL with
synchronous=FULL is what lost nothing in simulated power cuts.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from xunjian.db import changelog, integrity, marks, views
from xunjian.db.changelog import EXTERNAL, Author, Resolved
from xunjian.db.migrations import NEWEST, stored_version, upgrade
from xunjian.db.registers import logged_tables
from xunjian.db.uids import new_uid
from xunjian.errors import UserError

OLDEST_SQLITE = (3, 40, 0)

ADVICE = {
    sqlite3.SQLITE_FULL: ("本机满了，刚才这一项没存上。", "前面的都在。", "请腾出空间，再存一次。"),
    sqlite3.SQLITE_BUSY: ("另一个程序正在写这个工作库。", "已存的内容没有动。", "请等它做完，再试一次。"),
    sqlite3.SQLITE_CORRUPT: ("工作库的文件损坏了。", "程序没有改动它。", "请从备份恢复。"),
    sqlite3.SQLITE_NOTADB: ("这个文件不是巡检的工作库。", "程序没有改动它。", "请换一个文件夹，或从备份恢复。"),
    sqlite3.SQLITE_READONLY: ("工作库只能读，不能写。", "已存的内容没有动。", "请检查文件夹的权限，或换一个位置。"),
    sqlite3.SQLITE_IOERR: ("磁盘读写出错，刚才这一项没存上。", "前面的都在。", "请检查磁盘，尽快备份到 U 盘。"),
    sqlite3.SQLITE_CANTOPEN: ("工作库的文件打不开。", "程序没有改动它。", "请检查文件夹是否还在、能否写入。"),
}


def as_user_error(error: DBAPIError | sqlite3.Error) -> UserError | None:
    """Return the advice for a fault that its reader can mend; None for a mistake of the program."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    if code not in ADVICE:
        return None
    what, safe, hint = ADVICE[code]
    return UserError(what, safe=safe, hint=hint)


class Stale(UserError):
    """A form shows what an undo of an import may have taken away since; nothing was saved."""

    def __init__(self) -> None:
        super().__init__(
            "这一页打开之后，有一次合包被撤回了，页上可能还是撤回的内容。",
            safe="您写的还在这一页上，没有存；库里的内容没有动。",
            hint="请抄下您写的，重新打开这一页，再填一次。",
        )


@contextmanager
def advising() -> Iterator[None]:
    """Turn faults of disk and file into what their reader can do about them."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        advice = as_user_error(error)
        if advice is None:
            raise
        raise advice from error


class Store:
    """One database: who it is (its replica) and for which bureau; sessions that read, sessions that write."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        with advising(), self._begin(writing=False) as connection:
            settings = dict(connection.execute(text("SELECT name, value FROM local_setting")).all())
        self.replica: str = settings["replica"]
        self.bureau: str = settings["bureau"]

    @classmethod
    def open(cls, path: Path) -> "Store":
        """Open the database at `path`, bringing older ones up to date; a newer one is refused untouched."""
        if not path.is_file() or path.stat().st_size == 0:
            raise UserError("这里没有工作库。", safe="什么都没有改。", hint="请新建工作库，或用入组文件加入。")
        engine = _engine(path)
        with advising(), _begin(engine, writing=False) as connection:
            version = stored_version(connection)
        if version is None:
            raise UserError(
                "这个文件不是巡检的工作库。", safe="程序没有改动它。", hint="请换一个文件夹，或从备份恢复。"
            )
        if version > NEWEST:
            engine.dispose()
            raise UserError("这个工作库是新版程序建的，这一版打不开。", safe="工作库没有动。", hint="请先升级程序。")
        if version < NEWEST:
            _bring_up_to_date(engine)
        with advising(), _begin(engine, writing=True) as connection:
            _prepare(connection)
        store = cls(engine)
        if version < NEWEST:
            # What a newer program had written lay in the log unseen; now there are columns to show it in.
            with store.connection(writing=True) as connection:
                integrity.rebuild(connection)
        return store

    @classmethod
    def create(cls, path: Path, *, bureau: str) -> "Store":
        """Make an empty database at `path` for a bureau, with a replica uid of its own."""
        if path.exists():
            raise UserError("这里已经有一个工作库。", safe="它没有动。", hint="请打开它，或换一个文件夹。")
        engine = _engine(path)
        with advising():
            _bring_up_to_date(engine)
            with _begin(engine, writing=True) as connection:
                _prepare(connection)
                connection.execute(
                    text("INSERT INTO local_setting (name, value) VALUES (:name, :value)"),
                    [{"name": "replica", "value": new_uid()}, {"name": "bureau", "value": bureau}],
                )
        return cls(engine)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Yield a session that sees one state; its `info["as_of"]` is what a form hands back when it is saved."""
        with advising(), self._begin(writing=False) as connection, Session(connection) as session:
            session.info["as_of"] = views.last_commit(connection)
            yield session

    @contextmanager
    def write(
        self,
        *,
        by: str | None = None,
        reason: str | None = None,
        as_of: int | None = None,
        resolving: Resolved = frozenset(),
    ) -> Iterator[Session]:
        """Yield a session whose changes are logged and committed at a clean exit, or undone whole by an exception.

        `by` is the acting person's uid. `as_of` is the state that the person had before them; `resolving` names the
        registers whose conflict the person decides. A state from before an undo of an import is refused: `Stale`.
        """
        author = Author(self.replica, self.bureau, by, reason)
        with advising(), self._begin(writing=True) as connection:
            if as_of is not None and as_of < views.last_retraction(connection):
                raise Stale
            changelog.seal(connection, Author(self.replica, self.bureau, EXTERNAL))
            with Session(connection, expire_on_commit=False) as session:
                yield session
                session.flush()
                changelog.seal(connection, author, as_of=as_of, resolving=resolving)

    @contextmanager
    def connection(self, *, writing: bool) -> Iterator[Connection]:
        """Yield a bare connection in a transaction of its own, for statements over sets."""
        with advising(), self._begin(writing=writing) as connection:
            if writing:
                changelog.seal(connection, Author(self.replica, self.bureau, EXTERNAL))
            yield connection

    def _begin(self, *, writing: bool) -> Any:
        return _begin(self._engine, writing=writing)


@contextmanager
def _begin(engine: Engine, *, writing: bool) -> Iterator[Connection]:
    with engine.connect().execution_options(writing=writing) as connection, connection.begin():
        yield connection


def _engine(path: Path) -> Engine:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise UserError(
            f"本机的 SQLite 太旧（{sqlite3.sqlite_version}）。",
            safe="什么都没有改。",
            hint="请用安装包里的程序，或升级系统的 Python。",
        )
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 5})

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
        # The driver's own BEGIN comes too late for reads and is never IMMEDIATE: ours is sent below.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _bring_up_to_date(engine: Engine) -> None:
    with _begin(engine, writing=True) as connection:
        upgrade(connection)


def _prepare(connection: Connection) -> None:
    """See to what every opening needs: triggers as they must be, registers and counters known."""
    marks.renew_triggers(connection)
    connection.execute(
        text("INSERT INTO log_field (tbl, name) VALUES (:tbl, :name) ON CONFLICT (tbl, name) DO NOTHING"),
        [
            {"tbl": table.name, "name": register.name}
            for table in logged_tables().values()
            for register in table.registers
        ],
    )
    connection.execute(
        text("INSERT INTO log_counter (name, value) VALUES (:name, 0) ON CONFLICT (name) DO NOTHING"),
        [{"name": "cid"}, {"name": "rid"}, {"name": "case"}],
    )
