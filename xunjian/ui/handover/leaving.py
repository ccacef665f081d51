"""Closing the window: not in the middle of work without asking (string 40), and not before a last backup."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QDialog, QWidget

from xunjian.errors import UserError
from xunjian.services.backup.standing import BackupStanding
from xunjian.ui.handover.keeper import BackupKeeper, back_up_beside
from xunjian.ui.jobs import Job, Jobs
from xunjian.ui.messages import ConfirmDialog
from xunjian.ui.pages.layouts import column, fit_height, row
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.ui.widgets.progress import WorkProgress
from xunjian.workspace import Workspace

PATIENCE = 300
"""Milliseconds in which short work may end by itself before anybody is asked."""


class Leaving(QObject):
    """Watches one window being closed."""

    def __init__(
        self, window: QWidget, workspace: Workspace, jobs: Jobs, keeper: BackupKeeper, flush: Callable[[], None]
    ) -> None:
        super().__init__(window)
        self._window, self._workspace, self._jobs, self._keeper, self._flush = window, workspace, jobs, keeper, flush
        self._agreed = False
        self.dialog: QDialog | None = None
        window.installEventFilter(self)

    def let_go(self) -> None:
        """Ask nothing more: the window is closed to be made anew."""
        self._window.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hold the window open as long as something is to be asked or done."""
        if event.type() is not QEvent.Type.Close or self._may_leave():
            return False
        event.ignore()
        return True

    def _may_leave(self) -> bool:
        if not self._agreed and self.dialog is None:
            if self._jobs.busy:
                QTimer.singleShot(PATIENCE, self, self._ask_or_go_on)
            else:
                self._go_on()
        return self._agreed

    def _ask_or_go_on(self) -> None:
        if self.dialog is not None:
            return
        if not self._jobs.busy:
            self._window.close()
            return
        question = ConfirmDialog(
            self._window,
            f"正在做：{self._jobs.doing or '刚才要做的事'}。",
            "等它做完，或停在这里，已做好的保留。",
            act="停在这里",
            leave="等一等",
        )
        self._open(question)
        question.accepted.connect(self._stop)

    def _stop(self) -> None:
        self._jobs.cancel_all()
        self.dialog = None
        QTimer.singleShot(0, self, self._window.close)

    def _go_on(self) -> None:
        """Back up what is new, and leave after it."""
        self._flush()
        if not self._keeper.wanted:
            self._agreed = True
            return
        dialog = ClosingDialog(self._window, self._workspace, self._keeper)
        self._open(dialog)
        dialog.accepted.connect(self._leave)

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._forget)
        dialog.open()

    def _forget(self, _result: int) -> None:
        self.dialog = None

    def _leave(self) -> None:
        self._agreed = True
        QTimer.singleShot(0, self._window, self._window.close)


class ClosingDialog(QDialog):
    """The last backup of the day; it closes by itself, and leaves the choice where it does not succeed."""

    def __init__(self, parent: QWidget, workspace: Workspace, keeper: BackupKeeper) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("退出")
        self.setMinimumWidth(look().px(480))
        self._keeper = keeper
        self.work = WorkProgress("正在备份", "不等了，直接退出")
        self.problem = NoticeBar(Tone.WAIT)
        self.stay, self.go = KeyButton("不退出", cap="Esc"), KeyButton("直接退出", Role.PRIMARY)
        whole = column(self, 24, 20, 24, 20, spacing=12)
        whole.addWidget(Label("备份好就退出。", "section", medium=True))
        whole.addWidget(self.work)
        whole.addWidget(self.problem)
        buttons = row(spacing=12)
        buttons.addStretch(1)
        buttons.addWidget(self.stay)
        buttons.addWidget(self.go)
        whole.addLayout(buttons)
        self.go.hide()
        self.stay.setFocus()
        self.stay.clicked.connect(self.reject)
        self.go.clicked.connect(self.accept)
        self.work.stopped.connect(self._leave_at_once)
        self.rejected.connect(self._stop)
        self._job: Job | None = keeper.jobs.start(
            partial(back_up_beside, workspace),
            owner=self,
            progressed=self.work.show_progress,
            done=self._done,
            failed=self._fail,
        )
        fit_height(self)

    def _done(self, _standing: BackupStanding) -> None:
        self._job = None
        self.accept()

    def _fail(self, error: BaseException) -> None:
        self._job = None
        self.work.hide()
        told = error if isinstance(error, UserError) else UserError("没有备份成。", safe="数据都在本机。", hint="")
        self.problem.say(told.what, f"{told.safe}{told.hint}")
        self.go.show()
        self.go.setFocus()
        fit_height(self)

    def _leave_at_once(self) -> None:
        self._stop()
        self.accept()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
