"""Parts that not every notice has, measured within 0.3 mm: letters, seals of a signature, names without a seal."""

import pytest

from tests.notices import NOTICE
from tests.pagereading import RED, Char, PageRead, read_pages, text_of
from xunjian.documents.composer import parts
from xunjian.documents.composer.flow import Block, paginate
from xunjian.documents.composer.fonts import Span, Typesetter
from xunjian.documents.composer.paper import Paper

LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 37.0, 262.0
COLUMN, PITCH = 156 / 28, (225 - 15.75 * 25.4 / 72) / 21
SIZE_3 = 15.75 * 25.4 / 72


def near(value: float) -> object:
    return pytest.approx(value, abs=0.3)


def drawn(*blocks: Block) -> list[PageRead]:
    paper = Paper("通知", "庐川县教育局", NOTICE.issued_on)
    parts.draw_pages(paper, paginate(blocks))
    return list(read_pages(paper.finish()))


def line_with(page: PageRead, words: str) -> tuple[Char, ...]:
    return next(line for line in page.lines() if text_of(line).endswith(words))


def test_a_letter_has_its_office_30_mm_down_between_red_double_rules_and_no_page_number() -> None:
    setter = Typesetter()
    (page,) = drawn(
        parts.letter_head(setter, "庐川县教育局", "庐教督改函〔2026〕12号"),
        parts.title(setter, ["关于限期整改的函"]),
        *parts.paragraphs(setter, Span("请于9月22日前完成整改。")),
    )
    name = [char for char in page.chars if char.colour == RED]
    assert text_of(name) == "庐川县教育局"
    assert name[0].box.top == near(30)
    above, below = page.rules[:2], page.rules[2:]
    assert [(rule.box.left, rule.box.right) for rule in page.rules] == [(near(20), near(190))] * 4
    assert all(rule.colour == RED for rule in page.rules)
    assert above[0].box.top == near(name[0].box.bottom + 4)
    assert below[-1].box.bottom == near(297 - 20)
    assert above[0].stroke > above[1].stroke
    assert below[0].stroke < below[1].stroke
    number = line_with(page, "12号")
    assert number[-1].box.right == near(RIGHT)
    assert number[0].box.top == near(above[1].box.bottom + 7 / 8 * SIZE_3)
    (title,) = page.lines(22)
    assert 2 * PITCH <= title[0].box.top - number[0].box.bottom <= 3 * PITCH + 5
    assert not [char for char in page.chars if char.box.top > BOTTOM]


def test_whoever_signs_has_a_post_two_characters_before_the_seal_and_the_date_a_row_below_it() -> None:
    setter = Typesetter()
    (page,) = drawn(*parts.paragraphs(setter, Span("请完成整改。")), parts.signed(setter, "局长", "2026年9月8日"))
    text, post, date = (line_with(page, words) for words in ("整改。", "局长", "9月8日"))
    stamp_right, stamp_left = RIGHT - 4 * COLUMN, RIGHT - 4 * COLUMN - 39
    assert post[-1].box.right == near(stamp_left - 2 * COLUMN)
    assert date[-1].box.right == near(stamp_right)
    middle = (post[0].box.top + post[0].box.bottom) / 2
    assert middle - 10 - text[0].box.bottom >= 2 * PITCH  # a seal of 20 mm, two rows below the text
    assert date[0].box.top - (middle + 10) >= PITCH - 1


@pytest.mark.parametrize(
    ("office", "day", "office_right", "date_right"),
    [
        ("庐川县教育局", "2026年9月8日", 2, 0),
        ("局", "2026年12月18日", None, 2),
    ],
)
def test_without_a_seal_the_date_begins_two_characters_to_the_right_of_the_office(
    office: str, day: str, office_right: int | None, date_right: int
) -> None:
    setter = Typesetter()
    (page,) = drawn(*parts.paragraphs(setter, Span("请完成整改。")), parts.signature(setter, office, day, sealed=False))
    text, name, date = (line_with(page, words) for words in ("整改。", office, day))
    assert name[0].box.top - text[0].box.top == near(2 * PITCH)
    assert date[0].box.left - name[0].box.left == near(2 * COLUMN)
    assert date[-1].box.right == near(RIGHT - date_right * COLUMN)
    if office_right is not None:
        assert name[-1].box.right == near(RIGHT - office_right * COLUMN)


@pytest.mark.parametrize("lines", range(1, 60))
def test_a_signature_never_stands_on_a_page_without_text(lines: int) -> None:
    setter = Typesetter()
    pages = paginate(
        [
            *(block for _ in range(lines) for block in parts.paragraphs(setter, Span("请完成整改。"))),
            parts.signature(setter, "庐川县教育局", "2026年9月8日", sealed=True),
        ]
    )
    assert len(pages[-1].placed) > 1
    assert all(placed.row < page.grid.count for page in pages for placed in page.placed)


def test_names_of_attachments_hang_below_each_other_and_long_lists_go_on_on_the_next_page() -> None:
    setter = Typesetter()
    names = [f"第{number}份材料" + "，名称很长" * 5 for number in range(1, 31)]
    pages = drawn(*parts.paragraphs(setter, Span("请完成整改。")), parts.attachments(setter, names))
    lines = [line for page in pages for line in page.lines()]
    assert len(pages) > 2
    assert text_of(lines[1]).startswith("附件：1.第1份材料")
    assert lines[1][0].box.left == near(LEFT + 2 * COLUMN)
    numbered = [line for line in lines[2:] if text_of(line)[0].isdigit()]
    assert len(numbered) == 29
    assert all(line[0].box.left == near(LEFT + 5 * COLUMN) for line in numbered)
    name = next(char for char in numbered[0] if char.text == "第")
    rests = [line for line in lines[2:11] if not text_of(line)[0].isdigit()]
    assert rests
    assert all(line[0].box.left == near(name.box.left) for line in rests)
