"""Lines of glyphs put on the page: on the grid, centred, as strips of running text."""

from collections.abc import Callable, Iterable, Iterator
from enum import Enum, auto
from functools import partial

from xunjian.documents.composer.flow import Strip
from xunjian.documents.composer.fonts import Glyphs, Role, Span, Typesetter
from xunjian.documents.composer.grid import BLOCK_WIDTH, COLUMN, COLUMNS, LEFT, SIZE_3, Grid
from xunjian.documents.composer.linebreak import Line, break_lines
from xunjian.documents.composer.paper import BLACK, Colour, Paper

Draw = Callable[[Paper, int], None]


class Align(Enum):
    """Where a line stands in a width."""

    LEFT = auto()
    CENTRE = auto()
    RIGHT = auto()


def glyphs(setter: Typesetter, text: str, role: Role = Role.BODY) -> Glyphs:
    """Return the glyphs of a text in one role."""
    return setter.glyphs([Span(text, role)])


def paragraphs(spans: Iterable[Span]) -> list[list[Span]]:
    """Return the spans of each paragraph: a line break in a text begins a new one."""
    result: list[list[Span]] = [[]]
    for span in spans:
        for number, text in enumerate(span.text.splitlines()):
            if number:
                result.append([])
            # Whoever breaks lines by hand indents them by hand as well.
            result[-1].append(Span(text.strip() if number else text, span.role))
    return result


def inked(setter: Typesetter, spans: Iterable[Span]) -> Iterator[Glyphs]:
    """Yield the glyphs of each paragraph in which there is something to print."""
    for paragraph in paragraphs(spans):
        if (text := setter.glyphs(paragraph)).text.strip():
            yield text


def lines(
    text: Glyphs, *, measure: float = COLUMNS, first: float = 0.0, rest: float = 0.0, justify: bool = True
) -> list[Line]:
    """Return a paragraph as lines; indents and measure are em, on the grid columns."""
    return break_lines(text.text, text.advances, measure, first=first, rest=rest, justify=justify)


def solid(rows: int, draw: Draw, grid: Grid) -> Strip:
    """Return rows of a grid that stay as high as they are where others are squeezed."""
    return Strip(rows, draw, height=(rows - 1) * grid.pitch + SIZE_3)


def strips(text: Glyphs, *, first: float, rest: float = 0.0) -> list[Strip]:
    """Return running text, a strip for each line."""
    return [Strip(1, partial(_draw_line, text, line)) for line in lines(text, first=first, rest=rest)]


def _draw_line(text: Glyphs, line: Line, paper: Paper, row: int) -> None:
    on_grid(paper, text, line, row=row)


def on_grid(paper: Paper, text: Glyphs, line: Line, *, row: float, column: float = 0.0) -> None:
    """Draw a line of 3号 in the cells of a row; `column` is where its x of 0 stands."""
    paper.line(text, line, left=LEFT + column * COLUMN, top=paper.grid.top(row), size=SIZE_3, em=COLUMN)


def centred(
    paper: Paper,
    text: Glyphs,
    line: Line,
    *,
    top: float,
    size: float,
    left: float = LEFT,
    width: float = BLOCK_WIDTH,
    colour: Colour = BLACK,
) -> None:
    """Draw a line in the middle of a width."""
    begin = left + shift(text, line, Align.CENTRE, width=width, size=size)
    paper.line(text, line, left=begin, top=top, size=size, colour=colour)


def shift(text: Glyphs, line: Line, align: Align, *, width: float, size: float) -> float:
    """Return how far from the left edge of a width a line begins, in points."""
    rest = width - line_width(text, line) * size
    return {Align.LEFT: 0.0, Align.CENTRE: rest / 2, Align.RIGHT: rest}[align]


def line_width(text: Glyphs, line: Line) -> float:
    """Return how wide a line is, in em, from its first character on."""
    return line.xs[-1] + text.advances[line.end - 1] - line.xs[0] if line.xs else 0.0
