"""The program with its window: shown first, filled when the database has been opened beside it."""

import logging
import os
import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from xunjian.db import peek
from xunjian.errors import UserError
from xunjian.paths import default_workspace
from xunjian.ui import opening
from xunjian.ui.appearance import Appearance
from xunjian.ui.beginning import Beginning
from xunjian.ui.identity import Identity
from xunjian.ui.jobs import Jobs
from xunjian.ui.mainwindow import MainWindow
from xunjian.ui.messages import show_error
from xunjian.ui.navigation import Screen
from xunjian.ui.opening import Opened
from xunjian.ui.pages.layouts import column
from xunjian.ui.refused import RefusedPage
from xunjian.ui.tokens import TextSize
from xunjian.ui.widgets.ring import RingKeeper

if TYPE_CHECKING:
    from xunjian.ui.desk import Desk, Place
    from xunjian.ui.handover.ways import HandoverWays
    from xunjian.ui.search.ways import SearchWays

OF_GROUP = (
    Screen("今天", "calendar-event"),
    Screen("学校", "school"),
    Screen("检查", "clipboard-check"),
    Screen("设置", "settings"),
)
OF_BUREAU = (*OF_GROUP[:-1], Screen("安排", "users"), OF_GROUP[-1])
TIMING = "XUNJIAN_TIMING"
"""Environment variable: 1 has the two figures of the start printed."""


def main(folder: Path | None = None) -> int:
    """Open the window on the workspace in `folder`, by default the user's own, and return its exit code."""
    clock = QElapsedTimer()
    clock.start()
    _reach_input_method()
    app = QApplication(sys.argv[:1])
    program = Program(app, folder or Path(os.environ.get("XUNJIAN_DATA") or default_workspace()), clock)
    sys.excepthook = program.show_bug
    program.start()
    try:
        return app.exec()
    finally:
        program.close()


class Program(QObject):
    """Owns what outlives every page: jobs, workspace, window."""

    def __init__(self, app: QApplication, folder: Path, clock: QElapsedTimer) -> None:
        super().__init__()
        self._app, self._folder, self._clock = app, folder, clock
        self.jobs = Jobs(self)
        self.desk: Desk | None = None
        self.search: SearchWays | None = None
        self.handover: HandoverWays | None = None
        self._opened: Opened | None = None
        self.beginning: Beginning | None = None
        stored = peek.local_settings(folder)
        self._is_bureau = stored.get("role") != "group"
        self.appearance = Appearance(app, stored)
        self.appearance.resized.connect(self._make_anew)
        if app.findChild(RingKeeper) is None:
            RingKeeper(app)
        self._make_window()

    def start(self) -> None:
        """Show the window; what takes long begins after it has been painted."""
        if peek.has_workspace(self._folder):
            self._show_shell()
            _FirstPaint(self.window, self._after_paint)
        else:
            self._show_first()
            _FirstPaint(self.window, partial(self._tell_time, "first paint"))
        self.window.show()

    def close(self) -> None:
        """Save what is typed, end what runs, and let go of the workspace."""
        if self.desk is not None:
            self.desk.flush()
        self._end_search()
        self._end_handover()
        self.jobs.close()
        opened = self._opened or (self.beginning.held if self.beginning is not None else None)
        if opened is not None:
            opening.end(opened)
            opened.workspace.close()
        self._opened, self.desk = None, None
        if self.beginning is not None and self.beginning.demo_folder is not None:
            shutil.rmtree(self.beginning.demo_folder, ignore_errors=True)

    def show_bug(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        """Show an error that nobody caught; it is ours."""
        if isinstance(error, KeyboardInterrupt):
            self._app.quit()
        else:
            show_error(self.window, error)

    def _make_window(self) -> None:
        self._identity = Identity()
        self.window = MainWindow(self._app, identity=self._identity)
        self.window.size_stepped.connect(self.appearance.step_size)
        self._holders: dict[str, Holder] = {}

    def _show_shell(self) -> None:
        for screen in OF_BUREAU if self._is_bureau else OF_GROUP:
            self._holders[screen.title] = holder = Holder()
            self.window.add_screen(screen, holder)

    def _after_paint(self) -> None:
        self._tell_time("first paint")
        self._open()

    def _open(self) -> None:
        work = partial(opening.open_workspace, self._folder)
        self.jobs.start(work, owner=self.window, done=self._show_opened, failed=self._show_refused)

    def _show_opened(self, opened: Opened) -> None:
        self._opened = opened
        self.appearance.keep_in(opened.workspace)
        self._show_pages()

    def _show_pages(self, place: "Place | None" = None) -> None:
        from xunjian.ui.desk import Desk  # with all that it needs it was imported by the job
        from xunjian.ui.handover.ways import HandoverWays
        from xunjian.ui.search.ways import SearchWays

        opened = self._opened
        if opened is None:
            return
        self.window.say_demonstration(opened.workspace.is_trial)
        self.desk = Desk(self.window, self._identity, self.jobs, opened, self.appearance)
        self.handover = HandoverWays(self.window, self._identity, self.desk, opened.workspace, self.jobs)
        export = self.handover.export
        self.search = SearchWays(self.window, self.desk, opened.workspace, self.appearance, export=export)
        self.handover.restore_wanted.connect(self._restore)
        self.handover.given_back.connect(self._give_back)
        self._holders["今天"].fill(self.desk.today)
        self._holders["检查"].fill(self.desk.visits)
        self._holders["设置"].fill(self.desk.settings)
        if self.desk.arrange is not None:
            self._holders["安排"].fill(self.desk.arrange)
        self.window.show_screen(place.screen if place is not None else 0)
        QTimer.singleShot(0, self.window, partial(self._fill_schools, self.desk, place))

    def _fill_schools(self, desk: "Desk", place: "Place | None") -> None:
        if desk is self.desk:
            self._holders["学校"].fill(desk.make_schools())
            if place is not None:
                desk.go_to(place)
            QTimer.singleShot(0, self.window, partial(self._tell_time, "loaded"))

    def _make_anew(self) -> None:
        """Make the window with the margins of another text size, and go back to where somebody was in it."""
        if self.desk is None:
            if self.beginning is not None and self.beginning.may_begin_anew:
                self._replace_window()
                self._show_first()
                self.window.show()
            return
        self.desk.flush()
        place = self.desk.place()
        self._replace_window()
        self._show_shell()
        self._show_pages(place)
        self.window.show()

    def _end_search(self) -> None:
        if self.search is not None:
            self.search.close()
            self.search = None

    def _end_handover(self) -> None:
        if self.handover is not None:
            self.handover.close()
            self.handover = None

    def _replace_window(self) -> None:
        self._end_search()
        self._end_handover()
        old, self.desk = self.window, None
        self._make_window()
        self.window.restore_shape(old)
        old.close()
        old.deleteLater()

    def _restore(self, backup: Path, opened_by: tuple[str, ...]) -> None:
        from xunjian.ui.handover import switching

        work = partial(switching.restore, backup=backup, opened_by=opened_by)
        self._switch("正在恢复", work, lambda done: self._open_anew(switching.told_restored(done)))

    def _give_back(self, slip: Path) -> None:
        from xunjian.ui.handover import switching

        def begin_anew(_nothing: object) -> None:
            self._replace_window()
            self._show_first()
            self.window.show()
            show_error(self.window, switching.told_given_back(slip))

        self._switch("正在删除", switching.give_back, begin_anew)

    def _switch(self, doing: str, work: Callable[..., Any], then: Callable[[Any], None]) -> None:
        """Leave the workspace for what comes after it; where that does not succeed, it is opened again."""
        from xunjian.ui.handover.switching import SwitchPage

        opened, self._opened = self._opened, None
        if opened is None or self.desk is None:
            return
        self.desk.flush()
        opening.end(opened)
        self._replace_window()
        page = SwitchPage(doing)
        self.window.open_alone(page)
        self.window.show()
        job = self.jobs.start(
            partial(work, opened.workspace),
            owner=page,
            progressed=page.work.show_progress,
            done=then,
            failed=self._open_anew,
        )
        page.stopped.connect(job.cancel)

    def _open_anew(self, told: BaseException) -> None:
        self._show_shell()
        self.window.go_back()
        self._open()
        show_error(self.window, told)

    def _show_refused(self, error: BaseException) -> None:
        if not isinstance(error, UserError):
            show_error(self.window, error)
            return
        page = RefusedPage(error)
        page.again.connect(self._open_again)
        self.window.open_alone(page)

    def _open_again(self) -> None:
        self.window.go_back()
        self._open()

    def _show_first(self) -> None:
        self.beginning = Beginning(self._folder, self.jobs, self)
        self.beginning.opened.connect(self._show_made)
        self.beginning.size_wanted.connect(lambda size: self.appearance.choose_size(TextSize(size)))
        self.window.open_alone(self.beginning.page)

    def _show_made(self, opened: Opened) -> None:
        self._is_bureau = opened.workspace.is_bureau
        self._show_shell()
        if self.beginning is not None:
            self.beginning.page.deleteLater()
        self._show_opened(opened)

    def _tell_time(self, what: str) -> None:
        if os.environ.get(TIMING) == "1":
            sys.stdout.write(f"{what} {self._clock.elapsed()} ms\n")
            sys.stdout.flush()


class Holder(QWidget):
    """The place of a page in the window until the page can be made."""

    def __init__(self) -> None:
        super().__init__()
        self._column = column(self)

    def fill(self, page: QWidget) -> None:
        """Put the page in."""
        self._column.addWidget(page)
        self.setFocusProxy(page)


class _FirstPaint(QObject):
    """Calls once when the window has been painted for the first time."""

    def __init__(self, window: QWidget, then: Callable[[], None]) -> None:
        super().__init__(window)
        self._then = then
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the paint happen, and call after it."""
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._then)
        return False


def _reach_input_method() -> None:
    """Reach fcitx through its ibus front end: Qt as shipped has no plugin of its own for it."""
    if os.environ.get("QT_IM_MODULE", "").startswith("fcitx"):
        os.environ["QT_IM_MODULE"] = "ibus"
        logging.getLogger(__name__).info("Input method fcitx is reached through ibus")
