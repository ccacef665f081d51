"""The line at the foot of the window: the keys of the widget that has focus now."""

from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QWidget

from xunjian.ui.hints import Hint, hints_of
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import Panel
from xunjian.ui.widgets.painting import LEFT, draw_key_cap, draw_rule, draw_text, key_cap_width, text_width

_GAP, _CAP_GAP = 20, 8


class HintRow(QWidget):
    """Key caps with their meaning, in one line; what does not fit is left out whole."""

    def __init__(self) -> None:
        super().__init__()
        self._hints: tuple[Hint, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)

    def show_hints(self, hints: tuple[Hint, ...]) -> None:
        """Show these hints."""
        if hints != self._hints:
            self._hints = hints
            self.setAccessibleName("；".join(f"{'+'.join(hint.keys)} {hint.does}" for hint in hints))
            self.updateGeometry()
            self.update()

    @property
    def hints(self) -> tuple[Hint, ...]:
        """What is shown now."""
        return self._hints

    def sizeHint(self) -> QSize:
        """Return room for all hints, with a gap behind each."""
        widths = [_width(hint) for hint in self._hints]
        return QSize(ceil(sum(widths)) + look().px(_GAP) * len(widths), look().px(31))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the caps and their words."""
        painter = QPainter(self)
        x, middle = 0.0, self.height() / 2
        for hint in self._hints:
            if x + _width(hint) > self.width() + 1:
                break
            for key in hint.keys:
                x += draw_key_cap(painter, x, middle, key) + look().px(_CAP_GAP)
            rect = QRectF(x, 0, self.width() - x, self.height())
            x += draw_text(painter, rect, hint.does, look().font("caption"), look().colours["text2"], LEFT)
            x += look().px(_GAP)


def _width(hint: Hint) -> float:
    caps = sum(key_cap_width(key) + look().px(_CAP_GAP) for key in hint.keys)
    return caps + text_width(look().font("caption"), hint.does)


class HintBar(QWidget):
    """Follows the focus through the whole program."""

    asked = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._row, self._help = HintRow(), HintRow()
        self._screens = Panel("surface", "top", "right")
        self._screens.setFixedWidth(look().px(152))
        self._help.show_hints((Hint(("F1",), "本页按键"),))
        self._help.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._help.setCursor(Qt.CursorShape.PointingHandCursor)
        self._lay_out()
        self.setFixedHeight(look().px(32))
        app.focusChanged.connect(self._follow)

    def show_screen_keys(self, count: int) -> None:
        """Show which keys lead to the screens, under the navigation; 0 where there is no navigation."""
        self._screens.setVisible(count > 0)
        self._screen_keys.show_hints((Hint((f"Alt+1–{count}",), "换页"),))

    @property
    def hints(self) -> tuple[Hint, ...]:
        """The hints shown now."""
        return self._row.hints

    def refresh(self) -> None:
        """Read the hints again after a widget has declared others."""
        self._follow(None, QApplication.focusWidget())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground and the line above it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), look().colours["surface"])
        draw_rule(painter, QPointF(0, 0), QPointF(self.width(), 0))

    def _lay_out(self) -> None:
        side = look().px(24)
        self._screen_keys = HintRow()
        cell = QHBoxLayout(self._screens)
        cell.setContentsMargins(look().px(16), 1, 0, 0)
        cell.addWidget(self._screen_keys)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, side - look().px(_GAP), 0)
        row.setSpacing(0)
        row.addWidget(self._screens)
        row.addSpacing(side)
        row.addWidget(self._row, 1)
        row.addWidget(self._help)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the list of keys by a click on F1."""
        if self._help.geometry().contains(event.position().toPoint()):
            self.asked.emit()

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        # While a menu or another window has the focus, the last keys stay rather than flicker.
        if now is not None and now.window() is self.window():
            self._row.show_hints(hints_of(now))
