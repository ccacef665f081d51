"""What stands below the answers where there is no problem to write down: how to look, why 不适用, what is issued."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from xunjian.db.queries.visits import IssuedAs
from xunjian.rules import money
from xunjian.rules.workdays import Calendar, paper_date
from xunjian.services.bureau.handbook import Entry
from xunjian.services.visit.finding_views import FindingView
from xunjian.ui.hints import Hint, set_hints
from xunjian.ui.pages.layouts import column
from xunjian.ui.pages.notice.deadline_choice import deadline_words
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label, set_shown
from xunjian.ui.widgets.fields import Field
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.ui.widgets.phrases import PhraseList
from xunjian.workspace import SHANGHAI

REASONS = ("学校没有这项业务。", "本学段不涉及。", "本学期没有发生。", "由上级统一办理，学校不经手。")
"""Usual reasons for 不适用, best first."""


class Guide(QWidget):
    """How the item is judged and which evidence it wants."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "page")
        self._reason_name, self._reason = (
            Label("不适用的原因", "caption", "text2"),
            Label("", wrap=True, selectable=True),
        )
        self._criterion, self._evidence = Label("", wrap=True, selectable=True), Label("", wrap=True, selectable=True)
        whole = column(self, 16, 12, 16, 12, spacing=4)
        for name, value in (
            (self._reason_name, self._reason),
            (Label("怎么判", "caption", "text2"), self._criterion),
            (Label("取什么证据", "caption", "text2"), self._evidence),
        ):
            whole.addWidget(name)
            whole.addWidget(value)
            whole.addSpacing(look().px(8))
        whole.addStretch(1)

    def show_entry(self, entry: Entry, reason: str | None) -> None:
        """Show an item, and why it does not apply where that is its answer."""
        self._reason.setText(reason or "")
        set_shown(self._reason, bool(reason))
        set_shown(self._reason_name, bool(reason))
        self._criterion.setText(entry.item.criterion)
        self._evidence.setText(entry.item.evidence)


class ReasonBox(QWidget):
    """Asks why an item does not apply; the answer is given together with its reason."""

    given = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "page")
        self.phrases = PhraseList(shown=len(REASONS))
        self.own = QLineEdit()
        self.own.setMaxLength(200)
        field = Field("自己写，按 Enter 记下", self.own)
        self.own.setAccessibleName("不适用的原因")
        whole = column(self, 16, 12, 16, 12, spacing=8)
        whole.addWidget(Label("为什么不适用？", medium=True))
        whole.addWidget(self.phrases)
        whole.addWidget(field)
        whole.addStretch(1)
        self.setAccessibleName("不适用的原因")
        back = Hint(("Esc",), "不改，回清单")
        set_hints(self, Hint(("Enter",), "记下"), back)
        set_hints(self.phrases, Hint(("1–4",), "选原因，到下一项"), Hint(("0",), "自己写"), back)
        self.phrases.picked.connect(self.given)
        self.phrases.declined.connect(self.own.setFocus)
        self.own.returnPressed.connect(self._give_own)

    def ask(self, reason: str | None) -> None:
        """Start with the reason given before, if any."""
        self.phrases.show_phrases(list(REASONS))
        self.own.setText("" if reason in REASONS else reason or "")
        self.phrases.setFocus()

    def _give_own(self) -> None:
        if self.own.text().strip():
            self.given.emit(self.own.text().strip())


class IssuedBox(QWidget):
    """A finding that stands on a document: plain text to read and copy, and a bar that says so."""

    def __init__(self, calendar: Calendar, today: date) -> None:
        super().__init__()
        self.setProperty("ground", "page")
        self._calendar, self._today = calendar, today
        self._bar = NoticeBar(Tone.NEUTRAL)
        self._values = {name: Label("", wrap=True, selectable=True) for name in ("问题", "金额", "人数", "整改要求")}
        whole = column(self, 16, 12, 16, 12, spacing=4)
        whole.addWidget(self._bar)
        whole.addSpacing(look().px(8))
        for name, value in self._values.items():
            whole.addWidget(Label(name, "caption", "text2"))
            whole.addWidget(value)
            whole.addSpacing(look().px(8))
        whole.addStretch(1)

    def show_issued(self, finding: FindingView, issued: IssuedAs | None) -> None:
        """Show a finding as it was issued."""
        at = issued.at.astimezone(SHANGHAI) if issued and issued.at else None
        when = f" {paper_date(at.date())} {at:%H:%M}" if at is not None else ""
        number = f"　{issued.number}" if issued else ""
        self._bar.say(f"已签发{when}，内容不可改。{number}", "写错了请用“更正”。")
        lines = [
            f"{measure.text}　{deadline_words(measure.workdays or 0, self._today, self._calendar).split('，')[0]}"
            for measure in finding.measures
        ]
        texts = {
            "问题": finding.fact,
            "金额": "" if finding.amount is None else money.plain(finding.amount),
            "人数": "" if finding.people is None else f"{finding.people} 人",
            "整改要求": "\n".join(lines),
        }
        for name, text in texts.items():
            self._values[name].setText(text or "–")
            self._values[name].setAccessibleName(f"{name} {text}")
