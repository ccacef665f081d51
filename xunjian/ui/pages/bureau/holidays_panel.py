"""安排 › 节假日: the years that are known and by which document, the days of a year, and the next one imported."""

from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from xunjian.progress import Progress
from xunjian.reference.holidays import HolidayYear
from xunjian.rules.workdays import Calendar
from xunjian.services.bureau import working_days
from xunjian.services.bureau.working_days import ArrangedYear, Imported
from xunjian.ui.hints import Hint, set_hints
from xunjian.ui.jobs import Jobs
from xunjian.ui.messages import show_error
from xunjian.ui.pages.bureau.holidays_dialog import HolidaysDialog
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.tables import Column, PagedModel
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label, Panel
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.ui.widgets.views import RowTable
from xunjian.ui.widgets.yearcalendar import YearCalendar
from xunjian.workspace import Workspace

FILES = "节假日 (*.xlsx *.xls *.csv *.toml);;所有文件 (*)"
_MOST_SHOWN = 4


class Read(NamedTuple):
    """A file of a year, and what taking it would do."""

    year: HolidayYear
    change: Imported


class HolidaysPanel(QWidget):
    """A row for each year above, its twelve months below."""

    changed = Signal()

    def __init__(self, workspace: Workspace, jobs: Jobs) -> None:
        super().__init__()
        self._workspace, self._jobs = workspace, jobs
        self._years: dict[int, ArrangedYear] = {}
        self._calendar = Calendar()
        self.bar, self.done = NoticeBar(Tone.WAIT), NoticeBar(Tone.OK)
        self.model = PagedModel[ArrangedYear](_COLUMNS, lambda years: [self._years[year] for year in years])
        self.table = RowTable(self.model, "有安排的年份")
        self.model.setParent(self.table)
        self._words = Label("", "caption", "text2", wrap=True, selectable=True)
        edge = look().px(16)
        self._words.setContentsMargins(edge, look().px(8), edge, look().px(4))
        self.months = YearCalendar(self.table, self._words)
        self.take = KeyButton("导入一年…", Role.PRIMARY, icon="calendar", key="Ctrl+O")
        self._count = Label("", colour="text2")
        self._lay_out()
        self.table.chosen.connect(self._show_year)
        self.take.clicked.connect(self._choose_file)
        keys = Hint(("Ctrl", "O"), "导入一年"), Hint(("Tab",), "下一处")
        set_hints(self, *keys)
        set_hints(self.table, Hint(("↑", "↓"), "换年份"), *keys)
        set_hints(self.months, Hint(("↑", "↓"), "上下看"), *keys)
        self.setFocusProxy(self.table)
        self.refresh()

    def refresh(self, year: int | None = None) -> None:
        """Show the years as they are now, and stay at one of them."""
        today = self._workspace.today()
        with self._workspace.store.read() as session:
            known = working_days.years(session)
            self._calendar = working_days.calendar(session)
            missing = working_days.missing_year(session, today)
        wanted = year or self.table.current_id() or today.year
        self._years = {one.year: one for one in reversed(known)}
        self.model.show_ids(list(self._years))
        rows = min(len(known), _MOST_SHOWN)
        self.table.setFixedHeight(look().px(36) + max(rows, 1) * look().measures.row + 2)
        self._count.setText(f"共 {len(known)} 年")
        detail = "国务院办公厅发了通知就导入：一行一天，三列“日期、类型、名称”。导入以前，期限按周末推算。"
        self.bar.say(f"{missing} 年的节假日还没有导入。" if missing else "", detail)
        if self._years and not self.table.choose(wanted):
            self.table.choose(next(iter(self._years)))

    def showEvent(self, event: QShowEvent) -> None:
        """See what has changed while another page was shown."""
        super().showEvent(event)
        self.refresh()

    def _show_year(self, year: object) -> None:
        if isinstance(year, int):
            self.months.show_year(year, self._calendar, self._workspace.today())
            self._words.setText(self.months.words)

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "导入哪个文件？", str(Path.home()), FILES)
        if name:
            work = partial(_read, self._workspace, Path(name))
            self._jobs.start(work, owner=self, done=self._ask, failed=partial(show_error, self))

    def _ask(self, read: Read) -> None:
        self.done.say("")
        dialog = HolidaysDialog(self, read.year, read.change, self._workspace.today())
        dialog.accepted.connect(partial(self._take, read.year))
        dialog.open()

    def _take(self, year: HolidayYear) -> None:
        work = partial(_take, self._workspace, year)
        self._jobs.start(work, owner=self, done=self._see_taken, failed=partial(show_error, self))

    def _see_taken(self, done: Imported) -> None:
        self.refresh(done.year)
        self.done.say(f"{done.year} 年的节假日已导入。", "已经印出的期限不变。各组用下一个任务包收到。")
        self.changed.emit()

    def _lay_out(self) -> None:
        head = Panel("bg", "bottom")
        line = row(head, 16, 8, 24, 8, spacing=12)
        line.addWidget(self._count)
        line.addStretch(1)
        line.addWidget(self.take)
        whole = column(self)
        for part in (self.bar, self.done, head):
            whole.addWidget(part)
        whole.addWidget(self.months, 1)


def _read(workspace: Workspace, path: Path, _progress: Progress) -> Read:
    year = working_days.read(path)
    with workspace.store.read() as session:
        return Read(year, working_days.compare(session, year))


def _take(workspace: Workspace, year: HolidayYear, _progress: Progress) -> Imported:
    return working_days.take_year(workspace, year)


_COLUMNS = (
    Column[ArrangedYear]("年份", lambda one: str(one.year), width=72),
    Column[ArrangedYear]("放假", lambda one: f"{one.off} 天", width=72, right=True),
    Column[ArrangedYear]("调休上班", lambda one: f"{one.work} 天" if one.work else "–", width=80, right=True),
    Column[ArrangedYear]("依据", lambda one: "、".join(one.sources) or "–", quiet=True),
)
