"""From the blocks of a paper to the bytes that are stored and printed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from xunjian.documents.checkcode import Proof
from xunjian.documents.composer.faces import SHIPPED, Faces
from xunjian.documents.composer.flow import Block, Page, Placed, Strip, paginate
from xunjian.documents.composer.fonts import Typesetter
from xunjian.documents.composer.grid import FILLED, Grid
from xunjian.documents.composer.paper import Paper
from xunjian.documents.composer.parts import draw_pages

_FOOT_ROWS = 2  # an empty row and the foot


@dataclass(frozen=True)
class Rendered:
    """The bytes to store and print, how many pages they have, and the characters that no font could print."""

    pdf: bytes
    pages: int
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Imprint:
    """What a file says about itself, what stands in light grey across its pages ('' for nothing), and in which fonts.

    `proof` is what an issued paper proves itself by: its QR code, its check code, its content as data.
    """

    title: str
    author: str
    dated: date
    mark: str = ""
    faces: Faces = SHIPPED
    proof: Proof | None = None


def render(
    imprint: Imprint,
    blocks: Callable[[Typesetter], Iterable[Block]],
    *,
    grid: Grid = FILLED,
    page_foot: Callable[[Typesetter], Strip] | None = None,
) -> Rendered:
    """Return a paper as a PDF; `page_foot` takes the last row of every page."""
    setter = Typesetter(faces=imprint.faces)
    paper = Paper(
        imprint.title,
        imprint.author,
        imprint.dated,
        grid=grid,
        mark=imprint.mark,
        faces=imprint.faces,
        proof=imprint.proof,
    )
    content = list(blocks(setter))
    if page_foot is None:
        pages = paginate(content, grid)
    else:
        pages = _with_foot(paginate(content, replace(grid, count=grid.count - _FOOT_ROWS)), page_foot(setter))
    draw_pages(paper, pages)
    return Rendered(paper.finish(), paper.pages, tuple(setter.missing))


def _with_foot(pages: Iterable[Page], foot: Strip) -> list[Page]:
    return [
        replace(
            page,
            placed=(*page.placed, Placed(page.grid.count + _FOOT_ROWS - 1, foot)),
            grid=replace(page.grid, count=page.grid.count + _FOOT_ROWS),
        )
        for page in pages
    ]
