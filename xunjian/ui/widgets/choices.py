"""Combo box, tick and radio: drawn here, for a style sheet would break Fusion's own drop-down and marks."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QRadioButton,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from xunjian.ui import icons
from xunjian.ui.plain import plain_tooltip
from xunjian.ui.tables import Index
from xunjian.ui.theme import look
from xunjian.ui.widgets.keys import bind_key
from xunjian.ui.widgets.painting import area_of, draw_box, draw_text, has_state, text_width
from xunjian.ui.widgets.ring import wants_ring

_MARK = 18


class _ChoiceDelegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        width = text_width(look().font(), str(index.data())) + look().px(32)
        return QSize(round(width), look().measures.row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect, here = area_of(option), look()
        painter.save()
        over = has_state(option, QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, here.colours["selected" if over else "bg"])
        room = rect.adjusted(here.px(12), 0, -here.px(12), 0)
        ink = "text" if has_state(option, QStyle.StateFlag.State_Enabled) else "disabled"
        draw_text(painter, room, str(index.data()), here.font(), here.colours[ink])
        painter.restore()


class Choice(QComboBox):
    """A combo box that ignores the wheel without focus; as a filter it shows when it narrows the list."""

    def __init__(self, name: str, words: list[str] | None = None, *, is_filter: bool = False) -> None:
        super().__init__()
        self._is_filter = is_filter
        self.setAccessibleName(name)
        self.view().setAccessibleName(name)
        self.setItemDelegate(_ChoiceDelegate(self))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.addItems(words or [])

    @property
    def narrows(self) -> bool:
        """Whether this is a filter that is in use; its first entry is the one that lets all through."""
        return self._is_filter and self.currentIndex() > 0

    def sizeHint(self) -> QSize:
        """Return room for the longest entry."""
        widest = max((text_width(look().font(), self.itemText(i)) for i in range(self.count())), default=0)
        return QSize(round(widest) + look().px(12 + 8 + 16 + 10), look().measures.control)

    def minimumSizeHint(self) -> QSize:
        """Return what still shows a few characters."""
        return QSize(look().px(88), look().measures.control)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll instead, unless this box has focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme and the text size."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw frame, word and chevron."""
        painter, rect, here = QPainter(self), QRectF(self.rect()), look()
        fill, edge, ink = "bg", "border", "text"
        if not self.isEnabled():
            fill, edge, ink = "surface", "divider", "disabled"
        elif self.narrows:
            fill, edge, ink = "selected", "accent", "accent"
        elif self.view().isVisible():
            fill = "surface2"
        elif self.underMouse():
            edge = "text"
        width = 1
        if self.property("wrong"):
            edge, width = "bad", 2
        elif self.hasFocus():
            edge, width = "accent", 2
        draw_box(painter, rect, fill=here.colours[fill], edge=here.colours[edge], width=width)
        side = here.px(16)
        chevron = here.colours["accent" if self.narrows else "text2"]
        icons.paint(
            painter, "chevron-down", rect.right() - here.px(8) - side, (rect.height() - side) / 2, side, chevron
        )
        room = rect.adjusted(here.px(12), 0, -here.px(12) - side, 0)
        draw_text(painter, room, self.currentText(), here.font(), here.colours[ink])
        cut = text_width(here.font(), self.currentText()) > room.width() + 1
        self.setToolTip(plain_tooltip(self.currentText()) if cut else "")


class Tick(QCheckBox):
    """A box to tick, with its word; the ring goes round both."""

    def __init__(self, text: str, *, key: str = "") -> None:
        super().__init__(text)
        _prepare(self, text, key)

    def sizeHint(self) -> QSize:
        """Return room for mark and word."""
        return _size(self)

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return _size(self)

    def hitButton(self, pos: object) -> bool:
        """Return that a click anywhere counts."""
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw box and word."""
        painter, here, box = QPainter(self), look(), _mark_box(self)
        colours = here.colours
        if self.isChecked():
            draw_box(painter, box, fill=colours["accent" if self.isEnabled() else "disabled"])
            side = here.px(16)
            icons.paint(
                painter, "check", box.center().x() - side / 2, box.center().y() - side / 2, side, colours["on_accent"]
            )
        else:
            draw_box(painter, box, fill=colours["bg"], edge=colours["text" if self.underMouse() else "border"])
        _draw_word(painter, self, box)


class Radio(QRadioButton):
    """One of several choices, with its word; the ring goes round both."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        _prepare(self, text, "")

    def sizeHint(self) -> QSize:
        """Return room for mark and word."""
        return _size(self)

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return _size(self)

    def hitButton(self, pos: object) -> bool:
        """Return that a click anywhere counts."""
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw circle and word."""
        painter, colours, box = QPainter(self), look().colours, _mark_box(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = "accent" if self.isChecked() else "text" if self.underMouse() else "border"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours[ring if self.isEnabled() else "disabled"])
        painter.drawEllipse(box)
        thick = look().px(5) if self.isChecked() else 1
        painter.setBrush(colours["bg"])
        painter.drawEllipse(box.adjusted(thick, thick, -thick, -thick))
        _draw_word(painter, self, box)


def _prepare(button: QAbstractButton, text: str, key: str) -> None:
    button.setAccessibleName("，".join(part for part in (text, key) if part))
    button.setAttribute(Qt.WidgetAttribute.WA_Hover)
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    if key:
        bind_key(button, key)
    wants_ring(button)


def _size(button: QAbstractButton) -> QSize:
    width = look().px(_MARK + 8) + text_width(look().font(), button.text())
    return QSize(round(width) + 1, look().px(24))


def _mark_box(button: QAbstractButton) -> QRectF:
    side = look().px(_MARK)
    return QRectF(0, (button.height() - side) // 2, side, side)


def _draw_word(painter: QPainter, button: QAbstractButton, box: QRectF) -> None:
    room = QRectF(box.right() + look().px(8), 0, button.width(), button.height())
    ink = "text" if button.isEnabled() else "disabled"
    draw_text(painter, room, button.text(), look().font(), look().colours[ink])
