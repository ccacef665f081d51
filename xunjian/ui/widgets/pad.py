"""A pad to sign on with pen, finger or mouse: white like paper, and drawn with the curves that go onto paper."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QTabletEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from xunjian.rules import ink
from xunjian.rules.ink import FINER, HEIGHT, MOST_POINTS, WIDTH, Ink, Point, Stroke
from xunjian.ui.theme import look
from xunjian.ui.tokens import LIGHT
from xunjian.ui.widgets.painting import CENTER, draw_box, draw_text
from xunjian.ui.widgets.ring import wants_ring

_LEAST, _USUAL = 390, 600
_PEN = 12  # units: as thick against the writing as on paper
_LINE, _LINE_EDGE = 780, 150  # units: the line that people write on, and how far it stays from the sides
_DOWN, _MOVE, _UP = QTabletEvent.Type.TabletPress, QTabletEvent.Type.TabletMove, QTabletEvent.Type.TabletRelease


class Pad(QWidget):
    """What is drawn on it is `ink`; the area to write in has the shape of a pad whatever shape the widget has."""

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._strokes: tuple[Stroke, ...] = ()
        self._written = QPainterPath()  # of the strokes: they are not laid out anew while the next one grows
        self._drawing: list[tuple[float, float]] = []
        self.setAccessibleName(name)
        self.setAccessibleDescription("用鼠标、手写笔或手指签名")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        wants_ring(self)

    @property
    def ink(self) -> Ink:
        """What has been drawn so far."""
        return Ink(self._strokes)

    @property
    def area(self) -> QRectF:
        """The part of the widget that can be written on."""
        scale = min(self.width() / WIDTH, self.height() / HEIGHT)
        width, height = WIDTH * scale, HEIGHT * scale
        return QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)

    def clear(self) -> None:
        """Begin anew."""
        self._set(())

    def undo(self) -> None:
        """Take the last stroke back."""
        self._set(self._strokes[:-1])

    def sizeHint(self) -> QSize:
        """Return room to write a name in."""
        return QSize(_USUAL, _USUAL * HEIGHT // WIDTH)

    def minimumSizeHint(self) -> QSize:
        """Return the least that a name can be written in."""
        return QSize(_LEAST, _LEAST * HEIGHT // WIDTH)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the pen down."""
        if event.button() is Qt.MouseButton.LeftButton and self.area.contains(event.position()):
            self._begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw on."""
        self._go_on(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lift the pen."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._end()

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Draw with a pen; accepted, or Qt would send the same once more as from a mouse."""
        kind = event.type()
        if kind is _DOWN and self.area.contains(event.position()):
            self._begin(event.position())
        elif kind is _MOVE:
            self._go_on(event.position())
        elif kind is _UP:
            self._end()
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the sheet, the line to write on, and the ink."""
        painter, area = QPainter(self), self.area
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_box(painter, area, fill=LIGHT["bg"], edge=look().colours["border"])
        painter.translate(area.topLeft())
        painter.scale(area.width() / WIDTH, area.height() / HEIGHT)
        painter.setPen(QPen(LIGHT["button_edge"], 4, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(_LINE_EDGE, _LINE), QPointF(WIDTH - _LINE_EDGE, _LINE))
        pen = QPen(Qt.GlobalColor.black, _PEN, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPath(self._written)
        if drawing := ink.stroke(self._drawing):
            painter.drawPath(_path(drawing))
        elif not self._strokes:
            painter.resetTransform()
            draw_text(painter, area, "在这里签名", look().font("section"), LIGHT["text2"], CENTER)

    def _begin(self, at: QPointF) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._drawing = [self._on_pad(at)]
        self.update()

    def _go_on(self, at: QPointF) -> None:
        if self._drawing and self.ink.points + len(self._drawing) < MOST_POINTS:
            self._drawing.append(self._on_pad(at))
            self.update()

    def _end(self) -> None:
        drawn, self._drawing = ink.stroke(self._drawing), []
        if drawn:
            self._set((*self._strokes, drawn))

    def _on_pad(self, at: QPointF) -> tuple[float, float]:
        area = self.area
        return (at.x() - area.x()) * WIDTH / area.width(), (at.y() - area.y()) * HEIGHT / area.height()

    def _set(self, strokes: tuple[Stroke, ...]) -> None:
        self._strokes, self._written = strokes, QPainterPath()
        for one in strokes:
            self._written.addPath(_path(one))
        self.update()
        self.changed.emit()


def _path(stroke: Stroke) -> QPainterPath:
    begin, line = ink.curves(stroke)
    path = QPainterPath(_in_units(begin))
    for first, second, end in line:
        path.cubicTo(_in_units(first), _in_units(second), _in_units(end))
    return path


def _in_units(point: Point) -> QPointF:
    return QPointF(point[0] / FINER, point[1] / FINER)
