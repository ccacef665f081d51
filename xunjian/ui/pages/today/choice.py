"""Several blocks stand on one page: only the one that has the focus shows which of its rows is chosen."""

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QAbstractItemView


def show_choice(view: QAbstractItemView, *, shown: bool) -> None:
    """Mark the current row as chosen, or mark none; the place is kept either way."""
    flags = QItemSelectionModel.SelectionFlag
    if shown and view.currentIndex().isValid():
        view.selectionModel().select(view.currentIndex(), flags.ClearAndSelect | flags.Rows)
    elif not shown:
        view.selectionModel().clearSelection()
