"""The window: it only navigates. Pages are made elsewhere and given to it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from xunjian.ui.hintbar import HintBar
from xunjian.ui.keysdialog import KeysDialog
from xunjian.ui.navigation import Navigation, Screen
from xunjian.ui.strip import TopStrip
from xunjian.ui.theme import look
from xunjian.ui.widgets.search import SearchField

_HINTS_FROM = 640  # px of height; below it the lines are worth more than the hints
_SMALLEST = (960, 520)


@dataclass(frozen=True)
class FullPage:
    """A page that fills the window: its place in the strip, and what it brings along."""

    page: QWidget
    title: str
    subtitle: str
    back: str
    tools: QWidget | None


class MainWindow(QMainWindow):
    """Navigation, strip, one page at a time, and the hint bar."""

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
        self._strip = TopStrip(group, person, go_back=self.go_back, search=search, identity=identity)
        self._pages = QStackedWidget()
        self._hints = HintBar(app)
        self._lay_out()
        self._navigation.chosen.connect(self._show_screen)
        self._hints.asked.connect(self._show_keys)
        self._bind("Alt+Left", self.go_back)
        self._bind("F1", self._show_keys)
        self._bind("Ctrl+/", self._show_keys)

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

    def open_full(
        self, page: QWidget, *, title: str, subtitle: str = "", back: str = "返回", tools: QWidget | None = None
    ) -> None:
        """Let a page fill the window until `go_back`; it is kept, with its place and its filters, by its owner."""
        self._full.append(FullPage(page, title, subtitle, back, tools))
        self._pages.addWidget(page)
        self._show_top()

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

    def shown(self) -> QWidget:
        """Return the page that is shown."""
        return self._pages.currentWidget()

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
        column.addLayout(across, 1)
        column.addWidget(self._hints)
        for layout in (body, across, column):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        self.setCentralWidget(whole)
        self.resize(look().px(1366), look().px(768))

    def _bind(self, key: str, action: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(action)

    def _show_screen(self, row: int) -> None:
        if not self._visited or self._visited[-1] != row:
            self._visited.append(row)
        self._show_top()

    def _show_top(self) -> None:
        self._navigation.setHidden(bool(self._full))
        if self._full:
            top = self._full[-1]
            self._strip.show_full_page(top.title, top.subtitle, back=top.back, tools=top.tools)
            self._hints.show_screen_keys(0)
            page = top.page
        else:
            row = self._navigation.current()
            self._strip.show_screen(self._navigation.model.screen(row).title)
            self._hints.show_screen_keys(self._navigation.model.rowCount())
            page = self._pages.widget(row)
        # A page that was left keeps the widget that had focus; a new one says by its focus proxy where work begins.
        # Asked before the switch: Qt would move the focus to whatever comes first.
        begin = page.focusWidget() or page
        self._pages.setCurrentWidget(page)
        begin.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave_full_pages(self) -> None:
        for full in self._full:
            self._pages.removeWidget(full.page)
        self._full.clear()

    def _show_keys(self) -> None:
        KeysDialog(self, self.shown()).open()
