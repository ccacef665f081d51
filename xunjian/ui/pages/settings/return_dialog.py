"""交还电脑: what the bureau has still to hear of, or a word typed in, a slip, and then nothing is left here."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QWidget

from xunjian.errors import UserError
from xunjian.files import safe_name, write_whole
from xunjian.progress import Progress
from xunjian.services.backup.standing import moment
from xunjian.services.handover import returning
from xunjian.services.handover.returning import Standing
from xunjian.ui.jobs import Jobs
from xunjian.ui.messages import show_error
from xunjian.ui.pages.layouts import column, fit_height, row
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label, set_shown
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.fields import Field
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.workspace import Workspace

WORD = "交还"
"""What is typed in, so that nobody removes everything by a slip of the hand."""
WHAT = "这台电脑上的工作库、照片、密钥和备份会全部删除，找不回来。局里的不受影响。"
_MOST = 5


class ReturnDialog(QDialog):
    """`export_wanted` goes to the stick; `agreed` says that the slip is kept and everything may be removed."""

    export_wanted = Signal()
    agreed = Signal(object)  # Path of the slip

    def __init__(self, parent: QWidget, workspace: Workspace, jobs: Jobs) -> None:
        super().__init__(parent)
        self._workspace, self._jobs = workspace, jobs
        self._standing: Standing | None = None
        self.setWindowTitle("交还电脑")
        self.setMinimumWidth(look().px(600))
        self.what = Label("正在看局里收到了哪些…", wrap=True)
        self.missing = Label("", colour="text2", wrap=True)
        self.held, self.problem = NoticeBar(Tone.OK), NoticeBar(Tone.WAIT)
        self.export = self.problem.add_action("导出到 U 盘…", self._export)
        self.word = QLineEdit()
        self._field = Field(f"确定要交还，请输“{WORD}”两个字", self.word)
        self.leave, self.go = KeyButton("取消", cap="Esc"), KeyButton("存交还单，删除…", Role.CAREFUL)
        self._lay_out()
        self.leave.clicked.connect(self.reject)
        self.go.clicked.connect(self._choose_place)
        self.word.textChanged.connect(lambda text: self.go.setEnabled(text.strip() == WORD))
        jobs.start(partial(_stands, workspace), owner=self, done=self._show, failed=self._fail)

    def _lay_out(self) -> None:
        whole = column(self, 24, 20, 24, 20, spacing=12)
        whole.addWidget(Label("交还电脑", "section", medium=True))
        for part in (self.what, self.held, self.problem, self.missing, self._field):
            whole.addWidget(part)
        for hidden in (self.missing, self._field, self.go):
            set_shown(hidden, False)
        buttons = row(spacing=12)
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.go)
        whole.addLayout(buttons)
        self.leave.setDefault(True)
        self.go.setEnabled(False)
        fit_height(self)

    def _show(self, found: Standing) -> None:
        self._standing = found
        self.what.setText(WHAT)
        if found.all_held:
            told = f"局里 {moment(found.told_at, self._workspace.today())} 的任务包里都有。" if found.told_at else ""
            self.held.say("这台电脑上的内容，局里都收到了。" if found.commits else "这台电脑上没有要交的内容。", told)
        else:
            problem = returning.not_held(found)
            self.problem.say(problem.what, f"{problem.safe}{problem.hint}")
            self.missing.setText(_named(found))
        set_shown(self.missing, not found.all_held and bool(self.missing.text()))
        set_shown(self._field, found.all_held)
        set_shown(self.go, found.all_held)
        (self.word if found.all_held else self.export).setFocus()
        fit_height(self)

    def _export(self) -> None:
        self.accept()
        self.export_wanted.emit()

    def _choose_place(self) -> None:
        today = self._workspace.today()
        start = str(Path.home() / f"{safe_name(f'交还单-{today:%Y%m%d}')}.pdf")
        name, _ = QFileDialog.getSaveFileName(self, "存交还单", start, "PDF 文件 (*.pdf)")
        if name:
            self.give_back(Path(name if name.lower().endswith(".pdf") else f"{name}.pdf"))

    def give_back(self, target: Path) -> None:
        """Keep the slip first, outside the workspace; only then may everything go."""
        if self._standing is None or self.word.text().strip() != WORD:
            return
        if target.absolute().is_relative_to(self._workspace.folder.absolute()):
            self._fail(UserError("交还单不能存在工作库里。", safe="什么都没有删。", hint="请存到 U 盘或别的文件夹。"))
            return
        self.setEnabled(False)
        work = partial(_keep_slip, self._workspace, target)
        self._jobs.start(work, owner=self, done=lambda _nothing: self._agree(target), failed=self._fail)

    def _agree(self, target: Path) -> None:
        self.setEnabled(True)
        self.accept()
        self.agreed.emit(target)

    def _fail(self, error: BaseException) -> None:
        self.setEnabled(True)
        if isinstance(error, UserError):
            set_shown(self.export, False)
            self.problem.say(error.what, f"{error.safe}{error.hint}")
            fit_height(self)
        else:
            show_error(self, error)


def _named(found: Standing) -> str:
    """Return the visits that the bureau does not hold whole, the first few by name."""
    names = [f"{one.school}{f'（{one.day.month}月{one.day.day}日）' if one.day else ''}" for one in found.visits]
    more = f"等 {len(names)} 次检查" if len(names) > _MOST else ""
    others = [f"其他改动 {found.others} 处"] if found.others else []
    return "、".join([*names[:_MOST], *others]) + more


def _stands(workspace: Workspace, _progress: Progress) -> Standing:
    return returning.standing(workspace)


def _keep_slip(workspace: Workspace, target: Path, _progress: Progress) -> None:
    pdf = returning.slip(workspace, returning.standing(workspace))
    try:
        write_whole(target, pdf)
    except OSError as error:
        raise UserError("交还单没有存上。", safe="什么都没有删。", hint="请换一个文件夹，再存一次。") from error
