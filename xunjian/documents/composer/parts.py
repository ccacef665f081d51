"""The parts that official documents are made of (GB/T 9704-2012, 7.3), as blocks of grid rows."""

from collections.abc import Iterable, Sequence
from functools import partial
from math import ceil

from xunjian.documents.composer.flow import Block, Page, Strip
from xunjian.documents.composer.fonts import Glyphs, Role, Span, Typesetter
from xunjian.documents.composer.grid import BLOCK_WIDTH, COLUMN, COLUMNS, LEFT, SIZE_2, SIZE_3
from xunjian.documents.composer.linebreak import Line, break_lines
from xunjian.documents.composer.paper import Paper, natural

_TITLE_PITCH = 1.25  # rows from title line to title line
_INDENT = 2
_SEALED_MARGIN = 4  # characters to the right of the date where a seal will stand
_UNSEALED_MARGIN = 2
_DATE_SHIFT = 2
# Above a signature that awaits its seal: with the two lines and one below, five rows make 52 mm for a seal of 42 mm.
_SEAL_ROWS_ABOVE, _SEAL_ROWS_BELOW = 2, 1


def title(setter: Typesetter, lines: Iterable[str]) -> Block:
    """Return the title, 小标宋 2号, each line centred; what is wider than the block is broken into even parts."""
    placed = [
        (glyphs, line)
        for text in lines
        for glyphs in [setter.glyphs([Span(text, Role.TITLE)])]
        for line in break_lines(glyphs.text, glyphs.advances, _even_measure(sum(glyphs.advances)), justify=False)
    ]

    def draw(paper: Paper, row: int) -> None:
        for number, (glyphs, line) in enumerate(placed):
            top = paper.grid.top(row + number * _TITLE_PITCH)
            _centred(paper, glyphs, line, top=top, size=SIZE_2)

    return Block((Strip(ceil(len(placed) * _TITLE_PITCH), draw),), with_next=True)


def _even_measure(width: float) -> float:
    """Return the measure, in em, that breaks a title of this width into lines of about the same length."""
    widest = BLOCK_WIDTH / SIZE_2
    parts = ceil(width / widest)
    return widest if parts <= 1 else min(widest, width / parts + 1)


def centred(setter: Typesetter, text: str, role: Role = Role.BODY, *, with_next: bool = False) -> Block:
    """Return one centred line of 3号."""
    glyphs = setter.glyphs([Span(text, role)])

    def draw(paper: Paper, row: int) -> None:
        _centred(paper, glyphs, natural(glyphs), top=paper.grid.top(row), size=SIZE_3)

    return Block((Strip(1, draw),), with_next=with_next)


def heading(setter: Typesetter, text: str, role: Role = Role.HEADING) -> Block:
    """Return a heading, 黑体 for 一、 and 楷体 for （一）, never the last line of a page."""
    return Block(_strips(setter.glyphs([Span(text, role)]), first=_INDENT), with_next=True)


def paragraphs(setter: Typesetter, *spans: Span, first: float = _INDENT, rest: float = 0.0) -> list[Block]:
    """Return running text on the grid; a line break in the text begins a new paragraph."""
    return [
        Block(_strips(glyphs, first=first, rest=rest))
        for spans_of_one in _split(spans)
        if (glyphs := setter.glyphs(spans_of_one)).text.strip()
    ]


def attachments(setter: Typesetter, names: Sequence[str]) -> Block:
    """Return 附件：1.… below the text; the names stand one under another."""
    label = setter.glyphs([Span("附件：")])
    start = _INDENT + len(label)
    placed = [(0, label, line) for line in _lines(label, first=_INDENT)]
    rows = 0
    for number, name in enumerate(names, start=1):
        order = f"{number}." if len(names) > 1 else ""
        glyphs = setter.glyphs([Span(order + name)])
        hang = start + sum(glyphs.advances[: len(order)])
        lines = _lines(glyphs, first=start, rest=hang)
        placed += [(rows + below, glyphs, line) for below, line in enumerate(lines)]
        rows += len(lines)

    def draw(paper: Paper, row: int) -> None:
        for below, glyphs, line in placed:
            _on_grid(paper, glyphs, line, row=row + below)

    return Block((Strip(rows, draw),), with_previous=True)


def signature(setter: Typesetter, office: str, day: str, *, sealed: bool) -> Block:
    """Return the office's name and the date, either with room for its seal or as unsealed papers have them (7.3.5)."""
    name, date = setter.glyphs([Span(office)]), setter.glyphs([Span(day)])
    lines = break_lines(name.text, name.advances, COLUMNS - _SEALED_MARGIN, justify=False)
    width = max(_width(name, line) for line in lines)
    above, below = (_SEAL_ROWS_ABOVE, _SEAL_ROWS_BELOW) if sealed else (1, 0)
    name_left, date_left = (_sealed if sealed else _unsealed)(width, sum(date.advances))

    def draw(paper: Paper, row: int) -> None:
        for number, line in enumerate(lines):
            shift = (width - _width(name, line)) / 2
            _on_grid(paper, name, line, row=row + above + number, column=name_left + shift)
        _on_grid(paper, date, natural(date), row=row + above + len(lines), column=date_left)

    return Block((Strip(above + len(lines) + 1 + below, draw),), with_previous=True)


def _sealed(name: float, date: float) -> tuple[float, float]:
    """Return the left edges, in columns: the name centred over the date, the date four characters from the right."""
    centre = min(COLUMNS - _SEALED_MARGIN - date / 2, COLUMNS - name / 2)
    return centre - name / 2, centre - date / 2


def _unsealed(name: float, date: float) -> tuple[float, float]:
    """Return the left edges, in columns: the date begins two characters to the right of the name."""
    if date > name:
        date_left = COLUMNS - _UNSEALED_MARGIN - date
        return date_left - _DATE_SHIFT, date_left
    name_left = COLUMNS - _UNSEALED_MARGIN - name
    return name_left, name_left + _DATE_SHIFT


def draw_pages(paper: Paper, pages: Iterable[Page]) -> None:
    """Draw paginated blocks."""
    for page in pages:
        paper.grid = page.grid
        paper.begin_page(turned=page.turned)
        for placed in page.placed:
            if placed.strip.draw:
                placed.strip.draw(paper, placed.row)
        paper.end_page(numbered=page.numbered)


def _split(spans: Iterable[Span]) -> list[list[Span]]:
    paragraphs: list[list[Span]] = [[]]
    for span in spans:
        for number, text in enumerate(span.text.splitlines()):
            if number:
                paragraphs.append([])
            # Whoever breaks lines by hand indents them by hand as well.
            paragraphs[-1].append(Span(text.strip() if number else text, span.role))
    return paragraphs


def _lines(glyphs: Glyphs, *, first: float, rest: float = 0.0) -> list[Line]:
    return break_lines(glyphs.text, glyphs.advances, COLUMNS, first=first, rest=rest)


def _strips(glyphs: Glyphs, *, first: float, rest: float = 0.0) -> list[Strip]:
    return [Strip(1, partial(_draw_line, glyphs, line)) for line in _lines(glyphs, first=first, rest=rest)]


def _draw_line(glyphs: Glyphs, line: Line, paper: Paper, row: int) -> None:
    _on_grid(paper, glyphs, line, row=row)


def _on_grid(paper: Paper, glyphs: Glyphs, line: Line, *, row: float, column: float = 0.0) -> None:
    paper.line(glyphs, line, left=LEFT + column * COLUMN, top=paper.grid.top(row), size=SIZE_3, em=COLUMN)


def _centred(paper: Paper, glyphs: Glyphs, line: Line, *, top: float, size: float) -> None:
    left = LEFT + (BLOCK_WIDTH - _width(glyphs, line) * size) / 2
    paper.line(glyphs, line, left=left, top=top, size=size)


def _width(glyphs: Glyphs, line: Line) -> float:
    return line.xs[-1] + glyphs.advances[line.end - 1] if line.xs else 0.0
