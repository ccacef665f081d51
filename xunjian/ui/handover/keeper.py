"""Backups that nobody has to think of: after a paper was given out, after half an hour of changes, on leaving.

They run on a worker of their own, so that nothing that somebody asked for waits behind them.
"""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from xunjian.errors import Cancelled, UserError
from xunjian.progress import Progress
from xunjian.services.backup import standing
from xunjian.services.backup.making import back_up, default_place
from xunjian.services.backup.standing import BackupStanding
from xunjian.ui.jobs import Job, Jobs
from xunjian.workspace import Workspace

LOOK_EVERY = 20_000
"""Milliseconds between two looks at what has changed."""
OFTEN = 90
"""Looks after which changes are backed up, whatever they are: half an hour."""


class BackupKeeper(QObject):
    """Backs up beside the workspace when there is reason to, and tells how that stands."""

    changed = Signal(object)  # BackupStanding
    failed = Signal(object)  # UserError: a backup that nobody asked for did not succeed

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.jobs = Jobs(self)
        self.standing: BackupStanding | None = None
        self._looks = 0
        self._running: Job | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY)
        self._timer.timeout.connect(self._look)
        if self.by_itself:
            self._timer.start()

    @property
    def by_itself(self) -> bool:
        """Whether backups are made unasked: not of invented data, and not where the ledger is on a server."""
        return not (self._workspace.is_trial or self._workspace.store.is_shared)

    @property
    def wanted(self) -> bool:
        """Whether something was saved since the last backup."""
        return self.by_itself and standing.standing(self._workspace).behind > 0

    def begin(self) -> None:
        """Back up in the background, unless that is going on already."""
        if self._running is None:
            self._running = self.jobs.start(
                partial(back_up_beside, self._workspace), owner=self, done=self._done, failed=self._fail
            )

    def refresh(self) -> None:
        """Look how the backups stand, and tell."""
        self.jobs.start(partial(_stands, self._workspace), owner=self, done=self._show)

    def close(self) -> None:
        """Stop, and wait until nothing runs any more."""
        self._timer.stop()
        self.jobs.close()

    def _look(self) -> None:
        if self._running is None:
            self._looks += 1
            self.jobs.start(partial(_stands, self._workspace), owner=self, done=self._weigh)

    def _weigh(self, found: BackupStanding) -> None:
        self._show(found)
        if found.issued or (found.behind and self._looks >= OFTEN):
            self._looks = 0
            self.begin()

    def _show(self, found: BackupStanding) -> None:
        self.standing = found
        self.changed.emit(found)

    def _done(self, found: BackupStanding) -> None:
        self._running = None
        self._show(found)

    def _fail(self, error: BaseException) -> None:
        self._running = None
        if isinstance(error, UserError):
            self.failed.emit(error)
        elif not isinstance(error, Cancelled):
            raise error


def back_up_beside(workspace: Workspace, progress: Progress) -> BackupStanding:
    """Back up to the usual place, and return how that stands now."""
    back_up(workspace, default_place(workspace.folder), progress)
    return standing.standing(workspace)


def back_up_onto(workspace: Workspace, place: Path, sealed: bool, progress: Progress) -> BackupStanding:
    """Back up to another place, and return how that stands now."""
    back_up(workspace, place, progress, sealed=sealed)
    return standing.standing(workspace)


def _stands(workspace: Workspace, _progress: Progress) -> BackupStanding:
    return standing.standing(workspace)
