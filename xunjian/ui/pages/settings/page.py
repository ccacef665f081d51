"""设置: text size and theme, backups, comparing a paper, fonts; the bureau's keys, a group's giving back."""

from importlib.metadata import version

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from xunjian.ui.appearance import Appearance, Theme
from xunjian.ui.hints import Hint, set_hints
from xunjian.ui.jobs import Jobs
from xunjian.ui.keyholder import KeyHolder
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.pages.settings.backup_panel import BackupPanel
from xunjian.ui.pages.settings.folders_panel import FoldersPanel
from xunjian.ui.pages.settings.fonts_panel import FontsPanel
from xunjian.ui.pages.settings.keys_panel import KeysPanel
from xunjian.ui.pages.settings.return_panel import ReturnPanel
from xunjian.ui.pages.settings.verify_dialog import VerifyDialog
from xunjian.ui.setup.who import SIZES
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Label, Rule
from xunjian.ui.widgets.buttons import KeyButton
from xunjian.ui.widgets.segmented import Segmented
from xunjian.workspace import Workspace

THEMES = {Theme.LIGHT: "浅色", Theme.DARK: "深色", Theme.SYSTEM: "跟随系统"}


class SettingsPage(QWidget):
    """What is chosen here holds at once and at the next start."""

    def __init__(self, workspace: Workspace, jobs: Jobs, holder: KeyHolder, appearance: Appearance) -> None:
        super().__init__()
        self._workspace, self._jobs = workspace, jobs
        self.sizes = Segmented("字号", list(SIZES.values()))
        self.themes = Segmented("主题", list(THEMES.values()))
        self.keys = KeysPanel(workspace, jobs, holder) if workspace.is_bureau else None
        self.fonts = FontsPanel(workspace, jobs)
        self.backup = BackupPanel(workspace, jobs)
        self.giving_back = ReturnPanel(workspace, jobs) if workspace.team is not None else None
        self.folders = None if workspace.is_bureau else FoldersPanel(workspace)
        self.verify = KeyButton("核对文书…", icon="search")
        self.sizes.choose(list(SIZES).index(appearance.size))
        self.themes.choose(list(THEMES).index(appearance.theme))
        self._lay_out()
        self.sizes.chosen.connect(lambda number: appearance.choose_size(list(SIZES)[number]))
        self.themes.chosen.connect(lambda number: appearance.choose_theme(list(THEMES)[number]))
        self.verify.clicked.connect(self._verify)
        set_hints(
            self,
            Hint(("←", "→"), "换一个"),
            Hint(("Tab",), "下一处"),
            Hint(("Ctrl", "="), "字大一些"),
            Hint(("Ctrl", "-"), "字小一些"),
            Hint(("Ctrl", "0"), "标准字号"),
        )

    def _lay_out(self) -> None:
        inner = _Sheet()
        inner.setProperty("ground", "page")
        inner.setMaximumWidth(look().px(820))
        body = column(inner, 24, 20, 24, 24, spacing=12)
        body.addWidget(Label("显示", "section", medium=True))
        for name, control, note in (
            ("字号", self.sizes, "随时按 Ctrl+= 放大，Ctrl+- 缩小"),
            ("主题", self.themes, "预览里的纸总是白的"),
        ):
            line = row(spacing=16)
            word = Label(name, colour="text2")
            word.setFixedWidth(look().px(56))
            line.addWidget(word)
            line.addWidget(control)
            line.addWidget(Label(note, "caption", "text2", wrap=True), 1)
            body.addLayout(line)
        body.addWidget(Rule())
        body.addWidget(self.backup)
        body.addWidget(Rule())
        body.addWidget(Label("核对", "section", medium=True))
        note = "学校拿来的 PDF，或者纸上的校验码，和签发的一样吗？作废、更正了没有？"
        body.addWidget(Label(note, "caption", "text2", wrap=True))
        body.addWidget(self.verify, 0, Qt.AlignmentFlag.AlignLeft)
        if self.folders is not None:
            body.addWidget(Rule())
            body.addWidget(self.folders)
        body.addWidget(Rule())
        body.addWidget(self.fonts)
        if self.keys is not None:
            body.addWidget(Rule())
            body.addWidget(self.keys)
        if self.giving_back is not None:
            body.addWidget(Rule())
            body.addWidget(self.giving_back)
        body.addWidget(Rule())
        body.addWidget(Label("关于", "section", medium=True))
        body.addWidget(Label(f"巡检 {version('xunjian')}　开源软件（Apache-2.0）", colour="text2"))
        body.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        column(self).addWidget(area)
        self.setFocusProxy(self.sizes)

    def _verify(self) -> None:
        VerifyDialog(self, self._workspace, self._jobs).open()


class _Sheet(QWidget):
    """As high as its wrapped text needs at the width it has; a scroll area would press it together."""

    def event(self, event: QEvent) -> bool:
        """See that the height fits whenever a part has changed its own."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the height to the width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        layout = self.layout()
        if layout is not None and (height := layout.totalHeightForWidth(self.width())) != self.minimumHeight():
            self.setMinimumHeight(height)
