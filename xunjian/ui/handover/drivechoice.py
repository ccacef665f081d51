"""Which stick: the only one is chosen by itself, and one that is plugged in meanwhile is noticed."""

from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from xunjian.progress import Progress
from xunjian.services.handover import drives
from xunjian.services.handover.drives import Drive, Lister
from xunjian.ui.jobs import Jobs
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.widgets.basics import Icon, Label, set_shown
from xunjian.ui.widgets.buttons import KeyButton
from xunjian.ui.widgets.choices import Choice

LOOK_EVERY = 1_500
"""Milliseconds between two looks at what is plugged in."""
NONE = "没找到 U 盘。插上就能看到。"


class DriveChoice(QWidget):
    """The sticks with their room, and a way to any other folder."""

    changed = Signal()

    def __init__(self, jobs: Jobs, lister: Lister | None = None) -> None:
        super().__init__()
        self._jobs, self._lister = jobs, lister or drives.removable
        self._drives: list[Drive] = []
        self._folder: Drive | None = None
        self._looking = False
        self._chosen: Path | None = None
        self.choice = Choice("U 盘")
        self._said = Label(NONE, colour="text2", wrap=True)
        self.elsewhere = KeyButton("别的文件夹…", small=True)
        self.elsewhere.setAutoDefault(False)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY)
        self._lay_out()
        self._timer.timeout.connect(self._look)
        self.choice.currentIndexChanged.connect(self._choose)
        self.elsewhere.clicked.connect(self._choose_folder)

    def drive(self) -> Drive | None:
        """Return what is chosen."""
        known, place = self._all(), self.choice.currentIndex()
        return known[place] if 0 <= place < len(known) else None

    def drives(self) -> list[Drive]:
        """Return the sticks that are plugged in."""
        return list(self._drives)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to look."""
        super().showEvent(event)
        self._timer.start()
        self._look()

    def hideEvent(self, event: QHideEvent) -> None:
        """Look no more."""
        super().hideEvent(event)
        self._timer.stop()

    def pause(self, *, paused: bool) -> None:
        """Look no more while something is written."""
        if paused:
            self._timer.stop()
        elif self.isVisible():
            self._timer.start()

    def _lay_out(self) -> None:
        line = row(spacing=12)
        line.addWidget(Icon("device-usb", 20))
        line.addWidget(self.choice, 1)
        line.addWidget(self._said, 1)
        line.addWidget(self.elsewhere)
        column(self, 0, 3, 3, 3).addLayout(line)
        self._show()

    def _look(self) -> None:
        if not self._looking:
            self._looking = True
            self._jobs.start(self._list, owner=self, done=self._take, failed=lambda _error: self._take([]))

    def _list(self, _progress: Progress) -> list[Drive]:
        return [drive for drive in self._lister() if drive.writable]

    def _take(self, found: list[Drive]) -> None:
        self._looking = False
        same = [(one.folder, one.free >> 20) for one in found] == [(one.folder, one.free >> 20) for one in self._drives]
        if not same:
            self._drives = found
            self._show()

    def _show(self) -> None:
        before = self._chosen
        known = self._all()
        self.choice.blockSignals(True)
        self.choice.clear()
        self.choice.addItems([_line(drive) for drive in known])
        place = next((row_ for row_, drive in enumerate(known) if drive.folder == before), 0 if known else -1)
        self.choice.setCurrentIndex(place)
        self.choice.blockSignals(False)
        set_shown(self.choice, bool(known))
        set_shown(self._said, not known)
        self._choose()

    def _choose(self) -> None:
        drive = self.drive()
        self._chosen = drive.folder if drive is not None else None
        self.changed.emit()

    def _all(self) -> list[Drive]:
        return [*self._drives, *([self._folder] if self._folder is not None else [])]

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "选一个文件夹")
        if name:
            self.choose_folder(name)

    def choose_folder(self, name: str) -> None:
        """Take a folder that is on no stick: a second disk, a share."""
        found = drives.folder_as_drive(name)
        if found is not None:
            self._folder = found
            self._show()
            self.choice.setCurrentIndex(len(self._all()) - 1)


def _line(drive: Drive) -> str:
    return f"{drive.name}　余 {room(drive.free)}"


def room(size: int) -> str:
    """Return a size as people say it: 310 MB, 12.3 GB."""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{max(round(size / 1e6), 1)} MB"
