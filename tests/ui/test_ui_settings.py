"""Text size and theme: by keys and in 设置, kept between starts; a new size leaves somebody where they were."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.program import Starter, go_to, says, screen_of
from tests.ui.visit_scene import start
from tests.workspaces import TODAY, group_scene
from xunjian.ui.app import Program
from xunjian.ui.appearance import Theme
from xunjian.ui.pages.notice.page import NoticePage
from xunjian.ui.setup.who import WhoStep
from xunjian.ui.theme import look
from xunjian.ui.tokens import TextSize

CONTROL = Qt.KeyboardModifier.ControlModifier
Key = Qt.Key


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XUNJIAN_TODAY", TODAY.isoformat())
    scene = group_scene(tmp_path / "group")
    start(scene)
    scene.workspace.close()
    return scene.workspace.folder


def resized(program: Program, starter: Starter, key: Qt.Key) -> None:
    """Press a key of the text size and wait until the new window has its pages."""
    QTest.keyClick(program.window, key, CONTROL)
    starter.wait(program)


def test_a_larger_text_leaves_somebody_at_their_item_with_all_that_was_typed(folder: Path, starter: Starter) -> None:
    program = starter.start(folder)
    assert program.desk is not None
    QTest.keyClick(program.desk.visits.table, Key.Key_Return)
    visit = program.desk.visit
    assert visit is not None
    QTest.keyClick(visit.list.items, Key.Key_1)
    QTest.keyClick(visit.list.items, Key.Key_2)
    item = visit.list.current
    visit.pane.form.fact.setFocus()
    visit.pane.form.fact.insertPlainText("未开具票据")
    resized(program, starter, Key.Key_Equal)
    assert look().measures.size is TextSize.LARGE
    now = program.desk.visit
    assert now is not None
    assert now is not visit
    assert program.window.shown() is now
    assert now.list.current == item
    assert now.pane.form.fact.toPlainText() == "未开具票据"
    QTest.keyClick(now.list.items, Key.Key_F9)
    starter.wait(program)
    resized(program, starter, Key.Key_0)
    assert look().measures.size is TextSize.NORMAL
    assert isinstance(program.window.shown(), NoticePage)
    program.window.go_back()
    assert program.window.shown() is program.desk.visit


def test_what_was_chosen_holds_at_the_next_start(folder: Path, starter: Starter) -> None:
    program = starter.start(folder)
    assert program.desk is not None
    go_to(program, "设置")
    page = program.desk.settings
    page.themes.choose(list(Theme).index(Theme.DARK))
    page.sizes.choose(2)
    starter.wait(program)
    assert look().dark
    assert screen_of(program) == "设置"
    program.close()
    program.window.hide()
    again = starter.start(folder)
    assert look().dark
    assert look().measures.size is TextSize.EXTRA
    assert again.desk is not None
    assert again.desk.settings.sizes.current() == 2
    assert again.desk.settings.themes.current() == list(Theme).index(Theme.DARK)


def test_before_there_is_a_workspace_the_size_can_be_chosen_too(tmp_path: Path, starter: Starter) -> None:
    program = starter.start(tmp_path / "new", loaded=False)
    assert program.beginning is not None
    who = program.beginning.page.step()
    assert isinstance(who, WhoStep)
    who.sizes.choose(1)
    assert look().measures.size is TextSize.LARGE
    assert program.beginning is not None
    now = program.beginning.page.step()
    assert isinstance(now, WhoStep)
    assert now.sizes.current() == 1
    assert program.window.isVisible()


def test_a_demonstration_says_so_on_every_page(folder: Path, starter: Starter) -> None:
    program = starter.start(folder)
    assert program.desk is not None
    for screen in program.window.screens():
        go_to(program, screen)
        assert says(program.window, "演示：学校和人员都是编的")
    go_to(program, "检查")
    QTest.keyClick(program.desk.visits.table, Key.Key_Return)
    assert says(program.window, "演示：学校和人员都是编的")


def test_the_theme_follows_the_desktop_where_that_is_chosen(folder: Path, starter: Starter, qapp: QApplication) -> None:
    program = starter.start(folder)
    program.appearance.choose_theme(Theme.SYSTEM)
    desktop_is_dark = qapp.styleHints().colorScheme() is Qt.ColorScheme.Dark
    assert look().dark is desktop_is_dark
