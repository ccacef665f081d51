"""What stands beside a visit's paper: all papers, how the chosen one stands, what it asks, printing and saving."""

from datetime import date

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QWidget

from xunjian.services.paperwork.visit_papers import Sort, State, VisitPaper
from xunjian.ui.pages.layouts import column
from xunjian.ui.pages.notice.notice_side import Side, button_row
from xunjian.ui.pages.notice.notice_terms import term
from xunjian.ui.pages.papers.papers_desk import Shown
from xunjian.ui.pages.papers.papers_list import PapersList
from xunjian.ui.pages.papers.record_form import RecordForm
from xunjian.ui.pages.papers.reply_form import ReplyForm
from xunjian.ui.pages.papers.service_form import ServiceForm
from xunjian.ui.pages.photos.photo_foot import PhotoFoot
from xunjian.ui.pages.printing.print_panel import PrintPanel
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label, set_shown
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.choices import Choice
from xunjian.ui.widgets.notice import NoticeBar

NOW = "现在的内容"
ANY_NUMBER = "存根和回证可以打任意份，不编“副本”。"


class PapersSide(Side):
    """The list stays above; below it, what belongs to the chosen paper."""

    give_and_print_asked = Signal()
    give_and_save_asked = Signal()
    print_asked = Signal()
    save_asked = Signal()
    open_asked = Signal()
    version_chosen = Signal(str)
    """The uid of a version, "" for what the paper would say now."""

    def __init__(self, today: date, signed: PhotoFoot) -> None:
        super().__init__()
        self._versions: list[str] = []
        self.list = PapersList(today)
        self.title = Label("", "section", medium=True, wrap=True)
        self.failed, self.state = NoticeBar(Tone.BAD), NoticeBar(Tone.WAIT, "pencil")
        self.version = Choice("版本")
        self._version = term("版本", self.version)
        self.record, self.reply, self.service, self.signed = RecordForm(), ReplyForm(), ServiceForm(today), signed
        self.panel = PrintPanel()
        self._printing = term("打印", self.panel.row)
        self.lacks = NoticeBar(Tone.WAIT)
        self.give_and_print = KeyButton("定稿并打印", Role.PRIMARY, icon="printer")
        self.give_and_save = KeyButton("只定稿，存 PDF…")
        self.print_again = KeyButton("打印", Role.PRIMARY, icon="printer", key="Ctrl+P")
        self.save = KeyButton("存 PDF…")
        self.open = KeyButton("打开整改通知书", Role.PRIMARY, cap="Enter")
        self._lay_out()
        self._connect()

    def wait(self, row: VisitPaper) -> None:
        """Show which paper is on its way, and let nothing be done with the one before."""
        self.title.setText(f"{row.title}　{row.number}" if row.number else row.title)
        self._enable(False)
        self.failed.say("")

    def show_failure(self, what: str, detail: str) -> None:
        """Say why there is no page to show."""
        self.failed.say(what, detail)
        self._show_parts(())

    def show_paper(self, shown: Shown, version: str) -> None:
        """Show how a paper stands and what can be done with it."""
        row = shown.row
        self.failed.say("")
        self._show_versions(shown, version)
        given = shown.paper is not None and shown.paper.version > 0
        is_now = not given and row.sort in {Sort.RECORD, Sort.FEEDBACK}
        changed = row.state is State.CHANGED and is_now
        self.state.say(
            f"第 {row.version} 版给出以后，内容有改动。" if changed else "", "再定稿就是下一版，原来的都留着。"
        )
        self.lacks.say("还不能定稿：" if shown.lacking and is_now else "", "\n".join(shown.lacking))
        parts: tuple[QWidget, ...]
        if row.sort in {Sort.NOTICE, Sort.NUMBERED}:
            parts = (self.open,)
            self.open.setText(f"打开{row.title}")
            self.lacks.say("".join(shown.lacking))
        elif is_now:
            parts = (self._printing, self.give_and_print, self.give_and_save)
        else:
            parts = (self._printing, self.panel, self.print_again, self.save)
        forms = {Sort.RECORD: self.record, Sort.FEEDBACK: self.reply, Sort.RECEIPT: self.service}
        form = forms.get(row.sort) if row.sort is Sort.RECORD or row.document else None
        signed = self.signed if given or row.sort is Sort.RECEIPT else None
        self._show_parts((*parts, *filter(None, (form, signed))))
        copies = shown.paper.copies if shown.paper else 0
        self.print_again.setText("补打" if copies else "打印")
        self._enable(True)
        for button in (self.give_and_print, self.give_and_save):
            button.setEnabled(not shown.lacking)
            button.setAccessibleDescription("".join(shown.lacking))
        self.open.setEnabled(row.state is not State.NONE)

    def first_step(self, row: VisitPaper) -> QWidget:
        """Return where work goes on with a paper."""
        steps: dict[Sort, QWidget] = {
            Sort.RECORD: self.record.first_empty(),
            Sort.FEEDBACK: self.reply.first_step() if not self.reply.isHidden() else self.give_and_print,
            Sort.RECEIPT: self.service.first_step() if row.state is State.BLANK else self.print_again,
            Sort.STUB: self.print_again,
        }
        return steps.get(row.sort, self.open)

    def _show_versions(self, shown: Shown, version: str) -> None:
        can_change = shown.row.state is State.CHANGED
        known = [(one.uid, f"第 {one.version} 版") for one in reversed(shown.versions)]
        entries = [("", NOW), *known] if can_change else known
        self._versions = [uid for uid, _ in entries]
        with QSignalBlocker(self.version):
            self.version.clear()
            self.version.addItems([words for _, words in entries])
            wanted = version or ("" if can_change else shown.row.document)
            self.version.setCurrentIndex(self._versions.index(wanted) if wanted in self._versions else 0)
        set_shown(self._version, len(entries) > 1)

    def _show_parts(self, shown: tuple[QWidget, ...]) -> None:
        for part in self._parts:
            set_shown(part, part in shown)

    def _enable(self, enabled: bool) -> None:
        for button in (self.give_and_print, self.give_and_save, self.print_again, self.save, self.open):
            button.setEnabled(enabled)

    def _lay_out(self) -> None:
        self._parts: tuple[QWidget, ...] = (
            self._printing, self.panel, self.record, self.reply, self.service, self.signed, self.open, self.save,
            self.give_and_print, self.give_and_save, self.print_again,
        )  # fmt: skip
        for part in (self.list, self.title, self.failed, self.state, self._version, self.record, self.reply):
            self.body.addWidget(part)
        printing = column(spacing=4)
        printing.addWidget(self._printing)
        printing.addWidget(self.panel)
        self.body.addWidget(self.service)
        self.body.addLayout(printing)
        self.body.addWidget(self.signed)
        self.body.addStretch(1)
        self.foot.addWidget(self.lacks)
        self.foot.addLayout(button_row(self.give_and_print, self.print_again, self.open, self.give_and_save, self.save))
        self._show_parts(())
        self._version.hide()
        self.list.setMinimumWidth(look().px(200))

    def _connect(self) -> None:
        self.give_and_print.clicked.connect(self.give_and_print_asked)
        self.give_and_save.clicked.connect(self.give_and_save_asked)
        self.print_again.clicked.connect(self.print_asked)
        self.save.clicked.connect(self.save_asked)
        self.open.clicked.connect(self.open_asked)
        self.panel.save_asked.connect(self.save_asked)
        self.panel.attention.connect(self.reveal)
        self.panel.running.connect(lambda running: self._enable(not running))
        self.version.activated.connect(lambda place: self.version_chosen.emit(self._versions[place]))
