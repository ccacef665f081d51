"""签发前核对: what is in order, what is not and where to mend it, and the reason for what was not checked."""

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from xunjian.ui.pages.notice.notice_desk import Preview
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import ElidedLabel, Icon, Label, set_shown
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.choices import Choice
from xunjian.ui.widgets.notice import NoticeBar

CHOOSE, OWN_WORDS = "请选原因", "自己写…"
REASONS = ("其余各节下午续查", "本次只查部分内容")


class Obstacle(NamedTuple):
    """What must be put right before 签发, and the item where it is, if it is in one."""

    item: str | None
    text: str


class AskingBar(NoticeBar):
    """A bar with a control in it: what stands in the way is settled in place."""

    def __init__(self, control: QWidget) -> None:
        super().__init__(Tone.WAIT)
        beside = self._row.contentsMargins()
        self._row.setContentsMargins(beside.left(), look().px(4), beside.right(), look().px(4))
        self._row.addWidget(control)


class UncheckedBar(QWidget):
    """How many items have no answer, why, and the way back to the first of them."""

    changed = Signal()
    item_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._first = ""
        self._choice = Choice("没查的原因", [CHOOSE, *REASONS, OWN_WORDS])
        self._own = QLineEdit()
        self._own.setAccessibleName("没查的原因，自己写")
        self._own.setPlaceholderText("原因，会记在这次检查里")
        self._own.hide()
        self._bar = AskingBar(self._choice)
        self._bar.add_action("回去查", self._go_back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look().px(8))
        column.addWidget(self._bar)
        column.addWidget(self._own)
        self._choice.currentIndexChanged.connect(self._choose)
        self._own.textChanged.connect(self.changed)
        self.hide()

    @property
    def reason(self) -> str:
        """The reason as chosen or written, "" for none yet."""
        chosen = self._choice.currentText()
        if chosen == OWN_WORDS:
            return self._own.text().strip()
        return "" if chosen == CHOOSE else chosen

    def first_step(self) -> QWidget:
        """Return where the reason is given."""
        return self._choice

    def show_unchecked(self, items: tuple[str, ...]) -> None:
        """Show the items without an answer; none hides the bar."""
        self._first = items[0] if items else ""
        self._bar.say(f"{len(items)} 项没查，原因" if items else "")
        set_shown(self, bool(items))

    def _choose(self) -> None:
        own = self._choice.currentText() == OWN_WORDS
        self._own.setVisible(own)
        if own:
            self._own.setFocus()
        self.changed.emit()

    def _go_back(self) -> None:
        self.item_wanted.emit(self._first)


class Checks(QWidget):
    """The list: rows that are in order, then what is not."""

    changed = Signal()
    item_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._links: list[KeyButton] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self._unchecked = UncheckedBar()
        self._unchecked.changed.connect(self.changed)
        self._unchecked.item_wanted.connect(self.item_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look().px(4))
        column.addWidget(Label("签发前核对", "section", medium=True))
        column.addLayout(self._rows)
        column.addWidget(self._unchecked)

    @property
    def reason(self) -> str:
        """Why items stay unchecked, "" for no reason yet."""
        return self._unchecked.reason

    def show_preview(self, preview: Preview) -> None:
        """Show how a draft stands."""
        self.clear()
        problems = problems_of(preview)
        for text, note in _in_order(preview, problems):
            self._rows.addWidget(_check_row(text, note))
        for words in _not_ordered(preview):
            row, across = _row("alert-triangle", "wait")
            across.addWidget(Label(words, wrap=True), 1)
            self._rows.addWidget(row)
        for problem in problems:
            self._rows.addWidget(self._problem_row(problem))
        self._unchecked.show_unchecked(preview.draft.unchecked)

    def first_step(self) -> QWidget | None:
        """Return where mending begins, None where nothing is to be mended here."""
        if self._links:
            return self._links[0]
        return self._unchecked.first_step() if not self._unchecked.isHidden() and not self.reason else None

    def clear(self) -> None:
        """Show nothing."""
        self._links.clear()
        while self._rows.count():
            row = self._rows.takeAt(0).widget()
            row.hide()
            row.deleteLater()
        self._unchecked.show_unchecked(())

    def _problem_row(self, problem: Obstacle) -> QWidget:
        row, across = _row("alert-circle", "bad")
        across.addWidget(Label(problem.text, wrap=True), 1)
        if item := problem.item:
            link = KeyButton("去改", Role.LINK)
            link.setAccessibleName(f"去改，{problem.text}")
            link.clicked.connect(lambda: self.item_wanted.emit(item))
            across.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
            self._links.append(link)
        return row


def problems_of(preview: Preview) -> tuple[Obstacle, ...]:
    """Return what must be put right in the visit before 签发."""
    unprintable = "、".join(preview.missing)
    signs = (Obstacle(None, f"有字印不出来：{unprintable}。请改用能印的字。"),) if unprintable else ()
    return (*(Obstacle(problem.item, problem.text) for problem in preview.draft.problems), *signs)


def _not_ordered(preview: Preview) -> Iterator[str]:
    draft = preview.draft
    if suggestions := len(draft.notice.suggestions):
        yield f"{suggestions} 条不作整改要求，列为工作建议"
    if draft.left_out:
        yield f"{len(draft.left_out)} 条没有可印的依据，不进{draft.kind.value}，仍留在检查里"


def _in_order(preview: Preview, problems: tuple[Obstacle, ...]) -> list[tuple[str, str]]:
    draft = preview.draft
    rows = []
    if draft.notice.school and not any(problem.item is None for problem in draft.problems):
        rows.append(("学校全称取自名录", draft.notice.school))
    if draft.printed and not any(problem.item for problem in problems):
        rows.append((f"{len(draft.printed)} 条问题都有事实、依据和整改要求", ""))
    if not preview.missing:
        rows.append(("每个字都印得出来", f"A4，{len(preview.images)} 页"))
    return rows


def _row(icon: str, tone: str) -> tuple[QWidget, QHBoxLayout]:
    row = QWidget()
    row.setMinimumHeight(look().measures.row)
    across = QHBoxLayout(row)
    across.setContentsMargins(0, 0, 0, 0)
    across.setSpacing(look().px(10))
    across.addWidget(Icon(icon, 20, tone), 0, Qt.AlignmentFlag.AlignVCenter)
    return row, across


def _check_row(text: str, note: str) -> QWidget:
    row, across = _row("check", "ok")
    across.addWidget(Label(text))
    across.addStretch(1)
    if note:
        across.addWidget(ElidedLabel(note, colour="text2"))
    return row
