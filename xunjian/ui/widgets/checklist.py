"""The two lists of a visit: the sections of the checklist, and its items."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from xunjian.ui import icons
from xunjian.ui.tables import ROW_ROLE, Head, Index
from xunjian.ui.theme import look
from xunjian.ui.widgets.chips import ANSWER_MARKS
from xunjian.ui.widgets.entries import Entries
from xunjian.ui.widgets.keys import bare_digit, is_bare_enter
from xunjian.ui.widgets.painting import RIGHT, area_of, draw_text, has_state, text_width
from xunjian.ui.widgets.rows import HEAD, paint_bar, paint_ground, paint_head, show_if_cut
from xunjian.ui.widgets.views import RowList

_LAST = "上次"


class SectionRow(NamedTuple):
    """One section of the checklist and how far it is."""

    number: str
    name: str
    done: int
    total: int
    wrong: int


class ItemRow(NamedTuple):
    """One item: `answer` is its stored code or "", `last` that of the last visit where it found a problem."""

    key: str
    number: str
    text: str
    answer: str
    last: str = ""
    photos: int = 0


def say_section(row: SectionRow) -> str:
    """Return a section in words."""
    wrong = f"，不符合 {row.wrong} 项" if row.wrong else ""
    return f"{row.number} {row.name}，已查 {row.done} 项，共 {row.total} 项{wrong}"


def say_item(row: ItemRow | Head) -> str:
    """Return an item in words: what it is, its answer, what is attached."""
    if isinstance(row, Head):
        return " ".join(part for part in (row.number, row.title, row.note) if part)
    parts = [f"{row.number} {row.text}", ANSWER_MARKS[row.answer].text]
    if row.photos:
        parts.append(f"{row.photos} 张照片")
    if row.last:
        parts.append(f"上次{ANSWER_MARKS[row.last].text}")
    return "，".join(parts)


class SectionDelegate(QStyledItemDelegate):
    """Two lines a section: its name; how far it is, and what was found."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the height of two lines."""
        return QSize(look().px(168), look().px(56))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a section."""
        row, rect, here = index.data(ROW_ROLE), area_of(option), look()
        painter.save()
        chosen = has_state(option, QStyle.StateFlag.State_Selected)
        over = has_state(option, QStyle.StateFlag.State_MouseOver)
        paint_ground(painter, option, over=over, chosen=chosen, hover="surface2")
        if chosen:
            paint_bar(painter, rect, focused=has_state(option, QStyle.StateFlag.State_HasFocus))
        line = here.px(24)
        upper = QRectF(rect.x() + here.px(16), rect.y() + here.px(6), here.px(20), line)
        draw_text(painter, upper, row.number, here.font(), here.colours["text2"])
        name = QRectF(rect.x() + here.px(40), upper.y(), rect.width() - here.px(48), line)
        draw_text(painter, name, row.name, here.font(), here.colours["text"])
        lower = name.translated(0, here.px(22))
        small = here.font("caption")
        draw_text(painter, lower, f"{row.done} / {row.total}", small, here.colours["text2"])
        if row.wrong:
            side, x = here.px(16), rect.x() + here.px(96)
            icons.paint(painter, "x", x, lower.center().y() - side / 2, side, here.colours["bad"])
            after = QRectF(x + side + here.px(2), lower.y(), here.px(40), line)
            draw_text(painter, after, str(row.wrong), small, here.colours["bad"])
        painter.restore()


class ItemDelegate(QStyledItemDelegate):
    """An item in one line: answer, number, text, what the last visit found, photos."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a row or a head."""
        is_head = isinstance(index.data(ROW_ROLE), Head)
        return QSize(0, look().px(HEAD) if is_head else look().measures.row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw an item, or the head of its section."""
        row, rect = index.data(ROW_ROLE), area_of(option)
        painter.save()
        if isinstance(row, Head):
            paint_head(painter, rect, row.title, row.note, number=row.number)
        else:
            chosen = has_state(option, QStyle.StateFlag.State_Selected)
            paint_ground(painter, option, over=has_state(option, QStyle.StateFlag.State_MouseOver), chosen=chosen)
            if chosen:
                paint_bar(painter, rect, focused=has_state(option, QStyle.StateFlag.State_HasFocus))
            _paint_item(painter, rect, row)
        painter.restore()

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """Show the item whole where it was cut."""
        row = index.data(ROW_ROLE)
        if isinstance(row, ItemRow):
            show_if_cut(event, view, row.text, _text_room(area_of(option), row).width())
        return True


def _text_room(rect: QRectF, row: ItemRow) -> QRectF:
    here = look()
    after = here.px(12)
    if row.photos:
        after += here.px(40) + here.px(12)
    if _shows_last(rect, row):
        after = here.px(12 + 40 + 12 + 12) + _last_width()
    return rect.adjusted(here.px(96), 0, -after, 0)


def _shows_last(rect: QRectF, row: ItemRow) -> bool:
    """Return whether a narrow list has room for the last visit's word beside the text."""
    return bool(row.last) and rect.width() > look().px(480)


def _paint_item(painter: QPainter, rect: QRectF, row: ItemRow) -> None:
    here, mark, middle = look(), ANSWER_MARKS[row.answer], rect.center().y()
    side, quiet, small = here.px(20), here.colours["text2"], here.font("caption")
    ink = quiet if row.answer in {"", "n_a"} else here.colours[mark.tone.value]
    icons.paint(painter, mark.icon, rect.x() + here.px(16), middle - side / 2, side, ink)
    number = QRectF(rect.x() + here.px(46), rect.y(), here.px(49), rect.height())
    draw_text(painter, number, row.number, here.font(), here.colours["text"])
    draw_text(painter, _text_room(rect, row), row.text, here.font(), here.colours["text"])
    right = rect.adjusted(0, 0, -here.px(12), 0)
    if row.photos:
        draw_text(painter, right, str(row.photos), small, quiet, RIGHT)
        clip, x = here.px(16), right.right() - here.px(10) - here.px(16)
        icons.paint(painter, "paperclip", x, middle - clip / 2, clip, quiet)
    if _shows_last(rect, row):
        _paint_last(
            painter, QRectF(right.right() - here.px(50) - _last_width(), rect.y(), _last_width(), rect.height()), row
        )


def _last_width() -> int:
    """Return the room that 上次 takes with the icon of its answer."""
    return round(text_width(look().font("caption"), _LAST)) + look().px(4 + 16)


def _paint_last(painter: QPainter, room: QRectF, row: ItemRow) -> None:
    here, mark, side = look(), ANSWER_MARKS[row.last], look().px(16)
    draw_text(painter, room, _LAST, here.font("caption"), here.colours["text2"])
    middle = room.center().y() - side / 2
    icons.paint(painter, mark.icon, room.right() - side, middle, side, here.colours[mark.tone.value])


class SectionList(RowList):
    """The sections of a checklist."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("清单各节", parent)
        self.entries = Entries(say_section, self)
        self.setModel(self.entries)
        self.setItemDelegate(SectionDelegate(self))
        self.setProperty("ground", "surface")
        self.selectionModel().currentChanged.connect(lambda now, _old: self.chosen.emit(now.row()))


class ItemList(RowList):
    """The items of a checklist; digits answer here and nowhere else, so that an input method never sees them."""

    chosen = Signal(int)  # row number of the current item
    answered = Signal(str)  # code of the answer given by a digit
    opened = Signal()  # Enter: on to the pane

    def __init__(self, code_of: Callable[[str], str], parent: QWidget | None = None) -> None:
        super().__init__("检查项目", parent)
        self._code_of = code_of
        self.entries = Entries(say_item, self)
        self.setModel(self.entries)
        self.setItemDelegate(ItemDelegate(self))
        self.selectionModel().currentChanged.connect(lambda now, _old: self.chosen.emit(now.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer by digit, open the pane by Enter, move by the arrows."""
        code = self._code_of(bare_digit(event)) if self.currentIndex().isValid() else ""
        if code:
            self.answered.emit(code)
        elif is_bare_enter(event):
            self.opened.emit()
        else:
            super().keyPressEvent(event)
