"""How far a visit is: the second strip of the page, and the same at the foot of a narrow list."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from xunjian.ui.pages.layouts import row
from xunjian.ui.pages.visit.visit_tools import NOTICE
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Icon, Label, Panel
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.chips import ANSWER_MARKS
from xunjian.ui.widgets.progress import AnswerProgress, Counts


class AnswerCount(QWidget):
    """One answer with its icon and how often it was given."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self._mark = ANSWER_MARKS[code]
        self._text = Label(self._mark.text)
        line = row(self, spacing=4)
        line.addWidget(Icon(self._mark.icon, 16, "text2" if code in {"", "n_a"} else self._mark.tone.value))
        line.addWidget(self._text)

    def show_count(self, count: int) -> None:
        """Show how often."""
        self._text.setText(f"{self._mark.text} {count}")
        self.setAccessibleName(self._text.text())


class _CountRow:
    """The counts of some answers, as several places show them."""

    def __init__(self, *codes: str) -> None:
        self.parts = {code: AnswerCount(code) for code in codes}

    def show_counts(self, counts: Counts) -> None:
        by_code = counts._asdict() | {"": counts.total - counts.done}
        for code, part in self.parts.items():
            part.show_count(by_code[code])
            # 部分符合 is rare: it takes room only where it occurs.
            part.setVisible(code != "partly" or bool(by_code[code]))


class VisitStrip(Panel):
    """Progress and counts at the left, what can be done with the whole visit at the right."""

    rest_wanted = Signal()
    notice_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("bg", "bottom")
        self.setFixedHeight(look().px(52))
        self._progress = AnswerProgress()
        self._counts = _CountRow("yes", "no", "partly", "n_a", "")
        # The bar gives way where the window is narrow; the figures say the same.
        self._progress.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.rest = KeyButton("本节其余记为符合…", icon="list-check")
        self.notice = KeyButton(NOTICE, Role.PRIMARY, key="F9")
        line = row(self, 24, 0, 16, 0, spacing=16)
        line.addWidget(self._progress)
        for part in self._counts.parts.values():
            line.addWidget(part)
        line.addStretch(1)
        line.addWidget(self.rest)
        line.addWidget(self.notice)
        self.rest.clicked.connect(self.rest_wanted)
        self.notice.clicked.connect(self.notice_wanted)

    def show_counts(self, counts: Counts) -> None:
        """Show how far the visit is."""
        self._progress.show_counts(counts)
        self._counts.show_counts(counts)


class FootCounts(Panel):
    """The same in one line below a narrow list."""

    rest_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("surface", "top")
        self.setFixedHeight(look().px(44))
        self._progress = AnswerProgress()
        self._progress.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._counts = _CountRow("no", "")
        self.rest = KeyButton("其余符合…", small=True)
        self.rest.setAccessibleName("本节其余记为符合…")
        self.rest.clicked.connect(self.rest_wanted)
        line = row(self, 16, 0, 12, 0, spacing=12)
        line.addWidget(self._progress)
        for part in self._counts.parts.values():
            line.addWidget(part)
        line.addStretch(1)
        line.addWidget(self.rest)

    def show_counts(self, counts: Counts) -> None:
        """Show how far the visit is."""
        self._progress.show_counts(counts)
        self._counts.show_counts(counts)
