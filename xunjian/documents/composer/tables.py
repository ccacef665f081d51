"""Tables and forms as blocks: cells of broken lines, the head again on every page, the text after them on the grid.

A form is a table without a head whose cells differ from row to row. Lengths are points; rules are 0.35 mm around the
table and 0.25 mm inside it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from functools import cached_property
from itertools import accumulate

from xunjian.documents.composer.cells import LINE_PITCH, Content, Piece, Text, lay
from xunjian.documents.composer.flow import Block, Strip
from xunjian.documents.composer.fonts import Role, Span, Typesetter
from xunjian.documents.composer.grid import BLOCK_WIDTH, LEFT, MM, SIZE_3, SIZE_4, Grid
from xunjian.documents.composer.paper import Paper
from xunjian.documents.composer.setting import Align

SIZE_SMALL_4 = 12.0  # 小四

_FRAME, _INNER = 0.35 * MM, 0.25 * MM
_SIDE, _ABOVE = 0.4, 0.35  # em of blank inside a cell at its sides, and above and below its lines
_LOW = 200.0  # a row up to this height is never cut
_TOGETHER = 450.0  # rows up to this height stay together if they say so
_FEWEST = 2  # rows, or lines of a cut row, that stay together
_CONTINUED = "续"
_TOLERANCE = 1e-6


class Stand(Enum):
    """Where the content of a cell stands if the cell is higher."""

    TOP = auto()
    MIDDLE = auto()
    BOTTOM = auto()


@dataclass(frozen=True)
class Column:
    """A column for so many characters, or with a share of what such columns leave; `align` is that of its cells."""

    chars: float = 0.0
    share: float = 0.0
    align: Align = Align.LEFT


@dataclass(frozen=True)
class Cell:
    """Content over one or several columns; `least` is a height to leave for writing by hand, such as an opinion."""

    content: tuple[Content, ...] = ()
    across: int = 1
    align: Align | None = None
    stand: Stand = Stand.MIDDLE
    least: float = 0.0


@dataclass(frozen=True)
class Row:
    """Cells from left to right, plain text for simple ones; `with_next` keeps the row on the page of the next one."""

    cells: tuple[Cell | str, ...]
    with_next: bool = False


def label(words: str, *, across: int = 1, role: Role = Role.BODY) -> Cell:
    """Return a centred cell that says what stands beside or below it."""
    return Cell((Text((Span(words, role),)),), across, Align.CENTRE)


def value(words: str, *, across: int = 1, role: Role = Role.BODY, least: float = 0.0) -> Cell:
    """Return a cell with text from the left."""
    return Cell((Text((Span(words, role),)),), across, Align.LEFT, least=least)


def table(
    setter: Typesetter,
    grid: Grid,
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    head: Sequence[Row] = (),
    size: float = SIZE_4,
    left: float = LEFT,
    width: float = BLOCK_WIDTH,
    with_previous: bool = False,
    with_next: bool = False,
) -> Block:
    """Return a table, `head` repeated on each page; a row higher than about a third of a page may be cut.

    Where a cut row goes on, 续 stands in its first cell.

    ValueError if the cells of a row do not cover the columns.
    """
    edges = _edges(columns, size, width)
    lay_row = _Layout(setter, columns, edges, left, size).row
    above, body = tuple(map(lay_row, head)), tuple(map(lay_row, rows))
    if _height(above) > _LOW:
        above, body = (), (*above, *body)  # a head that filled the pages would leave no room for rows
    part = _Part(grid, left, width, above, body)
    return Block((part.strip(),), with_previous=with_previous, with_next=with_next)


def _edges(columns: Sequence[Column], size: float, width: float) -> list[float]:
    """Return where each column begins, and the width as the last edge."""
    fixed = [(column.chars + 2 * _SIDE) * size if column.chars else 0.0 for column in columns]
    shares = sum(column.share for column in columns)
    rest = width - sum(fixed)
    if shares:
        wide = [own or rest * column.share / shares for own, column in zip(fixed, columns, strict=True)]
    else:
        wide = [own * width / sum(fixed) for own in fixed]
    return [0.0, *accumulate(wide)]


@dataclass(frozen=True)
class _LaidCell:
    left: float
    pieces: tuple[Piece, ...]
    stand: Stand
    least: float
    continued: tuple[Piece, ...] = ()
    """What stands on the next page in place of its content, where that has ended before its row."""

    @cached_property
    def height(self) -> float:
        return max(self.least, sum(piece.height for piece in self.pieces))

    def draw(self, paper: Paper, top: float, height: float) -> None:
        blank = height - sum(piece.height for piece in self.pieces)
        y = top + {Stand.TOP: 0.0, Stand.MIDDLE: blank / 2, Stand.BOTTOM: blank}[self.stand]
        for piece in self.pieces:
            piece.draw(paper, self.left, y)
            y += piece.height

    def cut(self, height: float) -> "tuple[_LaidCell, _LaidCell]":
        """Return what fits into a height, and the rest."""
        bottoms = accumulate(piece.height for piece in self.pieces)
        fitting = sum(bottom <= height + _TOLERANCE for bottom in bottoms)
        here = replace(self, pieces=self.pieces[:fitting], least=min(self.least, height))
        return here, replace(self, pieces=self.pieces[fitting:], least=max(0.0, self.least - height))


@dataclass(frozen=True)
class _LaidRow:
    cells: tuple[_LaidCell, ...]
    borders: tuple[float, ...]
    padding: float
    with_next: bool

    @cached_property
    def height(self) -> float:
        return max((cell.height for cell in self.cells), default=0.0) + 2 * self.padding

    def draw(self, paper: Paper, top: float) -> None:
        for border in self.borders:
            paper.rule(border, top, border, top + self.height, stroke=_INNER)
        for cell in self.cells:
            cell.draw(paper, top + self.padding, self.height - 2 * self.padding)

    def cut(self, height: float) -> "tuple[_LaidRow, _LaidRow] | None":
        """Return the row up to a height and the rest of it, or None if it stays whole."""
        if self.height <= _LOW:
            return None
        here, rest = self._divided(height)
        if rest.lines == 1:
            here, rest = self._divided(height - max(piece.height for cell in rest.cells for piece in cell.pieces))
        return (here, rest.gone_on()) if here.lines >= _FEWEST and rest.height > 2 * self.padding else None

    def gone_on(self) -> "_LaidRow":
        """Return the row with the mark of what goes on in its first cell, if that is empty."""
        first, *others = self.cells
        return self if first.pieces else replace(self, cells=(replace(first, pieces=first.continued), *others))

    def _divided(self, height: float) -> "tuple[_LaidRow, _LaidRow]":
        parts = [cell.cut(height - 2 * self.padding) for cell in self.cells]
        here = replace(self, cells=tuple(first for first, _ in parts))
        return here, replace(self, cells=tuple(second for _, second in parts))

    @property
    def lines(self) -> int:
        return max((len(cell.pieces) for cell in self.cells), default=0)


@dataclass(frozen=True)
class _Layout:
    setter: Typesetter
    columns: Sequence[Column]
    edges: Sequence[float]
    left: float
    size: float

    def row(self, row: Row) -> _LaidRow:
        cells = list(self._cells(row))
        borders = tuple(cell.left - _SIDE * self.size for cell in cells[1:])
        return _LaidRow(tuple(cells), borders, _ABOVE * self.size, row.with_next)

    def _cells(self, row: Row) -> Iterator[_LaidCell]:
        start = 0
        for each in row.cells:
            cell = each if isinstance(each, Cell) else Cell((Text((Span(each),)),))
            end = start + cell.across
            if end > len(self.columns):
                raise ValueError(row)
            side = _SIDE * self.size
            width = self.edges[end] - self.edges[start] - 2 * side
            align = cell.align or self.columns[start].align
            pieces = lay(cell.content, self.setter, width=width, size=self.size, align=align)
            least = cell.least if pieces else max(cell.least, LINE_PITCH * self.size)
            continued = () if start or end == len(self.columns) else self._continued(width)
            yield _LaidCell(self.left + self.edges[start] + side, tuple(pieces), cell.stand, least, continued)
            start = end
        if start != len(self.columns):
            raise ValueError(row)

    def _continued(self, width: float) -> tuple[Piece, ...]:
        mark = (Text((Span(_CONTINUED),)),)
        return tuple(lay(mark, self.setter, width=width, size=self.size, align=Align.CENTRE))


@dataclass(frozen=True)
class _Part:
    """As much of a table as is not on earlier pages."""

    grid: Grid
    left: float
    width: float
    head: tuple[_LaidRow, ...]
    body: tuple[_LaidRow, ...] = field(repr=False)

    def strip(self) -> Strip:
        height = _height(self.head) + _height(self.body)
        return Strip(self.grid.rows(height), self._draw, self._cut, height)

    def _draw(self, paper: Paper, row: int) -> None:
        top = y = paper.grid.top(row)
        for number, one in enumerate((*self.head, *self.body)):
            if number:
                paper.rule(self.left, y, self.left + self.width, y, stroke=_INNER)
            one.draw(paper, y)
            y += one.height
        paper.box(self.left, top, self.width, y - top, stroke=_FRAME)

    def _cut(self, rows: int, is_fresh: bool) -> tuple[Strip, Strip] | None:
        room = (rows - 1) * self.grid.pitch + SIZE_3 - _height(self.head)
        fitting = self._fitting(room)
        here, rest = self.body[:fitting], self.body[fitting:]
        if rest and (parts := rest[0].cut(room - _height(here))):
            here, rest = (*here, parts[0]), (parts[1], *rest[1:])
        else:
            kept = self._kept_together(fitting)
            here, rest = self.body[:kept], self.body[kept:]
        alone = len(here) < _FEWEST and _height(here) <= _LOW and not is_fresh
        if not here or not rest or alone:
            return None
        return replace(self, body=here).strip(), replace(self, body=rest).strip()

    def _fitting(self, room: float) -> int:
        bottoms = accumulate(row.height for row in self.body)
        fitting = 0
        for bottom in bottoms:
            if bottom > room + _TOLERANCE:
                break
            fitting += 1
        return fitting

    def _kept_together(self, fitting: int) -> int:
        """Return how many rows stay here so that none is alone on the next page or parted from the one it is of."""
        alone = len(self.body) - fitting == 1 and fitting > _FEWEST
        kept = fitting - 1 if alone else fitting
        # Rows that belong together and are high are parted: nothing may fall off the page.
        while kept and self.body[kept - 1].with_next and _height(self.body[kept - 1 : fitting + 1]) <= _TOGETHER:
            kept -= 1
        return kept


def _height(rows: Sequence[_LaidRow]) -> float:
    return sum(row.height for row in rows)
