"""Chips: a state in a small box, by icon, word and colour."""

from math import ceil

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from xunjian.ui import icons
from xunjian.ui.tables import Mark
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.painting import CENTER, draw_box, draw_text, text_width

ANSWER_MARKS = {
    "yes": Mark("check", "符合", Tone.OK),
    "no": Mark("x", "不符合", Tone.BAD),
    "n_a": Mark("minus", "不适用", Tone.NEUTRAL),
    "partly": Mark("circle-half-2", "部分符合", Tone.WAIT),
    "": Mark("circle", "未查", Tone.NEUTRAL),
}
CLOSED = Mark("check", "已销号", Tone.OK)
TO_RECHECK = Mark("rotate-clockwise", "待复查", Tone.INFO)
IN_PROGRESS = Mark("progress", "进行中", Tone.INFO)
CONFLICT = Mark("arrows-exchange", "冲突", Tone.CONFLICT)
DRAFT = Mark("pencil", "草稿", Tone.NEUTRAL)


def overdue(days: int) -> Mark:
    """Return the mark of what is `days` days late."""
    return Mark("alert-circle", f"逾期{days}天", Tone.BAD)


def chip_width(mark: Mark) -> int:
    """Return the natural width of a chip; it is never stretched."""
    padding = look().px(6) + look().px(8) if mark.icon else 2 * look().px(8)
    room = look().px(16) + look().px(4) if mark.icon else 0
    return ceil(padding + room + text_width(look().font("caption"), mark.text))


def paint_chip(painter: QPainter, x: float, middle: float, mark: Mark, *, bare: bool = False) -> int:
    """Draw a chip with its left edge at `x`, centred on the line `middle`, and return its width; bare has no ground."""
    here, width = look(), chip_width(mark)
    rect = QRectF(round(x), round(middle - here.px(24) / 2), width, here.px(24))
    ink = here.colours[mark.tone.value]
    if not bare:
        draw_box(painter, rect, fill=here.colours.tint(mark.tone))
    left = rect.x() + here.px(8)
    if mark.icon:
        side = here.px(16)
        icons.paint(painter, mark.icon, rect.x() + here.px(6), rect.center().y() - side / 2, side, ink)
        left = rect.x() + here.px(6) + side + here.px(4)
    draw_text(painter, QRectF(left, rect.y(), width, rect.height()), mark.text, here.font("caption"), ink)
    return width


class Chip(QWidget):
    """A chip outside a list."""

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_mark(mark)

    def show_mark(self, mark: Mark) -> None:
        """Show another state."""
        self._mark = mark
        self.setAccessibleName(mark.text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the natural size."""
        return QSize(chip_width(self._mark), look().px(24))

    def minimumSizeHint(self) -> QSize:
        """Return the same: a state is never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the chip."""
        paint_chip(QPainter(self), 0, self.height() / 2, self._mark)


class Tag(QWidget):
    """A word in a thin frame: what something is (公办, 小学), not how it stands."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the natural size."""
        return QSize(ceil(text_width(look().font("caption"), self._text)) + 2 * look().px(9), look().px(24))

    def minimumSizeHint(self) -> QSize:
        """Return the same: a word is never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw frame and word."""
        painter, rect, colours = QPainter(self), QRectF(self.rect()), look().colours
        draw_box(painter, rect, edge=colours["divider"])
        draw_text(painter, rect, self._text, look().font("caption"), colours["text2"], CENTER)
