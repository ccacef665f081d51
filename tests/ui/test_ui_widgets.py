"""The controls: keys, names, plain text, focus, what is shown and what is told."""

from functools import partial

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QInputMethodEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from xunjian.ui.tables import Head
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.answers import AnswerBar
from xunjian.ui.widgets.basics import ElidedLabel, Label
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.checklist import ItemList, ItemRow, SectionList, SectionRow
from xunjian.ui.widgets.chips import Chip, chip_width, overdue
from xunjian.ui.widgets.choices import Choice, Radio, Tick
from xunjian.ui.widgets.facts import Fact, FactsBox, Happening, Timeline, facts_grid
from xunjian.ui.widgets.fields import Field, TextArea, number_edit
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.ui.widgets.paper import PaperView, Zoom
from xunjian.ui.widgets.phrases import PhraseList
from xunjian.ui.widgets.progress import AnswerProgress, Counts, WorkProgress
from xunjian.ui.widgets.ring import REACH, FocusRing
from xunjian.ui.widgets.search import SearchField
from xunjian.ui.widgets.segmented import Segmented, Tabs
from xunjian.ui.widgets.thumbnails import Photo, PhotoStrip


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    """An active window to put controls into."""
    widget = QWidget()
    QVBoxLayout(widget).setContentsMargins(20, 20, 20, 20)
    qtbot.addWidget(widget)
    widget.resize(700, 500)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()
    return widget


def put(page: QWidget, *widgets: QWidget) -> None:
    """Put controls into the page, below each other."""
    layout = page.layout()
    for widget in widgets:
        if layout is not None:
            layout.addWidget(widget)
        widget.show()
    QApplication.processEvents()


def wheel(target: QWidget) -> None:
    """Turn the wheel by one notch over a widget."""
    middle = QPointF(target.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(target.mapToGlobal(middle)),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(target, event)


# Buttons


def test_a_button_is_pressed_by_its_key_and_says_it(page: QWidget) -> None:
    button = KeyButton("生成通知书", Role.PRIMARY, key="F9")
    pressed: list[str] = []
    button.clicked.connect(lambda: pressed.append(button.text()))
    put(page, button)
    QTest.keyClick(page, Qt.Key.Key_F9)
    assert pressed == ["生成通知书"]
    assert button.accessibleName() == "生成通知书，F9"
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert len(pressed) == 3
    button.setText("补打")
    QTest.keyClick(page, Qt.Key.Key_F9)
    assert pressed[-1] == "补打"
    assert button.accessibleName() == "补打，F9"


@pytest.mark.parametrize("role", list(Role))
def test_buttons_have_one_height_and_never_cut_their_word(page: QWidget, role: Role) -> None:
    button, small = KeyButton("作废…", role, icon="x", cap="F9"), KeyButton("归到 1.2", role, small=True)
    put(page, button, small)
    assert (button.height(), small.height()) == (36, 28)
    assert button.minimumSizeHint() == button.sizeHint()


def test_the_ring_goes_around_the_button_in_focus(page: QWidget) -> None:
    first, second = KeyButton("一"), KeyButton("二")
    put(page, first, second)
    first.setFocus()
    QTest.mouseClick(second, Qt.MouseButton.LeftButton)  # with the mouse too
    rings = [ring for ring in page.findChildren(FocusRing) if ring.isVisible()]
    assert len(rings) == 1
    assert rings[0].geometry() == second.geometry().adjusted(-REACH, -REACH, REACH, REACH)
    page.resize(800, 600)
    QApplication.processEvents()
    assert rings[0].geometry() == second.geometry().adjusted(-REACH, -REACH, REACH, REACH)
    second.hide()
    assert not rings[0].isVisible()


def test_a_ring_outlives_no_page(page: QWidget) -> None:
    inner = QWidget()
    row = QHBoxLayout(inner)
    button, other = KeyButton("一"), KeyButton("二")
    row.addWidget(button)
    put(page, inner, other)
    button.setFocus()
    delete(inner)
    other.setFocus()
    assert [ring.geometry().center() for ring in page.findChildren(FocusRing)] == [other.geometry().center()]


# Text from people


def test_names_are_shown_literally(page: QWidget) -> None:
    name = "<b>红星</b>小学"
    label, elided, bar = Label(name), ElidedLabel(name), NoticeBar(Tone.WAIT)
    bar.say(name, name)
    put(page, label, elided, bar)
    labels = [label, elided, *bar.findChildren(QLabel)]
    assert len(labels) == 4
    assert {shown.textFormat() for shown in labels} == {Qt.TextFormat.PlainText}
    assert {shown.text() for shown in labels} == {name}


def test_what_is_cut_is_whole_in_the_tooltip(page: QWidget) -> None:
    label = ElidedLabel("庐州区<实验>小学" * 20)
    put(page, label)
    label.resize(120, 24)
    label.repaint()
    assert "&lt;实验&gt;" in label.toolTip()
    label.setText("短")
    label.repaint()
    assert label.toolTip() == ""


def test_colours_of_labels_follow_the_theme(page: QWidget) -> None:
    label = Label("已过期", colour="bad")
    put(page, label)
    assert label.palette().windowText().color() == look().colours["bad"]
    label.set_colour("text2")
    assert label.palette().windowText().color() == look().colours["text2"]


# Answers


def test_an_answer_is_given_by_digit_and_by_click(page: QWidget) -> None:
    bar = AnswerBar()
    given: list[str] = []
    bar.answered.connect(given.append)
    put(page, bar)
    assert bar.answer() == ""
    buttons = bar._buttons
    buttons[0].setFocus()
    for key in (Qt.Key.Key_2, Qt.Key.Key_9, Qt.Key.Key_4):
        QTest.keyClick(buttons[0], key)
    QTest.mouseClick(buttons[2], Qt.MouseButton.LeftButton)
    QTest.mouseClick(buttons[2], Qt.MouseButton.LeftButton)
    assert given == ["no", "partly", "n_a", "n_a"]
    assert bar.answer() == "n_a"
    assert [button.isChecked() for button in buttons] == [False, False, True, False]


def test_showing_an_answer_tells_nobody(page: QWidget) -> None:
    bar = AnswerBar()
    given: list[str] = []
    bar.answered.connect(given.append)
    bar.set_answer("no")
    bar.set_answer("")
    assert bar.answer() == ""
    assert given == []


def test_answers_are_large_enough_and_named(page: QWidget) -> None:
    bar = AnswerBar()
    put(page, bar)
    assert {button.height() for button in bar._buttons} == {44}
    names = [button.accessibleName() for button in bar._buttons]
    assert names == ["符合，1", "不符合，2", "不适用，3", "部分符合，4"]


# Lists of a visit

ITEMS = [
    Head("收费", "已查 1 / 3", "1"),
    ItemRow("a", "SF-01", "公示", "yes"),
    ItemRow("b", "SF-02", "<b>票据</b>", "no", "no", 2),
    ItemRow("c", "SF-03", "学费", ""),
]


@pytest.fixture
def items(page: QWidget) -> ItemList:
    """A list of three items under one head, the second one current."""
    made = ItemList(AnswerBar().code_of)
    made.entries.show_entries(ITEMS)
    put(page, made)
    made.choose(2)
    made.setFocus()
    return made


def test_digits_answer_on_the_list_and_enter_opens(items: ItemList) -> None:
    given: list[str] = []
    items.answered.connect(given.append)
    items.opened.connect(lambda: given.append("opened"))
    for key in (Qt.Key.Key_1, Qt.Key.Key_7, Qt.Key.Key_A, Qt.Key.Key_Return):
        QTest.keyClick(items, key)
    QTest.keyClick(items, Qt.Key.Key_2, Qt.KeyboardModifier.KeypadModifier)
    QTest.keyClick(items, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert given == ["yes", "opened", "no"]
    assert items.currentIndex().row() == 2


def test_the_list_takes_nothing_from_an_input_method(items: ItemList) -> None:
    assert not items.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_heads_are_stepped_over(items: ItemList) -> None:
    QTest.keyClick(items, Qt.Key.Key_Up)
    QTest.keyClick(items, Qt.Key.Key_Up)
    assert items.currentIndex().row() == 1
    QTest.keyClick(items, Qt.Key.Key_Home)
    assert items.currentIndex().row() == 1


def test_rows_have_the_heights_of_the_drawings(items: ItemList) -> None:
    heights = [items.visualRect(items.model().index(row, 0)).height() for row in range(4)]
    assert heights == [32, 36, 36, 36]


def test_items_are_said_in_words(items: ItemList) -> None:
    said = [items.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(4)]
    assert said == [
        "1 收费 已查 1 / 3",
        "SF-01 公示，符合",
        "SF-02 <b>票据</b>，不符合，2 张照片，上次不符合",
        "SF-03 学费，未查",
    ]


def test_one_item_changes_in_place(items: ItemList) -> None:
    items.entries.replace(3, ItemRow("c", "SF-03", "学费", "yes"))
    assert items.model().index(3, 0).data() == "SF-03 学费，符合"
    assert items.currentIndex().row() == 2


def test_the_next_unchecked_item_is_found_from_here_on(items: ItemList) -> None:
    assert items.entries.rows_below(1, lambda item: item.answer != "yes") == [2, 3]
    assert items.entries.rows_below(3, lambda item: item.answer != "yes") == [2, 3]
    assert items.entries.rows_below(2, lambda item: item.answer != "yes") == [3, 2]


def test_sections_are_two_lines_and_said_in_words(page: QWidget) -> None:
    sections = SectionList()
    sections.entries.show_entries([SectionRow("1", "收费", 9, 14, 2), SectionRow("2", "教辅", 0, 8, 0)])
    put(page, sections)
    assert sections.visualRect(sections.model().index(1, 0)).height() == 56
    said = [sections.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(2)]
    assert said == ["1 收费，已查 9 项，共 14 项，不符合 2 项", "2 教辅，已查 0 项，共 8 项"]


def test_phrases_are_picked_by_digit_enter_and_click(page: QWidget) -> None:
    phrases = PhraseList()
    told: list[str] = []
    phrases.picked.connect(told.append)
    phrases.declined.connect(lambda: told.append("自己写"))
    phrases.show_phrases(["一", "二", "三"])
    put(page, phrases)
    phrases.setFocus()
    for key in (Qt.Key.Key_2, Qt.Key.Key_9, Qt.Key.Key_0, Qt.Key.Key_Return):
        QTest.keyClick(phrases, key)
    middle = phrases.visualRect(phrases.model().index(2, 0)).center()
    QTest.mouseClick(phrases.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert told == ["二", "自己写", "二", "三"]
    phrases.show_phrases([])
    assert phrases.isHidden()


def test_photos_are_named_and_opened(page: QWidget) -> None:
    strip = PhotoStrip()
    opened: list[str] = []
    strip.opened.connect(opened.append)
    strip.show_photos([Photo("p", "SF-02 第 1 张", QImage()), Photo("q", "SF-02 第 2 张", QImage())])
    put(page, strip)
    strip.setFocus()
    QTest.keyClick(strip, Qt.Key.Key_Right)
    QTest.keyClick(strip, Qt.Key.Key_Return)
    assert opened == ["q"]
    assert strip.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "SF-02 第 1 张"
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(0xFF0000)
    strip.set_image("p", picture)
    assert strip.grab().toImage().pixelColor(20, 20).red() > 200


# Fields


def test_an_error_is_tied_to_its_field(page: QWidget) -> None:
    field = Field("金额（元）", number_edit("12a0"))
    put(page, field)
    before = field.editor.geometry()
    field.set_error("只能是数字，例如 1280.5")
    QApplication.processEvents()
    assert field.error == "只能是数字，例如 1280.5"
    assert field.editor.accessibleName() == "金额（元）"
    assert field.editor.accessibleDescription() == "只能是数字，例如 1280.5"
    assert field.editor.geometry() == before
    edge = field.editor.grab().toImage().pixelColor(50, 1)
    assert edge == look().colours["bad"]
    field.set_error("")
    assert field.error == ""


def test_the_text_stands_still_when_the_edge_grows(page: QWidget) -> None:
    edit, other = QLineEdit("1280"), QLineEdit()
    put(page, edit, other)
    other.setFocus()
    place, height = edit.cursorRect(), edit.height()
    edit.setFocus()
    assert (edit.cursorRect(), edit.height()) == (place, height)
    assert height == 36


def test_the_text_area_grows_from_two_to_four_lines(page: QWidget) -> None:
    area = TextArea()
    put(page, area)
    heights = []
    for lines in (1, 2, 3, 4, 9):
        area.setPlainText("\n".join("行" * lines))
        QApplication.processEvents()
        heights.append(area.height())
    assert heights[0] == heights[1] < heights[2] < heights[3] == heights[4]
    assert 58 <= heights[0] <= 64


def test_tab_leaves_the_text_area_and_chinese_gets_in(page: QWidget) -> None:
    area, after = TextArea(), QLineEdit()
    put(page, area, after)
    area.setFocus()
    event = QInputMethodEvent()
    event.setCommitString("未开具票据")
    QApplication.sendEvent(area, event)
    QTest.keyClick(area, Qt.Key.Key_Tab)
    assert area.toPlainText() == "未开具票据"
    assert after.hasFocus()


def test_the_wheel_changes_a_box_only_in_focus(page: QWidget) -> None:
    box, other = Choice("片区", ["全部", "城东", "城西"]), QLineEdit()
    put(page, box, other)
    other.setFocus()
    wheel(box)
    assert box.currentIndex() == 0
    box.setFocus()
    wheel(box)
    assert box.currentIndex() == 1


def test_a_filter_shows_that_it_narrows(page: QWidget) -> None:
    box = Choice("片区", ["片区", "城东"], is_filter=True)
    put(page, box)
    assert box.grab().toImage().pixelColor(box.width() - 5, 18) == look().colours["bg"]
    box.setCurrentIndex(1)
    assert box.grab().toImage().pixelColor(box.width() - 5, 18) == look().colours["selected"]


def test_ticks_take_a_click_anywhere_and_their_key(page: QWidget) -> None:
    tick, radio = Tick("只看未查", key="Ctrl+U"), Radio("纸上签")
    put(page, tick, radio)
    QTest.mouseClick(tick, Qt.MouseButton.LeftButton, pos=QPoint(tick.width() - 2, 4))
    assert tick.isChecked()
    QTest.keyClick(page, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    assert not tick.isChecked()
    QTest.mouseClick(radio, Qt.MouseButton.LeftButton, pos=QPoint(radio.width() - 2, 4))
    assert radio.isChecked()
    assert min(tick.height(), radio.height()) >= 24


def test_segments_are_moved_between_by_arrows(page: QWidget) -> None:
    segments = Segmented("汇总", ["合包", "统计", "通报"])
    told: list[int] = []
    segments.chosen.connect(told.append)
    put(page, segments)
    segments._group.button(0).setFocus()
    QTest.keyClick(segments._group.button(0), Qt.Key.Key_Right)
    assert told == [1]
    assert segments.current() == 1


def test_tabs_say_their_counts(page: QWidget) -> None:
    tabs = Tabs("学校资料", ["概况", "问题"])
    put(page, tabs)
    narrow = tabs.tabRect(1).width()
    tabs.set_count(1, 12)
    assert tabs.accessibleTabName(1) == "问题 12"
    assert tabs.tabRect(1).width() > narrow


def test_search_tells_what_an_input_method_commits(page: QWidget) -> None:
    field, other = SearchField("名称或首字母", "Ctrl+F"), QLineEdit()
    heard: list[str] = []
    field.searched.connect(heard.append)
    put(page, field, other)
    other.setFocus()
    QTest.keyClick(page, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert field.hasFocus()
    composing = QInputMethodEvent("hongxing", [])
    QApplication.sendEvent(field, composing)
    assert heard == []
    event = QInputMethodEvent()
    event.setCommitString("红星")
    QApplication.sendEvent(field, event)
    assert heard == ["红星"]
    assert field.accessibleName() == "名称或首字母，Ctrl+F"
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert heard == ["红星", ""]


# What is shown


def test_a_bar_is_there_only_when_it_says_something(page: QWidget) -> None:
    bar = NoticeBar(Tone.WAIT)
    pressed: list[int] = []
    button = bar.add_action("备份…", partial(pressed.append, 1))
    assert bar.isHidden()
    bar.say("已经 6 天没备份了")
    assert not any(window is bar for window in QApplication.topLevelWidgets() if window.isVisible())
    page.layout().addWidget(bar)  # type: ignore[union-attr]
    QApplication.processEvents()
    assert bar.isVisible()
    assert bar.height() >= 44
    assert bar.accessibleName() == "已经 6 天没备份了"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert pressed == [1]
    bar.say("")
    assert bar.isHidden()


def test_progress_is_said_in_numbers(page: QWidget) -> None:
    progress, work = AnswerProgress(), WorkProgress("正在合入")
    progress.show_counts(Counts(yes=12, no=2, partly=1, n_a=2, total=42))
    work.show_progress(31, 49, "<第四组>")
    put(page, progress, work)
    texts = [label.text() for label in (*progress.findChildren(QLabel), *work.findChildren(QLabel))]
    assert texts == ["已查", "17 / 42", "正在合入 31 / 49", "<第四组>"]
    assert "不符合 2" in progress.accessibleName()


def test_an_empty_visit_can_be_drawn(page: QWidget) -> None:
    progress = AnswerProgress()
    progress.show_counts(Counts())
    put(page, progress)
    assert not progress.grab().isNull()


def test_chips_keep_their_natural_width(page: QWidget) -> None:
    chip = Chip(overdue(4))
    put(page, chip)
    assert (chip.width(), chip.height()) == (chip_width(overdue(4)), 24)
    assert chip.accessibleName() == "逾期4天"


def test_facts_and_what_happened_are_said_in_words(page: QWidget) -> None:
    facts, timeline = FactsBox(), Timeline()
    facts.show_facts((Fact("未销号问题", "2"), Fact("其中逾期", "1", Tone.BAD)))
    timeline.entries.show_entries(
        [Happening("1", "11月15日", "来件 L-198", "<b>收费</b>"), Happening("2", "3月4日", "检查")]
    )
    put(page, facts, timeline)
    assert facts.accessibleName() == "未销号问题 2，其中逾期 1"
    said = [timeline.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(2)]
    assert said == ["11月15日，来件 L-198，<b>收费</b>", "3月4日，检查"]
    assert not timeline.grab().isNull()


def test_values_can_be_selected_and_copied(page: QWidget) -> None:
    grid = facts_grid([("代码", "3401030217"), ("校长", "何静")])
    put(page, grid)
    values = [label for label in grid.findChildren(QLabel) if label.accessibleName()]
    assert [label.accessibleName() for label in values] == ["代码 3401030217", "校长 何静"]
    keyboard = Qt.TextInteractionFlag.TextSelectableByKeyboard
    assert all(label.textInteractionFlags() & keyboard for label in values)


def test_paper_is_turned_page_by_page_and_stays_white(page: QWidget) -> None:
    paper = PaperView()
    sheet = QImage(400, 566, QImage.Format.Format_RGB32)
    sheet.fill(0xFFFFFF)
    turned: list[int] = []
    paper.page_changed.connect(turned.append)
    put(page, paper)
    paper.show_pages([sheet, sheet, sheet])
    paper.setFocus()
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
        QTest.keyClick(paper, key)
    assert turned == [1, 2, 1]
    assert paper.grab().toImage().pixelColor(paper.width() // 2, paper.height() // 2).name() == "#ffffff"
    paper.set_zoom(Zoom.PAGE)
    assert paper.page == 1
    assert paper.horizontalScrollBar().maximum() == 0
    paper.set_zoom(Zoom.FULL)
    assert paper.page == 1


def test_the_ring_of_the_paper_lies_on_it(page: QWidget) -> None:
    paper = PaperView()
    put(page, paper)
    paper.setFocus()
    rings = [ring for ring in page.findChildren(FocusRing) if ring.isVisible()]
    assert [ring.geometry() for ring in rings] == [paper.geometry()]


def test_a_message_goes_as_soon_as_it_is_being_mended(page: QWidget) -> None:
    for editor in (QLineEdit(), TextArea()):
        field = Field("局名", editor)
        page.layout().addWidget(field)  # type: ignore[union-attr]
        field.set_error("请填上。")
        assert field.error == "请填上。"
        QTest.keyClick(editor, Qt.Key.Key_A)
        assert field.error == ""
        assert not editor.property("wrong")


def test_a_text_that_was_set_while_hidden_is_shown_whole(page: QWidget) -> None:
    area = TextArea(1, 4)
    area.hide()
    page.layout().addWidget(area)  # type: ignore[union-attr]
    area.setPlainText("补开票据，清退多收的款项，向家长书面说明，并把收费项目、标准和依据公示在校门口。" * 2)
    area.setFixedWidth(300)
    area.show()
    QTest.qWait(1)
    assert round(area.document().size().height()) > 2
    assert area.height() == area.sizeHint().height()
    assert area.verticalScrollBar().value() == 0


def test_what_drops_down_from_a_box_has_its_name_and_a_cut_word_is_whole_in_the_tooltip(page: QWidget) -> None:
    choice = Choice("片区", ["城南经济技术开发区第二片区"])
    page.layout().addWidget(choice)  # type: ignore[union-attr]
    assert choice.view().accessibleName() == "片区"
    choice.setFixedWidth(104)
    choice.grab()
    assert "城南经济技术开发区第二片区" in choice.toolTip()
    choice.setFixedWidth(400)
    choice.grab()
    assert choice.toolTip() == ""
