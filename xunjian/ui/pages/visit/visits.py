"""检查: all visits, newest first; Enter goes on with one."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from xunjian.db.queries.visits import VisitRow, rows_of, visit_ids
from xunjian.ui.hints import Hint, set_hints
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.tables import Column, Mark, PagedModel
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label, Panel, set_shown
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.empty import EmptyState
from xunjian.ui.widgets.views import RowTable
from xunjian.workspace import Workspace


class VisitsPage(QWidget):
    """A list that reads the rows it shows, however many there are."""

    visit_opened = Signal(str)
    start_wanted = Signal()
    enrol_wanted = Signal()  # at the bureau: hand out files, for the groups do the visits

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.model = PagedModel[VisitRow](_columns(workspace.today()), self._fetch)
        self.table = RowTable(self.model, "检查")
        self.model.setParent(self.table)
        self._count = Label("", colour="text2")
        self._may_start = workspace.team is not None
        self._start = KeyButton("开始检查", Role.PRIMARY, key="Ctrl+N" if self._may_start else "")
        set_shown(self._start, self._may_start)
        if self._may_start:
            self._begin = KeyButton("开始检查", Role.PRIMARY, key="Ctrl+N")
            next_step = "选一所学校，就可以开始。"
        else:
            self._begin = KeyButton("给各组做入组文件", Role.PRIMARY)
            next_step = "检查由各组做，合入各组的数据包以后，在这里看。"
        self._empty = EmptyState("clipboard-check", "还没有检查。", next_step, self._begin)
        self._views = QStackedWidget()
        self._lay_out()
        self.table.opened.connect(self._open)
        self._start.clicked.connect(self.start_wanted)
        self._begin.clicked.connect(self.start_wanted if self._may_start else self.enrol_wanted)
        opens = Hint(("Enter",), "接着做" if self._may_start else "打开")
        begins = (Hint(("Ctrl", "N"), "开始检查"),) if self._may_start else ()
        set_hints(self.table, Hint(("↑", "↓"), "换行"), opens, *begins)
        self.refresh()

    def refresh(self) -> None:
        """Show the visits as they are now; the current one stays current."""
        current = self.table.current_id()
        with self._workspace.store.read() as session:
            ids = visit_ids(session)
        self.model.show_ids(ids)
        self._count.setText(f"共 {len(ids)} 次检查")
        self._views.setCurrentIndex(0 if ids else 1)
        self.setFocusProxy(self.table if ids else self._begin)
        if ids and not self.table.choose(current):
            self.table.choose(ids[0])

    def showEvent(self, event: QShowEvent) -> None:
        """See what has changed while another page was shown."""
        super().showEvent(event)
        self.refresh()

    def _lay_out(self) -> None:
        head = Panel("bg", "bottom")
        line = row(head, 16, 8, 24, 8, spacing=12)
        line.addWidget(self._count)
        line.addStretch(1)
        line.addWidget(self._start)
        listed = QWidget()
        inner = column(listed)
        inner.addWidget(head)
        inner.addWidget(self.table, 1)
        self._views.addWidget(listed)
        self._views.addWidget(self._empty)
        column(self).addWidget(self._views, 1)

    def _fetch(self, uids: Sequence[str]) -> list[VisitRow]:
        with self._workspace.store.read() as session:
            return rows_of(session, list(uids))

    def _open(self, visit: object) -> None:
        if isinstance(visit, str):
            self.visit_opened.emit(visit)


def _columns(today: date) -> tuple[Column[VisitRow], ...]:
    return (
        Column("日期", lambda row: _short(row.day, today), width=104, quiet=True),
        Column("学校", lambda row: row.school_name),
        Column("检查组", lambda row: row.team_name, width=144, quiet=True),
        Column("已查", lambda row: str(row.answered), width=56, right=True),
        Column("问题", lambda row: str(row.problems) if row.problems else "–", width=56, right=True),
        Column("通知书", lambda _row: "", width=112, mark=_issued),
    )


def _issued(row: VisitRow) -> Mark | None:
    if not row.documents:
        return None
    return Mark("file-text", f"已签发 {row.documents}" if row.documents > 1 else "已签发", Tone.OK)


def _short(day: date, today: date) -> str:
    if day == today:
        return "今天"
    return f"{day.month}月{day.day}日" if day.year == today.year else day.isoformat()
