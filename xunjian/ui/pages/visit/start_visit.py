"""开始检查: which school, which areas, who, on which day."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLayout, QLineEdit, QWidget

from xunjian.db.queries import visits as visit_rows
from xunjian.errors import UserError
from xunjian.rules.papers import FEWEST_SUPERVISORS
from xunjian.rules.workdays import weekday
from xunjian.services import schools
from xunjian.services.bureau import people, teams
from xunjian.services.bureau.handbook import Handbook
from xunjian.services.paperwork import supervision
from xunjian.services.visit import visits
from xunjian.ui.dates import typed_day
from xunjian.ui.messages import show_error
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.pages.schools.school_choice import SchoolChoice
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.choices import Tick
from xunjian.ui.widgets.fields import Field
from xunjian.workspace import Workspace

_WIDE = 560


class StartVisitDialog(QDialog):
    """For a group. Everything is filled in as it was last time; usually Enter is all there is to do."""

    started = Signal(str)

    def __init__(self, parent: QWidget, workspace: Workspace, handbook: Handbook, school: str = "") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("开始检查")
        self._workspace, self._handbook, self._team = workspace, handbook, workspace.team or ""
        self.school = SchoolChoice(self._find_schools)
        self.day = QLineEdit(workspace.today().isoformat())
        self._day = Field("日期", self.day)
        self._weekday = Label("", colour="text2")
        self._areas, self._people = _Ticks("清单", 4), _Ticks("组员", 3)
        self.announced = QLineEdit()
        self._announced = Field("督导事先书面通知学校的日期，没有通知的空着", self.announced)
        self.go = KeyButton("开始检查", Role.PRIMARY, cap="Enter")
        self._lay_out()
        self._connect()
        self._show_people()
        self._show_weekday()
        if school:
            self.school.settle(school, self._name_of(school))
        self._show_areas()
        (self.go if school else self.school).setFocus()

    def _lay_out(self) -> None:
        whole = column(self, 24, 20, 24, 20, spacing=12)
        whole.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)  # it shrinks once a school is chosen
        self.school.setFixedWidth(look().px(_WIDE))
        whole.addWidget(self.school)
        whole.addWidget(self._areas)
        line = row(spacing=24)
        line.addWidget(self._people, 1)
        line.addLayout(self._day_line())
        whole.addLayout(line)
        whole.addWidget(self._announced)
        buttons = row(spacing=12)
        buttons.addStretch(1)
        back = KeyButton("取消", cap="Esc")
        back.clicked.connect(self.reject)
        buttons.addWidget(back)
        buttons.addWidget(self.go)
        whole.addLayout(buttons)

    def _day_line(self) -> QHBoxLayout:
        line = row(spacing=12)
        self._day.setFixedWidth(look().px(136))
        line.addWidget(self._day)
        words = column()
        words.addSpacing(look().px(24))
        self._weekday.setFixedHeight(look().measures.control)
        words.addWidget(self._weekday)
        words.addStretch(1)
        self._weekday.setFixedWidth(look().px(52))
        line.addLayout(words)
        return line

    def _connect(self) -> None:
        self.go.setDefault(True)
        self.go.clicked.connect(self._start)
        self.day.textChanged.connect(lambda _text: self._show_weekday())
        self.school.chosen.connect(lambda _uid: self._show_areas())

    def _find_schools(self, text: str) -> list[tuple[str, str]]:
        with self._workspace.store.read() as session:
            found = schools.search(session, text)[:50]
            return [(row.uid, row.name) for row in visit_rows.school_names(session, found)]

    def _name_of(self, school: str) -> str:
        with self._workspace.store.read() as session:
            return "".join(row.name for row in visit_rows.school_names(session, [school]))

    def _show_people(self) -> None:
        with self._workspace.store.read() as session:
            roster = teams.roster(session, self._team) if self._team else []
            last = set(visit_rows.last_members(session, self._team))
            supervises = people.count_inspectors(session, [uid for _, uid in roster]) >= FEWEST_SUPERVISORS
        self._announced.setVisible(supervises)
        here = {uid for _, uid in roster}
        self._people.show_choices([(uid, name) for name, uid in roster], on=last & here or here)

    def _show_areas(self) -> None:
        """Offer the areas that this school is asked about, those of the last visit ticked."""
        with self._workspace.store.read() as session:
            asked = visit_rows.school_kinds(session, self.school.uid)
            last = set(visit_rows.last_areas(session, self._team))
        stages, ownership = visits.kinds_of(asked)
        entries = self._handbook.entries_for(self._handbook.areas, stages, ownership)
        areas = {entry.area: entry.area_title for entry in entries}
        self._areas.show_choices(list(areas.items()), on=last & areas.keys() or set(areas))

    def _show_weekday(self) -> None:
        day = typed_day(self.day.text())
        self._weekday.setText("" if day is None else weekday(day))
        self._day.set_error("")

    def _start(self) -> None:
        day, areas, members = typed_day(self.day.text()), self._areas.chosen(), self._people.chosen()
        if not self.school.uid:
            self.school.set_error("请选一所学校。")
        elif not areas:
            self._areas.say("至少选一类清单。")
        elif not members:
            self._people.say("至少选一位组员。")
        elif day is None:
            self._day.set_error(f"日期写成 {self._workspace.today().isoformat()} 这样。")
        elif day > self._workspace.today():
            self._day.set_error("日期还没到，请核对。")
        elif (told := self._told(day)) is not None:
            self._write(day, areas, members, *told)

    def _told(self, day: date) -> tuple[date | None] | None:
        """Return when the school was told, if it was; None where the field says what is wrong."""
        text = self.announced.text().strip()
        announced = typed_day(text)
        if text and announced is None:
            self._announced.set_error(f"写成 {day.isoformat()} 这样；没有通知的空着。")
        elif announced is not None and announced > day:
            self._announced.set_error("书面通知要在检查以前。")
        else:
            return (announced,)
        self._announced.setFocus()
        return None

    def _write(self, day: date, areas: list[str], members: list[str], announced: date | None) -> None:
        team, school = self._team, self.school.uid
        try:
            with self._workspace.store.write(by=self._workspace.person) as session:
                visit = visits.start(session, team=team, school=school, day=day, areas=areas, members=members)
                if announced is not None:
                    supervision.announce(session, visit, announced)
        except UserError as error:
            show_error(self, error)
            return
        self.started.emit(visit)
        self.accept()


class _Ticks(QWidget):
    """A few choices of which several may be on, `across` in a row."""

    def __init__(self, name: str, across: int) -> None:
        super().__init__()
        self._across = across
        self._ticks: dict[str, Tick] = {}
        self._error = Label("", "caption", "bad")
        self._error.hide()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look().px(16))
        self._grid.setVerticalSpacing(look().px(8))
        for place in range(across):
            self._grid.setColumnStretch(place, 1)
        whole = column(self, spacing=6)
        whole.addWidget(Label(name, "caption", "text2"))
        whole.addLayout(self._grid)
        whole.addWidget(self._error)
        whole.addStretch(1)

    def show_choices(self, choices: list[tuple[str, str]], *, on: set[str]) -> None:
        """Offer other choices (code, word)."""
        for tick in self._ticks.values():
            self._grid.removeWidget(tick)
            tick.hide()
            tick.deleteLater()
        self._ticks = {code: Tick(word) for code, word in choices}
        for number, (code, tick) in enumerate(self._ticks.items()):
            tick.setChecked(code in on)
            tick.toggled.connect(lambda _on: self.say(""))
            self._grid.addWidget(tick, number // self._across, number % self._across, Qt.AlignmentFlag.AlignLeft)

    def chosen(self) -> list[str]:
        """Return the codes that are on."""
        return [code for code, tick in self._ticks.items() if tick.isChecked()]

    def say(self, problem: str) -> None:
        """Say what is missing."""
        self._error.setText(problem)
        self._error.setVisible(bool(problem))
