"""Backups in the window: by themselves, on leaving, from 设置, and back again; and the computer given back."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.exchanging import World, facts, visit
from tests.ui.handover_scene import Sticks, forget_dead_windows, laptop, shown, until, ways, workspace_of
from tests.ui.program import Starter, go_to, says
from xunjian.db import peek
from xunjian.db.schema.paper import Document
from xunjian.db.uids import new_uid
from xunjian.errors import UserError
from xunjian.progress import Progress, Unwatched
from xunjian.services.backup.making import back_up, default_place
from xunjian.services.backup.vault import Vault
from xunjian.services.bundles.exchange import merge_bundle
from xunjian.services.handover import drives
from xunjian.ui.app import Program
from xunjian.ui.handover import keeper as keeping
from xunjian.ui.handover import leaving
from xunjian.ui.handover.leaving import ClosingDialog
from xunjian.ui.handover.stickdialog import StickDialog
from xunjian.ui.messages import ConfirmDialog, MessageDialog
from xunjian.ui.pages.settings.restore_dialog import RestoreDialog
from xunjian.ui.pages.settings.return_dialog import WORD, ReturnDialog
from xunjian.workspace import Workspace

Key = Qt.Key


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


def backups(folder: Path) -> int:
    return len(Vault(default_place(folder)).names())


def in_settings(program: Program, starter: Starter) -> None:
    go_to(program, "设置")
    assert program.desk is not None
    panel = program.desk.settings.backup
    until(starter, lambda: bool(panel.standing.text()))


def test_one_button_backs_up_and_says_so(world: World, sticks: Sticks, starter: Starter) -> None:
    folder = laptop(world)
    program = starter.start(folder)
    in_settings(program, starter)
    assert program.desk is not None
    panel = program.desk.settings.backup
    assert panel.standing.text() == "还没有备份过。"
    panel.now.click()
    until(starter, panel.said.isVisible)
    assert panel.said.accessibleName().startswith("已备份（")
    assert panel.said.accessibleName().endswith("第 1 份。")
    assert backups(folder) == 1


def test_onto_a_stick_everything_is_sealed(world: World, sticks: Sticks, starter: Starter) -> None:
    program = starter.start(laptop(world))
    stick = sticks.plug(world.folder / "U1")
    in_settings(program, starter)
    assert program.desk is not None
    panel = program.desk.settings.backup
    panel.stick.click()
    dialog = shown(starter, lambda: panel, StickDialog)
    until(starter, dialog.go.isEnabled)
    dialog.go.click()
    until(starter, panel.said.isVisible)
    assert panel.said.accessibleName() == "已备份到 U1，读出来核对过。可以拔了。"
    (place,) = stick.iterdir()
    assert place.name == "巡检备份-第一组-1"
    assert not any(path.suffix == ".db" for path in place.rglob("*"))


def test_a_paper_that_was_given_out_is_backed_up_by_itself(
    world: World, sticks: Sticks, starter: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "LOOK_EVERY", 50)
    folder = laptop(world, real=True)
    program = starter.start(folder)
    starter.qtbot.wait(300)
    assert backups(folder) == 0
    workspace = workspace_of(program)
    with workspace.store.write(by=workspace.person) as session:
        session.add(Document(uid=new_uid(), kind="rectification_notice", prefix="庐教督改", year=2026, serial=31))
    until(starter, lambda: backups(folder) == 1)
    starter.qtbot.wait(300)
    assert backups(folder) == 1
    until(starter, lambda: ways(program).bar.backup.text() not in ("", "上次备份 还没有"))


def test_leaving_backs_up_what_is_new_and_then_closes(world: World, sticks: Sticks, starter: Starter) -> None:
    folder = laptop(world, real=True)
    program = starter.start(folder)
    program.window.close()
    until(starter, lambda: not program.window.isVisible())
    assert backups(folder) == 1
    # Nothing new: it closes at once.
    program.close()
    again = starter.start(folder)
    again.window.close()
    assert not again.window.isVisible()
    assert backups(folder) == 1


def test_a_backup_that_does_not_succeed_leaves_the_choice(
    world: World, sticks: Sticks, starter: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_workspace: Workspace, _progress: Progress) -> None:
        raise UserError("盘写满了，没有备份成。", safe="数据都在本机。", hint="请腾出空间。")

    monkeypatch.setattr(leaving, "back_up_beside", full)
    program = starter.start(laptop(world, real=True))
    program.window.close()
    dialog = shown(starter, lambda: program.window, ClosingDialog)
    until(starter, dialog.go.isVisible)
    assert program.window.isVisible()
    assert dialog.problem.accessibleName().startswith("盘写满了，没有备份成。数据都在本机。")
    dialog.stay.click()
    until(starter, lambda: ways(program).leaving.dialog is None)
    assert program.window.isVisible()
    program.window.close()
    dialog = shown(starter, lambda: program.window, ClosingDialog)
    until(starter, dialog.go.isVisible)
    dialog.go.click()
    until(starter, lambda: not program.window.isVisible())


def test_closing_in_the_middle_of_work_asks_first(world: World, sticks: Sticks, starter: Starter) -> None:
    program = starter.start(laptop(world))
    stopped = Event()

    def work(progress: Progress) -> None:
        for number in range(10_000):
            QTest.qSleep(5)
            try:
                progress.step(number, 10_000, "合入第五组的包")
            except BaseException:
                stopped.set()
                raise

    program.jobs.start(work, owner=program.window, failed=lambda _error: None)
    program.window.close()
    question = shown(starter, lambda: program.window, ConfirmDialog)
    assert program.window.isVisible()
    assert says(program.window, "正在做：合入第五组的包。")
    question.reject()
    starter.qtbot.wait(50)
    assert program.window.isVisible()
    assert not stopped.is_set()
    program.window.close()
    question = shown(starter, lambda: program.window, ConfirmDialog)
    question.accept()
    until(starter, lambda: not program.window.isVisible())
    assert stopped.is_set()


def test_going_back_shows_what_it_goes_back_to_and_opens_it(world: World, sticks: Sticks, starter: Starter) -> None:
    folder = laptop(world)
    workspace = Workspace.open(folder)
    back_up(workspace, default_place(folder), Unwatched())
    visit(workspace, world.schools[1], fact="后来的问题")
    workspace.close()
    program = starter.start(folder)
    in_settings(program, starter)
    assert program.desk is not None
    program.desk.settings.backup.back.click()
    backups_panel = program.desk.settings.backup
    dialog = shown(starter, lambda: backups_panel, RestoreDialog)
    until(starter, dialog.go.isEnabled)
    assert "的样子。那以后存的 1 次改动，恢复后看不到。现在的内容会先备份一份。" in dialog.what.text()
    dialog.go.click()
    told = shown(starter, lambda: program.window, MessageDialog)
    assert says(told, "已回到 ")
    told.accept()
    starter.wait(program)
    forget_dead_windows(starter)
    assert facts(workspace_of(program)) == ["收取饮水费"]
    assert backups(folder) == 2


def test_a_restore_that_does_not_succeed_opens_what_was_there(world: World, sticks: Sticks, starter: Starter) -> None:
    folder = laptop(world)
    workspace = Workspace.open(folder)
    made = Path(back_up(workspace, default_place(folder), Unwatched()).folder)
    workspace.close()
    (made / "xunjian.db").write_bytes(b"damaged")
    program = starter.start(folder)
    assert program.handover is not None
    program.handover.restore_wanted.emit(made, ())
    told = shown(starter, lambda: program.window, MessageDialog)
    assert says(told, "损坏")
    told.accept()
    starter.wait(program)
    forget_dead_windows(starter)
    assert facts(workspace_of(program)) == ["收取饮水费"]


def giving_back(program: Program, starter: Starter) -> ReturnDialog:
    in_settings(program, starter)
    assert program.desk is not None
    panel = program.desk.settings.giving_back
    assert panel is not None
    panel.begin.click()
    dialog = shown(starter, lambda: panel, ReturnDialog)
    until(starter, lambda: dialog.problem.isVisible() or dialog.held.isVisible())
    return dialog


def test_a_computer_whose_work_is_not_at_the_bureau_is_not_given_back(
    world: World, sticks: Sticks, starter: Starter
) -> None:
    program = starter.start(laptop(world))
    dialog = giving_back(program, starter)
    assert dialog.problem.accessibleName().startswith("局里还没有说收到 1 次改动、2 张照片或原件。什么都没有删。")
    assert dialog.missing.text().startswith("第0小学（9月18日）")
    assert not dialog.go.isVisible()
    dialog.export.click()
    assert ways(program).dialog is not None


def test_giving_back_asks_for_a_word_keeps_the_slip_and_leaves_nothing(
    world: World, sticks: Sticks, starter: Starter
) -> None:
    folder = laptop(world)
    workspace = Workspace.open(folder)
    merge_bundle(world.bureau, world.report(workspace, "report.xjb"), Unwatched())
    assert workspace.team is not None
    merge_bundle(workspace, world.task("task.xjb", workspace.team), Unwatched())
    back_up(workspace, default_place(folder), Unwatched())
    workspace.close()
    program = starter.start(folder)
    dialog = giving_back(program, starter)
    assert dialog.held.accessibleName().startswith("这台电脑上的内容，局里都收到了。")
    assert not dialog.go.isEnabled()
    dialog.word.setText("交")
    assert not dialog.go.isEnabled()
    dialog.word.setText(WORD)
    assert dialog.go.isEnabled()
    dialog.give_back(folder / "交还单.pdf")
    until(starter, dialog.problem.isVisible)
    assert "不能存在工作库里" in dialog.problem.accessibleName()
    slip = world.folder / "交还单.pdf"
    dialog.give_back(slip)
    told = shown(starter, lambda: program.window, MessageDialog)
    assert says(told, "电脑可以交还了。")
    assert slip.read_bytes().startswith(b"%PDF")
    assert not peek.has_workspace(folder)
    assert not default_place(folder).exists()
    assert says(program.window, "您是检查组，还是教育局？")
    forget_dead_windows(starter)
