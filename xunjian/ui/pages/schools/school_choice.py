"""One school out of many: found by name or initials, then shown as chosen."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from xunjian.ui.pages.layouts import column, row
from xunjian.ui.tables import ROW_ROLE, Index
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.entries import Entries
from xunjian.ui.widgets.fields import Field
from xunjian.ui.widgets.keys import is_bare_enter
from xunjian.ui.widgets.painting import area_of, draw_text, has_state
from xunjian.ui.widgets.rows import paint_ground
from xunjian.ui.widgets.search import SearchField
from xunjian.ui.widgets.views import RowList

_SHOWN = 3


class Found(NamedTuple):
    """A school that was found."""

    uid: str
    name: str


class _FoundDelegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, look().measures.row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRectF = area_of(option)
        painter.save()
        over, chosen = QStyle.StateFlag.State_MouseOver, QStyle.StateFlag.State_Selected
        paint_ground(painter, option, over=has_state(option, over), chosen=has_state(option, chosen))
        room = rect.adjusted(look().px(12), 0, -look().px(12), 0)
        draw_text(painter, room, index.data(ROW_ROLE).name, look().font(), look().colours["text"])
        painter.restore()


class SchoolChoice(QWidget):
    """The arrows move through what was found while the text is typed; Enter takes the current one."""

    chosen = Signal(str)

    def __init__(self, find: Callable[[str], list[tuple[str, str]]]) -> None:
        super().__init__()
        self._find = find
        self.uid = ""
        self.search = SearchField("名称、首字母或代码", "Ctrl+F")
        self.found = RowList("找到的学校")
        self.entries = Entries(lambda row: row.name, self.found)
        self._field = Field("学校", self.search)
        self._name = Label("", "section", medium=True)
        self._other = KeyButton("换一所…", Role.LINK)
        self._chosen = QWidget()
        self._lay_out()
        self.search.installEventFilter(self)
        self.search.searched.connect(self._show_found)
        self.found.clicked.connect(lambda index: self._take(index.row()))
        self._other.clicked.connect(self._search_again)
        self.setFocusProxy(self.search)
        self._show_found("")

    def settle(self, uid: str, name: str) -> None:
        """Show a school as chosen."""
        self.uid = uid
        self._name.setText(name)
        self._show_chosen(True)
        self.chosen.emit(uid)

    def set_error(self, problem: str) -> None:
        """Say what is missing."""
        self._field.set_error(problem)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Send the arrows to the list, and take its current row by Enter."""
        if watched is self.search and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if is_bare_enter(event) and self.found.currentIndex().isValid():
                self._take(self.found.currentIndex().row())
                return True
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step and 0 <= self.found.currentIndex().row() + step < self.entries.rowCount():
                self.found.choose(self.found.currentIndex().row() + step)
                return True
        return False

    def _lay_out(self) -> None:
        self.found.setModel(self.entries)
        self.found.setItemDelegate(_FoundDelegate(self.found))
        self.found.setProperty("boxed", True)
        self.found.setFixedHeight(_SHOWN * look().measures.row + 2)
        whole = column(self, spacing=4)
        whole.addWidget(self._field)
        whole.addWidget(self.found)
        line = row(self._chosen, spacing=8)
        line.addWidget(self._name)
        line.addWidget(self._other)
        line.addStretch(1)
        whole.addWidget(self._chosen)
        self._show_chosen(False)

    def _show_found(self, text: str) -> None:
        self.set_error("")
        self.entries.show_entries([Found(uid, name) for uid, name in self._find(text)])
        if self.entries.rowCount():
            self.found.choose(0)
        elif text:
            self.set_error(f"没找到“{text}”。试试拼音首字母，或学校代码。")

    def _take(self, number: int) -> None:
        school: Found = self.entries.entry(number)
        self.settle(school.uid, school.name)
        self.focusNextChild()

    def _search_again(self) -> None:
        self.uid = ""
        self._show_chosen(False)
        self.search.setFocus()

    def _show_chosen(self, chosen: bool) -> None:
        self._field.setHidden(chosen)
        self.found.setHidden(chosen)
        self._chosen.setVisible(chosen)
