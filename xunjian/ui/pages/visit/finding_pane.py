"""The right side of a visit: the item in full, its answer, and what belongs to that answer."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QStackedWidget,
    QWidget,
)

from xunjian import labels
from xunjian.db.queries.visits import IssuedAs
from xunjian.errors import UserError
from xunjian.rules.workdays import Calendar
from xunjian.services.bureau.handbook import Entry
from xunjian.services.visit.finding_views import FindingView
from xunjian.services.visit.visits import ItemRow
from xunjian.ui.hints import Hint, set_hints
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.pages.photos import pictures
from xunjian.ui.pages.photos.arrival_bars import ArrivalBars
from xunjian.ui.pages.photos.photo_foot import PhotoFoot
from xunjian.ui.pages.visit.answer_boxes import Guide, IssuedBox, ReasonBox
from xunjian.ui.pages.visit.finding_form import FindingForm
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.answers import AnswerBar
from xunjian.ui.widgets.basics import ElidedLabel, Label, Panel
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.chips import ANSWER_MARKS, Chip
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.ui.widgets.ring import wants_ring

METHODS = {
    "documents": "查资料",
    "look": "现场看",
    "interview": "访谈",
    "survey": "问卷",
    "accounts": "核账抽票",
    "covert": "暗访",
}


class FindingPane(Panel):
    """Head and foot stay, the middle scrolls. Photos may be dropped anywhere on it."""

    answered = Signal(str)
    grounds_wanted = Signal()

    def __init__(self, calendar: Calendar, today: date, foot: PhotoFoot) -> None:
        super().__init__("bg", "left")
        self.setAcceptDrops(True)
        self.setAccessibleName("本项")
        self.foot, self.arrivals = foot, ArrivalBars()
        self.answers, self.form, self.reasons = AnswerBar(), FindingForm(calendar, today), ReasonBox()
        self.trouble = NoticeBar(Tone.BAD)
        self._guide, self._issued = Guide(), IssuedBox(calendar, today)
        self._text = Label("", medium=True, wrap=True, selectable=True)
        self._line = ElidedLabel("", "caption", "text2")
        self._chip = Chip(ANSWER_MARKS[""])
        self._grounds = KeyButton("依据与全文", Role.LINK, key="F4", small=True)
        self._bodies = QStackedWidget()
        self._areas: dict[QWidget, QScrollArea] = {}
        self._lay_out()
        self._keys = _PageKeys(self)
        self.answers.answered.connect(self.answered)
        self._grounds.clicked.connect(self.grounds_wanted)
        hints = Hint(("1", "2", "3", "4"), "作答"), Hint(("F4",), "依据与全文"), Hint(("Esc",), "回清单")
        set_hints(self, *hints)

    def show_item(self, entry: Entry, line: ItemRow) -> None:
        """Show the head of an item and its answer."""
        item = entry.item
        self._text.setText(f"{item.code}　{item.text}")
        methods = "、".join(METHODS[method.value] for method in item.methods)
        self._line.setText(f"{item.title}·{labels.SEVERITY[item.severity.value]}·{methods}")
        self.answers.set_answer(line.result or "")
        self._chip.show_mark(ANSWER_MARKS[line.result or ""])

    def show_guide(self, entry: Entry, reason: str | None) -> None:
        """Show how to judge an item that has no problem."""
        self._guide.show_entry(entry, reason)
        self._show(self._guide, photos=False)

    def ask_reason(self, reason: str | None) -> None:
        """Ask why the item does not apply."""
        self._show(self.reasons, photos=False)
        self.reasons.ask(reason)

    def show_finding(self, entry: Entry, finding: FindingView, biggest_amount: Callable[[], int]) -> None:
        """Show the finding of an item, to be written."""
        self.form.show_finding(entry, finding, biggest_amount)
        self._show(self.form, photos=True)
        self.foot.show_photos(finding.photos, code=entry.item.code, writable=True)

    def show_issued(self, entry: Entry, finding: FindingView, issued: IssuedAs | None) -> None:
        """Show the finding of an item as it was issued, to be read."""
        self._issued.show_issued(finding, issued)
        self._show(self._issued, photos=bool(finding.photos))
        self.foot.show_photos(finding.photos, code=entry.item.code, writable=False)

    @property
    def takes_photos(self) -> bool:
        """Whether a finding is open to be written."""
        return self._bodies.currentWidget() is self._areas[self.form]

    def flush(self) -> None:
        """Save what is typed and not yet saved."""
        if self.takes_photos:
            self.form.flush()

    def keeps_unsaved(self, entry: Entry) -> bool:
        """Return whether what is typed for an item is nowhere else: its finding was taken away behind the page."""
        return self.takes_photos and self.form.item == entry.uid and self.form.unsaved

    def begin(self) -> None:
        """Put the focus where the pane begins."""
        if self.takes_photos:
            self.form.fact.setFocus()
        elif self.answers.isVisible():
            self.answers.findChildren(QAbstractButton)[0].setFocus()
        else:
            self._areas[self._issued].setFocus()

    def say_trouble(self, problem: UserError | None) -> None:
        """Say at the top what could not be saved; None when all is well again."""
        if problem is None:
            self.trouble.say("")
        else:
            self.trouble.say(problem.what, f"{problem.safe}{problem.hint}")

    def paste_photos(self) -> bool:
        """Take photos from the clipboard if it holds some; returns whether it does."""
        in_text = isinstance(QApplication.focusWidget(), QLineEdit | QPlainTextEdit)
        found = pictures.pictures_in(QApplication.clipboard().mimeData(), in_text=in_text)
        if found:
            self.foot.offer(found)
        return bool(found)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept what holds photos."""
        if self.takes_photos and pictures.pictures_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the photos that were dropped."""
        self.foot.offer(pictures.pictures_in(event.mimeData()))
        event.acceptProposedAction()

    def _lay_out(self) -> None:
        whole = column(self, 0, 0, 0, 0)
        whole.setContentsMargins(1, 0, 0, 0)
        head = Panel("bg", "bottom")
        inner = column(head, 16, 12, 16, 10, spacing=8)
        words = column(spacing=0)
        words.addWidget(self._text)
        line = row(spacing=8)
        line.addWidget(self._line)
        line.addStretch(1)
        line.addWidget(self._grounds)
        words.addLayout(line)
        inner.addLayout(words)
        inner.addWidget(self.answers)
        inner.addWidget(self._chip)
        whole.addWidget(head)
        whole.addWidget(self.trouble)
        for body in (self._guide, self.reasons, self.form, self._issued):
            area = _Body(body)
            self._areas[body] = area
            self._bodies.addWidget(area)
        self._areas[self._issued].setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        wants_ring(self._areas[self._issued], inside=True)
        whole.addWidget(self._bodies, 1)
        whole.addWidget(self.arrivals)
        whole.addWidget(self.foot)

    def _show(self, body: QWidget, *, photos: bool) -> None:
        self._bodies.setCurrentWidget(self._areas[body])
        issued = body is self._issued
        self.answers.setVisible(not issued)
        self._chip.setVisible(issued)
        self.foot.setVisible(photos)


class _Body(QScrollArea):
    """The middle of the pane; what has the focus stands clear of its edges, with room for a message below it."""

    def __init__(self, body: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(body)

    def reveal(self) -> None:
        """Scroll to what has the focus."""
        field = QApplication.focusWidget()
        if field is not None and self.widget().isAncestorOf(field):
            self.ensureWidgetVisible(field, 0, look().px(32))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stay at what has the focus when a bar takes room."""
        super().resizeEvent(event)
        self.reveal()


class _PageKeys(QObject):
    """Keys that an editor would take for itself but that belong to the page: photos by Ctrl+V, and Ctrl+U."""

    def __init__(self, pane: FindingPane) -> None:
        super().__init__(pane)
        self._pane = pane
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._pane.isAncestorOf(now):
            now.installEventFilter(self)
            for area in self._pane.findChildren(_Body):
                area.reveal()
                # What was made a moment ago has its place only after the layout.
                QTimer.singleShot(0, area, area.reveal)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the editor from claiming a key of the page, so that the page's shortcut sees it."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.matches(QKeySequence.StandardKey.Paste) and self._pane.takes_photos:
                in_text = isinstance(watched, QLineEdit | QPlainTextEdit)
                return bool(pictures.pictures_in(QApplication.clipboard().mimeData(), in_text=in_text))
            return event.modifiers() == Qt.KeyboardModifier.ControlModifier and event.key() == Qt.Key.Key_U
        return False
