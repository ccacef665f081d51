"""Pages of stored papers as images: the whole page, at the size that paper has, white where nothing is printed."""

import pytest

from tests.notices import NOTICE
from xunjian.documents.pages import PageImage, page_images
from xunjian.documents.papers.notice import render
from xunjian.errors import Cancelled, UserError

PDF = render(NOTICE)
MM = 25.4


def row(image: PageImage, mm: float) -> bytes:
    """Return one row of pixels, `mm` below the upper edge."""
    start = round(mm / image.height_mm * image.height) * image.stride
    return image.pixels[start : start + image.width]


def ink(image: PageImage) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of all that is printed, in mm from the upper left corner."""
    rows = [number for number in range(image.height) if min(image.pixels[number * image.stride :][: image.width]) < 128]
    columns = [
        column
        for column in range(image.width)
        if min(image.pixels[column : column + image.stride * image.height : image.stride]) < 128
    ]
    scale = image.width_mm / image.width
    return columns[0] * scale, rows[0] * scale, (columns[-1] + 1) * scale, (rows[-1] + 1) * scale


def test_every_page_is_a4_at_the_asked_resolution() -> None:
    images = list(page_images(PDF.pdf, dpi=96))
    assert len(images) == PDF.pages
    for image in images:
        assert (image.width_mm, image.height_mm) == pytest.approx((210, 297), abs=0.01)
        assert (image.width, image.height) == pytest.approx((210 / MM * 96, 297 / MM * 96), abs=1)
        assert len(image.pixels) == image.stride * image.height


def test_the_text_stands_where_the_paper_has_it() -> None:
    left, top, right, bottom = ink(next(page_images(PDF.pdf, dpi=150)))
    assert left >= 28 - 1
    assert top >= 37 - 1
    assert right <= 184 + 1
    assert 262 <= bottom <= 276  # the page number stands below the text block


def test_paper_is_white_and_letters_are_black() -> None:
    image = next(page_images(PDF.pdf, dpi=150))
    assert set(row(image, 10)) == {255}
    assert min(image.pixels) < 40


def test_the_same_bytes_give_the_same_images() -> None:
    assert list(page_images(PDF.pdf, dpi=72)) == list(page_images(PDF.pdf, dpi=72))


class Impatient:
    """Stops the work before its second page."""

    def step(self, done: int, total: int, text: str) -> None:  # noqa: ARG002 - the signature of Progress
        """Raise Cancelled at the second page."""
        if done:
            raise Cancelled


def test_the_work_can_be_stopped_between_pages() -> None:
    images = page_images(PDF.pdf, dpi=72, progress=Impatient())
    next(images)
    with pytest.raises(Cancelled):
        next(images)


@pytest.mark.parametrize("content", [b"", b"no pdf at all", PDF.pdf[:200]])
def test_bytes_that_are_no_paper_are_said_to_be_so(content: bytes) -> None:
    with pytest.raises(UserError) as caught:
        list(page_images(content, dpi=72))
    assert caught.value.what == "这份文书的版面打不开。"
