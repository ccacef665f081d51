"""The program with its window: shown first, filled when the database has been opened beside it."""

import logging
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from xunjian.db import peek
from xunjian.errors import UserError
from xunjian.paths import default_workspace
from xunjian.ui import opening, theme
from xunjian.ui.firstpage import FirstPage, MemberDialog, RefusedPage
from xunjian.ui.identity import Identity
from xunjian.ui.jobs import Jobs
from xunjian.ui.mainwindow import MainWindow
from xunjian.ui.messages import show_error
from xunjian.ui.navigation import Screen
from xunjian.ui.opening import Opened
from xunjian.ui.pages.layouts import column
from xunjian.ui.tokens import TextSize
from xunjian.ui.widgets.ring import RingKeeper

if TYPE_CHECKING:
    from xunjian.ui.desk import Desk

SCREENS = (Screen("学校", "school"), Screen("检查", "clipboard-check"))
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
        self._opened: Opened | None = None
        settings = peek.local_settings(folder)
        size = settings.get("text_size", "")
        theme.apply(
            app,
            size=TextSize(size) if size in set(TextSize) else TextSize.NORMAL,
            dark=settings.get("theme") == "dark",
        )
        if app.findChild(RingKeeper) is None:
            RingKeeper(app)
        self._identity = Identity()
        self.window = MainWindow(app, identity=self._identity)
        self._holders = [Holder() for _ in SCREENS]
        self._first: FirstPage | None = None

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
        self.jobs.close()
        if self._opened is not None:
            self._opened.workspace.close()
            self._opened = None

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

    def _show_shell(self) -> None:
        for screen, holder in zip(SCREENS, self._holders, strict=True):
            self.window.add_screen(screen, holder)

    def _after_paint(self) -> None:
        self._tell_time("first paint")
        self._open()

    def _open(self) -> None:
        work = partial(opening.open_workspace, self._folder)
        self.jobs.start(work, owner=self.window, done=self._show_opened, failed=self._show_refused)

    def _show_opened(self, opened: Opened) -> None:
        from xunjian.ui.desk import Desk  # with all that it needs it was imported by the job

        self._opened = opened
        self.desk = Desk(self.window, self._identity, self.jobs, opened)
        schools, visits = self._holders
        visits.fill(self.desk.visits)
        self.window.show_screen(1 if opened.workspace.team else 0)
        QTimer.singleShot(0, partial(self._fill_schools, schools))

    def _fill_schools(self, holder: "Holder") -> None:
        if self.desk is not None:
            holder.fill(self.desk.make_schools())
            QTimer.singleShot(0, partial(self._tell_time, "loaded"))

    def _show_refused(self, error: BaseException) -> None:
        if not isinstance(error, UserError):
            show_error(self.window, error)
            return
        page = RefusedPage(error)
        page.again.connect(self._open_again)
        self.window.open_full(page, title="巡检", back="")

    def _open_again(self) -> None:
        self.window.go_back()
        self._open()

    def _show_first(self) -> None:
        self._first = FirstPage()
        self._first.founded.connect(self._found)
        self._first.join_wanted.connect(self._read_invitation)
        self._first.demo_wanted.connect(self._demonstrate)
        self.window.open_full(self._first, title="巡检", back="")

    def _found(self, name: str, prefix: str) -> None:
        self._make("正在新建工作库…", partial(opening.found, self._folder, name, prefix))

    def _read_invitation(self, name: str) -> None:
        path = Path(name)
        if self._first is not None:
            self._first.show_busy("正在读入组文件…")
            self.jobs.start(
                partial(opening.invitation, path),
                owner=self._first,
                done=partial(self._ask_member, path),
                failed=self._show_not_made,
            )

    def _ask_member(self, path: Path, offer: object) -> None:
        if self._first is None:
            return
        self._first.show_busy("")
        dialog = MemberDialog(self._first, getattr(offer, "group", ""), getattr(offer, "members", ()))
        dialog.given.connect(lambda member: self._make("正在加入…", partial(opening.join, self._folder, path, member)))
        dialog.open()

    def _demonstrate(self) -> None:
        folder = Path(mkdtemp(prefix="xunjian-")) / "demo"
        self._make("正在准备演示，十几秒就好。", partial(opening.demonstration, folder))

    def _make(self, words: str, work: Callable[..., Opened]) -> None:
        first = self._first
        if first is None:
            return
        first.show_busy(words)
        self.jobs.start(
            work,
            owner=first,
            progressed=lambda _done, _total, step: first.show_busy(f"{words}{step}"),
            done=self._show_made,
            failed=self._show_not_made,
        )

    def _show_made(self, opened: Opened) -> None:
        self._show_shell()
        if self._first is not None:
            self._first.deleteLater()
            self._first = None
        self._show_opened(opened)

    def _show_not_made(self, error: BaseException) -> None:
        if self._first is not None and isinstance(error, UserError):
            self._first.show_problem(error)
        elif self._first is not None:
            self._first.show_busy("")
            show_error(self.window, error)

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
