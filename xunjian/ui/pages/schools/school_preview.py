"""What importing a list would do, before anything is written."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from xunjian.errors import Cancelled
from xunjian.ui.hints import Hint, set_hints
from xunjian.ui.jobs import Job, Jobs
from xunjian.ui.messages import show_error
from xunjian.ui.pages.schools.school_import import Brought, ListRead, write_list
from xunjian.ui.pages.schools.school_preview_rows import PART_WORDS, Part, part_columns, part_rows
from xunjian.ui.tables import PagedModel
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import ElidedLabel, Label, Panel, set_shown
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.choices import Tick
from xunjian.ui.widgets.progress import WorkProgress
from xunjian.ui.widgets.segmented import Tabs
from xunjian.ui.widgets.views import RowTable
from xunjian.workspace import Workspace


class ImportPreview(QWidget):
    """A page of tabs, what needs a person first; one button writes, Esc goes back with nothing written."""

    imported = Signal(object)  # Brought
    left = Signal()

    def __init__(self, workspace: Workspace, jobs: Jobs) -> None:
        super().__init__()
        self._workspace, self._jobs = workspace, jobs
        self._read: ListRead | None = None
        self._job: Job | None = None
        self._file = ElidedLabel("", "body", "text2")
        self._rest = Label("", "body", "text2", wrap=True)
        self._tabs = Tabs("导入预览", [])
        self._panes = QStackedWidget()
        self._shown: list[Part] = []
        self._asked = Tick("也改掉人工更正过的")
        self._asked_count = 0
        self._cancel = KeyButton("不导入", cap="Esc")
        self._go = KeyButton("导入", Role.PRIMARY, key="Ctrl+Return", cap="Ctrl+Enter")
        self._progress = WorkProgress("正在导入", "取消")
        self._buttons = QWidget()
        self.tables = {part: PartTable(part) for part in Part}
        self._lay_out()
        self._connect()

    def show_list(self, read: ListRead) -> None:
        """Show what importing this list would do."""
        self._read = read
        sheets = [sheet.name for sheet in read.plan.sheets if sheet.rows]
        self._file.setText("　".join([read.path.name, *(["、".join(sheets)] if len(sheets) > 1 else [])]))
        preview = read.plan.preview
        rest = [f"没有变化 {len(preview.unchanged):,} 所"] if preview.unchanged else []
        rest += [f"本机有、名单里没有 {len(preview.absent):,} 所"] if preview.absent else []
        self._rest.setText("，".join([*rest, "都不动。"]) if rest else "")
        set_shown(self._rest, bool(rest))
        self._asked_count = sum(len(update.asked) for update in preview.updated)
        self._asked.setChecked(False)
        self._asked.setVisible(self._asked_count > 0)
        self._show_parts()
        self._show_buttons()
        self._set_writing(writing=False)

    @property
    def writing(self) -> bool:
        """Whether the list is being imported."""
        return self._job is not None

    def begin(self) -> None:
        """Put the focus on the list that is shown."""
        (self._panes.currentWidget() if self._shown else self._cancel).setFocus()

    def current(self) -> Part | None:
        """Return which part is shown."""
        return self._shown[self._tabs.currentIndex()] if self._shown else None

    def _show_parts(self) -> None:
        plan = self._plan_read().plan
        self._shown = []
        while self._tabs.count():
            self._tabs.removeTab(0)
        for part in Part:
            rows = part_rows(part, plan)
            self.tables[part].show_rows(rows)
            if rows:
                self._shown.append(part)
                self._tabs.set_count(self._tabs.addTab(PART_WORDS[part]), len(rows))
        self._tabs.setVisible(bool(self._shown))
        self._panes.setVisible(bool(self._shown))
        self._tabs.setCurrentIndex(0)
        self._open_tab()

    def _schools_to_write(self) -> int:
        preview, take = self._plan_read().plan.preview, self._asked.isChecked()
        return len(preview.new) + sum(bool(update.changes or (take and update.asked)) for update in preview.updated)

    def _show_buttons(self) -> None:
        count, suspect = self._schools_to_write(), self._plan_read().plan.blocking
        self._go.setText(f"跳过要先看的，导入其余 {count:,} 所" if suspect else f"导入 {count:,} 所")
        self._go.setVisible(count > 0)
        self._cancel.setText("不导入" if count else "关闭")
        self._asked.setText(f"也改掉人工更正过的 {self._asked_count:,} 处")

    def _take_asked(self, take: bool) -> None:
        self.tables[Part.UPDATED].take_asked = take
        self.tables[Part.UPDATED].viewport().update()
        self._show_buttons()

    def _write(self) -> None:
        if self.writing or not self._schools_to_write():
            return
        self._set_writing(writing=True)
        self._job = self._jobs.start(
            write_list(self._workspace, self._plan_read(), take_asked=self._asked.isChecked()),
            owner=self,
            progressed=self._progress.show_progress,
            done=self._tell,
            failed=self._fail,
        )

    def _tell(self, done: Brought) -> None:
        self._job = None
        self._read = None
        self.imported.emit(done)

    def _fail(self, error: BaseException) -> None:
        self._job = None
        self._set_writing(writing=False)
        self.begin()
        if not isinstance(error, Cancelled):
            show_error(self, error)

    def _leave(self) -> None:
        if self._job is None:
            self.left.emit()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _set_writing(self, *, writing: bool) -> None:
        self._progress.show_progress(0, max(self._schools_to_write(), 1), "")
        self._progress.setVisible(writing)
        self._buttons.setVisible(not writing)

    def _plan_read(self) -> ListRead:
        if self._read is None:
            raise RuntimeError("no list is shown")
        return self._read

    def _open_tab(self) -> None:
        part = self.current()
        if part is not None:
            self._panes.setCurrentWidget(self.tables[part])

    def _next_tab(self) -> None:
        if self._shown:
            self._tabs.setCurrentIndex((self._tabs.currentIndex() + 1) % len(self._shown))
            self.begin()

    def _lay_out(self) -> None:
        for table in self.tables.values():
            self._panes.addWidget(table)
        head = QHBoxLayout()
        head.setSpacing(look().px(12))
        head.addWidget(Label("导入名单", "title", medium=True))
        head.addWidget(self._file)
        head.addStretch(1)
        foot = Panel("bg", "top")
        across = QHBoxLayout(self._buttons)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(look().px(12))
        across.addWidget(self._asked)
        across.addStretch(1)
        across.addWidget(self._cancel)
        across.addWidget(self._go)
        under = QVBoxLayout(foot)
        side = look().px(24)
        under.setContentsMargins(side, look().px(8), side, look().px(8))
        under.addWidget(self._buttons)
        under.addWidget(self._progress)
        top = QVBoxLayout()
        top.setContentsMargins(side, look().px(16), side, 0)
        top.setSpacing(look().px(8))
        top.addLayout(head)
        top.addWidget(self._rest)
        top.addWidget(self._tabs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._panes, 1)
        column.addStretch(0)
        column.addWidget(foot)

    def _connect(self) -> None:
        self._tabs.currentChanged.connect(lambda _index: self._open_tab())
        self._asked.toggled.connect(self._take_asked)
        self._cancel.clicked.connect(self._leave)
        self._go.clicked.connect(self._write)
        self._progress.stopped.connect(self._stop)
        for key, act in (("Esc", self._leave), ("Ctrl+Tab", self._next_tab)):
            QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut).activated.connect(
                act
            )
        set_hints(
            self,
            Hint(("↑", "↓"), "换行"),
            Hint(("Ctrl", "Tab"), "换页签"),
            Hint(("Ctrl", "Enter"), "导入"),
            Hint(("Esc",), "不导入"),
        )


class PartTable(RowTable):
    """One part of a preview; the list was read whole, so its rows are here."""

    def __init__(self, part: Part) -> None:
        self.rows: list[Any] = []
        self.take_asked = False
        model = PagedModel(part_columns(part, lambda: self.take_asked), lambda ids: [self.rows[i] for i in ids])
        super().__init__(model, PART_WORDS[part])
        self._paged = model
        model.setParent(self)

    def show_rows(self, rows: list[Any]) -> None:
        """Show the rows of another list."""
        self.rows, self.take_asked = rows, False
        self._paged.show_ids(range(len(rows)))
        if rows:
            self.choose(0)
