"""学校: found while typing, shown with all that happened, corrected by hand, brought in from lists."""

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from tests.visiting import Visiting
from tests.workspaces import Scene, group_scene
from xunjian.db.queries.schools import ListedSchool, listed_schools
from xunjian.db.schema.reference import School, SchoolName
from xunjian.db.schema.visit import Finding, Step
from xunjian.db.types import now
from xunjian.db.uids import new_uid
from xunjian.errors import UserError
from xunjian.paths import resource
from xunjian.rules.initials import initials
from xunjian.services import schools
from xunjian.ui.jobs import Jobs
from xunjian.ui.mainwindow import MainWindow
from xunjian.ui.messages import BugDialog, MessageDialog
from xunjian.ui.navigation import Screen
from xunjian.ui.pages.schools.page import SchoolsPage
from xunjian.ui.pages.schools.school_edit import EditSchool
from xunjian.ui.pages.schools.school_list import SchoolList
from xunjian.ui.pages.schools.school_preview_rows import Part
from xunjian.ui.widgets.buttons import KeyButton
from xunjian.ui.widgets.chips import Tag
from xunjian.ui.widgets.choices import Choice
from xunjian.ui.widgets.segmented import Tabs
from xunjian.workspace import Workspace

CTRL = Qt.KeyboardModifier.ControlModifier
SAMPLE = resource("samples/庐州区中小学校名单.xlsx")
NATIONAL = Path(__file__).parents[1] / "data" / "全国成人高等学校名单-2025.xls"
STAR, RIVER = "红星小学", "长江路小学"


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A closed workspace in which two schools have been visited; each test opens a copy."""
    made = group_scene(tmp_path_factory.mktemp("district") / "w")
    spring = _visited(made, RIVER, date(2026, 3, 14), "SF-01", "SF-02")
    for finding in spring.findings():
        _step(spring, finding.uid, "closed", date(2026, 4, 2))
    _visited(made, RIVER, date(2026, 9, 16), "SF-02")
    _visited(made, "育才中学", date(2026, 11, 24))
    made.workspace.close()
    return made


@pytest.fixture
def scene(district: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """The district on 24 November 2026."""
    monkeypatch.setenv("XUNJIAN_TODAY", "2026-11-24")
    copied = shutil.copytree(district.workspace.folder, tmp_path / "w")
    workspace = Workspace.open(copied)
    yield replace(district, workspace=workspace)
    workspace.close()


def _visited(scene: Scene, school: str, day: date, *problems: str) -> Visiting:
    visit = Visiting.begin(scene, school=school, day=day)
    for code in problems:
        visit.problem(code)
        visit.answer(code, "no")
    visit.mark_rest()
    if problems:
        visit.issue(today=day)
    return visit


def _step(visit: Visiting, finding: str, kind: str, day: date) -> None:
    with visit.write() as session:
        uid = new_uid()
        session.add(Step(uid=uid, visit=visit.uid, finding=finding, kind=kind, at=now(), on_day=day))
        session.get_one(Finding, finding).step = uid


@pytest.fixture
def page(scene: Scene, jobs: Jobs, qapp: QApplication, qtbot: QtBot) -> SchoolsPage:
    """The page in its window, its list read."""
    return _shown(scene, jobs, qapp, qtbot, (1366, 768))


def _shown(scene: Scene, jobs: Jobs, qapp: QApplication, qtbot: QtBot, size: tuple[int, int]) -> SchoolsPage:
    page = SchoolsPage(scene.workspace, jobs)
    window = MainWindow(qapp, group="第三检查组", person="李敏")
    window.add_screen(Screen("学校", "school"), page)
    qtbot.addWidget(window)
    window.resize(*size)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    _settle(qtbot, jobs)
    return page


def _settle(qtbot: QtBot, jobs: Jobs) -> None:
    qtbot.waitUntil(lambda: not jobs.busy, timeout=15_000)
    QApplication.processEvents()


def _names(page: SchoolsPage) -> list[str]:
    model = page.list.table.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def _type(qtbot: QtBot, page: SchoolsPage, text: str) -> None:
    QTest.keyClick(page.list.table, Qt.Key.Key_F, CTRL)
    assert page.list.filters.search.hasFocus()
    QTest.keyClicks(page.list.filters.search, text) if text.isascii() else page.list.filters.search.setText(text)
    qtbot.waitUntil(lambda: not page.list._typing.isActive())


def _texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible() and label.text()]


def _words(tabs: Tabs) -> list[str]:
    return [tabs.tabText(number) for number in range(tabs.count())]


def _press(widget: QWidget, word: str) -> None:
    buttons = [one for one in widget.findChildren(KeyButton) if one.isVisible() and one.text().startswith(word)]
    QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)


def _school(scene: Scene, name: str) -> dict[str, object]:
    with scene.workspace.store.read() as session:
        return schools.view(session, scene.schools[name]).values


def _count(scene: Scene) -> int:
    with scene.workspace.store.read() as session:
        return len(schools.search(session, ""))


def _read(page: SchoolsPage, path: Path, qtbot: QtBot, jobs: Jobs) -> None:
    page.bar.read(path)
    _settle(qtbot, jobs)


def test_the_list_begins_with_the_focus_and_is_sorted_by_initials(page: SchoolsPage) -> None:
    assert page.list.table.hasFocus()
    found = _names(page)
    assert found[0].startswith("滨河")
    assert [initials(name)[0] for name in found] == sorted(initials(name)[0] for name in found)
    spoken = {
        str(page.list.table.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(len(found))
    }
    assert "名称长江路小学，片区城东，上次检查9月16日，未销号1，逾期1" in spoken
    assert "名称育才中学，片区城东，上次检查今天" in spoken
    assert "共 8 所" in _texts(page.list)


@pytest.mark.parametrize(
    ("typed", "found"),
    [("hx", {STAR, "滨河小学"}), ("红星", {STAR}), ("2134010202", {STAR}), ("cjlxx", {RIVER}), ("老红星", {STAR})],
)
def test_a_school_is_found_by_what_people_know_of_it(
    scene: Scene, jobs: Jobs, qapp: QApplication, qtbot: QtBot, typed: str, found: set[str]
) -> None:
    with scene.workspace.store.write() as session:
        session.add(SchoolName(uid=new_uid(), school=scene.schools[STAR], name="老红星小学", kind="former"))
        session.flush()
        schools.refresh_search(session)
    page = _shown(scene, jobs, qapp, qtbot, (1366, 768))
    _type(qtbot, page, typed)
    assert set(_names(page)) == found
    assert f"筛出 {len(found)} 所，共 8 所" in _texts(page.list)
    QTest.keyClick(page.list.filters.search, Qt.Key.Key_Return)
    assert page.list.table.hasFocus()
    assert page.list.table.current_id() in {scene.schools[name] for name in found}


def test_nothing_found_says_what_else_to_try_and_esc_goes_back(page: SchoolsPage, qtbot: QtBot) -> None:
    _type(qtbot, page, "红興")
    assert "没找到“红興”。" in _texts(page.list)
    assert any("拼音首字母" in text and "学校代码" in text for text in _texts(page.list))
    assert "选一所学校，这里显示它的资料。" in _texts(page.profile)
    QTest.keyClick(page.list.filters.search, Qt.Key.Key_Escape)
    assert page.list.filters.search.text() == ""
    qtbot.waitUntil(lambda: len(_names(page)) == 8)
    QTest.keyClick(page.list.filters.search, Qt.Key.Key_Escape)
    assert page.list.table.hasFocus()


def test_filters_narrow_and_are_cleared(page: SchoolsPage) -> None:
    filters = page.list.filters
    filters.district.setCurrentIndex(filters.district.findText("城西"))
    filters.type.setCurrentIndex(filters.type.findText("小学"))
    assert _names(page) == ["滨河小学"]
    assert "筛出 1 所，共 8 所" in _texts(page.list)
    _press(page.list, "清除筛选")
    assert len(_names(page)) == 8
    assert not filters.narrows


def test_the_list_is_sorted_by_heads_and_by_keys(page: SchoolsPage) -> None:
    table = page.list.table
    before = table.current_id()
    for _ in range(2):
        QTest.keyClick(table, Qt.Key.Key_L, CTRL)
    assert _names(page)[:2] == ["育才中学", RIVER]  # visited last
    assert table.current_id() == before
    head = table.horizontalHeader()
    place = QPoint(head.sectionViewportPosition(3) + 10, head.height() // 2)
    QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert _names(page)[0] == RIVER  # open findings
    QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert _names(page)[-1] == RIVER


def test_enter_leads_to_the_profile_and_esc_back(page: SchoolsPage, scene: Scene) -> None:
    page.show_school(scene.schools[RIVER])
    QTest.keyClick(page.list.table, Qt.Key.Key_Return)
    assert page.profile.timeline.hasFocus()
    QTest.keyClick(page.profile.timeline, Qt.Key.Key_Escape)
    assert page.list.table.hasFocus()


def test_the_profile_shows_what_there_is(page: SchoolsPage, scene: Scene, qtbot: QtBot) -> None:
    page.show_school(scene.schools[RIVER])
    QApplication.processEvents()
    profile = page.profile
    assert {"何静　6255 0177", "2134010200", "1,186 人，28 班", "同类问题第 2 次出现：公示与实收（SF-02）"} <= set(
        _texts(profile)
    )
    assert [tag.accessibleName() for tag in profile.findChildren(Tag) if tag.isVisible()] == ["公办", "小学"]
    assert _words(profile._tabs) == ["概况", "历次检查", "问题", "通知书"]
    lines = [profile.timeline.entries.entry(row) for row in range(profile.timeline.entries.rowCount())]
    assert [(line.day, line.text) for line in lines] == [
        ("9月16日", "秋季教育收费专项：问题 1 项"),
        ("4月2日", "销号 2 项"),
        ("3月14日", "秋季教育收费专项：问题 2 项，已全部销号"),
    ]
    assert lines[0].note == "〔2026〕32号"
    with qtbot.waitSignal(page.visit_opened) as opened:
        QTest.keyClick(profile.timeline, Qt.Key.Key_Return)
    assert opened.args == [lines[0].key]
    page.show_school(scene.schools[STAR])
    assert _words(profile._tabs) == ["概况"]
    assert "还没有检查过。" in _texts(profile)


def test_tabs_lead_to_visits_and_notices(page: SchoolsPage, scene: Scene, qtbot: QtBot) -> None:
    page.show_school(scene.schools[RIVER])
    QTest.keyClick(page.list.table, Qt.Key.Key_Return)
    for _ in range(2):
        QTest.keyClick(page.profile, Qt.Key.Key_Tab, CTRL)
    assert page.profile.findings.hasFocus()
    assert page.profile.findings.model().index(0, 1).data() == "公示与实收（SF-02）"
    QTest.keyClick(page.profile.findings, Qt.Key.Key_Tab, CTRL)
    with qtbot.waitSignal(page.notice_wanted) as wanted:
        QTest.keyClick(page.profile.documents, Qt.Key.Key_Return)
    with qtbot.waitSignal(page.visit_opened) as opened:
        page.profile.visits.opened.emit(0)
    assert wanted.args == opened.args


def test_a_repeated_problem_leads_to_its_cases(page: SchoolsPage, scene: Scene) -> None:
    page.show_school(scene.schools[RIVER])
    _press(page.profile, "看这几次")
    assert page.profile.findings.hasFocus()
    assert page.profile.findings.current_id() == 0


def test_ctrl_n_begins_a_visit_from_anywhere_on_the_page(page: SchoolsPage, scene: Scene, qtbot: QtBot) -> None:
    page.show_school(scene.schools[STAR])
    for widget in (page.list.table, page.list.filters.search):
        widget.setFocus()
        with qtbot.waitSignal(page.visit_wanted) as wanted:
            QTest.keyClick(widget, Qt.Key.Key_N, CTRL)
        assert wanted.args == [scene.schools[STAR]]


def test_whoever_belongs_to_no_group_begins_no_visit(
    scene: Scene, jobs: Jobs, qapp: QApplication, qtbot: QtBot
) -> None:
    scene.workspace.team = None
    page = _shown(scene, jobs, qapp, qtbot, (1366, 768))
    with qtbot.assertNotEmitted(page.visit_wanted):
        QTest.keyClick(page.list.table, Qt.Key.Key_N, CTRL)
    assert not [one for one in page.findChildren(KeyButton) if one.isVisible() and one.text() == "开始检查"]


def _form(page: SchoolsPage, name: str, scene: Scene) -> EditSchool:
    page.show_school(scene.schools[name])
    _press(page.profile, "改资料")
    form = page.findChild(EditSchool)
    assert isinstance(form, EditSchool)
    return form


def _fill(form: EditSchool, field: str, text: str) -> None:
    editor = form.fields[field].editor
    assert isinstance(editor, QLineEdit)
    editor.setText(text)


def test_a_correction_is_saved_and_no_later_list_goes_over_it(
    page: SchoolsPage, scene: Scene, qtbot: QtBot, jobs: Jobs
) -> None:
    form = _form(page, STAR, scene)
    assert form.height() <= 520
    _fill(form, "principal", "李娜")
    _fill(form, "students", "１,２００人")
    choice = form.fields["ownership"].editor
    assert isinstance(choice, Choice)
    choice.setCurrentIndex(choice.findText("民办"))
    with qtbot.waitSignal(page.changed):
        QTest.keyClick(form.fields["name"].editor, Qt.Key.Key_Return)
    _settle(qtbot, jobs)
    assert _school(scene, STAR) | {"principal": "李娜", "students": 1200, "ownership": "private"} == _school(
        scene, STAR
    )
    assert "李娜　6255 0177" in _texts(page.profile)
    assert page.list.table.current_id() == scene.schools[STAR]
    with scene.workspace.store.read() as session:
        (known,) = [one for one in schools.known(session) if one.uid == scene.schools[STAR]]
    assert {"principal", "students", "ownership"} <= known.corrected


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        ("name", " ", "不能空着"),
        ("code", "123", "10 位"),
        ("code", "2134010200", "“长江路小学”已用这个代码"),
        ("students", "很多", "不是人数"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_written(
    page: SchoolsPage, scene: Scene, field: str, text: str, message: str
) -> None:
    before = _school(scene, STAR)
    form = _form(page, STAR, scene)
    _fill(form, "principal", "李娜")
    _fill(form, field, text)
    form.save.click()
    assert message in form.fields[field].error
    assert form.isVisible()
    assert form.focusWidget() is form.fields[field].editor
    assert _school(scene, STAR) == before
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert _school(scene, STAR) == before


def test_a_correction_that_cannot_be_stored_leaves_the_form_open(
    page: SchoolsPage, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_values: object) -> None:
        raise UserError("本机满了。", safe="前面的都在。", hint="请腾出空间。")

    monkeypatch.setattr(schools, "edit", full)
    form = _form(page, STAR, scene)
    _fill(form, "principal", "李娜")
    form.save.click()
    assert form.findChild(MessageDialog) is not None
    assert form.isVisible()
    assert form.typed()["principal"] == "李娜"


def test_a_list_is_previewed_and_nothing_is_written_before_the_button(
    page: SchoolsPage, scene: Scene, qtbot: QtBot, jobs: Jobs
) -> None:
    _read(page, SAMPLE, qtbot, jobs)
    preview = page.preview
    assert preview.isVisible()
    assert preview.current() is Part.SUSPECT
    assert preview.tables[Part.SUSPECT].hasFocus()
    assert _count(scene) == 8
    rows = len(preview.tables[Part.SUSPECT].rows), len(preview.tables[Part.NEW].rows)
    assert sum(rows) == 44
    with qtbot.assertNotEmitted(page.visit_wanted):
        QTest.keyClick(preview.tables[Part.SUSPECT], Qt.Key.Key_N, CTRL)
    QTest.keyClick(preview.tables[Part.SUSPECT], Qt.Key.Key_Escape)
    assert page.list.table.hasFocus()
    assert _count(scene) == 8
    _read(page, SAMPLE, qtbot, jobs)
    assert any(one.text() == f"跳过要先看的，导入其余 {rows[1]} 所" for one in preview.findChildren(KeyButton))
    QTest.keyClick(preview.tables[Part.SUSPECT], Qt.Key.Key_Return, CTRL)
    _settle(qtbot, jobs)
    assert _count(scene) == 8 + rows[1]
    assert f"已导入：新增 {rows[1]} 所，跳过 {rows[0]} 行。" in _texts(page.list)
    _press(page.list, "只看这些")
    assert len(_names(page)) == rows[1]
    assert RIVER not in _names(page)
    _press(page.list, "清除筛选")
    assert len(_names(page)) == 8 + rows[1]


def test_a_list_without_doubts_is_imported_whole(page: SchoolsPage, scene: Scene, qtbot: QtBot, jobs: Jobs) -> None:
    _read(page, NATIONAL, qtbot, jobs)
    assert page.preview.current() is Part.NEW
    _press(page.preview, "导入 248 所")
    _settle(qtbot, jobs)
    assert _count(scene) == 8 + 248
    _read(page, NATIONAL, qtbot, jobs)
    assert page.preview.current() is Part.REPAIRS
    assert any(text.startswith("没有变化 248 所") for text in _texts(page.preview))
    assert not [one for one in page.preview.findChildren(KeyButton) if one.isVisible() and "导入" in one.text()]


@pytest.fixture
def own_list(tmp_path: Path) -> Path:
    """A list that says something new of one school."""
    path = tmp_path / "名单.csv"
    path.write_text("学校名称,学校标识码,校长,学生数\n红星小学,2134010202,赵平,900\n", encoding="utf-8")
    return path


def _let_lists_decide(scene: Scene, *, but: str = "") -> None:
    """Let every value of 红星小学 but one come from a list."""
    with scene.workspace.store.write(reason=schools.IMPORTED) as session:
        row = session.get_one(School, scene.schools[STAR])
        row.students, row.principal = 1, "甲"
    if but:
        with scene.workspace.store.write(by=scene.workspace.person) as session:
            schools.edit(session, scene.schools[STAR], **{but: "李娜"})


@pytest.mark.parametrize("take", [False, True])
def test_what_a_person_corrected_is_changed_only_when_told_to(
    page: SchoolsPage, scene: Scene, qtbot: QtBot, jobs: Jobs, own_list: Path, take: bool
) -> None:
    _let_lists_decide(scene, but="principal")
    _read(page, own_list, qtbot, jobs)
    table = page.preview.tables[Part.UPDATED]
    assert [(row.school, row.field, row.old, row.new, row.asked) for row in table.rows] == [
        (STAR, "学生数", "1", "900", False),
        (STAR, "校长", "李娜", "赵平", True),
    ]
    said = [str(table.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(2)]
    assert "人工改过，不动" in said[1]
    assert page.preview._asked.isVisible()
    if take:
        QTest.mouseClick(page.preview._asked, Qt.MouseButton.LeftButton)
        assert "人工改过，改掉" in str(table.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole))
    _press(page.preview, "导入 1 所")
    _settle(qtbot, jobs)
    assert _school(scene, STAR)["students"] == 900
    assert _school(scene, STAR)["principal"] == ("赵平" if take else "李娜")
    assert "已导入：更新 1 所。" in _texts(page.list)


def test_stopping_an_import_writes_nothing_and_keeps_the_preview(
    page: SchoolsPage, scene: Scene, qtbot: QtBot, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    pressed = Event()
    write = schools.apply_import

    def write_once_pressed(*given: Any, **more: Any) -> schools.Imported:
        pressed.wait(10)
        return write(*given, **more)

    monkeypatch.setattr(schools, "apply_import", write_once_pressed)
    _read(page, NATIONAL, qtbot, jobs)
    _press(page.preview, "导入 248 所")
    _press(page.preview, "取消")
    pressed.set()
    _settle(qtbot, jobs)
    assert _count(scene) == 8
    assert page.preview.isVisible()
    assert page.findChild(MessageDialog) is None
    _press(page.preview, "导入 248 所")
    _settle(qtbot, jobs)
    assert _count(scene) == 8 + 248


def test_reading_can_be_cancelled_and_begun_again(
    page: SchoolsPage, qtbot: QtBot, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.bar.read(NATIONAL)
    page.bar.cancel()
    assert not page.bar.busy
    page.bar.read(SAMPLE)
    _settle(qtbot, jobs)
    assert page.preview.isVisible()
    assert page.preview._read is not None
    assert page.preview._read.path == SAMPLE


def test_a_file_that_is_no_list_is_refused_in_three_parts(
    page: SchoolsPage, scene: Scene, qtbot: QtBot, jobs: Jobs, tmp_path: Path
) -> None:
    damaged = tmp_path / "坏.xlsx"
    damaged.write_bytes(SAMPLE.read_bytes()[:3000])
    for path in (damaged, tmp_path / "没有.xlsx"):
        _read(page, path, qtbot, jobs)
        dialog = page.findChild(MessageDialog)
        assert isinstance(dialog, MessageDialog)
        assert len(_texts(dialog)) == 3
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        QApplication.processEvents()
    assert page.findChild(BugDialog) is None
    assert not page.preview.isVisible()
    assert _count(scene) == 8


def test_a_list_dropped_on_the_page_is_previewed(page: SchoolsPage, qtbot: QtBot, jobs: Jobs) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(SAMPLE))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.dropEvent(QDropEvent(QPointF(10, 10), Qt.DropAction.CopyAction, data, buttons, keys))
    _settle(qtbot, jobs)
    assert page.preview.isVisible()


def test_an_empty_workspace_offers_the_way_in(scene: Scene, jobs: Jobs, qapp: QApplication, qtbot: QtBot) -> None:
    with scene.workspace.store.write() as session:
        for uid in scene.schools.values():
            session.get_one(School, uid).deleted = True
    page = _shown(scene, jobs, qapp, qtbot, (1366, 768))
    assert "还没有学校。" in _texts(page.list)
    focus = QApplication.focusWidget()
    assert isinstance(focus, KeyButton)
    assert focus.text() == "导入名单…"


def test_hostile_names_are_shown_as_they_are(scene: Scene, jobs: Jobs, qapp: QApplication, qtbot: QtBot) -> None:
    hostile = "<b>红星</b><img src=x>&amp;小学"
    with scene.workspace.store.write() as session:
        schools.edit(session, scene.schools[STAR], name=hostile, principal="<i>甲</i>")
    page = _shown(scene, jobs, qapp, qtbot, (1366, 768))
    page.show_school(scene.schools[STAR])
    shown = [label for label in page.profile.findChildren(QLabel) if "<" in label.text()]
    assert {label.text() for label in shown} == {hostile, "<i>甲</i>　6255 0177"}
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in shown)
    form = _form(page, STAR, scene)
    assert all(
        label.textFormat() is Qt.TextFormat.PlainText for label in form.findChildren(QLabel) if "<" in label.text()
    )


def test_the_place_is_kept_when_schools_are_read_again(
    page: SchoolsPage, scene: Scene, qtbot: QtBot, jobs: Jobs
) -> None:
    page.list.filters.district.setCurrentIndex(page.list.filters.district.findText("城东"))
    page.show_school(scene.schools[RIVER])
    page.refresh()
    _settle(qtbot, jobs)
    assert page.list.table.current_id() == scene.schools[RIVER]
    assert page.list.filters.district.currentText() == "城东"
    page.show_school(scene.schools["滨河小学"])  # hidden by the filter
    assert page.list.table.current_id() == scene.schools["滨河小学"]


@pytest.mark.parametrize("part", ["panes", "preview", "form"])
def test_nothing_is_cut_in_a_small_window(
    scene: Scene, jobs: Jobs, qapp: QApplication, qtbot: QtBot, part: str
) -> None:
    page = _shown(scene, jobs, qapp, qtbot, (1093, 540))
    page.show_school(scene.schools[RIVER])
    looked: QWidget = page
    if part == "preview":
        _read(page, SAMPLE, qtbot, jobs)
        looked = page.preview
    elif part == "form":
        looked = _form(page, RIVER, scene)
        assert looked.height() <= 520
    QApplication.processEvents()
    assert page.window().size().toTuple() == (1093, 540)
    for button in looked.findChildren(KeyButton):
        if button.isVisible():
            assert button.width() >= button.minimumSizeHint().width(), button.text()
            corner = button.mapTo(looked.window(), button.rect().bottomRight())
            assert looked.window().rect().contains(corner), button.text()
    for label in looked.findChildren(QLabel):
        if label.isVisible() and not label.wordWrap() and label.text():
            assert label.width() >= label.minimumSizeHint().width(), label.text()
    assert page.list.table.model().columnCount() == 4  # names keep their room


def test_where_there_is_room_for_one_pane_enter_and_esc_change_them(
    scene: Scene, jobs: Jobs, qapp: QApplication, qtbot: QtBot
) -> None:
    page = _shown(scene, jobs, qapp, qtbot, (1000, 540))
    page.show_school(scene.schools[RIVER])
    assert page.list.isVisible()
    assert not page.profile.isVisible()
    QTest.keyClick(page.list.table, Qt.Key.Key_Return)
    assert not page.list.isVisible()
    assert page.profile.timeline.hasFocus()
    with qtbot.waitSignal(page.visit_wanted):
        QTest.keyClick(page.profile.timeline, Qt.Key.Key_N, CTRL)
    _press(page.profile, "名单")
    assert page.list.table.hasFocus()


def test_every_control_has_a_name(page: SchoolsPage, scene: Scene, qtbot: QtBot, jobs: Jobs) -> None:
    page.show_school(scene.schools[RIVER])
    _read(page, SAMPLE, qtbot, jobs)
    nameless = [
        type(widget).__name__
        for widget in page.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not widget.accessibleName()
        and not widget.focusProxy()
        and type(widget).__name__ != "QListView"  # what drops down from a Choice, which has a name
    ]
    assert nameless == []


def test_the_models_keep_qt_s_contract(page: SchoolsPage, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(page.list.table.model())  # type: ignore[no-untyped-call]
    page.window().resize(1093, 540)
    QApplication.processEvents()
    page.window().resize(1366, 768)
    QApplication.processEvents()
    assert page.list.table.model().columnCount() == 5


def test_twenty_thousand_schools_are_searched_while_one_types(qapp: QApplication, qtbot: QtBot) -> None:
    names = [
        f"庐州区{a}{b}{c}小学"
        for a in "长江红星育才新苗滨河志远青山白鹭河口翠微"
        for b in "东南西北中"
        for c in range(200)
    ]
    many = [
        ListedSchool(str(n), name, f"21340{n:05d}", name, initials(name), "城东", "211", "public", None, n % 3, 0)
        for n, name in enumerate(names)
    ]
    assert len(many) == 20_000
    pane = SchoolList(lambda: date(2026, 11, 24))
    qtbot.addWidget(pane)
    pane.resize(600, 700)
    pane.show()
    pane.show_schools(many)
    assert pane.table.model().rowCount() == 20_000
    acts: tuple[Callable[[], None], ...] = (
        lambda: pane.filters.search.setText("lzq"),
        lambda: pane.filters.search.setText("红星"),
        lambda: pane.filters.district.setCurrentIndex(1),
        lambda: pane.sort_by("open"),
    )
    for act in acts:
        start = time.process_time()
        act()
        pane._show_found()
        qapp.processEvents()
        assert time.process_time() - start < 0.25  # twice the budget, for slow machines that run the tests


def test_work_on_the_list_is_no_business_of_the_window(scene: Scene) -> None:
    with scene.workspace.store.read() as session:
        rows = listed_schools(session, date(2026, 11, 24))
    by_name = {row.name: row for row in rows}
    assert (by_name[RIVER].open_findings, by_name[RIVER].overdue) == (1, 1)
    with scene.workspace.store.read() as session:
        on_time = {row.name: row for row in listed_schools(session, date(2026, 9, 20))}
    assert (on_time[RIVER].open_findings, on_time[RIVER].overdue) == (1, 0)
