"""Long work: functions of a progress on one worker thread, their results on the window's thread."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from xunjian.errors import Cancelled
from xunjian.progress import Progress
from xunjian.ui.messages import show_error

_PAUSE = 0.05  # seconds between two reports: more of them nobody could read

Work = Callable[[Progress], Any]
Step = Callable[[int, int, str], None]


class Job:
    """One piece of work that was started; all a page can do with it is ask it to stop."""

    def __init__(self) -> None:
        self._stop = threading.Event()

    def cancel(self) -> None:
        """Ask the work to stop; it ends with Cancelled at its next step, or not at all if it was past the last."""
        self._stop.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody asked it to stop."""
        return self._stop.is_set()


@dataclass(frozen=True)
class _Watcher:
    """Whom a job reports to, as long as Qt has not deleted it."""

    owner: QObject
    progressed: Step | None
    done: Callable[[Any], None] | None
    failed: Callable[[BaseException], None] | None

    def is_alive(self) -> bool:
        return isValid(self.owner)


class _Reporter:
    """The Progress that the work is handed; lives on the worker thread."""

    def __init__(self, job: Job, tell: Step) -> None:
        self._job, self._tell = job, tell
        self._last = 0.0

    def step(self, done: int, total: int, text: str) -> None:
        if self._job.is_cancelled:
            raise Cancelled
        now = time.monotonic()
        if done >= total or now - self._last >= _PAUSE:
            self._last = now
            self._tell(done, total, text)


class Jobs(QObject):
    """The one worker thread. It outlives every page, so that its signals always have somebody to arrive at."""

    busy_changed = Signal(bool)
    _progressed = Signal(object, int, int, str)
    _ended = Signal(object, object, object)  # job, result, error or None

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="xunjian-job")
        self._watchers: dict[Job, _Watcher] = {}
        self._said = ""
        self._progressed.connect(self._pass_on_progress, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._pass_on_end, Qt.ConnectionType.QueuedConnection)

    def start(
        self,
        work: Work,
        *,
        owner: QObject,
        progressed: Step | None = None,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[BaseException], None] | None = None,
    ) -> Job:
        """Run `work(progress)` after what is already waiting; a dead owner hears nothing of it.

        Without `failed` an error is shown in the owner's window, and Cancelled is nothing to show.
        """
        job = Job()
        self._watchers[job] = _Watcher(owner, progressed, done, failed)
        if len(self._watchers) == 1:
            self.busy_changed.emit(True)
        self._worker.submit(self._run, job, work)
        return job

    @property
    def busy(self) -> bool:
        """Whether any work waits, runs, or has not been reported yet."""
        return bool(self._watchers)

    @property
    def doing(self) -> str:
        """What the running work last said of itself; "" where it said nothing."""
        return self._said if self.busy else ""

    def cancel_all(self) -> None:
        """Ask everything to stop at its next step."""
        for job in self._watchers:
            job.cancel()

    def close(self) -> None:
        """Ask everything to stop and wait until it has; nothing is reported any more."""
        self.cancel_all()
        self._watchers.clear()
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _run(self, job: Job, work: Work) -> None:
        reporter = _Reporter(job, partial(self._progressed.emit, job))
        try:
            result = work(reporter)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it belongs to the page that asked
            self._ended.emit(job, None, error)
        else:
            self._ended.emit(job, result, None)

    def _pass_on_progress(self, job: Job, done: int, total: int, text: str) -> None:
        watcher = self._watchers.get(job)
        self._said = text
        if watcher is not None and watcher.progressed is not None and watcher.is_alive():
            watcher.progressed(done, total, text)

    def _pass_on_end(self, job: Job, result: object, error: BaseException | None) -> None:
        watcher = self._watchers.pop(job, None)
        self._said = ""
        if watcher is None:
            return
        if not self._watchers:
            self.busy_changed.emit(False)
        if not watcher.is_alive():
            _log_unheard(error)
        elif error is None:
            if watcher.done is not None:
                watcher.done(result)
        elif watcher.failed is not None:
            watcher.failed(error)
        else:
            show_error(watcher.owner if isinstance(watcher.owner, QWidget) else None, error)


def _log_unheard(error: BaseException | None) -> None:
    if error is not None and not isinstance(error, Cancelled):
        logging.getLogger(__name__).error("Work whose page was closed failed", exc_info=error)
