"""The side of an issued paper: how it stands, printing and saving its stored bytes, 更正, 作废."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from xunjian.rules.prints import Outcome, write_pages
from xunjian.rules.workdays import paper_date, screen_date
from xunjian.services.paperwork.papers import Paper
from xunjian.services.paperwork.prints import Handed, Print, Seen
from xunjian.ui.pages.notice.notice_side import Side, button_row
from xunjian.ui.pages.notice.notice_terms import term
from xunjian.ui.pages.notice.paper_links import Link, is_correction
from xunjian.ui.pages.photos import pictures
from xunjian.ui.pages.photos.photo_foot import PhotoFoot
from xunjian.ui.pages.printing.print_row import USUAL_COPIES, PrintRow
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label, set_shown
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.keys import bind_key
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.ui.widgets.progress import WorkProgress
from xunjian.workspace import SHANGHAI

_LATEST = 4  # printings that are shown
_OUTCOMES = {Outcome.ORIGINAL: "正本", Outcome.COPY: "副本", Outcome.SPOILED: "只出来一部分", Outcome.NOTHING: "没出来"}


class PaperSide(Side):
    """Nothing on it changes the paper."""

    print_asked = Signal()
    choice_asked = Signal()
    """Pages and sides are to be chosen."""
    reprint_asked = Signal()
    answered = Signal(Seen)
    save_asked = Signal()
    correct_asked = Signal()
    void_asked = Signal()
    paper_asked = Signal(str)
    """Another paper is to be shown."""
    again_asked = Signal()
    stop_asked = Signal()

    def __init__(self, signed: PhotoFoot) -> None:
        """`signed` holds the photos of the signed page."""
        super().__init__()
        self._signed = signed
        self._locked, self._void = NoticeBar(Tone.NEUTRAL), NoticeBar(Tone.BAD)
        self._links, self._kind = QWidget(), Label()
        self._number, self._school = Label(medium=True, selectable=True), Label(wrap=True, selectable=True)
        self._copies = Label()
        self.printing = PrintRow(USUAL_COPIES)
        self._printing = term("打印", self.printing)
        self._next = Label(size="caption", colour="text2", wrap=True)
        self._record = Label(size="caption", colour="text2", wrap=True, selectable=True)
        self._choice = KeyButton("选页、双面…", Role.LINK, small=True)
        self._asks, self._spoiled = NoticeBar(Tone.INFO, "printer"), NoticeBar(Tone.WAIT)
        self._no_printer, self._saved = NoticeBar(Tone.WAIT), NoticeBar(Tone.OK)
        self._progress = WorkProgress("正在打印")
        self.print_again = KeyButton("打印", Role.PRIMARY, icon="printer", key="Ctrl+P")
        self.save = KeyButton("存 PDF…")
        self.correct = KeyButton("更正…")
        bind_key(self.correct, "Ctrl+E")
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
        set_shown(self._again_instead, not is_correction(paper))
        self._kind.setText(paper.title)
        self._number.setText(str(paper.number))
        self._school.setText(paper.school_name)
        self._copies.setText(f"A4，{paper.pages} 页　" + (f"已打 {paper.copies} 份" if paper.copies else "还没有打印"))
        self.print_again.setText("补打" if paper.copies else "打印")
        for part in (self._next, self._printing, self._choice, self.print_again, self.void):
            set_shown(part, not is_void)
        set_shown(self.correct, not is_void and not is_correction(paper))

    def show_links(self, links: Sequence[Link]) -> None:
        """Show the papers that are to be read beside this one, each with the way to it."""
        beside = QWidget()
        beside.setVisible(bool(links))
        rows = QVBoxLayout(beside)
        rows.setContentsMargins(0, 0, 0, 0)
        for link in links:
            bar = NoticeBar(Tone.WAIT if link.is_correction else Tone.INFO, "pencil")
            show = bar.add_action(
                "看更正" if link.is_correction else "看原件", partial(self.paper_asked.emit, link.uid)
            )
            show.setAccessibleName(f"{show.text()}，{link.number}")
            detail = "补打时两份一起给学校。" if link.is_correction else ""
            bar.say(f"已更正：{link.number}" if link.is_correction else f"更正的是 {link.number}", detail)
            rows.addWidget(bar)
        self.body.replaceWidget(self._links, beside)
        self._links.deleteLater()
        self._links = beside

    def show_record(self, record: Sequence[Print], number: int) -> None:
        """Show the latest printings, and which one the next is; 0: the original."""
        self._next.setText(f"补打的会印“副本　第 {number} 次打印”和时间。" if number else "第一次打印的是正本。")
        self._record.setText("\n".join(_line(one) for one in record[-_LATEST:]))
        set_shown(self._record, bool(record))

    def show_sides(self, *, both: bool) -> None:
        """Show whether the printer will use both sides of a sheet."""
        self._choice.setText("双面打印　选页…" if both else "选页、双面…")

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
        self.reveal(self._came_out)

    def say_what_to_do(self, seen: Seen, number: int) -> None:
        """Say what becomes of spoiled sheets, and how it is printed again; `number` is that of the next printing."""
        again = f"重打的仍是第 {number} 次打印。" if number else "重打的仍是正本，不印“副本”。"
        first = "没印好的纸请当场撕掉。" if seen is Seen.PARTLY else "先看看打印机有没有纸、有没有卡纸。"
        self._spoiled.say(first, again)
        self.reveal(self._again)

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

    def set_printing(self, *, running: bool) -> None:
        """Show that paper is on its way, or no longer."""
        set_shown(self._progress, running)
        for button in (self.print_again, self._choice, self.correct, self.void, self._links):
            button.setEnabled(not running)

    def _lay_out(self) -> None:
        answers = [self._asks.add_action(seen.value, partial(self.answered.emit, seen)) for seen in Seen]
        self._came_out = answers[0]
        self._again = self._spoiled.add_action("重打", self.reprint_asked.emit)
        self._spoiled.add_action("选页重打…", self.choice_asked.emit)
        self._again_instead = self._void.add_action("重出通知书", self.again_asked.emit)
        self._no_printer.add_action("存 PDF…", self.save_asked.emit)
        self._no_printer.add_action("接好后再打印", self.reprint_asked.emit)
        self._progress.hide()
        for part in (self._locked, self._void, self._links):
            self.body.addWidget(part)
        rows = QVBoxLayout()
        rows.setSpacing(0)
        for name, value in (("文书", self._kind), ("文号", self._number), ("学校", self._school)):
            rows.addWidget(term(name, value))
        rows.addWidget(term("纸面", self._copies))
        rows.addWidget(self._printing)
        self.body.addLayout(rows)
        below = QHBoxLayout()
        below.addWidget(self._next, 1)
        below.addWidget(self._choice, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(below)
        self.body.addWidget(self._progress)
        for bar in (self._asks, self._spoiled, self._no_printer, self._saved):
            self.body.addWidget(bar)
        self.body.addWidget(self._record)
        self.body.addWidget(self._signed)
        self.body.addStretch(1)
        buttons = button_row(self.print_again, self.save)
        self.foot.addLayout(buttons)
        if look().measures.is_extra:  # four words do not go side by side there
            self.foot.addLayout(button_row(self.correct, self.void))
        else:
            buttons.addWidget(self.correct)
            buttons.addWidget(self.void)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept what holds photos: of the signed page."""
        if pictures.pictures_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the photos that were dropped."""
        self._signed.offer(pictures.pictures_in(event.mimeData()))
        event.acceptProposedAction()

    def _connect(self) -> None:
        self.setAcceptDrops(True)
        QShortcut(QKeySequence.StandardKey.Paste, self).activated.connect(self._signed.paste)
        self.print_again.clicked.connect(self.print_asked)
        self._choice.clicked.connect(self.choice_asked)
        self.save.clicked.connect(self.save_asked)
        self.correct.clicked.connect(self.correct_asked)
        self.void.clicked.connect(self.void_asked)
        self._progress.stopped.connect(self.stop_asked)


def _line(one: Print) -> str:
    """Return a printing as one line: when, what, where, by whom."""
    at = one.at.astimezone(SHANGHAI) if one.at else None
    time = f"{screen_date(at.date(), at.date())} {at:%H:%M}" if at else ""
    pages = f"第 {write_pages(one.pages)} 页" if one.pages else ""
    parts = (time, _OUTCOMES[one.outcome], pages, f"{one.copies} 份", one.printer, one.by)
    return "　".join(part for part in parts if part)
