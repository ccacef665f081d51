"""Lines of Chinese text: what may stand at their ends, what stays whole, and that they fill the block."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xunjian.documents.composer.linebreak import CLOSING, OPENING, Line, break_lines

COLUMNS = 28
HALF_AT_END = 0.5  # the blank half of a closing mark may stand outside the block, its ink never does

HANZI = "检查组对学校收费情况进行了核实经查问题如下"
PIECES = st.one_of(
    st.text(alphabet=HANZI, min_size=1, max_size=6),
    st.sampled_from(["，", "。", "；", "：", "、", "？", "！", "……", "——", "”，", "》（", "）。", "》、《", "％"]),
    st.sampled_from(
        ["《意见》", "（一）", "“饮水费”", "〔2026〕12号", "庐教督改〔2026〕12号", "【附】", "（《办法》）"]
    ),
    st.sampled_from(
        ["2026年", "9月8日", "￥1280.00", "16人", "3.5%", "0551-60000000", "A4", "school", "http://a.cn/b?c=d"]
    ).map(lambda whole: f"{whole}检"),  # several without anything between them may be wider than a line
    st.just(" "),
)
PARAGRAPHS = st.builds(
    lambda start, pieces: start + "".join(pieces), st.just("为"), st.lists(PIECES, min_size=10, max_size=60)
)


def advances(text: str) -> tuple[float, ...]:
    return tuple(0.5 if ord(character) < 0x2000 else 1.0 for character in text)


def lines(text: str, first: float = 2.0, rest: float = 0.0) -> list[str]:
    return [text[line.start : line.end] for line in broken(text, first, rest)]


def broken(text: str, first: float = 2.0, rest: float = 0.0) -> list[Line]:
    return break_lines(text, advances(text), COLUMNS, first=first, rest=rest)


def right_edge(text: str, line: Line) -> float:
    return line.xs[-1] + advances(text)[line.end - 1]


@given(PARAGRAPHS)
def test_no_line_starts_with_a_closing_or_ends_with_an_opening_mark(text: str) -> None:
    for line in lines(text)[1:]:
        assert line[0] not in CLOSING
    for line in lines(text)[:-1]:
        assert line[-1] not in OPENING


@pytest.mark.parametrize("shift", range(COLUMNS))
def test_marks_keep_to_their_side_at_every_column(shift: int) -> None:
    found = lines("检" * shift + "《意见》（试行）“说明”【附】〈一〉、" * 8)
    assert all(line[0] not in CLOSING and line[-1] not in OPENING for line in found)


@given(PARAGRAPHS)
def test_every_character_is_printed_once_and_in_order(text: str) -> None:
    assert "".join("".join(lines(text)).split()) == "".join(text.split())


@given(PARAGRAPHS, st.sampled_from([0.0, 2.0]), st.sampled_from([0.0, 5.0]))
def test_no_ink_leaves_the_block_and_no_character_overtakes_another(text: str, first: float, rest: float) -> None:
    for number, line in enumerate(broken(text, first, rest)):
        indent = rest if number else first
        assert line.xs[0] >= indent - HALF_AT_END - 1e-6  # an opening mark at the start may give its blank half
        overhang = HALF_AT_END if text[line.end - 1] in "。，、；：？！）》”〕】" else 0.0
        assert right_edge(text, line) <= COLUMNS + overhang + 1e-6
        assert all(b - a > -1e-6 for a, b in pairwise(line.xs))


@given(PARAGRAPHS)
def test_numbers_words_and_document_numbers_stay_whole(text: str) -> None:
    for whole in ("〔2026〕12号", "2026年", "￥1280.00", "0551-60000000", "http://a.cn/b?c=d", "——", "……"):
        assert sum(line.count(whole) for line in lines(text)) == text.count(whole)


@pytest.mark.parametrize("whole", ["证据：1、2。", "证据：3—5、7。", "9月10日"])
@pytest.mark.parametrize("before", range(14, 28))
def test_a_day_and_the_numbers_of_evidence_are_not_torn(whole: str, before: int) -> None:
    assert any(whole in line for line in lines("的" * before + whole))


@given(st.text(alphabet=HANZI + "，。《》（）“”", max_size=400))
def test_any_disorder_of_marks_is_still_printed_within_the_block(text: str) -> None:
    found = broken(text)
    assert "".join(text[line.start : line.end] for line in found) == text
    assert all(right_edge(text, line) <= COLUMNS + HALF_AT_END + 1e-6 for line in found)


def test_a_full_line_of_hanzi_is_exactly_28_columns() -> None:
    text = "检" * 100
    first, second, *_ = broken(text, first=0.0)
    assert first.xs == second.xs == tuple(float(column) for column in range(COLUMNS))


@pytest.mark.parametrize("length", range(27, 400))
def test_no_last_line_is_a_single_character(length: int) -> None:
    text = "检" * (length - 1) + "。"
    last = lines(text)[-1]
    assert len(last) > 2 or len(lines(text)) == 1


def test_all_lines_but_the_last_reach_the_right_edge() -> None:
    text = "2026年9月2日收取校服款16人，共1280元（壹仟贰佰捌拾元整），未开具财政票据，使用收据。" * 12
    for line in broken(text)[:-1]:
        assert right_edge(text, line) == pytest.approx(COLUMNS, abs=HALF_AT_END + 1e-6)


def test_what_is_left_of_a_line_is_spread_evenly_and_stays_invisible() -> None:
    text = "检查组到校核实收费情况" * 30 + "2026年9月2日" + "经查情况属实" * 30
    for line in broken(text)[:-1]:
        gaps = [b - a for a, b in pairwise(line.xs)]
        assert max(gaps) < 1.1


def test_two_marks_in_a_row_lose_the_blank_between_them() -> None:
    (line,) = broken("《甲》（乙）。", first=0.0)
    assert [b - a for a, b in pairwise(line.xs)] == [1.0, 1.0, 0.5, 1.0, 1.0, 0.5]


def test_a_word_wider_than_the_line_is_split_and_a_shorter_one_is_not() -> None:
    assert max(len(line) for line in lines("W" * 500)) <= 2 * COLUMNS
    assert any("x" * 40 in line for line in lines("为规范教育收费行为，" + "x" * 40 + "根据方案检查"))


def test_white_space_at_the_end_of_a_line_is_dropped() -> None:
    text = "检" * 28 + "   " + "查" * 10
    assert lines(text, first=0.0) == ["检" * 28, "查" * 10]


def test_a_hanging_indent_holds_for_all_further_lines() -> None:
    text = "问题清单" * 20
    assert [line.xs[0] for line in broken(text, first=5.0, rest=6.0)] == [5.0, 6.0, 6.0, 6.0]


def test_ordinary_text_has_no_holes_that_a_reader_sees() -> None:
    text = (
        "2026年9月2日，你校向16名学生收取校服款1280元，未开具财政票据（号码0012301至0012316），联系电话0551-60000000。"
        "上述情况不符合《关于进一步加强和规范教育收费管理的意见》（教财〔2020〕5号）的规定，截至2026年9月30日共计12,860.50元。"
    )
    gaps = [
        after - before - advances(shifted)[line.start + k]
        for shifted in ("检" * shift + text for shift in range(COLUMNS))
        for line in broken(shifted)[:-1]
        for k, (before, after) in enumerate(pairwise(line.xs))
    ]
    assert max(gaps) < 0.2  # em: 1.1 mm, between a telephone number and a sum that both stay whole
    assert sum(gap > 0.1 for gap in gaps) < len(gaps) / 50
