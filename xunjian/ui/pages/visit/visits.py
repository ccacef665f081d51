"""检查: all visits, newest first; Enter goes on with one."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from xunjian.db.queries.visits import VisitRow, rows_of, visit_ids
from xunjian.ui.hints import Hint, set_hints
from xunjian.ui.jobs import Jobs
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.pages.visit.passing import Passing
from xunjian.ui.tables import Column, Mark, PagedModel
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label, Panel
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.empty import EmptyState
from xunjian.ui.widgets.views import RowTable
from xunjian.workspace import Workspace


class VisitsPage(QWidget):
    """A list that reads the rows it shows, however many there are."""

    visit_opened = Signal(str)
    start_wanted = Signal()
    enrol_wanted = Signal()  # at the bureau: hand out files, for the groups do the visits

    def __init__(self, workspace: Workspace, jobs: Jobs) -> None:
        super().__init__()
        self._workspace = workspace
        self._shown: list[str] = []
        self.model = PagedModel[VisitRow](_columns(workspace.today()), self._fetch)
        self.table = RowTable(self.model, "检查")
        self.model.setParent(self.table)
        self._count = Label("", colour="text2")
        self._may_start = workspace.team is not None
        self._start = KeyButton("开始检查", Role.PRIMARY, key="Ctrl+N" if self._may_start else "")
        if self._may_start:
            self._begin = KeyButton("开始检查", Role.PRIMARY, key="Ctrl+N")
            next_step = "选一所学校，就可以开始。"
        else:
            self._begin = KeyButton("给各组做入组文件", Role.PRIMARY)
            next_step = "检查由各组做，合入各组的数据包以后，在这里看。"
        self._empty = EmptyState("clipboard-check", "还没有检查。", next_step, self._begin)
        self.passing = Passing(workspace, jobs)
        self.pass_on = KeyButton("交给同事…", icon="package-export")
        self.take_in = KeyButton("收同事的…", icon="folder-open")
        self._head, self._views = Panel("bg", "bottom"), QStackedWidget()
        self._lay_out()
        self.table.opened.connect(self._open)
        self._start.clicked.connect(self.start_wanted)
        self.pass_on.clicked.connect(self._pass_on)
        self.take_in.clicked.connect(self.passing.ask_source)
        self.passing.taken.connect(self._show_taken)
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
        self._shown = ids
        self.model.show_ids(ids)
        self._count.setText(f"共 {len(ids)} 次检查")
        self._head.setVisible(bool(ids) or self._may_start)
        self.take_in.setVisible(self._may_start)
        for button in (self.pass_on, self._start):
            button.setVisible(bool(ids) and self._may_start)
        self._views.setCurrentIndex(0 if ids else 1)
        self.setFocusProxy(self.table if ids else self._begin)
        if ids and not self.table.choose(current):
            self.table.choose(ids[0])

    def showEvent(self, event: QShowEvent) -> None:
        """See what has changed while another page was shown."""
        super().showEvent(event)
        self.refresh()

    def _lay_out(self) -> None:
        line = row(self._head, 16, 8, 24, 8, spacing=12)
        line.addWidget(self._count)
        line.addStretch(1)
        for button in (self.take_in, self.pass_on, self._start):
            line.addWidget(button)
        self._views.addWidget(self.table)
        self._views.addWidget(self._empty)
        whole = column(self)
        whole.addWidget(self._head)
        whole.addWidget(self.passing)
        whole.addWidget(self._views, 1)

    def _fetch(self, uids: Sequence[str]) -> list[VisitRow]:
        with self._workspace.store.read() as session:
            return rows_of(session, list(uids))

    def _pass_on(self) -> None:
        visit = self.table.current_id()
        if visit is not None:
            (row,) = self._fetch([visit])
            self.passing.ask_target(visit, row.school_name)

    def _show_taken(self) -> None:
        """Show what a colleague has handed over, the visit that is new as the current one."""
        known = set(self._shown)
        self.refresh()
        new = [visit for visit in self._shown if visit not in known]
        if len(new) == 1:
            self.table.choose(new[0])
            self.table.setFocus()

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
