"""Photo annexes: four photos to a page, each as large as its place allows and in its own shape, with its caption."""

from collections.abc import Sequence
from dataclasses import dataclass

from xunjian.documents.composer import setting
from xunjian.documents.composer.flow import Block, Strip
from xunjian.documents.composer.fonts import Glyphs, Span, Typesetter
from xunjian.documents.composer.grid import FILLED, LEFT, MM, SIZE_3, SIZE_4, Grid
from xunjian.documents.composer.linebreak import Line
from xunjian.documents.composer.paper import Paper
from xunjian.documents.composer.pictures import Picture, read
from xunjian.documents.composer.titles import balanced

_ACROSS = 2
_WIDTH, _GUTTER = 75 * MM, 6 * MM
_ROWS = 9  # twice, and the four rows of an attachment's head, make a page
_CAPTION_PITCH, _CAPTION_GAP = 1.3 * SIZE_4, 2.5 * MM
_LOWEST = 50 * MM  # a caption that leaves less for its photo makes the place higher
_MOST_BALANCED = 2  # lines of a caption that are centred; longer ones are running text


@dataclass(frozen=True)
class Photo:
    """The stored bytes of a photo (JPEG or PNG), and what stands below it."""

    content: bytes
    caption: str


def photos(setter: Typesetter, of: Sequence[Photo], *, grid: Grid = FILLED) -> list[Block]:
    """Return the photos in pairs, to stand below the head of an attachment or alone."""
    least = (_ROWS - 1) * grid.pitch + SIZE_3
    return [Block((_pair(setter, of[start : start + _ACROSS], grid, least),)) for start in range(0, len(of), _ACROSS)]


def _pair(setter: Typesetter, pair: Sequence[Photo], grid: Grid, least: float) -> Strip:
    captions = [_caption(setter, photo.caption) for photo in pair]
    below = max(len(caption) for caption in captions) * _CAPTION_PITCH + _CAPTION_GAP
    room = max(_LOWEST, least - below)
    pictures = [read(photo.content) for photo in pair]

    def draw(paper: Paper, row: int) -> None:
        top = paper.grid.top(row)
        for number, (picture, caption) in enumerate(zip(pictures, captions, strict=True)):
            left = LEFT + number * (_WIDTH + _GUTTER)
            _draw_picture(paper, picture, left, top, room)
            _draw_caption(paper, caption, left, top + room + _CAPTION_GAP)

    return Strip(grid.rows(room + below), draw, height=room + below)


def _draw_picture(paper: Paper, picture: Picture, left: float, top: float, room: float) -> None:
    width, height = picture.fitting(_WIDTH, room)
    paper.picture(picture, left=left + (_WIDTH - width) / 2, top=top + room - height, width=width, height=height)


def _caption(setter: Typesetter, text: str) -> list[tuple[Glyphs, Line, bool]]:
    """Return the lines of a caption, and whether they are centred."""
    result = []
    measure = _WIDTH / SIZE_4
    for glyphs in setting.inked(setter, [Span(text)]):
        few = sum(glyphs.advances) <= _MOST_BALANCED * measure
        lines = balanced(glyphs.text, glyphs.advances, measure) if few else setting.lines(glyphs, measure=measure)
        result += [(glyphs, line, few) for line in lines]
    return result


def _draw_caption(paper: Paper, caption: Sequence[tuple[Glyphs, Line, bool]], left: float, top: float) -> None:
    for number, (glyphs, line, middle) in enumerate(caption):
        line_top = top + number * _CAPTION_PITCH
        if middle:
            setting.centred(paper, glyphs, line, top=line_top, size=SIZE_4, left=left, width=_WIDTH)
        else:
            paper.line(glyphs, line, left=left, top=line_top, size=SIZE_4)
