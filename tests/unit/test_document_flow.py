"""How blocks fall on pages: no widow, no heading or signature alone, nothing lost."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xunjian.documents.composer.flow import Block, Page, Strip, blank, paginate, turned
from xunjian.documents.composer.grid import FILLED, TURNED
from xunjian.documents.composer.paper import Paper
from xunjian.documents.composer.setting import solid

ROWS = 22
unhurried = settings(deadline=None)


def no_ink(_paper: Paper, _row: int) -> None:
    """Stand for something drawn."""


def block(lines: int, *, rows: int = 1, with_previous: bool = False, with_next: bool = False) -> Block:
    return Block([Strip(rows, no_ink) for _ in range(lines)], with_previous=with_previous, with_next=with_next)


def pages_of(blocks: list[Block], strip: Strip) -> set[int]:
    return {number for number, page in enumerate(paginate(blocks)) for placed in page.placed if placed.strip is strip}


def split(blocks: list[Block], one: Block) -> list[int]:
    """Return how many strips of a block stand on each page."""
    own = {id(strip) for strip in one.strips}
    counts = [sum(id(placed.strip) in own for placed in page.placed) for page in paginate(blocks)]
    return [count for count in counts if count]


def used(page: Page) -> int:
    return max(placed.row + placed.strip.rows for placed in page.placed)


PARAGRAPHS = st.lists(st.integers(1, 60), min_size=1, max_size=12)


@unhurried
@given(PARAGRAPHS)
def test_of_a_broken_paragraph_two_lines_stay_on_either_side(sizes: list[int]) -> None:
    paragraphs = [block(size) for size in sizes]
    for one in paragraphs:
        counts = split(paragraphs, one)
        assert sum(counts) == len(one.strips)
        assert len(counts) == 1 or min(counts) > 1


@unhurried
@given(PARAGRAPHS)
def test_every_strip_is_placed_once_in_order_and_within_the_page(sizes: list[int]) -> None:
    blocks = [block(size) for size in sizes]
    pages = paginate(blocks)
    assert [placed.strip for page in pages for placed in page.placed] == [
        strip for one in blocks for strip in one.strips
    ]
    assert all(used(page) <= ROWS for page in pages)


@unhurried
@given(PARAGRAPHS)
def test_a_heading_shares_its_page_with_two_lines_of_its_text(sizes: list[int]) -> None:
    heading, text = block(1, with_next=True), block(8)
    blocks = [*(block(size) for size in sizes), heading, text]
    (page,) = pages_of(blocks, heading.strips[0])
    assert pages_of(blocks, text.strips[1]) == {page}


@unhurried
@given(PARAGRAPHS, st.integers(1, 5))
def test_a_signature_shares_its_page_with_two_lines_of_text(sizes: list[int], lines: int) -> None:
    text, signature = block(1 + lines), block(1, rows=6, with_previous=True)
    blocks = [*(block(size) for size in sizes), text, signature]
    (page,) = pages_of(blocks, signature.strips[0])
    assert pages_of(blocks, text.strips[-2]) == {page}


def test_a_page_does_not_begin_with_a_blank_row() -> None:
    first, second = block(ROWS), block(2)
    pages = paginate([first, blank(), second])
    assert [placed.row for placed in pages[1].placed] == [0, 1]


def test_what_cannot_fit_on_a_page_is_broken_where_the_page_ends() -> None:
    chain = [block(1, with_next=True) for _ in range(50)]
    assert [len(page.placed) for page in paginate(chain)] == [22, 22, 6]


def closing(rows: int) -> Block:
    return replace(solid_block(rows), closing=True)


def solid_block(rows: int) -> Block:
    return Block((solid(rows, no_ink, FILLED),), with_previous=True)


@pytest.mark.parametrize(("text", "rows_on_page"), [(18, 22), (19, 24), (20, 25)])
def test_rows_are_squeezed_by_up_to_three_for_the_signature_to_share_the_page(text: int, rows_on_page: int) -> None:
    (page,) = paginate([block(text), closing(4)])
    assert page.grid.count == rows_on_page
    assert page.grid.top(rows_on_page - 1) == pytest.approx(FILLED.top(ROWS - 1))


def test_where_squeezing_is_not_enough_two_rows_of_text_go_with_the_signature() -> None:
    first, second = paginate([block(21), closing(4)])
    assert [len(page.placed) for page in (first, second)] == [19, 3]
    assert first.grid == second.grid == FILLED


@unhurried
@given(PARAGRAPHS, st.integers(4, 9))
def test_what_is_signed_for_shares_a_page_with_the_signature_and_two_lines_of_text(sizes: list[int], rows: int) -> None:
    text, receipt = block(3), solid_block(rows)
    blocks = [*(block(size) for size in sizes), text, closing(5), blank(with_previous=True), receipt]
    (page,) = pages_of(blocks, receipt.strips[0])
    assert pages_of(blocks, text.strips[-2]) == {page}


def test_where_that_is_too_much_for_a_page_the_heading_stays_behind_and_not_the_text() -> None:
    heading, text, receipt = block(1, with_next=True), block(2), solid_block(9)
    attached = block(1, rows=4, with_previous=True)
    blocks = [heading, text, attached, closing(6), blank(with_previous=True), receipt]
    assert pages_of(blocks, heading.strips[0]) == {0}
    assert pages_of(blocks, text.strips[0]) == pages_of(blocks, receipt.strips[0]) == {1}


def test_rows_are_not_squeezed_for_anything_else() -> None:
    pages = paginate([block(19), block(1, rows=4, with_previous=True)])
    assert [page.grid for page in pages] == [FILLED, FILLED]


def test_what_keeps_its_height_takes_more_rows_where_rows_are_squeezed() -> None:
    strip = solid(10, no_ink, FILLED)
    assert strip.rows_on(FILLED) == 10
    assert strip.rows_on(FILLED.squeezed(2)) == 11


def foot(rows: int) -> Block:
    return Block((solid(rows, no_ink, FILLED),), foot=True)


@pytest.mark.parametrize(
    ("text", "rows", "numbered"),
    [
        (10, [[*range(10)], [19]], [True, False]),  # on the back of the only sheet
        (ROWS + 10, [[*range(ROWS)], [*range(10), 19]], [True, True]),  # below the text
        (2 * ROWS - 1, [[*range(ROWS)], [*range(ROWS - 1)], [], [19]], [True, True, False, False]),
    ],
)
def test_the_foot_ends_the_back_of_the_last_sheet(text: int, rows: list[list[int]], numbered: list[bool]) -> None:
    pages = paginate([*(block(1) for _ in range(text)), foot(3)])
    assert [[placed.row for placed in page.placed] for page in pages] == rows
    assert [page.numbered for page in pages] == numbered


def test_turned_pages_begin_and_end_with_what_is_turned() -> None:
    pages = paginate([block(3), *turned([block(20), block(2)]), block(4), Block([Strip(1, no_ink)], new_page=True)])
    assert [(page.turned, len(page.placed), page.grid.count) for page in pages] == [
        (False, 3, ROWS),
        (True, TURNED.count, TURNED.count),
        (True, 7, TURNED.count),
        (False, 4, ROWS),
        (False, 1, ROWS),
    ]


def test_a_page_is_without_its_number_where_a_block_asks_for_that() -> None:
    head = Block([Strip(3, no_ink)], unnumbered=True)
    assert [page.numbered for page in paginate([head, block(30)])] == [False, True]
