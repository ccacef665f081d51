"""The parts that official documents are made of (GB/T 9704-2012, 7), as blocks of grid rows, by one name."""

from collections.abc import Iterable

from xunjian.documents.composer.body import attachment_head, attachments, centred, heading, paragraphs
from xunjian.documents.composer.closing import imprint, signature, signed
from xunjian.documents.composer.flow import Page
from xunjian.documents.composer.head import Marks, addressee, letter_head, red_head, title
from xunjian.documents.composer.paper import Paper
from xunjian.documents.composer.photos import Photo, photos

__all__ = [
    "Marks",
    "Photo",
    "addressee",
    "attachment_head",
    "attachments",
    "centred",
    "draw_pages",
    "heading",
    "imprint",
    "letter_head",
    "paragraphs",
    "photos",
    "red_head",
    "signature",
    "signed",
    "title",
]


def draw_pages(paper: Paper, pages: Iterable[Page]) -> None:
    """Draw paginated blocks."""
    for page in pages:
        paper.grid = page.grid
        paper.begin_page(turned=page.turned)
        for placed in page.placed:
            if placed.strip.draw:
                placed.strip.draw(paper, placed.row)
        paper.end_page(numbered=page.numbered)
