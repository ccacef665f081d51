"""The focus ring outside a control: two pixels, two pixels away, with the mouse as with the keyboard."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from xunjian.ui.widgets.painting import draw_ring

REACH = 4
_PROPERTY = "xunjian_ring"


def wants_ring(widget: QWidget, *, inside: bool = False) -> None:
    """Have the ring drawn around `widget`, or just inside its edges where others adjoin it.

    Controls that paint all of themselves draw their own ring and do not ask for it.
    """
    widget.setProperty(_PROPERTY, "inside" if inside else "outside")


class FocusRing(QWidget):
    """The ring around one control: a sibling above it that mouse and screen reader do not see."""

    def __init__(self, target: QWidget) -> None:
        super().__init__(target.parentWidget())
        self._target = target
        self._reach = 0 if target.property(_PROPERTY) == "inside" else REACH
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
        draw_ring(QPainter(self), QRectF(self.rect()), radius=6 if self._reach else 0)

    def _follow(self) -> None:
        if isValid(self._target):
            reach = self._reach
            self.setGeometry(self._target.geometry().adjusted(-reach, -reach, reach, reach))
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
        self._ring = None
        if now is not None and now.parentWidget() is not None and now.property(_PROPERTY):
            self._ring = FocusRing(now)
