"""Printing stored papers: page images at their own size on A4, a print job a copy."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QFont, QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from xunjian.documents.pages import PageImage, page_images
from xunjian.errors import UserError
from xunjian.progress import Progress
from xunjian.ui.theme import look

_COARSEST, _FINEST = 300, 600  # pixels an inch: below, letters fray; above, nobody sees it and spooling takes long
_MM_PER_INCH = 25.4
_MARK = (28, 14, 156, 6)  # left, top, width and height in mm: within the upper margin of the text block
_MARK_SIZE = 3.7  # mm, 小四 and a little less

MakePrinter = Callable[[], QPrinter]


@dataclass(frozen=True)
class Device:
    """A printer of this computer."""

    name: str
    is_default: bool


def devices() -> list[Device]:
    """Return the printers of this computer, the usual one first; may take seconds, so ask in a job."""
    usual = QPrinterInfo.defaultPrinterName()
    names = QPrinterInfo.availablePrinterNames()
    found = [Device(name, name == usual) for name in names]
    return sorted(found, key=lambda device: not device.is_default)


def on_device(name: str) -> MakePrinter:
    """Return how to reach a printer by its name; one that is gone is a UserError."""

    def make() -> QPrinter:
        info = QPrinterInfo.printerInfo(name)
        if info.isNull():
            raise UserError(f"打印机“{name}”不在了。", safe="通知书已签发并存好。", hint="请换一台打印机，或存 PDF。")
        return _a4(QPrinter(info, QPrinter.PrinterMode.HighResolution))

    return make


def into_file(path: Path) -> MakePrinter:
    """Return how to print into a PDF file."""

    def make() -> QPrinter:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(path))
        return _a4(printer)

    return make


def print_copies(
    pdf: bytes, make_printer: MakePrinter, *, title: str, marks: Sequence[str], progress: Progress
) -> None:
    """Print `pdf` once for each mark, which is written into the upper margin of every page; "" marks nothing.

    Each copy is a print job of its own, so that a copy never begins on the back of the one before it. What the
    printer refuses is a UserError; whether paper came out nobody can tell but the person beside the printer.
    """
    for number, mark in enumerate(marks):
        printer = make_printer()
        printer.setDocName(title)
        dpi = min(max(printer.resolution(), _COARSEST), _FINEST)
        images = page_images(pdf, dpi=dpi, progress=_OfCopies(progress, number, len(marks)))
        _print_one(printer, images, mark)


def as_image(page: PageImage, *, ratio: float = 1.0) -> QImage:
    """Return a page as Qt's image, `ratio` pixels of it for each of the screen's independent ones."""
    grey = QImage.Format.Format_Grayscale8
    image = QImage(page.pixels, page.width, page.height, page.stride, grey).copy()
    image.setDevicePixelRatio(ratio)
    return image


class _OfCopies:
    """Counts the pages of one copy on behind those of the copies before it."""

    def __init__(self, progress: Progress, copy: int, copies: int) -> None:
        self._progress, self._copy, self._copies = progress, copy, copies

    def step(self, done: int, total: int, text: str) -> None:
        name = f"第 {self._copy + 1} 份{text}" if text else ""
        self._progress.step(self._copy * total + done, self._copies * total, name)


def _a4(printer: QPrinter) -> QPrinter:
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setFullPage(True)  # the origin is the corner of the paper, not of what the printer can reach
    printer.setPageMargins(QMarginsF(0, 0, 0, 0))
    printer.setColorMode(QPrinter.ColorMode.GrayScale)
    return printer


def _print_one(printer: QPrinter, images: Iterator[PageImage], mark: str) -> None:
    painter = QPainter()
    accepted = painter.begin(printer)
    try:
        for number, image in enumerate(images):
            accepted = accepted and (number == 0 or printer.newPage())
            if not accepted:
                break
            _draw(painter, printer.resolution() / _MM_PER_INCH, image, mark)
    except BaseException:
        printer.abort()
        raise
    finally:
        accepted = painter.isActive() and painter.end() and accepted
    if not accepted or printer.printerState() is QPrinter.PrinterState.Error:
        raise _refused(printer)


def _draw(painter: QPainter, dots: float, image: PageImage, mark: str) -> None:
    """Draw a page in its own size; `dots` are the printer's to a millimetre."""
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
    painter.drawImage(QRectF(0, 0, image.width_mm * dots, image.height_mm * dots), as_image(image))
    if mark:
        font = QFont(look().family)
        font.setPixelSize(round(_MARK_SIZE * dots))
        painter.setFont(font)
        left, top, width, height = _MARK
        place = QRectF(left * dots, top * dots, width * dots, height * dots)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.TextFlag.TextSingleLine, mark)


def _refused(printer: QPrinter) -> UserError:
    name = printer.printerName()
    what = f"打印机“{name}”没有接受。" if name else "打印机没有接受。"
    return UserError(what, safe="通知书已签发并存好。", hint="请看看打印机是否开着、连着，再打一次，或存 PDF。")
