"""逐张分: new photos one after the other, each put to a problem or not used. No file is ever deleted."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QWidget

from xunjian.ui.jobs import Jobs
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.pages.photos.cover_canvas import CoverCanvas
from xunjian.ui.pages.photos.incoming import Arrival
from xunjian.ui.pages.photos.pictures import read_small
from xunjian.ui.widgets.basics import ElidedLabel, Label
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.choices import Choice
from xunjian.ui.widgets.keys import bare_digit

_ROOM = (1520, 960)


class Target(NamedTuple):
    """A problem to which a photo may be put."""

    item: str
    words: str


class TriageDialog(QDialog):
    """←→ go from photo to photo, 1 puts one to the problem that is chosen (↑↓), 3 leaves it; each is done at once."""

    assigned = Signal(str, str)  # hash, item
    passed = Signal(str)  # hash
    taken_back = Signal(str, str)  # hash, item or "" where it had been passed over

    def __init__(
        self, parent: QWidget, jobs: Jobs, arrivals: Sequence[Arrival], targets: Sequence[Target], current: str
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("逐张分照片")
        self._jobs, self._arrivals, self._place = jobs, list(arrivals), 0
        self._decided: dict[str, str] = {}
        """Item by hash; "" for a photo that is not used. In the order of deciding."""
        self._images: dict[str, QImage] = {}
        """Of the photo that is shown and of its neighbours, by hash."""
        self._words = {target.item: target.words for target in targets}
        self.canvas, self.target = CoverCanvas(), Choice("归到哪一条，上下键换")
        self._where, self._name = Label("", "caption", "text2"), ElidedLabel("", "caption", "text2")
        self._state = Label("", medium=True)
        self.assign = KeyButton("归到这条", Role.PRIMARY, cap="1")
        self.leave = KeyButton("不用", cap="3")
        self.undo = KeyButton("撤销", Role.LINK, icon="arrow-back-up", key="Ctrl+Z")
        self._lay_out(targets, current)
        self._connect()
        window = parent.window().size()
        self.resize(min(1200, round(window.width() * 0.9)), min(900, window.height() - 60))
        self._go_to(0)
        self.canvas.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Decide by 1 and 3, choose the problem by the arrows up and down."""
        acts: dict[str, Callable[[], object]] = {"1": self.assign.click, "3": self.leave.click}
        act = acts.get(bare_digit(event))
        if act is not None:
            act()
        elif event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self._choose(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def _lay_out(self, targets: Sequence[Target], current: str) -> None:
        whole = column(self, 16, 16, 16, 16, spacing=8)
        whole.addWidget(self.canvas, 1)
        for target in targets:
            self.target.addItem(target.words, target.item)
        self.target.setCurrentIndex(max(0, self.target.findData(current)))
        choice = row(spacing=8)
        choice.addWidget(Label("归到", colour="text2"))
        choice.addWidget(self.target, 1)
        for button in (self.assign, self.leave):
            choice.addWidget(button)
        whole.addLayout(choice)
        line = row(spacing=12)
        close = KeyButton("关闭", cap="Esc")
        close.clicked.connect(self.reject)
        line.addWidget(self._where)
        line.addWidget(self._name)
        line.addWidget(self._state, 1)
        line.addWidget(self.undo)
        line.addWidget(close)
        whole.addLayout(line)
        whole.addWidget(Label("←→ 换照片，↑↓ 换问题。不用的照片还在文件夹里，不会删。", "caption", "text2", wrap=True))
        for button in (self.assign, self.leave, self.undo, close):
            button.setAutoDefault(False)
        if not targets:
            self.target.addItem("还没有记为不符合的项")
            self.target.setEnabled(False)

    def _connect(self) -> None:
        self.assign.clicked.connect(lambda: self._decide(self.target.currentData() or ""))
        self.leave.clicked.connect(lambda: self._decide(""))
        self.undo.clicked.connect(self._take_back)
        self.canvas.turned.connect(self._step)
        for key, step in (("Left", -1), ("Right", 1)):
            QShortcut(QKeySequence(key), self).activated.connect(partial(self._step, step))

    @property
    def _shown(self) -> Arrival:
        return self._arrivals[self._place]

    def _choose(self, step: int) -> None:
        if self.target.isEnabled():
            self.target.setCurrentIndex(min(max(0, self.target.currentIndex() + step), self.target.count() - 1))

    def _decide(self, item: str) -> None:
        sha256 = self._shown.sha256
        if sha256 in self._decided:
            return
        self._decided[sha256] = item
        if item:
            self.assigned.emit(sha256, item)
        else:
            self.passed.emit(sha256)
        open_ones = [place for place, one in enumerate(self._arrivals) if one.sha256 not in self._decided]
        following = [place for place in open_ones if place > self._place]
        self._go_to((following or open_ones or [self._place])[0])

    def _take_back(self) -> None:
        if not self._decided:
            return
        sha256, item = self._decided.popitem()
        self.taken_back.emit(sha256, item)
        self._go_to(next(place for place, one in enumerate(self._arrivals) if one.sha256 == sha256))

    def _step(self, step: int) -> None:
        if 0 <= self._place + step < len(self._arrivals):
            self._go_to(self._place + step)

    def _go_to(self, place: int) -> None:
        if place != self._place or self.canvas.image.isNull():
            self._place = place
            self.canvas.forget()
            near = {one.sha256 for one in self._arrivals[max(0, place - 1) : place + 2]}
            self._images = {sha256: image for sha256, image in self._images.items() if sha256 in near}
            self._read(place)
            # The next one is read while somebody looks at this one.
            self._read(place + 1)
        self._show_words()

    def _read(self, place: int) -> None:
        arrival = self._arrivals[place] if place < len(self._arrivals) else None
        if arrival is None:
            return
        if arrival.sha256 in self._images:
            self._show(arrival.sha256)
        else:
            work = partial(_read_file, arrival.path)
            self._jobs.start(work, owner=self, done=partial(self._take, arrival.sha256))

    def _show_words(self) -> None:
        decided = self._decided.get(self._shown.sha256)
        left = len(self._arrivals) - len(self._decided)
        self._where.setText(f"第 {self._place + 1} 张，共 {len(self._arrivals)} 张，还有 {left} 张没分")
        self._name.setText(self._shown.path.name)
        self._state.setText("" if decided is None else f"已归到 {self._words[decided]}" if decided else "不用")
        self.assign.setEnabled(decided is None and self.target.isEnabled())
        self.leave.setEnabled(decided is None)
        self.undo.setVisible(bool(self._decided))
        if not self.assign.isEnabled() and not self.leave.isEnabled():
            self.canvas.setFocus()

    def _take(self, sha256: str, image: QImage) -> None:
        self._images[sha256] = image
        self._show(sha256)

    def _show(self, sha256: str) -> None:
        if sha256 == self._shown.sha256:
            image = self._images[sha256]
            self.canvas.show_image(image)
            self.canvas.setAccessibleName(self._where.text() + ("，打不开" if image.isNull() else ""))


def _read_file(path: Path, progress: object) -> QImage:  # noqa: ARG001 - one photo
    return read_small(lambda _name: path.read_bytes(), path.name, *_ROOM)
