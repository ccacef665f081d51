"""The profile of one school: who it is, how it stands, what has happened there."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from xunjian import labels
from xunjian.db.queries.profile import Profile, Repeat
from xunjian.rules.school_codes import SCHOOL_TYPE
from xunjian.services.schools import SchoolView
from xunjian.ui.hints import Hint, set_hints
from xunjian.ui.pages.schools.school_facts import facts_of
from xunjian.ui.pages.schools.school_overview import Overview
from xunjian.ui.pages.schools.school_past import PastTable, document_columns, finding_columns, visit_columns
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import ElidedLabel, Label, Panel, set_shown
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.chips import Tag
from xunjian.ui.widgets.facts import Timeline
from xunjian.ui.widgets.segmented import Tabs

_WIDE = 520


class SchoolProfile(Panel):
    """Head, facts, and tabs for what there is."""

    edit_wanted = Signal()
    visit_wanted = Signal()
    visit_opened = Signal(str)
    notice_wanted = Signal(str)
    left = Signal()

    def __init__(self, today: Callable[[], date], *, may_start: bool) -> None:
        super().__init__("bg")
        self._today = today
        self._pane: dict[str, QWidget] = {}
        self._repeat: Repeat | None = None
        self._back = KeyButton("名单", Role.LINK, icon="chevron-left", cap="Esc")
        self._name = ElidedLabel("", "title", medium=True)
        self._tags = QWidget()
        self._tag_row = _row(self._tags, spacing=8)
        self._edit = KeyButton("改资料…", icon="pencil")
        self._start = KeyButton("开始检查", Role.PRIMARY, cap="Ctrl+N")
        set_shown(self._start, may_start)
        self._facts = QWidget()
        self._tabs = Tabs("学校资料", ["概况"])
        self._panes = QStackedWidget()
        self._nothing = Label("选一所学校，这里显示它的资料。", "body", "text2")
        self._whole = QWidget()
        self._overview = Overview()
        self.visits = PastTable("历次检查", visit_columns(today()), gives="检查组", opens="打开检查")
        self.findings = PastTable("问题", finding_columns(today()), gives="检查日", opens="打开检查")
        self.documents = PastTable("通知书", document_columns(today()), gives="问题", opens="看通知书")
        self._lay_out()
        self._connect()
        self.show_nothing()

    @property
    def timeline(self) -> Timeline:
        """What happened, the newest on top."""
        return self._overview.timeline

    def show_nothing(self) -> None:
        """Show that no school is chosen."""
        self._whole.hide()
        self._nothing.show()

    def show_school(self, school: SchoolView, known: Profile) -> None:
        """Show a school, on the tab that was open if it has one."""
        today = self._today()
        self._name.setText(school.values["name"] or "")
        self._show_tags(school)
        self._show_facts(school)
        self._repeat = next(iter(known.repeats), None)
        self._overview.show_known(known, today)
        for table, rows in ((self.visits, known.visits), (self.findings, known.findings)):
            table.show_rows(rows)
        self.documents.show_rows(known.documents)
        self._offer_tabs({"历次检查": len(known.visits), "问题": len(known.findings), "通知书": len(known.documents)})
        self._nothing.hide()
        self._whole.show()

    def show_way_back(self, *, shown: bool) -> None:
        """Offer the way back to the list where this pane stands in its place."""
        self._back.setVisible(shown)

    def begin(self) -> None:
        """Put the focus on what the open tab lists."""
        pane = self._panes.currentWidget()
        if pane is self._overview:
            self._overview.begin()
        else:
            pane.setFocus()

    def next_tab(self) -> None:
        """Open the tab after this one, after the last the first."""
        inside = self._panes.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self._tabs.setCurrentIndex((self._tabs.currentIndex() + 1) % self._tabs.count())
        if inside and self.isAncestorOf(self.window().focusWidget() or self._tabs):
            self.begin()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the tags a line of their own where the pane is narrow."""
        super().resizeEvent(event)
        self._arrange_tags()

    def _arrange_tags(self) -> None:
        wide = self.width() >= look().px(_WIDE)
        home = self._head if wide else self._below
        if home.indexOf(self._tags) < 0:
            self._head.removeWidget(self._tags)
            self._below.removeWidget(self._tags)
            home.insertWidget(2 if wide else 0, self._tags)

    def _show_tags(self, school: SchoolView) -> None:
        # Hidden, not taken out: a layout may still be about to show it, and without a parent it would be a window.
        for old in self._tags.findChildren(Tag):
            old.hide()
            old.deleteLater()
        words = (
            labels.OWNERSHIP.get(school.values["ownership"] or ""),
            SCHOOL_TYPE.get(school.values["school_type"] or ""),
        )
        for word in words:
            if word:
                self._tag_row.addWidget(Tag(word))
        self._tags.setVisible(any(words))

    def _show_facts(self, school: SchoolView) -> None:
        fresh = facts_of(school)
        self._column.replaceWidget(self._facts, fresh)
        self._facts.hide()
        self._facts.deleteLater()
        self._facts = fresh

    def _offer_tabs(self, counts: dict[str, int]) -> None:
        now = self._tabs.tabText(self._tabs.currentIndex())
        with QSignalBlocker(self._tabs):
            while self._tabs.count() > 1:
                self._tabs.removeTab(1)
            for word, count in counts.items():
                if count:
                    self._tabs.set_count(self._tabs.addTab(word), count)
            words = [self._tabs.tabText(number) for number in range(self._tabs.count())]
            self._tabs.setCurrentIndex(words.index(now) if now in words else 0)
        self._open_tab()

    def _open_tab(self) -> None:
        self._panes.setCurrentWidget(self._pane[self._tabs.tabText(self._tabs.currentIndex())])

    def _see_repeat(self) -> None:
        if self._repeat is not None:
            words = [self._tabs.tabText(number) for number in range(self._tabs.count())]
            if "问题" in words:
                self._tabs.setCurrentIndex(words.index("问题"))
                self.findings.choose_code(self._repeat.code)
                self.findings.setFocus()

    def _lay_out(self) -> None:
        for word, pane in {
            "概况": self._overview,
            "历次检查": self.visits,
            "问题": self.findings,
            "通知书": self.documents,
        }.items():
            self._pane[word] = pane
            self._panes.addWidget(pane)
        self._head = _row(None, spacing=12)
        self._head.addWidget(self._back)
        self._head.addWidget(self._name)
        self._head.addStretch(1)
        self._head.addWidget(self._edit)
        self._head.addWidget(self._start)
        self._below = _row(None, spacing=12)
        self._below.addStretch(1)
        self._column = QVBoxLayout(self._whole)
        side = look().px(24)
        self._column.setContentsMargins(side, look().px(16), side, 0)
        self._column.setSpacing(look().px(12))
        self._column.addLayout(self._head)
        self._column.addLayout(self._below)
        self._column.addWidget(self._facts)
        self._column.addWidget(self._tabs)
        self._column.addWidget(self._panes, 1)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._whole, 1)
        outer.addWidget(self._nothing, 1)
        self._arrange_tags()

    def _connect(self) -> None:
        self._back.clicked.connect(self.left)
        self._edit.clicked.connect(self.edit_wanted)
        self._start.clicked.connect(self.visit_wanted)
        self._tabs.currentChanged.connect(lambda _index: self._open_tab())
        self._overview.repeat_wanted.connect(self._see_repeat)
        self.timeline.activated.connect(lambda index: self._open_visit(self.timeline.entries.entry(index.row()).key))
        for table in (self.visits, self.findings, self.documents):
            table.opened.connect(partial(self._open_row, table))
        QShortcut(QKeySequence("Esc"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut).activated.connect(
            self.left
        )
        self.setAccessibleName("学校资料")
        set_hints(self, Hint(("Tab",), "下一处"), Hint(("Ctrl", "Tab"), "换页签"), Hint(("Esc",), "回名单"))
        set_hints(
            self.timeline,
            Hint(("↑", "↓"), "换行"),
            Hint(("Enter",), "打开检查"),
            Hint(("Ctrl", "Tab"), "换页签"),
            Hint(("Esc",), "回名单"),
        )

    def _open_row(self, table: PastTable, number: int) -> None:
        row = table.row(number)
        if table is self.documents:
            self.notice_wanted.emit(row.visit)
        else:
            self._open_visit(row.uid if table is self.visits else row.visit)

    def _open_visit(self, visit: str) -> None:
        if visit:
            self.visit_opened.emit(visit)


def _row(widget: QWidget | None, *, spacing: int) -> QHBoxLayout:
    row = QHBoxLayout() if widget is None else QHBoxLayout(widget)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(look().px(spacing))
    return row
