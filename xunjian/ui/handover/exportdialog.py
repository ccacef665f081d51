"""导出到 U 盘: what goes, onto which stick, how far it is, and when it may be pulled out; and a task back from it."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QWidget

from xunjian.errors import Cancelled, UserError
from xunjian.progress import Progress
from xunjian.services.handover import sticks
from xunjian.services.handover.drives import Drive, Lister
from xunjian.services.handover.sticks import OnStick, Plan
from xunjian.ui.handover.drivechoice import DriveChoice, room
from xunjian.ui.handover.remaining import Remaining
from xunjian.ui.handover.taskbox import TaskBox
from xunjian.ui.jobs import Job, Jobs
from xunjian.ui.messages import show_error
from xunjian.ui.pages.layouts import column, fit_height, row
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label, set_shown
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.choices import Tick
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.ui.widgets.progress import WorkProgress
from xunjian.workspace import Workspace

SPARE = 1.02
"""How much more than planned a stick must have: the plan is an estimate, writing weighs exactly."""


class ExportDialog(QDialog):
    """One stick, one button; `exported` tells that something left, `merged` that a task came in."""

    exported = Signal()
    merged = Signal()

    def __init__(self, parent: QWidget, workspace: Workspace, jobs: Jobs, lister: Lister | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._jobs = workspace, jobs
        self._plan: Plan | None = None
        self._job: Job | None = None
        self._remaining = Remaining()
        self.setWindowTitle("导出到 U 盘")
        self.setMinimumWidth(look().px(600))
        self.what = Label("正在看有多少要导出…", colour="text2", wrap=True)
        self.drives = DriveChoice(jobs, lister)
        self.without_photos = Tick("不带照片")
        self.problem, self.said = NoticeBar(Tone.WAIT), NoticeBar(Tone.OK)
        self.other_stick = self.problem.add_action("换 U 盘", self._look_again)
        self.leave_photos = self.problem.add_action("不带照片", self._leave_photos)
        self.work = WorkProgress("正在导出", "取消")
        self.task = TaskBox(workspace, jobs, self.drives.drives)
        self.leave, self.go = KeyButton("关闭", cap="Esc"), KeyButton("导出", Role.PRIMARY, icon="package-export")
        self._lay_out()
        self._connect()
        jobs.start(partial(_planned, workspace), owner=self, done=self._show_plan, failed=self._fail)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stay while something is written: 取消 stops it."""
        if self._job is not None:
            event.ignore()
        else:
            super().closeEvent(event)

    def reject(self) -> None:
        """Leave by Esc, but not in the middle of writing."""
        if self._job is None:
            super().reject()

    def _lay_out(self) -> None:
        whole = column(self, 24, 20, 24, 20, spacing=12)
        whole.addWidget(Label("导出到 U 盘", "section", medium=True))
        for part in (self.what, self.drives, self.without_photos, self.problem, self.work, self.said, self.task):
            whole.addWidget(part)
        self.work.hide()
        buttons = row(spacing=12)
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.go)
        whole.addLayout(buttons)
        self.go.setDefault(True)
        self.go.setEnabled(False)
        fit_height(self)

    def _connect(self) -> None:
        self.drives.changed.connect(self._weigh)
        self.without_photos.toggled.connect(lambda _on: self._weigh())
        self.leave.clicked.connect(self.reject)
        self.go.clicked.connect(self._export)
        self.work.stopped.connect(self._stop)
        self.task.merged.connect(self._see_merged)
        self.task.resized.connect(lambda: fit_height(self))

    def _show_plan(self, plan: Plan) -> None:
        self._plan = plan
        documents = [f"{plan.documents} 份文书"] if plan.documents else []
        counts = [f"{plan.visits} 次检查", *documents, f"{plan.photos} 张照片和原件"]
        told = "本组的检查每次都全部带上，局里已有的照片不再带。"
        self.what.setText(f"{'、'.join(counts)}，约 {room(plan.size)}。{told}")
        self._weigh()

    def _weigh(self) -> None:
        """Say before anything is written whether the stick has room."""
        drive, plan = self.drives.drive(), self._plan
        if self._job is not None or drive is None or plan is None:
            self.go.setEnabled(False)
            fit_height(self)
            return
        need = (plan.size_without_photos if self.without_photos.isChecked() else plan.size) * SPARE + 2**20
        short = drive.free < need
        begins = not short and not self.go.isEnabled()
        self.go.setEnabled(not short)
        if begins:
            self.go.setFocus()  # so that a stick plugged in and Enter are all it takes
        if short:
            self._say(f"U 盘只剩 {room(drive.free)}，要 {room(round(need))}。", "数据都在本机。", photos=True)
        else:
            self.problem.say("")
        self.task.look_on(drive)
        fit_height(self)

    def _say(self, what: str, rest: str, *, photos: bool = False) -> None:
        set_shown(self.leave_photos, photos and not self.without_photos.isChecked())
        self.problem.say(what, rest)
        fit_height(self)

    def _look_again(self) -> None:
        """Make room for another stick: it is seen as soon as it is plugged in."""
        self._say("请拔下这个，插上另一个 U 盘。", "插上就能看到；也可以选别的文件夹。")
        self.drives.choice.setFocus()

    def _leave_photos(self) -> None:
        self.without_photos.setChecked(True)
        self.go.setFocus()

    def _export(self) -> None:
        drive = self.drives.drive()
        if drive is None or self._job is not None:
            return
        self._remaining = Remaining()
        self._run(running=True)
        work = partial(_export_to, self._workspace, drive, not self.without_photos.isChecked())
        self._job = self._jobs.start(
            work, owner=self, progressed=self._show_progress, done=self._show_done, failed=self._fail
        )

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _run(self, *, running: bool) -> None:
        self.problem.say("")
        self.said.say("")
        self.drives.pause(paused=running)
        self.work.setVisible(running)
        for part in (self.drives, self.without_photos, self.go, self.leave, self.task):
            part.setEnabled(not running)
        if running:
            self.work.show_progress(0, 1, "")
            self.work.setFocus()
        fit_height(self)

    def _show_progress(self, done: int, total: int, text: str) -> None:
        left = self._remaining.words(done, total)
        self.work.show_progress(done, total, f"{text}　{left}" if left else text)

    def _show_done(self, done: OnStick) -> None:
        self._job = None
        self._run(running=False)
        missing = len(done.exported.missing_photos)
        self.said.say(done.words, f"有 {missing} 张照片不在这台机器上，没有带。" if missing else "")
        self.go.setEnabled(False)
        self.leave.setFocus()
        self.leave.setDefault(True)
        fit_height(self)
        self.exported.emit()

    def _fail(self, error: BaseException) -> None:
        self._job = None
        self._run(running=False)
        if isinstance(error, UserError):
            self._say(error.what, f"{error.safe}{error.hint}", photos="不带照片" in error.hint)
        elif not isinstance(error, Cancelled):
            show_error(self, error)

    def _see_merged(self) -> None:
        self.merged.emit()
        self._jobs.start(partial(_planned, self._workspace), owner=self, done=self._show_plan, failed=self._fail)


def _planned(workspace: Workspace, _progress: Progress) -> Plan:
    return sticks.plan(workspace)


def _export_to(workspace: Workspace, drive: Drive, with_photos: bool, progress: Progress) -> OnStick:
    return sticks.export_to(workspace, drive, progress, with_photos=with_photos)
