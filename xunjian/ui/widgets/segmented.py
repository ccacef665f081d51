"""Segments and tabs: one of a few views of the same thing."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QTabBar, QWidget

from xunjian.ui.theme import look
from xunjian.ui.widgets.painting import CENTER, draw_box, draw_ring, draw_rule, draw_text, text_width


class _Segment(QAbstractButton):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        width = text_width(look().font(medium=True), self.text()) + 2 * look().px(16)
        return QSize(round(width) + 1, look().measures.control - 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect, colours = QPainter(self), QRectF(self.rect()), look().colours
        if self.isChecked() or self.underMouse():
            painter.fillRect(rect, colours["selected" if self.isChecked() else "surface2"])
        ink = "accent" if self.isChecked() else "text"
        draw_text(painter, rect, self.text(), look().font(medium=self.isChecked()), colours[ink], CENTER)
        if self.isChecked():
            painter.fillRect(QRectF(0, rect.height() - 2, rect.width(), 2), colours["accent"])
        if self.hasFocus():
            draw_ring(painter, rect, radius=2)


class Segmented(QWidget):
    """A row of segments, one of which is on; arrow keys move between them."""

    chosen = Signal(int)

    def __init__(self, name: str, words: list[str]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(1)
        for number, word in enumerate(words):
            segment = _Segment(word)
            self._group.addButton(segment, number)
            row.addWidget(segment)
        self.choose(0)
        self.setFocusProxy(self._group.button(0))
        self._group.buttonToggled.connect(self._lead_focus)
        self._group.idToggled.connect(lambda number, on: self.chosen.emit(number) if on else None)

    def _lead_focus(self, segment: QAbstractButton, on: bool) -> None:
        if on:
            self.setFocusProxy(segment)

    def choose(self, number: int) -> None:
        """Turn a segment on."""
        self._group.button(number).setChecked(True)

    def current(self) -> int:
        """Return which segment is on."""
        return self._group.checkedId()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the frame and the lines between the segments."""
        painter, colours = QPainter(self), look().colours
        draw_box(painter, QRectF(self.rect()), fill=colours["bg"], edge=colours["border"])
        for segment in self._group.buttons()[:-1]:
            x = segment.geometry().right() + 1
            draw_rule(painter, QPointF(x, 1), QPointF(x, self.height() - 1), "button_edge")


class Tabs(QTabBar):
    """Tabs with a count behind the word and a line under the one that is on."""

    def __init__(self, name: str, words: list[str]) -> None:
        super().__init__()
        self._counts: dict[int, int] = {}
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        for word in words:
            self.addTab(word)

    def set_count(self, number: int, count: int) -> None:
        """Show how many there are behind a tab."""
        self._counts[number] = count
        self.setAccessibleTabName(number, f"{self.tabText(number)} {count}")
        self.setTabText(number, self.tabText(number))  # has the bar measure its tabs again

    def tabSizeHint(self, number: int) -> QSize:
        """Return room for word and count."""
        width = text_width(look().font(medium=True), self.tabText(number)) + 2 * look().px(12)
        if number in self._counts:
            width += look().px(6) + text_width(look().font("caption"), str(self._counts[number]))
        return QSize(round(width) + 1, look().px(40))

    def minimumTabSizeHint(self, number: int) -> QSize:
        """Return the same: a word is never cut."""
        return self.tabSizeHint(number)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the tabs."""
        painter, here = QPainter(self), look()
        draw_rule(painter, QPointF(0, self.height() - 1), QPointF(self.width(), self.height() - 1))
        for number in range(self.count()):
            rect, on = QRectF(self.tabRect(number)), number == self.currentIndex()
            room = rect.adjusted(here.px(12), 0, 0, 0)
            ink = here.colours["text" if on else "text2"]
            width = draw_text(painter, room, self.tabText(number), here.font(medium=on), ink)
            if number in self._counts:
                after = room.adjusted(width + here.px(6), 0, 0, 0)
                draw_text(painter, after, str(self._counts[number]), here.font("caption"), here.colours["text2"])
            if on:
                painter.fillRect(QRectF(rect.x(), rect.bottom() - 2, rect.width(), 2), here.colours["accent"])
                if self.hasFocus():
                    draw_ring(painter, rect, radius=2)
