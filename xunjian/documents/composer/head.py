"""What stands above the text of an official document (GB/T 9704-2012, 7.2 and 7.3.1 to 7.3.2)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from xunjian.documents.composer import setting
from xunjian.documents.composer.flow import Block, Strip
from xunjian.documents.composer.fonts import Glyphs, Role, Span, Typesetter
from xunjian.documents.composer.grid import (
    BLOCK_WIDTH,
    FILLED,
    LEFT,
    MM,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    RIGHT,
    SIZE_2,
    SIZE_3,
    TOP,
    Grid,
)
from xunjian.documents.composer.linebreak import Line
from xunjian.documents.composer.paper import RED, Paper, natural
from xunjian.documents.composer.titles import balanced

_TITLE_PITCH = 1.25  # rows from title line to title line, less where they fill their rows
_NAME_TOP = 35 * MM
_NAME_LARGEST, _NAME_SMALLEST, _NAME_PITCH = 48.0, 30.0, 1.25
_RULE_BELOW, _RED_STROKE = 4 * MM, 0.5 * MM
_EMPTY_ROWS = 2  # above the number, and between the red rule and the title

_LETTER_NAME_TOP = 30 * MM  # below the edge of the paper
_LETTER_RULES, _LETTER_RULES_FROM_EDGE = 170 * MM, 20 * MM
_THICK, _THIN, _APART = 0.7 * MM, 0.25 * MM, 0.6 * MM
_CODE_BELOW_RULES = 4 * MM
_SEVEN_EIGHTHS = 7 / 8 * SIZE_3


@dataclass(frozen=True)
class Marks:
    """What a document bears in its upper left corner, each on a row of its own: 份号, 密级和保密期限, 紧急程度."""

    copy: str = ""
    secrecy: str = ""
    urgency: str = ""

    def spans(self) -> Iterable[Span]:
        """Yield the marks that there are, the first as figures, the others in 黑体."""
        yield from [Span(self.copy)] if self.copy else []
        yield from [Span(text, Role.HEADING) for text in (self.secrecy, self.urgency) if text]


def red_head(setter: Typesetter, office: str, number: str, *, grid: Grid = FILLED, marks: Marks | None = None) -> Block:
    """Return the issuing office in red 小标宋, the number two rows below it, the red rule 4 mm below that.

    The office's em boxes begin 35 mm below the edge of the block; the block ends with the two rows before the title.
    """
    name = _Name(setter, office)
    number_row = ceil((_NAME_TOP + name.height) / grid.pitch) + _EMPTY_ROWS
    number_top = number_row * grid.pitch
    code = setter.glyphs([Span(number)])
    corner = [setter.glyphs([span]) for span in (marks.spans() if marks else ())]

    def draw(paper: Paper, row: int) -> None:
        top = paper.grid.top(row)
        for order, mark in enumerate(corner):
            setting.on_grid(paper, mark, natural(mark), row=row + order)
        name.draw(paper, top + _NAME_TOP)
        setting.centred(paper, code, natural(code), top=top + number_top, size=SIZE_3)
        rule = top + number_top + SIZE_3 + _RULE_BELOW + _RED_STROKE / 2
        paper.rule(LEFT, rule, RIGHT, rule, stroke=_RED_STROKE, colour=RED)

    return Block((setting.solid(number_row + 1 + _EMPTY_ROWS, draw, grid),), with_next=True)


def letter_head(setter: Typesetter, office: str, number: str, *, grid: Grid = FILLED) -> Block:
    """Return the head of a letter (10.1): the office 30 mm below the edge of the paper, red double rules, the number.

    The page has no page number; the second double rule lies 20 mm above its lower edge, where other papers have their
    QR code. That of a letter stands below the first rules, beside and below the number.
    """
    name = _Name(setter, office)
    rules = _LETTER_NAME_TOP + name.height + 4 * MM
    rules_bottom = rules + _THICK + _APART + _THIN
    code = setter.glyphs([Span(number)])
    number_top = rules_bottom + _SEVEN_EIGHTHS
    rows = ceil((number_top + SIZE_3 - TOP) / grid.pitch) + _EMPTY_ROWS

    def draw(paper: Paper, _row: int) -> None:
        paper.prove_at(rules_bottom + _CODE_BELOW_RULES)
        name.draw(paper, _LETTER_NAME_TOP)
        _double_rule(paper, rules, (_THICK, _THIN))
        width = sum(code.advances) * SIZE_3
        paper.line(code, natural(code), left=RIGHT - width, top=number_top, size=SIZE_3)
        _double_rule(paper, PAGE_HEIGHT - _LETTER_RULES_FROM_EDGE - _THIN - _APART - _THICK, (_THIN, _THICK))

    return Block((setting.solid(rows, draw, grid),), with_next=True, unnumbered=True)


def title(setter: Typesetter, lines: Iterable[str], *, width: float = BLOCK_WIDTH) -> Block:
    """Return the title, 小标宋 2号, centred; what is wider than the block is broken into balanced lines."""
    placed = _title_lines(setter, lines, width / SIZE_2)
    count = len(placed)
    pitch = min(_TITLE_PITCH, (count - SIZE_2 / FILLED.pitch) / (count - 1)) if count > 1 else 1.0

    def draw(paper: Paper, row: int) -> None:
        for number, (glyphs, line) in enumerate(placed):
            top = paper.grid.top(row + number * pitch)
            setting.centred(paper, glyphs, line, top=top, size=SIZE_2, width=width)

    return Block((Strip(count, draw),), with_next=True)


def addressee(setter: Typesetter, name: str) -> Block:
    """Return whom the document is for, flush left and with the colon that ends it, on the page of its text."""
    glyphs = setter.glyphs([Span(f"{name.rstrip('：: ')}：")])
    return Block(setting.strips(glyphs, first=0), with_next=True)


class _Name:
    """The issuing office in red, as large as the block allows; a very long name takes two lines."""

    def __init__(self, setter: Typesetter, office: str) -> None:
        self._glyphs = setter.glyphs([Span(office, Role.TITLE)])
        advances = self._glyphs.advances
        self._lines = balanced(self._glyphs.text, advances, BLOCK_WIDTH / _NAME_SMALLEST)
        widest = max((setting.line_width(self._glyphs, line) for line in self._lines), default=0.0)
        self._size = min(_NAME_LARGEST, BLOCK_WIDTH / widest) if widest else _NAME_LARGEST

    @property
    def height(self) -> float:
        return (1 + (len(self._lines) - 1) * _NAME_PITCH) * self._size

    def draw(self, paper: Paper, top: float) -> None:
        for number, line in enumerate(self._lines):
            own = top + number * _NAME_PITCH * self._size
            setting.centred(paper, self._glyphs, line, top=own, size=self._size, colour=RED)


def _title_lines(setter: Typesetter, lines: Iterable[str], measure: float) -> list[tuple[Glyphs, Line]]:
    return [
        (glyphs, line)
        for text in lines
        for glyphs in [setter.glyphs([Span(text, Role.TITLE)])]
        for line in balanced(glyphs.text, glyphs.advances, measure)
    ]


def _double_rule(paper: Paper, top: float, strokes: Sequence[float]) -> None:
    """Draw two red rules of 170 mm in the middle of the page, the first with its upper edge at `top`."""
    left = (PAGE_WIDTH - _LETTER_RULES) / 2
    for stroke in strokes:
        middle = top + stroke / 2
        paper.rule(left, middle, left + _LETTER_RULES, middle, stroke=stroke, colour=RED)
        top += stroke + _APART
