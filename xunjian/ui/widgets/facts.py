"""Facts of a school: figures in a row of cells, and what happened in the order of time."""

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from xunjian.ui import icons
from xunjian.ui.tables import ROW_ROLE, Index
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.entries import Entries
from xunjian.ui.widgets.painting import RIGHT, area_of, draw_box, draw_rule, draw_text, has_state
from xunjian.ui.widgets.rows import show_if_cut
from xunjian.ui.widgets.views import RowList


class Fact(NamedTuple):
    """One figure under its name; a tone marks what calls for action."""

    name: str
    figure: str
    tone: Tone | None = None


class FactsBox(QWidget):
    """A few figures side by side."""

    def __init__(self) -> None:
        super().__init__()
        self._facts: tuple[Fact, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_facts(self, facts: tuple[Fact, ...]) -> None:
        """Show other figures."""
        self._facts = facts
        self.setAccessibleName("，".join(f"{fact.name} {fact.figure}" for fact in facts))
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of caption and figure."""
        return QSize(look().px(320), look().px(74))

    def minimumSizeHint(self) -> QSize:
        """Return the same height."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw frame, cells and figures."""
        painter, here, whole = QPainter(self), look(), QRectF(self.rect())
        draw_box(painter, whole, edge=here.colours["divider"])
        width = whole.width() / max(len(self._facts), 1)
        for number, fact in enumerate(self._facts):
            left = round(number * width)
            if number:
                draw_rule(painter, QPointF(left, 1), QPointF(left, whole.height() - 1))
            cell = QRectF(left + here.px(16), here.px(12), width - here.px(24), here.px(24))
            draw_text(painter, cell, fact.name, here.font("caption"), here.colours["text2"])
            below, ink = cell.translated(0, here.px(26)), here.colours[fact.tone.value if fact.tone else "text"]
            if fact.tone is not None:
                side = here.px(20)
                icons.paint(painter, "alert-circle", below.x(), below.center().y() - side / 2, side, ink)
                below = below.adjusted(side + here.px(6), 0, 0, 0)
            draw_text(painter, below, fact.figure, here.font("title", medium=True), ink)


def facts_grid(pairs: list[tuple[str, str]], across: int = 2) -> QWidget:
    """Return names and values that can be selected and copied, `across` pairs in a row."""
    whole = QWidget()
    grid = QGridLayout(whole)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(look().px(20))
    grid.setVerticalSpacing(look().px(4))
    for number, (name, value) in enumerate(pairs):
        row, column = number // across, 2 * (number % across)
        shown = Label(value, selectable=True)
        shown.setAccessibleName(f"{name} {value}")
        grid.addWidget(Label(name, colour="text2"), row, column)
        grid.addWidget(shown, row, column + 1)
        grid.setColumnStretch(column + 1, 1)
    return whole


class Happening(NamedTuple):
    """Something that happened: its date as shown, what it was, and a quieter word."""

    key: str
    day: str
    text: str
    note: str = ""
    tone: Tone = Tone.NEUTRAL


class _HappeningDelegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, look().measures.row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Happening = index.data(ROW_ROLE)
        rect, here = area_of(option), look()
        painter.save()
        chosen = has_state(option, QStyle.StateFlag.State_Selected) and has_state(
            option, QStyle.StateFlag.State_HasFocus
        )
        if chosen or has_state(option, QStyle.StateFlag.State_MouseOver):
            painter.fillRect(rect, here.colours["selected" if chosen else "surface"])
        day = QRectF(rect.x(), rect.y(), here.px(96), rect.height())
        draw_text(painter, day, row.day, here.font(), here.colours["text2"], RIGHT)
        x, middle = rect.x() + here.px(112), rect.center().y()
        first, last = index.row() == 0, index.row() == index.model().rowCount() - 1
        draw_rule(painter, QPointF(x, middle if first else rect.top()), QPointF(x, middle if last else rect.bottom()))
        dot = here.px(9)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(here.colours["border" if row.tone is Tone.NEUTRAL else row.tone.value])
        painter.drawEllipse(QRectF(x - dot / 2 + 0.5, middle - dot / 2, dot, dot))
        text = _text_room(rect)
        width = draw_text(painter, text, row.text, here.font(), here.colours["text"])
        note = text.adjusted(width + here.px(16), 0, 0, 0)
        if note.width() > here.px(32):
            draw_text(painter, note, row.note, here.font(), here.colours["text2"])
        painter.restore()

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        row: Happening = index.data(ROW_ROLE)
        room = _text_room(area_of(option)).width() - (look().px(16) if row.note else 0)
        show_if_cut(event, view, "　".join(part for part in (row.text, row.note) if part), room)
        return True


def _text_room(rect: QRectF) -> QRectF:
    return rect.adjusted(look().px(128), 0, -look().px(8), 0)


def say_happening(row: Happening) -> str:
    """Return what happened in words."""
    return "，".join(part for part in (row.day, row.text, row.note) if part)


class Timeline(RowList):
    """What happened, the newest on top."""

    def __init__(self) -> None:
        super().__init__("经过")
        self.entries = Entries(say_happening, self)
        self.setModel(self.entries)
        self.setItemDelegate(_HappeningDelegate(self))
