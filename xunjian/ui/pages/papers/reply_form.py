"""What the school says to a 问题反馈单, and 报局审核 where the bureau issues the notices."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from xunjian.rules.workdays import screen_date
from xunjian.services.paperwork.replies import Reply
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.pages.papers.papers_desk import Answered
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label, set_shown
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.choices import Radio
from xunjian.ui.widgets.fields import Field, TextArea
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.workspace import SHANGHAI


class ReplyForm(QWidget):
    """Two radios and a note until the answer is registered; then the answer, and the way to another one."""

    given = Signal(object, str)  # Reply, note
    submit_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.radios = {reply: Radio(reply.word) for reply in Reply}
        self.note = TextArea(1, 3)
        self.field = Field("异议或说明", self.note)
        self.register = KeyButton("登记学校意见")
        self._asks, self._said = QWidget(), QWidget()
        self._answer = Label(medium=True, wrap=True, selectable=True)
        self._about = Label(colour="text2", wrap=True, selectable=True)
        self._again = KeyButton("改登记…", Role.LINK, small=True)
        self.waiting = NoticeBar(Tone.INFO, "mail")
        self.submit = self.waiting.add_action("报局审核", self.submit_asked.emit)
        self._lay_out()
        self.register.clicked.connect(self._give)
        self._again.clicked.connect(lambda: self._ask(True))
        for radio in self.radios.values():
            radio.toggled.connect(lambda _on: self.field.set_error(""))

    def show_answered(self, answered: Answered) -> None:
        """Show the answer to the sheet that was given out last."""
        replied = answered.replied
        if replied is not None:
            at = replied.at.astimezone(SHANGHAI) if replied.at else None
            when = f"{screen_date(at.date(), at.date())} {at:%H:%M}" if at else ""
            self._answer.setText(f"学校{replied.reply.word}")
            parts = (replied.note, "　".join(filter(None, (when, f"{replied.by}登记" if replied.by else ""))))
            self._about.setText("\n".join(filter(None, parts)))
        self._ask(replied is None)
        waits = answered.to_submit if answered.is_feedback_first else 0
        self.waiting.say(f"{waits} 条问题已反馈，还没有报局审核。" if waits else "", "审核后由局里下达通知书。")

    def first_step(self) -> QWidget:
        """Return where work goes on."""
        return self._again if self._asks.isHidden() else next(iter(self.radios.values()))

    def _ask(self, asks: bool) -> None:
        set_shown(self._asks, asks)
        set_shown(self._said, not asks)

    def _lay_out(self) -> None:
        asks = column(self._asks, spacing=8)
        choices = row(spacing=20)
        for radio in self.radios.values():
            choices.addWidget(radio)
        choices.addStretch(1)
        asks.addLayout(choices)
        asks.addWidget(self.field)
        line = row()
        line.addWidget(self.register)
        line.addStretch(1)
        asks.addLayout(line)
        said = column(self._said, spacing=4)
        first = row(spacing=8)
        first.addWidget(self._answer)
        first.addStretch(1)
        first.addWidget(self._again)
        said.addLayout(first)
        said.addWidget(self._about)
        whole = column(self, spacing=8)
        whole.addWidget(Label("学校意见", "section", medium=True))
        for part in (self._said, self._asks, self.waiting):
            whole.addWidget(part)

    def _give(self) -> None:
        chosen = next((reply for reply, radio in self.radios.items() if radio.isChecked()), None)
        note = self.note.toPlainText().strip()
        if chosen is None:
            self.field.set_error("请选无异议，或有异议。")
            self.radios[Reply.AGREED].setFocus()
        elif chosen is Reply.DISPUTED and not note:
            self.field.set_error("有异议的要写清楚，例如：对第 2 条的金额有异议。")
            self.note.setFocus()
        else:
            self.given.emit(chosen, note)
