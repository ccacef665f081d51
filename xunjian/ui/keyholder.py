"""The bureau's passphrase: asked once a session, when something first needs the keys."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from xunjian.errors import UserError
from xunjian.progress import Progress
from xunjian.services.keys import keyring
from xunjian.ui.jobs import Jobs
from xunjian.ui.messages import ConfirmDialog, show_error
from xunjian.ui.pages.layouts import column, fit_height, row
from xunjian.ui.setup.passphrase import hidden_edit, show_tick
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.fields import Field
from xunjian.workspace import Workspace


class KeyHolder(QObject):
    """Lets go ahead what needs the keys, asking for what is missing first."""

    keys_wanted = Signal()  # there are none yet, and somebody wants to make them

    def __init__(self, workspace: Workspace, jobs: Jobs, window: QWidget) -> None:
        super().__init__(window)
        self._workspace, self._jobs, self._window = workspace, jobs, window

    def with_keys(self, then: Callable[[], None]) -> None:
        """Call `then` once the keys are open; if they are not to be had, nothing happens after the answer."""
        if not keyring.has_keys(self._workspace):
            question = ConfirmDialog(
                self._window,
                "本局还没有密钥。",
                "没有密钥，发不了入组文件，也打不开各组的数据包。",
                "已经填的内容都在。",
                act="去做密钥",
                leave="以后再说",
            )
            question.accepted.connect(self.keys_wanted)
            question.open()
        elif keyring.needs_passphrase(self._workspace):
            dialog = UnlockDialog(self._window, self._workspace, self._jobs)
            dialog.accepted.connect(then)
            dialog.open()
        else:
            then()


class UnlockDialog(QDialog):
    """Asks until the passphrase is right, or until somebody leaves it."""

    def __init__(self, parent: QWidget, workspace: Workspace, jobs: Jobs) -> None:
        super().__init__(parent)
        self._workspace, self._jobs = workspace, jobs
        self.setWindowTitle("输入口令")
        self.setMinimumWidth(look().px(440))
        self.passphrase = hidden_edit()
        self._field = Field("本局密钥的口令", self.passphrase)
        back, self.go = KeyButton("取消", cap="Esc"), KeyButton("打开", Role.PRIMARY, cap="Enter")
        whole = column(self, 24, 20, 24, 20, spacing=12)
        whole.addWidget(Label("要用本局的密钥，请输口令。", "section", medium=True, wrap=True))
        whole.addWidget(
            Label("这次打开程序只问这一回。忘了口令的，在“设置”里用恢复密钥换一个。", colour="text2", wrap=True)
        )
        whole.addWidget(self._field)
        whole.addWidget(show_tick(self.passphrase))
        buttons = row(spacing=12)
        buttons.addStretch(1)
        buttons.addWidget(back)
        buttons.addWidget(self.go)
        whole.addLayout(buttons)
        back.clicked.connect(self.reject)
        self.go.setDefault(True)
        self.go.clicked.connect(self._try)
        self.passphrase.textChanged.connect(lambda _text: self._field.set_error(""))
        self.passphrase.setFocus()
        fit_height(self)

    def _try(self) -> None:
        if not self.passphrase.text():
            self._field.set_error("请输口令。")
            return
        self.setEnabled(False)
        work = partial(_unlock, self._workspace, self.passphrase.text())
        self._jobs.start(work, owner=self, done=lambda _nothing: self.accept(), failed=self._refuse)

    def _refuse(self, error: BaseException) -> None:
        self.setEnabled(True)
        if isinstance(error, UserError):
            self._field.set_error(f"{error.what}请再输一次。")
            fit_height(self)
            self.passphrase.setFocus()
            self.passphrase.selectAll()
        else:
            show_error(self, error)


def _unlock(workspace: Workspace, passphrase: str, _progress: Progress) -> None:
    keyring.unlock(workspace, passphrase)
