"""概况 of a school: what calls for attention, the figures, and what happened."""

from datetime import date

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from xunjian.db.queries.profile import Profile, Repeat
from xunjian.ui.pages.schools.school_past import happenings
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.facts import Fact, FactsBox, Timeline
from xunjian.ui.widgets.notice import NoticeBar


class Overview(QScrollArea):
    """概况: what calls for attention, the figures, and what happened."""

    repeat_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._bar = NoticeBar(Tone.WAIT)
        self._bar.add_action("看这几次", self.repeat_wanted.emit)
        self._figures = FactsBox()
        self._newest = Label("新的在上", "caption", "text2")
        self._never = Label("还没有检查过。", "body", "text2")
        self.timeline = Timeline()
        # As high as its lines: the pane scrolls as a whole, with one bar.
        self.timeline.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.timeline.selectionModel().currentChanged.connect(lambda now, _old: self._follow(now))
        inside = QWidget()
        inside.setProperty("ground", "page")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, look().px(4), 0, look().px(8))
        column.setSpacing(look().px(16))
        column.addWidget(self._bar)
        column.addWidget(self._figures)
        head = QHBoxLayout()
        head.addWidget(Label("经过", "section", medium=True))
        head.addStretch(1)
        head.addWidget(self._newest)
        past = QVBoxLayout()
        past.setSpacing(look().px(4))
        past.addLayout(head)
        past.addWidget(self._never)
        past.addWidget(self.timeline, 1)
        column.addLayout(past, 1)
        column.addStretch(0)  # holds the rest while there is no time line
        self.setWidget(inside)

    def begin(self) -> None:
        """Put the focus on the time line, or on the first button where nothing has happened."""
        self.timeline.setFocus()
        self._follow(self.timeline.currentIndex())

    def show_known(self, known: Profile, today: date) -> None:
        """Show another school."""
        self._say_repeats(known.repeats)
        open_ = [finding for finding in known.findings if finding.is_open]
        late = sum(finding.days_overdue > 0 for finding in open_)
        this_year = sum(visit.day.year == today.year for visit in known.visits)
        self._figures.show_facts(
            (
                Fact("未销号问题", str(len(open_))),
                Fact("其中逾期", str(late), Tone.BAD if late else None),
                Fact("今年已检查", f"{this_year} 次"),
            )
        )
        lines = happenings(known, today)
        self.timeline.entries.show_entries(lines)
        self.timeline.setMinimumHeight(len(lines) * look().measures.row)
        if lines:
            self.timeline.choose(0)
        for widget, shown in ((self.timeline, bool(lines)), (self._newest, bool(lines)), (self._never, not lines)):
            widget.setVisible(shown)
        self.verticalScrollBar().setValue(0)

    def _follow(self, now: QModelIndex) -> None:
        """Keep the current line of the time line in sight."""
        if self.timeline.hasFocus():
            line = self.timeline.visualRect(now)
            at = self.timeline.viewport().mapTo(self.widget(), line.center())
            self.ensureVisible(0, at.y(), 0, line.height())

    def _say_repeats(self, repeats: tuple[Repeat, ...]) -> None:
        if not repeats:
            self._bar.say("")
            return
        first = repeats[0]
        others = f"另有 {len(repeats) - 1} 项也不止一次。" if len(repeats) > 1 else ""
        self._bar.say(f"同类问题第 {first.times} 次出现：{first.title}（{first.code}）", others)
