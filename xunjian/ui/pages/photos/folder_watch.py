"""Watches folders for new photos on a thread of its own: a phone or a share may take long to answer, or never do.

The desktop's notice of a change is only a nudge; phones and shares give none, so the folders are looked at every two
seconds all the same.
"""

import logging
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, Signal
from shiboken6 import isValid

from xunjian.ui.pages.photos.incoming import Arrival, Incoming, Spoiled

_PAUSE, _SOON = 2.0, 0.3  # seconds between two looks, and while a file is being copied


class FolderWatch(QObject):
    """Reports what came, on the window's thread; nothing after `stop`."""

    found = Signal(object)  # list[Arrival | Spoiled]
    _reached = Signal(str)

    def __init__(self, folders: Sequence[Path], since: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._incoming = [Incoming(folder, since) for folder in folders]
        self._nudge = threading.Event()
        self._looking, self._telling = threading.Lock(), threading.Lock()
        self._untold: list[Arrival | Spoiled] = []
        self._watching: object | None = None
        """What the running thread was started with; another one, or None, ends it."""
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(lambda _folder: self._nudge.set())
        self._reached.connect(self._watch, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begin to look; what came meanwhile is found."""
        if self._watching is None and self._incoming:
            self._watching = run = object()
            threading.Thread(target=self._run, args=(run,), name="xunjian-photos", daemon=True).start()

    def stop(self) -> None:
        """End it; a look that hangs in a share is not waited for."""
        with self._telling:
            self._watching = None
        self._nudge.set()

    def _watch(self, folder: str) -> None:
        if folder not in self._watcher.directories():
            self._watcher.addPath(folder)

    def _run(self, run: object) -> None:
        reached: set[Path] = set()
        while self._watching is run:
            self._nudge.clear()
            for incoming in self._incoming:
                with self._looking:
                    try:
                        self._untold += incoming.look(time.monotonic())
                    except OSError:  # not there, or not now: a phone is unplugged
                        reached.discard(incoming.folder)
                        continue
                    except Exception:
                        logging.getLogger(__name__).exception("Looking into a folder of photos failed")
                        return
                if not self._tell(run, None if incoming.folder in reached else incoming.folder):
                    return
                reached.add(incoming.folder)
            self._nudge.wait(_SOON if any(incoming.waits for incoming in self._incoming) else _PAUSE)

    def _tell(self, run: object, reached: Path | None) -> bool:
        """Report unless it was stopped: then nobody may be there any more, and the next start reports it."""
        with self._telling:
            if self._watching is not run or not isValid(self):
                return False
            if reached is not None:
                self._reached.emit(str(reached))
            if self._untold:
                results, self._untold = self._untold, []
                self.found.emit(results)
            return True
