"""The search field with what drops down from it: it keeps the focus, and gives it back where it came from."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSignalBlocker, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from xunjian.errors import Cancelled, UserError
from xunjian.progress import Progress
from xunjian.services.search.hits import Found, Hit
from xunjian.services.search.searcher import Searcher
from xunjian.ui.hints import Hint, set_hints
from xunjian.ui.jobs import Job, Jobs
from xunjian.ui.mainwindow import MainWindow
from xunjian.ui.messages import show_error
from xunjian.ui.search import commands
from xunjian.ui.search.commands import Command
from xunjian.ui.search.panel import SearchPanel
from xunjian.ui.theme import look
from xunjian.ui.widgets.search import SearchField

_CANCEL = QKeySequence.StandardKey.Cancel
_WIDTH, _GAP, _BELOW = 640, 4, 40
_LATER = 2_000  # ms after the start: the first pages come first
_BREATH = 20  # ms between two steps of the index, in which a search may come


class SearchBox(QObject):
    """Searches on a thread of its own, so that it never waits behind a merge; brings the index up to date between."""

    opened = Signal(object)  # a Hit
    filtered = Signal(str)  # Ctrl+Enter: the text goes into the list of schools

    def __init__(self, window: MainWindow, field: SearchField, searcher: Searcher, known: Sequence[Command]) -> None:
        super().__init__(window)
        self._window, self._field, self._searcher, self._commands = window, field, searcher, known
        self._jobs = Jobs(self)
        self._asked: Job | None = None
        self._came_from: QWidget | None = None
        self._is_going_on = False
        self.panel = SearchPanel(window)
        self._later = QTimer(self, singleShot=True, interval=_LATER)
        self._connect()

    @property
    def busy(self) -> bool:
        """Whether it searches, or the index is being brought up to date."""
        return self._jobs.busy

    def close(self) -> None:
        """End what runs, and let go of the index."""
        self._later.stop()
        self._jobs.close()
        self._searcher.close()

    def begin(self) -> None:
        """Go to the field wherever one is in the window, and offer what can be found."""
        self._window.lend_search(lent=True)
        self._field.setFocus()
        self._field.selectAll()
        self._search(self._field.text())

    def leave(self) -> None:
        """Give the focus back to where it came from."""
        self._put_away()
        back = self._came_from
        if back is None or not isValid(back) or not back.isVisible():
            back = self._window.shown()
        back.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that belong to the rows, and stay in place when the window changes its size."""
        if watched is self._field and isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.ShortcutOverride and self._is_ours(event):
                event.accept()  # the page under the panel has these keys as well
                return True
            if event.type() is QEvent.Type.KeyPress:
                return self._take_key(event)
        if watched is self._window and event.type() is QEvent.Type.Resize and self.panel.isVisible():
            self._place()
        return False

    def _is_ours(self, event: QKeyEvent) -> bool:
        return event.matches(_CANCEL) or (self.panel.isVisible() and self.panel.wants_key(event))

    def _take_key(self, event: QKeyEvent) -> bool:
        if event.matches(_CANCEL):
            self.leave()
            return True
        return self.panel.isVisible() and self.panel.take_key(event)

    def _search(self, typed: str) -> None:
        if self._asked is not None:
            self._asked.cancel()
        if not typed.strip():
            self._asked = None
            self._show(Found(typed, ()))
            return

        def work(progress: Progress) -> Found:
            progress.step(0, 1, "")  # what was typed since makes this one needless
            return self._searcher.find(typed)

        self._asked = self._jobs.start(work, owner=self, done=self._show_answer, failed=self._show_failure)

    def _show_answer(self, found: Found) -> None:
        if found.text == self._field.text():
            self._show(found)
        if found.behind:
            self._go_on()

    def _show_failure(self, error: BaseException) -> None:
        if isinstance(error, Cancelled):
            return
        if not isinstance(error, UserError):
            show_error(self._window, error)
            return
        self.panel.say_trouble(error.what, error.hint)
        self._place()
        self._go_on()

    def _show(self, found: Found) -> None:
        if not self._field.hasFocus():
            return
        self.panel.show_found(found, commands.found(self._commands, found.text))
        self._place()
        self.panel.show()
        self.panel.raise_()

    def _place(self) -> None:
        """Put the panel under the field, as high as its rows as long as the window has room."""
        here, window = look(), self._window
        corner = self._field.mapTo(window, QPoint(self._field.width(), self._field.height()))
        width = min(here.px(_WIDTH), window.width() - here.px(16))
        left = max(here.px(8), min(corner.x(), window.width() - here.px(8)) - width)
        top = corner.y() + here.px(_GAP)
        height = min(self.panel.wanted_height(), window.height() - top - here.px(_BELOW))
        self.panel.setGeometry(QRect(left, top, width, height))

    def _put_away(self) -> None:
        self.panel.hide()
        if self._asked is not None:
            self._asked.cancel()
        with QSignalBlocker(self._field):
            self._field.clear()
        self._window.lend_search(lent=False)

    def _pick(self, row: Hit | Command, ctrl: bool) -> None:
        typed = self._field.text()
        self.leave()
        if ctrl and self.panel.has_schools:
            self.filtered.emit(typed)
        elif isinstance(row, Command):
            row.act()
        else:
            self.opened.emit(row)

    def _follow_focus(self, old: QWidget | None, now: QWidget | None) -> None:
        if now is self._field:
            if old is not None and old.window() is self._window:
                self._came_from = old
        elif now is not None and self.panel.isVisible():
            self._put_away()

    def _go_on(self) -> None:
        """Bring the index further up to date, one step at a time."""
        if not self._is_going_on:
            self._is_going_on = True
            self._step()

    def _step(self) -> None:
        self._jobs.start(lambda _: self._searcher.go_on(), owner=self, done=self._stepped, failed=self._not_stepped)

    def _stepped(self, left: int) -> None:
        self._is_going_on = bool(left)
        if left:
            QTimer.singleShot(_BREATH, self, self._step)
        elif self.panel.isVisible() and self._field.text().strip():
            self._search(self._field.text())

    def _not_stepped(self, error: BaseException) -> None:
        """Leave it: the next search says what is wrong."""
        self._is_going_on = False
        if not isinstance(error, UserError | Cancelled):
            show_error(self._window, error)

    def _connect(self) -> None:
        self._field.searched.connect(self._search)
        self._field.installEventFilter(self)
        self._window.installEventFilter(self)
        self._window.search_wanted.connect(self.begin)
        self.panel.list.picked.connect(self._pick)
        self.panel.chosen.connect(self._field.setAccessibleDescription)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow_focus)
        self._later.timeout.connect(self._go_on)
        self._later.start()
        set_hints(self._field, Hint(("↑", "↓"), "选"), Hint(("Enter",), "打开"), Hint(("Esc",), "返回"))
