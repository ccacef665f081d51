"""您是检查组，还是教育局？ The ways to come by a workspace, and a look at invented data for the curious."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog

from xunjian.ui.pages.layouts import column, row
from xunjian.ui.setup.frame import Step
from xunjian.ui.theme import look
from xunjian.ui.tokens import TextSize
from xunjian.ui.widgets.basics import Icon, Label, Panel
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.segmented import Segmented

SIZES = {TextSize.NORMAL: "标准", TextSize.LARGE: "大", TextSize.EXTRA: "特大"}


class WhoStep(Step):
    """A group member has a file, the bureau has none yet."""

    join_wanted = Signal(str)  # an enrolment file
    found_wanted = Signal()
    demo_wanted = Signal()
    size_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__("您是检查组，还是教育局？", "只问这一次，以后打开直接开始工作。")
        self.setAcceptDrops(True)
        self.join = KeyButton("打开入组文件…", Role.PRIMARY, icon="folder-open", key="Ctrl+O")
        self.found = KeyButton("新建工作库…", icon="database")
        self.demo = KeyButton("看演示", Role.LINK)
        self.sizes = Segmented("字号", list(SIZES.values()))
        self.sizes.choose(list(SIZES).index(look().measures.size))
        self._lay_out()
        self.setFocusProxy(self.join)
        self.join.clicked.connect(self._choose_file)
        self.found.clicked.connect(self.found_wanted)
        self.demo.clicked.connect(self.demo_wanted)
        self.sizes.chosen.connect(lambda number: self.size_wanted.emit(list(SIZES)[number].value))

    def begin(self) -> None:
        """Begin with the file: most who open the program have one."""
        self.join.setFocus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file."""
        if len(event.mimeData().urls()) == 1 and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read the file as if it had been chosen."""
        event.acceptProposedAction()
        self.join_wanted.emit(event.mimeData().urls()[0].toLocalFile())

    def _lay_out(self) -> None:
        top = row(spacing=12)
        top.addWidget(Label("字号", "caption", "text2"))
        top.addWidget(self.sizes)
        top.addStretch(1)
        self.body.addLayout(top)
        member = "打开组长或局里发的入组文件（.xjgroup），也可以直接拖到这里。"
        self.body.addWidget(_way("users", "我是检查组成员", member, self.join))
        bureau = "新建工作库，导入学校名单，再给各组发入组文件。"
        self.body.addWidget(_way("building-community", "我在教育局", bureau, self.found))
        self.body.addWidget(_quiet_way("player-play", "先试一试", "用演示学校，关掉后不保存", self.demo))

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, "打开入组文件", str(Path.home()), "入组文件 (*.xjgroup);;所有文件 (*)"
        )
        if name:
            self.join_wanted.emit(name)


def _way(icon: str, title: str, words: str, button: KeyButton) -> Panel:
    box = Panel("bg", "left", "top", "right", "bottom")
    box.setMinimumHeight(look().px(112))
    line = row(box, 24, 16, 24, 16, spacing=24)
    line.addWidget(Icon(icon, 24, "accent"))
    text = column(spacing=2)
    text.addStretch(1)
    text.addWidget(Label(title, "section", medium=True))
    text.addWidget(Label(words, colour="text2", wrap=True))
    text.addStretch(1)
    line.addLayout(text, 1)
    line.addWidget(button)
    return box


def _quiet_way(icon: str, title: str, words: str, button: KeyButton) -> Panel:
    strip = Panel("bg", "top", "bottom")
    strip.setMinimumHeight(look().px(60))
    line = row(strip, 24, 8, 16, 8, spacing=16)
    line.addWidget(Icon(icon, 20))
    line.addSpacing(look().px(8))
    line.addWidget(Label(title))
    line.addWidget(Label(words, colour="text2", wrap=True), 1, Qt.AlignmentFlag.AlignVCenter)
    line.addWidget(button)
    return strip
