"""设置: text size and theme; at the bureau its keys as well."""

from importlib.metadata import version

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from xunjian.ui.appearance import Appearance, Theme
from xunjian.ui.hints import Hint, set_hints
from xunjian.ui.jobs import Jobs
from xunjian.ui.keyholder import KeyHolder
from xunjian.ui.pages.keys_panel import KeysPanel
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.setup.who import SIZES
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Label, Rule
from xunjian.ui.widgets.segmented import Segmented
from xunjian.workspace import Workspace

THEMES = {Theme.LIGHT: "浅色", Theme.DARK: "深色", Theme.SYSTEM: "跟随系统"}


class SettingsPage(QWidget):
    """What is chosen here holds at once and at the next start."""

    def __init__(self, workspace: Workspace, jobs: Jobs, holder: KeyHolder, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.sizes = Segmented("字号", list(SIZES.values()))
        self.themes = Segmented("主题", list(THEMES.values()))
        self.keys = KeysPanel(workspace, jobs, holder) if workspace.is_bureau else None
        self.sizes.choose(list(SIZES).index(appearance.size))
        self.themes.choose(list(THEMES).index(appearance.theme))
        self._lay_out()
        self.sizes.chosen.connect(lambda number: appearance.choose_size(list(SIZES)[number]))
        self.themes.chosen.connect(lambda number: appearance.choose_theme(list(THEMES)[number]))
        set_hints(
            self,
            Hint(("←", "→"), "换一个"),
            Hint(("Tab",), "下一处"),
            Hint(("Ctrl", "="), "字大一些"),
            Hint(("Ctrl", "-"), "字小一些"),
            Hint(("Ctrl", "0"), "标准字号"),
        )

    def _lay_out(self) -> None:
        inner = QWidget()
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
        if self.keys is not None:
            body.addWidget(Rule())
            body.addWidget(self.keys)
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
