"""What of a paper a printer cannot reach: its hardware leaves an edge of every sheet white."""

from collections.abc import Sequence
from dataclasses import dataclass

from xunjian.documents.pages import PageImage

_INK = 200  # of 255: lighter than that are only the edges of letters
_ROUGH = 0.2  # mm: what is cut by less nobody sees


@dataclass(frozen=True)
class Margins:
    """A width in mm at each edge of the paper."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Cut:
    """An edge at which ink would be lost."""

    edge: str
    """左, 上, 右 or 下."""
    pages: tuple[int, ...]
    clear: float
    """How far from the edge the outermost ink stands, in mm."""
    needed: float
    """How much of the edge the printer leaves white, in mm."""


def white_edges(image: PageImage) -> Margins | None:
    """Return how much of each edge of a page is white; None where nothing is printed on it."""
    from PIL import Image

    grey = Image.frombuffer("L", (image.width, image.height), image.pixels, "raw", "L", image.stride, 1)
    box = grey.point([255 if shade < _INK else 0 for shade in range(256)]).getbbox()
    if box is None:
        return None
    across, down = image.width_mm / image.width, image.height_mm / image.height
    left, top, right, bottom = box
    return Margins(left * across, top * down, (image.width - right) * across, (image.height - bottom) * down)


def cut_off(white: Sequence[Margins | None], unreachable: Margins) -> list[Cut]:
    """Return the edges at which a printer that leaves `unreachable` white would lose ink of these pages."""
    found = []
    for word, edge in (("左", "left"), ("上", "top"), ("右", "right"), ("下", "bottom")):
        needed: float = getattr(unreachable, edge)
        clear = {number: getattr(page, edge) for number, page in enumerate(white, 1) if page is not None}
        pages = tuple(number for number, width in clear.items() if width < needed - _ROUGH)
        if pages:
            found.append(Cut(word, pages, min(clear[number] for number in pages), needed))
    return found
