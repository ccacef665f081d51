"""恢复: which backup, what it will go back to (string 37), and the passphrase where one is needed."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QListWidget, QListWidgetItem, QWidget

from xunjian.errors import UserError
from xunjian.progress import Progress
from xunjian.services.backup import restoring
from xunjian.services.backup.restoring import Preview
from xunjian.services.handover import drives
from xunjian.services.handover.drives import Lister
from xunjian.ui.jobs import Jobs
from xunjian.ui.messages import show_error
from xunjian.ui.pages.layouts import column, fit_height, row
from xunjian.ui.setup.passphrase import hidden_edit
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label, set_shown
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.fields import Field
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.workspace import SHANGHAI

_ROWS = 5


class RestoreDialog(QDialog):
    """Lists the backups of a place and those on sticks, the newest first; `chosen` has one and what opens it."""

    chosen = Signal(object, object)  # Path, tuple[str, ...]

    def __init__(self, parent: QWidget, folder: Path, place: Path, jobs: Jobs, lister: Lister | None = None) -> None:
        super().__init__(parent)
        self._folder, self._place, self._jobs = folder, place, jobs
        self._lister = lister or drives.removable
        self._found: list[Preview] = []
        self.setWindowTitle("恢复")
        self.setMinimumWidth(look().px(600))
        self.list = QListWidget()
        self.list.setAccessibleName("备份")
        self.list.setFixedHeight(look().measures.row * _ROWS + look().px(4))
        self.what = Label("正在找备份…", wrap=True)
        self.problem = NoticeBar(Tone.WAIT)
        self.passphrase = hidden_edit()
        self._field = Field("局里密钥的口令，或恢复密钥", self.passphrase)
        self.elsewhere = KeyButton("别的文件夹…", small=True)
        self.elsewhere.setAutoDefault(False)
        self.leave, self.go = KeyButton("取消", cap="Esc"), KeyButton("恢复", Role.CAREFUL)
        self._lay_out()
        self.list.currentRowChanged.connect(self._show)
        self.elsewhere.clicked.connect(self._choose_folder)
        self.leave.clicked.connect(self.reject)
        self.go.clicked.connect(self._go)
        self._jobs.start(self._find, owner=self, done=self._take, failed=self._fail)

    def _lay_out(self) -> None:
        whole = column(self, 24, 20, 24, 20, spacing=12)
        whole.addWidget(Label("恢复到哪一份备份？", "section", medium=True))
        whole.addWidget(self.list)
        line = row()
        line.addWidget(self.elsewhere)
        line.addStretch(1)
        whole.addLayout(line)
        for part in (self.what, self._field, self.problem):
            whole.addWidget(part)
        set_shown(self._field, False)
        buttons = row(spacing=12)
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.go)
        whole.addLayout(buttons)
        self.leave.setDefault(True)
        self.go.setEnabled(False)
        fit_height(self)

    def _find(self, _progress: Progress) -> list[Preview]:
        return restoring.all_in(self._folder, [self._place, *restoring.places_on(self._lister())])

    def _take(self, found: list[Preview]) -> None:
        self._found = found
        self.list.clear()
        for one in found:
            self.list.addItem(QListWidgetItem(_line(one)))
            self.list.item(self.list.count() - 1).setSizeHint(QSize(0, look().measures.row))
        if found:
            self.list.setCurrentRow(0)
            self.list.setFocus()
        else:
            self.what.setText("这里没有备份。插上存有备份的 U 盘再打开，或选别的文件夹。")
            self.go.setEnabled(False)
        fit_height(self)

    def _show(self, place: int) -> None:
        if not 0 <= place < len(self._found):
            return
        one = self._found[place]
        at = one.made_at.astimezone(SHANGHAI)
        lost = f"那以后存的 {one.lost_commits} 次改动，恢复后看不到。" if one.lost_commits else ""
        kept = "现在的内容会先备份一份。" if one.lost_commits is not None else ""
        self.what.setText(f"将回到 {at.year}年{at.month}月{at.day}日 {at:%H:%M} 的样子。{lost}{kept}")
        set_shown(self._field, restoring.needs_passphrase(Path(one.folder)))
        self.problem.say("")
        self.go.setEnabled(True)
        fit_height(self)

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "选存放备份的文件夹")
        if name:
            self.look_in(Path(name))

    def look_in(self, place: Path) -> None:
        """List the backups of another place."""
        try:
            backup = restoring.find(place)
        except UserError as error:
            self.problem.say(error.what, error.hint)
            fit_height(self)
            return
        self._place = backup.parent
        self._jobs.start(self._find, owner=self, done=self._take, failed=self._fail)

    def _go(self) -> None:
        place = self.list.currentRow()
        if not 0 <= place < len(self._found):
            return
        backup = Path(self._found[place].folder)
        self.setEnabled(False)
        work = partial(_opens, self._folder, backup, self.passphrase.text())
        self._jobs.start(work, owner=self, done=partial(self._agree, backup), failed=self._fail)

    def _agree(self, backup: Path, opened_by: tuple[str, ...]) -> None:
        self.setEnabled(True)
        self.accept()
        self.chosen.emit(backup, opened_by)

    def _fail(self, error: BaseException) -> None:
        self.setEnabled(True)
        if isinstance(error, UserError):
            self.problem.say(error.what, f"{error.safe}{error.hint}")
            fit_height(self)
            self.passphrase.setFocus()
        else:
            show_error(self, error)


def _line(one: Preview) -> str:
    at = one.made_at.astimezone(SHANGHAI)
    counts = f"检查 {one.visits} 次，文书 {one.documents} 份，照片 {one.photos} 张"
    return f"{at:%Y-%m-%d %H:%M}　{counts}" + ("　加密" if one.sealed else "")


def _opens(folder: Path, backup: Path, passphrase: str, _progress: Progress) -> tuple[str, ...]:
    return restoring.identities(folder, backup, passphrase)
