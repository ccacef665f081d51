"""Months as calendars print them: each day with its number, days off and worked weekends by word and colour."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from xunjian.rules.workdays import Calendar
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.painting import CENTER, draw_box, draw_ring, draw_rule, draw_text, text_width

OFF, WORK = "休", "班"
_WEEKDAYS = "一二三四五六日"
_TITLE, _ROW, _CELL = 28, 28, 38
WEEKS = 6


@dataclass(frozen=True)
class Shown:
    """What stands out in a month beside its holidays."""

    calendar: Calendar
    today: date | None = None
    chosen: date | None = None
    focused: bool = False


def word_of(day: date, calendar: Calendar) -> str:
    """Return 休 or 班, "" for a day that is as its weekday says."""
    return OFF if day in calendar.off else WORK if day in calendar.work else ""


def spoken(day: date, calendar: Calendar) -> str:
    """Return what there is to say of a day: 休，国庆, 调休上班, 周末."""
    word = word_of(day, calendar)
    if word == OFF:
        return f"{OFF}，{calendar.off[day]}"
    return "调休上班" if word == WORK else "" if calendar.is_working_day(day) else "周末"


def month_size() -> tuple[int, int]:
    """Return width and height of a month in pixels."""
    return 7 * look().px(_CELL), look().px(_TITLE) + look().px(_ROW) * (WEEKS + 1)


def cell_of(day: date, left: float, top: float) -> QRectF:
    """Return where a day stands in its month, whose corner is given."""
    place = day.day - 1 + date(day.year, day.month, 1).weekday()
    week, weekday = divmod(place, 7)
    cell, row = look().px(_CELL), look().px(_ROW)
    return QRectF(left + weekday * cell, top + look().px(_TITLE) + row * (week + 1), cell, row)


def day_at(point: QPointF, year: int, month: int, left: float, top: float) -> date | None:
    """Return the day under a point, None beside the days."""
    days = (date(year, month, number) for number in range(1, monthrange(year, month)[1] + 1))
    return next((day for day in days if cell_of(day, left, top).contains(point)), None)


def paint_month(painter: QPainter, left: float, top: float, year: int, month: int, shown: Shown) -> None:
    """Draw a month with its upper left corner at a point."""
    here, (width, _) = look(), month_size()
    title = QRectF(left, top, width, here.px(_TITLE))
    draw_text(painter, title, f"{year}年{month}月", here.font(medium=True), here.colours["text"], CENTER)
    for place, word in enumerate(_WEEKDAYS):
        head = QRectF(left + place * here.px(_CELL), top + here.px(_TITLE), here.px(_CELL), here.px(_ROW))
        draw_text(painter, head, word, here.font("caption"), here.colours["text2"], CENTER)
    line = top + here.px(_TITLE) + here.px(_ROW) - 1
    draw_rule(painter, QPointF(left, line), QPointF(left + width, line))
    for number in range(1, monthrange(year, month)[1] + 1):
        day = date(year, month, number)
        _paint_day(painter, cell_of(day, left, top), day, shown)


def _paint_day(painter: QPainter, cell: QRectF, day: date, shown: Shown) -> None:
    here, word = look(), word_of(day, shown.calendar)
    tone = {OFF: Tone.OK, WORK: Tone.WAIT}.get(word)
    box = cell.adjusted(1, 1, -1, -1)
    chosen = day == shown.chosen
    if chosen:
        draw_box(painter, box, fill=here.colours["accent"])
    elif tone is not None:
        painter.fillRect(box, here.colours.tint(tone))
    if day == shown.today and not chosen:
        draw_box(painter, box, edge=here.colours["accent"])
    ink = "on_accent" if chosen else tone.value if tone else "text" if day.weekday() < 5 else "text2"
    font, number = here.font("caption", medium=chosen or tone is not None), str(day.day)
    widths = [text_width(font, part) for part in (number, word)]
    x = cell.center().x() - (sum(widths) + (here.px(2) if word else 0)) / 2
    for part, width in zip((number, word), widths, strict=True):
        draw_text(painter, QRectF(x, cell.y(), width + 2, cell.height()), part, font, here.colours[ink])
        x += width + here.px(2)
    if chosen and shown.focused:
        draw_ring(painter, cell, radius=2)


def holidays_in_words(year: int, calendar: Calendar) -> str:
    """Return a year's arrangement in sentences: 国庆 10月1日–7日（9月20日、10月10日上班）…"""
    spans: list[tuple[str, date, date]] = []
    for day, name in sorted(calendar.off.items()):
        if day.year != year:
            continue
        if spans and spans[-1][0] == name and spans[-1][2] + timedelta(1) == day:
            spans[-1] = (name, spans[-1][1], day)
        else:
            spans.append((name, day, day))
    off = "；".join(f"{name} {_span(first, last)}" for name, first, last in spans)
    work = "、".join(f"{day.month}月{day.day}日" for day in sorted(calendar.work) if day.year == year)
    return f"{off}。" + (f"调休上班：{work}。" if work else "") if off else ""


def _span(first: date, last: date) -> str:
    start = f"{first.month}月{first.day}日"
    if first == last:
        return start
    return f"{start}–{last.day}日" if first.month == last.month else f"{start}–{last.month}月{last.day}日"
