"""The program is killed in the middle of saving: whatever it had said was saved is there, and all is whole.

kill -9 keeps what the operating system holds, so this shows that a save is one step, not that the disk got it.
"""

import hashlib
import multiprocessing
import os
import random
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from tests.crash.saver import Acknowledged, save_until_killed
from xunjian.db import integrity
from xunjian.db.photos import PhotoStore
from xunjian.db.schema.visit import Evidence, Finding, Visit
from xunjian.db.store import Store
from xunjian.db.uids import new_uid

BUREAU = "0b1f2d62-5c2e-4a57-9c1b-5f7f6c1d2e3f"
# A server that has the program loaded and forks costs a tenth of starting Python anew for every kill.
if sys.platform == "win32":
    PROCESSES = multiprocessing.get_context("spawn")
else:
    PROCESSES = multiprocessing.get_context("forkserver")
    PROCESSES.set_forkserver_preload(["tests.crash.saver"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("photos", "tmp"):
        (tmp_path / name).mkdir()
    return tmp_path


def kill_while_saving(folder: Path, visit: str, chance: random.Random) -> list[Acknowledged]:
    """Let a process save, kill it at a random moment, and return what it had said was saved."""
    ours, theirs = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=save_until_killed, args=(folder, visit, theirs))
    process.start()
    theirs.close()
    heard = [ours.recv() for _ in range(chance.randrange(1, 10))]
    time.sleep(chance.uniform(0, 0.02))
    process.kill()
    process.join()
    heard += list(rest_of(ours))
    ours.close()
    return heard


def rest_of(pipe: Connection) -> Iterator[Acknowledged]:
    # The last message may have been cut off by the kill: nobody heard it.
    with suppress(EOFError, OSError):
        while True:
            yield pipe.recv()


def check(folder: Path, acknowledged: list[Acknowledged]) -> int:
    """See that every acknowledged save is there, and return the number of findings, acknowledged or not."""
    photos = PhotoStore(folder / "photos", folder / "tmp")
    store = Store.open(folder / "xunjian.db")
    with store.read() as session:
        assert session.execute(text("SELECT count(*) FROM log_dirty")).scalar_one() == 0
        for uid, statement, _ in acknowledged:
            finding = session.get_one(Finding, uid)
            assert statement is None or finding.statement == statement
        named = set(session.scalars(select(Evidence.sha256)))
        findings = session.scalar(select(func.count()).select_from(Finding)) or 0
    assert {sha256 for *_, sha256 in acknowledged} <= named
    assert all(hashlib.sha256(photos.read(sha256)).hexdigest() == sha256 for sha256 in named if sha256)
    assert photos.damaged() == []
    with store.connection(writing=True) as connection:
        looking = connection.begin_nested()
        assert integrity.faults(connection, deep=True) == []
        looking.rollback()
    store.close()
    return findings


def kill_often(folder: Path, kills: int, seed: int) -> None:
    visit = new_uid()
    store = Store.create(folder / "xunjian.db", bureau=BUREAU)
    with store.write() as session:
        session.add(Visit(uid=visit, kind="special"))
    store.close()
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    acknowledged: list[Acknowledged] = []
    findings = 0
    for _ in range(kills):
        acknowledged += kill_while_saving(folder, visit, chance)
        findings = check(folder, acknowledged)
    assert len({uid for uid, *_ in acknowledged}) <= findings <= len(acknowledged) + kills


def test_no_acknowledged_save_is_lost_by_a_kill(folder: Path) -> None:
    kill_often(folder, kills=25, seed=os.getpid())


@pytest.mark.long
@pytest.mark.parametrize("seed", range(20))
def test_five_hundred_kills(folder: Path, seed: int) -> None:
    kill_often(folder, kills=25, seed=seed)


def test_marks_that_a_killed_tool_left_are_sealed_by_the_next_save(folder: Path) -> None:
    store = Store.create(folder / "xunjian.db", bureau=BUREAU)
    visit = new_uid()
    with store.write() as session:
        session.add(Visit(uid=visit, kind="special"))
    process = PROCESSES.Process(target=edit_and_die, args=(folder / "xunjian.db",))
    process.start()
    process.join()
    with store.read() as session:
        assert session.execute(text("SELECT count(*) FROM log_dirty")).scalar_one() == 1
    with store.write(by="王强"):
        """Nothing of its own."""
    with store.read() as session:
        assert session.execute(text("SELECT count(*) FROM log_dirty")).scalar_one() == 0
        assert session.execute(text("SELECT actor FROM log_commit ORDER BY cid")).scalars().all()[-1] == "external"
    with store.connection(writing=True) as connection:
        assert integrity.faults(connection, deep=True) == []


def edit_and_die(path: Path) -> None:
    import sqlite3

    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE visit SET note = '外面写的'")
    os._exit(9)
