"""The head of the list of schools: search, filters, and the way in for a list of schools."""

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from xunjian.db.queries.schools import ListedSchool
from xunjian.rules.school_codes import SCHOOL_TYPE
from xunjian.services.schools import matching
from xunjian.ui.theme import look
from xunjian.ui.widgets.buttons import KeyButton
from xunjian.ui.widgets.choices import Choice
from xunjian.ui.widgets.search import SearchField

ONE_LINE = 560
_WIDEST = 136  # five characters: 河口镇 and 开发区 whole, and the search stays wide enough for its prompt


class SchoolFilters(QWidget):
    """Says which schools are wanted; in a narrow pane the search takes a line of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.search = SearchField("名称或首字母", "Ctrl+F")
        self.search.setMinimumWidth(look().px(160))
        self.type = Choice("类型", ["类型"], is_filter=True)
        self.district = Choice("片区", ["片区"], is_filter=True)
        self.bring = KeyButton("导入名单…")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(look().px(16), 0, look().px(16), look().px(12))
        self._grid.setHorizontalSpacing(look().px(8))
        self._grid.setVerticalSpacing(look().px(8))
        self._lines = 0
        self._arrange(lines=1)
        for choice in (self.type, self.district):
            choice.setMaximumWidth(look().px(_WIDEST))

    def offer(self, schools: list[ListedSchool]) -> None:
        """Offer the types and districts that there are, keeping what was chosen."""
        types = sorted({school.school_type for school in schools} - {""})
        _refill(self.type, [(SCHOOL_TYPE.get(code, code), code) for code in types])
        _refill(self.district, [(name, name) for name in sorted({school.district for school in schools} - {""})])

    def let_through(self, schools: list[ListedSchool]) -> list[ListedSchool]:
        """Return the schools that are wanted, the best matches of a search first."""
        code, district = self.type.currentData(), self.district.currentData()
        if code:
            schools = [school for school in schools if school.school_type == code]
        if district:
            schools = [school for school in schools if school.district == district]
        return matching(schools, self.search.text())

    @property
    def text(self) -> str:
        """What is searched for."""
        return self.search.text().strip()

    @property
    def narrows(self) -> bool:
        """Whether anything keeps schools out of the list."""
        return bool(self.text) or self.type.narrows or self.district.narrows

    def clear(self) -> None:
        """Let every school through; whoever shows them asks again."""
        with QSignalBlocker(self.type), QSignalBlocker(self.district), QSignalBlocker(self.search):
            self.search.clear()
            self.type.setCurrentIndex(0)
            self.district.setCurrentIndex(0)
        for widget in (self.type, self.district, self.search):
            widget.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take one line or two."""
        super().resizeEvent(event)
        self._arrange(lines=1 if event.size().width() >= look().px(ONE_LINE) else 2)

    def _arrange(self, *, lines: int) -> None:
        if lines == self._lines:
            return
        self._lines = lines
        across = [self.type, self.district]
        if lines == 1:
            self._grid.addWidget(self.search, 0, 0)
        else:
            self._grid.addWidget(self.search, 0, 0, 1, 5)
        for number, choice in enumerate(across):
            self._grid.addWidget(choice, lines - 1, number + (lines == 1))
        self._grid.addWidget(self.bring, lines - 1, 4)
        self._grid.setColumnStretch(0, 1 if lines == 1 else 0)
        self._grid.setColumnStretch(3, 0 if lines == 1 else 1)


def _refill(choice: Choice, entries: list[tuple[str, str]]) -> None:
    chosen = choice.currentData()
    with QSignalBlocker(choice):
        while choice.count() > 1:
            choice.removeItem(1)
        for words, value in entries:
            choice.addItem(words, value)
        choice.setCurrentIndex(max(choice.findData(chosen), 0) if chosen else 0)
    # The box is narrower than its longest entry; what drops down from it need not be.
    choice.view().setMinimumWidth(choice.sizeHint().width())
    choice.updateGeometry()
