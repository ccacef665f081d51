"""What a printer would cut off: the ink of the pages against the edges that its hardware leaves white."""

from dataclasses import replace

import pytest

from xunjian.documents.pages import PageImage
from xunjian.documents.reach import Cut, Margins, cut_off, white_edges

WIDTH, HEIGHT, STRIDE = 420, 594, 424  # two pixels a millimetre, rows padded as the renderer pads them
NONE = Margins(0, 0, 0, 0)


def page(left: int, top: int, right: int, bottom: int, shade: int = 0) -> PageImage:
    """Return an A4 page with a block of ink; the numbers are pixels."""
    rows = [bytearray(b"\xff" * WIDTH + b"\x00" * (STRIDE - WIDTH)) for _ in range(HEIGHT)]
    for row in rows[top:bottom]:
        row[left:right] = bytes([shade]) * (right - left)
    return PageImage(b"".join(rows), WIDTH, HEIGHT, STRIDE, 210, 297)


def test_the_white_of_each_edge_is_measured_in_millimetres() -> None:
    assert white_edges(page(56, 74, 368, 560)) == Margins(28, 37, 26, 17)
    assert white_edges(page(0, 0, WIDTH, HEIGHT)) == NONE


def test_an_empty_page_and_the_grey_edges_of_letters_are_no_ink() -> None:
    assert white_edges(page(9, 9, 9, 9)) is None
    assert white_edges(page(2, 2, 9, 9, shade=240)) is None


def test_what_the_printer_reaches_is_not_warned_of() -> None:
    white = [Margins(28, 37, 26, 17), None]
    assert cut_off(white, replace(NONE, left=28, top=4.2, right=26.1, bottom=17)) == []


@pytest.mark.parametrize(("edge", "word"), [("left", "左"), ("top", "上"), ("right", "右"), ("bottom", "下")])
def test_each_edge_is_named_with_its_pages_and_how_far_the_ink_goes(edge: str, word: str) -> None:
    wide = Margins(30, 30, 30, 30)
    white = [replace(wide, **{edge: 9.0}), wide, None, replace(wide, **{edge: 7.5})]
    assert cut_off(white, replace(NONE, **{edge: 12.7})) == [Cut(word, (1, 4), 7.5, 12.7)]
