"""A list of schools from a file: read and compared on the worker thread, nothing written."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QMimeData, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from xunjian.progress import Progress
from xunjian.services import schools
from xunjian.services.schools import ImportPlan
from xunjian.ui.jobs import Job, Jobs
from xunjian.ui.messages import show_error
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.workspace import Workspace

_KINDS = "学校名单 (*.xlsx *.xls *.et *.csv *.txt);;所有文件 (*)"
_SLOW = 300  # ms before waiting is mentioned


@dataclass(frozen=True)
class ListRead:
    """A list that was read: its file, what importing it would do, and the state it was compared with."""

    path: Path
    plan: ImportPlan
    as_of: int


class Brought(NamedTuple):
    """What an import did, and the known schools that it changed."""

    new: int
    updated: frozenset[str]
    skipped: int


def read_list(workspace: Workspace, path: Path) -> Callable[[Progress], ListRead]:
    """Return the work that reads a list and compares it with what is known."""

    def work(progress: Progress) -> ListRead:
        progress.step(0, 1, path.name)
        with workspace.store.read() as session:
            plan = schools.plan_import(session, path)
            as_of: int = session.info["as_of"]
        progress.step(1, 1, path.name)
        return ListRead(path, plan, as_of)

    return work


def write_list(workspace: Workspace, read: ListRead, *, take_asked: bool) -> Callable[[Progress], Brought]:
    """Return the work that imports a list, its suspect rows left out; whole or not at all."""

    def work(progress: Progress) -> Brought:
        writing = workspace.store.write(by=workspace.person, reason=schools.IMPORTED, as_of=read.as_of)
        with writing as session:
            done = schools.apply_import(session, read.plan, progress, skip_suspect=True, take_asked=take_asked)
            total = max(done.new + done.updated, 1)
            progress.step(total, total, "正在存盘")
        updated = (one.known.uid for one in read.plan.preview.updated if one.changes or (take_asked and one.asked))
        return Brought(done.new, frozenset(updated), done.skipped)

    return work


def dropped_file(data: QMimeData) -> Path | None:
    """Return the one local file that is being dragged, None for anything else."""
    urls = data.urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None


class ImportBar(QWidget):
    """Reads a list when asked to, and says so at the top of the list of schools."""

    planned = Signal(object)
    only_wanted = Signal(frozenset)

    def __init__(self, workspace: Workspace, jobs: Jobs) -> None:
        super().__init__()
        self._workspace, self._jobs = workspace, jobs
        self._job: Job | None = None
        self._turn = 0  # a cancelled reading may still come to its end while the next one is under way
        self._reading = NoticeBar(Tone.NEUTRAL, "file-text")
        self._reading.add_action("取消", self.cancel)
        self._done = NoticeBar(Tone.OK)
        self._see = self._done.add_action("只看这些", lambda: self.only_wanted.emit(self._changed))
        self._done.add_action("知道了", lambda: self._say(self._done, ""))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._reading)
        column.addWidget(self._done)
        column.addSpacing(look().px(12))
        self.hide()
        self._name = ""
        self._changed: frozenset[str] = frozenset()
        self._slow = QTimer(self, singleShot=True, interval=_SLOW)
        self._slow.timeout.connect(lambda: self._say(self._reading, f"正在读“{self._name}”…", "还没有写入任何内容。"))

    @property
    def busy(self) -> bool:
        """Whether a list is being read."""
        return self._job is not None

    def ask(self) -> None:
        """Let a person choose a file, and read it."""
        name, _ = QFileDialog.getOpenFileName(self, "导入学校名单", "", _KINDS)
        if name:
            self.read(Path(name))

    def read(self, path: Path) -> None:
        """Read a file; `planned` brings what importing it would do."""
        if self.busy:
            return
        self._say(self._done, "")
        self._name = path.name
        self._slow.start()
        self._turn += 1
        self._job = self._jobs.start(
            read_list(self._workspace, path),
            owner=self,
            done=partial(self._tell, self._turn),
            failed=partial(self._fail, self._turn),
        )

    def cancel(self) -> None:
        """Stop reading; what was read is forgotten."""
        if self._job is not None:
            self._job.cancel()
            self._turn += 1
            self._end()

    def show_done(self, brought: Brought, changed: frozenset[str]) -> None:
        """Say what an import did; the schools it changed can be looked at alone."""
        self._changed = changed
        parts = [f"新增 {brought.new:,} 所"] if brought.new else []
        parts += [f"更新 {len(brought.updated):,} 所"] if brought.updated else []
        parts += [f"跳过 {brought.skipped:,} 行"] if brought.skipped else []
        self._say(self._done, "已导入：" + "，".join(parts) + "。")
        self._see.setVisible(bool(changed))

    def _tell(self, turn: int, read: ListRead) -> None:
        if turn == self._turn:
            self._end()
            self.planned.emit(read)

    def _fail(self, turn: int, error: BaseException) -> None:
        if turn == self._turn:
            self._end()
            show_error(self, error)

    def _end(self) -> None:
        self._job = None
        self._slow.stop()
        self._say(self._reading, "")

    def _say(self, bar: NoticeBar, text: str, detail: str = "") -> None:
        bar.say(text, detail)
        self.setHidden(self._reading.isHidden() and self._done.isHidden())
