"""The program: window first, then the workspace; the list of visits, starting one, who acts, and no workspace yet."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from tests.ui.program import Starter, go_to, only, says
from tests.ui.visit_scene import start
from tests.workspaces import PEOPLE, TODAY, group_scene
from xunjian.db.queries.visits import VisitRow
from xunjian.services.visit import visits
from xunjian.ui import theme
from xunjian.ui.pages.notice.page import NoticePage
from xunjian.ui.pages.visit.start_visit import StartVisitDialog
from xunjian.ui.pages.visit.visits import VisitsPage
from xunjian.ui.refused import RefusedPage
from xunjian.ui.tokens import TextSize
from xunjian.workspace import Workspace

ROOT = Path(__file__).parents[2]
Key = Qt.Key


@pytest.fixture(autouse=True)
def pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUNJIAN_TODAY", TODAY.isoformat())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A group's workspace with one visit, closed."""
    scene = group_scene(tmp_path / "group")
    start(scene)
    scene.workspace.close()
    return scene.workspace.folder


def test_the_window_stands_before_the_workspace_is_open(folder: Path, starter: Starter) -> None:
    program = starter.start(folder, loaded=False)
    assert program.window.isVisible()
    assert not program.window.findChildren(VisitsPage)
    starter.wait(program)
    assert program.desk is not None
    starter.qtbot.waitUntil(program.desk.today.resume.hasFocus)


def test_a_visit_is_gone_on_with_by_enter_and_left_by_alt_left(folder: Path, starter: Starter) -> None:
    program = starter.start(folder)
    desk = program.desk
    assert desk is not None
    go_to(program, "检查")
    QTest.keyClick(desk.visits.table, Key.Key_Return)
    assert desk.visit is not None
    assert program.window.shown() is desk.visit
    QTest.keyClick(desk.visit.list.items, Key.Key_1)
    QTest.keyClick(program.window, Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert desk.visits.isVisible()
    row = desk.visits.model.entry(0)
    assert isinstance(row, VisitRow)
    assert row.answered == 1


def test_the_notice_opens_over_the_visit_and_leads_back_to_it(folder: Path, starter: Starter) -> None:
    program = starter.start(folder)
    desk = program.desk
    assert desk is not None
    QTest.keyClick(desk.visits.table, Key.Key_Return)
    assert desk.visit is not None
    QTest.keyClick(desk.visit.list.items, Key.Key_F9)
    assert isinstance(program.window.shown(), NoticePage)
    item = desk.visit.list.current
    desk.notice.item_wanted.emit(item)  # type: ignore[union-attr]
    assert program.window.shown() is desk.visit
    starter.wait(program)


def test_a_visit_is_started_with_what_is_usual(folder: Path, starter: Starter) -> None:
    program = starter.start(folder)
    desk = program.desk
    assert desk is not None
    QTest.keyClick(desk.visits.table, Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    dialog = only(program.window, StartVisitDialog)
    dialog.school.search.setText("红x")
    QTest.keyClick(dialog.school.search, Key.Key_Return)
    dialog.go.click()
    assert desk.visit is not None
    assert desk.visit.title == "红星小学"
    assert desk.visit.subtitle.endswith("李敏、王强"), "the people of the visit before"
    workspace = Workspace.open(folder, writing=False)
    with workspace.store.read() as session:
        head = visits.head(session, desk.visit.visit)
    workspace.close()
    assert head.day == TODAY
    assert set(head.areas) == {"SF", "JF"}, "the areas of the visit before"


def test_a_visit_without_school_people_or_with_a_day_to_come_is_not_started(folder: Path, starter: Starter) -> None:
    program = starter.start(folder)
    assert program.desk is not None
    program.desk.start_visit()
    dialog = only(program.window, StartVisitDialog)
    dialog.school.search.setText("没有这所")
    assert "没找到“没有这所”" in dialog.school._field.error
    dialog.go.click()
    assert dialog.school._field.error == "请选一所学校。"
    dialog.school.search.setText("红星")
    QTest.keyClick(dialog.school.search, Key.Key_Return)
    dialog.day.setText("2026-11-25")
    dialog.go.click()
    assert dialog._day.error == "日期还没到，请核对。"
    dialog.day.setText("11.25")
    dialog.go.click()
    assert dialog._day.error == f"日期写成 {TODAY.isoformat()} 这样。"
    assert program.desk.visit is None
    dialog.reject()


def test_a_workspace_without_visits_says_so_and_offers_the_first(tmp_path: Path, starter: Starter) -> None:
    group_scene(tmp_path / "empty").workspace.close()
    program = starter.start(tmp_path / "empty")
    assert program.desk is not None
    go_to(program, "检查")
    assert says(program.window, "还没有检查。")
    assert program.desk.visits._begin.hasFocus()


def test_a_colleague_takes_over_by_the_menu(folder: Path, starter: Starter) -> None:
    program = starter.start(folder)
    menu = program.window.findChild(QMenu)
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()] == list(PEOPLE)
    menu.actions()[1].trigger()
    desk = program.desk
    assert desk is not None
    QTest.keyClick(desk.visits.table, Key.Key_Return)
    assert desk.visit is not None
    assert desk.visit._work.person_name() == "王强"


def test_a_second_window_says_what_is_the_matter_and_can_try_again(folder: Path, starter: Starter) -> None:
    other = Workspace.open(folder)
    program = starter.start(folder, loaded=False)
    QTest.qWait(1)
    starter.qtbot.waitUntil(lambda: isinstance(program.window.shown(), RefusedPage), timeout=20_000)
    assert says(program.window, "这个工作库正被另一个巡检窗口或命令用着。")
    other.close()
    page = program.window.shown()
    assert isinstance(page, RefusedPage)
    page.again.emit()
    starter.wait(program)
    assert program.desk is not None


def test_the_start_imports_nothing_heavy_and_tells_its_times_when_asked(folder: Path) -> None:
    code = (
        "import sys; from PySide6.QtCore import QTimer; from xunjian.ui import app\n"
        "heavy = {'sqlalchemy', 'reportlab', 'PIL', 'pypdfium2', 'alembic'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "told = app.Program._tell_time\n"
        "def tell(self, what):\n"
        "    told(self, what)\n"
        "    if what == 'loaded': QTimer.singleShot(0, self._app.quit)\n"
        "app.Program._tell_time = tell\n"
        "from pathlib import Path; sys.exit(app.main(Path(sys.argv[1])))\n"
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XUNJIAN_TIMING": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    figures = dict(line.rsplit(" ", 2)[:2] for line in done.stdout.splitlines())
    assert 0 < int(figures["first paint"]) < int(figures["loaded"])


@pytest.mark.parametrize("size", [(1366, 768), (1093, 540)])
def test_lists_and_first_page_fit(folder: Path, tmp_path: Path, starter: Starter, size: tuple[int, int]) -> None:
    for where, loaded in ((folder, True), (tmp_path / "none", False)):
        program = starter.start(where, loaded=loaded)
        program.window.resize(*size)
        QTest.qWait(10)
        assert (program.window.width(), program.window.height()) == size
        program.close()


def test_the_question_before_a_visit_fits_a_low_window_at_the_largest_text(
    folder: Path, starter: Starter, qapp: QApplication
) -> None:
    program = starter.start(folder)
    theme.apply(qapp, size=TextSize.EXTRA)
    assert program.desk is not None
    program.desk.start_visit()
    dialog = only(program.window, StartVisitDialog)
    assert dialog.sizeHint().height() <= 614 - 32
    assert dialog.sizeHint().width() <= 1093
    dialog.reject()
