"""更正: what an issued paper says wrongly and how it reads right, beside the 更正通知 as it would be printed."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget

from xunjian.errors import Cancelled, UserError
from xunjian.services.paperwork.errata import Wording
from xunjian.ui.jobs import Job, Jobs
from xunjian.ui.messages import ConfirmDialog, show_error
from xunjian.ui.pages.corrections.correction_rows import CorrectionRows
from xunjian.ui.pages.corrections.corrections_desk import CorrectionsDesk, Weighed
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.pages.notice.last_number import LastNumberDialog
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.fields import Field
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.ui.widgets.paper import PaperView

DRAW_AFTER = 600
"""Milliseconds after the last key until the page is drawn anew."""

NO_NUMBERS = "本机文号用完了，请局里发任务包补号。"
LASTING = "签发后更正通知的内容不能改，只能作废。"
_WIDE, _HIGH = 1180, 620
_ROOM = 48  # pixels that a dialog leaves of the window around it


class CorrectionDialog(QDialog):
    """Nothing is issued before the question is answered; `issued` names the new paper."""

    issued = Signal(str)

    def __init__(self, parent: QWidget, jobs: Jobs, desk: CorrectionsDesk, confirm_last: Callable[[int], None]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("更正")
        self._jobs, self._desk, self._confirm_last = jobs, desk, confirm_last
        self._job: Job | None = None
        self._found: Weighed | None = None
        self.rows = CorrectionRows()
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("例如 校对疏漏")
        self._bar = NoticeBar(Tone.BAD)
        self.view = PaperView()
        self._said = Label("", "caption", "text2")
        self.go = KeyButton("签发更正通知…", Role.PRIMARY, key="Ctrl+Return", cap="Ctrl+Enter")
        self._timer = QTimer(self, singleShot=True, interval=DRAW_AFTER)
        self._lay_out()
        room = parent.window().size() - QSize(_ROOM, _ROOM)
        self.resize(QSize(look().px(_WIDE), look().px(_HIGH)).boundedTo(room))
        self.rows.changed.connect(self._wait)
        self.reason.textChanged.connect(self._wait)
        self._timer.timeout.connect(lambda: self._weigh(self._show))
        self.go.clicked.connect(self._ask)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._mark)
        self.rows.rows[0].place.setFocus()

    def _lay_out(self) -> None:
        paper = self._desk.paper
        left = column(spacing=8)
        left.addWidget(Label(f"更正 {paper.number}", "section", medium=True, wrap=True))
        note = "原来那份不动。原文照印出来的抄，一字不差；添字的，原文空着。期限不在这里改。"
        left.addWidget(Label(note, "caption", "text2", wrap=True))
        left.addWidget(self.rows, 1)
        left.addWidget(Field("更正原因，可以不写", self.reason))
        left.addWidget(self._bar)
        back = KeyButton("再看看", cap="Esc")
        back.clicked.connect(self.reject)
        buttons = row(spacing=12)
        buttons.addStretch(1)
        buttons.addWidget(back)
        buttons.addWidget(self.go)
        left.addLayout(buttons)
        right = column(spacing=4)
        right.addWidget(self._said)
        right.addWidget(self.view, 1)
        whole = row(self, 24, 16, 24, 16, spacing=24)
        whole.addLayout(left, 6)
        whole.addLayout(right, 5)
        self.go.setAutoDefault(False)
        back.setAutoDefault(False)
        self._say_page("写好一处，这里就是印出来的样子。")

    @property
    def wording(self) -> Wording:
        """What is typed; rows without a word are left out."""
        return Wording(tuple(one.correction for one in self.rows.written()), self.reason.text())

    # Weighing

    def _wait(self) -> None:
        self._found = None
        self._bar.say("")
        self._timer.start()

    def _weigh(self, then: Callable[[Weighed], None]) -> None:
        self._timer.stop()
        if self._job is not None:
            self._job.cancel()
        wording = self.wording
        if not wording.corrections:
            self.view.show_pages([])
            self._say_page("写好一处，这里就是印出来的样子。")
            return
        self._say_page("正在排版…")
        work = partial(self._desk.weigh, wording)
        self._job = self._jobs.start(work, owner=self, done=partial(self._weighed, then), failed=self._fail)

    def _weighed(self, then: Callable[[Weighed], None], found: Weighed) -> None:
        if found.wording == self.wording:  # otherwise somebody has typed on, and the timer runs
            then(found)

    def _show(self, found: Weighed) -> None:
        """Show the page, or where it cannot be drawn yet."""
        self._found = found
        self._mark()
        self._bar.say(found.problem)
        if found.erratum is not None:
            self.view.show_pages(found.images)
            self._say_page(f"印出来是这样，共 {len(found.images)} 页；文号签发时才取。")
        else:
            self._say_page("左边改好，这里再排。")

    def _mark(self, *_focus: object, everywhere: bool = False) -> None:
        """Say at each row what is wrong with it; a row under the hands is left in peace until it is left."""
        if self._found is None or self._found.wording != self.wording:
            return
        for one, problem in zip(self.rows.written(), self._found.problems, strict=True):
            if everywhere or not one.is_being_typed:
                one.set_error(problem)

    def _fail(self, error: BaseException) -> None:
        self.go.setEnabled(True)
        if isinstance(error, Cancelled):
            return
        self._say_page("")
        if isinstance(error, UserError):
            self._bar.say(error.what, f"{error.safe}{error.hint}")
        else:
            show_error(self, error)

    def _say_page(self, words: str) -> None:
        self._said.setText(words)

    # 签发

    def _ask(self) -> None:
        if not self.rows.written():
            first = self.rows.rows[0]
            first.set_error("没有写要更正的地方。至少写一处：位置、原文、更正为。")
            first.place.setFocus()
            return
        self._weigh(self._confirm)

    def _confirm(self, found: Weighed) -> None:
        self._show(found)
        self._mark(everywhere=True)
        wrong = next((one for one in self.rows.written() if one.error), None)
        if wrong is not None:
            wrong.wrong.setFocus()
        elif found.problem:
            return
        elif found.supply.unsure:
            last = LastNumberDialog(self, found.supply, self._confirm_last)
            last.accepted.connect(self._ask)
            last.open()
        elif found.supply.following is None:
            self._bar.say(NO_NUMBERS, "没有取号，写的都在这里。")
        else:
            dialog = ConfirmDialog(self, LASTING, f"文号 {found.supply.following}。", act="签发")
            dialog.accepted.connect(partial(self._issue, found))
            dialog.open()

    def _issue(self, seen: Weighed) -> None:
        self.go.setEnabled(False)
        self._say_page("正在签发…")
        self._jobs.start(partial(self._desk.issue, seen), owner=self, done=self._end, failed=self._fail)

    def _end(self, document: str) -> None:
        self.accept()
        self.issued.emit(document)
