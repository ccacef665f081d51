"""Buttons that show their icon, their word and their key."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from xunjian.ui import icons
from xunjian.ui.theme import look
from xunjian.ui.widgets.keys import bind_key, is_bare_enter
from xunjian.ui.widgets.painting import draw_box, draw_ring, draw_text, text_width
from xunjian.ui.widgets.ring import wants_ring


class Role(Enum):
    """What a button is for; a page has one primary button."""

    ORDINARY = "ordinary"
    PRIMARY = "primary"
    CAREFUL = "careful"
    LINK = "link"


@dataclass(frozen=True)
class _Ink:
    fill: QColor | None
    edge: QColor | None
    text: QColor
    quiet: QColor


class KeyButton(QPushButton):
    """A button with an icon before its word and the key that does the same after it.

    `key` is a portable key sequence ("Ctrl+N") that is bound to the button within its window; `cap` is shown in its
    place where the key is bound elsewhere.
    """

    def __init__(
        self,
        text: str,
        role: Role = Role.ORDINARY,
        *,
        icon: str = "",
        key: str = "",
        cap: str = "",
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._role, self._icon, self._cap, self._small = role, icon, cap or key, small
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName("，".join(part for part in (text, self._cap) if part))
        if key:
            bind_key(self, key)
        if role is not Role.LINK:
            wants_ring(self)

    def setText(self, text: str) -> None:
        """Show another word, to the eye and to the screen reader."""
        super().setText(text)
        self.setAccessibleName("，".join(part for part in (text, self._cap) if part))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return room for icon, word and key."""
        width = sum(self._widths()) + 2 * self._padding()
        height = look().measures.small_control if self._small else look().measures.control
        return QSize(round(width + 0.5), height)

    def minimumSizeHint(self) -> QSize:
        """Return the same: a button is never cut."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press by Enter as by Space, outside dialogs too."""
        if is_bare_enter(event):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the button in the state it is in."""
        painter = QPainter(self)
        ink = self._ink()
        rect = QRectF(self.rect())
        if ink.fill is not None or ink.edge is not None:
            draw_box(painter, rect, fill=ink.fill, edge=ink.edge)
        icon_room, word, cap_room = self._widths()
        x = (rect.width() - icon_room - word - cap_room) / 2
        if self._icon:
            side = look().px(16 if self._small else 20)
            icons.paint(painter, self._icon, x, (rect.height() - side) / 2, side, ink.quiet)
            x += icon_room
        draw_text(painter, QRectF(x, 0, word + 1, rect.height()), self.text(), self._font(), ink.text)
        if self._cap:
            gap = look().px(8)
            cap = QRectF(x + word + gap, 0, cap_room, rect.height())
            draw_text(painter, cap, self._cap, look().font("caption"), self._cap_colour(ink))
        if self._role is Role.LINK and self.hasFocus():
            draw_ring(painter, rect, radius=3)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme and the text size."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self.updateGeometry()

    def _padding(self) -> int:
        return look().px(8 if self._role is Role.LINK else 12 if self._small else 16)

    def _font(self) -> QFont:
        medium = self._role is Role.PRIMARY or self.isChecked()
        return look().font("caption" if self._small else "body", medium=medium)

    def _widths(self) -> tuple[float, float, float]:
        gap = look().px(8)
        icon_room = look().px(16 if self._small else 20) + gap if self._icon else 0
        cap_room = text_width(look().font("caption"), self._cap) + gap if self._cap else 0
        return icon_room, text_width(self._font(), self.text()), cap_room

    def _cap_colour(self, ink: _Ink) -> QColor:
        return look().colours["text2"] if self._role is Role.LINK and self.isEnabled() else ink.quiet

    def _ink(self) -> _Ink:
        colours = look().colours
        pressed, over = self.isDown(), self.underMouse()
        if not self.isEnabled():
            faint = colours["disabled"]
            if self._role is Role.LINK:
                return _Ink(None, None, faint, faint)
            return _Ink(colours["surface"], colours["divider"], faint, faint)
        if self._role is Role.PRIMARY:
            fill = "accent_pressed" if pressed else "accent_hover" if over else "accent"
            return _Ink(colours[fill], None, colours["on_accent"], colours["on_accent2"])
        ground = colours["divider"] if pressed else colours["surface2"] if over else None
        if self._role is Role.LINK:
            return _Ink(ground, None, colours["accent"], colours["accent"])
        if self.isChecked():
            return _Ink(colours["selected"], colours["accent"], colours["accent"], colours["accent"])
        ground = ground or colours["bg"]
        if self._role is Role.CAREFUL:
            return _Ink(ground, colours["bad"], colours["bad"], colours["bad"])
        return _Ink(ground, colours["button_edge"], colours["text"], colours["text2"])
