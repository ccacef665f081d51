"""Which stick something goes onto."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QWidget

from xunjian.services.handover.drives import Lister
from xunjian.ui.handover.drivechoice import DriveChoice
from xunjian.ui.jobs import Jobs
from xunjian.ui.pages.layouts import column, fit_height, row
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton, Role


class StickDialog(QDialog):
    """`chosen` hands over the folder of the stick."""

    chosen = Signal(object)  # Path

    def __init__(self, parent: QWidget, jobs: Jobs, title: str, act: str, lister: Lister | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(look().px(560))
        self.drives = DriveChoice(jobs, lister)
        self.leave, self.go = KeyButton("取消", cap="Esc"), KeyButton(act, Role.PRIMARY, cap="Enter")
        whole = column(self, 24, 20, 24, 20, spacing=12)
        whole.addWidget(Label(title, "section", medium=True))
        whole.addWidget(self.drives)
        buttons = row(spacing=12)
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.go)
        whole.addLayout(buttons)
        self.go.setDefault(True)
        self.go.setEnabled(False)
        self.drives.changed.connect(self._weigh)
        self.leave.clicked.connect(self.reject)
        self.go.clicked.connect(self._choose)
        fit_height(self)

    def _weigh(self) -> None:
        begins = self.drives.drive() is not None and not self.go.isEnabled()
        self.go.setEnabled(self.drives.drive() is not None)
        if begins:
            self.go.setFocus()

    def _choose(self) -> None:
        drive = self.drives.drive()
        if drive is not None:
            self.accept()
            self.chosen.emit(drive.folder)
