"""What the window shows while there is no workspace to work in: how to come by one, or why it does not open."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QVBoxLayout, QWidget

from xunjian.errors import UserError
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Icon, Label
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.fields import Field
from xunjian.ui.widgets.notice import NoticeBar

_WIDE = 640


class FirstPage(QWidget):
    """Who are you: a group member with a file, or the bureau; and a look at invented data for the curious."""

    founded = Signal(str, str)  # name and prefix of a bureau
    join_wanted = Signal(str)  # an enrolment file
    demo_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.bar = NoticeBar(Tone.BAD)
        self.work = NoticeBar(Tone.INFO, "hourglass")
        self.join = KeyButton("打开入组文件…", Role.PRIMARY, icon="folder-open")
        self.found = KeyButton("新建教育局工作库…")
        self.demo = KeyButton("先看演示", Role.LINK, icon="player-play")
        inner = _centred(self)
        inner.addWidget(Label("您是？", "title", medium=True))
        inner.addWidget(self.bar)
        inner.addWidget(self.work)
        inner.addWidget(_Choice("users", "我是检查组成员", "用组长或局里发的入组文件（*.xjgroup）加入。", self.join))
        inner.addWidget(
            _Choice("building-community", "我在教育局", "建一个新的工作库，再发入组文件给各组。", self.found)
        )
        inner.addWidget(self.demo, 0, Qt.AlignmentFlag.AlignLeft)
        inner.addStretch(1)
        self.join.clicked.connect(self._choose_file)
        self.found.clicked.connect(self._ask_bureau)
        self.demo.clicked.connect(self.demo_wanted)
        self.setFocusProxy(self.join)

    def show_busy(self, words: str) -> None:
        """Say what is being done, and take no other order meanwhile; "" when it is over."""
        self.work.say(words)
        for button in (self.join, self.found, self.demo):
            button.setEnabled(not words)
        if words:
            self.bar.say("")

    def show_problem(self, problem: UserError) -> None:
        """Say what went wrong, where it was tried."""
        self.show_busy("")
        self.bar.say(problem.what, f"{problem.safe}{problem.hint}")
        self.join.setFocus()

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "打开入组文件", "", "入组文件 (*.xjgroup);;所有文件 (*)")
        if name:
            self.join_wanted.emit(name)

    def _ask_bureau(self) -> None:
        dialog = BureauDialog(self)
        dialog.given.connect(self.founded)
        dialog.open()


class RefusedPage(QWidget):
    """The workspace is there but does not open: what is the matter, and the way to try again."""

    again = Signal()

    def __init__(self, problem: UserError) -> None:
        super().__init__()
        inner = _centred(self)
        inner.addWidget(Icon("alert-triangle", 24, "wait"))
        inner.addWidget(Label(problem.what, "section", medium=True, wrap=True, selectable=True))
        inner.addWidget(Label(f"{problem.safe}{problem.hint}", colour="text2", wrap=True, selectable=True))
        retry = KeyButton("再试一次", Role.PRIMARY, icon="refresh")
        retry.clicked.connect(self.again)
        inner.addWidget(retry, 0, Qt.AlignmentFlag.AlignLeft)
        inner.addStretch(1)
        self.setFocusProxy(retry)


class BureauDialog(QDialog):
    """The two things that a bureau's workspace cannot be without."""

    given = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("新建教育局工作库")
        self.setMinimumWidth(look().px(480))
        self.name, self.prefix = QLineEdit(), QLineEdit()
        fields = Field("局名，例如 庐州区教育局", self.name), Field("发文代字，例如 庐教督改", self.prefix)
        whole = column(self, 24, 20, 24, 20, spacing=12)
        for field in fields:
            whole.addWidget(field)
        buttons = row(spacing=12)
        buttons.addStretch(1)
        back = KeyButton("取消", cap="Esc")
        back.clicked.connect(self.reject)
        go = KeyButton("新建工作库", Role.PRIMARY, cap="Enter")
        go.setDefault(True)
        buttons.addWidget(back)
        buttons.addWidget(go)
        whole.addLayout(buttons)
        go.clicked.connect(self._give)
        self._fields = fields
        self.name.setFocus()

    def _give(self) -> None:
        texts = [editor.text().strip() for editor in (self.name, self.prefix)]
        for field, text in zip(self._fields, texts, strict=True):
            field.set_error("" if text else "请填上。")
        if all(texts):
            self.given.emit(*texts)
            self.accept()


class MemberDialog(QDialog):
    """Which of the group's members sits at this machine."""

    given = Signal(str)

    def __init__(self, parent: QWidget, group: str, members: tuple[str, ...]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("您是哪一位？")
        self.setMinimumWidth(look().px(360))
        whole = column(self, 24, 20, 24, 20, spacing=8)
        whole.addWidget(Label(f"{group}：您是哪一位？", "section", medium=True, wrap=True))
        for name in members:
            button = KeyButton(name)
            button.clicked.connect(self._chosen(name))
            whole.addWidget(button)
        whole.addSpacing(look().px(4))
        whole.addWidget(Label("同组的每台电脑要选不同的人，文号才不会重。", "caption", "text2", wrap=True))

    def _chosen(self, name: str) -> Callable[[], None]:
        def choose() -> None:
            self.given.emit(name)
            self.accept()

        return choose


class _Choice(QWidget):
    """One way to begin, with its button."""

    def __init__(self, icon: str, title: str, words: str, button: KeyButton) -> None:
        super().__init__()
        line = row(self, 0, 12, 8, 12, spacing=16)
        line.addWidget(Icon(icon, 24, "accent"))
        text = column(spacing=2)
        text.addWidget(Label(title, medium=True))
        text.addWidget(Label(words, colour="text2", wrap=True))
        line.addLayout(text, 1)
        line.addWidget(button)


def _centred(page: QWidget) -> QVBoxLayout:
    across = row(page, 24, 48, 24, 24)
    across.addStretch(1)
    holder = QWidget()
    holder.setMaximumWidth(look().px(_WIDE))
    across.addWidget(holder, 8)
    across.addStretch(1)
    return column(holder, 8, 0, 8, 8, spacing=16)
