"""A task of the bureau that lies on the stick: found by itself, told what it brings, taken in by one button."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from xunjian.errors import Cancelled, UserError
from xunjian.progress import Progress
from xunjian.services.backup import standing
from xunjian.services.bundles.exchange import merge_bundle, preview
from xunjian.services.bundles.joining import Merged
from xunjian.services.handover import sticks
from xunjian.services.handover.drives import Drive
from xunjian.services.handover.sticks import TaskFound
from xunjian.ui.jobs import Job, Jobs
from xunjian.ui.messages import show_error
from xunjian.ui.pages.layouts import column
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import set_shown
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.ui.widgets.progress import WorkProgress
from xunjian.workspace import Workspace


class TaskBox(QWidget):
    """Hidden until a stick has a task that is not merged yet."""

    merged = Signal()
    resized = Signal()

    def __init__(self, workspace: Workspace, jobs: Jobs, drives: Callable[[], list[Drive]]) -> None:
        super().__init__()
        self._workspace, self._jobs, self._drives = workspace, jobs, drives
        self._looked_on: Path | None = None
        self._found: TaskFound | None = None
        self._job: Job | None = None
        self.offer, self.said = NoticeBar(Tone.INFO, "folder-open"), NoticeBar(Tone.OK)
        self.take = self.offer.add_action("读进来", self._take)
        self.work = WorkProgress("正在读任务包", "取消")
        whole = column(self, spacing=8)
        for part in (self.offer, self.work, self.said):
            whole.addWidget(part)
        self.work.hide()
        self.hide()
        self.work.stopped.connect(self._stop)

    def look_on(self, drive: Drive) -> None:
        """Look for a task on a drive, once each time that it is chosen anew."""
        if drive.folder == self._looked_on or self._workspace.team is None:
            return
        self._looked_on = drive.folder
        wanted = {one.folder: one for one in [*self._drives(), drive]}
        self._jobs.start(
            partial(_find, self._workspace, list(wanted.values())), owner=self, done=self._show, failed=self._ignore
        )

    def _show(self, found: tuple[TaskFound, Merged] | None) -> None:
        if found is None:
            return
        self._found, merged = found
        day = standing.moment(self._found.made_at, self._workspace.today())
        self.offer.say(f"U 盘上有局里的任务包（{day}），还没有读。", _brings(merged))
        self._resize(shown=True)

    def _take(self) -> None:
        if self._found is None:
            return
        self.offer.say("")
        self.work.show()
        self._resize(shown=True)
        self._job = self._jobs.start(
            partial(_merge, self._workspace, self._found.path),
            owner=self,
            progressed=self.work.show_progress,
            done=self._show_merged,
            failed=self._fail,
        )

    def _show_merged(self, merged: Merged) -> None:
        self._end()
        self.said.say("任务包读好了。", _brings(merged))
        self._resize(shown=True)
        self.merged.emit()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _fail(self, error: BaseException) -> None:
        self._end()
        self._looked_on = None
        if isinstance(error, UserError):
            self.offer.say(error.what, f"{error.safe}{error.hint}")
            self._resize(shown=True)
            return
        self._resize(shown=False)
        if not isinstance(error, Cancelled):
            show_error(self, error)

    def _ignore(self, _error: BaseException) -> None:
        """A stick that cannot be looked through has no task to offer; writing onto it will tell more."""

    def _end(self) -> None:
        self._job, self._found = None, None
        self.work.hide()

    def _resize(self, *, shown: bool) -> None:
        set_shown(self, shown)
        self.resized.emit()


def _brings(merged: Merged) -> str:
    report = merged.report
    new, changed = sum(report.new_records.values()), sum(report.changed_records.values())
    parts = (
        (new, f"新增 {new} 条"),
        (changed, f"更新 {changed} 条"),
        (merged.photos, f"照片和原件 {merged.photos} 个"),
        (len(report.conflicts), f"填得不一样 {len(report.conflicts)} 处"),
    )
    words = "，".join(word for count, word in parts if count)
    return f"{words}。" if words else "内容这台机器都有；读了就知道局里已收到哪些。"


def _find(workspace: Workspace, drives: list[Drive], progress: Progress) -> tuple[TaskFound, Merged] | None:
    """Return the newest task and what it would bring; None where there is none."""
    found = sticks.find_tasks(workspace, drives, progress)
    return (found[0], preview(workspace, found[0].path, progress)) if found else None


def _merge(workspace: Workspace, path: Path, progress: Progress) -> Merged:
    return merge_bundle(workspace, path, progress)
