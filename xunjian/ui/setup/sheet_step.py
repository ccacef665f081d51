"""The last step of a new bureau: its recovery key on paper."""

from PySide6.QtCore import Signal

from xunjian.ui.jobs import Jobs
from xunjian.ui.messages import ConfirmDialog
from xunjian.ui.setup.frame import Step
from xunjian.ui.setup.sheet import UNTRIED, SheetBox
from xunjian.ui.widgets.basics import set_shown
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.workspace import Workspace


class SheetStep(Step):
    """Work begins once the sheet was tried, or the trial was put off in so many words."""

    done = Signal()

    def __init__(self, workspace: Workspace, jobs: Jobs, bureau: str) -> None:
        note = "密钥做好了。忘了口令时，只有这张纸能打开本局的数据，并换一个新口令。"
        super().__init__("恢复密钥", note)
        self.box = SheetBox(workspace, jobs, bureau)
        self.body.addWidget(self.box)
        self.later = KeyButton("以后再试…", Role.LINK)
        self.go = KeyButton("开始使用", Role.PRIMARY, cap="Enter")
        self.foot.addWidget(self.later)
        self.foot.addWidget(self.go)
        self.go.setEnabled(False)
        self.go.setAccessibleDescription("试开以后就能开始。")
        self.box.tried.connect(self._allow)
        self.box.problem.connect(self.show_problem)
        self.later.clicked.connect(self._ask)
        self.go.clicked.connect(self.done)

    def begin(self) -> None:
        """Begin with the sheet."""
        self.box.begin()

    def _allow(self) -> None:
        self.bar.say("")
        self.go.setEnabled(True)
        self.go.setAccessibleDescription("")
        set_shown(self.later, False)
        self.go.setFocus()

    def _ask(self) -> None:
        dialog = ConfirmDialog(
            self,
            "现在不试开恢复密钥？",
            UNTRIED,
            "没有印出来就关掉程序的，以后在“设置”里重做一张。",
            act="以后再试",
            leave="现在就试",
        )
        dialog.accepted.connect(self.done)
        dialog.open()
