"""Printing on a real print server: what arrives there is the stored page, in its own size, in its own place."""

import os
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from tests.notices import NOTICE
from tests.queues import CUPSD, Job, PrintServer, Queue, asking_anew, printing_on
from xunjian.documents.checkcode import Proof
from xunjian.documents.pages import PageImage, page_images
from xunjian.documents.papers.notice import render
from xunjian.documents.reach import Margins
from xunjian.errors import Cancelled, UserError
from xunjian.progress import Unwatched
from xunjian.ui import printing
from xunjian.ui.printing import Sheets, spool

WIDTH, HEIGHT = 210, 297
MARKS = ((20, 30), (190, 30), (20, 280), (190, 280), (105, 148.5))
SIDE = 4
PAGES = 3
MM = 25.4

pytestmark = pytest.mark.skipif(
    not CUPSD.exists() or os.getuid() != 0, reason="PRINTING ON A PRINT SERVER IS NOT TESTED: it takes cupsd, and root"
)


def paper() -> bytes:
    """Return three pages: black squares at known places, and a bar of as many centimetres as the page's number."""
    file = BytesIO()
    canvas = Canvas(file, (WIDTH * mm, HEIGHT * mm))
    for page in range(1, PAGES + 1):
        for x, y in MARKS:
            canvas.rect((x - SIDE / 2) * mm, (HEIGHT - y - SIDE / 2) * mm, SIDE * mm, SIDE * mm, stroke=0, fill=1)
        canvas.rect(40 * mm, (HEIGHT - 62) * mm, 10 * page * mm, 2 * mm, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


PDF = paper()


@pytest.fixture(scope="module")
def server(qapp: QApplication) -> Iterator[PrintServer]:
    with printing_on(
        Queue("HP-200", margins=(18, 36, 12, 36), duplex=True),
        Queue("Full", accepting=False),
        Queue("Off", stopped=True, reason="paused"),
        Queue("Empty", reason="media-empty-warning"),
    ) as running:
        yield running


@pytest.fixture(autouse=True)
def coarse(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Print in the coarsest way, which takes a quarter of the time, unless it is measured."""
    if "measured" not in request.fixturenames:
        monkeypatch.setattr(spool, "FINEST", spool.COARSEST)


@pytest.fixture
def measured() -> None:
    """Print as finely as the program does."""


def send(sheets: Sheets, printer: str = "HP-200", pdf: bytes = PDF) -> None:
    asking_anew(
        lambda: printing.print_paper(pdf, printing.on_device(printer), sheets, title="整改通知书", progress=Unwatched())
    )


def pages_of(job: Job) -> list[PageImage]:
    return list(page_images(job.pdf, dpi=150))


def grey(page: PageImage) -> Image.Image:
    return Image.frombuffer("L", (page.width, page.height), page.pixels, "raw", "L", page.stride, 1)


def black(page: PageImage, left: float, top: float, right: float, bottom: float) -> tuple[float, ...] | None:
    """Return the box of all that is dark within a box, both in mm."""
    dots = page.width / page.width_mm
    part = grey(page).crop((round(left * dots), round(top * dots), round(right * dots), round(bottom * dots)))
    box = part.point([255 * (shade < 128) for shade in range(256)]).getbbox()
    if box is None:
        return None
    return tuple(edge / dots + start for edge, start in zip(box, (left, top, left, top), strict=True))


def number(page: PageImage) -> int:
    """Return which page this is, by its bar."""
    bar = black(page, 38, 59, 100, 64)
    assert bar is not None
    return round((bar[2] - bar[0]) / 10)


def upper_margin(page: PageImage) -> int:
    """Return the darkest grey above all that the paper draws."""
    return min(page.pixels[: round(25 / page.height_mm * page.height) * page.stride])


def test_what_is_printed_stands_where_the_stored_page_has_it(server: PrintServer, measured: None) -> None:
    send(Sheets((1,)))
    (job,) = server.jobs(1)
    (page,) = pages_of(job)
    assert (page.width_mm, page.height_mm) == pytest.approx((WIDTH, HEIGHT), abs=0.2)
    for x, y in MARKS:
        found = black(page, x - 5, y - 5, x + 5, y + 5)
        assert found == pytest.approx((x - 2, y - 2, x + 2, y + 2), abs=0.3)
    assert {"media=A4", "print-scaling=none", "sides=one-sided"} <= job.options


def test_a_notice_reaches_the_printer_as_it_was_issued(server: PrintServer, measured: None) -> None:
    proof = Proof(NOTICE.number, NOTICE.issued_on, "3434000001", b"{}")
    notice = render(NOTICE, proof=proof)
    send(Sheets((1,)), pdf=notice.pdf)
    (job,) = server.jobs(1)
    (printed,) = page_images(job.pdf, dpi=300)
    (stored,) = page_images(notice.pdf, dpi=300, pages=(1,))
    for x, y in ((0, 0), (0, HEIGHT / 2), (WIDTH / 2, 0), (WIDTH / 2, HEIGHT / 2)):
        quarter = (x + 1, y + 1, x + WIDTH / 2 - 1, y + HEIGHT / 2 - 1)
        assert black(printed, *quarter) == pytest.approx(black(stored, *quarter), abs=0.3)


def test_copies_are_print_jobs_of_their_own(server: PrintServer) -> None:
    send(Sheets(copies=2))
    for job in server.jobs(2):
        assert [number(page) for page in pages_of(job)] == [1, 2, 3]


def test_a_range_of_pages_and_page_by_page(server: PrintServer) -> None:
    send(Sheets((1, 3), copies=2, collate=False))
    (job,) = server.jobs(1)
    assert [number(page) for page in pages_of(job)] == [1, 1, 3, 3]


def test_both_sides_where_the_printer_can(server: PrintServer) -> None:
    send(Sheets((2, 3), copies=2, duplex=True, collate=False))
    for job in server.jobs(2):
        assert [number(page) for page in pages_of(job)] == [2, 3]
        assert "sides=two-sided-long-edge" in job.options


def test_a_further_copy_says_so_above_the_text_and_changes_nothing_else(server: PrintServer) -> None:
    send(Sheets((1,)))
    send(Sheets((1,), mark="副本　第 2 次打印　2026年11月24日 10:32"))
    first, second = server.jobs(2)
    for original, copy in zip(pages_of(first), pages_of(second), strict=True):
        assert upper_margin(original) == 255
        assert upper_margin(copy) < 128
        top = round(25 / HEIGHT * original.height)
        below = (0, top, original.width, original.height)
        assert grey(original).crop(below).tobytes() == grey(copy).crop(below).tobytes()


def test_printers_stand_in_the_order_of_use_with_what_is_wrong(server: PrintServer) -> None:
    found = asking_anew(lambda: printing.devices("Gone"))
    assert [device.label for device in found] == [
        "HP-200",
        "Empty（没纸了）",
        "Gone（找不到，可能没连上）",
        "Full（不收新的打印任务）",
        "Off（已暂停）",
    ]
    assert [device.name for device in found if device.duplex] == ["HP-200"]
    assert asking_anew(lambda: printing.devices("Empty"))[0].name == "Empty"


def test_what_the_printer_cannot_reach_is_known_before_printing(server: PrintServer) -> None:
    margins = asking_anew(lambda: printing.margins_of("HP-200"))
    points = [margins.left, margins.top, margins.right, margins.bottom]
    assert points == pytest.approx([mm_ * MM / 72 for mm_ in (18, 36, 12, 36)], abs=0.1)
    assert asking_anew(lambda: printing.margins_of("Gone")) == Margins(0, 0, 0, 0)


def test_a_job_that_the_server_refuses_is_said(server: PrintServer) -> None:
    with pytest.raises(UserError) as caught:
        send(Sheets((1,)), "Full")
    assert caught.value.what == "打印机“Full”没有接受。"
    send(Sheets((1,)))
    server.jobs(1)  # and one that it takes is not blamed for the one before


def test_what_is_stopped_halfway_never_arrives(server: PrintServer) -> None:
    sent: list[int] = []

    class Impatient:
        def step(self, done: int, total: int, text: str) -> None:  # noqa: ARG002 - the signature of Progress
            if done == 2:
                raise Cancelled

    def work() -> None:
        device = printing.on_device("HP-200")
        with pytest.raises(Cancelled):
            printing.print_paper(
                PDF, device, Sheets((1,), copies=3), title="", progress=Impatient(), handed=sent.append
            )
        printing.print_paper(PDF, device, Sheets((3,)), title="", progress=Unwatched())

    asking_anew(work)
    first, after = server.jobs(2)
    assert [number(page) for page in pages_of(first)] == [1]
    assert [number(page) for page in pages_of(after)] == [3]
    assert sent == [1]
