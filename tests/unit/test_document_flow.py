"""How blocks fall on pages: no widow, no heading or signature alone, nothing lost."""

from hypothesis import given
from hypothesis import strategies as st

from xunjian.documents.composer.flow import Block, Page, Strip, blank, paginate
from xunjian.documents.composer.paper import Paper

ROWS = 22


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


@given(PARAGRAPHS)
def test_of_a_broken_paragraph_two_lines_stay_on_either_side(sizes: list[int]) -> None:
    paragraphs = [block(size) for size in sizes]
    for one in paragraphs:
        counts = split(paragraphs, one)
        assert sum(counts) == len(one.strips)
        assert len(counts) == 1 or min(counts) > 1


@given(PARAGRAPHS)
def test_every_strip_is_placed_once_in_order_and_within_the_page(sizes: list[int]) -> None:
    blocks = [block(size) for size in sizes]
    pages = paginate(blocks)
    assert [placed.strip for page in pages for placed in page.placed] == [
        strip for one in blocks for strip in one.strips
    ]
    assert all(used(page) <= ROWS for page in pages)


@given(PARAGRAPHS)
def test_a_heading_shares_its_page_with_two_lines_of_its_text(sizes: list[int]) -> None:
    heading, text = block(1, with_next=True), block(8)
    blocks = [*(block(size) for size in sizes), heading, text]
    (page,) = pages_of(blocks, heading.strips[0])
    assert pages_of(blocks, text.strips[1]) == {page}


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
