"""What is kept of a paper: the text of each page as a reader copies it out, and how dark each part of the page is.

A coarse picture has a row for each 13.5 mm of the page and a figure for each 10 mm of the row: tenths of the ink of the
darkest place that text can make; so a moved rule or a line fallen out of place is seen without storing any PDF.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pypdfium2

from tests.golden import samples
from xunjian.documents.pages import PageImage, page_images
from xunjian.documents.papers import (
    correction_order,
    counterfoil,
    erratum,
    feedback_sheet,
    notice,
    service_receipt,
    site_record,
    supervision_opinion,
)
from xunjian.documents.papers.rendering import Rendered

FOLDER = Path(__file__).parent
PAPERS: dict[str, Callable[[], Rendered]] = {
    "site-record": lambda: site_record.render(samples.RECORD),
    "site-record-refused": lambda: site_record.render(samples.REFUSED),
    "notice": lambda: notice.render(samples.SHEET_NOTICE),
    "notice-signed": lambda: notice.render(samples.SIGNED_NOTICE, inks=samples.INKS),
    "notice-refused": lambda: notice.render(samples.REFUSED_NOTICE, inks=samples.INKS),
    "notice-filed": lambda: notice.render(samples.FILED_NOTICE),
    "supervision-opinion": lambda: supervision_opinion.render(samples.OPINION),
    "correction-order": lambda: correction_order.render(samples.ORDER),
    "feedback-sheet": lambda: feedback_sheet.render(samples.SHEET),
    "service-receipt": lambda: service_receipt.render(samples.TO_SERVE),
    "service-receipt-left": lambda: service_receipt.render(samples.LEFT_BEHIND),
    "erratum": lambda: erratum.render(samples.ERRATUM),
    "erratum-draft": lambda: erratum.render(replace(samples.ERRATUM, serial=None)),
    "counterfoil": lambda: counterfoil.render(samples.STUB),
}

_ACROSS, _DOWN = 21, 22
_DPI = 36.0
_DARKEST = 0.4
_PICTURE = "== 图 "


@cache
def made(name: str) -> Rendered:
    """Return a sample paper."""
    return PAPERS[name]()


def golden(name: str) -> str:
    """Return the golden sample of a paper as it is made now."""
    rendered = made(name)
    pages = zip(texts(rendered.pdf), pictures(rendered.pdf), strict=True)
    return "".join(
        f"== 页 {number}\n{text}\n{_PICTURE}{number}\n{picture}\n"
        for number, (text, picture) in enumerate(pages, start=1)
    )


def parted(sample: str) -> tuple[list[str], list[list[int]]]:
    """Return the lines of a golden sample but for its pictures, and the rows of the pictures as figures."""
    lines: list[str] = []
    rows: list[list[int]] = []
    in_picture = False
    for line in sample.splitlines():
        in_picture = line.startswith(_PICTURE) or (in_picture and not line.startswith("== "))
        if in_picture and not line.startswith("== "):
            rows.append([int(figure) for figure in line])
        else:
            lines.append(line)
    return lines, rows


def texts(pdf: bytes) -> list[str]:
    """Return the text of each page."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n").strip() for page in document]


def pictures(pdf: bytes) -> Iterator[str]:
    """Yield the coarse picture of each page."""
    for image in page_images(pdf, dpi=_DPI):
        yield "\n".join("".join(str(figure) for figure in row) for row in _coarse(image))


def _coarse(image: PageImage) -> Iterator[list[int]]:
    for down in range(_DOWN):
        rows = range(down * image.height // _DOWN, (down + 1) * image.height // _DOWN)
        yield [_ink(image, rows, across) for across in range(_ACROSS)]


def _ink(image: PageImage, rows: range, across: int) -> int:
    begin, end = across * image.width // _ACROSS, (across + 1) * image.width // _ACROSS
    lit = sum(sum(image.pixels[row * image.stride + begin : row * image.stride + end]) for row in rows)
    dark = 1 - lit / (255 * len(rows) * (end - begin))
    return min(9, round(9 * dark / _DARKEST))
