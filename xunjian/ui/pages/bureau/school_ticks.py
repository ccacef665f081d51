"""选学校: single schools ticked one by one, found by name, initials or code."""

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QDialog, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from xunjian.db.queries.schools import SchoolRow
from xunjian.ui import icons
from xunjian.ui.hints import Hint, set_hints
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.tables import ROW_ROLE, Index
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.entries import Entries
from xunjian.ui.widgets.keys import is_bare_enter
from xunjian.ui.widgets.painting import RIGHT, area_of, draw_box, draw_text, has_state, text_width
from xunjian.ui.widgets.rows import paint_bar, paint_ground
from xunjian.ui.widgets.search import SearchField
from xunjian.ui.widgets.views import RowList

_SHOWN = 8


class Ticked(NamedTuple):
    """A school, and whether it is ticked."""

    school: SchoolRow
    on: bool


class _TickDelegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, look().measures.row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Ticked = index.data(ROW_ROLE)
        rect, here, view = area_of(option), look(), self.parent()
        painter.save()
        chosen = has_state(option, QStyle.StateFlag.State_Selected)
        paint_ground(painter, option, over=has_state(option, QStyle.StateFlag.State_MouseOver), chosen=chosen)
        if chosen:
            paint_bar(painter, rect, focused=isinstance(view, QWidget) and view.hasFocus())
        side = here.px(18)
        box = QRectF(rect.x() + here.px(16), rect.center().y() - side / 2, side, side)
        if entry.on:
            draw_box(painter, box, fill=here.colours["accent"])
            icons.paint(painter, "check", box.x() + 1, box.y() + 1, side - 2, here.colours["on_accent"])
        else:
            draw_box(painter, box, fill=here.colours["bg"], edge=here.colours["border"])
        district = entry.school.district or ""
        width = text_width(here.font("caption"), district)
        far = rect.adjusted(0, 0, -here.px(16), 0)
        draw_text(painter, far, district, here.font("caption"), here.colours["text2"], RIGHT)
        room = rect.adjusted(here.px(46), 0, -here.px(24) - width, 0)
        draw_text(painter, room, entry.school.name, here.font(), here.colours["text"])
        painter.restore()


class TickList(RowList):
    """Space or a click ticks the row."""

    toggled = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick by Space."""
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self.toggled.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)


class SchoolTicks(QDialog):
    """`accepted` leaves what was ticked in `ticked`."""

    def __init__(
        self,
        parent: QWidget,
        schools: Sequence[SchoolRow],
        find: Callable[[str], Sequence[str]],
        ticked: Collection[str] = (),
    ) -> None:
        """`find` returns the uids of what somebody types, the best first."""
        super().__init__(parent)
        self.setWindowTitle("选学校")
        self._schools = {one.uid: one for one in schools}
        self._find = find
        self._shown: list[str] = []
        self.ticked = {uid for uid in ticked if uid in self._schools}
        self.search = SearchField("名称、首字母或代码", "Ctrl+F")
        self.found = TickList("学校")
        self._entries = Entries(_say, self.found)
        self._count = Label("", medium=True)
        self._none = Label("", "caption", "text2", wrap=True)
        self.all = KeyButton("这些全选", small=True)
        self.clear = KeyButton("全不选", small=True)
        self.go = KeyButton("选好了", Role.PRIMARY, cap="Enter")
        self._lay_out()
        self.search.installEventFilter(self)
        self.search.searched.connect(self._show_found)
        self.found.toggled.connect(self._toggle)
        self.found.clicked.connect(lambda index: self._toggle(index.row()))
        self.all.clicked.connect(lambda: self._set(self.ticked | set(self._shown)))
        self.clear.clicked.connect(lambda: self._set(set()))
        self._show_found("")
        self.search.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the search, arrows move through what was found; Enter ticks the current one and typing goes on."""
        if watched is self.search and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            place = self.found.currentIndex().row() + step
            if step and 0 <= place < self._entries.rowCount():
                self.found.choose(place)
                return True
            if is_bare_enter(event) and self.search.text() and self.found.currentIndex().isValid():
                self._toggle(self.found.currentIndex().row())
                self.search.selectAll()
                return True
        return False

    def _lay_out(self) -> None:
        self.found.setModel(self._entries)
        self.found.setItemDelegate(_TickDelegate(self.found))
        self.found.setProperty("boxed", True)
        self.found.setMinimumHeight(4 * look().measures.row)
        self.setMinimumWidth(look().px(560))
        whole = column(self, 24, 20, 24, 16, spacing=8)
        whole.addWidget(self.search)
        whole.addWidget(self.found, 1)
        whole.addWidget(self._none)
        line = row(spacing=12)
        line.addWidget(self._count)
        line.addStretch(1)
        line.addWidget(self.all)
        line.addWidget(self.clear)
        whole.addLayout(line)
        back = KeyButton("取消", cap="Esc")
        back.clicked.connect(self.reject)
        self.go.setDefault(True)
        self.go.clicked.connect(self.accept)
        buttons = row(spacing=12)
        buttons.addStretch(1)
        buttons.addWidget(back)
        buttons.addWidget(self.go)
        whole.addLayout(buttons)
        self.resize(look().px(560), min(_SHOWN * look().measures.row + look().px(190), 500))
        set_hints(self.found, Hint(("Space",), "选或不选"), Hint(("↑", "↓"), "换学校"))

    def _show_found(self, text: str) -> None:
        self._shown = [uid for uid in self._find(text) if uid in self._schools]
        self._none.setText("" if self._shown else f"没找到“{text}”。试试拼音首字母，或学校代码。")
        self._none.setVisible(not self._shown)
        self._show(0)

    def _toggle(self, place: int) -> None:
        self.ticked ^= {self._shown[place]}
        self._show(place)

    def _set(self, ticked: set[str]) -> None:
        self.ticked = ticked
        self._show(max(self.found.currentIndex().row(), 0))

    def _show(self, place: int) -> None:
        top = self.found.verticalScrollBar().value()
        self._entries.show_entries([Ticked(self._schools[uid], uid in self.ticked) for uid in self._shown])
        if self._shown:
            self.found.choose(place)
            self.found.verticalScrollBar().setValue(top)
        self._count.setText(f"已选 {len(self.ticked)} 所")
        self.go.setEnabled(bool(self.ticked))


def _say(entry: Ticked) -> str:
    return "，".join(filter(None, (entry.school.name, entry.school.district, "已选" if entry.on else "没选")))
