"""文书: which kind of paper ends the visit, why each other one may not, and what only an opinion asks for."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from xunjian.documents.papers.supervision_opinion import SupervisionOpinion
from xunjian.rules.papers import NUMBERED, UNANNOUNCED, PaperKind
from xunjian.services.paperwork.notice_draft import Draft
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.pages.visit.saved_text import SavedText
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Label, set_shown
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.choices import Radio
from xunjian.ui.widgets.fields import Field

CHANGE, FOLD = "换一种…", "收起"


class KindChoice(QWidget):
    """The kind in one line; unfolded, all kinds, each that may not be given with the reason below it."""

    chosen = Signal()
    announcement_asked = Signal()
    """The school was told of the supervision in writing: on which day, somebody wants to say."""
    evaluated = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._wanted: PaperKind | None = None
        self._now = Label(medium=True)
        self._now.setFixedHeight(look().measures.control)
        self._now.setText(PaperKind.RECTIFICATION_NOTICE.value)
        self.change = KeyButton(CHANGE, Role.LINK, small=True)
        self.radios = {kind: Radio(kind.value) for kind in NUMBERED}
        self.reasons = {kind: Label("", "caption", "text2", wrap=True) for kind in NUMBERED}
        self.announce = KeyButton("已书面通知，填日期…", Role.LINK, small=True)
        self.evaluation = SavedText(2, 6)
        self._evaluation = Field("评价意见，一段一行", self.evaluation)
        self._group, self._all = QButtonGroup(self), QWidget()
        self._lay_out()
        self.change.clicked.connect(lambda: self._unfold(self._all.isHidden()))
        self.announce.clicked.connect(self.announcement_asked)
        self.evaluation.settled.connect(self.evaluated)
        for kind, radio in self.radios.items():
            radio.clicked.connect(partial(self._choose, kind))

    @property
    def kind(self) -> PaperKind | None:
        """The kind that somebody chose, None for the right one."""
        return self._wanted

    def show_draft(self, draft: Draft) -> None:
        """Show which kind a draft is, and which others there are."""
        self._now.setText(draft.kind.value)
        self.change.setAccessibleDescription(f"现在是{draft.kind.value}")
        for kind, radio in self.radios.items():
            reason = draft.choice.refused.get(kind, "")
            radio.setChecked(kind is draft.kind)
            radio.setEnabled(not reason)
            radio.setAccessibleDescription(reason)
            self.reasons[kind].setText(reason)
            set_shown(self.reasons[kind], bool(reason))
        set_shown(self.announce, draft.choice.refused.get(PaperKind.SUPERVISION_OPINION) == UNANNOUNCED)
        opinion = draft.paper if isinstance(draft.paper, SupervisionOpinion) else None
        set_shown(self._evaluation, opinion is not None)
        if opinion is not None:
            self.evaluation.show_text("\n".join(opinion.evaluation), keep=True)

    def _choose(self, kind: PaperKind) -> None:
        self._wanted = kind
        self.chosen.emit()

    def _unfold(self, unfolded: bool) -> None:
        self._all.setVisible(unfolded)
        self.change.setText(FOLD if unfolded else CHANGE)
        self.change.setAccessibleName(self.change.text())
        if unfolded:
            here = next((radio for radio in self.radios.values() if radio.isChecked() and radio.isEnabled()), None)
            (here or self.change).setFocus()

    def _lay_out(self) -> None:
        whole = column(self, spacing=8)
        line = row(spacing=12)
        line.addWidget(self._now)
        line.addStretch(1)
        line.addWidget(self.change)
        whole.addLayout(line)
        listed = column(self._all, spacing=4)
        for kind, radio in self.radios.items():
            self._group.addButton(radio)
            listed.addWidget(radio)
            below = column(None, 26, 0, 0, 4)
            below.addWidget(self.reasons[kind])
            if kind is PaperKind.SUPERVISION_OPINION:
                below.addWidget(self.announce, 0, Qt.AlignmentFlag.AlignLeft)
            listed.addLayout(below)
        whole.addWidget(self._all)
        whole.addWidget(self._evaluation)
        self._all.hide()
        self._evaluation.hide()
        self.announce.hide()
        self.setMinimumHeight(look().px(44))
