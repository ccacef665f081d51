"""How far a visit is, and how far a piece of long work is."""

from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import ElidedLabel, Label
from xunjian.ui.widgets.buttons import KeyButton


class Counts(NamedTuple):
    """How many items of a visit have which answer."""

    yes: int = 0
    no: int = 0
    partly: int = 0
    n_a: int = 0
    total: int = 0

    @property
    def done(self) -> int:
        """How many items have an answer."""
        return self.yes + self.no + self.partly + self.n_a


class _Stretches(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.counts = Counts()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(look().px(200), 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_stretches(QPainter(self), QRectF(self.rect()), self.counts)


def paint_stretches(painter: QPainter, rect: QRectF, counts: Counts) -> None:
    """Draw how far a visit is: what complies, what does not, what does not apply, and the rest."""
    colours, x = look().colours, rect.x()
    painter.fillRect(rect, colours["surface2"])
    for count, colour in ((counts.yes, "ok"), (counts.no + counts.partly, "bad"), (counts.n_a, "border")):
        width = rect.width() * count / max(counts.total, 1)
        painter.fillRect(QRectF(x, rect.y(), width, rect.height()), colours[colour])
        x += width


class AnswerProgress(QWidget):
    """已查 17 / 42, and the same as three stretches of a bar."""

    def __init__(self) -> None:
        super().__init__()
        self._word, self._figures = Label("已查"), Label("", medium=True)
        self._bar = _Stretches()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look().px(4))
        row.addWidget(self._word)
        row.addWidget(self._figures)
        row.addSpacing(look().px(8))
        row.addWidget(self._bar)

    def show_counts(self, counts: Counts) -> None:
        """Show how far the visit is."""
        self._figures.setText(f"{counts.done} / {counts.total}")
        self._bar.counts = counts
        self._bar.update()
        self.setAccessibleName(
            f"已查 {counts.done} 项，共 {counts.total} 项；符合 {counts.yes}，不符合 {counts.no}，"
            f"部分符合 {counts.partly}，不适用 {counts.n_a}"
        )


class WorkProgress(QWidget):
    """A piece of long work in place: what is being done, n / N, and the button that stops it."""

    stopped = Signal()

    def __init__(self, doing: str, stop: str = "停在这里") -> None:
        super().__init__()
        self._doing = doing
        self._words, self._now = Label(doing), ElidedLabel("", "body", "text2")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(doing)
        button = KeyButton(stop, small=True)
        button.clicked.connect(self.stopped)
        head = QHBoxLayout()
        head.setSpacing(look().px(8))
        head.addWidget(self._words)
        head.addWidget(self._now)
        head.addStretch(1)
        head.addWidget(button)
        column = QVBoxLayout(self)
        room = look().px(3)  # for the focus ring of the button
        column.setContentsMargins(0, room, room, 0)
        column.setSpacing(look().px(10))
        self.setFocusProxy(button)
        column.addLayout(head)
        column.addWidget(self._bar)

    def show_progress(self, done: int, total: int, text: str) -> None:
        """Show where the work is; the signature is that of a job's `progressed`."""
        self._words.setText(f"{self._doing} {done} / {total}")
        self._now.setText(text)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
