"""The two views: tables whose columns are data, and lists whose delegate draws whole rows."""

from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QListView, QTableView, QWidget

from xunjian.ui import icons
from xunjian.ui.tables import PagedModel
from xunjian.ui.theme import look
from xunjian.ui.widgets.painting import LEFT, RIGHT, draw_ring, draw_rule, draw_text
from xunjian.ui.widgets.rows import AFTER, BEFORE, GAP, HEAD, RowDelegate, cell_room


def off_heads(index: QModelIndex) -> QModelIndex:
    """Return the index itself, or the row below it where Home or Page Up would end on a head."""
    while index.isValid() and not index.flags() & Qt.ItemFlag.ItemIsSelectable:
        index = index.siblingAtRow(index.row() + 1)
    return index


class Heads(QHeaderView):
    """The titles of the columns, with the sign of the one that is sorted by."""

    def __init__(self, parent: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHighlightSections(False)
        self.setFixedHeight(look().px(36))

    def paintSection(self, painter: QPainter, rect: Any, logical: int) -> None:
        """Draw one title."""
        model = self.model()
        if not isinstance(model, PagedModel):
            return
        column, here = model.columns[logical], look()
        area = QRectF(rect)
        painter.save()
        painter.fillRect(area, here.colours["surface"])
        draw_rule(painter, QPointF(area.left(), area.bottom() - 1), QPointF(area.right(), area.bottom() - 1))
        room = cell_room(area, logical, model)
        align = RIGHT if column.right else LEFT
        width = draw_text(painter, room, column.title, here.font("caption"), here.colours["text2"], align)
        if self.isSortIndicatorShown() and self.sortIndicatorSection() == logical:
            up = self.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
            side = here.px(16)
            x = room.right() - width - side - 4 if column.right else room.x() + width + 4
            icon = "chevron-up" if up else "chevron-down"
            icons.paint(painter, icon, x, room.center().y() - side / 2, side, here.colours["text2"])
        painter.restore()


class RowTable(QTableView):
    """A table of rows that are chosen whole; its columns have their widths, one takes the rest."""

    chosen = Signal(object)  # the id of the current row, None without one
    opened = Signal(object)  # Enter or a double click on a row

    def __init__(
        self, model: PagedModel[Any], name: str, *, heads: bool = True, delegate: RowDelegate | None = None
    ) -> None:
        super().__init__()
        self._model = model
        self._heads: list[int] = []
        self.setAccessibleName(name)
        self.setHorizontalHeader(Heads(self))
        self.horizontalHeader().setVisible(heads)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        self.setModel(model)
        self._delegate = delegate or RowDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        model.modelReset.connect(self._set_heights)
        self.selectionModel().currentRowChanged.connect(self._tell)
        self.activated.connect(lambda index: self.opened.emit(model.id_at(index.row())))
        self._set_heights()

    def choose(self, wanted: Any) -> bool:
        """Make the row with this id current; returns whether it is among the rows."""
        number = self._model.number_of(wanted)
        if number >= 0:
            self.setCurrentIndex(self._model.index(number, 0))
        return number >= 0

    def current_id(self) -> Any:
        """Return the id of the current row, None without one."""
        index = self.currentIndex()
        return self._model.id_at(index.row()) if index.isValid() else None

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Move from row to row: Home and End mean the first and the last one, and a head is nowhere to stop."""
        actions = QAbstractItemView.CursorAction
        if action in {actions.MoveHome, actions.MoveEnd}:
            modifiers |= Qt.KeyboardModifier.ControlModifier  # without it Qt moves along the columns
        return off_heads(super().moveCursor(action, modifiers))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the columns their widths."""
        super().resizeEvent(event)
        self._set_widths()

    def viewportEvent(self, event: QEvent) -> bool:
        """Know the row under the mouse: all of it is tinted, not one cell."""
        if event.type() == QEvent.Type.Leave:
            self._hover(-1)
        elif event.type() in {QEvent.Type.HoverMove, QEvent.Type.MouseMove}:
            self._hover(self.indexAt(event.position().toPoint()).row())  # type: ignore[attr-defined]
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows, and the ring while the table has focus."""
        super().paintEvent(event)
        if self.hasFocus():
            draw_ring(QPainter(self.viewport()), QRectF(self.viewport().rect()))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Scroll, and draw the ring anew: it must not move with the rows."""
        super().scrollContentsBy(dx, dy)
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme and the text size."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange and self.model() is not None:
            self._set_heights()
            self._set_widths()

    def _hover(self, row: int) -> None:
        if row != self._delegate.row_under_mouse:
            self._delegate.row_under_mouse = row
            self.viewport().update()

    def _tell(self, now: QModelIndex, _old: QModelIndex) -> None:
        self.chosen.emit(self._model.id_at(now.row()) if now.isValid() else None)

    def _set_heights(self) -> None:
        row = look().measures.row
        self.verticalHeader().setDefaultSectionSize(row)
        self.clearSpans()
        # Qt keeps the height of a row number over a new result.
        for start in self._heads:
            self.setRowHeight(start, row)
        self._heads = self._model.head_rows()
        for start in self._heads:
            self.setRowHeight(start, look().px(HEAD))
            self.setSpan(start, 0, 1, len(self._model.columns))

    def _set_widths(self) -> None:
        columns, here = self._model.columns, look()
        widths = [here.px(column.width + GAP) if column.width else 0 for column in columns]
        widths[0] += here.px(BEFORE) if widths[0] else 0
        widths[-1] += here.px(AFTER - GAP) if widths[-1] else 0
        rest = max(self.viewport().width() - sum(widths), here.px(96))
        for number, width in enumerate(widths):
            self.setColumnWidth(number, width or rest)


class RowList(QListView):
    """A list whose delegate draws whole rows: sections, items, phrases."""

    ringed = True

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows, and the ring while the list has focus."""
        super().paintEvent(event)
        if self.ringed and self.hasFocus():
            draw_ring(QPainter(self.viewport()), QRectF(self.viewport().rect()))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Scroll, and draw the ring anew: it must not move with the rows."""
        super().scrollContentsBy(dx, dy)
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme and the text size."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self.doItemsLayout()

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Move from row to row; a head is nowhere to stop."""
        return off_heads(super().moveCursor(action, modifiers))

    def keyboardSearch(self, _search: str) -> None:
        """Ignore typed letters: digits answer, and nothing else may move the selection."""

    def choose(self, row: int) -> None:
        """Make a row current and see that it is visible."""
        index = self.model().index(row, 0)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)
