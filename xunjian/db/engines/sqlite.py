"""SQLite: the ledger is a file on this machine.

Every connection gets its pragmas when it is made; WAL with synchronous=FULL is what lost nothing in simulated power
cuts.
"""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.pool import ConnectionPoolEntry

from xunjian.errors import UserError

OLDEST = (3, 40, 0)

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    # KiB, taken only as they are needed. Names and hashes are random: a bundle touches some 6,000 pages of a large
    # ledger, and what does not fit is read and written again and again.
    "cache_size=-65536",
)

_ADVICE = {
    sqlite3.SQLITE_FULL: ("本机满了，刚才这一项没存上。", "前面的都在。", "请腾出空间，再存一次。"),
    sqlite3.SQLITE_BUSY: ("另一个程序正在写这个工作库。", "已存的内容没有动。", "请等它做完，再试一次。"),
    sqlite3.SQLITE_CORRUPT: ("工作库的文件损坏了。", "程序没有改动它。", "请从备份恢复。"),
    sqlite3.SQLITE_NOTADB: ("这个文件不是巡检的工作库。", "程序没有改动它。", "请换一个文件夹，或从备份恢复。"),
    sqlite3.SQLITE_READONLY: ("工作库只能读，不能写。", "已存的内容没有动。", "请检查文件夹的权限，或换一个位置。"),
    sqlite3.SQLITE_IOERR: ("磁盘读写出错，刚才这一项没存上。", "前面的都在。", "请检查磁盘，尽快备份到 U 盘。"),
    sqlite3.SQLITE_CANTOPEN: ("工作库的文件打不开。", "程序没有改动它。", "请检查文件夹是否还在、能否写入。"),
}


def connect(path: Path) -> Engine:
    """Return an engine for the file at `path`."""
    if sqlite3.sqlite_version_info < OLDEST:
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
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = "writing" in connection.get_execution_options()
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def advice(cause: BaseException) -> UserError | None:
    """Return what its reader can do about an error of the driver; None for a mistake of the program."""
    found = _ADVICE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
    return UserError(found[0], safe=found[1], hint=found[2]) if found else None


_EVENTS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


def _trigger(table: str, event_: str) -> tuple[str, str]:
    name = f"mark_{table}_{event_.lower()}"
    # NOT EXISTS and not OR IGNORE: a conflict clause inside a trigger is overruled by the statement that fired it.
    notes = "".join(
        f" INSERT INTO log_dirty (tbl, uid, tx) SELECT '{table}', {row}.uid, 0"  # noqa: S608 - our own names
        f" WHERE NOT EXISTS (SELECT 1 FROM log_dirty WHERE tbl = '{table}' AND uid = {row}.uid);"
        for row in _EVENTS[event_]
    )
    return name, f"CREATE TRIGGER {name} AFTER {event_} ON {table} BEGIN{notes} END"


def _wanted(tables: Iterable[str]) -> dict[str, str]:
    return dict(_trigger(table, event_) for table in tables for event_ in _EVENTS)


def _present(connection: Connection) -> dict[str, str]:
    found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    return {name: statement for name, statement in found if name.startswith("mark_")}


def has_triggers(connection: Connection, tables: Iterable[str]) -> bool:
    """Tell whether the triggers that note touched rows of `tables` are there and as they must be."""
    return _present(connection) == _wanted(tables)


def make_triggers(connection: Connection, tables: Iterable[str]) -> None:
    """Make them anew."""
    for name in _present(connection):
        connection.execute(text(f"DROP TRIGGER {name}"))
    for statement in _wanted(tables).values():
        connection.exec_driver_sql(statement)


def faults(connection: Connection) -> list[str]:
    """Return what SQLite finds broken in its file."""
    return [row[0] for row in connection.execute(text("PRAGMA integrity_check")) if row[0] != "ok"]
