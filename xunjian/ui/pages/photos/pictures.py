"""Photos on their way in: from the clipboard, by drag and drop, from files; and made small for the strip."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QImageWriter, QPainter

from xunjian.rules.covers import Cover

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".heic", ".heif", ".bmp", ".webp", ".gif", ".tif", ".tiff"})
"""Files that look like photos: those that cannot be taken are named with the reason rather than passed over."""

FILTER = "照片 (*.jpg *.jpeg *.png);;所有文件 (*)"
_BITMAP = "粘贴的照片.png"


@dataclass(frozen=True)
class Picture:
    """A photo as it was handed in: a file, or a bitmap from the clipboard."""

    name: str
    source: Path | QImage

    def content(self) -> Path | bytes:
        """Return what the photo store takes; a bitmap is written as PNG, which loses nothing."""
        if isinstance(self.source, Path):
            return self.source
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(b"png")).write(self.source)
        return bytes(buffer.data().data())


def from_files(names: list[str]) -> list[Picture]:
    """Return the files of a dialog."""
    return [Picture(Path(name).name, Path(name)) for name in names]


def pictures_in(mime: QMimeData, *, in_text: bool = False) -> list[Picture]:
    """Return the photos that clipboard or drag hold; beside text a bitmap is only its likeness, when text is asked."""
    files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    photos = [Picture(path.name, path) for path in files if path.suffix.lower() in SUFFIXES]
    if photos or files:
        return photos
    if mime.hasImage() and not (in_text and mime.hasText()):
        image = mime.imageData()
        if isinstance(image, QImage) and not image.isNull():
            return [Picture(_BITMAP, image)]
    return []


def small(content: bytes, width: int, height: int) -> QImage:
    """Return a photo at least as large as the given size in both directions; a null image where it cannot be read."""
    buffer = QBuffer()
    buffer.setData(content)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)
    full = reader.size()
    if full.isValid():
        wanted = QSize(width, height)
        turned = bool(reader.transformation().value & 4)  # the camera was held upright
        size = full.scaled(wanted.transposed() if turned else wanted, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        if size.width() < full.width():
            reader.setScaledSize(size)
    return reader.read()


def blackened(image: QImage, covers: Sequence[Cover]) -> QImage:
    """Return an upright picture with these rectangles in black, as it would be printed."""
    if image.isNull() or not covers:
        return image
    copy = image.convertToFormat(QImage.Format.Format_RGB32)
    painter = QPainter(copy)
    for cover in covers:
        left, top, right, bottom = cover.pixels(copy.width(), copy.height())
        painter.fillRect(left, top, right - left, bottom - top, QColor("black"))
    painter.end()
    return copy


def read_small(read: Callable[[str], bytes], name: str, width: int, height: int) -> QImage:
    """Return a stored photo made small; a null image where its bytes are not here (a bundle without photos)."""
    try:
        content = read(name)
    except OSError:
        return QImage()
    return small(content, width, height)
