"""常用语: a few numbered phrases below the field they are for."""

from PySide6.QtCore import QModelIndex, QRectF, QSize, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from xunjian.ui.tables import ROW_ROLE, Index
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import set_shown
from xunjian.ui.widgets.entries import Entries
from xunjian.ui.widgets.keys import bare_digit, is_bare_enter
from xunjian.ui.widgets.painting import CENTER, area_of, draw_box, draw_text, has_state
from xunjian.ui.widgets.views import RowList

_MOST = 9


class _PhraseDelegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, phrase_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect, here = area_of(option), look()
        painter.save()
        if has_state(option, QStyle.StateFlag.State_Selected):
            painter.fillRect(rect, here.colours["selected"])
        elif has_state(option, QStyle.StateFlag.State_MouseOver):
            painter.fillRect(rect, here.colours["surface"])
        cap = QRectF(rect.x() + here.px(8), rect.center().y() - here.px(10), here.px(24), here.px(20))
        draw_box(painter, cap, fill=here.colours["bg"], edge=here.colours["divider"])
        draw_text(painter, cap, str(index.row() + 1), here.font("caption"), here.colours["text2"], CENTER)
        room = rect.adjusted(here.px(38), 0, -here.px(8), 0)
        draw_text(painter, room, index.data(ROW_ROLE), here.font(), here.colours["text"])
        painter.restore()


def phrase_height() -> int:
    """Return the height of one phrase."""
    return max(look().px(28), look().measures.body + look().px(8))


class PhraseList(RowList):
    """Digits pick a phrase at once, Enter the current one, 0 none: the user writes."""

    picked = Signal(str)
    declined = Signal()

    def __init__(self, shown: int = 3) -> None:
        super().__init__("常用语")
        self._shown = shown
        self.setProperty("boxed", True)
        self.entries = Entries(str, self)
        self.setModel(self.entries)
        self.setItemDelegate(_PhraseDelegate(self))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._pick)

    def show_phrases(self, phrases: list[str]) -> None:
        """Show up to nine phrases, the first one current; without any the list is not there."""
        self.entries.show_entries(phrases[:_MOST])
        set_shown(self, bool(phrases))
        if phrases:
            self.choose(0)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the height of the phrases that are shown without scrolling."""
        return QSize(look().px(200), min(self.entries.rowCount(), self._shown) * phrase_height() + 2)

    def minimumSizeHint(self) -> QSize:
        """Return the same height."""
        return QSize(look().px(80), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pick by digit or Enter."""
        digit = bare_digit(event)
        if digit == "0":
            self.declined.emit()
        elif digit and int(digit) <= self.entries.rowCount():
            self._pick(self.entries.index(int(digit) - 1))
        elif is_bare_enter(event) and self.currentIndex().isValid():
            self._pick(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _pick(self, index: QModelIndex) -> None:
        self.choose(index.row())
        self.picked.emit(index.data(ROW_ROLE))
