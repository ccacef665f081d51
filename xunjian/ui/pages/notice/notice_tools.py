"""What the notice brings to the strip: its state, the pages, the size of the paper."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from xunjian.ui.tables import Mark
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.chips import DRAFT, Chip
from xunjian.ui.widgets.choices import Choice
from xunjian.ui.widgets.paper import PaperView, Zoom

ISSUED = Mark("lock", "已签发", Tone.NEUTRAL)
CORRECTED = Mark("pencil", "已更正", Tone.WAIT)
VOID = Mark("x", "已作废", Tone.BAD)


class PaperTools(QWidget):
    """Turns the pages of a paper view and sizes it; from a notice it leads to the other papers of the visit."""

    papers_asked = Signal()

    def __init__(self, paper: PaperView, *, with_papers: bool = False) -> None:
        super().__init__()
        self._paper = paper
        self._pages = 0
        self._chip = Chip(DRAFT)
        self._where = Label("正在排版…")
        self._back = _arrow("chevron-left", "上一页")
        self._on = _arrow("chevron-right", "下一页")
        zoom = Choice("纸面大小", [one.value for one in Zoom])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look().px(12))
        for widget in (self._chip, self._back, self._where, self._on, zoom):
            row.addWidget(widget)
        if with_papers:
            papers = KeyButton("全部文书", Role.LINK, key="F10")
            papers.clicked.connect(self.papers_asked)
            row.insertWidget(0, papers)
        self._back.clicked.connect(lambda: self.turn(-1))
        self._on.clicked.connect(lambda: self.turn(1))
        zoom.currentTextChanged.connect(lambda word: paper.set_zoom(Zoom(word)))
        paper.page_changed.connect(lambda _page: self._say_where())

    def show_state(self, mark: Mark, pages: int) -> None:
        """Show what the paper is, and that it has so many pages."""
        self._chip.show_mark(mark)
        self._pages = pages
        self._say_where()

    def turn(self, pages: int) -> None:
        """Go on by so many pages, as far as there are any."""
        self._paper.go_to(min(max(self._paper.page + pages, 0), max(self._pages - 1, 0)))

    def _say_where(self) -> None:
        page = self._paper.page
        self._where.setText(f"第 {page + 1} 页，共 {self._pages} 页" if self._pages else "")
        self._back.setEnabled(page > 0)
        self._on.setEnabled(page < self._pages - 1)


def _arrow(icon: str, name: str) -> KeyButton:
    button = KeyButton("", icon=icon)
    button.setAccessibleName(name)
    button.setFixedWidth(look().measures.control)
    return button
