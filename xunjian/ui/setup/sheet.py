"""恢复密钥: onto paper, and tried once from the paper before anybody needs it."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from xunjian.documents.papers.recovery_sheet import LINE_NAMES
from xunjian.errors import UserError
from xunjian.files import safe_name, write_whole
from xunjian.progress import Progress
from xunjian.services.keys import recovery
from xunjian.ui import printing
from xunjian.ui.jobs import Jobs
from xunjian.ui.messages import show_error
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.setup.frame import boxed
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.choices import Choice
from xunjian.ui.widgets.fields import Field
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.workspace import Workspace

LINE = 1
"""Which line of the key is asked for: the second, for the first is what the eye falls on anyway."""

UNTRIED = "恢复密钥还没有试开。口令忘了、纸又用不上时，各组的数据包就再也打不开。"
KEEP = "打印两份，分开锁好。不要拍照，不要留在电脑里；存成文件的，打印后请删掉。"


class SheetBox(QWidget):
    """Prints or saves the sheet, then asks for one line of it; `tried` tells that the trial went well."""

    tried = Signal()
    problem = Signal(object)  # UserError, to be shown by whoever holds the box

    def __init__(self, workspace: Workspace, jobs: Jobs, bureau: str) -> None:
        super().__init__()
        self._workspace, self._jobs = workspace, jobs
        self._file_name = f"恢复密钥-{safe_name(bureau)}.pdf"
        self.printers = Choice("打印机", ["正在找打印机…"])
        self.print = KeyButton("打印两份", Role.PRIMARY, icon="printer")
        self.save = KeyButton("存 PDF…")
        self.line, self.go = QLineEdit(), KeyButton("试开")
        self._line = Field(f"纸上“{LINE_NAMES[LINE]}”那一行（20 个字，空格可以不输）", self.line)
        self.said = NoticeBar(Tone.OK)
        self.tried_bar = NoticeBar(Tone.OK)
        self._devices: list[printing.Device] = []
        self._lay_out()
        self._connect()
        self._look_for_printers()

    def begin(self) -> None:
        """Begin with getting the key onto paper."""
        (self.print if self.print.isEnabled() else self.save).setFocus()

    def _lay_out(self) -> None:
        paper, inner = boxed(Label("1　印到纸上", "section", medium=True), Label(KEEP, colour="text2", wrap=True))
        line = row(spacing=12)
        line.addWidget(self.printers, 1)
        line.addWidget(self.print)
        line.addWidget(self.save)
        inner.addLayout(line)
        inner.addWidget(self.said)
        trial, below = boxed(Label("2　照纸上试一次", "section", medium=True))
        typed = row(spacing=12)
        self._line.setFixedWidth(look().px(420))
        typed.addWidget(self._line)
        button = column()
        button.addSpacing(look().px(24))
        button.addWidget(self.go)
        button.addStretch(1)
        typed.addLayout(button)
        typed.addStretch(1)
        below.addLayout(typed)
        below.addWidget(self.tried_bar)
        whole = column(self, spacing=12)
        whole.addWidget(paper)
        whole.addWidget(trial)
        self.print.setEnabled(False)

    def _connect(self) -> None:
        self.print.clicked.connect(self._print)
        self.save.clicked.connect(self._save)
        self.go.clicked.connect(self._try)
        self.line.returnPressed.connect(self._try)
        self.line.textChanged.connect(lambda _text: self._line.set_error(""))

    def _look_for_printers(self) -> None:
        self._jobs.start(lambda _progress: printing.devices(), owner=self, done=self._show_printers)

    def _show_printers(self, devices: list[printing.Device]) -> None:
        self._devices = devices
        self.printers.clear()
        self.printers.addItems([device.label for device in devices] or ["没找到打印机"])
        self.printers.setEnabled(bool(devices))
        self.print.setEnabled(bool(devices))

    def _print(self) -> None:
        device = self._devices[self.printers.currentIndex()].name
        self._work(partial(self._print_now, device), f"已送到 {device}。请看一看两份都清楚。")

    def _print_now(self, device: str, progress: Progress) -> None:
        pdf = recovery.sheet_of(self._workspace, self._workspace.today())
        make = printing.on_device(device)
        printing.print_paper(pdf, make, printing.Sheets(copies=2), title="恢复密钥", progress=progress)

    def _save(self) -> None:
        start = str(Path.home() / self._file_name)
        name, _ = QFileDialog.getSaveFileName(self, "存恢复密钥", start, "PDF 文件 (*.pdf)")
        if name:
            target = Path(name if name.lower().endswith(".pdf") else f"{name}.pdf")
            self._work(partial(self._save_now, target), f"已存成 {target.name}。打印后请删掉这个文件。")

    def _save_now(self, target: Path, _progress: Progress) -> None:
        pdf = recovery.sheet_of(self._workspace, self._workspace.today())
        try:
            write_whole(target, pdf)
        except OSError as error:
            raise UserError(
                "恢复密钥没有存上。", safe="密钥做好了，都在。", hint="请换一个文件夹，或换一个 U 盘，再存一次。"
            ) from error

    def _work(self, work: partial[None], then: str) -> None:
        def done(_nothing: object) -> None:
            self.setEnabled(True)
            self.said.say(then)
            self.line.setFocus()

        self.setEnabled(False)
        self._jobs.start(work, owner=self, done=done, failed=self._fail)

    def _try(self) -> None:
        typed = self.line.text()
        if not typed.strip():
            self._line.set_error("请照纸上输这一行。")
            return
        self.setEnabled(False)
        work = partial(_tried, self._workspace, typed)
        self._jobs.start(work, owner=self, done=lambda _nothing: self._tried(), failed=self._refuse)

    def _tried(self) -> None:
        self.setEnabled(True)
        self.tried_bar.say("打得开。这张纸能用，请锁好。")
        self.tried.emit()

    def _refuse(self, error: BaseException) -> None:
        self.setEnabled(True)
        if isinstance(error, UserError):
            self._line.set_error(f"{error.what}{error.hint}")
            self.line.setFocus()
            self.line.selectAll()
        else:
            show_error(self, error)

    def _fail(self, error: BaseException) -> None:
        self.setEnabled(True)
        if isinstance(error, UserError):
            self.problem.emit(error)
        else:
            show_error(self, error)


def _tried(workspace: Workspace, typed: str, _progress: Progress) -> None:
    recovery.try_sheet(workspace, LINE, typed, workspace.today())
