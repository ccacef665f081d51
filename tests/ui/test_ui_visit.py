"""The page of a visit: keys, what they save, taking back, photos, read-only findings, low and narrow windows."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.visit_scene import Visiting, photo, photo_file, show, start
from tests.workspaces import TODAY, Scene, group_scene
from xunjian.db import conflicts, views
from xunjian.db.schema.reference import School
from xunjian.errors import UserError
from xunjian.services.visit import findings, visits
from xunjian.ui import theme
from xunjian.ui.jobs import Jobs
from xunjian.ui.pages.notice.deadline_choice import deadline_note, deadline_words
from xunjian.ui.pages.visit.grounds_dialog import PENDING, GroundsDialog
from xunjian.ui.pages.visit.rest_dialog import RestDialog
from xunjian.ui.tokens import TextSize
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton
from xunjian.ui.widgets.chips import Chip
from xunjian.ui.widgets.segmented import Segmented

CTRL = Qt.KeyboardModifier.ControlModifier
KEYPAD = Qt.KeyboardModifier.KeypadModifier
Key = Qt.Key
T = TypeVar("T", bound=QWidget)


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setenv("XUNJIAN_TODAY", TODAY.isoformat())
    made = group_scene(tmp_path / "group")
    yield made
    made.workspace.close()


@pytest.fixture
def at(qapp: QApplication, qtbot: QtBot, jobs: Jobs, scene: Scene) -> Iterator[Visiting]:
    """A visit of two areas, the list in focus on its first item."""
    made = show(qapp, scene, jobs, start(scene), qtbot.addWidget, (1366, 768))
    yield made
    qtbot.waitUntil(lambda: not jobs.busy)
    made.window.hide()


def test_digits_answer_and_go_on_from_the_number_pad_too(at: Visiting) -> None:
    at.press(Key.Key_1)
    at.press(Key.Key_1, KEYPAD)
    assert at.results() == {"SF-01": "yes", "SF-02": "yes"}
    assert at.current == "SF-03"
    assert at.page.list.items.hasFocus()


def test_a_problem_opens_the_pane_at_the_phrases(at: Visiting) -> None:
    at.press(Key.Key_2)
    assert at.results() == {"SF-01": "no"}
    assert at.page.pane.form.phrases.hasFocus()
    at.press(Key.Key_Escape)
    assert at.page.list.items.hasFocus()
    at.go_to("SF-02")
    at.press(Key.Key_4)
    assert at.results()["SF-02"] == "partly"
    assert at.page.pane.form.phrases.hasFocus()


def test_not_applicable_wants_a_reason_before_it_is_given(at: Visiting) -> None:
    at.press(Key.Key_3)
    assert at.results() == {}
    assert at.page.pane.reasons.phrases.hasFocus()
    at.press(Key.Key_Escape)
    assert at.results() == {}
    at.press(Key.Key_3)
    at.press(Key.Key_2)
    assert at.results() == {"SF-01": "n_a"}
    assert at.current == "SF-02"
    at.press(Key.Key_3)
    at.press(Key.Key_0)
    at.type("没有食堂")
    at.press(Key.Key_Return)
    with at.scene.workspace.store.read() as session:
        rows = {row.code: row for row in visits.items(session, at.visit, at.scene.handbook)}
    assert rows["SF-01"].reason == "本学段不涉及。"
    assert rows["SF-02"].reason == "没有食堂"


def test_keys_of_the_list(at: Visiting) -> None:
    at.press(Key.Key_Down)
    assert at.current == "SF-02"
    at.press(Key.Key_End)
    assert at.current.startswith("JF")
    at.press(Key.Key_Home)
    assert at.current == "SF-01"
    at.press(Key.Key_Down, CTRL)
    assert at.current == "JF-01"
    at.press(Key.Key_Up, CTRL)
    assert at.current == "SF-01"
    at.press(Key.Key_2)
    at.press(Key.Key_Escape)
    at.press(Key.Key_Return)
    assert at.page.pane.form.fact.hasFocus()


def test_a_finding_with_phrase_amount_and_photo_takes_six_actions(at: Visiting, qtbot: QtBot, jobs: Jobs) -> None:
    at.go_to("SF-02")
    QApplication.clipboard().setImage(photo())
    at.press(Key.Key_2)  # 1: 不符合
    at.press(Key.Key_2)  # 2: the second phrase
    at.press(Key.Key_Return)  # 3: on to the amount
    at.type("１２８０")
    at.press(Key.Key_Return)  # 4: the amount
    at.press(Key.Key_V, CTRL)  # 5: the photo
    at.press(Key.Key_Return, CTRL)  # 6: done
    qtbot.waitUntil(lambda: not jobs.busy)
    finding = at.finding("SF-02")
    assert finding.amount == 1280_00
    assert "共1280元" in finding.fact
    assert len(finding.photos) == 1
    assert at.results() == {"SF-02": "no"}
    assert at.current == "SF-03"
    assert at.page.list.items.hasFocus()


def test_places_of_a_phrase_are_filled_by_tab_and_shared_with_the_fields(at: Visiting) -> None:
    at.go_to("SF-02")
    at.press(Key.Key_2)
    at.press(Key.Key_2)
    fact = at.page.pane.form.fact
    assert fact.textCursor().selectedText() == "{时间}"
    for written in ("2026年9月2日", "校服款", "16", "1.28万"):
        at.type(written)
        at.press(Key.Key_Tab)
    assert fact.textCursor().selectedText() == "{票号}"
    at.type("0012")
    at.press(Key.Key_Return)
    finding = at.finding("SF-02")
    assert finding.fact.startswith("2026年9月2日收取的校服款未列入")
    assert "{" not in finding.fact
    assert (finding.people, finding.amount) == (16, 12_800_00)


def test_typing_is_saved_within_a_second_and_when_it_is_left(at: Visiting, qtbot: QtBot) -> None:
    at.press(Key.Key_2)
    at.press(Key.Key_0)
    at.type("no receipt")
    assert at.finding("SF-01").fact == ""
    qtbot.waitUntil(lambda: at.finding("SF-01").fact == "no receipt", timeout=1000)
    at.type(" at all")
    at.press(Key.Key_Escape)
    assert at.finding("SF-01").fact == "no receipt at all"
    at.press(Key.Key_Return)
    at.type("!")
    at.page.list.go_to(at.uid("SF-05"))
    assert at.finding("SF-01").fact == "no receipt at all!"
    assert at.find("SF-05") is None


def test_a_wrong_amount_is_told_at_its_field_and_not_saved(at: Visiting) -> None:
    at.go_to("SF-02")
    at.press(Key.Key_2)
    form = at.page.pane.form
    form.amount.editor.setFocus()
    at.type("12a0")
    at.press(Key.Key_Return)
    assert form.amount.error == "金额只能是数字，例如 1280 或 1280.5。"
    assert form.amount.editor.hasFocus()
    assert at.finding("SF-02").amount is None
    at.press(Key.Key_Return, CTRL)
    assert at.current == "SF-02"
    form.amount.editor.clear()  # type: ignore[attr-defined]
    at.type("1280。5")
    at.press(Key.Key_Return)
    assert not form.amount.error
    assert at.finding("SF-02").amount == 1280_50
    assert "壹仟贰佰捌拾元伍角" in _words(form)


@pytest.mark.parametrize(
    ("typed", "said"), [("12.345", "金额最小到分，请核对小数位。"), ("1000000000000", "金额太大了，请核对。")]
)
def test_what_is_wrong_with_an_amount_is_said_and_goes_as_it_is_mended(at: Visiting, typed: str, said: str) -> None:
    at.go_to("SF-02")
    at.press(Key.Key_2)
    form = at.page.pane.form
    form.amount.editor.setFocus()
    at.type(typed)
    at.press(Key.Key_Return)
    assert form.amount.error == said
    at.press(Key.Key_Backspace)
    assert form.amount.error == ""


def test_a_measure_that_is_added_is_seen(at: Visiting) -> None:
    at.window.resize(1093, 540)
    at.go_to("SF-02")
    at.press(Key.Key_2)
    form = at.page.pane.form
    form.measures.more.click()
    QTest.qWait(30)
    text = form.measures.boxes[1].text
    assert text.hasFocus()
    area = at.page.pane._areas[form]
    top = text.mapTo(area, text.rect().topLeft()).y()
    assert top >= 0
    assert top + text.height() <= area.viewport().height()


def test_a_much_bigger_amount_is_asked_about_and_kept(at: Visiting) -> None:
    at.go_to("SF-02")
    at.press(Key.Key_2)
    form = at.page.pane.form
    form.amount.editor.setFocus()
    at.type("1280000")
    at.press(Key.Key_Return)
    assert "金额 1,280,000 元比以往大很多，是对的吗？" in _words(form.big)
    assert at.finding("SF-02").amount == 1280000_00


def test_deadlines_name_the_day_and_the_holidays_on_the_way(at: Visiting) -> None:
    calendar = at.scene.handbook.calendar
    assert deadline_words(10, TODAY, calendar) == "10个工作日内，12月8日 周二"
    assert deadline_words(0, TODAY, calendar) == "立即，11月24日 周二"
    before_holidays = TODAY.replace(month=9, day=24)
    assert deadline_words(10, before_holidays, calendar).endswith("10月15日 周四")
    assert "国庆7天" in deadline_note(10, before_holidays, calendar)
    assert "节假日表到 2026 年止" in deadline_note(30, TODAY, calendar)


def test_deadline_responsible_and_further_measures_are_saved(at: Visiting) -> None:
    at.go_to("SF-02")
    at.press(Key.Key_2)
    form = at.page.pane.form
    box = form.measures.boxes[0]
    box.deadline.box.setCurrentIndex(1)
    box.deadline.box.activated.emit(1)
    assert at.finding("SF-02").measures[0].workdays == 3
    box.deadline.box.activated.emit(box.deadline.box.count() - 2)
    at.type("７")
    at.press(Key.Key_Return)
    assert at.finding("SF-02").measures[0].workdays == 7
    box.responsible.setFocus()
    at.type("He Jing")
    at.press(Key.Key_Return)
    assert at.finding("SF-02").measures[0].responsible == "He Jing"
    form.measures.more.click()
    at.type("second")
    at.press(Key.Key_Escape)
    assert {measure.text for measure in at.finding("SF-02").measures} >= {"second"}
    second = next(one for one in form.measures.boxes if one.text.toPlainText() == "second")
    second.removed.emit(next(one.uid for one in at.finding("SF-02").measures if one.text == "second"))
    assert len(at.finding("SF-02").measures) == 1


def test_steps_are_taken_back_and_done_again_by_name(at: Visiting) -> None:
    at.press(Key.Key_1)
    at.press(Key.Key_2)
    at.press(Key.Key_Escape)
    assert at.page.tools.undo.text() == "撤销：SF-02 记为不符合"
    at.press(Key.Key_Z, CTRL)
    assert at.results() == {"SF-01": "yes"}
    assert at.find("SF-02") is None
    assert at.page.tools.redo.text() == "重做：SF-02 记为不符合"
    at.press(Key.Key_Z, CTRL)
    assert at.results() == {}
    assert at.page.tools.undo.isHidden()
    at.press(Key.Key_Y, CTRL)
    at.press(Key.Key_Y, CTRL)
    assert at.results() == {"SF-01": "yes", "SF-02": "no"}
    assert at.finding("SF-02").measures


def test_a_text_saved_in_parts_is_one_step(at: Visiting) -> None:
    at.press(Key.Key_2)
    form = at.page.pane.form
    for text in ("one", "one two", "one two three"):
        form.fact.setPlainText(text)
        form.fact.flush()
    at.page.tools.undo.click()
    assert at.finding("SF-01").fact == ""
    at.page.tools.redo.click()
    assert at.finding("SF-01").fact == "one two three"


def test_another_answer_takes_the_finding_off_and_undo_brings_it_back(at: Visiting) -> None:
    at.press(Key.Key_2)
    at.press(Key.Key_0)
    at.type("fact")
    at.press(Key.Key_Escape)
    at.press(Key.Key_1)
    assert at.find("SF-01") is None
    at.press(Key.Key_Z, CTRL)
    assert at.finding("SF-01").fact == "fact"
    assert at.current == "SF-01"


def test_only_unchecked_items_remain_once_they_are_left(at: Visiting, qtbot: QtBot) -> None:
    at.press(Key.Key_1)
    at.press(Key.Key_U, CTRL)
    shown = _shown_codes(at)
    assert "SF-01" not in shown
    assert at.current == "SF-02"
    at.press(Key.Key_1)
    qtbot.waitUntil(lambda: "SF-02" not in _shown_codes(at))
    assert at.current == "SF-03"
    at.press(Key.Key_U, CTRL)
    assert "SF-01" in _shown_codes(at)


def test_ctrl_enter_goes_to_the_next_unchecked_item(at: Visiting) -> None:
    for code in ("SF-02", "SF-03"):
        at.go_to(code)
        at.press(Key.Key_1)
    at.go_to("SF-01")
    at.press(Key.Key_Return, CTRL)
    assert at.current == "SF-04"


def test_the_rest_of_a_section_is_confirmed_by_name_and_item(at: Visiting) -> None:
    at.press(Key.Key_2)
    at.press(Key.Key_Escape)
    at.page.strip.rest.click()
    dialog = _dialog(at, RestDialog)
    assert dialog.go.text().startswith("李敏确认，")
    QTest.keyClick(dialog.list, Key.Key_Space)
    dialog.go.click()
    results = at.results()
    assert results["SF-01"] == "no"
    assert "SF-02" not in results
    assert results["SF-03"] == "yes"
    assert not any(code.startswith("JF") for code in results)
    at.press(Key.Key_Z, CTRL)
    assert at.results() == {"SF-01": "no"}


def test_grounds_show_what_waits_to_be_checked(at: Visiting) -> None:
    clauses = at.scene.handbook.bases.articles_for
    code = next(
        entry.item.code
        for entry in at.scene.handbook.entries
        if entry.area in {"SF", "JF"}
        and entry.uid in at.page._shown.lines
        and any(clause.article.status == "unverified" for clause in clauses(entry.item.code))
    )
    at.go_to(code)
    at.press(Key.Key_F4)
    dialog = _dialog(at, GroundsDialog)
    item = at.scene.handbook.by_code[code].item
    assert item.criterion in _words(dialog)
    assert PENDING.text in [chip.accessibleName() for chip in dialog.findChildren(Chip)]
    dialog.accept()


def test_what_the_grounds_depend_on_is_asked_beside_them_and_decides_at_once(scene: Scene, at: Visiting) -> None:
    with scene.workspace.store.write() as session:
        session.get_one(School, scene.schools["庐州区实验小学"]).ownership = None
    code = next(
        entry.item.code
        for entry in scene.handbook.entries
        if entry.uid in at.page._shown.lines and at.page._work.guidance(entry, ()).questions
    )
    at.go_to(code)
    at.press(Key.Key_2)
    at.press(Key.Key_F4)
    dialog = _dialog(at, GroundsDialog)
    segments = dialog.findChildren(Segmented)
    assert [one.accessibleName() for one in segments] == ["办学性质"]
    before = _words(dialog)
    segments[0].choose(2)
    QTest.qWait(1)
    assert at.finding(code).confirmed_bases == ("ownership=private",)
    assert _words(dialog) != before
    dialog.accept()


def test_photos_come_by_files_and_bad_ones_are_named_in_one_bar(
    at: Visiting, qtbot: QtBot, jobs: Jobs, tmp_path: Path
) -> None:
    at.press(Key.Key_2)
    good = photo_file(tmp_path, "a.jpg")
    cut, empty = tmp_path / "cut.jpg", tmp_path / "empty.jpg"
    cut.write_bytes(good.read_bytes()[:200])
    empty.write_bytes(b"")
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(path)) for path in (good, cut, empty, good)])
    QApplication.clipboard().setMimeData(files)
    at.page.pane.form.fact.setFocus()
    at.press(Key.Key_V, CTRL)
    qtbot.waitUntil(lambda: not jobs.busy and bool(at.page.pane.foot.bar._text.text()))
    assert [one.file_name for one in at.finding("SF-01").photos] == ["a.jpg"]
    assert "cut.jpg、empty.jpg" in at.page.pane.foot.bar.accessibleName()
    assert at.page.pane.form.fact.toPlainText() == ""
    at.page.pane.foot.strip.setFocus()
    at.press(Key.Key_Delete)
    assert at.finding("SF-01").photos == ()
    at.press(Key.Key_Escape)
    at.press(Key.Key_Z, CTRL)
    assert len(at.finding("SF-01").photos) == 1


def test_photos_are_dropped_on_the_pane_of_a_problem_only(
    at: Visiting, qtbot: QtBot, jobs: Jobs, tmp_path: Path
) -> None:
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(photo_file(tmp_path, "a.jpg")))])
    assert not _drop(at.page.pane, files)
    at.press(Key.Key_2)
    assert _drop(at.page.pane, files)
    qtbot.waitUntil(lambda: not jobs.busy)
    assert [one.file_name for one in at.finding("SF-01").photos] == ["a.jpg"]


def test_photos_that_arrive_do_not_disturb_the_typing(at: Visiting, qtbot: QtBot, jobs: Jobs) -> None:
    at.press(Key.Key_2)
    at.press(Key.Key_0)
    QApplication.clipboard().setImage(photo())
    at.page.pane.paste_photos()
    at.type("typed meanwhile")
    with qtbot.waitSignal(at.page.saved):
        pass
    qtbot.waitUntil(lambda: not jobs.busy)
    at.page.refresh()
    at.type("!")
    assert at.page.pane.form.fact.toPlainText() == "typed meanwhile!"


def test_text_in_the_clipboard_is_pasted_as_text(at: Visiting) -> None:
    at.press(Key.Key_2)
    at.press(Key.Key_0)
    QApplication.clipboard().setText("pasted")
    at.press(Key.Key_V, CTRL)
    assert at.page.pane.form.fact.toPlainText() == "pasted"


def test_without_a_camera_program_the_bar_says_what_to_do(at: Visiting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    at.press(Key.Key_2)
    at.press(Key.Key_F8)
    assert at.page.pane.foot.bar.accessibleName() == "没找到摄像头。可以把照片拖进来，或按 Ctrl+V 粘贴。"


def test_a_change_that_cannot_be_saved_stays_in_its_field(
    at: Visiting, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    at.press(Key.Key_2)
    at.press(Key.Key_0)

    def full(*_args: object, **_edit: object) -> None:
        raise UserError("本机满了，刚才这一项没存上。", safe="前面的都在。", hint="请腾出空间，再存一次。")

    with monkeypatch.context() as broken:
        broken.setattr(findings, "record", full)
        at.type("kept")
        at.page.flush()
        assert "没存上" in at.page.pane.trouble.accessibleName()
        at.page.list.go_to(at.uid("SF-04"))
        qtbot.waitUntil(lambda: at.current == "SF-01")
    assert at.page.pane.form.fact.toPlainText() == "kept"
    next(button for button in at.page.pane.trouble.findChildren(KeyButton)).click()
    assert at.finding("SF-01").fact == "kept"
    assert not at.page.pane.trouble.isVisible()


def test_an_issued_finding_is_read_only(at: Visiting, monkeypatch: pytest.MonkeyPatch) -> None:
    at.press(Key.Key_2)
    at.press(Key.Key_0)
    at.type("as printed")
    at.press(Key.Key_Escape)
    _issue(at, "SF-01")
    at.page.refresh()
    assert "已签发" in at.page.pane._issued._bar.accessibleName()
    assert not at.page.pane.form.isVisible()
    at.press(Key.Key_1)
    assert at.results() == {"SF-01": "no"}
    assert "已签发，不能改。" in at.page.pane.trouble.accessibleName()


def test_the_notice_is_asked_for_with_everything_saved(at: Visiting, qtbot: QtBot) -> None:
    at.press(Key.Key_2)
    at.press(Key.Key_0)
    at.type("last words")
    with qtbot.waitSignal(at.page.notice_wanted) as asked:
        at.press(Key.Key_F9)
    assert asked.args == [at.visit]
    assert at.finding("SF-01").fact == "last words"


def test_a_visit_opens_where_it_was_left(at: Visiting, qtbot: QtBot, jobs: Jobs, qapp: QApplication) -> None:
    at.go_to("SF-05")
    at.press(Key.Key_2)
    again = show(qapp, at.scene, jobs, at.visit, qtbot.addWidget, (1366, 768))
    assert again.current == "SF-05"
    again.window.hide()


def test_what_was_found_last_time_is_a_hint_and_no_answer(
    qapp: QApplication, qtbot: QtBot, jobs: Jobs, scene: Scene
) -> None:
    with scene.workspace.store.write() as session:
        school, item = scene.schools["庐州区实验小学"], scene.handbook.by_code["SF-03"].uid
        day = TODAY - timedelta(days=90)
        old = visits.start(session, team=scene.team, school=school, day=day, areas=["SF"], members=scene.people)
        visits.answer(session, old, item, "no")
    made = show(qapp, scene, jobs, start(scene), qtbot.addWidget, (1366, 768))
    rows = made.page.list.items.entries
    words = [str(rows.data(rows.index(number))) for number in range(rows.rowCount())]
    assert any("SF-03" in word and "未查" in word and "上次不符合" in word for word in words)
    made.window.hide()


def test_names_are_shown_as_they_are_written(qapp: QApplication, qtbot: QtBot, jobs: Jobs, scene: Scene) -> None:
    hostile = "<b>实验</b>&amp;小学"
    with scene.workspace.store.write() as session:
        session.get_one(School, scene.schools["庐州区实验小学"]).name = hostile
    made = show(qapp, scene, jobs, start(scene), qtbot.addWidget, (1366, 768))
    label = next(label for label in made.window.findChildren(QLabel) if label.text() == hostile)
    assert label.textFormat() == Qt.TextFormat.PlainText
    made.window.hide()


@pytest.mark.parametrize(
    ("size", "text"), [((1093, 540), "standard"), ((1366, 697), "standard"), ((1093, 540), "extra")]
)
def test_nothing_is_cut_in_low_and_narrow_windows(
    qapp: QApplication, qtbot: QtBot, jobs: Jobs, scene: Scene, size: tuple[int, int], text: str
) -> None:
    theme.apply(qapp, size=TextSize(text))
    try:
        made = show(qapp, scene, jobs, start(scene), qtbot.addWidget, size)
        made.press(Key.Key_2)
        QTest.qWait(20)
        assert (made.window.width(), made.window.height()) == size
        assert made.page.list.items.viewport().height() >= 6 * theme.look().measures.row
        assert _cut_labels(made.page) == []
        for part in made.page.pane.foot.findChildren(QWidget):
            if part.isVisible():
                assert part.visibleRegion().boundingRect().width() == part.width()
        made.window.hide()
    finally:
        theme.apply(qapp)


def test_a_narrow_window_folds_the_sections_into_a_box(
    qapp: QApplication, qtbot: QtBot, jobs: Jobs, scene: Scene
) -> None:
    theme.apply(qapp, size=TextSize.EXTRA)
    try:
        made = show(qapp, scene, jobs, start(scene), qtbot.addWidget, (1093, 614))
        assert not made.page.list.sections.isVisible()
        assert made.page.list.box.currentText().startswith("1　收费　0 / ")
        made.page.list.box.activated.emit(1)
        assert made.current == "JF-01"
        made.page.list.foot.rest.click()
        assert _dialog(made, RestDialog).list.confirmed()
        _dialog(made, RestDialog).reject()
        with qtbot.waitSignal(made.page.notice_wanted):
            made.press(Key.Key_F9)
        made.window.hide()
    finally:
        theme.apply(qapp)


def test_every_control_has_a_name(at: Visiting) -> None:
    at.press(Key.Key_2)
    reachable = [
        one
        for one in at.window.findChildren(QWidget)
        if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.focusProxy() is None
    ]
    assert reachable
    nameless = [type(one).__name__ for one in reachable if not one.accessibleName() and not isinstance(one, QLabel)]
    assert nameless == []


def test_an_input_method_types_chinese_into_the_fact(at: Visiting) -> None:
    at.press(Key.Key_2)
    at.press(Key.Key_0)
    fact = at.page.pane.form.fact
    assert fact.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    assert not at.page.list.items.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    event = QKeyEvent(QKeyEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, "票据")
    QApplication.sendEvent(fact, event)
    assert fact.toPlainText() == "票据"


def _words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def _shown_codes(at: Visiting) -> list[str]:
    entries = at.page.list.items.entries
    rows = [entries.entry(number) for number in range(entries.rowCount())]
    return [row.number for row in rows if hasattr(row, "key")]


def _dialog(at: Visiting, kind: type[T]) -> T:
    found = at.page.findChildren(kind)
    assert len(found) == 1
    return found[0]


def _drop(pane: QWidget, files: QMimeData) -> bool:
    """Drag files in and drop them if they are let in."""
    place, copy = pane.rect().center(), Qt.DropAction.CopyAction
    enter = QDragEnterEvent(place, copy, files, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter.ignore()
    QApplication.sendEvent(pane, enter)
    if enter.isAccepted():
        drop = QDropEvent(place, copy, files, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(pane, drop)
    return enter.isAccepted()


def _cut_labels(page: QWidget) -> list[str]:
    return [
        label.text()
        for label in page.findChildren(Label)
        if type(label) is Label
        and label.isVisible()
        and not label.wordWrap()
        and label.width() < label.sizeHint().width()
    ]


def _issue(at: Visiting, code: str) -> None:
    from xunjian.db.schema.paper import Document, DocumentFinding
    from xunjian.db.uids import new_uid

    finding, document = at.finding(code), new_uid()
    with at.scene.workspace.store.write() as session:
        session.add(
            Document(
                uid=document,
                visit=at.visit,
                kind="rectification_notice",
                prefix="庐教督改",
                year=2026,
                serial=31,
                issued_on=TODAY,
            )
        )
        session.add(DocumentFinding(uid=new_uid(), visit=at.visit, document=document, finding=finding.uid, position=1))


def test_what_was_taken_back_behind_the_page_is_told_and_what_is_typed_stands(
    at: Visiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    at.go_to("SF-02")
    at.press(Key.Key_2)
    form = at.page.pane.form
    form.fact.setFocus()
    at.type("未开具财政票据")
    form.amount.editor.setFocus()
    at.type("1280")
    with at.scene.workspace.store.write() as session:
        visits.answer(session, at.visit, at.uid("SF-03"), "yes")
    with at.scene.workspace.store.read() as session:
        undone: int = session.info["as_of"]
    monkeypatch.setattr(views, "last_retraction", lambda _connection: undone)
    at.press(Key.Key_Return)
    told = [label.text() for label in at.page.pane.trouble.findChildren(QLabel)]
    assert told[0] == "这一页打开之后，有一次合包被撤回了，刚才写的没有存。"
    assert told[1].startswith("您写的还在这一页上，别的内容已换成现在的样子。")
    assert at.finding("SF-02").amount is None
    assert form.amount.editor.text() == "1280"  # type: ignore[attr-defined]
    assert at.page._shown.lines[at.uid("SF-03")].result == "yes", "the page shows what is there now"
    at.page.flush()
    assert at.finding("SF-02").amount is None, "nothing is saved before somebody has looked"
    again = next(one for one in at.page.pane.trouble.findChildren(KeyButton) if one.text() == "再存一次")
    again.click()
    assert at.finding("SF-02").amount == 1280_00
    assert not at.page.pane.trouble.isVisible()


def test_two_who_write_one_field_at_once_make_a_conflict_and_lose_nothing(at: Visiting) -> None:
    at.go_to("SF-02")
    at.press(Key.Key_2)
    form = at.page.pane.form
    form.fact.setFocus()
    with at.scene.workspace.store.write() as session:
        findings.record(session, at.visit, at.scene.handbook.by_code["SF-02"], fact="另一个人写的")
    at.type("我写的")
    at.page.flush()
    with at.scene.workspace.store.read() as session:
        clashes = conflicts.list_conflicts(session.connection())
    assert [(one.table, one.register) for one in clashes] == [("finding", "fact")]
