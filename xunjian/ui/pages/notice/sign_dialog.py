"""屏上签: a pad to sign on beside the pages of the paper, so that people sign what they see."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QShowEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from xunjian.documents.papers.facts import Side
from xunjian.documents.papers.on_screen import CONFIRMS
from xunjian.services.paperwork import signatures
from xunjian.services.paperwork.signatures import LONGEST_NAME, LONGEST_REASON, Refused, Signed
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.fields import Field
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.ui.widgets.pad import Pad
from xunjian.ui.widgets.paper import PaperView
from xunjian.ui.widgets.segmented import Segmented

_WIDE, _HIGH = 1200, 500
_ROOM = 24  # pixels that the dialog leaves of the window
_OPINIONS = {"纸上再勾": None, "无异议": True, "有异议": False}


@dataclass(frozen=True)
class Who:
    """Who is to sign: for whom, and what is known of the person; a name that is given is not typed again."""

    side: Side
    title: str
    name: str = ""
    post: str = ""


class SignDialog(QDialog):
    """After it is accepted, `signed` holds what was written; a witness also gives the reason of the refusal."""

    def __init__(self, parent: QWidget, who: Who, images: Sequence[QImage]) -> None:
        super().__init__(parent)
        self.setWindowTitle(who.title)
        self._who = who
        self.signed: Signed | None = None
        self.refused: Refused | None = None
        self.name, self.post = _line(who.name, LONGEST_NAME), _line(who.post, LONGEST_NAME)
        self.name.setReadOnly(who.side is Side.GROUP)
        self.reason = _line("", LONGEST_REASON)
        self.reason.setPlaceholderText("例如 负责人称须先向上级请示，不愿签名")
        self.opinion = Segmented("对以上事实", list(_OPINIONS))
        self.pad = Pad("签名处")
        self.view, self._images = PaperView(), list(images)
        self._bar = NoticeBar(Tone.WAIT)
        self._undo = KeyButton("撤销一笔", small=True, key="Ctrl+Z")
        self._clear = KeyButton("重签", small=True)
        self._go = KeyButton("签好了", Role.PRIMARY, key="Ctrl+Return", cap="Ctrl+Enter")
        self._back = KeyButton("先不签", cap="Esc")
        self._lay_out()
        room = parent.window().size() - QSize(_ROOM, _ROOM)
        self.resize(QSize(look().px(_WIDE), look().px(_HIGH)).boundedTo(room))
        self._undo.clicked.connect(self.pad.undo)
        self._clear.clicked.connect(self.pad.clear)
        self._back.clicked.connect(self.reject)
        self._go.clicked.connect(self._take)
        self.pad.changed.connect(self._weigh)
        self._weigh()
        (self.pad if who.side is Side.GROUP else self.name if not who.name else self.pad).setFocus()

    @property
    def agreed(self) -> bool | None:
        """What the school says to the facts, None where it is left to the paper."""
        return list(_OPINIONS.values())[self.opinion.current()]

    def showEvent(self, event: QShowEvent) -> None:
        """Show the pages in the width that they have now."""
        super().showEvent(event)
        self.view.show_pages(self._images)

    def _lay_out(self) -> None:
        right = column(spacing=8)
        right.addWidget(Label(CONFIRMS, "caption", "text2", wrap=True))
        self._name, self._reason = Field(self._name_label(), self.name), Field("拒签事由", self.reason)
        if self._who.side is Side.WITNESS:
            right.addWidget(self._reason)
        names = row(spacing=12)
        names.addWidget(self._name, 2)
        post = "单位或职务" if self._who.side is Side.WITNESS else "职务"
        names.addWidget(Field(post, self.post), 3)
        right.addLayout(names)
        if self._who.side is Side.SCHOOL:
            opinion = row(spacing=12)
            opinion.addWidget(Label("对以上事实", "caption", "text2"))
            opinion.addWidget(self.opinion)
            opinion.addStretch(1)
            right.addLayout(opinion)
        right.addWidget(self.pad, 1)
        right.addWidget(self._bar)
        buttons = row(spacing=8)
        buttons.addWidget(self._undo)
        buttons.addWidget(self._clear)
        buttons.addStretch(1)
        buttons.addWidget(self._back)
        buttons.addWidget(self._go)
        right.addLayout(buttons)
        whole = row(self, 16, 12, 16, 12, spacing=16)
        whole.addWidget(self.view, 1)
        whole.addLayout(right, 1)
        for button in (self._undo, self._clear, self._back, self._go):
            button.setAutoDefault(False)

    def _name_label(self) -> str:
        return "见证人姓名" if self._who.side is Side.WITNESS else "姓名"

    def _weigh(self) -> None:
        has_ink = bool(self.pad.ink.strokes)
        for button in (self._undo, self._clear):
            button.setEnabled(has_ink)
        self._bar.say("")

    def _take(self) -> None:
        """Take what was written, or show what is missing."""
        if not self.name.text().strip():
            self._name.set_error("请写上姓名。")
            self.name.setFocus()
        elif self._who.side is Side.WITNESS and not self.reason.text().strip():
            self._reason.set_error("请写拒签事由。")
            self.reason.setFocus()
        elif self._lacks_ink():
            self._bar.say("还没有签：请在框里写上名字。")
            self.pad.setFocus()
        else:
            self._keep()
            self.accept()

    def _lacks_ink(self) -> bool:
        """Say whether there is too little ink; a witness may sign on paper and leave the pad empty."""
        ink = self.pad.ink
        return not (ink.is_signature or (self._who.side is Side.WITNESS and not ink.strokes))

    def _keep(self) -> None:
        name, post, ink = self.name.text(), self.post.text(), self.pad.ink
        if ink.is_signature:
            self.signed = signatures.signed_now(self._who.side, name, post, ink)
        if self._who.side is Side.WITNESS:
            self.refused = signatures.refused_now(self.reason.text(), name, post)


def _line(text: str, longest: int) -> QLineEdit:
    line = QLineEdit(text)
    line.setMaxLength(longest)
    return line
