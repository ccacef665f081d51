"""Pages of paper on the screen: the same images that are printed, white in the dark theme too."""

from enum import Enum

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from xunjian.ui.theme import look
from xunjian.ui.widgets.ring import wants_ring

_MARGIN = 20


class Zoom(Enum):
    """How large the paper is."""

    WIDTH = "适合宽度"
    PAGE = "整页"
    FULL = "原大"


class _Sheet(QWidget):
    def __init__(self, image: QImage, name: str) -> None:
        super().__init__()
        self._image = image
        self._scaled = QImage()
        self.setAccessibleName(name)

    @property
    def image(self) -> QImage:
        return self._image

    def fit(self, width: int) -> None:
        self.setFixedSize(width, round(width * self._image.height() / max(self._image.width(), 1)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        painter.drawImage(self.rect(), self._at_this_size())
        painter.setPen(look().colours["button_edge"])
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _at_this_size(self) -> QImage:
        pixels = self.size() * self.devicePixelRatioF()
        if self._scaled.size() != pixels:
            smooth = Qt.TransformationMode.SmoothTransformation
            self._scaled = self._image.scaled(pixels, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
        return self._scaled


class PaperView(QScrollArea):
    """All pages below each other; PgUp and PgDn go from page to page."""

    page_changed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._sheets: list[_Sheet] = []
        self._zoom = Zoom.WIDTH
        self._current = 0
        self.setAccessibleName("版面")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ground", "canvas")
        wants_ring(self, inside=True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.verticalScrollBar().valueChanged.connect(self._tell_page)
        self.show_pages([])

    @property
    def page(self) -> int:
        """The page in view, counted from 0."""
        return self._current

    def show_pages(self, images: list[QImage]) -> None:
        """Show other pages, from the first."""
        canvas = _Canvas()
        column = QVBoxLayout(canvas)
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        column.setSpacing(_MARGIN)
        self._sheets = [_Sheet(image, f"第 {number} 页") for number, image in enumerate(images, 1)]
        for sheet in self._sheets:
            column.addWidget(sheet, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self.setWidget(canvas)
        self._fit()
        self.go_to(0)

    def set_zoom(self, zoom: Zoom) -> None:
        """Show the paper larger or smaller, and stay on the page."""
        self._zoom = zoom
        page = self._current
        self._fit()
        self.go_to(page)

    def go_to(self, page: int) -> None:
        """Bring the top of a page to the top of the view."""
        if 0 <= page < len(self._sheets):
            layout = self.widget().layout()
            if layout is not None:
                layout.activate()
            self.widget().resize(self.widget().sizeHint().expandedTo(self.viewport().size()))
            self.verticalScrollBar().setValue(self._sheets[page].y() - _MARGIN)
            self._set_page(page)

    def sizeHint(self) -> QSize:
        """Return room for a page at the width of the drawings."""
        return QSize(look().px(740), look().px(480))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn pages."""
        if event.key() == Qt.Key.Key_PageDown:
            self.go_to(min(self._current + 1, len(self._sheets) - 1))
        elif event.key() == Qt.Key.Key_PageUp:
            self.go_to(max(self._current - 1, 0))
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the paper to the view."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = max(self.viewport().width() - 2 * _MARGIN, 200)
        for sheet in self._sheets:
            sheet.fit(self._width_of(sheet, room))

    def _width_of(self, sheet: _Sheet, room: int) -> int:
        image = sheet.image
        if self._zoom is Zoom.FULL:
            return round(image.width() / max(image.devicePixelRatio(), 1))
        if self._zoom is Zoom.PAGE:
            height = max(self.viewport().height() - 2 * _MARGIN, 200)
            return min(room, round(height * image.width() / max(image.height(), 1)))
        return room

    def _tell_page(self, value: int) -> None:
        middle = value + self.viewport().height() // 2
        above = [number for number, sheet in enumerate(self._sheets) if sheet.y() - _MARGIN <= middle]
        if above:
            self._set_page(above[-1])

    def _set_page(self, page: int) -> None:
        if page != self._current:
            self._current = page
            self.page_changed.emit(page)


class _Canvas(QWidget):
    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), look().colours["surface2"])
