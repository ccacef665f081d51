"""The side of a draft: what stands in the way, the terms, and 签发."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from xunjian.errors import UserError
from xunjian.rules.workdays import Calendar
from xunjian.ui.pages.notice.notice_checks import Checks, problems_of
from xunjian.ui.pages.notice.notice_desk import Preview
from xunjian.ui.pages.notice.notice_side import Side, button_row
from xunjian.ui.pages.notice.notice_terms import Terms
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Rule
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.notice import NoticeBar

NO_NUMBERS = "本机文号用完了。通知书已存草稿。请局里发任务包补号。"
MAKING, ISSUING = "正在排版…", "正在签发…"
LASTING = "签发后内容不能改，只能更正或作废。"


class DraftSide(Side):
    """Checks and terms scroll; the buttons stay, disabled with the reason while anything stands in the way."""

    print_asked = Signal()
    save_asked = Signal()

    def __init__(self, today: date, calendar: Calendar) -> None:
        super().__init__()
        self._preview: Preview | None = None
        self._failed = NoticeBar(Tone.BAD)
        self.checks, self.terms = Checks(), Terms(today, calendar)
        self._lasting, self._blocked = NoticeBar(Tone.NEUTRAL), NoticeBar(Tone.WAIT)
        self._show_where = self._blocked.add_action("去看", self._reveal_first)
        self.issue_and_print = KeyButton("签发并打印…", Role.PRIMARY, icon="printer")
        self.issue_and_save = KeyButton("只签发，存 PDF…")
        self._whole = QWidget()
        column = QVBoxLayout(self._whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look().px(12))
        column.addWidget(self.checks)
        column.addWidget(Rule())
        column.addWidget(self.terms)
        self.body.addWidget(self._failed)
        self.body.addWidget(self._whole)
        self.body.addStretch(1)
        self.foot.addWidget(self._lasting)
        self.foot.addWidget(self._blocked)
        self.foot.addLayout(button_row(self.issue_and_print, self.issue_and_save))
        self.issue_and_print.clicked.connect(self.print_asked)
        self.issue_and_save.clicked.connect(self.save_asked)
        self.checks.changed.connect(self.weigh)
        self.terms.changed.connect(self.weigh)
        self._whole.hide()
        self.wait(MAKING)

    def show_preview(self, preview: Preview) -> None:
        """Show a draft."""
        self._preview = preview
        self._failed.say("")
        self.checks.show_preview(preview)
        self.terms.show_preview(preview)
        self._whole.show()
        self.weigh()

    def wait(self, doing: str) -> None:
        """Let nothing be issued while something is under way."""
        self._preview = None
        self._enable(doing)

    def show_failure(self, error: UserError) -> None:
        """Show why there is no draft."""
        self._preview = None
        self._whole.hide()
        self._failed.say(error.what, f"{error.safe}{error.hint}")
        self.weigh()

    def obstacles(self) -> list[str]:
        """Return what stands in the way of 签发, in words; nothing when it may go ahead."""
        if self._preview is None:
            return ["还排不出版面。"]
        found = []
        if self._preview.draft.supply.following is None:
            found.append(NO_NUMBERS)
        if count := len(problems_of(self._preview)):
            found.append(f"上面有 {count} 处要先改好。")
        if self._preview.draft.unchecked and not self.checks.reason:
            found.append("没查的请选原因，或回去查。")
        if self.terms.unconfirmed:
            found.append("期限请核对后打勾。")
        if obstacle := self.terms.signing.obstacle:
            found.append(obstacle)
        return found

    def first_step(self) -> QWidget | None:
        """Return where work begins: what is to be mended first, or 签发; None where nothing can be done here."""
        step = self.checks.first_step() or self.terms.first_step()
        return step or (self.issue_and_print if self.issue_and_print.isEnabled() else None)

    def _reveal_first(self) -> None:
        if (step := self.first_step()) is not None:
            self.reveal(step)

    def weigh(self) -> None:
        """Say whether 签发 may go ahead, and if not, why."""
        found = self.obstacles()
        self._lasting.say("" if found else LASTING)
        self._blocked.say("".join(found))
        self._enable("".join(found))
        self._show_where.setVisible(bool(found) and self.first_step() is not None)

    def _enable(self, obstacle: str) -> None:
        for button in (self.issue_and_print, self.issue_and_save):
            button.setEnabled(not obstacle)
            button.setAccessibleDescription(obstacle)
