"""核对入组信息: what a file offers, its check words, and which of the group's members sits here."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout

from xunjian.ui.setup.frame import Step
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.checkwords import CheckWords
from xunjian.ui.widgets.choices import Tick
from xunjian.ui.widgets.facts import facts_grid
from xunjian.ui.widgets.notice import NoticeBar

if TYPE_CHECKING:
    from xunjian.services.bureau.enrolment import Invitation

_ACROSS = 3


class InvitationStep(Step):
    """Nobody can choose a name before the words were compared by telephone."""

    chosen = Signal(str)  # a member
    left = Signal()

    def __init__(self, offer: "Invitation") -> None:
        super().__init__(f"{offer.bureau}　{offer.group}", "请给局里打个电话，核对下面六个词，再选您是哪一位。")
        self.body.addWidget(facts_grid(_facts(offer)))
        self.words = CheckWords(offer.words)
        self.body.addWidget(self.words)
        self.same = Tick("电话里对过了，六个词都一样")
        self.body.addWidget(self.same)
        self.setFocusProxy(self.same)
        self.differ = KeyButton("对不上", Role.LINK)
        self._warning = NoticeBar(Tone.BAD)
        self.body.addWidget(self._warning)
        self.body.addWidget(Label("您是哪一位？同组的每台电脑要选不同的人，文号才不会重。", colour="text2", wrap=True))
        self.members = {name: KeyButton(name) for name in offer.members}
        names = QGridLayout()
        names.setSpacing(look().px(12))
        for place, (name, button) in enumerate(self.members.items()):
            names.addWidget(button, place // _ACROSS, place % _ACROSS)
            button.clicked.connect(partial(self._choose, name))
            button.setEnabled(False)
        for place in range(_ACROSS):
            names.setColumnStretch(place, 1)
        self.body.addLayout(names)
        back = KeyButton("上一步")
        back.clicked.connect(self.left)
        self.foot.addWidget(self.differ)
        self.foot.addWidget(back)
        self.same.toggled.connect(self._allow)
        self.differ.clicked.connect(self._warn)

    def begin(self) -> None:
        """Begin with the words."""
        self.same.setFocus()

    def _allow(self, same: bool) -> None:
        self._warning.say("")
        for button in self.members.values():
            button.setEnabled(same)

    def _choose(self, name: str) -> None:
        self.chosen.emit(name)

    def _warn(self) -> None:
        self.same.setChecked(False)
        self._warning.say(
            "这个文件可能不是局里做的，请别用它。", "这台电脑上什么都没有改。请局里重新发一个入组文件，再对一次。"
        )


def _facts(offer: "Invitation") -> list[tuple[str, str]]:
    numbers = f"{offer.first_number}–{offer.last_number}" if offer.first_number else "没有，只检查不出通知书"
    return [
        ("学校", f"{offer.schools} 所"),
        ("清单", f"{offer.items} 项"),
        ("本组文号", numbers),
        ("文件能用到", f"{offer.expires:%Y-%m-%d}"),
    ]
