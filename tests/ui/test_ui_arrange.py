"""安排 in the bureau's window: holidays seen and imported, keys revoked, single schools, how notices come about."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.integration.test_working_days import ROWS, table
from tests.ui.program import Starter, only, says
from tests.ui.test_ui_bureau import bureau, idle, teams_of
from tests.workspaces import TODAY
from xunjian.reference.holidays import calendar_of, load_years
from xunjian.rules.steps import Route
from xunjian.rules.workdays import Calendar, add_workdays
from xunjian.services.bureau import enrolment, enrolments, own_numbers
from xunjian.services.bureau.teams import CampaignPlan
from xunjian.services.paperwork import route
from xunjian.ui.app import Program
from xunjian.ui.messages import MessageDialog
from xunjian.ui.pages.bureau.enrol_dialog import EnrolDialog
from xunjian.ui.pages.bureau.holidays_dialog import HolidaysDialog
from xunjian.ui.pages.bureau.page import ArrangePage
from xunjian.ui.pages.bureau.school_ticks import SchoolTicks
from xunjian.ui.pages.notice.deadline_calendar import DeadlineCalendar
from xunjian.ui.pages.notice.deadline_choice import DeadlineChoice
from xunjian.ui.pages.reason_dialog import ReasonDialog
from xunjian.ui.widgets.months import cell_of, holidays_in_words, spoken
from xunjian.workspace import Workspace

Key = Qt.Key
SHIPPED: Calendar = calendar_of(load_years())


@pytest.fixture(autouse=True)
def pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUNJIAN_TODAY", TODAY.isoformat())


def arrange(program: Program) -> ArrangePage:
    teams_of(program)
    assert program.desk is not None
    assert program.desk.arrange is not None
    return program.desk.arrange


def press(key: Qt.Key) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key)


# Holidays


def test_a_missing_year_is_told_and_imported_after_a_look(
    tmp_path: Path, starter: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = starter.start(bureau(tmp_path / "bureau", None))
    page = arrange(program)
    page.segments.choose(1)
    panel = page.holidays
    assert says(panel, "2027 年的节假日还没有导入。")
    assert says(panel, "国庆 10月1日–7日")
    assert panel.table.current_id() == 2026
    source = table(tmp_path / "2027.xlsx", ROWS, ["国办发明电〔2026〕9号"])
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(source), ""))
    QTest.keyClick(program.window, Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    idle(program, starter)
    preview = only(program.window, HolidaysDialog)
    assert says(preview, "新增 3 天：1月1日、2月6日、2月14日")
    assert says(preview, "国办发明电〔2026〕9号")
    preview.reject()
    assert says(panel, "2027 年的节假日还没有导入。"), "a look imports nothing"
    panel.take.click()
    idle(program, starter)
    next(one for one in program.window.findChildren(HolidaysDialog) if one.isVisible()).go.click()
    idle(program, starter)
    assert not says(panel, "还没有导入")
    assert says(panel, "2027 年的节假日已导入。")
    assert panel.table.current_id() == 2027
    assert panel.months.words == "元旦 1月1日；春节 2月6日。调休上班：2月14日。"
    assert program.desk is not None
    assert program.desk._handbook.calendar.is_working_day(date(2027, 2, 14)), "deadlines count by it at once"


def test_a_bad_file_of_holidays_names_its_row(
    tmp_path: Path, starter: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = starter.start(bureau(tmp_path / "bureau", None))
    page = arrange(program)
    page.segments.choose(1)
    source = table(tmp_path / "2027.xlsx", [*ROWS, ["?", "放假", "春节"]])
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(source), ""))
    page.holidays.take.click()
    idle(program, starter)
    assert says(only(program.window, MessageDialog), "第 5 行")
    assert not program.window.findChildren(HolidaysDialog)


def test_days_are_marked_by_word_and_holidays_told_in_sentences() -> None:
    assert spoken(date(2026, 10, 1), SHIPPED) == "休，国庆"
    assert spoken(date(2026, 10, 10), SHIPPED) == "调休上班"
    assert (spoken(date(2026, 11, 21), SHIPPED), spoken(date(2026, 11, 24), SHIPPED)) == ("周末", "")
    words = holidays_in_words(2026, SHIPPED)
    assert "春节 2月15日–23日" in words
    assert words.endswith("10月10日。")
    assert holidays_in_words(2031, SHIPPED) == ""


# Deadlines


def test_a_deadline_is_chosen_on_a_calendar_by_keys_alone(qtbot: QtBot) -> None:
    start = date(2026, 9, 21)
    choice = DeadlineChoice(SHIPPED, start)
    qtbot.addWidget(choice)
    with qtbot.waitActive(choice):
        choice.show()
        choice.activateWindow()
    choice.box.setFocus()
    choice.box.setCurrentIndex(choice.box.count() - 1)
    choice.box.activated.emit(choice.box.currentIndex())
    dialog = only(choice, DeadlineCalendar)
    assert dialog.days.day == add_workdays(start, 10, SHIPPED).day == date(2026, 10, 12)
    assert says(dialog, "含中秋3天、国庆7天")
    dialog.days.setFocus()
    QTest.keyClick(dialog.days, Key.Key_Up)
    assert says(dialog, "国庆，不上班。")
    assert says(dialog, "后面的第一个工作日是10月8日 星期四。")
    assert not dialog.go.isEnabled()
    QTest.keyClick(dialog.days, Key.Key_Return)
    assert dialog.isVisible(), "a day off is none to end on"
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Right):
        QTest.keyClick(dialog.days, key)
    with qtbot.waitSignal(choice.chosen) as caught:
        QTest.keyClick(dialog.days, Key.Key_Return)
    assert caught.args == [7], (
        "8日 is the seventh working day after 21 September: 20 is worked, 25 to 27 and 1 to 7 are off"
    )


def test_a_calendar_that_is_left_changes_nothing_and_the_mouse_takes_a_day(qtbot: QtBot) -> None:
    start = date(2026, 11, 24)
    choice = DeadlineChoice(SHIPPED, start)
    qtbot.addWidget(choice)
    choice.show()
    before = choice.box.currentText()
    choice.box.setCurrentIndex(choice.box.count() - 1)
    choice.box.activated.emit(choice.box.currentIndex())
    dialog = only(choice, DeadlineCalendar)
    dialog.reject()
    assert choice.box.currentText() == before
    dialog.deleteLater()
    second = DeadlineCalendar(choice, SHIPPED, start, 3, 250)
    second.show()
    cell = cell_of(date(2026, 11, 30), 4, 4)
    QTest.mouseClick(second.days, Qt.MouseButton.LeftButton, pos=QPoint(int(cell.center().x()), int(cell.center().y())))
    assert second.days.day == date(2026, 11, 30)
    assert says(second, "4个工作日内")
    second.days.choose(start - timedelta(3))
    assert second.days.day == start, "nothing ends before it begins"
    second.days.choose(date(2027, 1, 4))
    assert says(second, "节假日表到 2026 年止")


# Groups


def test_keys_are_revoked_with_a_reason_that_is_kept(tmp_path: Path, starter: Starter) -> None:
    folder = bureau(tmp_path / "bureau", None)
    workspace = Workspace.open(folder)
    plan = CampaignPlan("秋季教育收费专项")
    for name in ("第一检查组", "第二检查组"):
        enrolment.create_enrolment(
            workspace, tmp_path / f"{name}.xjgroup", campaign=plan, group=name, members=[f"{name}组长"], schools=[]
        )
    workspace.close()
    program = starter.start(folder)
    page = teams_of(program)
    first = next(one.uid for one in page._rows.values() if one.group == "第一检查组")
    page.table.choose(first)
    page.revoke.click()
    dialog = only(program.window, ReasonDialog)
    dialog.go.click()
    assert dialog.field.error == "要写原因，例如：电脑丢失。"
    dialog.text.setPlainText("电脑在出租车上丢了")
    dialog.go.click()
    assert page.table.current_id() == first
    assert not page.revoke.isEnabled()
    assert says(page, "停用：电脑在出租车上丢了。")
    assert program.desk is not None
    with program.desk._workspace.store.read() as session:
        known = {one.group: one for one in enrolments.known(session)}
    assert known["第一检查组"].revoked_at
    assert not known["第二检查组"].revoked_at


def test_single_schools_are_ticked_by_initials(tmp_path: Path, starter: Starter) -> None:
    program = starter.start(bureau(tmp_path / "bureau", None))
    teams_of(program).ask()
    dialog = only(program.window, EnrolDialog)
    dialog.single.click()
    ticks = only(dialog, SchoolTicks)
    assert not ticks.go.isEnabled()
    for typed in ("bh", "hx"):
        ticks.search.setText(typed)
        QTest.keyClick(ticks.search, Key.Key_Return)
    assert says(ticks, "已选 2 所")
    ticks.search.setText("zz")
    assert says(ticks, "没找到“zz”。")
    ticks.search.clear()
    ticks.found.setFocus()
    QTest.keyClick(ticks.found, Key.Key_End)
    QTest.keyClick(ticks.found, Key.Key_Space)
    QTest.keyClick(ticks.found, Key.Key_Space)
    assert says(ticks, "已选 2 所")
    ticks.go.click()
    assert dialog.where.currentText() == "选定的 2 所"
    dialog.campaign.setText("秋季教育收费专项")
    dialog.group.setText("第一检查组")
    dialog.members.setPlainText("李敏")
    wanted = dialog.wanted()
    assert wanted is not None
    names = {one.uid: one.name for one in dialog._schools}
    assert sorted(names[uid] for uid in wanted.schools) == ["滨河小学", "红星小学"]
    dialog.where.setCurrentIndex(dialog.where.findData("城东"))
    again = dialog.wanted()
    assert again is not None
    assert sorted(names[uid] for uid in again.schools) == ["红星小学", "长江路小学"]
    dialog.reject()


def test_the_route_is_chosen_and_the_bureau_gets_numbers_of_its_own(tmp_path: Path, starter: Starter) -> None:
    program = starter.start(bureau(tmp_path / "bureau", None))
    page = arrange(program)
    page.segments.choose(2)
    panel = page.route
    assert panel.radios[Route.ON_SITE].isChecked()
    panel.radios[Route.FEEDBACK_FIRST].setFocus()
    press(Key.Key_Space)
    assert says(panel, "已改为先反馈、后审签。")
    panel.numbers.setText("几号")
    panel.add.click()
    assert panel.field.error == "写成 201-230 这样。"
    panel.numbers.setText("201-230")
    panel.add.click()
    assert says(panel, "现有：2026 年 201–230")
    panel.numbers.setText("230-240")
    panel.add.click()
    assert "有重号" in panel.field.error
    assert program.desk is not None
    with program.desk._workspace.store.read() as session:
        assert route.of_bureau(session) is Route.FEEDBACK_FIRST
        assert [(block.first, block.last) for block in own_numbers.of_bureau(session)] == [(201, 230)]


def test_the_bureaus_pages_begin_at_the_groups_and_each_has_a_place_for_the_focus(
    tmp_path: Path, starter: Starter
) -> None:
    program = starter.start(bureau(tmp_path / "bureau", None))
    page = arrange(program)
    parts: tuple[QWidget, ...] = (page.teams, page.holidays, page.route)
    for number, part in enumerate(parts):
        page.segments.choose(number)
        page.setFocus()
        focus = QApplication.focusWidget()
        assert part.isVisible()
        assert focus is not None
        assert part.isAncestorOf(focus)
