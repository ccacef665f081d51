"""Lists and tables: one view, one delegate, fixed heights, a ring round the viewport."""

from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from xunjian.ui.plain import plain_tooltip
from xunjian.ui.tables import ROW_ROLE, Column, Head, Index, Mark, PagedModel
from xunjian.ui.theme import look
from xunjian.ui.widgets.chips import paint_chip
from xunjian.ui.widgets.painting import (
    LEFT,
    RIGHT,
    area_of,
    draw_rule,
    draw_text,
    has_state,
    text_width,
)

GAP, BEFORE, AFTER = 12, 16, 16
HEAD = 32


def paint_ground(
    painter: QPainter, option: QStyleOptionViewItem, *, over: bool, chosen: bool, hover: str = "surface"
) -> None:
    """Draw the ground of a row or of a cell of it, and the line below."""
    rect, colours = area_of(option), look().colours
    if chosen or over:
        painter.fillRect(rect, colours["selected" if chosen else hover])
    draw_rule(painter, QPointF(rect.left(), rect.bottom() - 1), QPointF(rect.right(), rect.bottom() - 1))


def paint_bar(painter: QPainter, rect: QRectF, *, focused: bool, colour: str = "accent", width: int = 3) -> None:
    """Draw the bar at the left edge of a chosen row, or the wider one of an overdue row."""
    # The ring will cover two pixels of it.
    painter.fillRect(QRectF(rect.x(), rect.y(), width + 2 * focused, rect.height()), look().colours[colour])


def paint_head(painter: QPainter, rect: QRectF, title: str, note: str, *, number: str = "") -> None:
    """Draw the head of a group: its number, its name and a quiet note."""
    here = look()
    painter.fillRect(rect, here.colours["surface"])
    draw_rule(painter, QPointF(rect.left(), rect.bottom() - 1), QPointF(rect.right(), rect.bottom() - 1))
    x = rect.x() + here.px(BEFORE)
    font = here.font("caption", medium=True)
    parts = ((number, "text", font, 14), (title, "text", font, 8), (note, "text2", here.font("caption"), 0))
    for text, ink, kind, gap in parts:
        if text:
            room = QRectF(x, rect.y(), rect.right() - x, rect.height())
            x += draw_text(painter, room, text, kind, here.colours[ink]) + here.px(gap)


class RowDelegate(QStyledItemDelegate):
    """Draws the cells of a table whose columns are data; the table tells it the row under the mouse."""

    row_under_mouse = -1

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the height of a row."""
        return QSize(0, look().measures.row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell; the first one also draws the bar of its row."""
        entry, view, model = index.data(ROW_ROLE), self.parent(), index.model()
        if not isinstance(view, QWidget) or not isinstance(model, PagedModel):
            return
        rect = area_of(option)
        painter.save()
        if isinstance(entry, Head):
            paint_head(painter, rect, entry.title, entry.note)
        else:
            chosen = has_state(option, QStyle.StateFlag.State_Selected)
            paint_ground(painter, option, over=self.row_under_mouse == index.row(), chosen=chosen)
            if index.column() == 0:
                self.paint_edge(painter, rect, entry, chosen=chosen, focused=view.hasFocus())
            last = index.column() == len(model.columns) - 1
            room = rect.adjusted(
                look().px(BEFORE) if index.column() == 0 else 0, 0, -look().px(AFTER if last else GAP), 0
            )
            paint_cell(painter, room, model.columns[index.column()], entry)
        painter.restore()

    def paint_edge(self, painter: QPainter, rect: QRectF, _row: Any, *, chosen: bool, focused: bool) -> None:
        """Draw the left edge of a row; lists with overdue rows draw theirs here."""
        if chosen:
            paint_bar(painter, rect, focused=focused)


def cell_room(rect: QRectF, column: int, model: PagedModel[Any]) -> QRectF:
    """Return the part of a cell that its text may fill."""
    last = column == len(model.columns) - 1
    return rect.adjusted(look().px(BEFORE) if column == 0 else 0, 0, -look().px(AFTER if last else GAP), 0)


def show_if_cut(event: QHelpEvent, view: QAbstractItemView, text: str, room: float) -> None:
    """Show `text` whole in a tooltip where the row had no room for it."""
    cut = text_width(look().font(), text) > room
    QToolTip.showText(event.globalPos(), plain_tooltip(text) if cut else "", view)


def paint_cell(painter: QPainter, room: QRectF, column: Column[Any], row: Any) -> None:
    """Draw what a column shows of a row: its mark, or else its text."""
    mark: Mark | None = column.mark(row) if column.mark is not None else None
    if mark is not None:
        paint_chip(painter, room.x() - look().px(6), room.center().y(), mark, bare=True)
        return
    font = look().font("caption" if column.small else "body")
    colour = look().colours["text2" if column.quiet else "text"]
    draw_text(painter, room, column.text(row), font, colour, RIGHT if column.right else LEFT)
