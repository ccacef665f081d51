"""Plain text and plain ground: what every pane is put together from."""

from typing import Literal

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from xunjian.ui import icons
from xunjian.ui.plain import plain_tooltip
from xunjian.ui.theme import Type, look
from xunjian.ui.widgets.painting import draw_rule

Edge = Literal["left", "top", "right", "bottom"]


class Label(QLabel):
    """Plain text in a size and a colour of the theme; never markup, whatever the text says."""

    def __init__(
        self,
        text: str = "",
        size: Type = "body",
        colour: str = "text",
        *,
        medium: bool = False,
        selectable: bool = False,
        wrap: bool = False,
    ) -> None:
        super().__init__()
        self._size, self._colour, self._medium = size, colour, medium
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.setText(text)
        self._restyle()

    def set_colour(self, colour: str) -> None:
        """Show the text in another colour of the theme."""
        self._colour = colour
        self._restyle()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme and the text size."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._restyle()

    def _restyle(self) -> None:
        self.setFont(look().font(self._size, medium=self._medium))
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, look().colours[self._colour])
        self.setPalette(palette)


class ElidedLabel(Label):
    """One line that gives way: what does not fit ends in … and is whole in the tooltip."""

    def __init__(self, text: str = "", size: Type = "body", colour: str = "text", *, medium: bool = False) -> None:
        super().__init__(text, size, colour, medium=medium)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(look().px(24))

    def setText(self, text: str) -> None:
        """Show the text, and keep it whole for the tooltip."""
        super().setText(text)
        self.setToolTip("")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much as fits."""
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        # Qt guesses whether a tooltip is markup; in the angle brackets of a name it would see a tag.
        self.setToolTip(plain_tooltip(self.text()) if shown != self.text() else "")
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(self.rect(), self.alignment() | Qt.TextFlag.TextSingleLine, shown)


def set_shown(widget: QWidget, shown: bool) -> None:
    """Show or hide a part of a pane; before it is put into one, showing it would make it a window of its own."""
    if shown and widget.parentWidget() is None:
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
    else:
        widget.setVisible(shown)


class Icon(QWidget):
    """An icon in a colour of the theme, beside the word that says the same."""

    def __init__(self, name: str, size: int = 20, colour: str = "text2") -> None:
        super().__init__()
        self._name, self._size, self._colour = name, size, colour
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        side = look().px(self._size)
        self.setFixedSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the icon."""
        icons.paint(QPainter(self), self._name, 0, 0, look().px(self._size), look().colours[self._colour])


class Panel(QWidget):
    """A ground in one colour with lines of one pixel at some of its edges: depth is never more than that."""

    def __init__(self, ground: str = "bg", *edges: Edge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ground, self._edges = ground, edges

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Fill the ground and draw the lines."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), look().colours[self._ground])
        right, bottom = self.width() - 1, self.height() - 1
        lines = {
            "left": (QPointF(0, 0), QPointF(0, bottom + 1)),
            "right": (QPointF(right, 0), QPointF(right, bottom + 1)),
            "top": (QPointF(0, 0), QPointF(right + 1, 0)),
            "bottom": (QPointF(0, bottom), QPointF(right + 1, bottom)),
        }
        for edge in self._edges:
            draw_rule(painter, *lines[edge])


class Rule(QWidget):
    """A dividing line between what stands above and below, or left and right, of it."""

    def __init__(self, *, upright: bool = False, length: int = 0) -> None:
        super().__init__()
        if upright:
            self.setFixedSize(1, length)
        else:
            self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line."""
        QPainter(self).fillRect(self.rect(), look().colours["divider"])
