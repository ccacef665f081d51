"""What drops down from the search field: the rows, or why there are none, and the keys."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from xunjian.services.search.hits import Found, Kind
from xunjian.ui.hintbar import HintRow
from xunjian.ui.hints import Hint
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.search.commands import Command
from xunjian.ui.search.rows import ResultDelegate, Row, say
from xunjian.ui.tables import Head
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Label, Panel
from xunjian.ui.widgets.entries import Entries, is_head
from xunjian.ui.widgets.views import RowList

COMMANDS = "命令"
_MOST_COMMANDS = 8
_MOVES = {Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}
_PICKS = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class ResultList(RowList):
    """The rows; the keys come from the field, which keeps the focus."""

    ringed = False
    picked = Signal(object, bool)  # a hit or a command, and whether it was with Ctrl

    def __init__(self) -> None:
        super().__init__("搜索结果")
        self.entries = Entries(say, self)
        self.delegate = ResultDelegate(self)
        self.setModel(self.entries)
        self.setItemDelegate(self.delegate)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def take_key(self, event: QKeyEvent) -> None:
        """Move the selection as if the list had the focus."""
        self.keyPressEvent(event)

    def pick(self, *, ctrl: bool = False) -> None:
        """Take the row that is chosen."""
        index = self.currentIndex()
        if index.isValid() and not is_head(self.entries.entry(index.row())):
            self.picked.emit(self.entries.entry(index.row()), ctrl)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take the row under the mouse."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and index == self.currentIndex():
            self.pick(ctrl=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))

    def height_of_rows(self) -> int:
        """Return how high all rows are together."""
        return sum(self.sizeHintForRow(number) for number in range(self.entries.rowCount()))


class SearchPanel(Panel):
    """Lies over the page, under the field."""

    chosen = Signal(str)  # the row that is chosen, in words

    def __init__(self, parent: QWidget) -> None:
        super().__init__("bg", "left", "top", "right", "bottom", parent=parent)
        self.setAccessibleName("搜索")
        self.list = ResultList()
        self._nothing, self._hint = Label("", medium=True, wrap=True), Label("", "caption", "text2", wrap=True)
        self._note, self._keys = Label("", "caption", "text2"), HintRow()
        self._views, self._empty = QStackedWidget(), QWidget()
        self.has_schools = False
        self._lay_out()
        self.list.selectionModel().currentChanged.connect(self._tell)
        self.hide()

    def show_found(self, found: Found, commands: Sequence[Command]) -> None:
        """Show what was found for a text, the first row chosen."""
        rows: list[Row] = []
        for group in found.groups:
            more = f"只列前 {len(group.hits)} 个" if group.more else str(len(group.hits))
            rows += [Head(group.kind.value, more), *group.hits]
        if commands:
            rows += [Head(COMMANDS, ""), *commands[:_MOST_COMMANDS]]
        self.list.delegate.typed = found.text
        self.list.entries.show_entries(rows)
        self._views.setCurrentWidget(self.list if rows else self._empty)
        self._say_nothing_found(found.text)
        behind = f"还有 {found.behind:,} 次检查没有编进索引，可能找不全" if found.behind else ""
        self._note.setText(behind)
        self._note.setVisible(bool(behind))
        if rows:
            self.list.choose(1)
        self.has_schools = any(group.kind is Kind.SCHOOL for group in found.groups)
        self._show_keys()

    def say_trouble(self, what: str, hint: str) -> None:
        """Say why nothing can be found now."""
        self.list.entries.show_entries([])
        self.has_schools = False
        self._show_keys()
        self._nothing.setText(what)
        self._hint.setText(hint)
        self._views.setCurrentWidget(self._empty)

    def wants_key(self, event: QKeyEvent) -> bool:
        """Tell whether `take_key` would take it."""
        return event.key() in _MOVES | _PICKS

    def take_key(self, event: QKeyEvent) -> bool:
        """Move or take a row by a key that the field was given; return whether it was one of these."""
        if event.key() in _MOVES:
            self.list.take_key(event)
        elif event.key() in _PICKS:
            self.list.pick(ctrl=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        else:
            return False
        return True

    def wanted_height(self) -> int:
        """Return how high the panel would be with all its rows."""
        rows = self.list.height_of_rows() if self._views.currentWidget() is self.list else look().px(88)
        return rows + look().px(36) + 2

    def _say_nothing_found(self, typed: str) -> None:
        self._nothing.setText(f"没找到“{typed.strip()}”。")
        self._hint.setText("试试拼音首字母，例如 hx，或学校代码、文号。")

    def _show_keys(self) -> None:
        moves = (Hint(("↑", "↓"), "选"), Hint(("Enter",), "打开")) if self.list.entries.rowCount() else ()
        filters = (Hint(("Ctrl", "Enter"), "到学校名单里筛选"),) if self.has_schools else ()
        self._keys.show_hints((*moves, *filters, Hint(("Esc",), "返回")))

    def _tell(self, now: QModelIndex, _old: QModelIndex) -> None:
        self.chosen.emit(say(self.list.entries.entry(now.row())) if now.isValid() else "")

    def _lay_out(self) -> None:
        inner = column(self._empty, 16, 16, 16, 8, spacing=4)
        inner.addWidget(self._nothing)
        inner.addWidget(self._hint)
        inner.addStretch(1)
        self._views.addWidget(self.list)
        self._views.addWidget(self._empty)
        foot = Panel("surface", "top")
        foot.setFixedHeight(look().px(36))
        line = row(foot, 16, 1, 16, 0, spacing=12)
        line.addWidget(self._keys, 1)
        line.addWidget(self._note)
        whole = column(self, 1, 1, 1, 1)
        whole.addWidget(self._views, 1)
        whole.addWidget(foot)
