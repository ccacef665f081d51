"""备份: when the last one was made, one more beside the workspace or onto a stick, and the way back."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from xunjian.db.types import now
from xunjian.errors import Cancelled, UserError
from xunjian.progress import Progress
from xunjian.services.backup import standing
from xunjian.services.backup.making import default_place, place_on
from xunjian.services.backup.standing import BackupStanding
from xunjian.services.handover import drives
from xunjian.services.handover.drives import Lister
from xunjian.ui.handover.keeper import back_up_beside, back_up_onto
from xunjian.ui.handover.remaining import Remaining
from xunjian.ui.handover.stickdialog import StickDialog
from xunjian.ui.jobs import Job, Jobs
from xunjian.ui.messages import show_error
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.pages.settings.restore_dialog import RestoreDialog
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label, set_shown
from xunjian.ui.widgets.buttons import KeyButton
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.ui.widgets.progress import WorkProgress
from xunjian.workspace import Workspace

WHEN = (
    "签发以后、每半小时有改动、退出时，都会自动备份在工作库旁边，留最新的 10 份。U 盘上的备份加了密，丢了别人打不开。"
)
ON_SERVER = "工作库在服务器上，照片也在。备份请服务器管理员做：定期备份整个数据库，并试着恢复一次。"


class BackupPanel(QWidget):
    """Looks how the backups stand each time that it is shown; `restore_wanted` has a backup and what opens it."""

    restore_wanted = Signal(object, object)  # Path, tuple[str, ...]

    def __init__(self, workspace: Workspace, jobs: Jobs, lister: Lister | None = None) -> None:
        super().__init__()
        self._workspace, self._jobs, self._lister = workspace, jobs, lister
        self._job: Job | None = None
        self._remaining = Remaining()
        self.standing = Label("", colour="text2", wrap=True)
        self.reminder, self.said, self.problem = NoticeBar(Tone.WAIT), NoticeBar(Tone.OK), NoticeBar(Tone.BAD)
        self.work = WorkProgress("正在备份", "取消")
        self.now, self.stick = KeyButton("立即备份"), KeyButton("备份到 U 盘…", icon="device-usb")
        self.back = KeyButton("恢复…", icon="history")
        self._lay_out()
        self.now.clicked.connect(self.back_up)
        self.stick.clicked.connect(self._choose_stick)
        self.back.clicked.connect(self._choose_backup)
        self.work.stopped.connect(self._stop)

    def showEvent(self, event: QShowEvent) -> None:
        """See how it stands now."""
        super().showEvent(event)
        if not self._workspace.store.is_shared:
            self._jobs.start(partial(_stands, self._workspace), owner=self, done=self._show)

    def back_up(self) -> None:
        """Back up beside the workspace."""
        self._run(partial(back_up_beside, self._workspace))

    def _lay_out(self) -> None:
        whole = column(self, spacing=12)
        whole.addWidget(Label("备份", "section", medium=True))
        if self._workspace.store.is_shared:
            whole.addWidget(Label(ON_SERVER, colour="text2", wrap=True))
            return
        whole.addWidget(self.standing)
        for part in (self.reminder, self.work, self.said, self.problem):
            whole.addWidget(part)
        self.work.hide()
        line = row(spacing=12)
        for button in (self.now, self.stick, self.back):
            line.addWidget(button)
        line.addStretch(1)
        whole.addLayout(line)
        whole.addWidget(Label(WHEN, "caption", "text2", wrap=True))

    def _show(self, found: BackupStanding) -> None:
        later = f"那以后又存了 {found.behind} 次。" if found.made_at and found.behind else ""
        self.standing.setText(f"{found.words(self._workspace.today())}{later}")
        trial = self._workspace.is_trial
        self.reminder.say("" if trial else found.reminder(now()))

    def _choose_stick(self) -> None:
        dialog = StickDialog(self, self._jobs, "备份到 U 盘", "备份", self._lister)
        dialog.chosen.connect(self._back_up_onto)
        dialog.open()

    def _back_up_onto(self, folder: Path) -> None:
        place = place_on(self._workspace, folder)
        on_stick = drives.is_on(folder, (self._lister or drives.removable)())
        self._run(partial(back_up_onto, self._workspace, place, on_stick is not None), on=folder.name or str(folder))

    def _run(self, work: partial[BackupStanding], on: str = "") -> None:
        if self._job is not None:
            return
        self._remaining = Remaining()
        self._begin(running=True)
        self._job = self._jobs.start(
            work, owner=self, progressed=self._show_progress, done=partial(self._done, on), failed=self._fail
        )

    def _begin(self, *, running: bool) -> None:
        for bar in (self.said, self.problem):
            bar.say("")
        set_shown(self.work, running)
        for button in (self.now, self.stick, self.back):
            button.setEnabled(not running)
        if running:
            self.work.show_progress(0, 1, "")

    def _show_progress(self, done: int, total: int, text: str) -> None:
        left = self._remaining.words(done, total)
        self.work.show_progress(done, total, f"{text}　{left}" if left else text)

    def _done(self, on: str, found: BackupStanding) -> None:
        self._job = None
        self._begin(running=False)
        self.said.say(f"已备份到 {on}，读出来核对过。可以拔了。" if on else found.words(self._workspace.today()))
        self._show(found)

    def _fail(self, error: BaseException) -> None:
        self._job = None
        self._begin(running=False)
        if isinstance(error, UserError):
            self.problem.say(error.what, f"{error.safe}{error.hint}")
        elif not isinstance(error, Cancelled):
            show_error(self, error)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _choose_backup(self) -> None:
        dialog = RestoreDialog(
            self, self._workspace.folder, default_place(self._workspace.folder), self._jobs, self._lister
        )
        dialog.chosen.connect(self.restore_wanted)
        dialog.open()


def _stands(workspace: Workspace, _progress: Progress) -> BackupStanding:
    return standing.standing(workspace)
