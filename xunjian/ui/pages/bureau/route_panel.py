"""安排 › 制发方式: whether groups issue notices on site, or feed back and the bureau issues them."""

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QWidget

from xunjian.errors import UserError
from xunjian.labels import ROUTE
from xunjian.rules.numbers import Block
from xunjian.rules.steps import Route
from xunjian.services.bureau import own_numbers, teams
from xunjian.services.paperwork import route
from xunjian.ui.messages import show_error
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label, Rule
from xunjian.ui.widgets.buttons import KeyButton
from xunjian.ui.widgets.choices import Radio
from xunjian.ui.widgets.fields import Field
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.workspace import Workspace

_MEANS = {
    Route.ON_SITE: "检查组按 F9 出整改通知书，用本组的文号，组长当场签发。",
    Route.FEEDBACK_FIRST: "检查组按 F9 出问题反馈单，学校签意见，报局审核；通知书由局里用本局的文号下达。",
}
USUAL_NUMBERS = 30
_NUMBERS = re.compile(r"(\d{1,6})\s*(?:[-–—~～]|至|到)\s*(\d{1,6})")


class RoutePanel(QWidget):
    """What is chosen here holds for visits from now on; groups have it with their next task file."""

    changed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.radios = {one: Radio(ROUTE[one]) for one in Route}
        self.bar = NoticeBar(Tone.OK)
        self.numbers = QLineEdit()
        self.field = Field(f"本局的文号，{workspace.today().year} 年，再加一段", self.numbers)
        self.add = KeyButton("加这一段")
        self._known = Label("", colour="text2", wrap=True, selectable=True)
        self._lay_out()
        self.refresh()
        for one, radio in self.radios.items():
            radio.clicked.connect(lambda _on, one=one: self._choose(one))
        self.add.clicked.connect(self._add)

    def refresh(self) -> None:
        """Show the setting as it is stored."""
        with self._workspace.store.read() as session:
            now = route.of_bureau(session)
            blocks = own_numbers.of_bureau(session)
            following = teams.following_block(session, self._workspace.today().year, USUAL_NUMBERS)
        self.radios[now].setChecked(True)
        self.setFocusProxy(self.radios[now])
        said = "、".join(f"{block.year} 年 {block.first}–{block.last}" for block in blocks)
        self._known.setText(f"现有：{said}" if said else "还没有。先反馈、后审签的，要有本局的文号才能下达。")
        self.numbers.setText(f"{following.first}-{following.last}")

    def showEvent(self, event: QShowEvent) -> None:
        """See what has changed while another page was shown."""
        super().showEvent(event)
        self.refresh()

    def _choose(self, chosen: Route) -> None:
        try:
            with self._workspace.store.write(by=self._workspace.person, reason=f"制发方式：{ROUTE[chosen]}") as session:
                route.choose(session, chosen)
        except Exception as error:  # noqa: BLE001 - shown, whatever it is
            show_error(self, error)
            self.refresh()
            return
        self.bar.say(f"已改为{ROUTE[chosen]}。", "各组用下一个任务包收到；已经签发的不变。")
        self.changed.emit()

    def _add(self) -> None:
        typed = _NUMBERS.fullmatch(self.numbers.text().strip())
        if typed is None or int(typed[1]) > int(typed[2]):
            self.field.set_error("写成 201-230 这样。")
            self.numbers.setFocus()
            return
        block = Block(self._workspace.today().year, int(typed[1]), int(typed[2]))
        try:
            with self._workspace.store.write(by=self._workspace.person, reason="本局的文号") as session:
                own_numbers.grant(session, block)
        except UserError as error:
            self.field.set_error(f"{error.what}{error.hint}")
            return
        self.refresh()
        self.bar.say(f"本局可以用 {block.first}–{block.last} 号。")

    def _lay_out(self) -> None:
        whole = column(self)
        whole.addWidget(self.bar)
        body = QWidget()
        body.setProperty("ground", "page")
        inner = column(body, 24, 20, 24, 24, spacing=12)
        inner.addWidget(Label("通知书怎样制发", "section", medium=True))
        for one, radio in self.radios.items():
            inner.addWidget(radio)
            means = column(None, 26, 0, 0, 4)
            means.addWidget(Label(_MEANS[one], colour="text2", wrap=True))
            inner.addLayout(means)
        inner.addWidget(Rule())
        inner.addWidget(Label("本局的文号", "section", medium=True))
        inner.addWidget(self._known)
        line = row(spacing=12)
        self.field.setMaximumWidth(look().px(280))
        line.addWidget(self.field, 1)
        line.addStretch(1)
        inner.addLayout(line)
        below = row()
        below.addWidget(self.add)
        below.addStretch(1)
        inner.addLayout(below)
        inner.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its controls are the stops, and bring themselves into view
        area.setWidget(body)
        whole.addWidget(area, 1)
