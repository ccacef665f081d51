"""签收栏: the ruled box in which both sides sign for a notice."""

from collections.abc import Sequence
from math import ceil

from xunjian.documents.composer import setting
from xunjian.documents.composer.cells import Choices, dotted, lay
from xunjian.documents.composer.flow import Block, Strip
from xunjian.documents.composer.fonts import Role, Typesetter
from xunjian.documents.composer.grid import BLOCK_WIDTH, LEFT, MM, RIGHT, SIZE_4, Grid
from xunjian.documents.composer.paper import Paper, natural
from xunjian.documents.composer.setting import Align

_LABEL_WIDTH = 34 * MM
_SEAL_WIDTH = 46 * MM  # a school's seal is 42 mm wide at most
_ROW = 14.1 * MM
_LOW_ROW = 9.9 * MM
_MOST_SIGNERS_IN_ROW = 2
_SHORTEST_LINE = 20 * MM  # to sign on
_CAPTION = 1.3 * SIZE_4
_PADDING = 3 * MM
_THIN = 0.25 * MM

# The seal's field is as high as these three rows.
SCHOOL_LABELS = (("被检查单位", "负责人签名"), ("签收时间",), ("拒签的，", "见证人签名"))
TIME_ROW = 1
TIME_UNITS = "年月日时分"
AGREED, DISPUTED = "无异议", "有异议（附书面说明）"


def receipt(setter: Typesetter, caption: str, inspectors: Sequence[str], grid: Grid) -> Block:
    """Return the box with places for the inspectors' and the school's signatures, the time and the school's seal.

    It shares its page with the bureau's signature and the last lines of the text: alone on a sheet, nobody could tell
    what was signed for.
    """
    box = _Receipt(setter, caption, inspectors)
    strip = Strip(grid.rows(box.height), box.draw, height=box.height)
    return Block((strip,), with_previous=True)


class _Receipt:
    def __init__(self, setter: Typesetter, caption: str, inspectors: Sequence[str]) -> None:
        self._setter = setter
        self._caption = caption
        self._inspectors = inspectors
        self._signers_in_row = self._fitting_signers()
        self._choice = ceil(len(inspectors) / self._signers_in_row) * _LOW_ROW
        self._school = self._choice + _LOW_ROW
        self._bottom = self._school + len(SCHOOL_LABELS) * _ROW
        self.height = _CAPTION + self._bottom

    def draw(self, paper: Paper, row: int) -> None:
        """Draw caption, rules and words."""
        top = paper.grid.top(row)
        self._centred(paper, self._caption, LEFT, BLOCK_WIDTH, top, Role.HEADING)
        top += _CAPTION
        self._draw_rules(paper, top)
        if self._inspectors:
            self._label(paper, ("检查组签名",), top, self._choice)
            self._draw_signers(paper, top)
        self._label(paper, ("对以上事实",), top + self._choice, _LOW_ROW)
        self._draw_choice(paper, top + self._choice)
        for number, lines in enumerate(SCHOOL_LABELS):
            self._label(paper, lines, top + self._school + number * _ROW, _ROW)
        self._draw_time(paper, _middle(top + self._school + TIME_ROW * _ROW, _ROW))
        self._centred(paper, "（公章）", RIGHT - _SEAL_WIDTH, _SEAL_WIDTH, top + self._school + _PADDING)

    def _draw_rules(self, paper: Paper, top: float) -> None:
        label, seal, bottom = LEFT + _LABEL_WIDTH, RIGHT - _SEAL_WIDTH, top + self._bottom
        school = top + self._school
        paper.box(LEFT, top, BLOCK_WIDTH, self._bottom)
        paper.rule(label, top, label, bottom, stroke=_THIN)
        paper.rule(seal, school, seal, bottom, stroke=_THIN)
        paper.rule(LEFT, school, RIGHT, school, stroke=_THIN)
        if self._choice:
            paper.rule(LEFT, top + self._choice, RIGHT, top + self._choice, stroke=_THIN)
        for number in range(1, len(SCHOOL_LABELS)):
            paper.rule(LEFT, school + number * _ROW, seal, school + number * _ROW, stroke=_THIN)

    def _draw_signers(self, paper: Paper, top: float) -> None:
        """Write each inspector's name with a line for the signature behind it."""
        width = (BLOCK_WIDTH - _LABEL_WIDTH) / self._signers_in_row
        for number, name in enumerate(self._inspectors):
            row, column = divmod(number, self._signers_in_row)
            left = LEFT + _LABEL_WIDTH + column * width
            line_top = _middle(top + row * _LOW_ROW, _LOW_ROW)
            self._text(paper, name, left + _PADDING, line_top)
            end_of_name = left + _PADDING + self._width(name) + MM
            dotted(paper, end_of_name, left + width - _PADDING, line_top + SIZE_4)

    def _fitting_signers(self) -> int:
        widest = max(map(self._width, self._inspectors), default=0.0)
        slot = (BLOCK_WIDTH - _LABEL_WIDTH) / _MOST_SIGNERS_IN_ROW
        return _MOST_SIGNERS_IN_ROW if widest + _SHORTEST_LINE + 2 * _PADDING <= slot else 1

    def _draw_choice(self, paper: Paper, top: float) -> None:
        width = BLOCK_WIDTH - _LABEL_WIDTH - 2 * _PADDING
        pieces = lay((Choices((AGREED, DISPUTED)),), self._setter, width=width, size=SIZE_4, align=Align.LEFT)
        top += (_LOW_ROW - sum(piece.height for piece in pieces)) / 2
        for piece in pieces:
            piece.draw(paper, LEFT + _LABEL_WIDTH + _PADDING, top)
            top += piece.height

    def _draw_time(self, paper: Paper, top: float) -> None:
        """Leave room to write before each unit."""
        left = LEFT + _LABEL_WIDTH
        step = (BLOCK_WIDTH - _LABEL_WIDTH - _SEAL_WIDTH - _PADDING) / len(TIME_UNITS)
        for number, unit in enumerate(TIME_UNITS, start=1):
            self._text(paper, unit, left + number * step - SIZE_4, top)

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


def _middle(top: float, height: float) -> float:
    return top + (height - SIZE_4) / 2
