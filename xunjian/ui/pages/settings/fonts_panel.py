"""用单位自己的字体: the switch, and which of the office's fonts this computer has."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from xunjian.progress import Progress
from xunjian.services.paperwork import office_fonts
from xunjian.services.paperwork.office_fonts import ROLES, Fonts
from xunjian.ui.jobs import Jobs
from xunjian.ui.messages import show_error
from xunjian.ui.pages.layouts import column
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Icon, Label
from xunjian.ui.widgets.choices import Tick
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.workspace import Workspace

WHAT_OFF_MEANS = "不勾：用程序自带的字体，哪台电脑印出来都一样。勾上：标题、正文用本机装的公文字体，缺一种就不能签发。"


class FontsPanel(QWidget):
    """Looks for the fonts each time that it is shown: somebody may have installed one meanwhile."""

    def __init__(self, workspace: Workspace, jobs: Jobs) -> None:
        super().__init__()
        self._workspace, self._jobs = workspace, jobs
        self._seen: Fonts | None = None
        self.switch = Tick("用单位自己的字体")
        with workspace.store.read() as session:
            self.switch.setChecked(office_fonts.wanted(session))
        self.warning = NoticeBar(Tone.WAIT)
        self._waiting = Label("正在看本机有哪些字体…", colour="text2")
        self._rows = QWidget()
        self._whole = column(self, spacing=12)
        self._whole.addWidget(Label("文书字体", "section", medium=True))
        self._whole.addWidget(self.switch)
        self._whole.addWidget(Label(WHAT_OFF_MEANS, "caption", "text2", wrap=True))
        for part in (self.warning, self._waiting, self._rows):
            self._whole.addWidget(part)
        self.switch.clicked.connect(self._want)

    def showEvent(self, event: QShowEvent) -> None:
        """Look which fonts there are now."""
        super().showEvent(event)
        self._jobs.start(_look, owner=self, done=self._show)

    def _want(self, own: bool) -> None:
        try:
            with self._workspace.store.write() as session:
                office_fonts.want(session, own)
        except Exception as error:  # noqa: BLE001 - shown, whatever it is
            self.switch.setChecked(not own)
            show_error(self, error)
        self._warn()

    def _show(self, fonts: Fonts) -> None:
        self._seen = fonts
        self._waiting.hide()
        rows = _rows_of(fonts)
        self._whole.replaceWidget(self._rows, rows)
        self._rows.deleteLater()
        self._rows = rows
        self._warn()

    def _warn(self) -> None:
        """Say at once what would stop 签发, not only when somebody stands before the school's head."""
        lacking = self._seen.lacking if self._seen is not None and self.switch.isChecked() else ()
        what = f"缺 {len(lacking)} 种字体，现在不能签发。" if lacking else ""
        self.warning.say(what, "请装上字体，或不勾这一项。" if lacking else "")


def _look(_progress: Progress) -> Fonts:
    return office_fonts.look()


def _rows_of(fonts: Fonts) -> QWidget:
    """Return a row for each use: the font that was found for it, or why there is none."""
    without = [use for use in ROLES.values() if use not in fonts.names]
    lacking = dict(zip(without, fonts.lacking, strict=True))
    whole = QWidget()
    grid = QGridLayout(whole)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(look().px(12))
    grid.setVerticalSpacing(look().px(4))
    grid.setColumnStretch(2, 1)
    for place, use in enumerate(ROLES.values()):
        found = fonts.names.get(use)
        icon = Icon("check", 20, Tone.OK.value) if found else Icon("alert-triangle", 20, Tone.WAIT.value)
        said = Label(f"有 {found}" if found else lacking[use], wrap=True, selectable=True)
        said.setAccessibleName(f"{use}：{said.text()}")
        grid.addWidget(icon, place, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Label(use, colour="text2"), place, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(said, place, 2)
    return whole
