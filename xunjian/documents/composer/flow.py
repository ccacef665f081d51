"""From blocks to pages: which strip of a document stands on which row of which page."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from xunjian.documents.composer.grid import ROWS
from xunjian.documents.composer.paper import Paper

_FEWEST_TOGETHER = 2


@dataclass(frozen=True)
class Strip:
    """Whole rows that no page break may cut; `draw` is given the paper and the first of them.

    What may be cut nevertheless, a table between its rows, brings `cut`: given how many rows are left on a page, it
    returns what stands there and what goes on on the next page, or None if nothing of it should stand there.
    """

    rows: int
    draw: Callable[[Paper, int], None] | None = None
    cut: "Callable[[int], tuple[Strip, Strip] | None] | None" = None

    @property
    def blank(self) -> bool:
        """A blank strip is dropped where a page would begin with it."""
        return self.draw is None


@dataclass(frozen=True)
class Block:
    """Strips that belong together, and whether the block must share a page with the one before or after it."""

    strips: Sequence[Strip]
    with_previous: bool = False
    with_next: bool = False


@dataclass(frozen=True)
class Placed:
    """A strip and the row of its page where it begins."""

    row: int
    strip: Strip


def blank(*, with_previous: bool = False) -> Block:
    """Return an empty row that goes with what follows."""
    return Block((Strip(1),), with_previous=with_previous, with_next=True)


def paginate(blocks: Iterable[Block], rows: int = ROWS) -> list[list[Placed]]:
    """Return the pages.

    Of a broken block at least two strips stay on either side. What must share a page and is higher than a page is
    broken where the page ends.
    """
    strips, breaks = _flatten(list(blocks))
    pages = []
    start = 0
    while start < len(strips):
        if strips[start].blank:
            start += 1
            continue
        page, start = _page(strips, breaks, start, rows)
        pages.append(list(_placed(page)))
    return pages


def _flatten(blocks: Sequence[Block]) -> tuple[list[Strip], set[int]]:
    """Return all strips, and the numbers of those before which a page may end."""
    strips: list[Strip] = []
    breaks: set[int] = set()
    joined = True
    for block in blocks:
        if not (joined or block.with_previous):
            breaks.add(len(strips))
        inner = range(_FEWEST_TOGETHER, len(block.strips) - _FEWEST_TOGETHER + 1)
        breaks.update(len(strips) + number for number in inner)
        strips += block.strips
        joined = block.with_next
    return strips, breaks


def _page(strips: list[Strip], breaks: set[int], start: int, rows: int) -> tuple[list[Strip], int]:
    """Return the strips of the page that begins with `start`, and the number of the first strip after it."""
    end, used = start, 0
    while end < len(strips) and used + strips[end].rows <= rows:
        used += strips[end].rows
        end += 1
    if end == len(strips):
        return strips[start:], end
    cut = strips[end].cut
    if cut and (parts := cut(rows - used)):
        here, strips[end] = parts
        return [*strips[start:end], here], end
    allowed = (number for number in range(end, start, -1) if number in breaks)
    end = next(allowed, max(end, start + 1))
    return strips[start:end], end


def _placed(strips: Sequence[Strip]) -> Iterator[Placed]:
    row = 0
    for strip in strips:
        yield Placed(row, strip)
        row += strip.rows
