"""今天: where to go on, where to go next, what to press for. Everything is read anew when it is shown."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QScrollArea, QWidget

from xunjian.progress import Progress
from xunjian.services.bureau.handbook import Handbook
from xunjian.services.today import cautions, reading
from xunjian.services.today.cautions import Caution
from xunjian.services.today.views import Later, Pressing, Stop, Today
from xunjian.ui.hints import Hint, set_hints
from xunjian.ui.jobs import Jobs
from xunjian.ui.pages.layouts import column
from xunjian.ui.pages.today.caution_bars import CautionBars
from xunjian.ui.pages.today.day_tables import DayTable, later_columns, pressing_columns
from xunjian.ui.pages.today.resume_card import ResumeCard
from xunjian.ui.pages.today.section import Section
from xunjian.ui.pages.today.stops import StopList
from xunjian.ui.theme import look
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.empty import EmptyState
from xunjian.workspace import Workspace

_TWO_COLUMNS = 1000
_SHOWN = 12
"""Rows of a table; the rest is counted, and its own page lists it."""


@dataclass(frozen=True)
class Read:
    """What a reading found."""

    today: Today
    cautions: tuple[Caution, ...]


class TodayPage(QWidget):
    """The day of a group; at the bureau, that of every group."""

    visit_opened = Signal(str)
    start_wanted = Signal(str)  # a school, "" to be asked
    school_wanted = Signal(str)  # to see it; "" for the list
    visits_wanted = Signal()
    notice_wanted = Signal(str)  # a visit
    counted = Signal(int, int)  # schools still to do today, findings to press for

    def __init__(self, workspace: Workspace, jobs: Jobs, handbook: Handbook, *, broken_off: bool = False) -> None:
        super().__init__()
        self._workspace, self._jobs, self._handbook = workspace, jobs, handbook
        self._broken_off = broken_off
        self._begins = False
        self._may_start = workspace.team is not None
        self.resume = ResumeCard()
        self.resume.hide()
        self.bars = CautionBars()
        self.stops = StopList(may_start=self._may_start)
        today = workspace.today()
        self.later = DayTable("接下来要去", later_columns(today, all_groups=workspace.team is None))
        self.pressing = DayTable("要催的", pressing_columns(today))
        self.add = KeyButton("临时加一所…", Role.LINK, icon="plus", key="Ctrl+N" if self._may_start else "")
        self.add.setVisible(self._may_start)
        self.pick = KeyButton("选学校")
        self.look_on = KeyButton("看检查")
        self._visit = ""
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Read the day again."""
        self._jobs.start(self._read, owner=self, done=self.show_day)

    def put_below(self, bar: QWidget) -> None:
        """Put a bar at the foot of the page; it stays in sight while the page scrolls."""
        self._whole.addWidget(bar)

    def showEvent(self, event: QShowEvent) -> None:
        """See what has changed since the page was last shown."""
        super().showEvent(event)
        self._begins = True
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the blocks side by side where there is room for two."""
        super().resizeEvent(event)
        wide = self.width() >= look().px(_TWO_COLUMNS)
        self._across.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def show_day(self, read: Read) -> None:
        """Show what was read, and put the focus where work begins."""
        today = read.today
        self.bars.show_cautions(read.cautions)
        self._visit = today.resume.visit if today.resume is not None else ""
        if today.resume is not None:
            self.resume.show_resume(today.resume, today.day, broken_off=self._broken_off)
        self.resume.setVisible(today.resume is not None)
        self.stops.show_stops(today.stops)
        self._stops.show_count("今天要去", len(today.stops), "所")
        self.later.show_rows(today.later[:_SHOWN])
        self._later.setVisible(bool(today.later))
        self._later.show_count("还要去", len(today.later), "所")
        self.pressing.show_rows(today.pressing[:_SHOWN])
        self._pressing.show_count("要催的", len(today.pressing), "件")
        self.counted.emit(today.to_do, len(today.pressing))
        self._begin()

    def _read(self, _progress: Progress) -> Read:
        workspace, today = self._workspace, self._workspace.today()
        with workspace.store.read() as session:
            day = reading.read(session, self._handbook, today, team=workspace.team, replica=workspace.store.replica)
            found = cautions.look(session, workspace.folder, today, team=workspace.team, trial=workspace.is_trial)
            return Read(day, found)

    def _begin(self) -> None:
        """Put the focus on the first block that has something, unless somebody is already at work in one."""
        blocks = (self.resume, self.stops, self.later, self.pressing)
        filled = (self._visit, self.stops.entries.rowCount(), self.later.model().rowCount(), True)
        first = next(block for block, full in zip(blocks, filled, strict=True) if full)
        if first is self.pressing and not self.pressing.model().rowCount():
            self.setFocusProxy(self.pick if self._may_start else self.look_on)
        else:
            self.setFocusProxy(first)
        inside = self.focusWidget()
        if self._begins and self.isVisible() and (inside is None or not inside.isVisible()):
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._begins = False

    def _lay_out(self) -> None:
        name = "今天没有安排。" if self._may_start else "各组今天没有安排。"
        next_step = "可以从学校里选一所开始。" if self._may_start else "定了日子的学校，到那天列在这里。"
        nothing = EmptyState("calendar-event", name, next_step, self.pick if self._may_start else None)
        calm = EmptyState("progress-check", "没有要催的问题。", "到期前三个工作日，自动列到这里。", self.look_on)
        self._stops = Section("今天要去", self.stops, link=self.add, empty=nothing)
        self._later = Section("还要去", self.later)
        self._later.hide()
        self._pressing = Section("要催的", self.pressing, empty=calm)
        inside = QWidget()
        inside.setProperty("ground", "page")
        whole = column(inside, 24, 24, 24, 16, spacing=24)
        whole.addWidget(self.bars)
        whole.addWidget(self.resume)
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._across.setSpacing(look().px(32))
        left, right = column(spacing=24), column()
        left.addWidget(self._stops)
        left.addWidget(self._later)
        left.addStretch(1)
        right.addWidget(self._pressing)
        right.addStretch(1)
        self._across.addLayout(left, 1)
        self._across.addLayout(right, 1)
        whole.addLayout(self._across)
        whole.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(inside)
        self._whole = column(self)
        self._whole.addWidget(self._area, 1)

    def _connect(self) -> None:
        self.resume.clicked.connect(lambda: self.visit_opened.emit(self._visit))
        self.stops.opened.connect(self._go_to_stop)
        self.later.opened.connect(lambda number: self._go_to_stop(self.later.row(number)))
        self.pressing.opened.connect(lambda number: self._open_pressing(self.pressing.row(number)))
        self.add.clicked.connect(lambda: self.start_wanted.emit(""))
        self.pick.clicked.connect(lambda: self.school_wanted.emit(""))
        self.look_on.clicked.connect(self.visits_wanted)
        self.bars.notice_wanted.connect(self.notice_wanted)
        begins = (Hint(("Ctrl", "N"), "加一所"), Hint(("Ctrl", "E"), "导出")) if self._may_start else ()
        for block, does in ((self.stops, "去检查"), (self.later, "去检查"), (self.pressing, "打开检查")):
            set_hints(block, Hint(("Tab",), "换块"), Hint(("↑", "↓"), "选"), Hint(("Enter",), does), *begins)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow_focus)

    def _follow_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        """Keep what has the focus in sight: the page scrolls as a whole."""
        if now is not None and self._area.widget().isAncestorOf(now):
            self._area.ensureWidgetVisible(now, 0, look().px(24))

    def _go_to_stop(self, stop: Stop | Later) -> None:
        if stop.visit:
            self.visit_opened.emit(stop.visit)
        elif self._may_start:
            self.start_wanted.emit(stop.school)
        else:
            self.school_wanted.emit(stop.school)

    def _open_pressing(self, row: Pressing) -> None:
        self.visit_opened.emit(row.visit)
