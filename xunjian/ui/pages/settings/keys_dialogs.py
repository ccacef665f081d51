"""Making keys after all, another sheet, the yearly trial, and a new passphrase for one that was forgotten."""

from functools import partial

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from xunjian.errors import UserError
from xunjian.progress import Progress
from xunjian.services.keys import keyring
from xunjian.ui.jobs import Jobs, Work
from xunjian.ui.messages import show_error
from xunjian.ui.pages.layouts import column, fit_height, row
from xunjian.ui.setup.passphrase import NewPassphrase
from xunjian.ui.setup.sheet import UNTRIED, SheetBox
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.fields import Field, TextArea
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.workspace import Workspace


class _KeysDialog(QDialog):
    """A heading, a bar for what went wrong, a body, and the buttons; work runs as a job with all of it disabled."""

    def __init__(self, parent: QWidget, workspace: Workspace, jobs: Jobs, title: str, words: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(look().px(560))
        self.workspace, self._jobs = workspace, jobs
        self.bar, self.well = NoticeBar(Tone.BAD), NoticeBar(Tone.OK)
        self.body: QVBoxLayout = column(spacing=12)
        self.buttons: QHBoxLayout = row(spacing=12)
        self.buttons.addStretch(1)
        whole = column(self, 24, 20, 24, 20, spacing=12)
        whole.addWidget(Label(title, "section", medium=True, wrap=True))
        whole.addWidget(Label(words, colour="text2", wrap=True))
        whole.addWidget(self.bar)
        whole.addLayout(self.body)
        whole.addWidget(self.well)
        whole.addStretch(1)
        whole.addLayout(self.buttons)

    def add_buttons(self, leave: str, act: KeyButton) -> KeyButton:
        """Add the way out and the act; returns the way out."""
        back = KeyButton(leave, cap="Esc")
        back.clicked.connect(self.reject)
        self.buttons.addWidget(back)
        self.buttons.addWidget(act)
        act.setDefault(True)
        return back

    def showEvent(self, event: QShowEvent) -> None:
        """Have room for all of the text."""
        super().showEvent(event)
        fit_height(self)

    def run(self, work: Work, done: "partial[None]") -> None:
        """Run what takes a moment; what is wrong stands in the bar."""

        def finish(_nothing: object) -> None:
            self.setEnabled(True)
            done()

        self.bar.say("")
        self.setEnabled(False)
        self._jobs.start(work, owner=self, done=finish, failed=self._fail)

    def say_problem(self, error: UserError) -> None:
        """Say what went wrong."""
        self.bar.say(error.what, f"{error.safe}{error.hint}")
        fit_height(self)

    def _fail(self, error: BaseException) -> None:
        self.setEnabled(True)
        if isinstance(error, UserError):
            self.say_problem(error)
        else:
            show_error(self, error)


class NewSheetDialog(_KeysDialog):
    """A sheet for the recovery key that is in memory now."""

    def __init__(self, parent: QWidget, workspace: Workspace, jobs: Jobs, bureau: str) -> None:
        super().__init__(parent, workspace, jobs, "恢复密钥", UNTRIED)
        self.box = SheetBox(workspace, jobs, bureau)
        self.body.addWidget(self.box)
        self.go = KeyButton("好了", Role.PRIMARY)
        self.later = self.add_buttons("以后再试", self.go)
        self.go.setEnabled(False)
        self.go.clicked.connect(self.accept)
        self.box.problem.connect(self.say_problem)
        self.box.tried.connect(self._allow)
        self.box.begin()

    def _allow(self) -> None:
        self.later.hide()
        self.go.setEnabled(True)
        self.go.setFocus()


class MakeKeysDialog(_KeysDialog):
    """The passphrase first; the sheet follows in a dialog of its own."""

    def __init__(self, parent: QWidget, workspace: Workspace, jobs: Jobs, bureau: str) -> None:
        words = "各组带回来的数据包靠这个口令打开。程序不替您记，也没有人能找回它。"
        super().__init__(parent, workspace, jobs, "给本局的密钥设一个口令", words)
        self._bureau = bureau
        self.fields = NewPassphrase()
        self.body.addWidget(self.fields)
        self.go = KeyButton("做密钥", Role.PRIMARY, icon="lock")
        self.add_buttons("以后再设", self.go)
        self.go.clicked.connect(self._make)
        self.fields.setFocus()

    def _make(self) -> None:
        if passphrase := self.fields.checked():
            self.run(partial(_make, self.workspace, passphrase), partial(self._show_sheet))

    def _show_sheet(self) -> None:
        sheet = NewSheetDialog(self, self.workspace, self._jobs, self._bureau)
        sheet.finished.connect(self.done)
        sheet.open()


class TrialDialog(_KeysDialog):
    """The whole key, as it stands on the sheet: once a year."""

    def __init__(self, parent: QWidget, workspace: Workspace, jobs: Jobs) -> None:
        words = "请把锁着的那张纸取出来，照着输三行；空格可以不输，字母不分大小写。"
        super().__init__(parent, workspace, jobs, "试开恢复密钥", words)
        self.typed = TextArea(3, 3)
        self.body.addWidget(Field("恢复密钥", self.typed))
        self.go = KeyButton("试开", Role.PRIMARY)
        self.back = self.add_buttons("取消", self.go)
        self.go.clicked.connect(self._try)
        self.typed.setFocus()

    def _try(self) -> None:
        self.run(partial(_try, self.workspace, self.typed.toPlainText()), partial(self._tell))

    def _tell(self) -> None:
        self.well.say("打得开。这张纸能用，请锁好。", "请在纸上登记今天的日期和您的姓名。")
        fit_height(self)
        self.go.hide()
        self.back.setText("好了")
        self.back.setFocus()


class RenewDialog(_KeysDialog):
    """The recovery key opens the bureau's keys, and a new passphrase locks them."""

    def __init__(self, parent: QWidget, workspace: Workspace, jobs: Jobs) -> None:
        words = "忘了口令时用。请照着锁着的那张纸输三行，再设一个新口令；原来的口令从此不管用。"
        super().__init__(parent, workspace, jobs, "用恢复密钥换口令", words)
        self.typed, self.fields = TextArea(3, 3), NewPassphrase("新口令")
        self.body.addWidget(Field("恢复密钥", self.typed))
        self.body.addWidget(self.fields)
        self.go = KeyButton("换口令", Role.PRIMARY)
        self.back = self.add_buttons("取消", self.go)
        self.go.clicked.connect(self._renew)
        self.typed.setFocus()

    def _renew(self) -> None:
        if passphrase := self.fields.checked():
            work = partial(_renew, self.workspace, self.typed.toPlainText(), passphrase)
            self.run(work, partial(self._tell))

    def _tell(self) -> None:
        self.well.say("口令换好了。", "恢复密钥还是原来那张纸。")
        fit_height(self)
        self.fields.forget()
        self.go.hide()
        self.back.setText("好了")
        self.back.setFocus()


def _make(workspace: Workspace, passphrase: str, _progress: Progress) -> None:
    keyring.make_keys(workspace, passphrase)


def _try(workspace: Workspace, typed: str, _progress: Progress) -> None:
    keyring.try_recovery(workspace, typed, workspace.today())


def _renew(workspace: Workspace, typed: str, passphrase: str, _progress: Progress) -> None:
    keyring.renew_passphrase(workspace, typed, passphrase)
