"""Small pictures of stored photos, made once and kept on disk: a photo of 12 million pixels takes a while to read.

A picture that is missing or half written is made again; nothing else rests on them. They show what the photos show,
nothing covered, and lie beside the photos.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage, QImageWriter

from xunjian.ui.pages.photos import pictures


class Thumbnails:
    """Reads small pictures; for a job, not for the window's thread."""

    def __init__(self, read: Callable[[str], bytes], folder: Path) -> None:
        self._read, self._folder = read, folder

    def image(self, name: str, width: int, height: int) -> QImage:
        """Return a stored photo at least this large in both directions, or a null image where it is not here."""
        kept = self._folder / name[:2] / f"{name}-{width}x{height}.jpg"
        image = QImage(str(kept)) if kept.is_file() else QImage()
        if image.isNull():
            image = pictures.read_small(self._read, name, width, height)
            _keep(image, kept)
        return image


def _keep(image: QImage, target: Path) -> None:
    """Write a picture to disk if there is room: without it the next one is only slower."""
    if image.isNull():
        return
    unfinished = target.with_suffix(".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if QImageWriter(str(unfinished), QByteArray(b"jpg")).write(image):
            unfinished.replace(target)
    except OSError:
        unfinished.unlink(missing_ok=True)
