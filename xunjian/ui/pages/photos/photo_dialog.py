"""One photo, large; from here it can be taken off its finding."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QDialog, QSizePolicy, QWidget

from xunjian.ui.jobs import Jobs
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.pages.photos.pictures import read_small
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton, Role

_ROOM = (760, 400)


class _Picture(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.image = QImage()
        self.setMinimumSize(*_ROOM)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), look().colours["surface2"])
        if not self.image.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            size = self.image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            corner = (self.width() - size.width()) // 2, (self.height() - size.height()) // 2
            painter.drawImage(QRect(*corner, size.width(), size.height()), self.image)


class PhotoDialog(QDialog):
    """Arrow keys go from photo to photo."""

    removed = Signal(int)

    def __init__(
        self,
        parent: QWidget,
        jobs: Jobs,
        read: Callable[[str], bytes],
        names: list[str],
        place: int,
        *,
        removable: bool,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("照片")
        self._jobs, self._read, self._names, self._place = jobs, read, names, place
        self._picture, self._where = _Picture(), Label("", "caption", "text2")
        off = KeyButton("取下这张照片", Role.CAREFUL)
        off.setVisible(removable)
        off.clicked.connect(self._take_off)
        close = KeyButton("关闭", cap="Esc")
        close.clicked.connect(self.reject)
        whole = column(self, 16, 16, 16, 16, spacing=12)
        whole.addWidget(self._picture, 1)
        line = row(spacing=12)
        line.addWidget(self._where, 1)
        line.addWidget(off)
        line.addWidget(close)
        whole.addLayout(line)
        close.setFocus()
        # Shortcuts, for a button in focus would take the arrows for itself.
        QShortcut(QKeySequence("Left"), self).activated.connect(partial(self._step, -1))
        QShortcut(QKeySequence("Right"), self).activated.connect(partial(self._step, 1))
        self._show(place)

    def _step(self, step: int) -> None:
        if 0 <= self._place + step < len(self._names):
            self._show(self._place + step)

    def _show(self, place: int) -> None:
        self._place = place
        self._where.setText(f"第 {place + 1} 张，共 {len(self._names)} 张")
        work = partial(_read_photo, self._read, self._names[place])
        self._jobs.start(work, owner=self, done=partial(self._take, place))

    def _take(self, place: int, image: QImage) -> None:
        if place == self._place:
            self._picture.image = image
            self._picture.setAccessibleName(self._where.text() + ("，打不开" if image.isNull() else ""))
            self._picture.update()

    def _take_off(self) -> None:
        self.removed.emit(self._place)
        self.accept()


def _read_photo(read: Callable[[str], bytes], name: str, progress: object) -> QImage:  # noqa: ARG001 - one photo
    width, height = (2 * side for side in _ROOM)  # enough for a screen of two pixels a point
    return read_small(read, name, width, height)
