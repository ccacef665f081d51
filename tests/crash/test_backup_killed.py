"""Killed at any step of a backup or a restore: the workspace is the old one or the new one, and backups are whole."""

import multiprocessing
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crash.backup_killed import DIED, back_up_and_die, restore_and_die
from tests.exchanging import World, digest, visit
from xunjian.db import integrity
from xunjian.progress import Unwatched
from xunjian.services.backup import restoring, storing
from xunjian.services.backup.form import read_list
from xunjian.services.backup.making import back_up
from xunjian.services.backup.vault import Vault
from xunjian.workspace import Workspace

if sys.platform == "win32":
    PROCESSES = multiprocessing.get_context("spawn")
else:
    PROCESSES = multiprocessing.get_context("forkserver")
    PROCESSES.set_forkserver_preload(["tests.crash.saver", "tests.crash.backup_killed"])

EVERY = 12
"""The usual run dies at every twelfth step; the long one at each."""


class Before:
    """A laptop with a backup and a later state, to be copied for every death."""

    def __init__(self, folder: Path) -> None:
        world = World(folder / "world")
        world.enrol()
        laptop = world.laptop()
        visit(laptop, world.schools[0], photos=(10, 20))
        self.old = digest(laptop)
        back_up(laptop, folder / "before" / "place", Unwatched())
        visit(laptop, world.schools[1], fact="后来的问题", photos=(30,))
        self.new = digest(laptop)
        for workspace in world.opened:
            workspace.close()
        shutil.copytree(laptop.folder, folder / "before" / "laptop")
        self._folder = folder

    def copy(self, number: int) -> Path:
        target = self._folder / f"death {number}"
        shutil.copytree(self._folder / "before", target)
        return target


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Before:
    folder = tmp_path_factory.mktemp("deaths")
    (folder / "world").mkdir()
    return Before(folder)


def deaths(before: Before, work: Callable[..., None], *, every: int, backup: bool) -> list[Path]:
    """Let the work die at its steps until it lives to its end; return the folders as it left them."""
    found, at = [], every // 2
    while True:
        folder = before.copy(at)
        place = folder / "place"
        process = PROCESSES.Process(
            target=work, args=(folder / "laptop", place if backup else restoring.find(place), at)
        )
        process.start()
        process.join()
        found.append(folder)
        if process.exitcode != DIED:
            assert process.exitcode == 0
            return found
        at += every


def state(folder: Path) -> str:
    workspace = Workspace.open(folder / "laptop")
    try:
        with workspace.store.connection(writing=True) as connection:
            assert integrity.faults(connection, deep=True) == []
            connection.rollback()
        assert workspace.photos.damaged() == []
        return digest(workspace)
    finally:
        workspace.close()


def all_whole(place: Path) -> int:
    """See that every backup of a place is whole, and return how many there are."""
    vault = Vault(place)
    for name in vault.names():
        listed = read_list(place / name)
        assert storing.is_whole(listed.ledger, place / name / "xunjian.db", read=True)
        assert all(storing.is_whole(kept, vault.blob(kept, sealed=False), read=True) for kept in listed.blobs)
    return len(vault.names())


def kill_backups(before: Before, every: int) -> None:
    for folder in deaths(before, back_up_and_die, every=every, backup=True):
        assert all_whole(folder / "place") in (1, 2)
        assert state(folder) == before.new
        workspace = Workspace.open(folder / "laptop")
        assert back_up(workspace, folder / "place", Unwatched(), keep=2).number == 2
        workspace.close()
        assert all_whole(folder / "place") == 2
        assert not list((folder / "place").glob("*.part"))
        shutil.rmtree(folder)


def kill_restores(before: Before, every: int) -> None:
    states = []
    for folder in deaths(before, restore_and_die, every=every, backup=False):
        states.append(state(folder))
        shutil.rmtree(folder)
    assert states[0] == before.new
    assert states[-1] == before.old
    assert set(states) == {before.old, before.new}
    assert sorted(states, key=[before.new, before.old].index) == states


def test_a_backup_killed_at_some_step_leaves_whole_backups_only(before: Before) -> None:
    kill_backups(before, EVERY)


def test_a_restore_killed_at_some_step_leaves_the_old_state_or_the_new(before: Before) -> None:
    kill_restores(before, EVERY)


@pytest.mark.long
def test_a_backup_killed_at_any_step(before: Before) -> None:
    kill_backups(before, 1)


@pytest.mark.long
def test_a_restore_killed_at_any_step(before: Before) -> None:
    kill_restores(before, 1)
