"""Printing: what leaves the printer is the stored page in its own size; further copies say that they are copies."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.notices import NOTICE
from xunjian.documents.pages import PageImage, page_images
from xunjian.documents.papers.notice import render
from xunjian.errors import Cancelled, UserError
from xunjian.progress import Unwatched
from xunjian.ui import printing
from xunjian.ui.printing import Sheets

PDF = render(replace(NOTICE, findings=NOTICE.findings[2:], measures=NOTICE.measures[:1], attachments=()))


def printed(folder: Path, mark: str = "", pdf: bytes = PDF.pdf) -> list[PageImage]:
    """Print into a file and return its pages."""
    target = folder / "printed.pdf"
    device = printing.into_file(target)
    printing.print_paper(pdf, device, Sheets(mark=mark), title="整改通知书", progress=Unwatched())
    return list(page_images(target.read_bytes(), dpi=96))


def edges(image: PageImage) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of all that is printed, in mm."""
    rows = [n for n in range(image.height) if min(image.pixels[n * image.stride :][: image.width]) < 128]
    columns = [
        n
        for n in range(image.width)
        if min(image.pixels[n : n + image.stride * (image.height - 1) + 1 : image.stride]) < 128
    ]
    scale = image.width_mm / image.width
    return columns[0] * scale, rows[0] * scale, columns[-1] * scale, rows[-1] * scale


def upper_margin(image: PageImage) -> int:
    """Return the darkest grey within the upper margin."""
    return min(image.pixels[: round(30 / image.height_mm * image.height) * image.stride])


def test_pages_are_printed_in_their_own_size_on_a4(qapp: QApplication, tmp_path: Path) -> None:
    pages = printed(tmp_path)
    assert len(pages) == PDF.pages
    for page, original in zip(pages, page_images(PDF.pdf, dpi=96), strict=True):
        assert (page.width_mm, page.height_mm) == pytest.approx((210, 297), abs=0.5)
        assert edges(page) == pytest.approx(edges(original), abs=1)
        assert upper_margin(page) == 255


def test_a_further_copy_says_so_on_every_page_and_the_stored_bytes_stay(qapp: QApplication, tmp_path: Path) -> None:
    before = bytes(PDF.pdf)
    pages = printed(tmp_path, "副本　第 3 次打印　2026年11月24日 10:32")
    assert all(upper_margin(page) < 128 for page in pages)
    assert before == PDF.pdf
    left, top, right, _ = edges(pages[0])
    assert left >= 27
    assert top >= 10
    assert right <= 186


def test_progress_counts_the_pages_of_all_copies(qapp: QApplication, tmp_path: Path) -> None:
    steps: list[tuple[int, int, str]] = []

    class Watcher:
        def step(self, done: int, total: int, text: str) -> None:
            steps.append((done, total, text))

    device = printing.into_file(tmp_path / "printed.pdf")
    printing.print_paper(PDF.pdf, device, Sheets(copies=2), title="", progress=Watcher())
    assert steps[0] == (0, 2 * PDF.pages, "第 1 份第 1 页")
    assert steps[-1] == (2 * PDF.pages, 2 * PDF.pages, "")


def test_printing_can_be_stopped(qapp: QApplication, tmp_path: Path) -> None:
    class Impatient:
        def step(self, done: int, total: int, text: str) -> None:  # noqa: ARG002 - the signature of Progress
            if done == 1:
                raise Cancelled

    with pytest.raises(Cancelled):
        device = printing.into_file(tmp_path / "printed.pdf")
        printing.print_paper(PDF.pdf, device, Sheets(), title="", progress=Impatient())


@pytest.mark.qt_log_ignore("Returned false", extend=True)
def test_a_place_that_cannot_be_written_is_said(qapp: QApplication, tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        printed(tmp_path / "没有")
    assert caught.value.what == "打印机没有接受。"
    assert caught.value.safe == "内容都在。"


def test_a_printer_that_is_gone_is_named(qapp: QApplication) -> None:
    with pytest.raises(UserError) as caught:
        printing.print_paper(PDF.pdf, printing.on_device("<b>HP</b>"), Sheets(), title="", progress=Unwatched())
    assert caught.value.what == "打印机“<b>HP</b>”不在了。"


def test_the_printers_of_this_computer_can_be_asked_for(qapp: QApplication) -> None:
    names = [device.name for device in printing.devices()]
    assert len(names) == len(set(names))
