"""Stored papers on their way to a printer: page images at their own size on A4, a print job a copy."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QFont, QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintEngine, QPrinter, QPrinterInfo

from xunjian.documents.pages import PageImage, page_images
from xunjian.errors import UserError
from xunjian.progress import Progress
from xunjian.ui.printing import cups
from xunjian.ui.theme import look

COARSEST, FINEST = 300, 600
"""Pixels an inch: below, letters fray; above, nobody sees it and spooling takes long."""

_MM_PER_INCH = 25.4
_MARK = (28, 14, 156, 6)  # left, top, width and height in mm: within the upper margin of the text block
_MARK_SIZE = 3.7  # mm, 小四 and a little less
_CUPS_OPTIONS = QPrintEngine.PrintEnginePropertyKey(0xFE00)  # PPK_CupsOptions of Qt's private headers
_UNSCALED = ["print-scaling", "none"]  # cups-filters may otherwise fit a full page into what the printer can reach

MakePrinter = Callable[[], QPrinter]


@dataclass(frozen=True)
class Sheets:
    """What is printed of a paper, and how; `pages` are counted from 1, none are all."""

    pages: tuple[int, ...] = ()
    copies: int = 1
    mark: str = ""
    """What stands in the upper margin of every page; "" marks nothing."""
    duplex: bool = False
    collate: bool = True
    """Whether one copy is printed after the other. On both sides it is always so."""

    def jobs(self) -> list[tuple[int, ...]]:
        """Return the pages of each print job: a copy a job, so that none begins on the back of the one before it."""
        if not self.collate and not self.duplex and self.pages:
            return [tuple(page for page in self.pages for _ in range(self.copies))]
        return [self.pages] * self.copies


def on_device(name: str) -> MakePrinter:
    """Return how to reach a printer by its name; one that is gone is a UserError."""

    def make() -> QPrinter:
        info = QPrinterInfo.printerInfo(name)
        if info.isNull():
            raise UserError(f"打印机“{name}”不在了。", safe="内容都在。", hint="请换一台打印机，或存 PDF。")
        return QPrinter(info, QPrinter.PrinterMode.HighResolution)

    return make


def into_file(path: Path) -> MakePrinter:
    """Return how to print into a PDF file."""

    def make() -> QPrinter:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(path))
        return printer

    return make


def print_paper(
    pdf: bytes,
    make_printer: MakePrinter,
    sheets: Sheets,
    *,
    title: str,
    progress: Progress,
    handed: Callable[[int], None] | None = None,
) -> None:
    """Print pages of `pdf` in their own size; `handed` hears how many print jobs the printer has accepted so far.

    What the printer refuses is a UserError; whether paper came out nobody can tell but the person beside the printer.
    """
    jobs = sheets.jobs()
    for number, pages in enumerate(jobs):
        printer = make_printer()
        _prepare(printer, sheets)
        printer.setDocName(title)
        dpi = min(max(printer.resolution(), COARSEST), FINEST)
        watcher = _OfJobs(progress, number, len(jobs))
        _print_one(printer, page_images(pdf, dpi=dpi, pages=pages, progress=watcher), sheets.mark)
        if handed is not None:
            handed(number + 1)


def as_image(page: PageImage, *, ratio: float = 1.0) -> QImage:
    """Return a page as Qt's image, `ratio` pixels of it for each of the screen's independent ones."""
    grey = QImage.Format.Format_Grayscale8
    image = QImage(page.pixels, page.width, page.height, page.stride, grey).copy()
    image.setDevicePixelRatio(ratio)
    return image


class _OfJobs:
    """Counts the pages of one job on behind those of the jobs before it."""

    def __init__(self, progress: Progress, job: int, jobs: int) -> None:
        self._progress, self._job, self._jobs = progress, job, jobs

    def step(self, done: int, total: int, text: str) -> None:
        name = f"第 {self._job + 1} 份{text}" if text and self._jobs > 1 else text
        self._progress.step(self._job * total + done, self._jobs * total, name)


def _prepare(printer: QPrinter, sheets: Sheets) -> None:
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setFullPage(True)  # the origin is the corner of the paper, not of what the printer can reach
    printer.setPageMargins(QMarginsF(0, 0, 0, 0))
    printer.setColorMode(QPrinter.ColorMode.GrayScale)
    mode = QPrinter.DuplexMode
    printer.setDuplex(mode.DuplexLongSide if sheets.duplex else mode.DuplexNone)
    printer.printEngine().setProperty(_CUPS_OPTIONS, _UNSCALED)


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
        with cups.nothing_arrives():
            printer.abort()
            painter.end()
        raise
    accepted = painter.isActive() and painter.end() and accepted
    if not accepted or _is_refused(printer):
        raise _refused(printer)


def _is_refused(printer: QPrinter) -> bool:
    if printer.outputFormat() is QPrinter.OutputFormat.NativeFormat and cups.refused():
        return True
    return printer.printerState() is QPrinter.PrinterState.Error


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
    return UserError(what, safe="内容都在。", hint="请看看打印机是否开着、连着，再打一次，或存 PDF。")
