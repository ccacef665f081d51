"""依据与全文: an item whole, with what may be printed for it and what still waits to be checked."""

from collections.abc import Callable, Collection
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QScrollArea, QWidget

from xunjian import labels
from xunjian.rules.basis import Clause
from xunjian.rules.grounds import Grounds, Part, citation
from xunjian.rules.particulars import Particular
from xunjian.services.bureau.handbook import Entry
from xunjian.services.visit.guidance import Guidance, Question
from xunjian.ui.pages.layouts import column
from xunjian.ui.tables import Mark
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton
from xunjian.ui.widgets.chips import Chip
from xunjian.ui.widgets.choices import Tick
from xunjian.ui.widgets.ring import wants_ring
from xunjian.ui.widgets.segmented import Segmented

PENDING = Mark("hourglass", "依据待核", Tone.WAIT)
CONDITIONAL = Mark("alert-circle", "按情形选用", Tone.INFO)

ASKED = {
    Particular.STAGE: "这个问题涉及哪个学段",
    Particular.OWNERSHIP: "办学性质",
    Particular.TRAINING: "培训类别",
}
WORDS = {**labels.STAGE, **labels.OWNERSHIP, "academic": "学科类", "non-academic": "非学科类"}


class Known(NamedTuple):
    """The grounds with what they depend on, and what was confirmed for the finding."""

    guidance: Guidance
    confirmed: Collection[str]


class GroundsDialog(QDialog):
    """Plain text to read and copy; what the grounds depend on is for the inspector to say and to confirm.

    `read` returns what is known now: it is asked again after each answer.
    """

    confirmed = Signal(str, bool)  # key of the clause
    said = Signal(object, str)  # Particular, and what it is

    def __init__(self, parent: QWidget, entry: Entry, read: Callable[[], Known], *, may_answer: bool) -> None:
        super().__init__(parent)
        self._entry, self._read, self._may_answer = entry, read, may_answer
        self._confirmed: Collection[str] = ()
        self._choices: dict[Particular, Segmented] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("依据与全文")
        self.resize(look().px(720), min(look().px(500), 520))
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        wants_ring(self._area)
        close = KeyButton("知道了", cap="Esc")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        whole = column(self, 16, 16, 16, 16, spacing=16)
        whole.addWidget(self._area, 1)
        whole.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self._show()
        self._area.setFocus()

    def _show(self) -> None:
        """Show what is known now, at the place where somebody reads."""
        known, at = self._read(), self._area.verticalScrollBar().value()
        self._confirmed = known.confirmed
        self._choices.clear()
        page = QWidget()
        page.setProperty("ground", "page")
        self._column = column(page, 12, 12, 12, 12, spacing=4)
        item = self._entry.item
        self._column.addWidget(Label(f"{item.code}　{item.text}", "section", medium=True, wrap=True, selectable=True))
        self._paragraph("怎么判", item.criterion)
        self._paragraph("取什么证据", item.evidence)
        if self._may_answer:
            for question in known.guidance.questions:
                self._ask(question)
        self._show_grounds(known.guidance.grounds)
        self._paragraph("通常的整改要求", item.requirement)
        self._column.addStretch(1)
        self._area.setWidget(page)
        QTimer.singleShot(0, self._area, lambda: self._area.verticalScrollBar().setValue(at))

    def _ask(self, question: Question) -> None:
        """Ask what the grounds depend on; the first answer is that nothing is said."""
        self._column.addSpacing(look().px(8))
        nothing = "还不知道" if question.needed else "都涉及"
        missing = question.needed and not question.said
        name = f"{ASKED[question.about]}{'（选了才能定依据）' if missing else ''}"
        self._column.addWidget(Label(name, "caption", "wait" if missing else "text2"))
        values = ("", *question.options)
        choice = Segmented(ASKED[question.about], [nothing, *(WORDS.get(value, value) for value in question.options)])
        choice.choose(values.index(question.said) if question.said in values else 0)
        choice.chosen.connect(lambda number: self._say(question, values[number]))
        self._column.addWidget(choice, 0, Qt.AlignmentFlag.AlignLeft)
        self._choices[question.about] = choice

    def _say(self, question: Question, value: str) -> None:
        self.said.emit(question.about, value)
        QTimer.singleShot(0, self, lambda: self._show_after(question.about))

    def _show_after(self, about: Particular) -> None:
        """Show what an answer changed, with the focus where it was given."""
        self._show()
        if about in self._choices:
            self._choices[about].setFocus()

    def _show_grounds(self, grounds: Grounds) -> None:
        if grounds.part is Part.ADVICE:
            self._paragraph("印在通知书上", "没有核定的依据：不作为违规印出，写进“建议”。")
        self._paragraph("违反", "\n".join(grounds.breached))
        self._paragraph("处理依据", "\n".join(grounds.handled_under))
        for transfer in grounds.transfers:
            self._paragraph(f"移交{transfer.authority}", "\n".join(transfer.citations))
        for clause in grounds.choices:
            self._clause(clause, CONDITIONAL)
        for clause in grounds.pending:
            self._clause(clause, PENDING)

    def _paragraph(self, name: str, text: str) -> None:
        if text:
            self._column.addSpacing(look().px(8))
            self._column.addWidget(Label(name, "caption", "text2"))
            self._column.addWidget(Label(text, wrap=True, selectable=True))

    def _clause(self, clause: Clause, mark: Mark) -> None:
        self._column.addSpacing(look().px(8))
        self._column.addWidget(Chip(mark), 0, Qt.AlignmentFlag.AlignLeft)
        words = f"{citation(clause.basis, [clause.article])}　{clause.article.requires}"
        self._column.addWidget(Label(words, wrap=True, selectable=True))
        if mark is CONDITIONAL and self._may_answer:
            tick = Tick(f"确认：{clause.condition}")
            tick.setChecked(clause.key in self._confirmed)
            tick.toggled.connect(partial(self.confirmed.emit, clause.key))
            self._column.addWidget(tick)
        elif clause.condition:
            self._column.addWidget(Label(f"条件：{clause.condition}", colour="text2", wrap=True))
