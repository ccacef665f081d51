"""Ctrl+K: what is typed is found while one types, opened by Enter, and the focus goes back where it was."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.program import Starter
from tests.visiting import Visiting
from tests.workspaces import TODAY, group_scene
from xunjian.db.schema.visit import Finding, Visit
from xunjian.rules.initials import initials, matches
from xunjian.rules.searching import Span
from xunjian.services.search.hits import Hit
from xunjian.ui.app import Program
from xunjian.ui.desk import Desk
from xunjian.ui.pages.notice.page import NoticePage
from xunjian.ui.search import rows
from xunjian.ui.search.commands import Command
from xunjian.ui.search.ways import SearchWays
from xunjian.ui.tables import Head
from xunjian.ui.theme import look
from xunjian.ui.widgets.painting import text_width
from xunjian.workspace import Workspace

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


class Searching:
    """The program with a visit, two findings and a notice in it."""

    def __init__(self, starter: Starter, folder: Path, visit: str) -> None:
        self.starter, self.visit = starter, visit
        self.program: Program = starter.start(folder)
        assert self.program.search is not None
        assert self.program.desk is not None
        self.ways: SearchWays = self.program.search
        self.desk: Desk = self.program.desk
        self.window, self.panel = self.program.window, self.ways.box.panel

    def ask(self, typed: str) -> None:
        """Press Ctrl+K, type, and wait for the answer."""
        self.window.activateWindow()
        assert QTest.qWaitForWindowActive(self.window)
        QTest.keyClick(self.window, Key.Key_K, CONTROL)
        self.type(typed)

    def type(self, typed: str) -> None:
        for letter in typed:  # QTest.keyClicks knows no Chinese
            for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
                self.send(QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))
        self.settle()

    def send(self, event: QKeyEvent | QInputMethodEvent) -> None:
        target = QApplication.focusWidget()
        assert target is not None
        QApplication.sendEvent(target, event)

    def settle(self) -> None:
        self.starter.qtbot.waitUntil(lambda: not self.ways.box.busy, timeout=20_000)

    def press(self, key: Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClick(target, key, modifier)

    def rows(self) -> list[str]:
        """Return the heads and titles that are shown."""
        entries = self.panel.list.entries
        return [entries.entry(number).title for number in range(entries.rowCount())]

    @property
    def chosen(self) -> Hit | Command:
        entry = self.panel.list.entries.entry(self.panel.list.currentIndex().row())
        assert isinstance(entry, Hit | Command)
        return entry


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    scene = group_scene(tmp_path_factory.mktemp("original") / "group")
    visiting = Visiting.begin(scene, school="红星小学")
    visiting.problem("SF-02", fact="统一收取“饮水服务费”")
    visiting.problem("SF-03", fact="<b>公示</b>不全")
    visiting.issue()
    scene.workspace.close()
    return scene.workspace.folder, visiting.uid


@pytest.fixture
def searching(
    original: tuple[Path, str], tmp_path: Path, starter: Starter, monkeypatch: pytest.MonkeyPatch
) -> Searching:
    monkeypatch.setenv("XUNJIAN_TODAY", TODAY.isoformat())
    folder, visit = original
    return Searching(starter, shutil.copytree(folder, tmp_path / "group"), visit)


def test_two_characters_lead_to_the_item_of_a_visit(searching: Searching) -> None:
    searching.ask("服务")
    assert searching.rows() == ["问题", "统一收取“饮水服务费”"]
    searching.press(Key.Key_Return)
    page = searching.desk.visit
    assert page is not None
    assert searching.window.shown() is page
    assert page._handbook.by_uid[page.list.current].item.code == "SF-02"
    assert not searching.panel.isVisible()


def test_arrows_choose_among_all_groups_and_stop_at_no_head(searching: Searching) -> None:
    searching.ask("学")
    rows_ = searching.rows()
    assert rows_[0] == "学校"
    assert searching.chosen.title == rows_[1]
    for _ in range(len(rows_)):
        searching.press(Key.Key_Down)
    assert searching.chosen.title == rows_[-1]
    searching.press(Key.Key_Up)
    assert not isinstance(searching.chosen, Head)
    assert searching.window.search.hasFocus()
    assert searching.window.search.accessibleDescription().endswith(rows.say(searching.chosen))


def test_a_school_is_opened_with_its_profile(searching: Searching) -> None:
    searching.ask("hx")
    assert searching.chosen.title == "红星小学"
    searching.press(Key.Key_Return)
    searching.starter.wait(searching.program)
    schools = searching.desk.schools
    assert schools is not None
    assert schools.isVisible()
    uid = schools.list.table.current_id()
    assert schools.list._by_uid[uid].name == "红星小学"


def test_ctrl_enter_takes_the_text_into_the_list_of_schools(searching: Searching) -> None:
    searching.ask("小学")
    searching.press(Key.Key_Return, CONTROL)
    searching.starter.wait(searching.program)
    schools = searching.desk.schools
    assert schools is not None
    assert schools.isVisible()
    assert schools.list.filters.text == "小学"
    assert 0 < schools.list._model.rowCount() < len(schools.list.uids)


def test_a_notice_is_found_by_its_number(searching: Searching) -> None:
    searching.ask("〔2026〕31")
    assert searching.rows()[:2] == ["文书", "庐教督改〔2026〕31号"]
    searching.press(Key.Key_Return)
    assert isinstance(searching.window.shown(), NoticePage)
    searching.starter.wait(searching.program)


def test_a_person_leads_to_the_last_visit(searching: Searching) -> None:
    searching.ask("王强")
    assert searching.rows() == ["人员", "王强"]
    searching.press(Key.Key_Return)
    assert searching.desk.visit is not None
    assert searching.desk.visit.visit == searching.visit


def test_commands_are_done(searching: Searching) -> None:
    searching.ask("设置")
    assert searching.rows() == ["命令", "设置"]
    searching.press(Key.Key_Return)
    assert searching.desk.settings.isVisible()
    for typed, first in (("ksjc", "开始检查"), ("导出", "导出到 U 盘"), ("备份", "立即备份")):
        searching.ask(typed)
        assert first in searching.rows(), typed
        searching.press(Key.Key_Escape)


def test_every_command_is_found_by_its_initials(searching: Searching) -> None:
    for command in searching.ways.commands:
        typed = command.letters.replace(" ", "")
        assert matches(typed, command.title, initials(command.title)), command
        assert len(typed) == len(command.title.replace(" ", "")), command


def test_nothing_found_says_what_to_try(searching: Searching) -> None:
    searching.ask("红兴")
    assert searching.rows() == []
    assert searching.panel._nothing.text() == "没找到“红兴”。"
    assert "hx" in searching.panel._hint.text()


def test_escape_gives_the_focus_back(searching: Searching) -> None:
    before = QApplication.focusWidget()
    searching.ask("饮水")
    assert searching.panel.isVisible()
    searching.press(Key.Key_Escape)
    assert not searching.panel.isVisible()
    assert searching.window.search.text() == ""
    assert QApplication.focusWidget() is before


def test_over_a_page_that_fills_the_window_the_field_comes_and_goes(searching: Searching) -> None:
    searching.desk.open_notice(searching.visit)
    searching.starter.wait(searching.program)
    page, tools = searching.window.shown(), searching.desk.notice.tools  # type: ignore[union-attr]
    assert not searching.window.search.isVisible()
    searching.ask("饮水")
    assert searching.window.search.isVisible()
    assert not tools.isVisible()
    searching.press(Key.Key_PageDown)  # a key of the page under it
    searching.press(Key.Key_Escape)  # this one too
    assert searching.window.shown() is page
    assert not searching.window.search.isVisible()
    assert tools.isVisible()
    focus = QApplication.focusWidget()
    assert focus is not None
    assert page.isAncestorOf(focus)


def test_the_other_finding_of_the_open_visit_is_gone_to(searching: Searching) -> None:
    searching.desk.open_visit(searching.visit)
    page = searching.desk.visit
    assert page is not None
    page.list.go_to(page._handbook.by_code["SF-10"].uid)
    searching.starter.wait(searching.program)
    searching.ask("公示")
    assert searching.chosen.title == "<b>公示</b>不全"
    searching.press(Key.Key_Return)
    assert searching.desk.visit is page
    assert page._handbook.by_uid[page.list.current].item.code == "SF-03"
    QTest.keyClick(searching.window, Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert searching.desk.today.isVisible()


def test_a_click_opens_and_one_beside_it_puts_the_rows_away(searching: Searching) -> None:
    searching.ask("饮水")
    list_ = searching.panel.list
    place = list_.visualRect(list_.model().index(1, 0)).center()
    QTest.mouseClick(list_.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert searching.desk.visit is not None
    searching.window.go_back()
    searching.ask("饮水")
    assert searching.panel.isVisible()
    QTest.mouseClick(searching.desk.visits.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert not searching.panel.isVisible()


def test_an_input_method_searches_when_it_has_committed(searching: Searching) -> None:
    QTest.keyClick(searching.window, Key.Key_K, CONTROL)
    composing = QInputMethodEvent("yin'shui", [])
    searching.send(composing)
    searching.settle()
    assert searching.rows()[0] == "命令"
    committed = QInputMethodEvent()
    committed.setCommitString("饮水")
    searching.send(committed)
    searching.settle()
    assert searching.rows() == ["问题", "统一收取“饮水服务费”"]


def test_what_was_saved_just_now_is_found(searching: Searching) -> None:
    searching.ask("空调")
    assert searching.rows() == []
    searching.press(Key.Key_Escape)
    workspace: Workspace = searching.ways._workspace
    with workspace.store.write(by=workspace.person) as session:
        visit = session.get_one(Visit, searching.visit)
        session.add(Finding(uid="0b1f2d62-5c2e-4a57-9c1b-5f7f6c1d2e99", visit=visit.uid, fact="收取空调费"))
    searching.ask("空调")
    assert searching.rows() == ["问题", "收取空调费"]


def test_a_long_text_is_cut_so_that_the_match_is_seen(qapp: QApplication) -> None:
    text = "三年级" * 40 + "饮水" + "服务" * 40
    shown, spans = rows.fitted(text, [Span(120, 122)], 300)
    assert shown.startswith("…")
    assert [shown[span.start : span.end] for span in spans] == ["饮水"]
    assert text_width(look().font(medium=True), shown[: spans[0].end]) <= 300
    assert rows.fitted("收取饮水费", [Span(2, 4)], 300) == ("收取饮水费", [Span(2, 4)])


@pytest.mark.parametrize("size", [(1366, 768), (1093, 540)])
def test_the_rows_lie_within_the_window(searching: Searching, size: tuple[int, int]) -> None:
    searching.window.resize(*size)
    searching.ask("学")
    assert searching.window.rect().contains(searching.panel.geometry())
    searching.window.resize(960, 520)
    QApplication.processEvents()
    assert searching.window.rect().contains(searching.panel.geometry())
