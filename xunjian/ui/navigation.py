"""The list of screens at the left edge of the window."""

from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from xunjian.ui import icons
from xunjian.ui.hints import Hint, set_hints
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Label, Panel, Rule
from xunjian.ui.widgets.painting import RIGHT, area_of, draw_ring, draw_text, has_state

Index = QModelIndex | QPersistentModelIndex


class Screen(NamedTuple):
    """A screen as the navigation shows it; `waiting` is how much waits there, 0 for nothing."""

    title: str
    icon: str
    waiting: int = 0
    heading: str = ""
    """What the strip says above its page; "" for the title."""


class ScreenModel(QAbstractListModel):
    """The screens that exist, in their order."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._screens: list[Screen] = []

    def add(self, screen: Screen) -> None:
        """Append a screen."""
        row = len(self._screens)
        self.beginInsertRows(QModelIndex(), row, row)
        self._screens.append(screen)
        self.endInsertRows()

    def set_count(self, row: int, count: int) -> None:
        """Show another count beside a screen."""
        self._screens[row] = self._screens[row]._replace(waiting=count)
        self.dataChanged.emit(self.index(row), self.index(row))

    def set_heading(self, row: int, heading: str) -> None:
        """Let the strip say something else above the page of a screen."""
        self._screens[row] = self._screens[row]._replace(heading=heading)

    def screen(self, row: int) -> Screen:
        """Return the screen of a row."""
        return self._screens[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many screens there are."""
        return 0 if parent.isValid() else len(self._screens)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return title and spoken name."""
        if not index.isValid():
            return None
        screen = self._screens[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return screen.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            waiting = f"，{screen.waiting} 件" if screen.waiting else ""
            return f"{screen.title}{waiting}，Alt+{index.row() + 1}"
        return None


class _ScreenDelegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(look().px(152), look().px(44))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        here = look()
        model = index.model()
        if not isinstance(model, ScreenModel):
            return
        screen, rect = model.screen(index.row()), area_of(option)
        chosen = has_state(option, QStyle.StateFlag.State_Selected)
        over = has_state(option, QStyle.StateFlag.State_MouseOver)
        painter.save()
        if chosen or over:
            painter.fillRect(rect, here.colours["selected" if chosen else "surface2"])
        if chosen:
            painter.fillRect(QRectF(rect.x(), rect.y(), 3, rect.height()), here.colours["accent"])
        side = here.px(20)
        colour = here.colours["accent" if chosen else "text2"]
        icons.paint(painter, screen.icon, rect.x() + here.px(16), rect.center().y() - side / 2, side, colour)
        word = rect.adjusted(here.px(48), 0, -here.px(16), 0)
        draw_text(painter, word, screen.title, here.font(medium=chosen), here.colours["text"])
        if screen.waiting:
            draw_text(painter, word, str(screen.waiting), here.font("caption"), here.colours["text2"], RIGHT)
        painter.restore()


class _ScreenList(QListView):
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            draw_ring(QPainter(self.viewport()), QRectF(self.viewport().rect()))


class Navigation(Panel):
    """The program's name, the screens, and the key that leads to them."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__("surface", "right")
        self.model = ScreenModel(self)
        self._list = _ScreenList()
        self._list.setModel(self.model)
        self._list.setItemDelegate(_ScreenDelegate(self._list))
        self._list.setProperty("ground", "surface")
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setMouseTracking(True)
        self._list.setAccessibleName("页面")
        set_hints(self._list, Hint(("↑", "↓"), "换页"), Hint(("Tab",), "进入页面"))
        name = Label("巡检", "title", "accent", medium=True)
        name.setContentsMargins(look().px(16), 0, 0, 0)
        name.setFixedHeight(look().px(48) - 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        column.addWidget(name)
        column.addWidget(Rule())
        column.addSpacing(look().px(8))
        column.addWidget(self._list, 1)
        self.setFixedWidth(look().px(152))
        self._list.selectionModel().currentChanged.connect(lambda now, _old: self.chosen.emit(now.row()))

    def choose(self, row: int) -> None:
        """Go to a screen as if it had been clicked."""
        self._list.setCurrentIndex(self.model.index(row))

    def current(self) -> int:
        """Return the row of the screen shown, or -1."""
        return self._list.currentIndex().row()
