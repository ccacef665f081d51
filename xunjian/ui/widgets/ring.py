"""The focus ring outside a control: two pixels, two pixels away, with the mouse as with the keyboard."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from xunjian.ui.widgets.painting import draw_ring

REACH = 4
_PROPERTY = "xunjian_ring_outside"


def wants_ring(widget: QWidget) -> None:
    """Have the ring drawn around `widget`; controls that draw their own ring inside do not ask for it."""
    widget.setProperty(_PROPERTY, True)


class FocusRing(QWidget):
    """The ring around one control: a sibling above it that mouse and screen reader do not see."""

    def __init__(self, target: QWidget) -> None:
        super().__init__(target.parentWidget())
        self._target = target
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        target.installEventFilter(self)
        self._follow()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Stay around the control wherever it goes."""
        if event.type() in {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide}:
            self._follow()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ring."""
        draw_ring(QPainter(self), QRectF(self.rect()), radius=6)

    def _follow(self) -> None:
        if isValid(self._target):
            self.setGeometry(self._target.geometry().adjusted(-REACH, -REACH, REACH, REACH))
            self.setVisible(self._target.isVisible())
            self.raise_()


class RingKeeper(QObject):
    """Gives the one control that has focus its ring, and takes it from the one that had it."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._ring: FocusRing | None = None
        app.focusChanged.connect(self._move)

    def _move(self, _old: QWidget | None, now: QWidget | None) -> None:
        # The parent of the old ring may be gone by now, and the ring with it.
        if self._ring is not None and isValid(self._ring):
            self._ring.hide()
            self._ring.deleteLater()
        wanted = now is not None and now.parentWidget() is not None and bool(now.property(_PROPERTY))
        self._ring = FocusRing(now) if wanted and now is not None else None
