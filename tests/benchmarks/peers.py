"""Merging two laptops that worked side by side: here, by SQLite's session extension, and by geodiff.

The same edits, about 8,000 a laptop. The peers are given rows and a common start, which is what they are made for;
what they cannot say afterwards is counted, not judged. Each runs in a process of its own.
"""

import io
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, text

from tests import bundles
from tests.benchmarks.losses import Losses, of_rows
from tests.benchmarks.measuring import Watch, alone, peak_memory
from tests.benchmarks.plain_rows import (
    TABLES,
    Key,
    Work,
    cells,
    forgeries,
    is_forged,
    make,
    number_of,
    save,
    save_in,
    work,
)
from tests.laptops import report
from tests.ledgers import BUREAU
from xunjian.bundle import reading
from xunjian.bundle.format import SEALED_KINDS
from xunjian.db import integrity, merge
from xunjian.db.commits import parse
from xunjian.db.store import Store
from xunjian.errors import UserError

SOURCE = merge.Source("bundle", "sha256", "{}")


# Here


def ours(watch: Watch, folder: Path) -> None:
    """Merge the lines of both reports."""
    reports = [report(0), report(1)]
    stores = [Store.create(folder / f"{name}.db", bureau=BUREAU) for name in ("ours", "other order")]
    with watch.timing("合入两台电脑的包"):
        for lines in reports:
            _merge(stores[0], lines)
    _note_memory(watch)
    with watch.timing("同一份再合一次"):
        again = _merge(stores[0], reports[0])
    for lines in reversed(reports):
        _merge(stores[1], lines)
    with stores[0].connection(writing=False) as one, stores[1].connection(writing=False) as other:
        same = integrity.digest(one) == integrity.digest(other)
        watch.lines += _of_ledger(one, reports, same=same, again=again.new_commits).lines()
    for store in stores:
        store.close()


def _of_ledger(connection: Connection, reports: Sequence[list[bytes]], *, same: bool, again: int) -> Losses:
    """Count what the ledger has lost of what the lines said, the writer and the time of every value among it."""
    clashes = {(table, uid, name) for table, uid, name in work().clashes()}
    told = {tuple(row) for row in connection.execute(text(_CONFLICTS))}
    kept = {tuple(row) for row in connection.execute(text(_OPERATIONS))}
    said = {
        (op.uid, op.register, op.value, commit.actor, commit.wall)
        for commit in map(parse, {line for lines in reports for line in lines})
        for op in commit.operations
    }
    values = {one[:3] for one in kept}
    lost = [one for one in said if one[:3] not in values]
    gone = sum(one[:2] in {clash[1:] for clash in clashes} for one in lost)
    return Losses(
        len(clashes),
        len(work().written()),
        told=len(told & clashes),
        false_alarms=len(told - clashes),
        gone=gone,
        earlier=len(lost) - gone,
        unsigned=len(said - kept),
        by_order=0 if same else 1,
        again="有变化" if again else "没有变化",
        renamed=len({one[0] for one in said} - {one[0] for one in kept}),
        forged=_taken_here(reports[0]),
    )


_CONFLICTS = (
    "SELECT f.tbl, r.uid, f.name FROM log_conflict c"
    " JOIN log_record r ON r.rid = c.rid JOIN log_field f ON f.fid = c.fid"
)
_OPERATIONS = (
    "SELECT r.uid, f.name, o.val, c.actor, c.wall FROM log_operation o JOIN log_record r ON r.rid = o.rid"
    " JOIN log_field f ON f.fid = o.fid JOIN log_commit c ON c.cid = o.op_id >> 16"
)


def _merge(store: Store, lines: Sequence[bytes]) -> merge.Report:
    with store.connection(writing=True) as connection:
        return merge.apply(connection, merge.stage(connection, lines), SOURCE)


def _taken_here(lines: Sequence[bytes]) -> int:
    """Return how many of the bundles with a forged value are read to their end."""
    ops = b"".join(line + b"\n" for line in lines)
    honest = bundles.Forged(ops=ops, photos=())
    head = json.dumps(honest.head()).encode()
    taken = 0
    for forged in forgeries(ops):
        honest.ops = forged
        with suppress(UserError):
            file = reading.Guarded(io.BytesIO(honest.inner(head)))
            reading.opened_file(file, "来包.xjb", SEALED_KINDS).check_text()
            taken += 1
    return taken


# SQLite's session extension


def session(watch: Watch, folder: Path) -> None:
    """Record changesets on the laptops, apply them at the bureau; the first in place wins, as with a plain OMIT."""
    import apsw

    done, start = work(), folder / "start.db"
    make(start, numbered=False)
    save_in(start, done.shared, str)
    with watch.timing("两台电脑记下改动"):
        sets = [_recorded(start, folder / f"laptop {place}.db", done, place) for place in (0, 1)]
    clashing: list[tuple[str, Any, str]] = []

    def decide(reason: int, change: Any) -> int:
        names = ("uid", *TABLES[change.name])
        clashing.extend((change.name, _key_of(change), names[place]) for place in _changed(change))
        return int(apsw.SQLITE_CHANGESET_OMIT)

    target, turned = folder / "bureau.db", folder / "other order.db"
    shutil.copyfile(start, target)
    with watch.timing("合入两份改动"):
        for content in sets:
            _applied(target, content, decide)
    _note_memory(watch)
    reported = set(clashing)
    shutil.copyfile(start, turned)
    for content in reversed(sets):
        _applied(turned, content, decide)
    result = cells(target)
    clashing.clear()
    _applied(target, sets[0], decide)
    refused = len({(table, uid) for table, uid, _ in clashing})
    forged = 0
    for content in forgeries(sets[0]):
        shutil.copyfile(start, turned_copy := folder / "forged.db")
        with suppress(apsw.Error):
            _applied(turned_copy, content, decide)
            forged += is_forged(cells(turned_copy))
    again = f"{refused} 条记录报成冲突"
    watch.lines += of_rows(done, result, cells(turned), str, reported, again, forged).lines()
    watch.lines.append("  （冲突在回调里报一次，按整行报；要留下落败的值，得自己另存。文件本身没有签名）")


def _key_of(change: Any) -> Any:
    return (change.old or change.new)[0]


def _changed(change: Any) -> Iterator[int]:
    """Yield the places of the columns that a change sets; those that it leaves alone are marked by the library."""
    import apsw

    for place, value in enumerate(change.new or ()):
        if place and value is not apsw.no_change:
            yield place


def _recorded(start: Path, path: Path, done: Work, laptop: int) -> bytes:
    import apsw

    shutil.copyfile(start, path)
    connection = apsw.Connection(str(path))
    recording = apsw.Session(connection, "main")
    recording.attach()
    with connection:
        save(connection, done.laptops[laptop], str)
    content = bytes(recording.changeset())
    recording.close()
    connection.close()
    return content


def _applied(path: Path, content: bytes, decide: Any) -> None:
    import apsw

    connection = apsw.Connection(str(path))
    connection.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    try:
        with connection:
            apsw.Changeset.apply(content, connection, conflict=decide)
    finally:
        connection.close()


# geodiff


def geodiff(watch: Watch, folder: Path) -> None:
    """Rebase the second laptop onto the first; records are numbered, for what has uids for keys is renamed by it."""
    done = work()
    named = _rebased(folder / "named", done, str)
    losses = _rebased(folder / "numbered", done, number_of, watch)
    watch.lines += losses.lines()
    watch.lines += [
        "  （落败的值写在另一个文件 conflicts.json 里，库里没有。文件本身没有签名）",
        f"  （以上是事先统一编好整数号的结果；主键用 uid 时，{named.renamed} 条记录换了编号）",
    ]


def _rebased(folder: Path, done: Work, key: Key, watch: Watch | None = None) -> Losses:
    folder.mkdir()
    start, files = folder / "start.db", [folder / f"laptop {place}.db" for place in (0, 1)]
    make(start, numbered=key is not str)
    save_in(start, done.shared, key)
    for laptop, path in enumerate(files):
        shutil.copyfile(start, path)
        save_in(path, done.laptops[laptop], key)
    target, turned = folder / "bureau.db", folder / "other order.db"
    with (watch or Watch()).timing("求出改动，合入两份"):
        reported = _in_turn(start, files, target)
    if watch is not None:
        _note_memory(watch)
    _in_turn(start, files[::-1], turned)
    again = "没有变化"
    try:
        with _tool() as tool:
            tool.apply_changeset(str(target), str(folder / "1.changes"))
    except Exception as error:  # noqa: BLE001 - the library's own, of several kinds
        again = f"整份拒收（{type(error).__name__}）"
    forged = _taken_by_geodiff(folder, start)
    return of_rows(done, cells(target), cells(turned), key, reported, again, forged)


def _in_turn(start: Path, files: Sequence[Path], target: Path) -> set[tuple[str, Any, str]]:
    """Let the first come in as it is and the second be rebased onto that; return the conflicts that are reported."""
    folder, told = target.parent, target.parent / "conflicts.json"
    told.unlink(missing_ok=True)
    shutil.copyfile(start, target)
    changes = [str(folder / f"{place}.changes") for place in (1, 2)]
    with _tool() as tool:
        tool.create_changeset(str(start), str(files[0]), changes[0])
        tool.apply_changeset(str(target), changes[0])
        tool.create_rebased_changeset(str(start), str(files[1]), changes[0], changes[1], str(told))
        tool.apply_changeset(str(target), changes[1])
    if not told.exists():
        return set()
    found = json.loads(told.read_text())["geodiff"]
    return {
        (one["table"], int(one["fid"]), TABLES[one["table"]][change["column"] - 1])
        for one in found
        for change in one["changes"]
    }


@contextmanager
def _tool() -> Iterator[Any]:
    import pygeodiff

    tool = pygeodiff.GeoDiff()
    tool.set_maximum_logger_level(0)
    try:
        yield tool
    finally:
        tool.shutdown()


def _taken_by_geodiff(folder: Path, start: Path) -> int:
    changes, target, taken = folder / "forged.changes", folder / "forged.db", 0
    for content in forgeries((folder / "1.changes").read_bytes()):
        changes.write_bytes(content)
        shutil.copyfile(start, target)
        with suppress(Exception), _tool() as tool:
            tool.apply_changeset(str(target), str(changes))
            taken += is_forged(cells(target))
    return taken


def _note_memory(watch: Watch) -> None:
    """Note the peak before anything is counted."""
    watch.lines.append(f"  内存峰值 {peak_memory():.0f} MB（合完时）")


def main() -> None:
    """Measure all three."""
    several = ((ours, "本程序"), (session, "SQLite 的 session 扩展（apsw）"), (geodiff, "geodiff（pygeodiff，rebase）"))
    for measured, name in several:
        print(f"两台电脑同时干活，合到一起：{name}")
        with TemporaryDirectory() as folder:
            alone(measured, Path(folder))


if __name__ == "__main__":
    main()
