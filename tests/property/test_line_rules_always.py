"""Two thousand texts of hanzi, figures, Latin words and every mark, set in lines: the rules that always hold."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice, pairwise
from random import Random

import pytest

from xunjian.documents.composer.fonts import Glyphs, Role, Span, Typesetter
from xunjian.documents.composer.linebreak import CLOSING, OPENING, Line, break_lines

MEASURES = (28.0, 28.0, 28.0, 40.4, 15.4)  # the block, a turned page, a caption
EPSILON = 1e-5
TIGHTER = 0.016  # em: what nobody sees
WIDEST = 0.35  # em that a gap may be wider than it is by nature
HALF = 0.5  # of a full-width mark is blank and may stand outside
BLANK_AFTER, BLANK_BEFORE = "。．，、；：）〕】》〉”’」』］｝〗", "（〔【《〈“‘「『［｛〖"
WHOLE = re.compile(r"[A-Za-z]+|[0-9]+(?:[.,-][0-9]+)*%?")
HANZI = "检查组对学校收费情况进行了核实经查问题如下整改要求期限责任人报送逾期后果异议"
WORDS = ("A4", "PPT", "school", "QQ", "e-mail", "WPS Office", "http://edu.example.cn/notice?id=2026")
NUMBERS = ("2026", "12", "3.5%", "1,280.00", "0551-60000000", "9", "0012301", "12.5", "100")
QUOTES = ("《{}》", "“{}”", "（{}）", "〔{}〕", "【{}】", "‘{}’", "「{}」", "〈{}〉", "《{}》（{}）", "“《{}》”")
MARKS = (
    "，",
    "。",
    "；",
    "：",
    "、",
    "？",
    "！",
    "……",
    "——",
    "％",
    "℃",
    "·",
    "～",
    "！？",
    "。”",
    "）。",
    "》、《",
    "”，“",
)


def texts(seed: int) -> Iterator[str]:
    """Yield random texts of one to twelve lines; marks stand where people write them and where nobody would."""
    random = Random(seed)  # noqa: S311 - no secrets here
    while True:
        yield "".join(_piece(random) for _ in range(random.randint(1, 60)))


def _piece(random: Random) -> str:
    kind = random.random()
    hanzi = "".join(random.choices(HANZI, k=random.randint(1, 9)))
    if kind < 0.45:
        return hanzi
    if kind < 0.65:
        return random.choice(MARKS)
    if kind < 0.75:
        return random.choice(QUOTES).replace("{}", hanzi)
    if kind < 0.87:
        return random.choice(NUMBERS) + random.choice(["", "年", "元", "人", "月", "号", "名"])
    if kind < 0.95:
        return random.choice(WORDS)
    return random.choice(sorted(CLOSING | OPENING))


def broken(text: str, random: Random) -> tuple[Glyphs, float, float, list[Line]]:
    """Return the text as it is printed, the first line's indent, the measure, the lines."""
    glyphs = Typesetter().glyphs([Span(text, random.choice([Role.BODY, Role.BODY, Role.HEADING]))])
    measure, first = random.choice(MEASURES), random.choice([0.0, 2.0])
    return glyphs, first, measure, break_lines(glyphs.text, glyphs.advances, measure, first=first)


@cache
def samples(count: int) -> list[tuple[Glyphs, float, float, list[Line]]]:
    random = Random(2026)  # noqa: S311
    return [broken(text, random) for text in islice(texts(9704), count) if text.strip()]


counts = pytest.mark.parametrize("count", [200, pytest.param(2000, marks=pytest.mark.long)])


@counts
def test_no_line_begins_or_ends_with_a_mark_that_may_not(count: int) -> None:
    for glyphs, _, _, lines in samples(count):
        shown = [glyphs.text[line.start : line.end] for line in lines]
        assert not [line for line in shown[1:] if line[0] in CLOSING], shown
        assert not [line for line in shown[:-1] if line[-1] in OPENING], shown


@counts
def test_no_ink_leaves_the_block_or_meets_other_ink(count: int) -> None:
    for glyphs, first, measure, lines in samples(count):
        for number, line in enumerate(lines):
            ink = [_ink(glyphs, k, x) for k, x in zip(range(line.start, line.end), line.xs, strict=True)]
            if ink:
                assert ink[0][0] >= (0.0 if number else first) - EPSILON
                assert ink[-1][1] <= measure + EPSILON, glyphs.text[line.start : line.end]
                assert all(before[1] <= after[0] + TIGHTER for before, after in pairwise(ink))


def _ink(glyphs: Glyphs, k: int, x: float) -> tuple[float, float]:
    """Return from where to where a character may have ink."""
    character, advance = glyphs.text[k], glyphs.advances[k]
    full = advance > HALF
    before = HALF if full and character in BLANK_BEFORE else 0.0
    after = HALF if full and character in BLANK_AFTER else 0.0
    return x + before, x + advance - after


@counts
def test_a_line_that_would_need_wider_gaps_than_a_reader_bears_is_left_ragged(count: int) -> None:
    widest, ragged = 0.0, 0
    for glyphs, _, measure, lines in samples(count):
        for line in lines[:-1]:
            width = [glyphs.advances[k] for k in range(line.start, line.end)]
            gaps = [after - before - own for own, (before, after) in zip(width, pairwise(line.xs), strict=False)]
            widest = max(widest, *gaps, 0.0)
            ragged += bool(line.xs) and line.xs[-1] + width[-1] < measure - 1
    assert WIDEST - 0.1 < widest <= WIDEST + EPSILON
    assert ragged


@counts
def test_no_last_line_is_a_single_character(count: int) -> None:
    for glyphs, first, measure, lines in samples(count):
        last = glyphs.text[lines[-1].start : lines[-1].end]
        if len(lines) > 1 and sum(map(str.isalnum, last)) < 2:
            # Only where what precedes it fills a line of its own and cannot be parted from the line before.
            before = glyphs.text[lines[-2].start : lines[-2].end]
            assert WHOLE.fullmatch(before.strip("，。（《")), (before, last, first, measure)


@counts
def test_no_number_and_no_word_is_cut_unless_wider_than_a_line(count: int) -> None:
    for glyphs, first, measure, lines in samples(count):
        ends = {line.end for line in lines[:-1]} | {line.start for line in lines[1:]}
        for match in WHOLE.finditer(glyphs.text):
            if sum(glyphs.advances[match.start() : match.end()]) <= measure - first:
                assert not ends & set(range(match.start() + 1, match.end())), match.group()


@counts
def test_every_character_is_on_one_line(count: int) -> None:
    for glyphs, _, _, lines in samples(count):
        assert "".join("".join(_shown(glyphs, lines)).split()) == "".join(glyphs.text.split())


def _shown(glyphs: Glyphs, lines: Sequence[Line]) -> list[str]:
    return [glyphs.text[line.start : line.end] for line in lines]
