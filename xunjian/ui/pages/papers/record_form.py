"""What only people know of a visit and its record says: when, where, who was there. Saved when a field is left."""

from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from xunjian.rules.clocks import read_time
from xunjian.services.paperwork.site_records import Told
from xunjian.ui.pages.layouts import column
from xunjian.ui.theme import look
from xunjian.ui.widgets.fields import Field

_TIMES = {"begin": "开始时间", "end": "结束时间"}
_TEXTS = {
    "place": "检查地点",
    "received_by": "负责人",
    "received_post": "负责人职务",
    "inspection_notice": "检查通知书文号",
}
_PLACES = {
    "begin": (0, 0, 1, 1),
    "end": (0, 1, 1, 1),
    "place": (1, 0, 1, 2),
    "received_by": (2, 0, 1, 1),
    "received_post": (2, 1, 1, 1),
    "inspection_notice": (3, 0, 1, 2),
}


class RecordForm(QWidget):
    """Six fields at most; `told` brings the one that was changed."""

    told = Signal(str, object)  # the name of the field, Told

    def __init__(self) -> None:
        super().__init__()
        self.edits = {name: QLineEdit() for name in _PLACES}
        self.fields = {name: Field(word, self.edits[name]) for name, word in (_TIMES | _TEXTS).items()}
        self._known = dict.fromkeys(self.fields, "")
        grid = QGridLayout()
        grid.setHorizontalSpacing(look().px(12))
        grid.setVerticalSpacing(look().px(8))
        for name, place in _PLACES.items():
            grid.addWidget(self.fields[name], *place)
            self.edits[name].editingFinished.connect(partial(self._settle, name))
        self.edits["begin"].setPlaceholderText("例如 9:10")
        self.edits["end"].setPlaceholderText("例如 11:40")
        column(self).addLayout(grid)

    def show_told(self, told: Told, *, with_notice: bool) -> None:
        """Show what is stored; the number of the notice only where one is needed."""
        for name in self.fields:
            value = getattr(told, name)
            self._known[name] = (f"{value.hour}:{value.minute:02}" if name in _TIMES else value) if value else ""
            self.edits[name].setText(self._known[name])
            self.fields[name].set_error("")
        self.fields["inspection_notice"].setVisible(with_notice)

    def flush(self) -> None:
        """Report what is typed and not yet told."""
        for name in self.fields:
            self._settle(name)

    def refuse(self, name: str, problem: str) -> None:
        """Say why what was typed into a field was not taken; it stays there to be mended."""
        self._known[name] = ""
        self.fields[name].set_error(problem)

    def first_empty(self) -> QWidget:
        """Return where work goes on."""
        return next(
            (self.edits[name] for name in ("begin", "end", "place") if not self._known[name]), self.edits["begin"]
        )

    def _settle(self, name: str) -> None:
        typed = self.edits[name].text().strip()
        if typed == self._known[name]:
            return
        value = read_time(typed) if name in _TIMES else typed
        if value is None:
            self.fields[name].set_error("写成 9:10 这样。")
            return
        self._known[name] = typed
        told: dict[str, Any] = {name: value}
        self.told.emit(name, Told(**told))
