"""导出到 U 盘 in the window: in sight, one key, told when to pull it out; and a task read back from the stick."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.exchanging import World, visit
from tests.ui.handover_scene import Sticks, laptop, until, ways, workspace_of
from tests.ui.program import Starter, go_to
from xunjian.db.schema.visit import Evidence
from xunjian.db.uids import new_uid
from xunjian.progress import Unwatched
from xunjian.services.bundles.exchange import export_task, merge_bundle
from xunjian.services.handover import drives, returning
from xunjian.ui.app import Program
from xunjian.ui.handover.exportdialog import ExportDialog

Key, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    one = World(tmp_path)
    yield one
    for workspace in one.opened:
        workspace.close()


@pytest.fixture
def sticks(monkeypatch: pytest.MonkeyPatch) -> Sticks:
    found = Sticks()
    monkeypatch.setattr(drives, "removable", found)
    return found


def exporting(program: Program, starter: Starter) -> ExportDialog:
    """Press Ctrl+E and wait until it is known what there is to export."""
    program.window.activateWindow()
    assert QTest.qWaitForWindowActive(program.window)
    QTest.keyClick(program.window, Key.Key_E, CONTROL)
    dialog = ways(program).dialog
    assert dialog is not None
    until(starter, lambda: "约" in dialog.what.text())
    return dialog


def test_what_is_not_exported_is_in_sight_until_it_is(world: World, sticks: Sticks, starter: Starter) -> None:
    program = starter.start(laptop(world))
    stick = sticks.plug(world.folder / "KINGSTON")
    bar, sign = ways(program).bar, ways(program).sign
    go_to(program, "今天")
    assert bar.isVisible()
    assert bar.outstanding.text() == "未导出：1 次检查、2 张照片"
    assert (sign.text(), sign.isVisible()) == ("未导出 1 次检查", True)
    dialog = exporting(program, starter)
    until(starter, dialog.go.isEnabled)
    QTest.keyClick(dialog, Key.Key_Return)
    until(starter, dialog.said.isVisible)
    assert dialog.said.accessibleName() == "已导出到 U 盘 KINGSTON（1 次检查，2 张照片）。可以拔了。"
    assert len(list(stick.glob("*.xjb"))) == 1
    assert bar.outstanding.text() == "都导出了"
    assert not sign.isVisible()
    QTest.keyClick(dialog, Key.Key_Escape)
    assert ways(program).dialog is None
    merge_bundle(world.bureau, next(stick.glob("*.xjb")), Unwatched())


def test_a_stick_is_noticed_when_it_is_plugged_in_and_when_it_is_gone(
    world: World, sticks: Sticks, starter: Starter
) -> None:
    program = starter.start(laptop(world))
    dialog = exporting(program, starter)
    assert not dialog.go.isEnabled()
    sticks.plug(world.folder / "U1")
    until(starter, dialog.go.isEnabled)
    sticks.plug(world.folder / "U2")
    until(starter, lambda: dialog.drives.choice.count() == 2)
    chosen = dialog.drives.drive()
    assert chosen is not None
    assert chosen.name == "U1"
    sticks.plugged.clear()
    until(starter, lambda: not dialog.go.isEnabled())
    assert dialog.drives.drive() is None


def test_a_stick_without_room_offers_both_ways_out(
    world: World, sticks: Sticks, starter: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = starter.start(laptop(world))
    stick = sticks.plug(world.folder / "U1")
    small = drives.Drive(stick, "U1", 2**20 + 600_000, 2**21)
    monkeypatch.setattr(sticks, "plugged", [])
    monkeypatch.setattr(drives, "removable", lambda: [small])
    workspace = workspace_of(program)
    for number in range(3):
        workspace.photos.add(bytes([number]) * 500_000, "image/jpeg")
    big = [workspace.photos.add(bytes([number]) * 900_000, "image/jpeg").sha256 for number in range(5, 8)]
    _name_photos(world, program, big)
    dialog = exporting(program, starter)
    until(starter, dialog.problem.isVisible)
    assert dialog.problem.accessibleName().startswith("U 盘只剩 2 MB，要 4 MB。数据都在本机。")
    assert not dialog.go.isEnabled()
    dialog.leave_photos.click()
    assert dialog.without_photos.isChecked()
    until(starter, dialog.go.isEnabled)
    assert not dialog.problem.isVisible()


def _name_photos(world: World, program: Program, hashes: list[str]) -> None:
    workspace = workspace_of(program)
    uid = visit(workspace, world.schools[1])
    with workspace.store.write(by=workspace.person) as session:
        session.add_all(Evidence(uid=new_uid(), visit=uid, sha256=one, file_name="照片.jpg") for one in hashes)


def test_a_stick_that_is_pulled_out_is_told_and_the_data_stay(
    world: World, sticks: Sticks, starter: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = starter.start(laptop(world))
    sticks.plug(world.folder / "U1")
    dialog = exporting(program, starter)
    until(starter, dialog.go.isEnabled)

    def broken(_handle: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("os.fsync", broken)
    dialog.go.click()
    until(starter, dialog.problem.isVisible)
    said = dialog.problem.accessibleName()
    assert "没写成" in said
    assert "数据都在本机。" in said
    assert dialog.go.isEnabled()
    assert list((world.folder / "U1").iterdir()) == []


def test_the_bureaus_task_is_offered_and_taken_in_by_one_button(world: World, sticks: Sticks, starter: Starter) -> None:
    folder = laptop(world)
    program = starter.start(folder)
    stick = sticks.plug(world.folder / "U1")
    team = workspace_of(program).team
    assert team is not None
    dialog = exporting(program, starter)
    until(starter, dialog.go.isEnabled)
    dialog.go.click()
    until(starter, dialog.said.isVisible)
    QTest.keyClick(dialog, Key.Key_Escape)
    merge_bundle(world.bureau, next(stick.glob("*.xjb")), Unwatched())
    export_task(world.bureau, team, stick / "任务.xjb")
    dialog = exporting(program, starter)
    until(starter, dialog.task.offer.isVisible)
    assert "局里的任务包" in dialog.task.offer.accessibleName()
    dialog.task.take.click()
    until(starter, dialog.task.said.isVisible)
    assert returning.standing(workspace_of(program)).all_held


def test_any_other_folder_can_be_chosen(world: World, sticks: Sticks, starter: Starter) -> None:
    program = starter.start(laptop(world))
    dialog = exporting(program, starter)
    elsewhere = world.folder / "第二块盘"
    elsewhere.mkdir()
    dialog.drives.choose_folder(str(elsewhere))
    until(starter, dialog.go.isEnabled)
    dialog.go.click()
    until(starter, dialog.said.isVisible)
    assert len(list(elsewhere.glob("*.xjb"))) == 1
