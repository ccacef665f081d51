"""A backup is whole or not there, and going back to one is one step; nothing that was backed up is lost."""

import errno
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.cli import ok, refused
from tests.exchanging import World, digest, facts, visit
from tests.olderledgers import set_back
from tests.visiting import Visiting
from tests.workspaces import group_scene
from xunjian import settings
from xunjian.bundle import keys
from xunjian.db import integrity
from xunjian.errors import Cancelled, UserError
from xunjian.progress import Unwatched
from xunjian.services.backup import making, restoring, storing
from xunjian.services.backup.making import Made, back_up, default_place
from xunjian.services.backup.vault import Vault
from xunjian.services.bundles.exchange import merge_bundle
from xunjian.services.bureau.founding import NewBureau, found_bureau
from xunjian.services.paperwork.numbering import Unsure
from xunjian.settings import Name
from xunjian.workspace import Workspace

PHRASE = "好记的一句话而已"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    one = World(tmp_path)
    one.enrol()
    yield one
    for workspace in one.opened:
        workspace.close()


@pytest.fixture
def laptop(world: World) -> Workspace:
    workspace = world.laptop()
    visit(workspace, world.schools[0], fact="收取饮水费", photos=(10, 20, 30))
    return workspace


def backed_up(workspace: Workspace, place: Path | None = None, **options: bool) -> Made:
    return back_up(workspace, place or default_place(workspace.folder), Unwatched(), **options)


def restored(workspace: Workspace, made: Made) -> Workspace:
    """Close a workspace, go back to a backup, and open it again."""
    workspace.close()
    backup = Path(made.folder)
    opened_by = restoring.identities(workspace.folder, backup)
    restoring.restore(workspace.folder, backup, Unwatched(), opened_by=opened_by)
    return Workspace.open(workspace.folder)


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "lock"
    }


@contextmanager
def reopened(workspace: Workspace) -> Iterator[Workspace]:
    again = Workspace.open(workspace.folder)
    try:
        yield again
    finally:
        again.close()


def whole(workspace: Workspace) -> bool:
    with workspace.store.connection(writing=True) as connection:
        found = integrity.faults(connection, deep=True)
        connection.rollback()
    return found == [] and workspace.photos.damaged() == []


def test_going_back_brings_what_was_there_and_nothing_that_came_later(world: World, laptop: Workspace) -> None:
    then = digest(laptop)
    made = backed_up(laptop)
    visit(laptop, world.schools[1], fact="后来的问题", photos=(40,))
    for path in (laptop.folder / "blobs").rglob("*"):
        if path.is_file():
            path.unlink()
    with_replica = laptop.store.replica
    now = world.keep(restored(laptop, made))
    assert digest(now) == then
    assert facts(now) == ["收取饮水费"]
    assert len(list(now.photos.hashes())) == 3
    assert whole(now)
    assert now.store.replica != with_replica
    with now.store.read() as session:
        assert settings.get(session, Name.NUMBERS) == "unsure"


def test_what_was_there_before_a_restore_can_be_gone_back_to(world: World, laptop: Workspace) -> None:
    made = backed_up(laptop)
    visit(laptop, world.schools[1], fact="后来的问题")
    later = digest(laptop)
    laptop.close()
    done = restoring.restore(laptop.folder, Path(made.folder), Unwatched())
    assert done.present is not None
    restoring.restore(laptop.folder, Path(done.present), Unwatched())
    with reopened(laptop) as again:
        assert digest(again) == later


def test_a_restored_laptop_loses_nothing_that_it_had_handed_in(world: World, laptop: Workspace) -> None:
    made = backed_up(laptop)
    visit(laptop, world.schools[1], fact="交上去以后才丢的")
    exchange_merge(world, world.report(laptop, "later.xjb"))
    now = world.keep(restored(laptop, made))
    assert facts(now) == ["收取饮水费"]
    assert now.team is not None
    exchange_merge_into(now, world.task("task.xjb", now.team))
    assert facts(now) == ["交上去以后才丢的", "收取饮水费"]
    visit(now, world.schools[2], fact="恢复以后写的")
    exchange_merge(world, world.report(now, "after.xjb"))
    assert "恢复以后写的" in facts(world.bureau)


def exchange_merge(world: World, bundle: Path) -> None:
    exchange_merge_into(world.bureau, bundle)


def exchange_merge_into(workspace: Workspace, bundle: Path) -> None:
    merge_bundle(workspace, bundle, Unwatched())


def test_after_a_restore_a_number_is_given_out_only_when_a_person_has_confirmed_the_last(tmp_path: Path) -> None:
    one = Visiting.begin(group_scene(tmp_path / "group"))
    one.problem("SF-02")
    made = backed_up(one.workspace)
    first = one.issue()
    one.workspace = restored(one.workspace, made)
    assert one.issued() == []
    with pytest.raises(Unsure, match="至少到 〔2026〕31号"):
        one.issue()
    assert first.number is not None
    one.workspace.close()


def test_a_backup_is_made_while_others_write_and_holds_one_state(world: World, laptop: Workspace) -> None:
    with laptop.store.write(by=laptop.person) as session:
        session.execute(text("UPDATE finding SET fact = '还没存完'"))
        made = backed_up(laptop)
    now = world.keep(restored(laptop, made))
    assert facts(now) == ["收取饮水费"]


def test_ten_backups_are_kept_and_photos_as_long_as_one_names_them(world: World, laptop: Workspace) -> None:
    first = backed_up(laptop)
    gone = next(iter(laptop.photos.hashes()))
    laptop.photos.path(gone).unlink()
    made = [backed_up(laptop) for _ in range(9)]
    place = default_place(laptop.folder)
    assert (place / "photos" / gone[:2] / gone).is_file()
    assert made[-1].number == 10
    last = backed_up(laptop)
    assert last.number == 10
    assert not Path(first.folder).exists()
    assert not (place / "photos" / gone[:2] / gone).exists()
    assert {Path(one.folder) for one in (*made, last)} == {place / name for name in Vault(place).names()}


def test_a_clock_that_was_set_back_does_not_make_the_newest_backup_the_first_to_go(
    laptop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    backed_up(laptop)
    monkeypatch.setattr(making, "now", lambda: datetime(2020, 1, 1, tzinfo=UTC))
    names = [Path(backed_up(laptop).folder).name for _ in range(12)]
    assert Vault(default_place(laptop.folder)).names() == sorted(names, reverse=True)[:10]


def test_photos_are_stored_once_and_read_again_in_turn(world: World, laptop: Workspace, tmp_path: Path) -> None:
    place = tmp_path / "elsewhere"
    assert backed_up(laptop, place).new_photos == 3
    assert backed_up(laptop, place).new_photos == 0
    # A bit on the backup's disk turns: within eight backups it is noticed, and the photo copied again.
    victim = next(path for path in (place / "photos").rglob("*") if path.is_file())
    content = bytearray(victim.read_bytes())
    content[20] ^= 1
    victim.unlink()
    victim.write_bytes(content)
    assert sum(backed_up(laptop, place).new_photos for _ in range(8)) == 1


def test_a_damaged_photo_does_not_replace_the_whole_one_of_an_earlier_backup(
    world: World, laptop: Workspace, tmp_path: Path
) -> None:
    made = backed_up(laptop)
    sha256 = next(iter(laptop.photos.hashes()))
    path = laptop.photos.path(sha256)
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[:-1] + b"!")
    again = backed_up(laptop)
    assert again.photos == 3
    assert backed_up(laptop, tmp_path / "new").damaged == (sha256,)
    path.unlink()
    now = world.keep(restored(laptop, made))
    assert now.photos.read(sha256) == content


def test_a_sealed_backup_shows_nothing_and_opens_with_the_keys_of_the_group(
    world: World, laptop: Workspace, tmp_path: Path
) -> None:
    then, sha256 = digest(laptop), next(iter(laptop.photos.hashes()))
    photo = laptop.photos.read(sha256)
    made = backed_up(laptop, tmp_path / "usb", sealed=True)
    stored = b"".join(tree(tmp_path / "usb").values())
    for plain in ("收取饮水费".encode(), "李敏".encode(), b"SQLite format", photo[:16], b"AGE-SECRET-KEY"):
        assert plain not in stored
    assert backed_up(laptop, tmp_path / "usb", sealed=True).new_photos == 0
    shutil.rmtree(laptop.folder / "blobs")
    now = world.keep(restored(laptop, made))
    assert digest(now) == then
    assert now.photos.read(sha256) == photo
    assert whole(now)


def test_a_sealed_backup_is_read_on_another_laptop_of_the_group_and_on_no_other(
    world: World, laptop: Workspace, tmp_path: Path
) -> None:
    made = backed_up(laptop, tmp_path / "usb", sealed=True)
    mate = world.laptop(member="王强")
    now = world.keep(restored(mate, made))
    assert facts(now) == ["收取饮水费"]
    world.enrol("第二组", members=["陈洁"])
    stranger = world.laptop("第二组", "陈洁")
    with pytest.raises(UserError, match="别的局或别的组"):
        restored(stranger, made)


def test_the_bureaus_sealed_backup_opens_with_its_passphrase_on_a_new_computer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What makes a passphrase slow to guess makes it slow to test.
    monkeypatch.setattr(keys, "lock", lambda secret, phrase: f"{phrase}|{secret.decode()}")
    monkeypatch.setattr(keys, "unlock", _opened)
    bureau = found_bureau(tmp_path / "bureau", NewBureau("庐州区教育局", "庐教督改", passphrase=PHRASE))
    then = digest(bureau)
    bureau.keys = None
    made = Path(backed_up(bureau, tmp_path / "usb", sealed=True).folder)
    bureau.close()
    new = tmp_path / "new"
    with pytest.raises(UserError, match="口令不对"):
        restoring.identities(new, made, "不是这一句话呀")
    opened_by = restoring.identities(new, made, PHRASE)
    assert restoring.restore(new, made, Unwatched(), opened_by=opened_by).present is None
    again = Workspace.open(new)
    assert digest(again) == then
    again.close()


def _opened(text: str, phrase: str) -> bytes | None:
    lock, _, secret = text.partition("|")
    return secret.encode() if lock == phrase else None


class Stops:
    """A progress that stops the work at its n-th step."""

    def __init__(self, at: int) -> None:
        self._left = at

    def step(self, _done: int, _total: int, _text: str) -> None:
        self._left -= 1
        if self._left < 0:
            raise Cancelled


def test_a_backup_that_is_stopped_leaves_nothing(laptop: Workspace, tmp_path: Path) -> None:
    backed_up(laptop, tmp_path / "place")
    before = tree(tmp_path / "place")
    laptop.photos.add(b"another", "image/jpeg")
    for at in range(7):
        with pytest.raises(Cancelled):
            back_up(laptop, tmp_path / "place", Stops(at))
        assert tree(tmp_path / "place") == before
    assert list(laptop.temporary.iterdir()) == []


def test_a_restore_that_is_stopped_changes_nothing(world: World, laptop: Workspace) -> None:
    made = backed_up(laptop)
    visit(laptop, world.schools[1], fact="后来的问题")
    later, replica = digest(laptop), laptop.store.replica
    laptop.close()
    for at in range(6, 11):  # the first six steps are those of the backup before
        with pytest.raises(Cancelled):
            restoring.restore(laptop.folder, Path(made.folder), Stops(at))
        with reopened(laptop) as again:
            assert (digest(again), again.store.replica) == (later, replica)
        assert not (laptop.folder / restoring.STAGED).exists()
    restoring.restore(laptop.folder, Path(made.folder), Stops(11))


@pytest.mark.parametrize("call", ["write", "link"])
def test_a_full_disk_is_told_and_leaves_the_earlier_backups(
    laptop: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    place = tmp_path / "place"
    backed_up(laptop, place)
    before = tree(place)
    laptop.photos.add(b"another", "image/jpeg")

    def full(*_arguments: object, **_named: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(*((os, "link", full) if call == "link" else (storing, "settle", full)))
    with pytest.raises(UserError) as found:
        backed_up(laptop, place)
    assert found.value.what == "盘写满了，没有备份成。"
    assert found.value.safe == "数据都在本机。"
    assert tree(place) == before


def test_a_stick_that_is_pulled_out_is_told_in_three_parts(
    laptop: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "usb" / "backups"
    copy = storing.store

    def pulled(*arguments: object, **named: object) -> object:
        shutil.rmtree(tmp_path / "usb")
        return copy(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(storing, "store", pulled)
    (tmp_path / "usb").mkdir()
    with pytest.raises(UserError, match="没有备份成") as found:
        backed_up(laptop, place, sealed=True)
    assert (found.value.safe, found.value.hint) == (
        "数据都在本机。",
        "请看看 U 盘插好没有、能不能写，再备份一次。",
    )
    assert facts(laptop) == ["收取饮水费"]


@pytest.mark.parametrize("harm", ["cut", "flipped", "photo"])
def test_a_damaged_backup_is_refused_and_what_is_here_stays(world: World, laptop: Workspace, harm: str) -> None:
    made = Path(backed_up(laptop).folder)
    visit(laptop, world.schools[1], fact="后来的问题")
    later = digest(laptop)
    ledger = made / "xunjian.db"
    if harm == "photo":
        shutil.rmtree(made.parent / "photos")
    elif harm == "cut":
        ledger.write_bytes(ledger.read_bytes()[:-4096])
    else:
        content = bytearray(ledger.read_bytes())
        content[len(content) // 2] ^= 1
        ledger.write_bytes(content)
    laptop.close()
    if harm == "photo":
        # Photos that are still here need no backup.
        assert restoring.restore(laptop.folder, made, Unwatched()).missing_photos == ()
        return
    with pytest.raises(UserError, match="损坏"):
        restoring.restore(laptop.folder, made, Unwatched())
    with reopened(laptop) as again:
        assert digest(again) == later


def test_a_workspace_whose_file_is_broken_is_set_aside_and_restored(world: World, laptop: Workspace) -> None:
    then = digest(laptop)
    made = Path(backed_up(laptop).folder)
    laptop.close()
    database = laptop.folder / "xunjian.db"
    database.write_bytes(b"x" * 8192)
    with pytest.raises(UserError):
        Workspace.open(laptop.folder)
    done = restoring.restore(laptop.folder, made, Unwatched())
    assert done.present is not None
    assert (Path(done.present) / "xunjian.db").read_bytes() == b"x" * 8192
    with reopened(laptop) as again:
        assert digest(again) == then


def test_a_backup_of_an_older_version_is_brought_up_to_date(world: World, laptop: Workspace) -> None:
    then = facts(laptop)
    with laptop.store.connection(writing=True) as connection:
        set_back(connection, "0002")
    made = backed_up(laptop)
    listed = json.loads((Path(made.folder) / "backup.json").read_text("utf-8"))
    assert listed["version"] == 2
    laptop.close()
    shutil.rmtree(laptop.folder)
    restoring.restore(laptop.folder, Path(made.folder), Unwatched())
    with reopened(laptop) as again:
        assert facts(again) == then
        assert whole(again)


def test_a_backup_of_a_newer_program_is_refused(laptop: Workspace) -> None:
    made = Path(backed_up(laptop).folder)
    listed = json.loads((made / "backup.json").read_text("utf-8"))
    (made / "backup.json").write_text(json.dumps(listed | {"version": 99}), "utf-8")
    with pytest.raises(UserError, match="新版程序做的"):
        restoring.preview(laptop.folder, made)
    (made / "backup.json").write_text(json.dumps(listed | {"format": 2}), "utf-8")
    with pytest.raises(UserError, match="新版程序做的"):
        restoring.preview(laptop.folder, made)


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "held/../../outside", ".hidden"])
def test_a_list_that_names_files_outside_the_workspace_is_refused(laptop: Workspace, name: str) -> None:
    made = Path(backed_up(laptop).folder)
    listed = json.loads((made / "backup.json").read_text("utf-8"))
    listed["held"] = [{"name": name, "sha256": "0" * 64, "size": 1}]
    (made / "backup.json").write_text(json.dumps(listed), "utf-8")
    with pytest.raises(UserError, match="读不出来"):
        restoring.preview(laptop.folder, made)


def test_an_open_workspace_is_not_restored(laptop: Workspace) -> None:
    made = Path(backed_up(laptop).folder)
    with pytest.raises(UserError, match="正被另一个巡检窗口或命令用着"):
        restoring.restore(laptop.folder, made, Unwatched())


def test_the_commands(laptop: Workspace, world: World) -> None:
    made = ok(laptop.folder, "backup", "--json").data
    assert made["photos"] == 3
    refused(laptop.folder, "restore", made["folder"])
    visit(laptop, world.schools[1], fact="后来的问题")
    laptop.close()
    place = default_place(laptop.folder)
    seen = ok(laptop.folder, "restore", "--dry-run", "--json", place).data
    assert seen["backup"]["lost_commits"] == 1
    assert "已回到" in ok(laptop.folder, "restore", place).out
    with reopened(laptop) as again:
        assert facts(again) == ["收取饮水费"]
    assert "没有备份" in refused(laptop.folder, "restore", world.stick)[0]
