"""The side of an issued paper: that it stands, printing and saving its stored bytes, 作废."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from xunjian.rules.workdays import paper_date
from xunjian.services.papers import Paper
from xunjian.ui.pages.notice_side import Side, button_row
from xunjian.ui.pages.notice_terms import USUAL_COPIES, PrintRow, term
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label, set_shown
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.fields import Field, TextArea
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.ui.widgets.progress import WorkProgress
from xunjian.workspace import SHANGHAI


class PaperSide(Side):
    """Nothing on it changes the paper."""

    print_asked = Signal()
    reprint_asked = Signal()
    came_out = Signal()
    save_asked = Signal()
    void_asked = Signal()
    again_asked = Signal()
    stop_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._locked, self._void = NoticeBar(Tone.NEUTRAL), NoticeBar(Tone.BAD)
        self._number, self._school = Label(medium=True, selectable=True), Label(wrap=True, selectable=True)
        self._copies = Label()
        self.printing = PrintRow(USUAL_COPIES)
        self._printing = term("打印", self.printing)
        self._next = Label(size="caption", colour="text2", wrap=True)
        self._asks, self._no_printer, self._saved = (
            NoticeBar(Tone.INFO, "printer"),
            NoticeBar(Tone.WAIT),
            NoticeBar(Tone.OK),
        )
        self._progress = WorkProgress("正在打印")
        self.print_again = KeyButton("打印", Role.PRIMARY, icon="printer", key="Ctrl+P")
        self.save = KeyButton("存 PDF…")
        self.void = KeyButton("作废…", Role.CAREFUL)
        self._lay_out()
        self._connect()

    def show_paper(self, paper: Paper) -> None:
        """Show how a paper stands."""
        at = f" {paper.issued_at.astimezone(SHANGHAI):%H:%M}" if paper.issued_at else ""
        by = f"签发人 {paper.issued_by}" if paper.issued_by else ""
        self._locked.say(f"已签发 {paper_date(paper.issued_on)}{at}，内容不可改。", by)
        is_void = paper.void_reason is not None
        self._void.say(f"已作废：{paper.void_reason}" if is_void else "", "文号保留，不再使用。" if is_void else "")
        self._number.setText(str(paper.number))
        self._school.setText(paper.school_name)
        self._copies.setText(f"A4，{paper.pages} 页　" + (f"已打 {paper.copies} 份" if paper.copies else "还没有打印"))
        self.print_again.setText("补打" if paper.copies else "打印")
        self._next.setText(
            f"补打的会印“副本”。已打 {paper.copies} 份，下一份是第 {paper.copies + 1} 份。" if paper.copies else ""
        )
        for part, shown in ((self._next, bool(paper.copies) and not is_void), (self._printing, not is_void)):
            set_shown(part, shown)
        for button in (self.print_again, self.void):
            set_shown(button, not is_void)

    def quiet(self) -> None:
        """Ask nothing and report nothing."""
        for bar in (self._asks, self._no_printer, self._saved):
            bar.say("")

    def ask_whether_it_came_out(self) -> None:
        """Ask what no printer tells."""
        self.quiet()
        self._asks.say("打印出来了吗？")
        self.reveal(self._came_out)

    def say_no_printer(self) -> None:
        """Say that there is no printer, and what can be done."""
        self.quiet()
        self._no_printer.say("没找到打印机。通知书已签发并存好。")

    def say_saved(self, name: str) -> None:
        """Say under which name the PDF was saved."""
        self._saved.say("PDF 已存好。", name)

    def show_progress(self, done: int, total: int, text: str) -> None:
        """Show how far the printing is."""
        self._progress.show_progress(done, total, text)

    def set_printing(self, running: bool) -> None:
        """Show that paper is on its way, or no longer."""
        set_shown(self._progress, running)
        for button in (self.print_again, self.void):
            button.setEnabled(not running)

    def _lay_out(self) -> None:
        self._came_out = self._asks.add_action("出来了", self.came_out.emit)
        self._asks.add_action("没有，重打", self.reprint_asked.emit)
        self._asks.add_action("存 PDF…", self.save_asked.emit)
        self._void.add_action("重出通知书", self.again_asked.emit)
        self._no_printer.add_action("存 PDF…", self.save_asked.emit)
        self._no_printer.add_action("接好后再打印", self.reprint_asked.emit)
        self._progress.hide()
        for part in (self._locked, self._void):
            self.body.addWidget(part)
        rows = QVBoxLayout()
        rows.setSpacing(0)
        for name, value in (("文书", Label("整改通知书")), ("文号", self._number), ("学校", self._school)):
            rows.addWidget(term(name, value))
        rows.addWidget(term("纸面", self._copies))
        rows.addWidget(self._printing)
        self.body.addLayout(rows)
        for below in (self._next, self._progress, self._asks, self._no_printer, self._saved):
            self.body.addWidget(below)
        self.body.addStretch(1)
        buttons = button_row(self.print_again, self.save)
        buttons.addWidget(self.void)
        self.foot.addLayout(buttons)

    def _connect(self) -> None:
        self.print_again.clicked.connect(self.print_asked)
        self.save.clicked.connect(self.save_asked)
        self.void.clicked.connect(self.void_asked)
        self._progress.stopped.connect(self.stop_asked)


class VoidDialog(QDialog):
    """Asks for the reason of 作废; without one nothing happens."""

    given = Signal(str)

    def __init__(self, parent: QWidget, number: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("作废")
        self._reason = Field("作废原因", TextArea())
        self._text = self._reason.editor
        back, go = KeyButton("再看看", cap="Esc"), KeyButton("作废", Role.CAREFUL)
        back.clicked.connect(self.reject)
        go.clicked.connect(self._give)
        column = QVBoxLayout(self)
        edge = look().px(24)
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(look().px(8))
        column.addWidget(Label(f"作废 {number}？", "section", medium=True, wrap=True))
        column.addWidget(Label("文号保留为作废，不再使用。作废后不能恢复。", colour="text2", wrap=True))
        column.addWidget(self._reason)
        buttons = QHBoxLayout()
        buttons.setSpacing(look().px(12))
        buttons.addStretch(1)
        buttons.addWidget(back)
        buttons.addWidget(go)
        column.addLayout(buttons)
        self.setMinimumWidth(look().px(440))
        self._text.setFocus()

    def _give(self) -> None:
        reason = self._text.toPlainText().strip() if isinstance(self._text, TextArea) else ""
        if reason:
            self.given.emit(reason)
            self.accept()
        else:
            self._reason.set_error("要写原因，例如：学校名称写错。")
            self._text.setFocus()
