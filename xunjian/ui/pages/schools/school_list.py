"""The list of schools: found, filtered and sorted while one types."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from xunjian.db.queries.schools import ListedSchool
from xunjian.ui.hints import Hint, set_hints
from xunjian.ui.pages.schools.school_columns import ORDERS, list_columns
from xunjian.ui.pages.schools.school_filters import ONE_LINE, SchoolFilters
from xunjian.ui.pages.schools.school_table import GivingTable
from xunjian.ui.tables import PagedModel
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Label, Panel
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.empty import EmptyState

_SETTLED = 60  # ms after the last letter: typing stays ahead of a long list
_SLOW = 300  # ms before waiting is mentioned


class SchoolList(Panel):
    """Search, filters, the table and its foot."""

    chosen = Signal(str)  # uid of the current school, "" without one
    opened = Signal(str)
    import_wanted = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__("bg", "right")
        self._schools: list[ListedSchool] = []
        self._by_uid: dict[str, ListedSchool] = {}
        self._only: frozenset[str] = frozenset()
        self._order = ("name", Qt.SortOrder.AscendingOrder)
        self.filters = SchoolFilters()
        self._model = PagedModel[ListedSchool](list_columns(today()), self._rows)
        self.table = GivingTable(self._model, "学校", gives="片区", needs=ONE_LINE)
        self._count = Label("", "caption", "text2")
        self._clear = KeyButton("清除筛选", Role.LINK, small=True)
        self._bring = KeyButton("导入名单…", Role.PRIMARY)
        self._no_schools = EmptyState("school", "还没有学校。", "选一份学校名单，或把它拖到这里。", self._bring)
        self._none_found = EmptyState("search", "没找到。", "", self._clear_button())
        self._states = QStackedWidget()
        self._lay_out()
        self._connect()

    def show_schools(self, schools: list[ListedSchool]) -> None:
        """Show these schools, which come in the order of their names, keeping search, filters and place."""
        self._waiting.stop()
        self._schools = schools
        self._by_uid = {school.uid: school for school in schools}
        self._only &= self._by_uid.keys()
        self.filters.offer(schools)
        self._show_found()

    def show_only(self, uids: frozenset[str]) -> None:
        """Show these schools alone, until the filters are cleared."""
        self.filters.clear()
        self._only = uids
        self._show_found()
        self.table.setFocus()

    def choose(self, uid: str) -> None:
        """Go to a school, past filters that would hide it."""
        if not self.table.choose(uid):
            self._clear_filters()
            self.table.choose(uid)

    def search(self, text: str) -> None:
        """Show what fits a text, past filters of before."""
        self._clear_filters()
        self.filters.search.setText(text)
        self._show_found()

    @property
    def uids(self) -> frozenset[str]:
        """All schools, whether the filters let them through or not."""
        return frozenset(self._by_uid)

    def add_bar(self, bar: QWidget) -> None:
        """Put a bar between filters and table."""
        self._bars.addWidget(bar)

    def sort_by(self, name: str) -> None:
        """Sort by a column; by the same one again, the other way round."""
        now, order = self._order
        self._order = (name, Qt.SortOrder(1 - order.value) if name == now else ORDERS[name][1])
        self._show_order()
        self._show_found()

    def _show_order(self) -> None:
        name, order = self._order
        shown = [column.sort for column in self._model.columns]
        self.table.horizontalHeader().setSortIndicator(shown.index(name) if name in shown else -1, order)

    def _rows(self, uids: Sequence[Any]) -> list[ListedSchool]:
        return [self._by_uid[uid] for uid in uids]

    def _show_found(self) -> None:
        self._typing.stop()
        found = self._sorted(self._found())
        kept = self.table.current_id()
        with QSignalBlocker(self):
            self._model.show_ids([school.uid for school in found])
            if not self.table.choose(kept) and found:
                self.table.choose(found[0].uid)
        self._tell_state(len(found))
        self.chosen.emit(self.table.current_id() or "")

    def _found(self) -> list[ListedSchool]:
        schools = self._schools
        if self._only:
            schools = [school for school in schools if school.uid in self._only]
        return self.filters.let_through(schools)

    def _sorted(self, schools: list[ListedSchool]) -> list[ListedSchool]:
        name, order = self._order
        key, backwards = ORDERS[name][0], order == Qt.SortOrder.DescendingOrder
        if key is not None:
            return sorted(schools, key=key, reverse=backwards)
        return schools[::-1] if backwards else schools

    def _tell_state(self, found: int) -> None:
        narrowed = self.filters.narrows or bool(self._only)
        total = f"共 {len(self._schools):,} 所"
        self._count.setText(f"筛出 {found:,} 所，{total}" if narrowed else total)
        self._clear.setVisible(narrowed)
        if not self._schools:
            self._show_state(self._no_schools, self._bring)
        elif found:
            self._show_state(self.table, self.table)
        else:
            self._say_none_found()
            self._show_state(self._none_found, self.filters.search)

    def _show_state(self, state: QWidget, begin: QWidget) -> None:
        """Show the table or what stands in its place, and take the focus along if it was there."""
        before = self.focusWidget()
        followed = before is not None and self._states.isAncestorOf(before) and before.hasFocus()
        self._states.setCurrentWidget(state)
        self.setFocusProxy(begin)
        if followed and before is not begin:
            begin.setFocus()

    def _say_none_found(self) -> None:
        text, others = self.filters.text, self.filters.type.narrows or self.filters.district.narrows or self._only
        what = f"没找到“{text}”。" if text else "没有这样的学校。"
        hint = "也可能被筛选挡住了。" if others else ""
        self._none_found.say(what, ("试试拼音首字母，例如 hx，或学校代码。" if text else "") + hint)

    def _clear_filters(self) -> None:
        self._only = frozenset()
        self.filters.clear()
        self._show_found()
        self.table.setFocus()

    def _clear_button(self) -> KeyButton:
        button = KeyButton("清除筛选")
        button.clicked.connect(self._clear_filters)
        return button

    def _next_order(self) -> None:
        names = [*ORDERS, "name"]
        self.sort_by(names[names.index(self._order[0]) + 1])

    def _lay_out(self) -> None:
        self._bring.clicked.connect(self.import_wanted)
        for state in (self.table, self._none_found, self._no_schools):
            self._states.addWidget(state)
        self._bars = QVBoxLayout()
        self._bars.setContentsMargins(look().px(16), 0, look().px(16), 0)
        foot = QWidget()
        foot.setFixedHeight(look().px(36))
        row = QHBoxLayout(foot)
        row.setContentsMargins(look().px(16), 0, look().px(16), 0)
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(self._clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look().px(12), 1, 0)
        column.setSpacing(0)
        column.addWidget(self.filters)
        column.addLayout(self._bars)
        column.addWidget(self._states, 1)
        column.addWidget(foot)
        self._clear.hide()
        self.setFocusProxy(self.table)

    def _connect(self) -> None:
        head = self.table.horizontalHeader()
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(True)
        head.sectionClicked.connect(lambda column: self.sort_by(self._model.columns[column].sort))
        self._show_order()
        self._typing = QTimer(self, singleShot=True, interval=_SETTLED)
        self._typing.timeout.connect(self._show_found)
        self._waiting = QTimer(self, singleShot=True, interval=_SLOW)
        self._waiting.timeout.connect(lambda: self._count.setText("正在读学校…"))
        self._waiting.start()
        self.filters.search.searched.connect(lambda _text: self._typing.start())
        self.filters.search.returnPressed.connect(self._leave_search)
        for choice in (self.filters.type, self.filters.district):
            choice.currentIndexChanged.connect(lambda _index: self._show_found())
        self.filters.bring.clicked.connect(self.import_wanted)
        self._clear.clicked.connect(self._clear_filters)
        self.table.chosen.connect(lambda uid: self.chosen.emit(uid or ""))
        self.table.opened.connect(self.opened.emit)
        bind = partial(QShortcut, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        bind(QKeySequence("Ctrl+L"), self).activated.connect(self._next_order)
        bind(QKeySequence("Esc"), self.filters).activated.connect(self._escape)
        bind(QKeySequence("Down"), self.filters.search).activated.connect(self._leave_search)
        set_hints(
            self.table,
            Hint(("↑", "↓"), "换学校"),
            Hint(("Enter",), "看资料"),
            Hint(("Ctrl", "N"), "开始检查"),
            Hint(("Ctrl", "F"), "筛选"),
            Hint(("Ctrl", "L"), "换排序"),
            Hint(("Ctrl", "Tab"), "换页签"),
        )
        set_hints(
            self.filters, Hint(("Enter",), "到名单"), Hint(("Esc",), "清空，再按回名单"), Hint(("Tab",), "下一个筛选")
        )

    def _escape(self) -> None:
        search = self.filters.search
        if search.hasFocus() and search.text():
            search.clear()
        else:
            self.table.setFocus()

    def _leave_search(self) -> None:
        if self._typing.isActive():
            self._show_found()
        self.table.setFocus()
