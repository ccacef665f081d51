"""依据与全文: an item whole, with what may be printed for it and what still waits to be checked."""

from collections.abc import Collection
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QScrollArea, QWidget

from xunjian.rules.basis import Clause
from xunjian.rules.grounds import Grounds, Part, citation
from xunjian.services.handbook import Entry
from xunjian.ui.pages.layouts import column
from xunjian.ui.tables import Mark
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton
from xunjian.ui.widgets.chips import Chip
from xunjian.ui.widgets.choices import Tick
from xunjian.ui.widgets.ring import wants_ring

PENDING = Mark("hourglass", "依据待核", Tone.WAIT)
CONDITIONAL = Mark("alert-circle", "按情形选用", Tone.INFO)


class GroundsDialog(QDialog):
    """Plain text to read and copy; only the case in which an article fits is for the inspector to confirm."""

    confirmed = Signal(str, bool)  # key of the clause

    def __init__(
        self, parent: QWidget, entry: Entry, grounds: Grounds, confirmed: Collection[str], *, may_confirm: bool
    ) -> None:
        super().__init__(parent)
        self._confirmed, self._may_confirm = confirmed, may_confirm
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("依据与全文")
        self.resize(look().px(720), min(look().px(500), 520))
        page = QWidget()
        page.setProperty("ground", "page")
        self._column = column(page, 12, 12, 12, 12, spacing=4)
        item = entry.item
        self._column.addWidget(Label(f"{item.code}　{item.text}", "section", medium=True, wrap=True, selectable=True))
        self._paragraph("怎么判", item.criterion)
        self._paragraph("取什么证据", item.evidence)
        self._show_grounds(grounds)
        self._paragraph("通常的整改要求", item.requirement)
        self._column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        wants_ring(area)
        close = KeyButton("知道了", cap="Esc")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        whole = column(self, 16, 16, 16, 16, spacing=16)
        whole.addWidget(area, 1)
        whole.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        area.setFocus()

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
        if mark is CONDITIONAL and self._may_confirm:
            tick = Tick(f"确认：{clause.condition}")
            tick.setChecked(clause.key in self._confirmed)
            tick.toggled.connect(partial(self.confirmed.emit, clause.key))
            self._column.addWidget(tick)
        elif clause.condition:
            self._column.addWidget(Label(f"条件：{clause.condition}", colour="text2", wrap=True))
