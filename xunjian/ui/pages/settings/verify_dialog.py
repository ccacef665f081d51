"""核对文书: whether a PDF or a check code equals what was issued, in words that can be read across a desk."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QGridLayout, QLineEdit, QScrollArea, QWidget

from xunjian.documents import comparison
from xunjian.errors import UserError
from xunjian.progress import Progress
from xunjian.services.paperwork import verification
from xunjian.services.paperwork.verification import Verdict, Verification
from xunjian.ui.jobs import Jobs
from xunjian.ui.messages import show_error
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.pages.settings.verification_words import facts_of, said_of
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Icon, Label, Rule
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.facts import facts_grid
from xunjian.ui.widgets.fields import Field
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.workspace import Workspace

_ICONS = {Tone.OK: "check", Tone.BAD: "x", Tone.WAIT: "alert-triangle", Tone.INFO: "search"}
_MOST_READ = 256 * 2**20  # more than any comparison takes: the rest of a film need not be read to be refused
_MOST_SHOWN = 100
_ROOM = QSize(48, 48)  # pixels that the dialog leaves of the window around it


class VerifyDialog(QDialog):
    """Changes nothing; one paper after another can be compared."""

    def __init__(self, parent: QWidget, workspace: Workspace, jobs: Jobs) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("核对文书")
        self.setAcceptDrops(True)
        self._workspace, self._jobs = workspace, jobs
        self.code = QLineEdit()
        self.code.setPlaceholderText("例如 7F3A 19C2 5E08 B41D 6A90")
        self._field = Field("校验码（首页左下角，20 位）", self.code)
        self.check = KeyButton("核对", Role.PRIMARY, cap="Enter")
        self.choose = KeyButton("选 PDF 文件…", icon="file-text", key="Ctrl+O")
        self._bar, self._work = NoticeBar(Tone.BAD), NoticeBar(Tone.INFO, "hourglass")
        self._area = QScrollArea()
        self._lay_out()
        self.resize(QSize(look().px(800), 520).boundedTo(parent.window().size() - _ROOM))
        self.check.clicked.connect(self._check_code)
        self.choose.clicked.connect(self._ask_for_file)
        self.code.setFocus()

    def check_file(self, path: Path) -> None:
        """Compare a file with what was issued."""
        self._start(partial(_compare_file, self._workspace, path), path.name)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept one file."""
        if len(event.mimeData().urls()) == 1 and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Compare the file that was dropped."""
        event.acceptProposedAction()
        self.check_file(Path(event.mimeData().urls()[0].toLocalFile()))

    def _lay_out(self) -> None:
        whole = column(self, 24, 20, 24, 20, spacing=12)
        whole.addWidget(Label("这份文书和签发的一样吗？", "section", medium=True))
        line = row(spacing=12)
        line.addWidget(self._field, 1)
        buttons = column()
        buttons.addWidget(Label("", "caption"))  # level with the field's editor, below its label
        across = row(spacing=12)
        across.addWidget(self.check)
        across.addWidget(self.choose)
        buttons.addLayout(across)
        buttons.addStretch(1)
        buttons.setSpacing(look().px(4))
        line.addLayout(buttons)
        whole.addLayout(line)
        note = "电脑里的文件选 PDF，也可以拖进来；纸上的、扫描的输校验码。核对什么都不会改。"
        whole.addWidget(Label(note, "caption", "text2", wrap=True))
        whole.addWidget(self._bar)
        whole.addWidget(self._work)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName("核对结果")
        whole.addWidget(self._area, 1)
        close = KeyButton("关闭", cap="Esc")
        close.clicked.connect(self.reject)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(close)
        whole.addLayout(foot)
        self.check.setDefault(True)
        self.setMinimumWidth(look().px(680))

    def _check_code(self) -> None:
        typed = self.code.text()
        if typed.strip():
            self._start(partial(_compare_code, self._workspace, typed), "")
        else:
            self._clear()
            self._field.set_error("请输入校验码，或选一个 PDF 文件。")
            self.code.setFocus()

    def _ask_for_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "核对哪个文件？", "", "PDF 文件 (*.pdf);;所有文件 (*)")
        if name:
            self.check_file(Path(name))

    def _start(self, work: partial[Verification], name: str) -> None:
        self._clear()
        self._work.say("正在核对…", name)
        self._enable(on=False)
        failed = partial(self._fail, is_file=bool(name))
        self._jobs.start(work, owner=self, done=partial(self._show, name), failed=failed)

    def _clear(self) -> None:
        self._bar.say("")
        self._field.set_error("")
        self._area.takeWidget()

    def _enable(self, *, on: bool) -> None:
        for control in (self.code, self.check, self.choose):
            control.setEnabled(on)

    def _show(self, name: str, found: Verification) -> None:
        self._work.say("")
        self._enable(on=True)
        self._area.setWidget(_result(name, found))
        self._area.verticalScrollBar().setValue(0)
        self.code.setFocus()
        self.code.selectAll()

    def _fail(self, error: BaseException, *, is_file: bool) -> None:
        self._work.say("")
        self._enable(on=True)
        if not isinstance(error, UserError):
            show_error(self, error)
        elif is_file:
            self._bar.say(error.what, f"{error.safe}{error.hint}")
        else:
            self._field.set_error(f"{error.what}{error.hint}")
        self.code.setFocus()


def _compare_code(workspace: Workspace, typed: str, _progress: Progress) -> Verification:
    with workspace.store.read() as session:
        return verification.of_code(session, typed)


def _compare_file(workspace: Workspace, path: Path, _progress: Progress) -> Verification:
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_READ)
    except OSError as error:
        raise UserError(
            "这个文件读不出来。", safe="核对什么都不会改。", hint="请看文件是否还在、能不能打开。"
        ) from error
    with workspace.store.read() as session:
        return verification.of_file(session, workspace.photos, content)


def _result(name: str, found: Verification) -> QWidget:
    said = said_of(found)
    whole = QWidget()
    whole.setProperty("ground", "page")
    body = column(whole, 0, 0, 8, 0, spacing=8)
    head = row(spacing=12)
    head.addWidget(Icon(_ICONS[said.tone], 24, said.tone.value))
    verdict = Label(said.verdict, "figure", said.tone.value, medium=True, selectable=True)
    head.addWidget(verdict)
    head.addWidget(Label(name, colour="text2", wrap=True), 1)
    body.addLayout(head)
    body.addWidget(Label(said.meaning, wrap=True, selectable=True))
    if found.differences:
        body.addWidget(_differences(found))
    if found.document is not None:
        body.addWidget(Rule())
        body.addWidget(facts_grid(facts_of(found.document)))
        if found.verdict is Verdict.CODE:
            body.addWidget(Rule())
            body.addWidget(_table(comparison.lines(found.document.content)))
    body.addStretch(1)
    return whole


def _differences(found: Verification) -> QWidget:
    """Return where the copy differs, what was issued there, and what it says."""
    shown = found.differences[:_MOST_SHOWN]
    rows = [(one.where, one.issued, one.found) for one in shown]
    if more := len(found.differences) - len(shown):
        rows.append((f"还有 {more} 处", "", ""))
    return _table([("哪里不同", "签发的", "这一份"), *rows], has_head=True)


def _table(rows: Sequence[tuple[str, ...]], *, has_head: bool = False) -> QWidget:
    whole = QWidget()
    grid = QGridLayout(whole)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(look().px(16))
    grid.setVerticalSpacing(look().px(4))
    for place, texts in enumerate(rows):
        for across, text in enumerate(texts):
            quiet = (has_head and place == 0) or across == 0
            shown = Label(text, colour="text2" if quiet else "text", wrap=True, selectable=not quiet)
            grid.addWidget(shown, place, across, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(across, 1 if across == 0 else 2)
    return whole
