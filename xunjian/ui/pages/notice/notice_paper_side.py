"""The side of an issued paper: how it stands, printing and saving its stored bytes, 更正, 作废."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from xunjian.rules.workdays import paper_date
from xunjian.services.paperwork.papers import Paper
from xunjian.ui.pages.notice.notice_side import Side, button_row
from xunjian.ui.pages.notice.notice_terms import term
from xunjian.ui.pages.notice.paper_links import Link, is_correction
from xunjian.ui.pages.photos import pictures
from xunjian.ui.pages.photos.photo_foot import PhotoFoot
from xunjian.ui.pages.printing.print_panel import PrintPanel
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label, set_shown
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.keys import bind_key
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.workspace import SHANGHAI


class PaperSide(Side):
    """Nothing on it changes the paper."""

    print_asked = Signal()
    save_asked = Signal()
    correct_asked = Signal()
    void_asked = Signal()
    paper_asked = Signal(str)
    """Another paper is to be shown."""
    again_asked = Signal()

    def __init__(self, signed: PhotoFoot) -> None:
        """`signed` holds the photos of the signed page."""
        super().__init__()
        self._signed = signed
        self._locked, self._void = NoticeBar(Tone.NEUTRAL), NoticeBar(Tone.BAD)
        self._links, self._kind = QWidget(), Label()
        self._number, self._school = Label(medium=True, selectable=True), Label(wrap=True, selectable=True)
        self._copies = Label()
        self.panel = PrintPanel()
        self.printing = self.panel.row
        self._printing = term("打印", self.printing)
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
        self.panel.set_open(not is_void)
        for part in (self._printing, self.print_again, self.void):
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

    def _set_printing(self, running: bool) -> None:
        """Let nothing be changed while paper is on its way."""
        for button in (self.print_again, self.correct, self.void, self._links):
            button.setEnabled(not running)

    def _lay_out(self) -> None:
        self._again_instead = self._void.add_action("重出通知书", self.again_asked.emit)
        for part in (self._locked, self._void, self._links):
            self.body.addWidget(part)
        rows = QVBoxLayout()
        rows.setSpacing(0)
        for name, value in (("文书", self._kind), ("文号", self._number), ("学校", self._school)):
            rows.addWidget(term(name, value))
        rows.addWidget(term("纸面", self._copies))
        rows.addWidget(self._printing)
        self.body.addLayout(rows)
        self.body.addWidget(self.panel)
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
        self.save.clicked.connect(self.save_asked)
        self.correct.clicked.connect(self.correct_asked)
        self.void.clicked.connect(self.void_asked)
        self.panel.save_asked.connect(self.save_asked)
        self.panel.running.connect(self._set_printing)
        self.panel.attention.connect(self.reveal)
