"""Icons: outlines from resources/icons, painted in a colour of the palette, each drawn once."""

from collections.abc import Iterable
from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from xunjian.paths import resource

_THICKNESS = 36  # of a stroke, divided by the size: 1.5 px in the files' box of 24 units


def pixmap(name: str, size: int, colour: QColor, ratio: float = 1.0) -> QPixmap:
    """Return the icon `name` at `size` device-independent pixels for a screen of that device-pixel ratio."""
    return _painted(name, size, colour.rgba(), ratio)


def icon(name: str, size: int, colour: QColor, ratios: Iterable[float] = (1.0, 2.0)) -> QIcon:
    """Return a QIcon for the few places where Qt itself paints: the window and a line edit's action."""
    made = QIcon()
    for ratio in ratios:
        made.addPixmap(pixmap(name, size, colour, ratio))
    return made


def paint(painter: QPainter, name: str, x: float, y: float, size: int, colour: QColor) -> None:
    """Draw an icon with its upper left corner at (x, y)."""
    painter.drawPixmap(round(x), round(y), pixmap(name, size, colour, painter.device().devicePixelRatioF()))


@cache
def _painted(name: str, size: int, rgba: int, ratio: float) -> QPixmap:
    made = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _renderer(name, size, QColor.fromRgba(rgba).name()).render(painter, QRectF(made.rect()))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


@cache
def _source(name: str) -> str:
    return resource(f"icons/{name}.svg").read_text(encoding="utf-8")


def _renderer(name: str, size: int, colour: str) -> QSvgRenderer:
    drawing = _source(name).replace("currentColor", colour)
    drawing = drawing.replace('stroke-width="2"', f'stroke-width="{_THICKNESS / size:.3f}"')
    return QSvgRenderer(QByteArray(drawing.encode()))
