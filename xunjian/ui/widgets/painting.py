"""What several widgets and delegates draw alike: text in a box, key caps, rings."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from xunjian.ui.theme import look

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter
RADIUS = 4


def area_of(option: QStyleOptionViewItem) -> QRectF:
    """Return where a delegate paints."""
    return QRectF(option.rect)  # type: ignore[attr-defined]  # the stubs lack it


def has_state(option: QStyleOptionViewItem, flag: QStyle.StateFlag) -> bool:
    """Return whether the row a delegate paints is selected, under the mouse, …"""
    return bool(option.state & flag)  # type: ignore[attr-defined]  # the stubs lack it


def text_width(font: QFont, text: str) -> float:
    """Return how wide one line of plain text is."""
    return QFontMetricsF(font).horizontalAdvance(text)


def draw_text(
    painter: QPainter, rect: QRectF, text: str, font: QFont, colour: QColor, align: Qt.AlignmentFlag = LEFT
) -> float:
    """Draw one line of plain text, elided at the right where it does not fit, and return its width."""
    metrics = QFontMetricsF(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(rect, align | Qt.TextFlag.TextSingleLine, shown)
    return metrics.horizontalAdvance(shown)


def draw_box(
    painter: QPainter, rect: QRectF, *, fill: QColor | None = None, edge: QColor | None = None, width: float = 1
) -> None:
    """Draw a box with round corners whose edge lies wholly inside `rect`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    if edge is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(rect, RADIUS, RADIUS)
    else:
        painter.setPen(QPen(edge, width))
        half = width / 2
        painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), RADIUS - half, RADIUS - half)
    painter.restore()


def draw_ring(painter: QPainter, rect: QRectF, *, radius: float = 0) -> None:
    """Draw the focus ring, two pixels of the accent colour just inside `rect`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, radius > 0)
    pen = QPen(look().colours["accent"], 2)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)
    painter.restore()


def draw_rule(painter: QPainter, start: QPointF, end: QPointF, colour: str = "divider") -> None:
    """Draw a line of one pixel, straight along an axis and crisp."""
    if start.y() == end.y():
        rect = QRectF(start.x(), start.y(), end.x() - start.x(), 1)
    else:
        rect = QRectF(start.x(), start.y(), 1, end.y() - start.y())
    painter.fillRect(rect, look().colours[colour])


def key_cap_width(key: str) -> float:
    """Return how wide the cap of a key is."""
    return max(text_width(look().font("caption"), key) + look().px(10), look().px(19))


def draw_key_cap(painter: QPainter, x: float, middle: float, key: str) -> float:
    """Draw a key with its left edge at `x`, centred on the line `middle`, and return its width."""
    here = look()
    width, height = key_cap_width(key), here.px(20)
    rect = QRectF(round(x), round(middle - height / 2), round(width), height)
    draw_box(painter, rect, fill=here.colours["bg"], edge=here.colours["divider"])
    draw_text(painter, rect, key, here.font("caption"), here.colours["text2"], CENTER)
    return width
