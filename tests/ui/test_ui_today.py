"""今天 in the real window: by keys alone into a visit and back, after a crash, empty, at the bureau, narrow."""

import shutil
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from tests.ui.program import Starter, go_to, only, says, screen_of
from tests.workspaces import TODAY, Scene, group_scene
from xunjian import settings
from xunjian.db.schema.paper import Document
from xunjian.db.schema.reference import Assignment
from xunjian.db.schema.visit import Finding, Step
from xunjian.db.types import now
from xunjian.db.uids import new_uid
from xunjian.db.views import sql
from xunjian.services.bureau.handbook import Handbook
from xunjian.services.visit import findings, visits
from xunjian.settings import Name
from xunjian.ui.app import Program
from xunjian.ui.desk import Desk
from xunjian.ui.pages.notice.page import NoticePage
from xunjian.ui.pages.today.page import TodayPage
from xunjian.ui.pages.visit.start_visit import StartVisitDialog
from xunjian.ui.tokens import TextSize
from xunjian.workspace import Workspace

Key, Modifier = Qt.Key, Qt.KeyboardModifier
DAY = timedelta(days=1)
GOING, PLANNED, LATE = "庐州区实验小学", "长江路小学", "红星小学"


@pytest.fixture(autouse=True)
def pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUNJIAN_TODAY", TODAY.isoformat())


@dataclass(frozen=True)
class Group:
    """A group's workspace in a folder, closed."""

    folder: Path
    handbook: Handbook
    people: tuple[str, ...]
    schools: dict[str, str]


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Group]:
    """A workspace without visits, and the same one filled, to copy."""
    scene = group_scene(tmp_path_factory.mktemp("today") / "plain")
    plain = Group(scene.workspace.folder, scene.handbook, scene.people, scene.schools)
    scene.workspace.close()
    folder = plain.folder.with_name("filled")
    shutil.copytree(plain.folder, folder)
    _fill(replace(scene, workspace=Workspace.open(folder)))
    return {"plain": plain, "filled": replace(plain, folder=folder)}


def _copied(template: Group, folder: Path) -> Group:
    return replace(template, folder=Path(shutil.copytree(template.folder, folder / "group")))


@pytest.fixture
def plain(templates: dict[str, Group], tmp_path: Path) -> Group:
    """A group that has not begun."""
    return _copied(templates["plain"], tmp_path)


@pytest.fixture
def filled(templates: dict[str, Group], tmp_path: Path) -> Group:
    """A group with two schools today, one of them begun, one in a day, and two findings to press for."""
    return _copied(templates["filled"], tmp_path)


def _fill(scene: Scene) -> None:
    workspace = scene.workspace
    with workspace.store.write(by=workspace.person) as session:
        for school, on in ((GOING, TODAY), (PLANNED, TODAY), ("滨河小学", TODAY + DAY)):
            uid = scene.schools[school]
            session.add(Assignment(uid=new_uid(), team=scene.team, school=uid, planned_on=on, deleted=False))
        before = _start(scene, session, LATE, TODAY - 20 * DAY)
        for code, due in (("SF-03", TODAY - 4 * DAY), ("SF-05", TODAY + DAY)):
            entry = scene.handbook.by_code[code]
            visits.answer(session, before, entry.uid, "no")
            session.flush()
            finding = findings.record(session, before, entry, fact="多收", amount=128_000)
            step = Step(uid=new_uid(), visit=before, finding=finding, kind="ordered", at=now(), due_date=due)
            session.add(step)
            session.flush()
            session.get_one(Finding, finding).step = step.uid
        session.add(
            Document(
                uid=new_uid(),
                visit=before,
                school=scene.schools[LATE],
                kind="notice",
                prefix="庐教督改",
                year=2026,
                serial=31,
                issued_on=TODAY - 15 * DAY,
            )
        )
    with workspace.store.write(by=workspace.person) as session:
        visit = _start(scene, session, GOING, TODAY)
    for code in ("SF-01", "SF-02"):
        with workspace.store.write(by=workspace.person) as session:
            visits.answer(session, visit, scene.handbook.by_code[code].uid, "yes")
    workspace.close()


def _start(scene: Scene, session: object, school: str, day: object) -> str:
    return visits.start(
        session,  # type: ignore[arg-type]
        team=scene.team,
        school=scene.schools[school],
        day=day,  # type: ignore[arg-type]
        areas=["SF"],
        members=scene.people[:2],
    )


def _open(starter: Starter, group: Group) -> tuple[Program, Desk, TodayPage]:
    program = starter.start(group.folder)
    desk = program.desk
    assert desk is not None
    assert screen_of(program) == "今天"
    return program, desk, desk.today


def _press(key: Qt.Key, modifier: Qt.KeyboardModifier = Modifier.NoModifier) -> None:
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, key, modifier)


def _counts(program: Program) -> dict[str, int]:
    model = program.window._navigation.model
    return {model.screen(row).title: model.screen(row).waiting for row in range(model.rowCount())}


def test_enter_goes_on_at_the_item_and_alt_left_comes_back(filled: Group, starter: Starter) -> None:
    program, desk, today = _open(starter, filled)
    starter.qtbot.waitUntil(today.resume.hasFocus)
    said = today.resume.accessibleName()
    assert said.startswith(f"接着上次，{GOING}，秋季教育收费专项，做到 SF-02")
    assert "已查 2 项" in said
    assert _counts(program)["检查"] == 2
    _press(Key.Key_Return)
    assert desk.visit is not None
    assert program.window.shown() is desk.visit
    assert filled.handbook.by_uid[desk.visit.list.current].item.code == "SF-02"
    desk.visit.list.go_to(filled.handbook.by_code["SF-04"].uid)
    _press(Key.Key_1)
    _press(Key.Key_Left, Modifier.AltModifier)
    assert today.isVisible()
    starter.wait(program)
    assert today.resume.hasFocus(), "where it was left"
    assert "已查 3 项" in today.resume.accessibleName()
    assert "做到 SF-05" in today.resume.accessibleName(), "the answer went on to the next item"


def test_the_blocks_are_walked_by_tab_and_each_row_by_enter(filled: Group, starter: Starter) -> None:
    program, desk, today = _open(starter, filled)
    starter.qtbot.waitUntil(today.resume.hasFocus)
    order = []
    for _ in range(8):
        _press(Key.Key_Tab)
        order.append(QApplication.focusWidget())
    blocks: list[QWidget] = [today.add, today.stops, today.later, today.pressing]
    assert [block for block in order if block in blocks] == blocks
    today.stops.setFocus()
    _press(Key.Key_Down)
    _press(Key.Key_Return)
    dialog = only(program.window, StartVisitDialog)
    assert dialog.school.uid == filled.schools[PLANNED]
    dialog.go.click()
    assert desk.visit is not None
    assert desk.visit.title == PLANNED
    _press(Key.Key_Left, Modifier.AltModifier)
    starter.wait(program)
    assert [stop.visit != "" for stop in today.stops.entries._entries] == [True, True]
    today.pressing.setFocus()
    _press(Key.Key_Return)
    assert desk.visit is not None
    assert desk.visit.title == LATE


def test_the_drawn_button_starts_a_visit_and_the_rest_of_the_row_only_chooses(filled: Group, starter: Starter) -> None:
    program, _, today = _open(starter, filled)
    rect = today.stops.visualRect(today.stops.entries.index(1))
    left = Qt.MouseButton.LeftButton
    QTest.mouseClick(today.stops.viewport(), left, pos=QPoint(rect.x() + 40, rect.center().y()))
    assert not program.window.findChildren(StartVisitDialog)
    QTest.mouseClick(today.stops.viewport(), left, pos=QPoint(rect.right() - 60, rect.center().y()))
    assert only(program.window, StartVisitDialog).school.uid == filled.schools[PLANNED]


def test_what_is_pressing_says_so_in_words_and_money(filled: Group, starter: Starter) -> None:
    _, _, today = _open(starter, filled)
    model = today.pressing.model()
    rows = [model.data(model.index(row, 0), Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]
    assert rows[0].startswith("逾期4天，学校红星小学")
    assert "1,280.00" in rows[0]
    assert rows[1].startswith("明天到期")


def test_a_notice_without_paper_leads_to_the_printer(filled: Group, starter: Starter) -> None:
    program, _, today = _open(starter, filled)
    assert today.bars.words() == ["〔2026〕31号 红星小学 还没有打印。"]
    only(today.bars, QAbstractButton).click()
    assert isinstance(program.window.shown(), NoticePage)
    starter.wait(program)


def test_after_a_crash_it_says_what_is_there_and_the_caret_is_where_it_was(filled: Group, starter: Starter) -> None:
    program, desk, today = _open(starter, filled)
    assert today.resume.accessibleName().startswith("接着上次")
    _press(Key.Key_Return)
    assert desk.visit is not None
    item = filled.handbook.by_code["SF-07"].uid
    desk.visit.list.go_to(item)
    starter.qtbot.wait(900)
    assert program._opened is not None
    program.jobs.close()
    program._opened.workspace.close()  # and nothing of what an orderly end does
    program._opened, program.desk = None, None
    program.window.hide()
    _, again, today = _open(starter, filled)
    assert today.resume.accessibleName().startswith("上次没有正常退出。已做的 2 项都在。")
    starter.qtbot.waitUntil(today.resume.hasFocus)
    _press(Key.Key_Return)
    assert again.visit is not None
    assert again.visit.list.current == item


def test_an_orderly_end_is_not_taken_for_a_crash(filled: Group, starter: Starter) -> None:
    program, _, _ = _open(starter, filled)
    program.close()
    program.window.hide()
    _, _, today = _open(starter, filled)
    assert today.resume.accessibleName().startswith("接着上次")


def test_a_day_without_plans_offers_the_schools(plain: Group, starter: Starter) -> None:
    program, _, today = _open(starter, plain)
    assert says(today, "今天没有安排。")
    assert says(today, "没有要催的问题。")
    assert not today.resume.isVisible()
    starter.qtbot.waitUntil(today.pick.hasFocus)
    _press(Key.Key_Return)
    assert screen_of(program) == "学校"


def test_a_school_is_added_out_of_turn_by_ctrl_n(plain: Group, starter: Starter) -> None:
    program, _, today = _open(starter, plain)
    QTest.keyClick(today, Key.Key_N, Modifier.ControlModifier)
    assert only(program.window, StartVisitDialog).school.uid == ""


def test_the_bureau_sees_the_groups_and_starts_nothing(filled: Group, starter: Starter) -> None:
    again = Workspace.open(filled.folder)
    with again.store.write() as session:
        settings.put(session, Name.ROLE, "bureau")
        session.connection().execute(sql("DELETE FROM local_setting WHERE name = 'team'"))
    again.close()
    program, _, today = _open(starter, filled)
    starter.qtbot.waitUntil(today.stops.hasFocus)
    assert not today.resume.isVisible()
    assert not today.add.isVisible()
    assert {stop.team for stop in today.stops.entries._entries} == {"第三检查组"}
    _press(Key.Key_Down)
    _press(Key.Key_Return)
    assert screen_of(program) == "学校"
    assert not program.window.findChildren(StartVisitDialog)


def test_who_acts_is_written_with_every_answer(filled: Group, starter: Starter) -> None:
    program, desk, today = _open(starter, filled)
    starter.qtbot.waitUntil(today.resume.hasFocus)
    program._identity._menu.actions()[1].trigger()
    _press(Key.Key_Return)
    assert desk.visit is not None
    desk.visit.list.go_to(filled.handbook.by_code["SF-08"].uid)
    desk.visit.list.setFocus()
    _press(Key.Key_1)
    with desk._workspace.store.read() as session:
        newest = session.connection().execute(sql("SELECT actor FROM log_commit ORDER BY cid DESC LIMIT 1"))
        assert newest.scalar() == filled.people[1]


@pytest.mark.parametrize("size", [TextSize.NORMAL, TextSize.EXTRA])
def test_a_narrow_window_puts_the_blocks_below_each_other(filled: Group, starter: Starter, size: TextSize) -> None:
    workspace = Workspace.open(filled.folder)
    with workspace.store.write() as session:
        settings.put(session, Name.TEXT_SIZE, size.value)
    workspace.close()
    program, _, today = _open(starter, filled)
    program.window.resize(1093, 540)
    starter.qtbot.wait(50)
    whole = today._area.widget()
    assert whole.width() <= today._area.viewport().width(), "nothing is cut at the right"
    assert today.pressing.mapTo(whole, QPoint()).y() > today.later.mapTo(whole, QPoint()).y()
    today.pressing.setFocus()
    top = today.pressing.mapTo(today._area.viewport(), QPoint()).y()
    assert 0 <= top < today._area.viewport().height(), "what has the focus is in sight"
    program.window.resize(1366, 768)
    starter.qtbot.wait(50)
    if size is TextSize.NORMAL:
        assert today.pressing.mapTo(whole, QPoint()).x() > today.stops.mapTo(whole, QPoint()).x() + 400


def test_what_was_done_elsewhere_is_counted_beside_the_pages(filled: Group, starter: Starter) -> None:
    program, desk, _ = _open(starter, filled)
    assert _counts(program)["检查"] == 2
    go_to(program, "检查")
    desk.visits.table.setFocus()
    _press(Key.Key_Return)
    assert desk.visit is not None
    with desk._workspace.store.write() as session:
        session.add(
            Document(uid=new_uid(), visit=desk.visit.visit, kind="notice", prefix="庐教督改", year=2026, serial=32)
        )
    _press(Key.Key_Left, Modifier.AltModifier)
    starter.wait(program)
    assert _counts(program)["检查"] == 1
