"""What stands below a row of printer and copies: what the next printing will be, the question, the record of it all."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from xunjian.rules.prints import Outcome, write_pages
from xunjian.rules.workdays import screen_date
from xunjian.services.paperwork.papers import Paper
from xunjian.services.paperwork.prints import Handed, Print, Seen
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.pages.printing.print_row import USUAL_COPIES, PrintRow
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label, set_shown
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.ui.widgets.progress import WorkProgress
from xunjian.workspace import SHANGHAI

_LATEST = 4  # printings that are shown
_OUTCOMES = {Outcome.ORIGINAL: "正本", Outcome.COPY: "副本", Outcome.SPOILED: "只出来一部分", Outcome.NOTHING: "没出来"}


class PrintPanel(QWidget):
    """Asks and tells; a `Printout` does the printing. `row` is placed by whoever owns the panel."""

    choice_asked = Signal()
    """Pages and sides are to be chosen."""
    reprint_asked = Signal()
    answered = Signal(Seen)
    save_asked = Signal()
    stop_asked = Signal()
    running = Signal(bool)
    """Paper is on its way, or no longer."""
    attention = Signal(QWidget)
    """Work goes on at this control."""

    def __init__(self, copies: int = USUAL_COPIES) -> None:
        super().__init__()
        self.row = PrintRow(copies)
        self._next = Label(size="caption", colour="text2", wrap=True)
        self._record = Label(size="caption", colour="text2", wrap=True, selectable=True)
        self._choice = KeyButton("选页、双面…", Role.LINK, small=True)
        self._asks, self._spoiled = NoticeBar(Tone.INFO, "printer"), NoticeBar(Tone.WAIT)
        self._no_printer, self._saved = NoticeBar(Tone.WAIT), NoticeBar(Tone.OK)
        self._progress = WorkProgress("正在打印")
        self._lay_out()
        self._choice.clicked.connect(self.choice_asked)
        self._progress.stopped.connect(self.stop_asked)

    def show_record(self, record: Sequence[Print], number: int) -> None:
        """Show the latest printings, and which one the next is; 0: the original."""
        self.say_next(f"补打的会印“副本　第 {number} 次打印”和时间。" if number else "第一次打印的是正本。")
        self._record.setText("\n".join(_line(one) for one in record[-_LATEST:]))
        set_shown(self._record, bool(record))

    def say_next(self, text: str) -> None:
        """Say what the next printing will be."""
        self._next.setText(text)

    def show_sides(self, *, both: bool) -> None:
        """Show whether the printer will use both sides of a sheet."""
        self._choice.setText("双面打印　选页…" if both else "选页、双面…")

    def set_open(self, is_open: bool) -> None:
        """Let nothing be printed, of a paper that is void."""
        for part in (self._next, self._choice):
            set_shown(part, is_open)

    @property
    def is_asking(self) -> bool:
        """Whether an answer is owed."""
        return not self._asks.isHidden()

    def quiet(self) -> None:
        """Ask nothing and report nothing."""
        for bar in (self._asks, self._spoiled, self._no_printer, self._saved):
            bar.say("")

    def ask_what_came_out(self, handed: Handed) -> None:
        """Ask what no printer tells."""
        self.quiet()
        time = handed.at.astimezone(SHANGHAI)
        what = f"第 {write_pages(handed.wish.pages)} 页，" if handed.wish.pages else ""
        self._asks.say("打印出来了吗？", f"{time:%H:%M} 送到 {handed.wish.printer}，{what}{handed.wish.copies} 份")
        self.attention.emit(self._came_out)

    def say_what_to_do(self, seen: Seen, number: int) -> None:
        """Say what becomes of spoiled sheets, and how it is printed again; `number` is that of the next printing."""
        again = f"重打的仍是第 {number} 次打印。" if number else "重打的仍是正本，不印“副本”。"
        first = "没印好的纸请当场撕掉。" if seen is Seen.PARTLY else "先看看打印机有没有纸、有没有卡纸。"
        self._spoiled.say(first, again)
        self.attention.emit(self._again)

    def say_no_printer(self, paper: Paper) -> None:
        """Say that there is no printer, and what can be done."""
        self.quiet()
        done = "已定稿并存好" if paper.version else "已签发并存好" if paper.number.number else "随时可以打印"
        name = "通知书" if paper.title.endswith("通知书") else paper.title
        self._no_printer.say(f"没找到打印机。{name}{done}。")

    def say_saved(self, name: str) -> None:
        """Say under which name the PDF was saved."""
        self._saved.say("PDF 已存好。", name)

    def show_progress(self, done: int, total: int, text: str) -> None:
        """Show how far the printing is."""
        self._progress.show_progress(done, total, text)

    def set_printing(self, *, running: bool) -> None:
        """Show that paper is on its way, or no longer."""
        set_shown(self._progress, running)
        self._choice.setEnabled(not running)
        self.running.emit(running)

    def _lay_out(self) -> None:
        answers = [self._asks.add_action(seen.value, partial(self.answered.emit, seen)) for seen in Seen]
        self._came_out = answers[0]
        self._again = self._spoiled.add_action("重打", self.reprint_asked.emit)
        self._spoiled.add_action("选页重打…", self.choice_asked.emit)
        self._no_printer.add_action("存 PDF…", self.save_asked.emit)
        self._no_printer.add_action("接好后再打印", self.reprint_asked.emit)
        self._progress.hide()
        self._record.hide()
        below = row()
        below.addWidget(self._next, 1)
        below.addWidget(self._choice, 0, Qt.AlignmentFlag.AlignTop)
        whole = column(self, spacing=12)
        whole.addLayout(below)
        for part in (self._progress, self._asks, self._spoiled, self._no_printer, self._saved, self._record):
            whole.addWidget(part)


def _line(one: Print) -> str:
    """Return a printing as one line: when, what, where, by whom."""
    at = one.at.astimezone(SHANGHAI) if one.at else None
    time = f"{screen_date(at.date(), at.date())} {at:%H:%M}" if at else ""
    pages = f"第 {write_pages(one.pages)} 页" if one.pages else ""
    parts = (time, _OUTCOMES[one.outcome], pages, f"{one.copies} 份", one.printer, one.by)
    return "　".join(part for part in parts if part)
