"""No machine issues a number twice, whatever happened to its disk, unless a person said that it may."""

import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from tests.workspaces import TODAY, Scene
from xunjian import machine, settings
from xunjian.db.schema.paper import Document, NumberBlock, NumberVoid
from xunjian.db.uids import new_uid
from xunjian.errors import UserError
from xunjian.services.bureau.founding import NOTICE
from xunjian.services.paperwork import numbering
from xunjian.services.paperwork.highwater import FILE
from xunjian.settings import Name
from xunjian.workspace import DATABASE, Workspace

NEXT_YEAR = TODAY.replace(year=TODAY.year + 1)


class PowerCutError(Exception):
    """The machine went out."""


def issue(workspace: Workspace, today: date = TODAY) -> int:
    with workspace.store.write() as session:
        number = numbering.take(session, NOTICE, today)
        session.add(
            Document(uid=new_uid(), visit=new_uid(), prefix=number.prefix, year=number.year, serial=number.number)
        )
    return number.number


def supply(workspace: Workspace) -> numbering.Supply:
    with workspace.store.read() as session:
        return numbering.supply(session, NOTICE, TODAY)


def confirm(workspace: Workspace, last: int) -> int | None:
    with workspace.store.write() as session:
        following = numbering.confirm_last(session, NOTICE, last, TODAY).following
    return following.number if following else None


def asks(workspace: Workspace) -> str:
    assert supply(workspace).unsure
    with pytest.raises(numbering.Unsure, match="最后一份打印到几号") as caught:
        issue(workspace)
    return caught.value.what


def reopened(workspace: Workspace) -> Workspace:
    workspace.close()
    return Workspace.open(workspace.folder)


def backup_of(workspace: Workspace) -> Path:
    """Return a copy of the database alone, as a backup keeps it."""
    target = workspace.folder.parent / "backup.db"
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(workspace.folder / DATABASE)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    return target


def restored(workspace: Workspace, backup: Path) -> Workspace:
    workspace.close()
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
        (workspace.folder / name).unlink(missing_ok=True)
    shutil.copyfile(backup, workspace.folder / DATABASE)
    return Workspace.open(workspace.folder)


@pytest.fixture
def workspace(scene: Scene) -> Workspace:
    return scene.workspace


def test_numbers_follow_each_other_and_the_mark_follows_them(workspace: Workspace) -> None:
    assert [issue(workspace), issue(workspace)] == [31, 32]
    assert "last = 32" in (workspace.folder / FILE).read_text("utf-8")
    assert not supply(workspace).unsure
    again = reopened(workspace)
    assert issue(again) == 33
    again.close()


def test_a_backup_from_before_the_last_numbers_asks_and_never_gives_them_again(workspace: Workspace) -> None:
    issue(workspace)
    backup = backup_of(workspace)
    assert [issue(workspace), issue(workspace)] == [32, 33]
    old = restored(workspace, backup)
    assert "〔2026〕33号" in asks(old)
    assert confirm(old, 31) == 34
    assert issue(old) == 34
    old.close()


def test_a_higher_word_than_the_mark_counts(workspace: Workspace) -> None:
    backup = backup_of(workspace)
    issue(workspace)
    old = restored(workspace, backup)
    assert confirm(old, 36) == 37
    assert [issue(old), issue(old)] == [37, 38]
    old.close()


def test_a_backup_that_knows_the_last_number_does_not_ask(workspace: Workspace) -> None:
    issue(workspace)
    old = restored(workspace, backup_of(workspace))
    assert issue(old) == 32
    old.close()


@pytest.fixture
def in_earnest(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace that is not for practice, on a computer whose user has a home."""
    monkeypatch.setattr(machine, "own_folder", lambda: tmp_path / "home")
    with workspace.store.write() as session:
        settings.put(session, Name.TRIAL, "")
    return workspace


def folder_restored(workspace: Workspace, backup: Path) -> Workspace:
    workspace.close()
    shutil.rmtree(workspace.folder)
    shutil.copytree(backup, workspace.folder)
    return Workspace.open(workspace.folder)


def test_a_whole_folder_from_before_the_last_numbers_asks_too(in_earnest: Workspace, tmp_path: Path) -> None:
    issue(in_earnest)
    in_earnest.close()
    shutil.copytree(in_earnest.folder, tmp_path / "backup")
    later = Workspace.open(in_earnest.folder)
    assert [issue(later), issue(later)] == [32, 33]
    old = folder_restored(later, tmp_path / "backup")
    assert "〔2026〕33号" in asks(old)
    assert confirm(old, 33) == 34
    assert issue(reopened(old)) == 34


def test_a_whole_folder_that_knows_the_last_number_does_not_ask(in_earnest: Workspace, tmp_path: Path) -> None:
    issue(in_earnest)
    in_earnest.close()
    shutil.copytree(in_earnest.folder, tmp_path / "backup")
    old = folder_restored(in_earnest, tmp_path / "backup")
    assert issue(old) == 32
    old.close()


def test_a_home_that_cannot_be_written_stops_nobody(in_earnest: Workspace, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file, no folder", "utf-8")
    assert [issue(in_earnest), issue(in_earnest)] == [31, 32]


def test_a_practice_workspace_leaves_nothing_outside_of_its_folder(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "own_folder", lambda: tmp_path / "home")
    issue(workspace)
    assert not (tmp_path / "home").exists()


def test_a_power_cut_before_the_end_may_lose_a_number_but_never_gives_it_twice(workspace: Workspace) -> None:
    with pytest.raises(PowerCutError), workspace.store.write() as session:
        numbering.take(session, NOTICE, TODAY)
        session.info["before_commit"].append(cut)
    assert asks(workspace)
    assert confirm(workspace, 31) == 32


def cut() -> None:
    raise PowerCutError


def test_a_failed_issue_takes_no_number(workspace: Workspace) -> None:
    with pytest.raises(UserError), workspace.store.write() as session:
        numbering.take(session, NOTICE, TODAY)
        raise UserError("有字印不出来。", safe="", hint="")
    assert not (workspace.folder / FILE).exists()
    assert issue(workspace) == 31


def test_a_copied_disk_writes_under_a_name_of_its_own_and_asks(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue(workspace)
    replica = workspace.store.replica
    workspace.close()
    shutil.copytree(workspace.folder, tmp_path / "clone")
    monkeypatch.setattr("xunjian.workspace.machine_id", lambda: "another")
    clone = Workspace.open(tmp_path / "clone")
    assert clone.store.replica != replica
    asks(clone)
    assert confirm(clone, 34) == 35
    assert issue(clone) == 35
    known = clone.store.replica
    again = reopened(clone)
    assert (again.store.replica, issue(again)) == (known, 36)
    again.close()
    monkeypatch.undo()
    first = Workspace.open(workspace.folder)
    assert (first.store.replica, issue(first)) == (replica, 32)
    first.close()


def test_looking_at_a_copy_changes_nothing(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xunjian.workspace.machine_id", lambda: "another")
    looking = Workspace.open(workspace.folder, writing=False)
    assert looking.store.replica == workspace.store.replica
    looking.close()


def test_a_machine_without_a_name_goes_on_as_it_was(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xunjian.workspace.machine_id", lambda: None)
    replica = workspace.store.replica
    again = reopened(workspace)
    assert (again.store.replica, issue(again)) == (replica, 31)
    again.close()


def test_a_new_year_begins_its_own_block_and_an_old_date_is_refused(workspace: Workspace) -> None:
    with workspace.store.write() as session:
        team, seat = settings.get(session, Name.TEAM), int(settings.get(session, Name.SEAT) or 0)
        session.add(NumberBlock(uid=new_uid(), team=team, seat=seat, kind=NOTICE, year=NEXT_YEAR.year, first=1, last=9))
    assert [issue(workspace), issue(workspace, NEXT_YEAR)] == [31, 1]
    with pytest.raises(UserError, match=f"已签发过 {NEXT_YEAR.year} 年的文书"):
        issue(workspace)
    assert supply(workspace).following is None


def test_a_number_given_up_is_known(workspace: Workspace) -> None:
    issue(workspace)
    backup = backup_of(workspace)
    number = issue(workspace)
    old = restored(workspace, backup)
    with old.store.write() as session:
        session.add(NumberVoid(uid=new_uid(), prefix="庐教督改", year=TODAY.year, serial=number, why="卡纸"))
    assert issue(old) == 33
    old.close()


@pytest.mark.parametrize("content", [b"", b"\xff", b"number = 3", b"[[number]]\nlast = 3\n"])
def test_a_mark_that_cannot_be_read_asks_and_is_made_good(workspace: Workspace, content: bytes) -> None:
    issue(workspace)
    (workspace.folder / FILE).write_bytes(content)
    asks(workspace)
    assert confirm(workspace, 31) == 32
    assert issue(workspace) == 32


def test_a_number_of_somebody_elses_block_is_no_word(workspace: Workspace) -> None:
    with pytest.raises(UserError, match="41 不在本机的号段里"):
        confirm(workspace, 41)


def test_the_name_of_a_machine_is_lasting_and_tells_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    system = tmp_path / "machine-id"
    system.write_text("3d1219c7c4c5404aaa1f6d2a48adfda4\n", "ascii")
    monkeypatch.setattr(machine, "_SYSTEM", (tmp_path / "none", system))
    monkeypatch.setattr(machine, "own_folder", lambda: tmp_path / "config")
    name = machine.machine_id()
    assert name is not None
    assert len(name) == 32
    assert "3d12" not in name
    assert machine.machine_id() == name
    assert not (tmp_path / "config").exists()


def test_a_machine_without_a_system_name_gets_one_of_our_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_SYSTEM", ())
    monkeypatch.setattr(machine, "own_folder", lambda: tmp_path / "config")
    name = machine.machine_id()
    assert name is not None
    assert machine.machine_id() == name
    (tmp_path / "config" / "machine-id").unlink()
    assert machine.machine_id() != name
