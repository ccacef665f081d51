"""签收栏: the ruled box in which both sides sign for a notice."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from math import ceil

from xunjian.documents.composer import setting
from xunjian.documents.composer.cells import Choices, Content, Draw, Slots, dotted, lay, text
from xunjian.documents.composer.flow import Block, Strip
from xunjian.documents.composer.fonts import Role, Typesetter
from xunjian.documents.composer.grid import BLOCK_WIDTH, LEFT, MM, RIGHT, SIZE_4, Grid
from xunjian.documents.composer.paper import Paper, natural
from xunjian.documents.composer.setting import Align
from xunjian.documents.papers import signing
from xunjian.documents.papers.on_screen import NOTHING, Written

_LABEL_WIDTH = 34 * MM
_SEAL_WIDTH = 46 * MM  # a school's seal is 42 mm wide at most
_ROW = 14.1 * MM
_LOW_ROW = 9.9 * MM
_MOST_SIGNERS_IN_ROW = 2
_SHORTEST_LINE = 20 * MM  # to sign on
_CAPTION = 1.3 * SIZE_4
_PADDING = 3 * MM
_THIN = 0.25 * MM
_SIZE_5, _SMALL_5 = 10.5, 9.0  # 5号, 小五: what is said of ink, without making the box higher
_FIELD = BLOCK_WIDTH - _LABEL_WIDTH - _SEAL_WIDTH
_INK_WIDTH, _INK_EDGE = 40 * MM, 0.8 * MM

_SIGNS = ("被检查单位", "负责人签名")
TIME_UNITS = "年月日时分"
AGREED, DISPUTED = "无异议", "有异议（附书面说明）"


def receipt(
    setter: Typesetter,
    caption: str,
    inspectors: Sequence[str],
    grid: Grid,
    written: Written = NOTHING,
    *,
    signed_by: str = "检查组签名",
) -> Block:
    """Return the box with places for the inspectors' and the school's signatures, the time and the school's seal.

    What was `written` on the screen stands in its places; these are to be signed on by hand nevertheless. The box
    shares its page with the bureau's signature and the last lines of the text: alone on a sheet, nobody could tell
    what was signed for.
    """
    box = _Receipt(setter, caption, inspectors, written, signed_by)
    strip = Strip(grid.rows(box.height), box.draw, height=box.height)
    return Block((strip,), with_previous=True)


@dataclass(frozen=True)
class _Row:
    """A row beside the seal's field: its label, how high it is, what stands in it."""

    label: tuple[str, ...]
    height: float
    draw: Draw


class _Receipt:
    def __init__(
        self, setter: Typesetter, caption: str, inspectors: Sequence[str], written: Written, signed_by: str
    ) -> None:
        self._setter = setter
        self._signed_by = signed_by
        self._caption = caption
        self._inspectors = inspectors
        self._written = written
        self._signers_in_row = self._fitting_signers()
        self._choice = ceil(len(inspectors) / self._signers_in_row) * _LOW_ROW
        self._school = self._choice + _LOW_ROW
        # The seal's field is as high as these.
        self._rows = tuple(self._rows_of_school())
        self._bottom = self._school + sum(row.height for row in self._rows)
        self.height = _CAPTION + self._bottom

    def draw(self, paper: Paper, row: int) -> None:
        """Draw caption, rules and words."""
        top = paper.grid.top(row)
        self._centred(paper, self._caption, LEFT, BLOCK_WIDTH, top, Role.HEADING)
        top += _CAPTION
        self._draw_rules(paper, top)
        if self._inspectors:
            self._label(paper, (self._signed_by,), top, self._choice)
            self._draw_signers(paper, top)
        self._label(paper, ("对以上事实",), top + self._choice, _LOW_ROW)
        self._draw_choice(paper, top + self._choice)
        tops = list(accumulate((row.height for row in self._rows), initial=top + self._school))
        for one, begin in zip(self._rows, tops, strict=False):
            self._label(paper, one.label, begin, one.height)
        for one, begin in zip(self._rows, tops, strict=False):
            one.draw(paper, LEFT + _LABEL_WIDTH, begin)
        self._centred(paper, "（公章）", RIGHT - _SEAL_WIDTH, _SEAL_WIDTH, tops[0] + _PADDING)

    def _draw_rules(self, paper: Paper, top: float) -> None:
        label, seal, bottom = LEFT + _LABEL_WIDTH, RIGHT - _SEAL_WIDTH, top + self._bottom
        school = top + self._school
        paper.box(LEFT, top, BLOCK_WIDTH, self._bottom)
        paper.rule(label, top, label, bottom, stroke=_THIN)
        paper.rule(seal, school, seal, bottom, stroke=_THIN)
        paper.rule(LEFT, school, RIGHT, school, stroke=_THIN)
        if self._choice:
            paper.rule(LEFT, top + self._choice, RIGHT, top + self._choice, stroke=_THIN)
        for one in self._rows[:-1]:
            school += one.height
            paper.rule(LEFT, school, seal, school, stroke=_THIN)

    def _draw_signers(self, paper: Paper, top: float) -> None:
        """Write each inspector's name with a line for the signature behind it."""
        width = (BLOCK_WIDTH - _LABEL_WIDTH) / self._signers_in_row
        inks = dict(enumerate(self._written.group))
        for number, name in enumerate(self._inspectors):
            row, column = divmod(number, self._signers_in_row)
            left = LEFT + _LABEL_WIDTH + column * width
            row_top = top + row * _LOW_ROW
            line_top = _middle(row_top, _LOW_ROW)
            self._text(paper, name, left + _PADDING, line_top)
            begin, end = left + _PADDING + self._width(name) + MM, left + width - _PADDING
            dotted(paper, begin, end, line_top + SIZE_4)
            if ink := inks.get(number):
                paper.ink(ink, left=begin, top=row_top + _INK_EDGE, width=end - begin, height=_LOW_ROW - 2 * _INK_EDGE)

    def _fitting_signers(self) -> int:
        widest = max(map(self._width, self._inspectors), default=0.0)
        slot = (BLOCK_WIDTH - _LABEL_WIDTH) / _MOST_SIGNERS_IN_ROW
        return _MOST_SIGNERS_IN_ROW if widest + _SHORTEST_LINE + 2 * _PADDING <= slot else 1

    def _draw_choice(self, paper: Paper, top: float) -> None:
        width = BLOCK_WIDTH - _LABEL_WIDTH - 2 * _PADDING
        agreed = self._written.agreed
        chosen = frozenset() if agreed is None else frozenset({AGREED if agreed else DISPUTED})
        content = (Choices((AGREED, DISPUTED), chosen),)
        pieces = lay(content, self._setter, width=width, size=SIZE_4, align=Align.LEFT)
        top += (_LOW_ROW - sum(piece.height for piece in pieces)) / 2
        for piece in pieces:
            piece.draw(paper, LEFT + _LABEL_WIDTH + _PADDING, top)
            top += piece.height

    def _rows_of_school(self) -> Iterator[_Row]:
        """Yield where the school signs or is told to have refused, and when it received the paper.

        What ink on a screen is good for stands where nothing is to be written any more.
        """
        written, time = self._written, _Row(("签收时间",), _ROW, self._draw_time)
        note = self._laid(("屏上签名",), text(written.note), size=_SMALL_5)
        if written.refusal is None:
            yield self._signature()
            yield time
            yield note if written.note else _Row(("拒签的，", "见证人签名"), _ROW, _draw_nothing)
        else:
            yield self._laid(_SIGNS, text(signing.refused(written.refusal)), size=_SIZE_5)
            yield self._laid(("见证人签名",), Slots(("",), inks=(written.witness,)), size=SIZE_4)
            yield note if written.note else time

    def _signature(self) -> _Row:
        """Return where the school signs; beside ink stand whose it is and when it was given."""
        ink = self._written.school
        if ink is None:
            return _Row(_SIGNS, _ROW, _draw_nothing)
        words = self._laid(_SIGNS, text(self._written.school_words), size=_SIZE_5, left=_INK_WIDTH + _PADDING)

        def draw(paper: Paper, left: float, top: float) -> None:
            words.draw(paper, left, top)
            height = words.height - 2 * _INK_EDGE
            paper.ink(ink, left=left + _PADDING, top=top + _INK_EDGE, width=_INK_WIDTH, height=height)

        return replace(words, draw=draw)

    def _draw_time(self, paper: Paper, left: float, top: float) -> None:
        """Leave room to write before each unit."""
        step = (_FIELD - _PADDING) / len(TIME_UNITS)
        for number, unit in enumerate(TIME_UNITS, start=1):
            self._text(paper, unit, left + number * step - SIZE_4, _middle(top, _ROW))

    def _laid(self, label: tuple[str, ...], content: Content, *, size: float, left: float = 0.0) -> _Row:
        """Return a row with this content half way up, as high as it must be."""
        begin = left + _PADDING
        pieces = lay((content,), self._setter, width=_FIELD - begin - _PADDING, size=size, align=Align.LEFT)
        tall = sum(piece.height for piece in pieces)
        height = max(_ROW, tall + _PADDING)

        def draw(paper: Paper, from_left: float, top: float) -> None:
            top += (height - tall) / 2
            for piece in pieces:
                piece.draw(paper, from_left + begin, top)
                top += piece.height

        return _Row(label, height, draw)

    def _label(self, paper: Paper, lines: Sequence[str], top: float, height: float) -> None:
        pitch = 1.3 * SIZE_4
        first = top + (height - (len(lines) - 1) * pitch - SIZE_4) / 2
        for number, line in enumerate(lines):
            self._centred(paper, line, LEFT, _LABEL_WIDTH, first + number * pitch)

    def _centred(self, paper: Paper, text: str, left: float, width: float, top: float, role: Role = Role.BODY) -> None:
        glyphs = setting.glyphs(self._setter, text, role)
        setting.centred(paper, glyphs, natural(glyphs), top=top, size=SIZE_4, left=left, width=width)

    def _text(self, paper: Paper, text: str, left: float, top: float) -> None:
        glyphs = setting.glyphs(self._setter, text)
        paper.line(glyphs, natural(glyphs), left=left, top=top, size=SIZE_4)

    def _width(self, text: str) -> float:
        return sum(setting.glyphs(self._setter, text).advances) * SIZE_4


def _draw_nothing(_paper: Paper, _left: float, _top: float) -> None:
    """Leave a row to be written in by hand."""


def _middle(top: float, height: float) -> float:
    return top + (height - SIZE_4) / 2
