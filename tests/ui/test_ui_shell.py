"""The window: going to screens and back, hints that follow the focus, low windows."""

from datetime import datetime

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from xunjian.ui.hintbar import HintBar
from xunjian.ui.hints import Hint, hints_of, set_hints
from xunjian.ui.keysdialog import KeysDialog, groups_of, keys_of
from xunjian.ui.mainwindow import MainWindow, fitting
from xunjian.ui.navigation import Navigation, Screen
from xunjian.ui.strip import TopStrip
from xunjian.ui.widgets.buttons import KeyButton

ALT = Qt.KeyboardModifier.AltModifier


class Page(QWidget):
    """A page with two fields; work begins at the second."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.first, self.second = QLineEdit(), QLineEdit()
        column = QVBoxLayout(self)
        column.addWidget(self.first)
        column.addWidget(self.second)
        self.setFocusProxy(self.second)
        set_hints(self, Hint(("Enter",), name))
        set_hints(self.first, Hint(("Ctrl", "N"), "开始检查"), Hint(("F8",), "拍照"))


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot) -> MainWindow:
    """A window with two screens, shown and active."""
    made = MainWindow(qapp, group="第三检查组", person="<b>李敏</b>")
    made.add_screen(Screen("学校", "school"), Page("学校"))
    made.add_screen(Screen("检查", "clipboard-check", 2), Page("检查"))
    qtbot.addWidget(made)
    made.resize(1366, 768)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.show_screen(0)
    return made


def _hint_bar(window: MainWindow) -> HintBar:
    bar = window.findChild(HintBar)
    assert isinstance(bar, HintBar)
    return bar


def _shown(window: MainWindow) -> Page:
    page = window.shown()
    assert isinstance(page, Page)
    return page


def test_alt_and_a_digit_lead_to_a_screen(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_2, ALT)
    assert window.shown().objectName() == "检查"
    QTest.keyClick(window, Qt.Key.Key_Left, ALT)
    assert window.shown().objectName() == "学校"
    QTest.keyClick(window, Qt.Key.Key_Left, ALT)
    assert window.shown().objectName() == "学校"


def test_work_begins_where_the_page_says_and_goes_on_where_it_was_left(window: MainWindow) -> None:
    page = _shown(window)
    assert page.second.hasFocus()
    page.first.setFocus()
    window.show_screen(1)
    assert _shown(window).second.hasFocus()
    window.go_back()
    assert page.first.hasFocus()


def test_the_hint_bar_follows_the_focus(window: MainWindow) -> None:
    page, bar = _shown(window), _hint_bar(window)
    assert list(bar.hints) == [Hint(("Enter",), "学校")]
    page.first.setFocus()
    assert list(bar.hints) == [Hint(("Ctrl", "N"), "开始检查"), Hint(("F8",), "拍照")]
    set_hints(page.first, Hint(("F4",), "依据"))
    bar.refresh()
    assert list(bar.hints) == [Hint(("F4",), "依据")]
    assert hints_of(None) == ()


def test_a_full_page_takes_the_place_of_the_navigation(window: MainWindow) -> None:
    visit, notice = Page("检查中"), Page("通知书")
    tools = KeyButton("撤销", cap="Ctrl+Z")
    navigation = window.findChild(Navigation)
    assert isinstance(navigation, Navigation)
    window.open_full(visit, title="<b>红星</b>小学", tools=tools)
    assert not navigation.isVisible()
    assert tools.isVisible()
    assert "<b>红星</b>小学" in [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    window.open_full(notice, title="整改通知书", back="返回检查")
    assert window.shown() is notice
    assert not tools.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Left, ALT)
    assert window.shown() is visit
    assert tools.isVisible()
    back = next(b for b in window.findChildren(KeyButton) if b.isVisible() and b.text().startswith("返回"))
    QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    assert window.shown().objectName() == "学校"
    assert navigation.isVisible()


def test_going_to_a_screen_leaves_the_full_pages(window: MainWindow) -> None:
    for number in (0, 1):
        window.open_full(Page("检查中"), title="红星小学")
        window.show_screen(number)
        assert window.shown().objectName() == ("学校", "检查")[number]
        navigation = window.findChild(Navigation)
        assert isinstance(navigation, Navigation)
        assert navigation.isVisible()


def test_counts_are_shown_and_said(window: MainWindow) -> None:
    window.set_count(1, 7)
    navigation = window.findChild(Navigation)
    assert isinstance(navigation, Navigation)
    said = [navigation.model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(2)]
    assert said == ["学校，Alt+1", "检查，7 件，Alt+2"]


def test_what_was_saved_is_said(window: MainWindow) -> None:
    window.show_saved(datetime(2026, 11, 24, 10, 32))  # noqa: DTZ001 - a time of day as it is shown
    assert "已保存 10:32" in [label.text() for label in window.findChildren(QLabel) if label.isVisible()]


@pytest.mark.parametrize(("size", "hints"), [((1366, 768), True), ((1366, 697), True), ((1093, 540), False)])
def test_the_window_fits_small_screens(window: MainWindow, size: tuple[int, int], hints: bool) -> None:
    window.resize(*size)
    QApplication.processEvents()
    assert (window.width(), window.height()) == size
    assert _hint_bar(window).isVisible() is hints
    right = window.shown().mapTo(window, window.shown().rect().bottomRight())
    assert right.x() == size[0] - 1
    assert right.y() <= size[1] - 1


def test_f1_lists_every_key_of_the_page_once(window: MainWindow) -> None:
    page = _shown(window)
    page.first.setAccessibleName("第一格")
    everywhere = ["返回", "搜索", "下一处", "本页按键", "字大一些", "字小一些", "标准字号"]
    assert [hint.does for hint in keys_of(page)] == ["学校", "开始检查", "拍照", *everywhere]
    assert [group.title for group in groups_of(page)] == ["现在：本页", "第一格", "随处"]
    page.first.setFocus()
    assert [group.title for group in groups_of(page)] == ["现在：第一格", "本页", "随处"]
    QTest.keyClick(window, Qt.Key.Key_F1)
    dialog = window.findChild(KeysDialog)
    assert isinstance(dialog, KeysDialog)
    assert dialog.isVisible()
    assert dialog.height() <= 520
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert window.findChild(KeysDialog) is None


def test_every_control_of_the_shell_has_a_name(window: MainWindow) -> None:
    window.open_full(Page("检查中"), title="红星小学")
    window.show_screen(0)
    controls = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not isinstance(widget.parentWidget(), Page)
    ]
    nameless = [type(w).__name__ for w in controls if not w.accessibleName() and not isinstance(w, (Page, QLineEdit))]
    assert nameless == []


@pytest.mark.parametrize(
    ("screen", "window"),
    [
        (QSize(1366, 768), QSize(1364, 730)),  # with frame and title: the hint bar is on the screen
        (QSize(1920, 1040), QSize(1366, 768)),
        (QSize(800, 480), QSize(960, 520)),  # the desktop decides what to do with what does not fit
    ],
)
def test_the_window_opens_within_the_screen(screen: QSize, window: QSize) -> None:
    assert fitting(screen) == window


def test_the_text_size_is_asked_for_by_keys(window: MainWindow, qtbot: QtBot) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    steps: list[int] = []
    window.size_stepped.connect(steps.append)
    for key in (Qt.Key.Key_Equal, Qt.Key.Key_Minus, Qt.Key.Key_0):
        QTest.keyClick(window, key, control)
    assert steps == [1, -1, 0]


def test_a_rule_divides_only_what_is_there(window: MainWindow) -> None:
    strip = window.findChild(TopStrip)
    assert isinstance(strip, TopStrip)
    tools = QLabel("工具")
    window.open_full(Page("检查中"), title="红星小学", tools=tools)
    assert strip._saved_rule.isHidden()
    window.show_saved(datetime(2026, 11, 24, 10, 32))  # noqa: DTZ001 - local time
    assert not strip._saved_rule.isHidden()
