"""The window: it only navigates. Pages are made elsewhere and given to it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from xunjian.ui.hintbar import HintBar
from xunjian.ui.keysdialog import KeysDialog
from xunjian.ui.navigation import Navigation, Screen
from xunjian.ui.pages.layouts import row
from xunjian.ui.strip import TopStrip
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Label, Panel
from xunjian.ui.widgets.search import SearchField

_HINTS_FROM = 640  # px of height; below it the lines are worth more than the hints
_SMALLEST = (960, 520)
_USUAL = QSize(1366, 768)
_FRAME = QSize(2, 38)
"""What the desktop draws around a window: edges, and the bar with its title."""


@dataclass(frozen=True)
class FullPage:
    """A page that fills the window: its place in the strip, and what it brings along."""

    page: QWidget
    title: str
    subtitle: str
    back: str
    tools: QWidget | None
    alone: bool = False
    """Without the strip above it."""


class MainWindow(QMainWindow):
    """Navigation, strip, one page at a time, and the hint bar."""

    size_stepped = Signal(int)  # larger (1), smaller (-1), as usual (0)
    screen_came = Signal()  # a screen is shown, after another one or after what had filled the window
    search_wanted = Signal()

    def __init__(
        self,
        app: QApplication,
        *,
        group: str = "",
        person: str = "",
        search: SearchField | None = None,
        identity: QWidget | None = None,
    ) -> None:
        super().__init__()
        self.setWindowTitle("巡检")
        self.setMinimumSize(*_SMALLEST)
        self._full: list[FullPage] = []
        self._visited: list[int] = []
        self._navigation = Navigation()
        self.search = search or SearchField("学校、问题、文号、人员", "Ctrl+K", bound=False)
        self._strip = TopStrip(group, person, go_back=self.go_back, search=self.search, identity=identity)
        self._pages = QStackedWidget()
        self._hints = HintBar(app)
        self._demonstration = _demonstration_strip()
        self._lay_out()
        self._navigation.chosen.connect(self._show_screen)
        self._hints.asked.connect(self.show_keys)
        self._bind("Alt+Left", self.go_back)
        self._bind("F1", self.show_keys)
        self._bind("Ctrl+/", self.show_keys)
        self._bind("Ctrl+K", self._want_search)
        for key, step in (("Ctrl+=", 1), ("Ctrl++", 1), ("Ctrl+-", -1), ("Ctrl+0", 0)):
            self._bind(key, partial(self.size_stepped.emit, step))

    def add_screen(self, screen: Screen, page: QWidget) -> None:
        """Add a screen at the end of the navigation; the first one is shown at once."""
        row = self._navigation.model.rowCount()
        self._pages.insertWidget(row, page)
        self._navigation.model.add(screen)
        self._bind(f"Alt+{row + 1}", lambda: self.show_screen(row))
        self._hints.show_screen_keys(row + 1)
        if row == 0:
            self.show_screen(0)

    def show_screen(self, row: int) -> None:
        """Leave whatever fills the window and go to a screen."""
        self._leave_full_pages()
        if row == self._navigation.current():
            self._show_screen(row)
        self._navigation.choose(row)

    def set_count(self, row: int, count: int) -> None:
        """Show how much waits at a screen."""
        self._navigation.model.set_count(row, count)

    def set_heading(self, row: int, heading: str) -> None:
        """Let the strip say something else than its title above a screen."""
        self._navigation.model.set_heading(row, heading)
        if row == self._navigation.current() and not self._full:
            self._strip.show_screen(heading)

    def open_full(
        self, page: QWidget, *, title: str, subtitle: str = "", back: str = "返回", tools: QWidget | None = None
    ) -> None:
        """Let a page fill the window until `go_back`; it is kept, with its place and its filters, by its owner."""
        self._full.append(FullPage(page, title, subtitle, back, tools))
        self._pages.addWidget(page)
        self._show_top()

    def open_alone(self, page: QWidget) -> None:
        """Let a page have the window to itself, without strip or way back."""
        self._full.append(FullPage(page, "", "", "", None, alone=True))
        self._pages.addWidget(page)
        self._show_top()

    def say_demonstration(self, shown: bool) -> None:
        """Say above everything that what is shown is invented."""
        self._demonstration.setVisible(shown)

    def restore_shape(self, other: "MainWindow") -> None:
        """Take the place on the screen that another window had."""
        self.setGeometry(other.geometry())
        self.setWindowState(other.windowState())

    def go_back(self) -> None:
        """Go back to what was shown before."""
        if self._full:
            self._pages.removeWidget(self._full.pop().page)
            self._show_top()
        elif len(self._visited) > 1:
            self._visited.pop()
            self._navigation.choose(self._visited.pop())

    def show_saved(self, at: datetime) -> None:
        """Show when the last change was saved, local time."""
        self._strip.show_saved(at)

    def lend_search(self, *, lent: bool) -> None:
        """Show the search field, or take it away again, where a page fills the window."""
        self._strip.lend_search(lent=lent)

    def shown(self) -> QWidget:
        """Return the page that is shown."""
        return self._pages.currentWidget()

    def screen_shown(self) -> int:
        """Return which screen is shown, or lies under what fills the window."""
        return self._navigation.current()

    def screens(self) -> list[str]:
        """Return the titles of the screens in their order."""
        model = self._navigation.model
        return [model.screen(row_).title for row_ in range(model.rowCount())]

    def is_open(self, page: QWidget | None) -> bool:
        """Return whether a page fills the window, perhaps under another one."""
        return any(full.page is page for full in self._full)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the hint bar's line to the page where the window is low."""
        super().resizeEvent(event)
        self._hints.setVisible(self.height() >= _HINTS_FROM)

    def _lay_out(self) -> None:
        body = QVBoxLayout()
        body.addWidget(self._strip)
        body.addWidget(self._pages, 1)
        across = QHBoxLayout()
        across.addWidget(self._navigation)
        across.addLayout(body, 1)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.addWidget(self._demonstration)
        column.addLayout(across, 1)
        column.addWidget(self._hints)
        for layout in (body, across, column):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        self.setCentralWidget(whole)
        self.resize(fitting(self.screen().availableSize()))

    def _bind(self, key: str, action: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(action)

    def _want_search(self) -> None:
        if not self._strip.isHidden():
            self.search_wanted.emit()

    def _show_screen(self, row: int) -> None:
        if not self._visited or self._visited[-1] != row:
            self._visited.append(row)
        self._show_top()

    def _show_top(self) -> None:
        self._navigation.setHidden(bool(self._full))
        self._strip.setHidden(bool(self._full) and self._full[-1].alone)
        if self._full:
            top = self._full[-1]
            self._strip.show_full_page(top.title, top.subtitle, back=top.back, tools=top.tools)
            self._hints.show_screen_keys(0)
            page = top.page
        else:
            row = self._navigation.current()
            screen = self._navigation.model.screen(row)
            self._strip.show_screen(screen.heading or screen.title)
            self._hints.show_screen_keys(self._navigation.model.rowCount())
            page = self._pages.widget(row)
        # A page that was left keeps the widget that had focus; a new one says by its focus proxy where work begins.
        # Asked before the switch: Qt would move the focus to whatever comes first.
        begin = page.focusWidget() or page
        self._pages.setCurrentWidget(page)
        begin.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self._full:
            self.screen_came.emit()

    def _leave_full_pages(self) -> None:
        for full in self._full:
            self._pages.removeWidget(full.page)
        self._full.clear()

    def show_keys(self) -> None:
        """List the keys of the page that is shown."""
        KeysDialog(self, self.shown()).open()


def fitting(room: QSize) -> QSize:
    """Return the size of the window without its frame: as drawn, but never beyond what the screen has room for.

    Screens on which the smallest window has no room are left to the desktop.
    """
    usual = QSize(look().px(_USUAL.width()), look().px(_USUAL.height()))
    return usual.boundedTo(room - _FRAME).expandedTo(QSize(*_SMALLEST))


def _demonstration_strip() -> QWidget:
    strip = Panel("info_tint", "bottom")
    strip.setFixedHeight(look().px(28))
    line = row(strip, 16, 0, 16, 0)
    line.addWidget(Label("演示：学校和人员都是编的，文书上印“演示”，不能发给学校。", "caption"))
    strip.hide()
    return strip
