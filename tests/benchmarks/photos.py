"""Thirty photos dropped on a visit: how long the window stands still, and until all are stored and shown."""

import io
import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.visit_scene import Visiting, show, start
from tests.workspaces import group_scene
from xunjian.ui import theme
from xunjian.ui.jobs import Jobs

PHOTOS = 30
SIZE = (4000, 3000)


class Watchdog(QTimer):
    """Ticks every few milliseconds; a tick that comes late tells how long the window stood still.

    On a busy machine the window also waits for its turn; how long its own thread worked is what it can help.
    """

    def __init__(self) -> None:
        super().__init__(interval=5)
        self.longest = self.most_work = 0.0
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self.timeout.connect(self._tick)

    def _tick(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self.longest = max(self.longest, now - self._last)
        self.most_work = max(self.most_work, worked - self._worked)
        self._last, self._worked = now, worked


def main() -> None:
    """Measure."""
    print(f"{PHOTOS} photos of {SIZE[0]} x {SIZE[1]} pixels dropped on a visit")
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app)
    with TemporaryDirectory() as name:
        folder = Path(name)
        scene, jobs = group_scene(folder / "group"), Jobs()
        at = show(app, scene, jobs, start(scene), lambda _window: None, (1366, 768))
        at.press(Qt.Key.Key_2)
        files = [_photo(folder / f"{number}.jpg", number) for number in range(PHOTOS)]
        QTest.qWait(500)
        watchdog = Watchdog()
        watchdog.start()
        begun = time.perf_counter()
        _drop(at, files)
        while jobs.busy or len(at.page.pane.foot._images) < PHOTOS:
            QTest.qWait(5)
        print(f"  stored and shown {time.perf_counter() - begun:7.1f} s")
        print(f"  longest pause    {watchdog.longest * 1000:7.0f} ms")
        print(f"  most work in one {watchdog.most_work * 1000:7.0f} ms")
        watchdog.stop()
        at.window.hide()
        jobs.close()
        scene.workspace.close()


def _photo(path: Path, number: int) -> Path:
    content = io.BytesIO()
    small = Image.effect_noise((SIZE[0] // 8, SIZE[1] // 8), 40 + number)
    small.convert("RGB").resize(SIZE).save(content, "JPEG", quality=90)
    path.write_bytes(content.getvalue())
    return path


def _drop(at: Visiting, files: list[Path]) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in files])
    pane, middle = at.page.pane, at.page.pane.rect().center()
    action, button, key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(pane, QDragEnterEvent(middle, action, mime, button, key))
    QApplication.sendEvent(pane, QDropEvent(QPointF(middle), action, mime, button, key))


if __name__ == "__main__":
    main()
