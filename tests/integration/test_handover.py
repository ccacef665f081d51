"""Onto a stick and back, what is not yet handed out, and giving the computer back."""

import errno
import io
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pdfplumber
import pytest

from tests.exchanging import World, digest, facts, photo, visit
from xunjian.bundle import writing
from xunjian.bundle.glance import glance
from xunjian.db.schema.visit import Finding
from xunjian.errors import Cancelled, UserError
from xunjian.progress import Unwatched
from xunjian.services.backup.making import back_up, default_place
from xunjian.services.backup.restoring import restore
from xunjian.services.bundles import outstanding
from xunjian.services.bundles.exchange import export_report, export_task, merge_bundle
from xunjian.services.bundles.outstanding import Outstanding
from xunjian.services.handover import returning, sticks
from xunjian.services.handover.drives import Drive
from xunjian.services.keys import keyring, laptop_keys, safekeeping
from xunjian.workspace import Workspace


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
    visit(workspace, world.schools[0], photos=(10, 20))
    return workspace


@pytest.fixture
def stick(tmp_path: Path) -> Drive:
    folder = tmp_path / "usb"
    folder.mkdir()
    return Drive(folder, "F:", 2**30, 2**31)


def text_of(pdf: bytes) -> str:
    with pdfplumber.open(io.BytesIO(pdf)) as paper:
        return "".join("".join(character["text"] for character in page.chars) for page in paper.pages)


def left(workspace: Workspace) -> Outstanding:
    with workspace.store.read() as session:
        return outstanding.unexported(session)


def words(workspace: Workspace) -> str:
    return outstanding.words(left(workspace))


def handed_in_and_told(world: World, laptop: Workspace, name: str) -> None:
    """Let the bureau merge the laptop's report, and the laptop the bureau's task."""
    merge_bundle(world.bureau, world.report(laptop, f"{name}.xjb"), Unwatched())
    assert laptop.team is not None
    merge_bundle(laptop, world.task(f"{name}-task.xjb", laptop.team), Unwatched())


def test_what_was_not_handed_out_is_counted_until_it_is(world: World, laptop: Workspace, stick: Drive) -> None:
    assert words(laptop) == "1 次检查、2 张照片"
    assert left(laptop).exported_at is None
    sticks.export_to(laptop, stick, Unwatched())
    assert left(laptop).nothing
    assert left(laptop).exported_at is not None
    visit(laptop, world.schools[1], photos=(30,))
    assert words(laptop) == "1 次检查、1 张照片"
    with laptop.store.write(by=laptop.person) as session:
        session.query(Finding).first().fact = "改过的事实"  # type: ignore[union-attr]
    assert left(laptop).visits in (1, 2)


def test_a_report_without_photos_leaves_the_photos_to_be_handed_out(laptop: Workspace, stick: Drive) -> None:
    done = sticks.export_to(laptop, stick, Unwatched(), with_photos=False)
    assert (done.visits, done.photos) == (1, 0)
    assert words(laptop) == "2 张照片"
    assert sticks.export_to(laptop, stick, Unwatched()).photos == 2
    assert left(laptop).nothing


def test_what_a_task_brings_is_not_this_laptops_to_hand_out(world: World, laptop: Workspace, stick: Drive) -> None:
    mate = world.laptop(member="王强")
    visit(mate, world.schools[1], photos=(40,))
    merge_bundle(laptop, world.report(mate, "mate.xjb"), Unwatched())
    assert words(laptop) == "1 次检查、2 张照片"


def test_the_stick_says_what_is_on_it_and_that_it_may_be_pulled_out(
    world: World, laptop: Workspace, stick: Drive
) -> None:
    done = sticks.export_to(laptop, stick, Unwatched())
    assert done.words == "已导出到 U 盘 F:（1 次检查，2 张照片）。可以拔了。"
    (path,) = stick.folder.iterdir()
    assert path.name.startswith("第一组-李敏-")
    merge_bundle(world.bureau, path, Unwatched())
    assert facts(world.bureau) == ["收取饮水费"]


def test_a_plan_is_about_as_large_as_the_report(world: World, laptop: Workspace, stick: Drive) -> None:
    for number in range(3, 40):
        laptop.photos.add(photo(number) * 400, "image/jpeg")
    visit(laptop, world.schools[1], photos=tuple(range(50, 90)))
    planned = sticks.plan(laptop)
    size = sticks.export_to(laptop, stick, Unwatched()).exported.size
    assert (planned.visits, planned.photos) == (2, 42)
    assert size < planned.size + writing.SPARE
    assert planned.size_without_photos < planned.size


def test_a_stick_without_room_says_how_much_is_missing(
    laptop: Workspace, stick: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = SimpleNamespace(free=120 * 1024, total=2**30, used=0)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: full)
    with pytest.raises(UserError) as found:
        sticks.export_to(laptop, stick, Unwatched())
    assert found.value.what.startswith("U 盘只剩 0 MB，要 ")
    assert found.value.hint == "换一个 U 盘，或先导出不带照片的。"
    assert list(stick.folder.iterdir()) == []
    assert not left(laptop).nothing


def test_a_stick_that_is_pulled_out_is_told_and_nothing_counts_as_handed_out(
    laptop: Workspace, stick: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Pulls:
        def step(self, _done: int, _total: int, _text: str) -> None:
            shutil.rmtree(stick.folder, ignore_errors=True)

    with pytest.raises(UserError) as found:
        sticks.export_to(laptop, stick, Pulls())
    assert found.value.safe == "数据都在本机。"
    assert "U 盘" in found.value.hint
    assert words(laptop) == "1 次检查、2 张照片"


def test_a_folder_that_a_pulled_out_stick_leaves_is_no_stick(
    laptop: Workspace, stick: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = iter((7, 8))
    monkeypatch.setattr(sticks, "_device", lambda _drive: next(numbers))
    with pytest.raises(UserError, match="拔掉了"):
        sticks.export_to(laptop, stick, Unwatched())
    assert words(laptop) == "1 次检查、2 张照片"


def test_a_report_that_is_stopped_leaves_nothing(laptop: Workspace, stick: Drive) -> None:
    class Stops:
        def step(self, _done: int, _total: int, _text: str) -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        sticks.export_to(laptop, stick, Stops())
    assert list(stick.folder.iterdir()) == []
    assert not left(laptop).nothing


def test_the_task_for_this_group_is_found_among_all_that_lies_on_a_stick(
    world: World, laptop: Workspace, stick: Drive
) -> None:
    assert laptop.team is not None
    other = world.enrol("第二组", members=["陈洁"]).team
    export_task(world.bureau, other, stick.folder / "别的组.xjb")
    export_report(laptop, stick.folder / "自己的.xjb", Unwatched())
    (stick.folder / "乱的.xjb").write_bytes(b"age-encryption.org/v1\n" + os.urandom(4000))
    (stick.folder / "空的.xjb").touch()
    (stick.folder / "局里发的").mkdir()
    export_task(world.bureau, laptop.team, stick.folder / "局里发的" / "任务.xjb")
    (found,) = sticks.find_tasks(laptop, [stick], Unwatched())
    assert found.path.name == "任务.xjb"
    merge_bundle(laptop, found.path, Unwatched())
    assert sticks.find_tasks(laptop, [stick], Unwatched()) == []


def test_the_head_of_a_bundle_is_read_without_its_photos(laptop: Workspace, stick: Drive) -> None:
    for _ in range(8):
        laptop.photos.add(os.urandom(2**20), "image/jpeg")
    done = sticks.export_to(laptop, stick, Unwatched())
    path, identities = Path(done.exported.path), keyring.keys_of(laptop).identities
    head = glance(path, identities)
    assert head is not None
    assert head.bundle == done.exported.bundle
    assert glance(path, ()) is None
    with path.open("r+b") as file:
        file.truncate(100)
    assert glance(path, identities) is None


def test_a_laptop_is_given_back_when_the_bureaus_task_says_that_it_has_everything(
    world: World, laptop: Workspace
) -> None:
    found = returning.standing(laptop)
    assert not found.all_held
    assert (len(found.visits), found.missing_photos, found.told_at) == (1, 2, None)
    with pytest.raises(UserError, match="局里还没有说收到"):
        returning.slip(laptop, found)
    handed_in_and_told(world, laptop, "first")
    assert returning.standing(laptop).all_held
    visit(laptop, world.schools[1], fact="还没交的", photos=(30,))
    found = returning.standing(laptop)
    assert [one.school for one in found.visits] == ["第1小学"]
    assert found.missing_photos == 1
    # Handing out is not enough: the bureau has to say that it has it.
    world.report(laptop, "on its way.xjb")
    assert left(laptop).nothing
    assert not returning.standing(laptop).all_held


def test_one_edit_that_the_bureau_has_not_is_enough_to_stay(world: World, laptop: Workspace) -> None:
    handed_in_and_told(world, laptop, "first")
    with laptop.store.write(by=laptop.person) as session:
        session.query(Finding).one().fact = "后来改的"
    found = returning.standing(laptop)
    assert (found.missing_commits, found.missing_photos) == (1, 0)
    handed_in_and_told(world, laptop, "second")
    assert returning.standing(laptop).all_held


def test_a_bureau_that_was_restored_and_lacks_something_again_is_heard(world: World, laptop: Workspace) -> None:
    assert laptop.team is not None
    empty = world.task("before.xjb", laptop.team)
    shutil.copy(empty, world.folder / "kept.xjb")
    made = Path(back_up(world.bureau, world.folder / "backups", Unwatched()).folder)
    handed_in_and_told(world, laptop, "first")
    world.bureau.close()
    restore(world.bureau.folder, made, Unwatched())
    world.bureau = world.keep(Workspace.open(world.bureau.folder))
    merge_bundle(laptop, world.task("after.xjb", laptop.team), Unwatched())
    # The task of the restored bureau does not speak of the visit, so the one before stands; but it lists no photo.
    assert returning.standing(laptop).missing_photos == 2


def test_the_slip_says_what_was_done_and_what_was_removed(world: World, laptop: Workspace) -> None:
    handed_in_and_told(world, laptop, "first")
    back_up(laptop, default_place(laptop.folder), Unwatched())
    said = text_of(returning.slip(laptop, returning.standing(laptop)))
    for part in (
        "检查电脑交还单",
        "第一组",
        "李敏",
        "检查1次，问题1个",
        "本机的备份1份",
        "的任务包里都有",
        "交还人",
        "工作情况",
        "用过的U盘请一并交回",
    ):
        assert part in said


def test_nothing_of_a_laptop_that_was_given_back_is_left(world: World, laptop: Workspace) -> None:
    handed_in_and_told(world, laptop, "first")
    back_up(laptop, default_place(laptop.folder), Unwatched())
    (laptop.folder / "我的笔记.txt").write_text("不是程序的")
    with pytest.raises(UserError, match="正被另一个"):
        returning.remove(laptop.folder)
    assert digest(laptop)
    laptop.close()
    returning.remove(laptop.folder)
    assert [path.name for path in laptop.folder.iterdir()] == ["我的笔记.txt"]
    assert not default_place(laptop.folder).exists()
    assert not laptop_keys.has(laptop.folder)


def test_keys_that_the_system_does_not_let_go_of_stop_everything(
    world: World, laptop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: dict[str, str] = {}
    monkeypatch.setattr(safekeeping, "put", lambda name, secret: not kept.update({name: secret}))
    monkeypatch.setattr(safekeeping, "get", kept.get)
    monkeypatch.setattr(safekeeping, "forget", lambda _name: False)
    laptop_keys.keep(laptop.folder, keyring.keys_of(laptop), with_system=True)
    laptop.close()
    with pytest.raises(UserError, match="钥匙串锁着"):
        returning.remove(laptop.folder)
    again = world.keep(Workspace.open(laptop.folder))
    assert facts(again) == ["收取饮水费"]


def test_the_bureau_is_not_given_back(world: World) -> None:
    with pytest.raises(UserError, match="检查组的电脑"):
        returning.standing(world.bureau)


def test_a_disk_error_in_the_middle_of_a_report_is_told(
    laptop: Workspace, stick: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_handle: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(UserError, match="没写成"):
        sticks.export_to(laptop, stick, Unwatched())
    assert not left(laptop).nothing
