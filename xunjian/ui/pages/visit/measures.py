"""整改要求: what the school has to do about a finding, by when and by whom; one block for each measure."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from xunjian.rules.workdays import Calendar
from xunjian.services.visit.finding_views import MeasureView
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.pages.notice.deadline_choice import DeadlineChoice
from xunjian.ui.pages.visit.saved_text import SavedText
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.fields import Field

IMMEDIATE_WITHIN = 3
"""Working days within which a measure may be called 立行立改."""


class MeasureBox(QWidget):
    """One measure: its text, its deadline, who is responsible."""

    text_changed = Signal(str, str)
    deadline_changed = Signal(str, int, str)  # uid, working days, kind
    responsible_changed = Signal(str, str)
    removed = Signal(str)

    def __init__(self, calendar: Calendar, today: date) -> None:
        super().__init__()
        self._measure: MeasureView | None = None
        self.text = SavedText()
        self.deadline = DeadlineChoice(calendar, today)
        self.responsible = QLineEdit()
        self._remove = KeyButton("删去这一条", Role.LINK, small=True)
        self._lay_out()
        self.text.settled.connect(lambda text: self.text_changed.emit(self.uid, text))
        self.deadline.chosen.connect(self._choose_deadline)
        self.responsible.editingFinished.connect(self._name_responsible)
        self._remove.clicked.connect(lambda: self.removed.emit(self.uid))

    def show_measure(self, measure: MeasureView, *, number: int, several: bool) -> None:
        """Show a measure; a number tells several apart."""
        keep, self._measure = measure.uid == self.uid, measure
        suffix = f" {number}" if several else ""
        self.text.setAccessibleName(f"整改要求{suffix}")
        self.responsible.setAccessibleName(f"责任人{suffix}")
        self.text.show_text(measure.text, keep=keep)
        self.deadline.show_workdays(measure.workdays or 0)
        self.responsible.setText(measure.responsible or "")
        self._remove.setVisible(several)

    def flush(self) -> None:
        """Report what is typed and not yet reported."""
        self.text.flush()
        self._name_responsible()

    @property
    def uid(self) -> str:
        """The uid of the measure shown, "" before there is one."""
        return self._measure.uid if self._measure else ""

    def _lay_out(self) -> None:
        whole = column(self, spacing=8)
        whole.addWidget(Field("整改要求", self.text))
        line = row(spacing=12)
        line.addWidget(self.deadline, 3)
        line.addWidget(Field("责任人", self.responsible), 2)
        whole.addLayout(line)
        whole.addWidget(self._remove, 0, Qt.AlignmentFlag.AlignRight)

    def _choose_deadline(self, workdays: int) -> None:
        if self._measure is None or workdays == self._measure.workdays:
            return
        was_immediate = self._measure.kind == "immediate"
        immediate = workdays == 0 or (was_immediate and workdays <= IMMEDIATE_WITHIN)
        kind = "immediate" if immediate else "limited" if was_immediate else self._measure.kind
        self.deadline_changed.emit(self.uid, workdays, kind)

    def _name_responsible(self) -> None:
        name = self.responsible.text().strip()
        if self._measure is not None and name != (self._measure.responsible or ""):
            self.responsible_changed.emit(self.uid, name)


class Measures(QWidget):
    """All measures of a finding; boxes are kept and used again."""

    text_changed = Signal(str, str)
    deadline_changed = Signal(str, int, str)
    responsible_changed = Signal(str, str)
    removed = Signal(str)
    added = Signal()

    def __init__(self, calendar: Calendar, today: date) -> None:
        super().__init__()
        self._calendar, self._today = calendar, today
        self.boxes: list[MeasureBox] = []
        self._shown: list[str] = []
        self._column = column(self, spacing=8)
        self.more = KeyButton("再加一条措施", Role.LINK, icon="plus", small=True)
        self.more.clicked.connect(self.added)
        self._column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)

    def show_measures(self, measures: tuple[MeasureView, ...]) -> None:
        """Show the measures of a finding; those that are shown already keep their place, new ones come last."""
        places = {uid: place for place, uid in enumerate(self._shown)}
        measures = tuple(sorted(measures, key=lambda one: places.get(one.uid, len(places))))
        self._shown = [measure.uid for measure in measures]
        while len(self.boxes) < len(measures):
            self._add_box()
        for number, box in enumerate(self.boxes):
            box.setVisible(number < len(measures))
            if number < len(measures):
                box.show_measure(measures[number], number=number + 1, several=len(measures) > 1)

    @property
    def unsaved(self) -> bool:
        """Whether a text differs from what is stored."""
        return any(box.text.unsaved for box in self.boxes if not box.isHidden())

    def begin(self, measure: str) -> None:
        """Put the focus into the text of a measure."""
        for box in self.boxes:
            if box.uid == measure:
                box.text.setFocus()

    def flush(self) -> None:
        """Report what is typed and not yet reported."""
        for box in self.boxes:
            if not box.isHidden():
                box.flush()

    def _add_box(self) -> None:
        box = MeasureBox(self._calendar, self._today)
        box.text_changed.connect(self.text_changed)
        box.deadline_changed.connect(self.deadline_changed)
        box.responsible_changed.connect(self.responsible_changed)
        box.removed.connect(self.removed)
        self._column.insertWidget(len(self.boxes), box)
        self.boxes.append(box)
