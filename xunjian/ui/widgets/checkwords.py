"""Check words, large: one person reads them out by telephone, another looks."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from xunjian.ui.theme import look
from xunjian.ui.widgets.painting import CENTER, LEFT, draw_box, draw_text

_ACROSS, _HIGH = 3, 64


class CheckWords(QWidget):
    """The words in two rows of three, each with its number."""

    def __init__(self, words: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._words = words
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.show_words(words)

    def show_words(self, words: tuple[str, ...]) -> None:
        """Show other words."""
        self._words = words
        self.setAccessibleName("核对词：" + "，".join(f"第{n}个 {word}" for n, word in enumerate(words, start=1)))
        self.updateGeometry()
        self.update()

    @property
    def words(self) -> tuple[str, ...]:
        """The words shown."""
        return self._words

    def sizeHint(self) -> QSize:
        """Return room for the rows there are."""
        rows = -(-len(self._words) // _ACROSS)
        return QSize(look().px(420), rows * look().px(_HIGH) + 1)

    def minimumSizeHint(self) -> QSize:
        """Return the same height: a word is never cut."""
        return QSize(look().px(300), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a box for each word."""
        painter, here = QPainter(self), look()
        wide, high = self.width() / _ACROSS, here.px(_HIGH)
        for place, word in enumerate(self._words):
            line, column = divmod(place, _ACROSS)
            left, right = round(column * wide), round((column + 1) * wide)
            cell = QRectF(left, line * high, right - left, high).adjusted(0, 0, 1, 1)
            cell.setRight(min(cell.right(), self.width()))
            draw_box(painter, cell, fill=here.colours["surface"], edge=here.colours["divider"])
            number = QRectF(cell.x() + here.px(12), cell.y(), here.px(24), high)
            draw_text(painter, number, str(place + 1), here.font("caption"), here.colours["text2"], LEFT)
            draw_text(painter, cell, word, here.font("figure", medium=True), here.colours["text"], CENTER)
