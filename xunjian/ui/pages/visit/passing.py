"""交给同事: one visit onto a stick for a colleague's laptop, and one from theirs taken in."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from xunjian.errors import Cancelled
from xunjian.files import safe_name
from xunjian.progress import Progress
from xunjian.services.bundles import exchange, passing_on
from xunjian.services.bundles.joining import Merged
from xunjian.services.bundles.packing import Exported
from xunjian.ui.jobs import Job, Jobs
from xunjian.ui.messages import show_error
from xunjian.ui.pages.layouts import column
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.ui.widgets.progress import WorkProgress
from xunjian.workspace import Workspace

_KINDS = "巡检数据包 (*.xjb)"


class Passing(QWidget):
    """Hidden until something goes out or comes in; then it says how far that is and what came of it."""

    taken = Signal()  # something new is here

    def __init__(self, workspace: Workspace, jobs: Jobs) -> None:
        super().__init__()
        self._workspace, self._jobs = workspace, jobs
        self._job: Job | None = None
        self._work = WorkProgress("正在处理", "取消")
        self.done, self.clash = NoticeBar(Tone.OK), NoticeBar(Tone.CONFLICT)
        whole = column(self, 16, 8, 24, 8, spacing=8)
        for part in (self._work, self.done, self.clash):
            part.hide()
            whole.addWidget(part)
        self._work.stopped.connect(self._stop)
        self.hide()

    @property
    def busy(self) -> bool:
        """Whether a bundle is on its way."""
        return self._job is not None

    def ask_target(self, visit: str, school: str) -> None:
        """Let a person choose where the bundle of a visit goes, and write it there."""
        start = f"{safe_name(f'{school}-检查')}.xjb"
        name, _ = QFileDialog.getSaveFileName(self, "交给同事：存到哪里？", start, _KINDS)
        if name:
            self.pass_on(visit, school, Path(name))

    def ask_source(self) -> None:
        """Let a person choose a colleague's bundle, and take it in."""
        name, _ = QFileDialog.getOpenFileName(self, "收同事交来的检查", "", _KINDS)
        if name:
            self.take_in(Path(name))

    def pass_on(self, visit: str, school: str, target: Path) -> None:
        """Write the bundle of a visit."""
        work = partial(passing_on.pass_on, self._workspace, visit, target)
        self._start(work, partial(self._tell_written, school))

    def take_in(self, path: Path) -> None:
        """Merge a colleague's bundle."""
        self._start(partial(exchange.merge_bundle, self._workspace, path), self._tell_taken)

    def _start(self, work: Callable[[Progress], object], done: Callable[..., None]) -> None:
        if self.busy:
            return
        self.done.say("")
        self.clash.say("")
        self._work.show()
        self.show()
        self._job = self._jobs.start(
            work, owner=self, progressed=self._work.show_progress, done=partial(self._end, done), failed=self._fail
        )

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _end(self, tell: Callable[..., None], result: object) -> None:
        self._job = None
        self._work.hide()
        tell(result)

    def _fail(self, error: BaseException) -> None:
        self._job = None
        self._work.hide()
        self.hide()
        if not isinstance(error, Cancelled):
            show_error(self, error)

    def _tell_written(self, school: str, done: Exported) -> None:
        photos = f"，照片 {done.photos} 张" if done.photos else ""
        self.done.say(
            f"{school}的检查已存成“{Path(done.path).name}”（问题 {done.findings} 个{photos}）。",
            "请同事在“检查”里收下，接着做。",
        )

    def _tell_taken(self, merged: Merged) -> None:
        if merged.note:
            self.done.say(merged.note)
        else:
            self.done.say(f"收下了{merged.sender}交来的：检查 {merged.visits} 次，问题 {merged.findings} 个。")
        if merged.report.conflicts:
            self.clash.say(f"有 {len(merged.report.conflicts)} 处两边填得不一样，请您定。没定的不影响其他内容。")
        self.taken.emit()
