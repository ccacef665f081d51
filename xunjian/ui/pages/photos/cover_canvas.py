"""A large photo on which rectangles over faces are drawn, moved and resized, by mouse or by keyboard."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from xunjian.rules import covers
from xunjian.rules.covers import WHOLE, Cover
from xunjian.services.visit.photo_views import PlacedCover
from xunjian.ui.theme import look
from xunjian.ui.widgets.ring import wants_ring

_LEAST = QSize(480, 220)
_STEP, _FINE = 10, 1  # ‰
_SETTLES_AFTER = 600  # ms without a further key
_INK, _LOOKED_INTO = QColor("black"), QColor(0, 0, 0, 150)
_HANDLE = 14  # px of the corner by which a rectangle is resized

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class CoverCanvas(QWidget):
    """Shows rectangles as they are stored; the chosen one is seen through, so that one knows what it covers.

    What a person does is reported when it is done: at the end of a drag, shortly after the last key.
    """

    drawn = Signal(object)  # Cover
    placed = Signal(str, object)  # uid, Cover
    dropped = Signal(str)
    turned = Signal(int)  # to the next photo (1) or the one before (-1)
    chosen = Signal(str)  # uid, or ""

    def __init__(self) -> None:
        super().__init__()
        self.image = QImage()
        self.editable = False
        self._covers: dict[str, Cover] = {}
        self._chosen = ""
        self._stored: Cover | None = None
        """Where the chosen rectangle stands in the database while it is being moved here."""
        self._from: QPointF | None = None
        self._to: QPointF | None = None
        self._resizing = False
        self._awaits = False
        """A rectangle was drawn here and is not stored yet."""
        self._settling = QTimer(self, singleShot=True, interval=_SETTLES_AFTER)
        self._settling.timeout.connect(self.flush)
        self.setMinimumSize(_LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        wants_ring(self)

    def show_image(self, image: QImage) -> None:
        """Show a photo that has been read."""
        self.image = image
        self.update()

    def show_covers(self, placed: Sequence[PlacedCover]) -> None:
        """Show what is stored; a rectangle that just came is the chosen one."""
        known = set(self._covers)
        self._covers = {one.uid: one.cover for one in placed}
        came = [uid for uid in self._covers if uid not in known]
        self._stored = None
        if self._chosen not in self._covers:
            self._choose(came[0] if len(came) == 1 and self._awaits else "")
        self._awaits = False
        self.update()

    @property
    def chosen_cover(self) -> str:
        """The uid of the chosen rectangle, "" for none."""
        return self._chosen

    def forget(self) -> None:
        """Let go of everything: another photo comes."""
        self.flush()
        self._covers, self._stored = {}, None
        self._choose("")
        self.show_image(QImage())

    def add_usual(self) -> None:
        """Add a rectangle in the middle, to be moved by the arrows."""
        self.flush()
        self.setFocus()
        self._draw(covers.usual())

    def drop_chosen(self) -> None:
        """Take the chosen rectangle off."""
        if self._chosen:
            self._settling.stop()
            self._stored = None
            self.dropped.emit(self._chosen)

    def flush(self) -> None:
        """Report where the chosen rectangle has been moved."""
        self._settling.stop()
        if self._stored is not None and self._chosen in self._covers:
            now, before, self._stored = self._covers[self._chosen], self._stored, None
            if now != before:
                self.placed.emit(self._chosen, now)

    def event(self, event: QEvent) -> bool:
        """Claim the keys that move a rectangle before the dialog takes them for the next photo."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._chosen:
            ours = {*_ARROWS, Qt.Key.Key_Escape, Qt.Key.Key_Delete, Qt.Key.Key_Backspace}
            if event.key() in ours:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by the arrows, resize with Shift, finely with Ctrl; Space goes to the next rectangle."""
        key = Qt.Key(event.key())
        if key is Qt.Key.Key_Space and self._covers:
            self._choose_next()
        elif key is Qt.Key.Key_Escape and self._chosen:
            self.flush()
            self._choose("")
        elif key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace} and self._chosen and self.editable:
            self.drop_chosen()
        elif key in _ARROWS and self._chosen and self.editable:
            self._nudge(key, event.modifiers())
        elif key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self.turned.emit(_ARROWS[key][0])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the rectangle under the mouse, or begin a new one."""
        if event.button() is not Qt.MouseButton.LeftButton or self.image.isNull():
            return
        self.flush()
        at = event.position()
        hit = self._at(at)
        self._resizing = bool(hit) and hit == self._chosen and self._is_corner(hit, at)
        self._choose(hit)
        self._from = self._to = at if self.editable else None
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move or resize the chosen rectangle, or draw the new one."""
        if self._from is None:
            return
        if self._chosen:
            before = self._before()
            right, down = self._permille_of(event.position() - self._from)
            self._covers[self._chosen] = (before.resized if self._resizing else before.moved)(right, down)
        self._to = event.position()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Report what was drawn or moved."""
        begin, end, self._from, self._to = self._from, self._to, None, None
        if begin is None or end is None:
            return
        if self._chosen:
            self.flush()
        elif (cover := covers.between(self._permille_at(begin), self._permille_at(end))) is not None:
            self._draw(cover)
        self.update()

    def sizeHint(self) -> QSize:
        """Return a size in which faces can be told."""
        return QSize(760, 420)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the photo and its rectangles."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), look().colours["surface2"])
        if self.image.isNull():
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self._frame(), self.image)
        for uid, cover in self._covers.items():
            painter.fillRect(self._box(cover), _LOOKED_INTO if uid == self._chosen else _INK)
        if self._chosen in self._covers:
            self._draw_handles(painter, self._box(self._covers[self._chosen]))
        if self._from is not None and self._to is not None and not self._chosen:
            painter.fillRect(QRectF(self._from, self._to).normalized(), _LOOKED_INTO)

    def _draw_handles(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(QPen(QColor("white"), 3))
        painter.drawRect(box)
        painter.setPen(QPen(look().colours["accent"], 2))
        painter.drawRect(box)
        if self.editable:
            corner = QRectF(0, 0, _HANDLE, _HANDLE)
            corner.moveCenter(box.bottomRight())
            painter.fillRect(corner, look().colours["accent"])
            painter.setPen(QPen(QColor("white"), 1))
            painter.drawRect(corner)

    def _draw(self, cover: Cover) -> None:
        self._awaits = True
        self.drawn.emit(cover)

    def _nudge(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        before = self._before()
        step = _FINE if modifiers & Qt.KeyboardModifier.ControlModifier else _STEP
        right, down = (step * part for part in _ARROWS[key])
        now = self._covers[self._chosen]
        resizes = modifiers & Qt.KeyboardModifier.ShiftModifier
        self._covers[self._chosen] = (now.resized if resizes else now.moved)(right, down)
        self._stored = before
        self._settling.start()
        self.update()

    def _before(self) -> Cover:
        """Return where the chosen rectangle stood before this movement began, and remember it."""
        if self._stored is None:
            self._stored = self._covers[self._chosen]
        return self._stored

    def _choose(self, uid: str) -> None:
        if uid != self._chosen:
            self._chosen = uid
            self.chosen.emit(uid)
            self.update()

    def _choose_next(self) -> None:
        self.flush()
        uids = [*self._covers]
        place = uids.index(self._chosen) + 1 if self._chosen in uids else 0
        self._choose(uids[place] if place < len(uids) else "")

    def _at(self, point: QPointF) -> str:
        """Return the rectangle at a point; the chosen one has precedence, with its corner."""
        if self._chosen in self._covers and self._is_corner(self._chosen, point):
            return self._chosen
        order = sorted(self._covers, key=lambda uid: uid != self._chosen)
        return next((uid for uid in order if self._box(self._covers[uid]).contains(point)), "")

    def _is_corner(self, uid: str, point: QPointF) -> bool:
        corner = self._box(self._covers[uid]).bottomRight()
        return max(abs(corner.x() - point.x()), abs(corner.y() - point.y())) <= _HANDLE

    def _frame(self) -> QRect:
        size = self.image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        return QRect(QPoint((self.width() - size.width()) // 2, (self.height() - size.height()) // 2), size)

    def _box(self, cover: Cover) -> QRectF:
        frame = self._frame()
        across, down = frame.width() / WHOLE, frame.height() / WHOLE
        return QRectF(
            frame.left() + cover.left * across,
            frame.top() + cover.top * down,
            cover.width * across,
            cover.height * down,
        )

    def _permille_at(self, point: QPointF) -> tuple[float, float]:
        frame = self._frame()
        return (point.x() - frame.left()) * WHOLE / frame.width(), (point.y() - frame.top()) * WHOLE / frame.height()

    def _permille_of(self, way: QPointF) -> tuple[int, int]:
        frame = self._frame()
        return round(way.x() * WHOLE / frame.width()), round(way.y() * WHOLE / frame.height())
