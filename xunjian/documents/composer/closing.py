"""What stands below the text of an official document: signature, date, note and 版记 (7.3.5, 7.3.6 and 7.4)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xunjian.documents.composer import setting
from xunjian.documents.composer.flow import Block, Strip
from xunjian.documents.composer.fonts import Glyphs, Span, Typesetter
from xunjian.documents.composer.grid import (
    BLOCK_WIDTH,
    BOTTOM,
    COLUMN,
    COLUMNS,
    FILLED,
    LEFT,
    MM,
    RIGHT,
    SIZE_3,
    SIZE_4,
    Grid,
)
from xunjian.documents.composer.linebreak import Line
from xunjian.documents.composer.paper import Paper, natural

_INDENT = 2
_SEALED_MARGIN = 4  # characters to the right of the date where a seal will stand
_UNSEALED_MARGIN = 2
_DATE_SHIFT = 2
_SEAL = 45 * MM  # the empty square for a seal of 42 mm
_NOTE_PART = re.compile("[^，]+，?")
_BRACKET = 1  # column, which further lines of a note are in
_STAMP_ROWS, _STAMP_COLUMNS = 2, 7  # 21 by 39 mm for the seal of a person's signature
_POST_GAP = 2

_IMPRINT_ROW = 8 * MM
_OUTER, _INNER = 0.35 * MM, 0.25 * MM


def signature(setter: Typesetter, office: str, day: str, *, sealed: bool, note: str = "", grid: Grid = FILLED) -> Block:
    """Return the office's name, the date and the note below it, on the page of the text before them.

    Sealed, the name is centred over the date and both stand in the middle of an empty square of 45 mm, whose upper
    edge is within a row of the text; a note is kept out of the square. Unsealed, the date begins two characters to the
    right of the name.
    """
    one = _Signature(setter, office, day, sealed=sealed)
    rows, notes = one.rows, _note(setter, note, one)
    if notes:
        rows = max(rows, notes[-1][0] + 1)

    def draw(paper: Paper, row: int) -> None:
        # Where rows are squeezed, the seal keeps its distance from the text above.
        top = paper.grid.top(row) + grid.pitch - paper.grid.pitch
        for place, glyphs, line, column in (*one.placed(), *notes):
            left = LEFT + column * COLUMN
            paper.line(glyphs, line, left=left, top=top + place * grid.pitch, size=SIZE_3, em=COLUMN)

    return Block((setting.solid(rows, draw, grid),), with_previous=True, closing=True)


def signed(setter: Typesetter, post: str, day: str, *, grid: Grid = FILLED) -> Block:
    """Return the post of whoever signs with a seal of the signature, room for that seal, and the date (7.3.5.3)."""
    name, date = setter.glyphs([Span(post)]), setter.glyphs([Span(day)])
    stamp = 2
    date_row = stamp + _STAMP_ROWS + 1
    post_column = COLUMNS - _SEALED_MARGIN - _STAMP_COLUMNS - _POST_GAP - sum(name.advances)
    date_column = COLUMNS - _SEALED_MARGIN - sum(date.advances)

    def draw(paper: Paper, row: int) -> None:
        top = paper.grid.top(row)
        for glyphs, column, place in (
            (name, post_column, stamp + (_STAMP_ROWS - 1) / 2),
            (date, date_column, date_row),
        ):
            left = LEFT + column * COLUMN
            paper.line(glyphs, natural(glyphs), left=left, top=top + place * grid.pitch, size=SIZE_3, em=COLUMN)

    return Block((setting.solid(date_row + 1, draw, grid),), with_previous=True, closing=True)


def imprint(
    setter: Typesetter, office: str, day: str, *, copies: str = "", main: str = "", grid: Grid = FILLED
) -> Block:
    """Return 版记: whom the document and its copies go to, and who printed it when; it ends on the block's lower edge.

    `main` and `copies` are names of offices with 、 and ， between them.
    """
    lists = [_distribution(setter, label, names) for label, names in (("主送", main), ("抄送", copies)) if names]
    left, right = setter.glyphs([Span(office)]), setter.glyphs([Span(f"{day}印发")])
    height = (sum(map(len, lists)) + 1) * _IMPRINT_ROW

    def draw(paper: Paper, _row: int) -> None:
        y = BOTTOM - height
        paper.rule(LEFT, y + _OUTER / 2, RIGHT, y + _OUTER / 2, stroke=_OUTER)
        for distribution in lists:
            for glyphs, line in distribution:
                paper.line(glyphs, line, left=LEFT, top=_middle(y), size=SIZE_4)
                y += _IMPRINT_ROW
            paper.rule(LEFT, y, RIGHT, y, stroke=_INNER)
        paper.line(left, natural(left), left=LEFT + SIZE_4, top=_middle(y), size=SIZE_4)
        end = RIGHT - SIZE_4 - sum(right.advances) * SIZE_4
        paper.line(right, natural(right), left=end, top=_middle(y), size=SIZE_4)
        paper.rule(LEFT, BOTTOM, RIGHT, BOTTOM, stroke=_OUTER)

    return Block((Strip(grid.rows(height), draw, height=height),), foot=True)


def _distribution(setter: Typesetter, label: str, names: str) -> list[tuple[Glyphs, Line]]:
    """Return the lines of 抄送：…。 one character in on both sides, further lines below the first name."""
    text = setter.glyphs([Span(f"{label}：{names.rstrip('。 ')}。")])
    measure = BLOCK_WIDTH / SIZE_4 - 1
    hang = 1 + sum(text.advances[: len(label) + 1])
    return [(text, line) for line in setting.lines(text, measure=measure, first=1, rest=hang)]


def _middle(top: float) -> float:
    return top + (_IMPRINT_ROW - SIZE_4) / 2


Placed = tuple[int, Glyphs, Line, float]  # row, text, line, column of the line's x of 0


@dataclass(frozen=True)
class _Spread:
    """Left edges in columns of the name's widest line and of the date."""

    name: float
    date: float


class _Signature:
    """Where name and date stand, in rows from the one after the text."""

    def __init__(self, setter: Typesetter, office: str, day: str, *, sealed: bool) -> None:
        self._name, self._date = setter.glyphs([Span(office)]), setter.glyphs([Span(day)])
        self._lines = setting.lines(self._name, measure=COLUMNS - _SEALED_MARGIN, justify=False)
        self._width = max((setting.line_width(self._name, line) for line in self._lines), default=0.0)
        date = sum(self._date.advances)
        self._spread = (_sealed if sealed else _unsealed)(self._width, date)
        self.date_row = 1 + len(self._lines)
        self.note_end = (self._spread.date + date / 2) - _SEAL / COLUMN / 2 if sealed else float(COLUMNS)
        self.rows = self.date_row + (2 if sealed else 1)

    def placed(self) -> Iterator[Placed]:
        for number, line in enumerate(self._lines):
            shift = (self._width - setting.line_width(self._name, line)) / 2
            yield 1 + number, self._name, line, self._spread.name + shift
        yield self.date_row, self._date, natural(self._date), self._spread.date


def _sealed(name: float, date: float) -> _Spread:
    """Return the name centred over the date, the date four characters from the right, or as far as the name asks."""
    centre = min(COLUMNS - _SEALED_MARGIN - date / 2, COLUMNS - name / 2)
    return _Spread(centre - name / 2, centre - date / 2)


def _unsealed(name: float, date: float) -> _Spread:
    """Return the date two characters to the right of the name, whichever is longer two characters from the right."""
    if date > name:
        date_left = COLUMNS - _UNSEALED_MARGIN - date
        return _Spread(date_left - _DATE_SHIFT, date_left)
    name_left = COLUMNS - _UNSEALED_MARGIN - name
    return _Spread(name_left, name_left + _DATE_SHIFT)


def _note(setter: Typesetter, note: str, above: _Signature) -> Sequence[Placed]:
    """Return the note two characters in on the row below the date, kept out of the square of the seal (7.3.6).

    Where it is too wide, each thing that it names has a line, so that no number is parted from what it is the number
    of; where these are too wide as well, it stands below the square.
    """
    if not note.strip():
        return ()
    beside, row = min(above.note_end, COLUMNS) - _INDENT, above.date_row + 1
    parts = [setter.glyphs([Span(part)]) for part in _NOTE_PART.findall(note)]
    whole = setter.glyphs([Span(note)])
    if sum(whole.advances) <= beside:
        parts = [whole]
    elif _BRACKET + max(sum(part.advances) for part in parts) > beside:
        parts, beside, row = [whole], COLUMNS - _INDENT, row + 1
    placed = [
        (glyphs, line, _INDENT + (_BRACKET if number else 0.0))
        for number, glyphs in enumerate(parts)
        for line in setting.lines(glyphs, measure=beside, justify=False)
    ]
    return [(row + number, glyphs, line, column) for number, (glyphs, line, column) in enumerate(placed)]
