"""本节其余记为符合: the items one by one, to be confirmed in a person's name."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QDialog, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from xunjian.services.visit.visits import ItemRow as Line
from xunjian.ui import icons
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.tables import ROW_ROLE, Index
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Label
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.entries import Entries
from xunjian.ui.widgets.painting import area_of, draw_box, draw_text, has_state
from xunjian.ui.widgets.rows import paint_ground
from xunjian.ui.widgets.views import RowList


class RestRow(NamedTuple):
    """An item and whether it is confirmed."""

    item: str
    words: str
    on: bool


class _RestDelegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, look().measures.row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: RestRow = index.data(ROW_ROLE)
        rect, here = area_of(option), look()
        painter.save()
        chosen = has_state(option, QStyle.StateFlag.State_Selected)
        paint_ground(painter, option, over=has_state(option, QStyle.StateFlag.State_MouseOver), chosen=chosen)
        side = here.px(18)
        box = QRectF(rect.x() + here.px(12), round(rect.center().y() - side / 2), side, side)
        if entry.on:
            draw_box(painter, box, fill=here.colours["accent"])
            mark = here.px(16)
            corner = box.center().x() - mark / 2, box.center().y() - mark / 2
            icons.paint(painter, "check", *corner, mark, here.colours["on_accent"])
        else:
            draw_box(painter, box, fill=here.colours["bg"], edge=here.colours["border"])
        draw_text(
            painter, rect.adjusted(here.px(42), 0, -here.px(12), 0), entry.words, here.font(), here.colours["text"]
        )
        painter.restore()


class RestList(RowList):
    """Space or a click takes an item out and in again."""

    changed = Signal()

    def __init__(self, lines: Sequence[Line]) -> None:
        super().__init__("其余未查的项目")
        self.entries = Entries(lambda entry: f"{entry.words}，{'已选' if entry.on else '不选'}", self)
        self.setModel(self.entries)
        self.setItemDelegate(_RestDelegate(self))
        self.setProperty("boxed", True)
        self.entries.show_entries([RestRow(line.item, f"{line.code}　{line.text}", True) for line in lines])
        self.clicked.connect(lambda index: self._turn(index.row()))
        self.choose(0)

    def confirmed(self) -> list[str]:
        """Return the items that stay."""
        rows = [self.entries.entry(number) for number in range(self.entries.rowCount())]
        return [entry.item for entry in rows if entry.on]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn by Space."""
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self._turn(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def _turn(self, number: int) -> None:
        entry = self.entries.entry(number)
        self.entries.replace(number, entry._replace(on=not entry.on))
        self.changed.emit()


class RestDialog(QDialog):
    """Every item is on the list, and the button says who answers and how many there are."""

    confirmed = Signal(list)

    def __init__(self, parent: QWidget, section: str, person: str, lines: Sequence[Line]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("本节其余记为符合")
        self.resize(look().px(640), min(look().px(460), 500))
        self._person = person
        self.list = RestList(lines)
        self.go = KeyButton("", Role.PRIMARY, cap="Enter")
        self.go.setDefault(True)
        self.go.clicked.connect(self._confirm)
        back = KeyButton("再看看", cap="Esc")
        back.clicked.connect(self.reject)
        whole = column(self, 24, 24, 24, 20, spacing=12)
        whole.addWidget(Label(f"{section}：下面这些都看过了，没有问题？", "section", medium=True, wrap=True))
        whole.addWidget(Label("按空格或点一下，可以留下不记。", colour="text2"))
        whole.addWidget(self.list, 1)
        buttons = row(spacing=12)
        buttons.addStretch(1)
        buttons.addWidget(back)
        buttons.addWidget(self.go)
        whole.addLayout(buttons)
        self.list.changed.connect(self._count)
        self._count()
        self.list.setFocus()

    def _count(self) -> None:
        count = len(self.list.confirmed())
        self.go.setText(f"{self._person}确认，{count} 项记为符合" if self._person else f"确认，{count} 项记为符合")
        self.go.setEnabled(count > 0)

    def _confirm(self) -> None:
        self.confirmed.emit(self.list.confirmed())
        self.accept()
