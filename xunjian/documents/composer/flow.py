"""From blocks to pages: which strip of a document stands on which row of which page."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from xunjian.documents.composer.grid import FILLED, TURNED, Grid
from xunjian.documents.composer.paper import Paper

_FEWEST_TOGETHER = 2
_MOST_SQUEEZED = 3  # rows more than usual on a page: the pitch sinks from 10.45 to 9.14 mm, 26 pt


@dataclass(frozen=True)
class Strip:
    """Whole rows that no page break may cut; `draw` is given the paper and the first of them.

    What may be cut nevertheless, a table between its rows, brings `cut`: given how many rows are left on a page, and
    whether the page is still empty, it returns what stands there and what goes on on the next page, or None if nothing
    of it should stand there. What is
    no text, and so stays as high as it is where rows are squeezed, brings its height in points.
    """

    rows: int
    draw: Callable[[Paper, int], None] | None = None
    cut: "Callable[[int, bool], tuple[Strip, Strip] | None] | None" = None
    height: float | None = None

    @property
    def blank(self) -> bool:
        """A blank strip is dropped where a page would begin with it."""
        return self.draw is None

    def rows_on(self, grid: Grid) -> int:
        """Return how many rows of a grid the strip takes."""
        return self.rows if self.height is None else grid.rows(self.height)


@dataclass(frozen=True)
class Block:
    """Strips that belong together, and how the block stands to the blocks around it and to the page."""

    strips: Sequence[Strip]
    with_previous: bool = False
    """It shares a page with what is before it."""
    with_next: bool = False
    """It shares a page with what comes next."""
    new_page: bool = False
    turned: bool = False
    """It stands on pages turned by a quarter, of `grid.TURNED` and `grid.TURNED_WIDTH`, together with its like."""
    closing: bool = False
    """Rows before it may stand closer, so that signature and seal share the page of the text (7.3.5.4)."""
    unnumbered: bool = False
    """Its page has no page number."""
    foot: bool = False
    """It ends on the lower edge of the last page, the back of the last sheet (7.4)."""


@dataclass(frozen=True)
class Placed:
    """A strip and the row of its page where it begins."""

    row: int
    strip: Strip


@dataclass(frozen=True)
class Page:
    """What stands on one side of a sheet, and on which grid."""

    placed: tuple[Placed, ...]
    grid: Grid = FILLED
    turned: bool = False
    numbered: bool = True


def blank(*, with_previous: bool = False) -> Block:
    """Return an empty row that goes with what follows."""
    return Block((Strip(1),), with_previous=with_previous, with_next=True)


def turned(blocks: Iterable[Block]) -> list[Block]:
    """Return the blocks for pages turned by a quarter."""
    return [replace(block, turned=True) for block in blocks]


def paginate(blocks: Iterable[Block], grid: Grid = FILLED) -> list[Page]:
    """Return the pages.

    Of a broken block at least two strips stay on either side. What must share a page and is higher than a page is
    broken where the page ends.
    """
    everything = list(blocks)
    pages: list[Page] = []
    for on_turned, section in _sections(block for block in everything if not block.foot):
        pages += _Section(section, TURNED if on_turned else grid, on_turned).pages()
    for foot in everything:
        if foot.foot:
            _place_foot(pages, foot.strips[0], grid)
    return pages


def _sections(blocks: Iterable[Block]) -> Iterator[tuple[bool, list[Block]]]:
    """Yield the stretches between which a new page begins in any case."""
    section = 0

    def number(block: Block) -> tuple[bool, int]:
        nonlocal section
        section += block.new_page
        return block.turned, section

    for (on_turned, _), stretch in groupby(blocks, number):
        yield on_turned, list(stretch)


class _Section:
    """Blocks that follow each other from page to page of one kind."""

    def __init__(self, blocks: Sequence[Block], grid: Grid, on_turned: bool) -> None:
        self._grid, self._turned = grid, on_turned
        self._strips: list[Strip] = []
        self._breaks: set[int] = set()  # numbers of the strips before which a page may end
        self._after_headings: set[int] = set()  # where it ends if it can nowhere else
        self._closings: set[int] = set()
        self._unnumbered: set[int] = set()
        headed = True
        for block in blocks:
            self._add(block, headed=headed)
            headed = block.with_next

    def _add(self, block: Block, *, headed: bool) -> None:
        start = len(self._strips)
        if not block.with_previous:
            (self._after_headings if headed else self._breaks).add(start)
        inner = range(_FEWEST_TOGETHER, len(block.strips) - _FEWEST_TOGETHER + 1)
        self._breaks.update(start + number for number in inner)
        if block.closing:
            self._closings.add(start)
        if block.unnumbered:
            self._unnumbered.add(start)
        self._strips += block.strips

    def pages(self) -> Iterator[Page]:
        """Yield the pages in order."""
        start = 0
        while start < len(self._strips):
            if self._strips[start].blank:
                start += 1
                continue
            grid, page, end = self._page(start)
            numbered = self._unnumbered.isdisjoint(range(start, end))
            yield Page(tuple(_placed(page, grid)), grid, self._turned, numbered)
            start = end

    def _page(self, start: int) -> tuple[Grid, list[Strip], int]:
        """Return the page that begins with a strip: its grid, its strips, and the number of the first one after it."""
        end, used = self._reach(start, self._grid)
        if end == len(self._strips):
            return self._grid, self._strips[start:], end
        cut = self._strips[end].cut
        if cut and (parts := cut(self._grid.count - used, end == start)):
            here, self._strips[end] = parts
            return self._grid, [*self._strips[start:end], here], end
        usual = self._last_break(start, end)
        for more in range(1, _MOST_SQUEEZED + 1):
            closer = self._grid.squeezed(more)
            squeezed = self._last_break(start, self._reach(start, closer)[0])
            if any(usual <= closing < squeezed for closing in self._closings):
                return closer, self._strips[start:squeezed], squeezed
        return self._grid, self._strips[start:usual], usual

    def _reach(self, start: int, grid: Grid) -> tuple[int, int]:
        """Return the number of the first strip for which a page has no room, and how many rows those before it take."""
        end, used = start, 0
        while end < len(self._strips) and used + self._strips[end].rows_on(grid) <= grid.count:
            used += self._strips[end].rows_on(grid)
            end += 1
        return end, used

    def _last_break(self, start: int, end: int) -> int:
        if end == len(self._strips):
            return end
        for allowed in (self._breaks, self._after_headings):
            if found := allowed.intersection(range(start + 1, end + 1)):
                return max(found)
        return max(end, start + 1)


def _placed(strips: Sequence[Strip], grid: Grid) -> Iterator[Placed]:
    row = 0
    for strip in strips:
        yield Placed(row, strip)
        row += strip.rows_on(grid)


def _place_foot(pages: list[Page], foot: Strip, grid: Grid) -> None:
    """Put the foot on the last page if that is an even one with room, or else alone on the next even one, unnumbered.

    An odd page that stays empty in between has no number either (7.5).
    """
    last = pages[-1] if pages else None
    if last and len(pages) % 2 == 0 and not last.turned:
        first_row = last.grid.count - foot.rows_on(last.grid)
        if all(placed.row + placed.strip.rows_on(last.grid) <= first_row for placed in last.placed):
            pages[-1] = replace(last, placed=(*last.placed, Placed(first_row, foot)))
            return
    if len(pages) % 2 == 0:
        pages.append(Page((), grid, numbered=False))
    pages.append(Page((Placed(grid.count - foot.rows_on(grid), foot),), grid, numbered=False))
