"""Breaking a Chinese paragraph into lines: pure geometry over a text and the advance of each character, in em.

The rules are those of GB/T 15834-2011 (marks) on the grid of GB/T 9704-2012:

- no line starts with a closing mark or ends with an opening one; —— and …… are never parted;
- figures, Latin words, days such as 9月8日, 证据：1、2。 and document numbers such as 〔2026〕12号 stay whole unless
  wider than a line; the office's code before such a number stays with it where that leaves no holes;
- two marks in a row lose half an em of blank; a mark gives up to half its width, and every gap a hair, before a
  character is pushed out; the blank half of a mark may hang out of the block;
- what is left of a line is spread evenly over its gaps, and no last line is a single character.

All lines of a paragraph are chosen together, so that the sum of their costs is least; a forbidden break costs more than
any paragraph can otherwise, hence it happens only where nothing else is possible (a line full of closing marks).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import ceil

CLOSING = frozenset("。．，、；：！？）〕】》〉”’」』］｝〗…—～·•・％‰℃°%,.;:!?)]}-–/")
OPENING = frozenset("（〔【《〈“‘「『［｛〖￥¥＄$#№([{")

# The half of a full-width mark that holds no ink.
_BLANK_AFTER = frozenset("。．，、；：）〕】》〉”’」』］｝〗")
_BLANK_BEFORE = frozenset("（〔【《〈“‘「『［｛〖")
_HALF = 0.5

_WHOLE = re.compile(
    r"〔[0-9]{4}〕[0-9]+号"  # the year and serial of a document number
    r"|证据：[0-9]+(?:[、—][0-9]+){0,3}。?"  # a few numbers, with what they are numbers of
    r"|[0-9]{1,2}月[0-9]{1,2}日"
    r"|￥?[\x21-\x7e\u00a1-\u024f]+"  # a Latin word or a figure,
    r"(?:(?<=[0-9])[元角分年月日时人名号条款项个份页次所校])?"  # with its unit
    r"|—+|…+"
)
_OFFICE_CODE = re.compile(r"[\u4e00-\u9fff]{1,6}(?=〔[0-9]{4}〕)")  # 庐教督改 before 〔2026〕12号
_LATIN = re.compile(r"[\x21-\x7e\u00a1-\u024f]{2,}")
_PART = re.compile(r"(?:[^/?&=.:@_-]|(?<=[0-9])[.-](?=[0-9]))+[/?&=.:@_-]*")  # of an address that no line can hold

_FORBIDDEN = 1e6
_UNWELCOME = 4.0
_RUNT = 1e4
_FEWEST_IN_LAST_LINE = 2
_CANDIDATES = 3
_VISIBLE_GAP = 0.05  # em added to each gap that a reader begins to see
_SQUEEZE_COST = 1.5
_TIGHTER = 0.015  # em that each gap can give: a quarter of a point, which nobody sees
_WIDEST_GAP = 0.35  # a line that would need more is left ragged
_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Line:
    """Characters `start` to `end` of the text, without white space after them, and the left edge of each in em."""

    start: int
    end: int
    xs: tuple[float, ...]


def break_lines(
    text: str, advances: Sequence[float], measure: float, *, first: float = 0.0, rest: float = 0.0, justify: bool = True
) -> list[Line]:
    """Return the lines of a paragraph set in a block `measure` em wide.

    `first` and `rest` are the indents of the first line and of the others. White space at the ends of lines is dropped;
    every other character is on exactly one line. The last line is not justified.
    """
    paragraph = _Paragraph(text, advances, measure - max(first, rest))
    lines: list[Line] = []
    for begin, end in paragraph.breaks(measure - first, measure - rest):
        indent = rest if begin else first
        last = end == len(text)
        lines.append(paragraph.place(begin, end, indent, measure - indent, justify=justify and not last))
    return lines


def fewest_lines(width: float, measure: float) -> int:
    """Return how many lines a text of this width takes at least."""
    return max(1, ceil(width / measure - _TOLERANCE))


def breakable(text: str) -> list[bool]:
    """Return for each place, from before the first character to after the last, whether a line may end there."""
    solid_ends = _solid_ends(text)
    inside = {k for match in _WHOLE.finditer(text) for k in range(match.start() + 1, match.end())}
    return [_may_break(text, k, solid_ends) and k not in inside for k in range(len(text) + 1)]


def _may_break(text: str, k: int, solid_ends: Sequence[int]) -> bool:
    if k in (0, len(text)):
        return True
    left, right = text[solid_ends[k] - 1], text[k]
    return not (right in CLOSING or left in OPENING or right.isspace())


class _Paragraph:
    """What breaking needs to know about each character k and the boundary before it, summed up from the left."""

    def __init__(self, text: str, advances: Sequence[float], narrowest: float) -> None:
        self.text = text
        self._advances = advances
        self._solid_ends = _solid_ends(text)
        before = [_HALF if self._has_blank(k, _BLANK_BEFORE) else 0.0 for k in range(len(text))]
        after = [_HALF if self._has_blank(k, _BLANK_AFTER) else 0.0 for k in range(len(text))]
        blanks = [after[k - 1] + before[k] if k else 0.0 for k in range(len(text))]
        kept = [blank - _HALF if blank and self._between_marks(k) else blank for k, blank in enumerate(blanks)]
        shared = accumulate(blank - keep for blank, keep in zip(blanks, kept, strict=True))
        offsets = accumulate(advances[k - 1] if k else 0.0 for k in range(len(text)))
        self._positions = [offset - less for offset, less in zip(offsets, shared, strict=True)]
        self._squeezes = list(accumulate(kept))
        self._before, self._after = before, after
        inside = _inside_words(text, self._advances, narrowest)
        self._gaps = list(accumulate(0 if k == 0 or k in inside.letters else 1 for k in range(len(text))))
        self._unwelcome = {k for code in _OFFICE_CODE.finditer(text) for k in range(code.start() + 1, code.end() + 1)}
        self._allowed = [k not in inside.wholes and _may_break(text, k, self._solid_ends) for k in range(len(text) + 1)]
        self._least = [
            position - squeeze - _TIGHTER * gaps
            for position, squeeze, gaps in zip(self._positions, self._squeezes, self._gaps, strict=True)
        ]

    def _has_blank(self, k: int, marks: frozenset[str]) -> bool:
        return self.text[k] in marks and self._advances[k] > _HALF

    def _between_marks(self, k: int) -> bool:
        marks = _BLANK_BEFORE | _BLANK_AFTER
        return self.text[k - 1] in marks and self.text[k] in marks

    def breaks(self, first: float, rest: float) -> Iterator[tuple[int, int]]:
        """Yield the begin and end of each line of the cheapest way to break the text."""
        size = len(self.text)
        cost = {0: 0.0}
        came_from: dict[int, int] = {}
        for begin in range(size):
            if begin not in cost:
                continue
            width = rest if begin else first
            for end in self._ends(begin, width):
                total = cost[begin] + self._cost(begin, end, width)
                if total < cost.get(end, float("inf")):
                    cost[end], came_from[end] = total, begin
        ends = [size]
        while ends[-1]:
            ends.append(came_from[ends[-1]])
        ends.reverse()
        yield from pairwise(ends)

    def _ends(self, begin: int, width: float) -> list[int]:
        """Return where a line from `begin` may end: the last few allowed places, or else the last possible one."""
        reach = bisect_right(self._least, self._least[begin] + self._before[begin] + width + _TOLERANCE)
        furthest = min(reach, len(self.text))
        while furthest < len(self.text) and self.text[furthest].isspace():
            furthest += 1
        while furthest > begin + 1 and not self._fits(begin, furthest, width):
            furthest -= 1
        found: list[int] = []
        for end in range(furthest, begin, -1):
            if self._allowed[end]:
                found.append(end)
            if len(found) == _CANDIDATES:
                break
        return found or [furthest]

    def _natural(self, begin: int, end: int) -> float:
        last = self._solid_ends[end] - 1
        return self._positions[last] + self._advances[last] - self._positions[begin] if last >= begin else 0.0

    def _slack(self, begin: int, end: int) -> tuple[float, float]:
        """Return what the marks and gaps within a line can give, and what its last mark can without being noticed."""
        last = self._solid_ends[end] - 1
        if last < begin:
            return 0.0, 0.0
        marks = self._before[begin] + self._squeezes[last] - self._squeezes[begin]
        return marks + _TIGHTER * (self._gaps[last] - self._gaps[begin]), self._after[last]

    def _fits(self, begin: int, end: int, width: float) -> bool:
        return self._natural(begin, end) - sum(self._slack(begin, end)) <= width + _TOLERANCE

    def _squeeze(self, begin: int, end: int, over: float) -> float:
        """Return which part of what it can give a line must give to lose so much."""
        within, at_end = self._slack(begin, end)
        return min(1.0, max(0.0, over - at_end) / within) if within else 0.0

    def _cost(self, begin: int, end: int, width: float) -> float:
        cost = _FORBIDDEN if not self._allowed[end] else _UNWELCOME if end in self._unwelcome else 0.0
        over = self._natural(begin, end) - width
        if over > _TOLERANCE:
            cost += _SQUEEZE_COST * self._squeeze(begin, end, over) ** 2
        elif end < len(self.text):
            gap = -over / max(1, self._inner_gaps(begin, end))
            cost += (gap / _VISIBLE_GAP) ** 2
        if end == len(self.text) and begin and self._weight(begin, end) < _FEWEST_IN_LAST_LINE:
            cost += _RUNT
        return cost

    def _weight(self, begin: int, end: int) -> int:
        return sum(1 for character in self.text[begin:end] if character.isalnum())

    def _inner_gaps(self, begin: int, end: int) -> int:
        last = self._solid_ends[end] - 1
        return self._gaps[last] - self._gaps[begin] if last > begin else 0

    def place(self, begin: int, end: int, indent: float, width: float, *, justify: bool) -> Line:
        """Return a line with its characters spread or squeezed into `width` em to the right of `indent`."""
        over = self._natural(begin, end) - width
        squeeze = self._squeeze(begin, end, over)
        gaps = self._inner_gaps(begin, end)
        spread = -over / gaps if justify and gaps and over < 0 else -squeeze * _TIGHTER
        if spread > _WIDEST_GAP:
            spread = 0.0
        solid = self._solid_ends[end]
        origin = indent - self._positions[begin] - squeeze * self._before[begin]
        xs = [
            origin
            + self._positions[k]
            - squeeze * (self._squeezes[k] - self._squeezes[begin])
            + spread * (self._gaps[k] - self._gaps[begin])
            for k in range(begin, solid)
        ]
        return Line(begin, solid, tuple(xs))


@dataclass(frozen=True)
class _Inside:
    """Boundaries inside what stays whole, and those between letters and figures, which take no extra space either."""

    wholes: frozenset[int]
    letters: frozenset[int]


def _inside_words(text: str, advances: Sequence[float], widest: float) -> _Inside:
    wholes: set[int] = set()
    for match in _WHOLE.finditer(text):
        fits = sum(advances[match.start() : match.end()]) <= widest
        for part in [match] if fits else _PART.finditer(text, match.start(), match.end()):
            if sum(advances[part.start() : part.end()]) <= widest:
                wholes.update(range(part.start() + 1, part.end()))
    letters = {boundary for word in _LATIN.finditer(text) for boundary in range(word.start() + 1, word.end())}
    return _Inside(frozenset(wholes), frozenset(letters))


def _solid_ends(text: str) -> list[int]:
    """Return for each end the end without the white space before it."""
    ends = [0]
    for k, character in enumerate(text):
        ends.append(ends[-1] if character.isspace() else k + 1)
    return ends
