"""The rows under the search field: what was found, with the characters that were typed in bolder ink."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from xunjian.rules.searching import Span
from xunjian.services.search.hits import Hit, Kind
from xunjian.ui import icons
from xunjian.ui.search.commands import Command, marked
from xunjian.ui.tables import ROW_ROLE, Head, Index
from xunjian.ui.theme import look
from xunjian.ui.widgets.painting import RIGHT, area_of, draw_key_cap, draw_text, has_state, key_cap_width, text_width
from xunjian.ui.widgets.rows import HEAD, paint_bar, paint_ground, paint_head

ICONS = {Kind.SCHOOL: "school", Kind.FINDING: "alert-circle", Kind.PAPER: "file-text", Kind.PERSON: "users"}
_COMMAND = "player-play"
_NOTE_SHARE = 0.42
"""How much of a row a note may take from a long title."""

Row = Hit | Command | Head


def say(row: Row) -> str:
    """Return a row in words."""
    if isinstance(row, Head):
        return f"{row.title}，{row.note}" if row.note else row.title
    if isinstance(row, Command):
        return f"{row.title}，{row.key}" if row.key else row.title
    return "，".join(part for part in (row.kind.value, row.lead, row.title, row.note.replace("　", "，")) if part)


class ResultDelegate(QStyledItemDelegate):
    """One line a row: what kind of thing, its name, and at the right what else one has to know."""

    typed = ""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a row or a head."""
        is_head = isinstance(index.data(ROW_ROLE), Head)
        return QSize(0, look().px(HEAD) if is_head else look().measures.row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a row."""
        row, rect = index.data(ROW_ROLE), area_of(option)
        painter.save()
        if isinstance(row, Head):
            paint_head(painter, rect, row.title, row.note)
        else:
            chosen = has_state(option, QStyle.StateFlag.State_Selected)
            paint_ground(painter, option, over=has_state(option, QStyle.StateFlag.State_MouseOver), chosen=chosen)
            if chosen:
                paint_bar(painter, rect, focused=False)
            self._paint_row(painter, rect, row)
        painter.restore()

    def _paint_row(self, painter: QPainter, rect: QRectF, row: Hit | Command) -> None:
        here, side = look(), look().px(20)
        icon = _COMMAND if isinstance(row, Command) else ICONS[row.kind]
        middle = rect.center().y()
        icons.paint(painter, icon, rect.x() + here.px(16), middle - side / 2, side, here.colours["text2"])
        room = rect.adjusted(here.px(46), 0, -here.px(16), 0)
        if isinstance(row, Command):
            if row.key:
                draw_key_cap(painter, room.right() - key_cap_width(row.key), middle, row.key)
            draw_marked(painter, room, row.title, marked(row, self.typed))
            return
        small = here.font("caption")
        width = min(text_width(small, row.note) + 1, max(room.width() * _NOTE_SHARE, room.width() - _needed(row)))
        note = QRectF(room.right() - width, room.y(), width, room.height())
        draw_text(painter, note, row.note, small, here.colours["text2"], RIGHT)
        if row.lead:
            room.adjust(draw_text(painter, room, row.lead, here.font(), here.colours["text2"]) + here.px(12), 0, 0, 0)
        draw_marked(painter, room.adjusted(0, 0, -width - here.px(16), 0), row.title, row.marks)


def _needed(row: Hit) -> float:
    lead = text_width(look().font(), row.lead) + look().px(12) if row.lead else 0
    return lead + text_width(look().font(medium=True), row.title) + look().px(16)


def draw_marked(painter: QPainter, room: QRectF, text: str, marks: Sequence[Span]) -> None:
    """Draw one line of plain text with some parts of it emphasised; a long one is cut so that the first is seen."""
    here = look()
    shown, spans = fitted(text, marks, room.width())
    x = room.x()
    for part, emphasised in _parts(shown, spans):
        rest = QRectF(x, room.y(), room.right() - x, room.height())
        colour = here.colours["accent" if emphasised else "text"]
        x += draw_text(painter, rest, part, here.font(medium=emphasised), colour)
        if x >= room.right() - 1:
            break


def fitted(text: str, marks: Sequence[Span], width: float) -> tuple[str, list[Span]]:
    """Return the text, or what is left of it behind … so that its first mark is within `width`; marks move along."""
    metrics = QFontMetricsF(look().font(medium=True))
    if not marks or metrics.horizontalAdvance(text[: marks[0].end] + "…") <= width:
        return text, list(marks)
    start = marks[0].start
    while start > 0 and metrics.horizontalAdvance("…" + text[start - 1 : marks[0].end]) <= width / 2:
        start -= 1
    moved = 1 - start
    return "…" + text[start:], [Span(mark.start + moved, mark.end + moved) for mark in marks]


def _parts(text: str, marks: Sequence[Span]) -> list[tuple[str, bool]]:
    parts, end = [], 0
    for mark in marks:
        parts += [(text[end : mark.start], False), (text[mark.start : mark.end], True)]
        end = mark.end
    return [(part, emphasised) for part, emphasised in [*parts, (text[end:], False)] if part]
