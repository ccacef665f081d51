"""交还电脑: the last thing that a group does with its computer."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from xunjian.ui.jobs import Jobs
from xunjian.ui.pages.layouts import column
from xunjian.ui.pages.settings.return_dialog import ReturnDialog
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton
from xunjian.workspace import Workspace

WHEN = "检查做完了，电脑要交回去：先核对局里都收到了，再删掉这里的数据和密钥，出一张交还单。"


class ReturnPanel(QWidget):
    """`agreed` says that everything may be removed; `export_wanted` that something has to be handed in first."""

    agreed = Signal(object)  # Path of the slip
    export_wanted = Signal()

    def __init__(self, workspace: Workspace, jobs: Jobs) -> None:
        super().__init__()
        self._workspace, self._jobs = workspace, jobs
        self.begin = KeyButton("交还电脑…")
        whole = column(self, spacing=12)
        whole.addWidget(Label("交还电脑", "section", medium=True))
        whole.addWidget(Label(WHEN, "caption", "text2", wrap=True))
        whole.addWidget(self.begin, 0, Qt.AlignmentFlag.AlignLeft)
        self.begin.clicked.connect(self._open)

    def _open(self) -> None:
        dialog = ReturnDialog(self, self._workspace, self._jobs)
        dialog.agreed.connect(self.agreed)
        dialog.export_wanted.connect(self.export_wanted)
        dialog.open()
