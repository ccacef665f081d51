"""A table that leaves a column out where it is narrow."""

from typing import Any

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QResizeEvent

from xunjian.ui.tables import PagedModel
from xunjian.ui.theme import look
from xunjian.ui.widgets.views import RowTable


class GivingTable(RowTable):
    """Shows the column titled `gives` only from a width of `needs` on, so that names keep their room."""

    columns_changed = Signal()

    def __init__(self, model: PagedModel[Any], name: str, *, gives: str, needs: int) -> None:
        super().__init__(model, name)
        self._paged, self._all, self._needs = model, model.columns, needs
        self._given = [column.title for column in model.columns].index(gives)
        model.setParent(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Decide on the column, give the others their widths, and keep the current row in sight."""
        self._show_all(fits=event.size().width() >= look().px(self._needs))
        super().resizeEvent(event)
        if event.size().height() < event.oldSize().height():
            self.scrollTo(self.currentIndex())

    def _show_all(self, *, fits: bool) -> None:
        given, model = self._given, self._paged
        if fits == (len(model.columns) == len(self._all)):
            return
        if fits:
            model.beginInsertColumns(QModelIndex(), given, given)
            model.columns = self._all
            model.endInsertColumns()
        else:
            model.beginRemoveColumns(QModelIndex(), given, given)
            model.columns = self._all[:given] + self._all[given + 1 :]
            model.endRemoveColumns()
        self.columns_changed.emit()
