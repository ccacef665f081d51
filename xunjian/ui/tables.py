"""Rows for a view: a model that holds the ids of its result and a few pages of named tuples."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Generic, NamedTuple, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from xunjian.ui.tokens import Tone

PAGE = 200
_PAGES_KEPT = 8

Index = QModelIndex | QPersistentModelIndex
Row = TypeVar("Row")


class Mark(NamedTuple):
    """A state as a cell shows it: by icon, word and colour at once."""

    icon: str
    text: str
    tone: Tone


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column: how wide it is and what it shows of a row. Width 0 takes the rest."""

    title: str
    text: Callable[[Row], str]
    width: int = 0
    right: bool = False
    quiet: bool = False
    small: bool = False
    mark: Callable[[Row], Mark | None] | None = None
    sort: str = ""
    spoken: Callable[[Row], str] | None = None

    def say(self, row: Row) -> str:
        """Return the cell in words, "" where there is nothing to say."""
        if self.spoken is not None:
            return self.spoken(row)
        mark = self.mark(row) if self.mark is not None else None
        shown = mark.text if mark is not None else self.text(row)
        return f"{self.title}{shown}" if self.title and shown not in {"", "–"} else ""


class Group(NamedTuple):
    """Rows under a head of their own; without a title there is no head."""

    title: str
    ids: Sequence[Any]


class Head(NamedTuple):
    """The head of a group, a kind of row of its own that cannot be selected; `note` is its quiet second word."""

    title: str
    note: str
    number: str = ""


ROW_ROLE = Qt.ItemDataRole.UserRole
ID_ROLE = Qt.ItemDataRole.UserRole + 1


class PagedModel(QAbstractTableModel, Generic[Row]):
    """Shows as many rows as there are ids, and fetches a page of them when the view first asks for one of it.

    `fetch` gets up to 200 ids and returns a row for each id, in their order.
    """

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        fetch: Callable[[Sequence[Any]], Sequence[Row]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._fetch = fetch
        self._groups: list[Group] = []
        self._starts: list[int] = []
        self._count = 0
        self._pages: dict[tuple[int, int], Sequence[Row]] = {}

    def show_ids(self, ids: Sequence[Any]) -> None:
        """Show another result."""
        self.show_groups([Group("", ids)])

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Show another result in groups, each under its head."""
        self.beginResetModel()
        self._groups = [group for group in groups if group.ids]
        lengths = [len(group.ids) + bool(group.title) for group in self._groups]
        self._starts = list(accumulate(lengths, initial=0))[:-1]
        self._count = sum(lengths)
        self._pages.clear()
        self.endResetModel()

    def refresh(self) -> None:
        """Fetch the same rows again: what they show has changed, which rows they are has not."""
        self._pages.clear()
        if self._count:
            self.dataChanged.emit(self.index(0, 0), self.index(self._count - 1, len(self.columns) - 1))

    def entry(self, number: int) -> Head | Row:
        """Return the head or the row at a row number of the view."""
        group, place = self._locate(number)
        if place < 0:
            return Head(self._groups[group].title, str(len(self._groups[group].ids)))
        page, rest = divmod(place, PAGE)
        return self._page(group, page)[rest]

    def id_at(self, number: int) -> Any:
        """Return the id behind a row number, None for a head."""
        group, place = self._locate(number)
        return None if place < 0 else self._groups[group].ids[place]

    def number_of(self, wanted: Any) -> int:
        """Return the row number of an id, -1 if it is not shown: to find the old place in a new result."""
        for group, start in zip(self._groups, self._starts, strict=True):
            if wanted in group.ids:
                return start + bool(group.title) + group.ids.index(wanted)
        return -1

    def head_rows(self) -> list[int]:
        """Return the row numbers of the heads."""
        return [start for start, group in zip(self._starts, self._groups, strict=True) if group.title]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many rows and heads there are."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that rows can be chosen and heads cannot."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self._locate(index.row())[1] < 0:
            return Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text, its row in words, the row itself, or its id."""
        if not index.isValid():
            return None
        if role == ID_ROLE:
            return self.id_at(index.row())
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, ROW_ROLE}:
            return None
        entry = self.entry(index.row())
        if role == ROW_ROLE:
            return entry
        if isinstance(entry, Head):
            return f"{entry.title}，{entry.note} 条" if role == Qt.ItemDataRole.AccessibleTextRole else entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            # Rows are chosen whole, so the first cell speaks for all of them.
            column = self.columns[index.column()]
            return in_words(self.columns, entry) if index.column() == 0 else column.say(entry)
        return self.columns[index.column()].text(entry)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the title of a column."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        return None

    def _locate(self, number: int) -> tuple[int, int]:
        group = bisect_right(self._starts, number) - 1
        return group, number - self._starts[group] - bool(self._groups[group].title)

    def _page(self, group: int, page: int) -> Sequence[Row]:
        key = (group, page)
        if key not in self._pages:
            if len(self._pages) >= _PAGES_KEPT:
                del self._pages[next(iter(self._pages))]  # the one fetched first
            self._pages[key] = self._fetch(self._groups[group].ids[page * PAGE : (page + 1) * PAGE])
        return self._pages[key]


def in_words(columns: Sequence[Column[Row]], row: Row) -> str:
    """Return a row as a screen reader should say it."""
    return "，".join(said for column in columns if (said := column.say(row)))
