"""Titles of several lines: broken where the sense allows it, in the shape of a trapezium or a rhombus.

GB/T 9704-2012, 7.3.1: 回行时，要做到词意完整，排列对称，长短适宜，间距恰当，标题排列应当使用梯形或菱形。
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from xunjian.documents.composer.linebreak import Line, breakable, fewest_lines

# Words of titles that stay whole. A title is short: what is not here is told from what is.
_WORDS = re.compile(
    "进一步|关于|中小学校?|第[一二三四五六七八九十]+(?:初级|高级|完全)?[小中]学|服务性|代收费|教育收费|专项检查|专项督查|专项治理|限期整改|问题整改|开展|加强|规范|切实|做好|落实|实施|印发|召开|组织|报送|责令|限期|立即|整改|改正|复查|检查|督查|督导|"
    "抽查|核查|专项|治理|整治|行动|工作|情况|问题|结果|意见书?|通知书?|通报|决定|报告书?|回证|方案|办法|规定|细则|记录|反馈[单表]?|"
    "清单|目录|名单|台账|说明|现场|照片|证据|义务|教育|体育|科学|技术|教学|学校|小学|中学|初中|高中|职业|高级|初级|完全|实验|"
    "九年一贯制|附属|中心|民族|幼儿园|培训|机构|收费|退费|食堂|安全|校服|教辅|资料|课后|服务|违规|校外|学科|招生|学籍|减负|"
    "师德|师风|财务|管理|票据|公示|春季|秋季|学期|学年|年度|第?[一二三四]季度|人民|政府|委员会|办公室|自治[州县区]|"
    "教育(?:和?体育)?(?:和?科学技术)?局|[0-9]+年"
)
_QUOTED = re.compile("《[^》]*》|“[^”]*”|（[^）]*）")
_GOOD_AFTER = frozenset("于对的、，和及与暨省市县区州局学校园")
_BAD_BEFORE = frozenset("的等和及与暨书们中内上下局厅")

_FORBIDDEN = 1e6
_IN_WORD, _IN_QUOTES, _BAD_START, _PLAIN = 6.0, 2.0, 3.0, 0.8
_ANOTHER_LINE, _HOURGLASS, _RECTANGLE = 4.0, 8.0, 0.6
_UNEVEN = 6.0
_SHORTEST, _LONGEST = 0.45, 1.6  # parts of the mean length
_MOST_LINES = 4  # more lines than that are broken without looking for a shape


def balanced(text: str, advances: Sequence[float], measure: float) -> list[Line]:
    """Return the lines of a title, each from 0 on; no line is wider than `measure` em."""
    title = _Title(text, advances)
    fewest = fewest_lines(title.width, measure)
    if fewest == 1:
        return [title.line(0, len(text))]
    choices = (
        (title.cost(ends) + extra * _ANOTHER_LINE, ends)
        for extra in (0, 1)
        if fewest + extra <= _MOST_LINES
        for ends in title.ways(fewest + extra, measure)
    )
    ends = min(choices, default=(0.0, title.greedy(measure)))[1]
    return [title.line(begin, end) for begin, end in pairwise(ends)]


class _Title:
    def __init__(self, text: str, advances: Sequence[float]) -> None:
        self.text = text
        self._advances = advances
        self._edges = [0.0]
        for advance in advances:
            self._edges.append(self._edges[-1] + advance)
        self._costs = _break_costs(text)

    @property
    def width(self) -> float:
        return self._edges[-1]

    def length(self, begin: int, end: int) -> float:
        return self._edges[end] - self._edges[begin]

    def ways(self, count: int, measure: float) -> Iterator[tuple[int, ...]]:
        """Yield the ends of all sensible ways to make so many lines, from 0 on."""
        mean = self.width / count
        shortest, longest = _SHORTEST * mean, min(measure, _LONGEST * mean)

        def after(ends: tuple[int, ...], left: int) -> Iterator[tuple[int, ...]]:
            begin, size = ends[-1], len(self.text)
            if left == 1:
                if shortest <= self.length(begin, size) <= longest:
                    yield (*ends, size)
                return
            for end in range(begin + 1, size):
                length = self.length(begin, end)
                if length > longest:
                    return
                rest = self.length(end, size)
                if length >= shortest and rest <= (left - 1) * longest and self._costs[end] < _FORBIDDEN:
                    yield from after((*ends, end), left - 1)

        yield from after((0,), count)

    def cost(self, ends: Sequence[int]) -> float:
        """Return what a reader of official documents would hold against the way."""
        lengths = [self.length(begin, end) for begin, end in pairwise(ends)]
        mean = sum(lengths) / len(lengths)
        uneven = sum(((length - mean) / mean) ** 2 for length in lengths) / len(lengths)
        shape = _HOURGLASS if _has_waist(lengths) else _RECTANGLE if max(lengths) - min(lengths) < 1 else 0.0
        return _UNEVEN * uneven + shape + sum(self._costs[end] for end in ends[1:-1])

    def greedy(self, measure: float) -> tuple[int, ...]:
        """Return the ends of lines filled one after the other."""
        ends = [0]
        while ends[-1] < len(self.text):
            begin = ends[-1]
            reach = begin + 1
            while reach < len(self.text) and self.length(begin, reach + 1) <= measure:
                reach += 1
            allowed = (end for end in range(reach, begin, -1) if self._costs[end] < _FORBIDDEN)
            ends.append(next(allowed, reach))
        return tuple(ends)

    def line(self, begin: int, end: int) -> Line:
        while end > begin + 1 and self.text[end - 1].isspace():
            end -= 1
        return Line(begin, end, tuple(self._edges[k] - self._edges[begin] for k in range(begin, end)))


def _has_waist(lengths: Sequence[float]) -> bool:
    """Say whether a line between longer ones is the shortest: neither trapezium nor rhombus."""
    falls = False
    for before, after in pairwise(lengths):
        if after > before and falls:
            return True
        falls = falls or after < before
    return False


def _break_costs(text: str) -> list[float]:
    """Return for each place between characters what a break there costs; the ends cost nothing."""
    costs = [_PLAIN] * (len(text) + 1)
    allowed = breakable(text)
    for k in range(1, len(text)):
        if text[k - 1] in _GOOD_AFTER or text[k - 1].isspace():
            costs[k] = 0.0
        if text[k] in _BAD_BEFORE:
            costs[k] += _BAD_START
        if not allowed[k]:
            costs[k] = _FORBIDDEN
    for cost, pattern in ((_IN_WORD, _WORDS), (_IN_QUOTES, _QUOTED)):
        for match in pattern.finditer(text):
            for k in range(match.start() + 1, match.end()):
                costs[k] += cost
    costs[0] = costs[-1] = 0.0
    return costs
