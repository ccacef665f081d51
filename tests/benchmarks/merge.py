"""What the change log costs a save, and what merging one laptop's bundle costs, against the floor of plain copying.

Figures are CPU seconds of this process: the wall clock of a shared machine says little.
"""

import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from msgspec.structs import replace as changed
from sqlalchemy import text

from xunjian.db import merge
from xunjian.db.commits import Operation, parse
from xunjian.db.history import commits_of
from xunjian.db.registers import logged_tables
from xunjian.db.retraction import retract
from xunjian.db.schema.visit import Finding, Step, Visit
from xunjian.db.store import Store
from xunjian.db.uids import derived_uid, new_uid

TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
BUREAU = "0b1f2d62-5c2e-4a57-9c1b-5f7f6c1d2e3f"
SAVES = 1_000
FINDINGS = 1_000
VISITS = 20
OTHERS = 10
"""Other laptops whose bundles lie in the ledger out of which one is taken back."""
REVIEWED = 10
SOURCE = merge.Source("bundle", "sha256", "{}")


@dataclass
class Taken:
    """CPU seconds that something took."""

    seconds: float = 0.0


@contextmanager
def cpu() -> Iterator[Taken]:
    taken, start = Taken(), time.process_time()
    yield taken
    taken.seconds = time.process_time() - start


def peak_memory() -> str:
    """Return the largest memory that this process has held so far."""
    try:
        import resource
    except ImportError:
        return "未测"
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"


def without_log(store: Store) -> None:
    """Take the triggers away: nothing is marked, so nothing is sealed."""
    with store.connection(writing=True) as connection:
        for name in connection.scalars(text(TRIGGERS)).all():
            connection.execute(text(f"DROP TRIGGER {name}"))


def save_and_edit(folder: Path, *, logged: bool) -> tuple[float, float]:
    """Return CPU milliseconds a save of one new finding, and of an edit of one field."""
    store = Store.create(folder / f"saves-{logged}.db", bureau=BUREAU)
    if not logged:
        without_log(store)
    visit, uids = new_uid(), [new_uid() for _ in range(SAVES)]
    with store.write(by="李敏") as session:
        session.add(Visit(uid=visit, kind="special"))
    with cpu() as adding:
        for number, uid in enumerate(uids):
            with store.write(by="李敏") as session:
                session.add(Finding(uid=uid, visit=visit, fact=f"收取饮水费{number}", amount=number))
    with cpu() as editing:
        for number, uid in enumerate(uids):
            with store.write(by="李敏") as session:
                session.get_one(Finding, uid).statement = f"陈述{number}"
    store.close()
    return adding.seconds * 1000 / SAVES, editing.seconds * 1000 / SAVES


def print_saves(folder: Path) -> None:
    bare, logged = save_and_edit(folder, logged=False), save_and_edit(folder, logged=True)
    for name, without, with_log in zip(("新增一条问题", "改一栏"), bare, logged, strict=True):
        print(f"{name}：有改动记录 {with_log:.2f} ms，没有 {without:.2f} ms，多 {with_log - without:.2f} ms")


def make_laptop(path: Path) -> Store:
    """Return a laptop with a thousand findings, each edited three times: about 4,000 commits, 8,000 registers."""
    store = Store.create(path, bureau=BUREAU)
    visits = [derived_uid(BUREAU, str(number)) for number in range(VISITS)]
    uids = [new_uid() for _ in range(FINDINGS)]
    for visit in visits:
        with store.write(by="李敏") as session:
            session.add(Visit(uid=visit, kind="special"))
    for number, uid in enumerate(uids):
        with store.write(by="李敏") as session:
            visit = visits[number % VISITS]
            session.add(
                Finding(uid=uid, visit=visit, item=BUREAU, school=BUREAU, fact=f"收取饮水费{number}", amount=number)
            )
    for turn, column in enumerate(("statement", "severity", "statement")):
        for number, uid in enumerate(uids):
            with store.write(by="李敏") as session:
                setattr(session.get_one(Finding, uid), column, f"第{turn}次改的内容{number}")
    return store


def print_merge(folder: Path) -> None:
    laptop = make_laptop(folder / "laptop.db")
    with cpu() as exporting, laptop.connection(writing=False) as connection:
        lines = [commit.line() for _, commit in commits_of(connection)]
        registers = connection.execute(text("SELECT count(*) FROM log_operation")).scalar_one()
    laptop.close()
    ledger = Store.create(folder / "ledger.db", bureau=BUREAU)
    taken: list[float] = []
    for _ in range(2):
        with cpu() as merging, ledger.connection(writing=True) as connection:
            merge.apply(connection, merge.stage(connection, lines), SOURCE)
        taken.append(merging.seconds)
    ledger.close()
    undone, kept = undo(folder, lines)
    Store.create(folder / "floor.db", bureau=BUREAU).close()
    floor = copy_rows(folder / "laptop.db", folder / "floor.db")
    print(f"一台电脑的包：{len(lines)} 次改动，{registers} 处，{sum(map(len, lines)) / 2**20:.2f} MB")
    print(f"导出 {exporting.seconds:.2f} s；合入空库 {taken[0]:.2f} s；再合一次 {taken[1]:.3f} s")
    print(f"在有另外 {OTHERS} 台电脑的库里撤回它 {undone:.2f} s；其中 {REVIEWED} 条局里已办、留下 {kept} 次改动")
    print(f"内存峰值 {peak_memory()}")
    print(f"下限（ATTACH 后 INSERT OR REPLACE）{floor:.3f} s；合并是它的 {taken[0] / floor:.0f} 倍")


def undo(folder: Path, lines: list[bytes]) -> tuple[float, int]:
    """Return CPU seconds for taking the bundle back out of a ledger with others in it, and how many commits stayed."""
    ledger = Store.create(folder / "undo.db", bureau=BUREAU)
    for number in range(OTHERS):
        with ledger.connection(writing=True) as connection:
            other = (renamed(line, number) for line in lines)
            merge.apply(connection, merge.stage(connection, other), SOURCE)
    with ledger.connection(writing=True) as connection:
        import_id = merge.apply(connection, merge.stage(connection, lines), SOURCE).import_id
    findings = (op.uid for line in lines for op in parse(line).operations if op.table == "finding")
    uids = list(islice(dict.fromkeys(findings), REVIEWED))
    for uid in uids:
        with ledger.write(by="局里") as session:
            session.add(Step(uid=new_uid(), visit=derived_uid(BUREAU, "0"), finding=uid, kind="served"))
    with cpu() as undoing, ledger.connection(writing=True) as connection:
        done = retract(connection, import_id)
    ledger.close()
    return undoing.seconds, len(done.kept)


def renamed(line: bytes, number: int) -> bytes:
    """Return a line as another laptop would have written it: other visits and findings, and nothing to go on from."""

    def other(uid: str) -> str:
        return derived_uid(uid, str(number))

    def value(op: Operation) -> str:
        return f'"{other(op.value[1:-1])}"' if op.register == "visit" else op.value

    commit = parse(line)
    operations = tuple(changed(op, uid=other(op.uid), value=value(op), parents=()) for op in commit.operations)
    case = (commit.case[0], other(commit.case[1]))
    return replace(commit, case=case, replica=other(commit.replica), operations=operations).line()


def drop_triggers(connection: sqlite3.Connection) -> None:
    """Let rows be written that nobody has to mark."""
    for (name,) in connection.execute(TRIGGERS).fetchall():
        connection.execute(f"DROP TRIGGER {name}")


def copy_rows(source: Path, target: Path) -> float:
    """Return CPU seconds for copying the same final rows into an empty database: the loser of a conflict is lost."""
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        drop_triggers(connection)
        connection.execute("ATTACH ? AS source", (str(source),))
        with cpu() as copying:
            connection.execute("BEGIN IMMEDIATE")
            for name, table in logged_tables().items():
                # Columns by name: SELECT * lets SQLite copy whole pages, which no ledger with rows of its own allows.
                columns = ", ".join(f'"{column}"' for column in ("uid", *table.columns))
                copy = f"INSERT OR REPLACE INTO main.{name} ({columns}) SELECT {columns} FROM source.{name}"  # noqa: S608
                connection.execute(copy)
            connection.execute("COMMIT")
    return copying.seconds


def main() -> None:
    """Print what saving and merging cost."""
    with tempfile.TemporaryDirectory() as name:
        print_saves(Path(name))
        print_merge(Path(name))


if __name__ == "__main__":
    main()
