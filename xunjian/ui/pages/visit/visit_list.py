"""The left side of a visit: sections, items and the filter for what is unchecked, in a wide and a narrow form."""

from collections import Counter
from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from xunjian.services.visit.visits import PROBLEMS
from xunjian.services.visit.visits import ItemRow as Line
from xunjian.ui.hints import Hint, set_hints
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.pages.visit.visit_strip import FootCounts
from xunjian.ui.tables import Head
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Label, Panel
from xunjian.ui.widgets.checklist import ItemList, ItemRow, SectionList, SectionRow
from xunjian.ui.widgets.choices import Choice, Tick
from xunjian.ui.widgets.entries import is_head
from xunjian.ui.widgets.progress import Counts


class VisitList(QWidget):
    """Knows the lines of the visit and which of them is current; everything else is told by signals."""

    chosen = Signal(str)  # item
    answered = Signal(str)
    opened = Signal()

    def __init__(self, code_of: Callable[[str], str]) -> None:
        super().__init__()
        self._lines: Sequence[Line] = ()
        self._areas: list[str] = []
        self._current = ""
        self._quiet = False
        self.items, self.sections = ItemList(code_of), SectionList()
        self.box = Choice("清单各节")
        self._open_only, self._narrow_only = Tick("只看未查", key="Ctrl+U"), Tick("只看未查", key="Ctrl+U")
        self.foot = FootCounts()
        self._side, self._top = Panel("surface", "right"), Panel("bg", "bottom")
        self._lay_out()
        self._connect()
        digits, done = Hint(("1", "2", "3", "4"), "作答并到下一项"), Hint(("Ctrl", "Enter"), "下一个未查")
        moves = Hint(("↑", "↓"), "换项"), Hint(("Ctrl", "↑ ↓"), "换节"), Hint(("Enter",), "填问题")
        set_hints(self.items, digits, *moves, done, Hint(("F4",), "依据与全文"), Hint(("F9",), "通知书"))
        set_hints(self, Hint(("↑", "↓"), "换节"), Hint(("Tab",), "到清单"), Hint(("Ctrl", "U"), "只看未查"))
        self.setAccessibleName("清单")
        self.setFocusProxy(self.items)

    def set_narrow(self, narrow: bool) -> None:
        """Fold the sections into a box above the items, and show the counts at the foot."""
        self._side.setHidden(narrow)
        self._top.setVisible(narrow)
        self.foot.setVisible(narrow)

    def show_lines(self, lines: Sequence[Line], counts: Counts) -> None:
        """Show the visit as it stands; the current item stays current."""
        self._lines = lines
        self._areas = list(dict.fromkeys(line.area for line in lines))
        self.foot.show_counts(counts)
        self._show_sections()
        self._show_items()

    def go_to(self, item: str) -> None:
        """Make an item current; one that the filter hides is shown all the same."""
        self._current = item
        self._show_items()
        self._tell()

    def advance(self) -> bool:
        """Go to the row below; returns whether there is one."""
        following = self._row_of(self._current) + 1
        while following < self.items.entries.rowCount() and is_head(self.items.entries.entry(following)):
            following += 1
        if following >= self.items.entries.rowCount():
            return False
        self.items.choose(following)
        return True

    def go_to_unchecked(self) -> bool:
        """Go to the next item without an answer, from the top again after the last; returns whether there is one."""
        places = [number for number, line in enumerate(self._lines) if line.result is None]
        here = next((number for number, line in enumerate(self._lines) if line.item == self._current), -1)
        following = next((number for number in places if number > here), places[0] if places else None)
        if following is None:
            return False
        self.go_to(self._lines[following].item)
        return True

    def go_to_section(self, step: int) -> None:
        """Go to the first item of the section before or after."""
        place = self._areas.index(self.area) + step if self._areas else -1
        if 0 <= place < len(self._areas):
            self._enter(place)

    @property
    def current(self) -> str:
        """The current item, "" without one."""
        return self._current

    @property
    def area(self) -> str:
        """The section of the current item."""
        return next((line.area for line in self._lines if line.item == self._current), "")

    def _lay_out(self) -> None:
        self._side.setFixedWidth(look().px(168))
        side = column(self._side)
        side.setContentsMargins(0, 0, 1, look().px(12))
        side.addWidget(self.sections, 1)
        foot = column(None, 16, 8, 8, 0, spacing=8)
        foot.addWidget(self._open_only)
        key = Label("Ctrl+U", "caption", "text2")
        key.setContentsMargins(look().px(26), 0, 0, 0)
        foot.addWidget(key)
        side.addLayout(foot)
        self._top.setFixedHeight(look().measures.control + look().px(14))
        top = row(self._top, 16, 0, 12, 0, spacing=12)
        top.addWidget(self.box, 3)
        top.addStretch(1)
        top.addWidget(self._narrow_only)
        across = row(self)
        across.addWidget(self._side)
        middle = column()
        middle.addWidget(self._top)
        middle.addWidget(self.items, 1)
        middle.addWidget(self.foot)
        across.addLayout(middle, 1)

    def _connect(self) -> None:
        self.items.chosen.connect(self._choose_row)
        self.items.answered.connect(self.answered)
        self.items.opened.connect(self.opened)
        self.sections.chosen.connect(self._enter_chosen)
        self.box.activated.connect(self._enter)
        self._open_only.toggled.connect(self._narrow_only.setChecked)
        self._narrow_only.toggled.connect(self._open_only.setChecked)
        self._open_only.toggled.connect(lambda _on: self._show_items())

    def _show_sections(self) -> None:
        rows = [_section(number, area, self._lines) for number, area in enumerate(self._areas, 1)]
        self._quiet = True
        if self.sections.entries.rowCount() != len(rows):
            self.sections.entries.show_entries(rows)
        for number, made in enumerate(rows):
            if self.sections.entries.entry(number) != made:
                self.sections.entries.replace(number, made)
        self.box.clear()
        self.box.addItems([f"{made.number}　{made.name}　{made.done} / {made.total}" for made in rows])
        self._quiet = False

    def _show_items(self) -> None:
        shown = [
            line
            for line in self._lines
            if not self._open_only.isChecked() or line.result is None or line.item == self._current
        ]
        entries: list[Head | ItemRow] = []
        for number, area in enumerate(self._areas, 1):
            rows = [_row(line) for line in shown if line.area == area]
            if rows:
                section = _section(number, area, self._lines)
                entries += [Head(section.name, f"已查 {section.done} / {section.total}", section.number), *rows]
        self._quiet = True
        self._put(entries)
        self._quiet = False
        self._mark_section()

    def _put(self, entries: list[Head | ItemRow]) -> None:
        """Change the rows that differ; only another set of rows is shown anew, for that loses the place."""
        old = [self.items.entries.entry(number) for number in range(self.items.entries.rowCount())]
        if [_key(entry) for entry in old] != [_key(entry) for entry in entries]:
            self.items.entries.show_entries(entries)
        else:
            for number, (before, now) in enumerate(zip(old, entries, strict=True)):
                if before != now:
                    self.items.entries.replace(number, now)
        place = self._row_of(self._current)
        if place >= 0 and self.items.currentIndex().row() != place:
            self.items.choose(place)

    def _row_of(self, item: str) -> int:
        for number in range(self.items.entries.rowCount()):
            entry = self.items.entries.entry(number)
            if not is_head(entry) and entry.key == item:
                return number
        return -1

    def _choose_row(self, number: int) -> None:
        if self._quiet or number < 0 or is_head(self.items.entries.entry(number)):
            return
        self._current = self.items.entries.entry(number).key
        self._mark_section()
        self._tell()
        if self._open_only.isChecked():
            QTimer.singleShot(0, self._show_items)  # what was answered meanwhile leaves once it is left

    def _enter_chosen(self, place: int) -> None:
        if not self._quiet and 0 <= place < len(self._areas):
            self._enter(place)

    def _enter(self, place: int) -> None:
        if self._areas[place] != self.area:
            self.go_to(next(line.item for line in self._lines if line.area == self._areas[place]))

    def _mark_section(self) -> None:
        self._quiet = True
        if self.area in self._areas:
            place = self._areas.index(self.area)
            self.box.setCurrentIndex(place)
            if self.sections.currentIndex().row() != place:
                self.sections.choose(place)
        self._quiet = False

    def _tell(self) -> None:
        self.chosen.emit(self._current)


def _key(entry: Head | ItemRow) -> str:
    return entry.title if isinstance(entry, Head) else entry.key


def _row(line: Line) -> ItemRow:
    last = line.last_result or "" if line.last_result in PROBLEMS else ""
    return ItemRow(line.item, line.code, line.text, line.result or "", last, line.photos)


def _section(number: int, area: str, lines: Sequence[Line]) -> SectionRow:
    own = [line for line in lines if line.area == area]
    results = Counter(line.result for line in own)
    wrong = sum(results[result] for result in PROBLEMS)
    return SectionRow(str(number), own[0].area_title, len(own) - results[None], len(own), wrong)
