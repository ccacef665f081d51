"""口令: typed twice, with what is said of it; the step that makes the keys, and the questions of later days."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from xunjian.rules.passphrases import Strength, strength
from xunjian.ui.messages import ConfirmDialog
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.setup.frame import Step
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Icon, Label
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.choices import Tick
from xunjian.ui.widgets.fields import Field

WHAT_POSTPONED_MEANS = (
    "没有密钥时，可以导入学校、看资料；但发不了入组文件，也打不开各组带回来的数据包。",
    "以后在“设置”里补做，几分钟就好。",
)
_ICONS = {
    Strength.SHORT: ("alert-circle", "text2"),
    Strength.GUESSED: ("alert-triangle", "bad"),
    Strength.WEAK: ("alert-triangle", "wait"),
    Strength.FAIR: ("check", "ok"),
    Strength.STRONG: ("check", "ok"),
}
_WIDE = 420


class NewPassphrase(QWidget):
    """Two fields that must agree, and how hard the passphrase is to guess, in words."""

    entered = Signal()

    def __init__(self, name: str = "口令") -> None:
        super().__init__()
        self.first, self.second = hidden_edit(), hidden_edit()
        self._first = Field(f"{name}（一句好记又不常见的话，至少 8 个字）", self.first)
        self._second = Field(f"{name}，再输一次", self.second)
        self._icon = QWidget()
        self._words = Label("", "caption", "text2")
        strength_line = row(spacing=6)
        self._holder = row(self._icon)
        strength_line.addWidget(self._icon)
        strength_line.addWidget(self._words)
        strength_line.addStretch(1)
        whole = column(self, spacing=8)
        for field in (self._first, self._second):
            field.setMaximumWidth(look().px(_WIDE))
        whole.addWidget(self._first)
        whole.addLayout(strength_line)
        whole.addWidget(self._second)
        whole.addWidget(show_tick(self.first, self.second))
        self.setFocusProxy(self.first)
        self.first.textChanged.connect(self._say)
        self.second.textChanged.connect(lambda _text: self._second.set_error(""))
        self.first.returnPressed.connect(self.second.setFocus)
        self.second.returnPressed.connect(self.entered)
        self._say()

    @property
    def said(self) -> str:
        """What is said of the passphrase as it is typed."""
        return self._words.text()

    def checked(self) -> str:
        """Return the passphrase, or "" where the fields say what is wrong."""
        passphrase = self.first.text()
        found = strength(passphrase)
        self._first.set_error(f"{found.value}。" if found.is_refused else "")
        same = passphrase == self.second.text()
        self._second.set_error("" if same or found.is_refused else "两次不一样，请再输一次。")
        if found.is_refused:
            self.first.setFocus()
        elif not same:
            self.second.setFocus()
        return passphrase if same and not found.is_refused else ""

    def forget(self) -> None:
        """Clear both fields."""
        self.first.clear()
        self.second.clear()

    def _say(self) -> None:
        self._first.set_error("")
        typed = self.first.text()
        found = strength(typed)
        self._words.setText(f"{found.value}。" if typed else "")
        while self._holder.count():
            old = self._holder.takeAt(0).widget()
            old.hide()
            old.deleteLater()
        if typed:
            name, colour = _ICONS[found]
            self._holder.addWidget(Icon(name, 16, colour))
        self.first.setAccessibleDescription(self._words.text())


class PassphraseStep(Step):
    """Makes the keys, or puts them off in so many words."""

    given = Signal(str)
    postponed = Signal()
    left = Signal()

    def __init__(self) -> None:
        note = (
            "各组带回来的数据包只有您的局能打开，靠的是这个口令。每次打开程序，第一次用到时问一次。"
            "程序不替您记口令，也没有人能找回它。"
        )
        super().__init__("给本局的密钥设一个口令", note)
        self.fields = NewPassphrase()
        self.body.addWidget(self.fields)
        self.setFocusProxy(self.fields)
        self.go = KeyButton("做密钥", Role.PRIMARY, icon="lock")
        self.later = KeyButton("以后再设…", Role.LINK)
        back = KeyButton("上一步")
        for button in (self.later, back, self.go):
            self.foot.addWidget(button)
        back.clicked.connect(self.left)
        self.later.clicked.connect(self._ask)
        self.go.clicked.connect(self._give)
        self.fields.entered.connect(self._give)

    def begin(self) -> None:
        """Begin with the passphrase."""
        self.fields.setFocus()

    def _give(self) -> None:
        if passphrase := self.fields.checked():
            self.given.emit(passphrase)

    def _ask(self) -> None:
        dialog = ConfirmDialog(self, "现在不做密钥？", *WHAT_POSTPONED_MEANS, act="以后再设", leave="现在就设")
        dialog.accepted.connect(self.postponed)
        dialog.open()


def hidden_edit() -> QLineEdit:
    """Return a line edit that shows dots."""
    editor = QLineEdit()
    editor.setEchoMode(QLineEdit.EchoMode.Password)
    return editor


def show_tick(*editors: QLineEdit) -> Tick:
    """Return a tick that shows what the editors hold: Qt asks no input method behind dots, so Chinese needs it."""
    tick = Tick("显示口令（输中文时打开）")

    def show(shown: bool) -> None:
        for editor in editors:
            editor.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

    tick.toggled.connect(show)
    return tick
