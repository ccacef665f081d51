"""The photos of a finding as a strip of small pictures."""

from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QSizePolicy, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from xunjian.ui import icons
from xunjian.ui.tables import ROW_ROLE, Index
from xunjian.ui.theme import look
from xunjian.ui.widgets.entries import Entries
from xunjian.ui.widgets.keys import is_bare_enter
from xunjian.ui.widgets.painting import CENTER, area_of, draw_ring, draw_text, has_state, text_width
from xunjian.ui.widgets.views import RowList

_SIZE, _GAP = (56, 40), 8
BADGE = "打码"


class Photo(NamedTuple):
    """A photo as the strip shows it; `image` is null until a job has read it."""

    key: str
    caption: str
    image: QImage
    covered: bool = False
    """Wears the badge 打码."""
    late: bool = False
    """Wears a clock: camera and computer tell different times."""


class _PhotoDelegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(look().px(_SIZE[0] + _GAP), look().px(_SIZE[1]))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        photo: Photo = index.data(ROW_ROLE)
        rect = area_of(option).adjusted(0, 0, -look().px(_GAP), 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(rect, look().colours["surface2"])
        if not photo.image.isNull():
            painter.drawImage(rect, photo.image, _middle_of(photo.image, rect))
        if photo.covered:
            _draw_badge(painter, rect)
        if photo.late:
            _draw_clock(painter, rect)
        view = self.parent()
        if has_state(option, QStyle.StateFlag.State_Selected) and isinstance(view, RowList) and view.hasFocus():
            draw_ring(painter, rect)
        painter.restore()


def _draw_badge(painter: QPainter, rect: QRectF) -> None:
    font = look().font("caption")
    room = QRectF(0, 0, text_width(font, BADGE) + look().px(6), look().px(18))
    room.moveBottomLeft(rect.bottomLeft())
    painter.fillRect(room, look().colours["bg"])
    draw_text(painter, room, BADGE, font, look().colours["text"], CENTER)


def _draw_clock(painter: QPainter, rect: QRectF) -> None:
    side = look().px(16)
    room = QRectF(rect.right() - side, rect.top(), side, side)
    painter.fillRect(room, look().colours["wait_tint"])
    icons.paint(painter, "clock", room.left(), room.top(), side, look().colours["wait"])


def _middle_of(image: QImage, rect: QRectF) -> QRectF:
    """Return the largest part of the image that has the shape of `rect`, from its middle."""
    scale = min(image.width() / rect.width(), image.height() / rect.height())
    part = QRectF(0, 0, rect.width() * scale, rect.height() * scale)
    part.moveCenter(QPointF(image.width() / 2, image.height() / 2))
    return part


class PhotoStrip(RowList):
    """Arrow keys move along the photos, Enter opens one."""

    opened = Signal(str)
    ringed = False  # the chosen photo wears the ring

    def __init__(self) -> None:
        super().__init__("照片")
        self.entries = Entries(lambda photo: photo.caption, self)
        self.setModel(self.entries)
        self.setItemDelegate(_PhotoDelegate(self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.doubleClicked.connect(self._open)

    def show_photos(self, photos: list[Photo]) -> None:
        """Show the photos of another finding; the chosen one stays chosen where it is among them."""
        before = self.currentIndex().data(ROW_ROLE) if self.currentIndex().isValid() else None
        self.entries.show_entries(photos)
        if photos:
            keys = [photo.key for photo in photos]
            self.choose(keys.index(before.key) if before is not None and before.key in keys else 0)

    def set_image(self, key: str, image: QImage) -> None:
        """Show a picture that has been read meanwhile."""
        for number in range(self.entries.rowCount()):
            photo: Photo = self.entries.entry(number)
            if photo.key == key:
                self.entries.replace(number, photo._replace(image=image))

    def sizeHint(self) -> QSize:
        """Return the height of one photo."""
        return QSize(look().px(2 * (_SIZE[0] + _GAP)), look().px(_SIZE[1]))

    def minimumSizeHint(self) -> QSize:
        """Return room for one photo."""
        return QSize(look().px(_SIZE[0]), look().px(_SIZE[1]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by Enter, move by the arrows."""
        if is_bare_enter(event) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(ROW_ROLE).key)
