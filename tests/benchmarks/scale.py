"""What merging costs when a whole bureau brings its laptops: against the floor, and as the ledger grows.

XUNJIAN_LAPTOPS says how many; 200 is a large bureau. Every report has about 8,000 registers and every commit is
verified. The floor is measured in the same run: the finished rows, ready-made, put into empty tables with the same
indexes. Seconds are CPU seconds of this process unless they are called wall. With XUNJIAN_ENGINE=postgresql the same
reports go to a server.
"""

import os
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import chain
from math import log
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import text

from tests import servers
from tests.benchmarks.measuring import peak_memory
from tests.benchmarks.merge import copy_rows, cpu, drop_triggers
from tests.laptops import SHARED, report
from tests.ledgers import BUREAU
from xunjian.db import merge, retraction
from xunjian.db.engines.sqlite import PRAGMAS
from xunjian.db.places import OnServer
from xunjian.db.registers import logged_tables
from xunjian.db.statements import ROWS
from xunjian.db.store import Store

SOURCE = merge.Source("bundle", "sha256", "{}")
LAPTOPS = 20


@dataclass
class Merging:
    """What merging one report after the other took."""

    each: list[float] = field(default_factory=list)
    wall: float = 0.0
    new_commits: int = 0
    known_commits: int = 0

    @property
    def seconds(self) -> float:
        return sum(self.each)

    def take(self, store: Store, lines: list[bytes]) -> merge.Report:
        start = time.perf_counter()
        with cpu() as taken, store.connection(writing=True) as connection:
            merged = merge.apply(connection, merge.stage(connection, lines), SOURCE)
        self.each.append(taken.seconds)
        self.wall += time.perf_counter() - start
        self.new_commits += merged.new_commits
        self.known_commits += merged.known_commits
        return merged

    def exponent(self) -> float:
        """Return x where seconds grow as the number of reports to the power of x, from the first tenth to all."""
        first = max(1, len(self.each) // 10)
        return log(self.seconds / sum(self.each[:first])) / log(len(self.each) / first)


def main(count: int | None = None) -> None:
    """Print what merging `count` laptops costs."""
    laptops = count or int(os.environ.get("XUNJIAN_LAPTOPS", LAPTOPS))
    with tempfile.TemporaryDirectory() as name:
        if os.environ.get("XUNJIAN_ENGINE") == "postgresql":
            on_a_server(Path(name), laptops)
        else:
            in_a_file(Path(name), laptops)


def in_a_file(folder: Path, laptops: int) -> None:
    store = Store.create(folder / "ledger.db", bureau=BUREAU)
    merging = merged(store, laptops)
    print_merging(store, merging, laptops, file_size(store))
    Store.create(folder / "tables.db", bureau=BUREAU).close()
    print_ratio("下限一（备好的改动记录和表，逐包插入）", floor_of_rows(folder, laptops, add_all), merging)
    print_ratio("下限一，五十行一句", floor_of_rows(folder, laptops, add_many), merging)
    copied = copy_rows(folder / "ledger.db", folder / "tables.db")
    print_ratio("下限二（ATTACH 后 INSERT OR REPLACE 末态）", copied, merging)
    print_one_more(store, report(laptops))
    store.close()


def print_ratio(floor: str, seconds: float, merging: Merging) -> None:
    print(f"{floor}{seconds:.2f} s；合并是它的 {merging.seconds / seconds:.2f} 倍")


def on_a_server(folder: Path, laptops: int) -> None:
    """Merge into a server of the benchmark's own: it does not wait for a disk, and its seconds are told apart."""
    programs = servers.binaries()
    if programs is None:
        print("这台机器没有 PostgreSQL。")
        return
    with servers.running(programs) as server:
        database = server.database()
        store = Store.create(OnServer(server.url(database), folder / "machine.db"), bureau=BUREAU)
        before = server_seconds()
        merging = merged(store, laptops)
        serving = server_seconds() - before
        with store.connection(writing=False) as connection:
            size = int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
        print_merging(store, merging, laptops, size)
        print(f"服务器 CPU {serving:.2f} s")
        print_one_more(store, report(laptops))
        store.close()


def server_seconds() -> float:
    """Return the CPU seconds that the processes of a server on this machine have taken so far."""
    ticks = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            name, _, rest = status.read_text().partition(" (")[2].rpartition(") ")
            if name == "postgres":
                ticks += sum(map(int, rest.split()[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def merged(store: Store, laptops: int) -> Merging:
    merging = Merging()
    for number in range(laptops):
        merging.take(store, report(number))
    return merging


def print_merging(store: Store, merging: Merging, laptops: int, size: int) -> None:
    registers, conflicts = counted(store, "log_operation"), counted(store, "log_conflict")
    print(f"{laptops} 台电脑：{merging.new_commits} 次改动，{registers} 处；系统负荷 {os.getloadavg()[0]:.1f}")
    print(f"合并 CPU {merging.seconds:.2f} s，历时 {merging.wall:.2f} s；内存峰值 {peak_memory():.0f} MB")
    print(f"每处 {merging.seconds * 1e6 / registers:.1f} µs，在盘 {size / registers:.0f} 字节")
    print(f"冲突：埋 {laptops // 2 * SHARED} 处，找到 {conflicts} 处")
    if conflicts != laptops // 2 * SHARED:
        raise SystemExit("冲突没有找全，或找多了。")
    print(f"增长指数（前一成到全部）{merging.exponent():.2f}")


def print_one_more(store: Store, lines: list[bytes]) -> None:
    """Print what one report costs now that the ledger is full: merged, merged again, taken back."""
    more, again = Merging(), Merging()
    imported = more.take(store, lines).import_id
    second = again.take(store, lines).import_id
    with store.connection(writing=True) as connection:
        retraction.retract(connection, second)
    with cpu() as undoing, store.connection(writing=True) as connection:
        taken = retraction.retract(connection, imported)
    if taken.removed_commits != more.new_commits:
        raise SystemExit("撤回没有撤干净。")
    print(f"再来一包 {more.seconds:.3f} s；同一包再合 {again.seconds:.3f} s；撤回 {undoing.seconds:.3f} s")


def counted(store: Store, table: str) -> int:
    with store.connection(writing=False) as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())  # noqa: S608


def file_size(store: Store) -> int:
    """Return the bytes of the ledger's file with all that the journal still held."""
    with store.beside() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        pages, page = (connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in ("page_count", "page_size"))
    return int(pages) * int(page)


Rows = dict[str, list[tuple[object, ...]]]

OF_COMMITS = "BETWEEN ? << 16 AND (? << 16) + 65535"


def floor_of_rows(folder: Path, imports: int, add: Callable[[sqlite3.Connection, Rows], None]) -> float:
    """Return CPU seconds for inserting the finished log and tables, one transaction a report, with the same indexes."""
    for file in folder.glob("rows.db*"):
        file.unlink()
    Store.create(folder / "rows.db", bureau=BUREAU).close()
    total, before = 0.0, Reach(0, 0)
    with (
        closing(sqlite3.connect(folder / "ledger.db")) as source,
        closing(sqlite3.connect(folder / "rows.db", isolation_level=None)) as target,
    ):
        for pragma in PRAGMAS:
            target.execute(f"PRAGMA {pragma}")
        drop_triggers(target)
        add_all(target, {"log_replica": source.execute("SELECT * FROM log_replica").fetchall()})
        for number in range(1, imports + 1):
            rows, before = rows_of(source, number, before)
            with cpu() as inserting:
                target.execute("BEGIN IMMEDIATE")
                add(target, rows)
                target.execute("COMMIT")
            total += inserting.seconds
    return total


def add_all(connection: sqlite3.Connection, rows: Rows) -> None:
    for table, several in rows.items():
        if several:
            marks = ", ".join("?" * len(several[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", several)  # noqa: S608


def add_many(connection: sqlite3.Connection, rows: Rows) -> None:
    """Add rows as `add_all` does, but many to a statement: the quickest way into SQLite from here."""
    for table, several in rows.items():
        whole = len(several) - len(several) % ROWS
        if whole:
            marks = ", ".join(["(" + ", ".join("?" * len(several[0])) + ")"] * ROWS)
            parts = (list(chain.from_iterable(several[place : place + ROWS])) for place in range(0, whole, ROWS))
            connection.executemany(f"INSERT INTO {table} VALUES {marks}", parts)  # noqa: S608
        add_all(connection, {table: several[whole:]})


class Reach(NamedTuple):
    """The largest numbers of a record and a case that were given out up to some import."""

    rid: int
    case: int


def rows_of(source: sqlite3.Connection, number: int, before: Reach) -> tuple[Rows, Reach]:
    """Return what one import added, as it stands in the end; numbers are given in turn."""
    cids = source.execute("SELECT min(cid), max(cid) FROM log_commit WHERE import_id = ?", (number,)).fetchone()
    rid = source.execute(f"SELECT max(rid) FROM log_operation WHERE op_id {OF_COMMITS}", cids).fetchone()[0]  # noqa: S608
    case = source.execute("SELECT max(case_id) FROM log_commit WHERE cid BETWEEN ? AND ?", cids).fetchone()[0]
    reach = Reach(max(rid, before.rid), max(case, before.case))
    of_records = before.rid + 1, reach.rid
    chosen = {
        "log_case": ("id BETWEEN ? AND ?", (before.case + 1, reach.case)),
        "log_record": ("rid BETWEEN ? AND ?", of_records),
        "log_commit": ("cid BETWEEN ? AND ?", cids),
        "log_operation": (f"op_id {OF_COMMITS}", cids),
        "log_head": (f"op_id {OF_COMMITS}", cids),
        "log_conflict": ("rid BETWEEN ? AND ?", of_records),
        "log_import": ("id = ?", (number,)),
        "log_carried": ("import_id = ?", (number,)),
    }
    for table in logged_tables():
        chosen[table] = ("uid IN (SELECT uid FROM log_record WHERE rid BETWEEN ? AND ?)", of_records)
    return {
        table: source.execute(f"SELECT * FROM {table} WHERE {where}", values).fetchall()  # noqa: S608
        for table, (where, values) in chosen.items()
    }, reach


if __name__ == "__main__":
    main()
