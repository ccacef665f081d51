"""GB/T 9704-2012 measured on ten notices of one to seven pages, from the coordinates of their PDFs, within 0.3 mm."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import pytest

from tests.notices import FINDINGS, NOTICE
from tests.pagereading import RED, Box, Char, PageRead, read_pages, text_of
from xunjian.documents.composer import parts
from xunjian.documents.composer.flow import Block, blank, paginate
from xunjian.documents.composer.fonts import Span, Typesetter
from xunjian.documents.composer.paper import Paper
from xunjian.documents.papers import notice_words as words

TOLERANCE = 0.3
LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 37.0, 262.0
SIZE_3, SIZE_4 = 15.75 * 25.4 / 72, 14 * 25.4 / 72
COLUMN = 156 / 28
ROWS = 22
SEAL = 45.0
OPENING = "（〔《“"


@dataclass(frozen=True)
class Sample:
    """What makes one notice another than the next."""

    name: str
    paragraphs: int
    pages: int
    office: str = "庐川县教育局"
    title: str = "庐川县教育局关于对庐川县实验小学教育收费专项检查问题限期整改的通知"
    attachments: int = 0
    sealed: bool = True
    note: str = "（联系人：陈洁，联系电话：0551-60000000）"
    imprint: bool = False
    marks: parts.Marks | None = None


SAMPLES = (
    Sample("one page", 0, 1, title="关于限期整改的通知", note=""),
    Sample("one page, a note beside the seal", 0, 1, title="关于限期整改的通知"),
    Sample("two pages", 3, 2, attachments=3),
    Sample("two pages and their 版记", 2, 2, attachments=1, imprint=True, note=""),
    Sample("three pages, unsealed", 7, 3, sealed=False),
    Sample("an office with a long name", 6, 3, office="西双版纳傣族自治州勐腊县教育体育和科学技术局"),
    Sample("four pages, with marks", 10, 4, marks=parts.Marks("000012", "秘密★1年", "特急")),
    Sample("five pages", 15, 5, attachments=2),
    Sample("five pages with closer rows on the last, 版记 on the back", 12, 6, attachments=5, imprint=True),
    Sample("seven pages", 23, 7, title="庐川县教育局关于印发《庐川县中小学校服务性收费管理办法（试行）》的通知"),
)
OPENING_WORDS = (
    "为规范教育收费行为维护学生和家长的合法权益落实国家和省市关于中小学校服务性收费和代收费管理的各项规定"
    "我局检查组对你校进行了检查。经查，你校存在以下问题："
)
TEXTS = [
    "".join(span.text for span in words.finding(number, finding)).replace(" ", "、")  # a blank is no character to count
    for number, finding in enumerate(FINDINGS, start=1)
]


@cache
def pages(sample: Sample) -> tuple[PageRead, ...]:
    setter = Typesetter()
    paper = Paper("通知", sample.office, NOTICE.issued_on)
    parts.draw_pages(paper, paginate(blocks(sample, setter)))
    return tuple(read_pages(paper.finish()))


def blocks(sample: Sample, setter: Typesetter) -> Iterator[Block]:
    number = "庐教督改〔2026〕12号"
    yield parts.red_head(setter, f"{sample.office}文件", number, marks=sample.marks)
    yield parts.title(setter, [sample.title])
    yield blank()
    yield parts.addressee(setter, "庐川县实验小学")
    yield from parts.paragraphs(setter, Span(OPENING_WORDS))
    for paragraph in range(sample.paragraphs):
        yield from parts.paragraphs(setter, Span(TEXTS[paragraph % len(TEXTS)]))
    if sample.attachments:
        yield blank(with_previous=True)
        yield parts.attachments(setter, [f"第{order}份材料" for order in range(1, sample.attachments + 1)])
    yield parts.signature(setter, sample.office, "2026年9月8日", sealed=sample.sealed, note=sample.note)
    if sample.imprint:
        copies = "县委办公室，县政府办公室，县人大常委会办公室，县政协办公室，县发展改革委，县财政局，县市场监管局"
        yield parts.imprint(setter, "庐川县教育局办公室", "2026年9月8日", copies=copies)


def near(value: float) -> object:
    return pytest.approx(value, abs=TOLERANCE)


every_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)


def running_lines(page: PageRead) -> list[tuple[Char, ...]]:
    """Return the lines of 3号 from margin to margin."""
    return [line for line in page.lines() if line[-1].box.right > RIGHT - COLUMN / 2 and line[0].box.left < LEFT + 1]


def is_hanzi(char: Char) -> bool:
    return "\u4e00" <= char.text <= "\u9fff"


def tops(page: PageRead) -> list[float]:
    """Return where the em boxes of the lines on the grid begin."""
    return [line[0].box.top for line in page.lines()]


def signing(sample: Sample) -> tuple[PageRead, tuple[Char, ...], tuple[Char, ...]]:
    """Return the page of the signature, the characters of the name, and those of the date below it."""
    words = f"{sample.office}2026年9月8日"
    for page in pages(sample):
        text = text_of(page.chars)
        if words in text:
            start = text.rindex(words)
            end = start + len(sample.office)
            return page, page.chars[start:end], page.chars[end : start + len(words)]
    raise AssertionError(words)


@every_sample
def test_the_notices_have_one_to_seven_pages(sample: Sample) -> None:
    assert len(pages(sample)) == sample.pages


@every_sample
def test_running_lines_reach_from_28_to_184_mm(sample: Sample) -> None:
    lines = [line for page in pages(sample) for line in running_lines(page)]
    assert len(lines) >= sample.pages
    for line in lines:
        if line[0].text not in OPENING:  # whose blank half may stand outside
            assert line[0].box.left == near(LEFT)
        if is_hanzi(line[-1]):
            assert line[-1].box.right == near(RIGHT)


@every_sample
def test_lines_of_hanzi_hold_28_of_them_in_equal_steps(sample: Sample) -> None:
    lines = [line for page in pages(sample) for line in running_lines(page)]
    full = [line for line in lines if all(map(is_hanzi, line))]
    assert full
    for line in full:
        assert len(line) == 28
        assert [char.box.left for char in line] == [near(LEFT + number * COLUMN) for number in range(28)]


@every_sample
def test_rows_fill_the_block_from_its_upper_to_its_lower_edge(sample: Sample) -> None:
    for number, page in enumerate(pages(sample), start=1):
        found = tops(page)
        if not found:
            continue  # 版记 alone
        if number > 1:
            assert found[0] == near(TOP)
        pitch = min(b - a for a, b in pairwise(found))
        rows = round((BOTTOM - SIZE_3 - TOP) / pitch) + 1
        assert ROWS <= rows <= ROWS + 3
        grid = [TOP + row * (BOTTOM - SIZE_3 - TOP) / (rows - 1) for row in range(rows)]
        running = [line[0].box.top for line in running_lines(page)]
        assert all(min(abs(top - row) for row in grid) < TOLERANCE for top in running)
        assert found[-1] + SIZE_3 <= BOTTOM + TOLERANCE


def test_the_22nd_row_ends_on_the_lower_edge() -> None:
    lasts = [tops(page)[-1] + SIZE_3 for sample in SAMPLES for page in pages(sample)[:-1] if tops(page)]
    assert sum(last == near(BOTTOM) for last in lasts) > len(lasts) / 2
    assert all(last > BOTTOM - 3.2 * 10.45 for last in lasts)


@every_sample
def test_page_numbers_stand_7_mm_below_the_block_one_character_in(sample: Sample) -> None:
    for number, page in enumerate(pages(sample), start=1):
        mark = [char for char in page.chars if char.box.top > BOTTOM]
        if not page.lines():
            assert mark == []  # a page with nothing but 版记
            continue
        assert text_of(mark) == f"—{number}—"
        assert {char.font for char in mark} == {"NotoSerifSC-Regular"}
        assert all(char.box.top == near(BOTTOM + 7) for char in mark)
        if number % 2:
            assert mark[-1].box.right == near(RIGHT - SIZE_4)
        else:
            assert mark[0].box.left == near(LEFT + SIZE_4)


@every_sample
def test_the_head_stands_where_the_standard_has_it(sample: Sample) -> None:
    first = pages(sample)[0]
    name = [char for char in first.chars if char.colour == RED]
    assert text_of(name) == f"{sample.office}文件"
    assert min(char.box.top for char in name) == near(TOP + 35)
    assert name[0].box.left + name[-1].box.right == pytest.approx(LEFT + RIGHT, abs=1.5) or len(name) > 14
    number = next(line for line in first.lines() if text_of(line) == "庐教督改〔2026〕12号")
    assert (number[0].box.left + number[-1].box.right) / 2 == near((LEFT + RIGHT) / 2)
    gap = number[0].box.top - max(char.box.bottom for char in name)
    assert 2 * 10.45 <= gap <= 3 * 10.45 + 5
    (rule,) = [rule for rule in first.rules if rule.colour == RED]
    assert (rule.box.left, rule.box.right) == (near(LEFT), near(RIGHT))
    assert rule.box.top == near(number[0].box.bottom + 4)
    title = first.lines(22)
    assert "".join(map(text_of, title)) == sample.title
    assert title[0][0].box.top == near(number[0].box.top + 3 * 10.45)
    assert any(text_of(line).startswith("为规范") for line in first.lines())  # text on the first page


@every_sample
def test_the_seal_has_its_square_with_name_and_date_in_the_middle(sample: Sample) -> None:
    page, name, date = signing(sample)
    lines = {round(char.box.top, 1) for char in name}
    assert text_of(name) == sample.office
    centre = (date[0].box.left + date[-1].box.right) / 2
    if not sample.sealed:
        assert date[0].box.left - name[0].box.left == near(2 * COLUMN)
        assert max(date[-1].box.right, name[-1].box.right) <= RIGHT + TOLERANCE
        return
    if len(name) < 10:
        assert date[-1].box.right == near(RIGHT - 4 * COLUMN)
    for top in lines:
        line = [char for char in name if round(char.box.top, 1) == top]
        assert (line[0].box.left + line[-1].box.right) / 2 == near(centre)
    middle = (name[0].box.top + date[0].box.bottom) / 2
    square = Box(centre - SEAL / 2, middle - SEAL / 2, centre + SEAL / 2, middle + SEAL / 2)
    others = [char for char in page.chars if char not in name and char not in date]
    assert not [char.text for char in others if char.box.overlaps(square)]
    assert not [rule for rule in page.rules if rule.box.overlaps(square)]
    last = max(char.box.bottom for char in others if char.box.bottom <= square.top)
    assert middle - 21 - last <= 10.45 + TOLERANCE  # the upper edge of a seal of 42 mm is within a row of the text


@pytest.mark.parametrize("sample", [one for one in SAMPLES if one.note], ids=lambda sample: sample.name)
def test_the_note_begins_two_characters_in_below_the_date_and_parts_no_number_from_its_name(sample: Sample) -> None:
    page, _, date = signing(sample)
    lines = [text_of(line) for line in page.lines() if line[0].box.top > date[0].box.bottom]
    assert any("联系电话：0551-60000000）" in line for line in lines)
    bracket = next(char for char in page.chars if char.text == "（" and char.box.top > date[0].box.bottom)
    assert bracket.box.left == pytest.approx(LEFT + 2 * COLUMN, abs=COLUMN / 2 + TOLERANCE)
    below_the_square = sample.office.startswith("西双版纳")  # whose name takes the square far to the left
    assert bracket.box.top - date[0].box.bottom < 10.45 * (2 if below_the_square else 1)


@pytest.mark.parametrize("sample", [one for one in SAMPLES if one.imprint], ids=lambda sample: sample.name)
def test_the_imprint_ends_on_the_lower_edge_of_the_last_page(sample: Sample) -> None:
    page = pages(sample)[-1]
    assert len(pages(sample)) % 2 == 0
    rules = [rule for rule in page.rules if rule.colour != RED]
    assert [(rule.box.left, rule.box.right) for rule in rules] == [(near(LEFT), near(RIGHT))] * 3
    assert [round(rule.stroke, 2) for rule in rules] == [0.35, 0.25, 0.35]
    assert rules[-1].box.bottom == near(BOTTOM)
    lines = [line for line in page.lines(14) if line[0].box.top < BOTTOM]
    assert text_of(lines[0]).startswith("抄送：县委办公室，")
    assert text_of(lines[-2]).endswith("县市场监管局。")
    assert [line[0].box.left for line in lines] == [
        near(LEFT + SIZE_4),
        *[near(LEFT + 4 * SIZE_4)] * (len(lines) - 2),
        near(LEFT + SIZE_4),
    ]
    above, below = rules[1].box, rules[2].box
    assert lines[-1][0].box.top - above.bottom == near(below.top - lines[-1][0].box.bottom)
    assert lines[-1][-1].text == "发"
    assert lines[-1][-1].box.right == near(RIGHT - SIZE_4)
    assert all(line[-1].box.right <= RIGHT - SIZE_4 + SIZE_4 / 2 + TOLERANCE for line in lines)
