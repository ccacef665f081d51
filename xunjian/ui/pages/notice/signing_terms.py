"""How a paper is to be signed: on paper, on the screen first, or refused with a witness."""

from collections.abc import Sequence
from dataclasses import replace
from enum import IntEnum
from functools import partial

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from xunjian.documents.papers.facts import Side
from xunjian.services.paperwork.signatures import Signed, Signing
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.pages.notice.sign_dialog import SignDialog, Who
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label, set_shown
from xunjian.ui.widgets.buttons import KeyButton
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.ui.widgets.segmented import Segmented
from xunjian.workspace import SHANGHAI

NO_PLACE = "没有签收栏，签在送达回证上"
NOTE = "屏上签只作现场确认，正式以纸面签名和盖章为准。"
STALE = "内容变了，屏上签的名不能再用，请重新签。"


class Way(IntEnum):
    """How it is signed; the value is the place of its segment."""

    ON_PAPER = 0
    ON_SCREEN = 1
    REFUSED = 2


class SigningTerms(QWidget):
    """Keeps what was signed over one content until it is issued; other content wants other signatures."""

    changed = Signal()
    """Something was signed or given up: the paper looks otherwise now."""

    def __init__(self) -> None:
        super().__init__()
        self._signing = Signing("")
        self._names: tuple[str, ...] | None = None
        self._head = ("", "")
        self._images: Sequence[QImage] = ()
        self._shown: list[tuple[Who, str]] = []
        self.way = Segmented("签名", ["纸上签", "屏上签", "拒签"])
        self._no_place = Label(NO_PLACE)
        self._note = Label(NOTE, "caption", "text2", wrap=True)
        self._stale = NoticeBar(Tone.WAIT)
        self._people = QWidget()
        self._rows = QVBoxLayout(self._people)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(look().px(4))
        whole = column(self, 0, 0, 0, 4, spacing=4)
        for part in (self.way, self._no_place, self._stale, self._note, self._people):
            whole.addWidget(part)
        self.way.chosen.connect(self._choose)
        self._show()

    @property
    def signing(self) -> Signing | None:
        """What is to go onto the paper; None where it is signed on paper alone, or nobody has signed yet."""
        wanted = {
            Way.ON_SCREEN: {Side.SCHOOL, Side.GROUP},
            Way.REFUSED: {Side.WITNESS, Side.GROUP},
        }.get(self._way, set())
        refused = self._signing.refused if self._way is Way.REFUSED else None
        signed = tuple(one for one in self._signing.signed if one.side in wanted)
        return replace(self._signing, signed=signed, refused=refused) if signed or refused else None

    @property
    def obstacle(self) -> str:
        """What is still to be done before 签发, '' for nothing."""
        if self._way is Way.ON_SCREEN and not self._signing.of(Side.SCHOOL):
            return "请学校的人先在屏上签名。"
        return "请写明拒签事由和见证人。" if self._way is Way.REFUSED and self._signing.refused is None else ""

    @property
    def _way(self) -> Way:
        return Way(self.way.current()) if self._names is not None else Way.ON_PAPER

    def first_step(self) -> QWidget | None:
        """Return where somebody is to sign, None where nobody has to."""
        return self._buttons()[0] if self.obstacle else None

    def show_paper(
        self, over: str, names: tuple[str, ...] | None, images: Sequence[QImage], head: tuple[str, str]
    ) -> None:
        """Show who is to sign a paper, whose content has the hash `over`, beside its pages.

        `names` are the group's places to sign, None where the paper has none; `head` is who probably signs for the
        school, and as what.
        """
        is_stale = bool(self._signing.signed or self._signing.refused) and self._signing.over != over
        if self._signing.over != over:
            self._signing = Signing(over)
        self._stale.say(STALE if is_stale else "")
        self._names, self._images, self._head = names, images, head
        self._show()

    def forget(self) -> None:
        """Give up what was signed: it stands on an issued paper now."""
        self._signing = Signing("")
        with QSignalBlocker(self.way):
            self.way.choose(Way.ON_PAPER)
        self._show()

    def _choose(self) -> None:
        self._stale.say("")
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        way = self._way
        set_shown(self.way, self._names is not None)
        set_shown(self._no_place, self._names is None)
        set_shown(self._note, way is not Way.ON_PAPER)
        set_shown(self._people, way is not Way.ON_PAPER)
        people = [] if way is Way.ON_PAPER else self._everyone(way)
        if people != self._shown:  # otherwise whoever is at one of the buttons stays there
            self._shown = people
            self._lay_rows()

    def _lay_rows(self) -> None:
        while self._rows.count():
            old = self._rows.takeAt(0).widget()
            old.hide()
            old.deleteLater()
        for who, done in self._shown:
            self._rows.addWidget(self._row(who, done))

    def _everyone(self, way: Way) -> list[tuple[Who, str]]:
        """Return who may sign, in order, and what each has done; the school, or the witness, comes first."""
        if way is Way.ON_SCREEN:
            known = self._signing.of(Side.SCHOOL)
            first = Who(Side.SCHOOL, "学校负责人签名", *self._head)
            people = [(first, f"{known[0].name} {_when(known[0])}" if known else "")]
        else:
            refused = self._signing.refused
            told = f"见证人 {refused.witness}：{refused.reason}" if refused else ""
            people = [(Who(Side.WITNESS, "拒签和见证"), told)]
        signed = {one.name: one for one in self._signing.of(Side.GROUP)}
        for name in self._names or ():
            one = signed.get(name)
            people.append((Who(Side.GROUP, f"{name}签名", name), _when(one) if one else ""))
        return people

    def _row(self, who: Who, done: str) -> QWidget:
        widget = QWidget()
        across = row(widget, spacing=12)
        across.addWidget(Label(who.name if who.side is Side.GROUP else "学校" if who.side is Side.SCHOOL else "拒签"))
        across.addWidget(Label(done or "还没有签", "caption", "text2", wrap=True), 1)
        sign = KeyButton(f"{'重' if done else ''}签…" if who.side is not Side.WITNESS else "填写…", small=True)
        sign.setAccessibleName(f"{sign.text()}，{who.title}")
        sign.clicked.connect(partial(self._ask, who))
        # The group signs what the school has seen, so after it.
        sign.setEnabled(who.side is not Side.GROUP or not self.obstacle)
        across.addWidget(sign)
        return widget

    def _ask(self, who: Who) -> None:
        dialog = SignDialog(self, who, self._images)
        dialog.accepted.connect(partial(self._take, dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take(self, dialog: SignDialog) -> None:
        signing = self._signing
        if dialog.refused is not None:
            without = tuple(one for one in signing.signed if one.side is not Side.WITNESS)
            signing = replace(signing, refused=dialog.refused, signed=without)
        if dialog.signed is not None:
            signing = signing.with_signed(dialog.signed)
            if dialog.signed.side is Side.SCHOOL:
                signing = replace(signing, agreed=dialog.agreed)
        self._signing = signing
        self._choose()
        # The next who has not signed is the next to sit down here.
        waiting = [button for button, (_, done) in zip(self._buttons(), self._shown, strict=True) if not done]
        (waiting[0] if waiting else self.way).setFocus()

    def _buttons(self) -> list[KeyButton]:
        """Return the buttons of those who may sign, in order."""
        rows = (self._rows.itemAt(place).widget() for place in range(self._rows.count()))
        return [button for one in rows for button in one.findChildren(KeyButton)]


def _when(signed: Signed) -> str:
    return f"{signed.at.astimezone(SHANGHAI):%H:%M} 已签"
