"""A short list held whole: heads and rows, each with its words for the screen reader."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from xunjian.ui.tables import ROW_ROLE, Head, Index


class Entries(QAbstractListModel):
    """The rows of one visit or one box of phrases; long results belong in a PagedModel."""

    def __init__(self, say: Callable[[Any], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._say = say
        self._entries: list[Any] = []

    def show_entries(self, entries: Sequence[Any]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._entries = list(entries)
        self.endResetModel()

    def replace(self, number: int, entry: Any) -> None:
        """Show another state of one row; everything else stays as it is."""
        self._entries[number] = entry
        self.dataChanged.emit(self.index(number), self.index(number))

    def entry(self, number: int) -> Any:
        """Return the head or row at a row number."""
        return self._entries[number]

    def rows_below(self, number: int, wanted: Callable[[Any], bool]) -> list[int]:
        """Return the row numbers of the wanted rows, those after `number` first: where the next unchecked one is."""
        found = [n for n, entry in enumerate(self._entries) if not is_head(entry) and wanted(entry)]
        return [n for n in found if n > number] + [n for n in found if n <= number]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many rows and heads there are."""
        return 0 if parent.isValid() else len(self._entries)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that rows can be chosen and heads cannot."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if is_head(self._entries[index.row()]):
            return Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the row itself, or its words."""
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == ROW_ROLE:
            return entry
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self._say(entry)
        return None


def is_head(entry: Any) -> bool:
    """Return whether an entry is the head of a group."""
    return isinstance(entry, Head)
