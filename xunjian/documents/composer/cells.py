"""What stands in a cell of a table or form: running text, choices to tick, places to sign.

Content is laid out once for the width of its cell, as pieces from top to bottom; a cell is cut between pieces only.
Lengths are points.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from xunjian.documents.composer import setting
from xunjian.documents.composer.fonts import Glyphs, Role, Span, Typesetter
from xunjian.documents.composer.grid import MM
from xunjian.documents.composer.linebreak import Line, fewest_lines
from xunjian.documents.composer.paper import Paper, natural
from xunjian.documents.composer.setting import Align
from xunjian.rules.ink import Ink

LINE_PITCH = 1.3  # em from line to line
_SIGN_PITCH = 2.0  # em that a line to sign on takes
_NARROW = 18  # em; in narrower cells even spreading would leave holes
_DOT, _DOT_STEP, _DOT_STROKE = 0.35 * MM, 1.0 * MM, 0.25 * MM
_TICK_STROKE = 0.2 * MM
_TICK_BOX = 0.78  # em
_SLOT_GAP = 1.0  # em between places to sign
_OPEN, _TICKED = "□", "√"


@dataclass(frozen=True)
class Text:
    """Running text; a line break in it begins a new paragraph, `first` is the indent of each in characters."""

    spans: tuple[Span, ...]
    align: Align | None = None
    first: float = 0.0


@dataclass(frozen=True)
class Choices:
    """Options with a box before each, ticked where it is chosen already."""

    options: tuple[str, ...]
    chosen: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Slots:
    """Places to write on by hand, side by side: each a label and a dotted line that ends with `after`.

    `inks` are what was written there on the screen; None, or none at all, leaves the line empty.
    """

    labels: tuple[str, ...]
    after: str = ""
    inks: tuple[Ink | None, ...] = ()


Content = Text | Choices | Slots
Draw = Callable[[Paper, float, float], None]


@dataclass(frozen=True)
class Piece:
    """A line of a cell: its height, and how it is drawn with its upper left corner at a place."""

    height: float
    draw: Draw


def text(words: str, role: Role = Role.BODY, *, align: Align | None = None, first: float = 0.0) -> Text:
    """Return running text in one role."""
    return Text((Span(words, role),), align, first)


def lay(content: Sequence[Content], setter: Typesetter, *, width: float, size: float, align: Align) -> list[Piece]:
    """Return the pieces of a cell's content, set in a width."""
    return [piece for one in content for piece in _pieces(one, setter, width, size, align)]


def _pieces(one: Content, setter: Typesetter, width: float, size: float, align: Align) -> Iterator[Piece]:
    if isinstance(one, Text):
        own = one.align or align
        for glyphs in setting.inked(setter, one.spans):
            yield from _lines(glyphs, width=width, size=size, align=own, first=one.first)
    elif isinstance(one, Choices):
        yield from _choices(one, setter, width, size)
    else:
        yield _slots(one, setter, width, size)


def _lines(glyphs: Glyphs, *, width: float, size: float, align: Align, first: float) -> Iterator[Piece]:
    measure = width / size
    if align is not Align.LEFT:
        measure = _even(sum(glyphs.advances), measure)
    justify = align is Align.LEFT and measure >= _NARROW
    for line in setting.lines(glyphs, measure=measure, first=min(first, measure / 2), justify=justify):
        yield Piece(LINE_PITCH * size, _drawn(glyphs, line, width, size, align))


def _even(natural_width: float, measure: float) -> float:
    """Return the measure that breaks centred text into lines of about the same length."""
    lines = fewest_lines(natural_width, measure)
    return measure if lines == 1 else min(measure, natural_width / lines + 1)


def _drawn(glyphs: Glyphs, line: Line, width: float, size: float, align: Align) -> Draw:
    shift = setting.shift(glyphs, line, align, width=width, size=size)

    def draw(paper: Paper, left: float, top: float) -> None:
        paper.line(glyphs, line, left=left + shift, top=top + (LINE_PITCH - 1) / 2 * size, size=size)

    return draw


def _choices(one: Choices, setter: Typesetter, width: float, size: float) -> Iterator[Piece]:
    """Yield lines of whole options, as many on each as it has room for."""
    line: list[Span] = []
    for option in one.options:
        box = Span(_TICKED if option in one.chosen else _OPEN, Role.SONG)
        longer = [*line, *([Span("　")] if line else []), box, Span(option)]
        if line and sum(setter.glyphs(longer).advances) * size > width:
            yield from _choice_lines(setter.glyphs(line), width, size)
            longer = [box, Span(option)]
        line = longer
    yield from _choice_lines(setter.glyphs(line), width, size)


def _choice_lines(glyphs: Glyphs, width: float, size: float) -> Iterator[Piece]:
    for line in setting.lines(glyphs, measure=width / size, justify=False):
        yield Piece(LINE_PITCH * size, _ticked(glyphs, line, width, size))


def _ticked(glyphs: Glyphs, line: Line, width: float, size: float) -> Draw:
    write = _drawn(glyphs, line, width, size, Align.LEFT)
    side = _TICK_BOX * size
    ticked = [
        x + (glyphs.advances[k] - _TICK_BOX) / 2
        for x, k in zip(line.xs, range(line.start, line.end), strict=True)
        if glyphs.text[k] == _TICKED and glyphs.faces[k].role is Role.SONG
    ]

    def draw(paper: Paper, left: float, top: float) -> None:
        write(paper, left, top)
        for x in ticked:
            paper.box(left + x * size, top + (LINE_PITCH * size - side) / 2, side, side, stroke=_TICK_STROKE)

    return draw


def _slots(one: Slots, setter: Typesetter, width: float, size: float) -> Piece:
    placed = [setting.glyphs(setter, label) for label in one.labels]
    after = setting.glyphs(setter, one.after)
    share = (width + _SLOT_GAP * size) / len(placed)
    inks = dict(enumerate(one.inks))

    def draw(paper: Paper, left: float, top: float) -> None:
        line_top = top + (_SIGN_PITCH - 1) / 2 * size
        for number, label in enumerate(placed):
            begin = left + number * share
            end = begin + share - (_SLOT_GAP + sum(after.advances)) * size
            paper.line(label, natural(label), left=begin, top=line_top, size=size)
            written = begin + sum(label.advances) * size
            dotted(paper, written, end, line_top + size)
            if ink := inks.get(number):
                paper.ink(ink, left=written, top=top, width=end - written, height=_SIGN_PITCH * size)
            if len(after):
                paper.line(after, natural(after), left=end, top=line_top, size=size)

    return Piece(_SIGN_PITCH * size, draw)


def dotted(paper: Paper, left: float, right: float, height: float) -> None:
    """Draw a dotted line to sign on, `height` below the upper edge of the paper."""
    for step in range(int((right - left) / _DOT_STEP)):
        begin = left + step * _DOT_STEP
        paper.rule(begin, height, begin + _DOT, height, stroke=_DOT_STROKE)
