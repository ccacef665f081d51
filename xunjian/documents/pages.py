"""Pages of a stored PDF as images: what the window shows and what the printer gets are drawn by the same renderer."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2

from xunjian.errors import UserError
from xunjian.progress import Progress, Unwatched

POINTS_PER_INCH = 72
MM_PER_POINT = 25.4 / POINTS_PER_INCH

PDFIUM = threading.Lock()
"""The library must not be entered by two threads at once."""


@dataclass(frozen=True)
class PageImage:
    """A page as grey bytes, one a pixel, from the upper left corner row by row; a row takes `stride` bytes.

    The image covers the whole page of `width_mm` by `height_mm`.
    """

    pixels: bytes
    width: int
    height: int
    stride: int
    width_mm: float
    height_mm: float


def page_images(
    pdf: bytes, *, dpi: float, pages: Sequence[int] = (), progress: Progress | None = None
) -> Iterator[PageImage]:
    """Yield pages of `pdf` at `dpi` pixels an inch; bytes that are no PDF are a UserError.

    `pages` are counted from 1 and come in the order that is asked for; none are all.
    """
    watcher = progress or Unwatched()
    with opened(pdf) as document:
        wanted = pages or range(1, len(document) + 1)
        for done, number in enumerate(wanted):
            watcher.step(done, len(wanted), f"第 {number} 页")
            with PDFIUM:
                image = _render(document[number - 1], dpi)
            yield image
        watcher.step(len(wanted), len(wanted), "")


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF; enter the library only under `PDFIUM`."""
    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise UserError(
                "这份文书的版面打不开。", safe="内容和文号都在。", hint="请从备份恢复，或向局里要这份文书。"
            ) from error
    try:
        yield document
    finally:
        with PDFIUM:
            document.close()


def _render(page: pypdfium2.PdfPage, dpi: float) -> PageImage:
    width, height = page.get_size()
    bitmap = page.render(scale=dpi / POINTS_PER_INCH, grayscale=True, optimize_mode="print")
    try:
        return PageImage(
            bytes(bitmap.buffer),
            bitmap.width,
            bitmap.height,
            bitmap.stride,
            width * MM_PER_POINT,
            height * MM_PER_POINT,
        )
    finally:
        bitmap.close()
        page.close()
