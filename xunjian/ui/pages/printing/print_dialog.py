"""打印 with a choice of pages and sides: what the row beside the paper leaves out."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from xunjian.rules.prints import read_pages
from xunjian.services.paperwork.papers import Paper
from xunjian.services.paperwork.prints import Wish
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.pages.printing.print_row import CopiesChoice, PrinterChoice
from xunjian.ui.printing import Device
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.choices import Choice, Tick
from xunjian.ui.widgets.fields import Field

_ONE_SIDE, _BOTH_SIDES = "单面", "双面（长边翻）"


class PrintDialog(QDialog):
    """Nothing is printed before the button; Enter is the button, Esc goes back."""

    asked = Signal(object)  # Wish

    def __init__(self, parent: QWidget, paper: Paper, number: Callable[[tuple[int, ...]], int], begin: Wish) -> None:
        """`number` says which printing of these pages comes next, `begin` what stands in the dialog at first."""
        super().__init__(parent)
        self.setWindowTitle("打印")
        self._paper, self._number, self._duplex = paper, number, begin.duplex
        self._printers, self._copies = PrinterChoice(), CopiesChoice()
        self._typed = QLineEdit()
        self._typed.setPlaceholderText(f"全部 {paper.pages} 页" + ("，或 1-2" if paper.pages > 1 else ""))
        self._pages = Field("页码", self._typed)
        self._sides = Choice("单面双面", [_ONE_SIDE, _BOTH_SIDES])
        self._collate = Tick("一份印完再印下一份")
        self._collate.setChecked(begin.collate)
        self._says, self._marks = Label("", wrap=True), Label("", colour="text2", wrap=True)
        self._go = KeyButton("打印", Role.PRIMARY, icon="printer", cap="Enter")
        self._copies.set_copies(begin.copies)
        self._lay_out()
        self._connect()
        self._weigh()

    def show_devices(self, devices: Sequence[Device], preferred: str = "") -> None:
        """Show the printers there are."""
        self._printers.show_devices(devices, preferred)

    def _lay_out(self) -> None:
        whole = column(self, 24, 24, 24, 24, spacing=16)
        whole.addWidget(Label(f"打印 {self._paper.called}", "section", medium=True, wrap=True))
        first, second = row(spacing=16), row(spacing=16)
        first.addWidget(Field("打印机", self._printers), 1)
        first.addWidget(Field("份数", self._copies))
        second.addWidget(self._pages, 1)
        second.addWidget(Field("单面双面", self._sides), 1)
        for line in (first, second):
            whole.addLayout(line)
        whole.addWidget(self._collate)
        whole.addWidget(self._says)
        whole.addWidget(self._marks)
        back = KeyButton("再看看", cap="Esc")
        back.clicked.connect(self.reject)
        self._go.setDefault(True)
        buttons = row(spacing=12)
        buttons.addStretch(1)
        buttons.addWidget(back)
        buttons.addWidget(self._go)
        whole.addStretch(1)
        whole.addLayout(buttons)
        self.setMinimumWidth(look().px(480))
        self._typed.setFocus()

    def _connect(self) -> None:
        self._go.clicked.connect(self._ask)
        self._typed.textChanged.connect(self._weigh)
        for choice in (self._printers, self._copies, self._sides):
            choice.currentIndexChanged.connect(self._weigh)
        self._printers.currentIndexChanged.connect(self._offer_sides)

    def _offer_sides(self) -> None:
        device = self._printers.device
        able = device is not None and device.duplex
        self._sides.setEnabled(able)
        self._sides.setAccessibleDescription("" if able else "这台打印机不会双面打印")
        self._sides.setCurrentIndex(int(able and self._duplex))

    @property
    def _chosen(self) -> tuple[int, ...] | None:
        return read_pages(self._typed.text(), self._paper.pages)

    @property
    def _is_duplex(self) -> bool:
        return self._sides.isEnabled() and self._sides.currentText() == _BOTH_SIDES

    def _weigh(self) -> None:
        """Say what would come out, or what is wrong with the pages."""
        pages, copies = self._chosen, self._copies.copies
        self._pages.set_error("" if pages else f"这份文书有 {self._paper.pages} 页，页码请写成 1-2,4 这样。")
        self._go.setEnabled(bool(pages) and self._printers.device is not None)
        self._collate.setEnabled(bool(pages) and copies > 1 and len(pages or ()) > 1 and not self._is_duplex)
        if not pages:
            self._says.setText("")
            self._marks.setText("")
            return
        sheets = copies * (-(-len(pages) // 2) if self._is_duplex else len(pages))
        self._says.setText(f"{copies} 份，每份 {len(pages)} 页，用纸 {sheets} 张。")
        number = self._number(pages)
        mark = f"每页上边会印“副本　第 {number} 次打印”和时间。" if number else "这次印的是正本，不加“副本”。"
        self._marks.setText(mark)

    def _ask(self) -> None:
        pages, device = self._chosen, self._printers.device
        if pages and device is not None:
            whole = len(pages) == self._paper.pages
            collate = self._collate.isChecked() or not self._collate.isEnabled()
            wish = Wish(device.name, self._copies.copies, () if whole and collate else pages, self._is_duplex, collate)
            self.asked.emit(wish)
            self.accept()
