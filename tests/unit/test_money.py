"""Money as people type it and as paper wants it."""

import pytest

from xunjian.rules import money
from xunjian.rules.money import BadAmount, BigAmount


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1280", 128000),
        ("１２８０", 128000),
        ("1280。5", 128050),
        ("1280.5", 128050),
        ("１２８０．５０", 128050),
        ("1,280.00", 128000),
        ("1，280", 128000),
        ("1,234,567.89", 123456789),
        ("1.28万", 1280000),
        ("1.28 万元", 1280000),
        ("0.5亿", 5_000_000_000),
        ("1280元", 128000),
        ("1280元整", 128000),
        ("￥1280", 128000),
        ("¥1,280.00", 128000),
        (" 1 280 ", 128000),
        ("0", 0),
        ("0.05", 5),
        ("1.2345万", 1234500),
        ("999999999999.99", 99_999_999_999_999),
    ],
)
def test_amounts_are_understood_as_people_type_them(text: str, fen: int) -> None:
    assert money.parse(text) == fen


@pytest.mark.parametrize("text", ["", "元", "约1280", "-5", "1,28", "12,80.00", "1.2.3", "1280块", "1e5", "½", "万"])
def test_what_is_no_amount_is_told_with_an_example(text: str) -> None:
    with pytest.raises(BadAmount) as caught:
        money.parse(text)
    assert caught.value.what == "金额只能是数字，例如 1280 或 1280.5。"


@pytest.mark.parametrize(
    ("text", "hint"), [("12.345", "金额最小到分"), ("0.0000001万", "金额最小到分"), ("1000000000000", "太大")]
)
def test_parts_of_a_cent_and_astronomic_amounts_are_refused(text: str, hint: str) -> None:
    with pytest.raises(BadAmount) as caught:
        money.parse(text)
    assert hint in caught.value.hint


def test_an_amount_far_beyond_the_usual_must_be_confirmed() -> None:
    money.check_size(128_000_00, earlier=[1280_00, 50_000_00])
    money.check_size(90_000_00, earlier=[5_00])
    with pytest.raises(BigAmount) as caught:
        money.check_size(1_280_000_00, earlier=[1280_00, 50_000_00])
    assert caught.value.what == "金额 1,280,000 元比以往大很多，是对的吗？"


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角"),
        (55, "伍角伍分"),
        (30540, "叁佰零伍元肆角"),
        (100005, "壹仟元零伍分"),
        (10000100, "壹拾万零壹元整"),
        (101001000, "壹佰零壹万零壹拾元整"),
        (128000, "壹仟贰佰捌拾元整"),
        (128050, "壹仟贰佰捌拾元伍角"),
        (1000, "壹拾元整"),
        (1005, "壹拾元零伍分"),
        (1_0000_0001_00, "壹亿零壹元整"),
        (1_0000_1000_00, "壹亿零壹仟元整"),
        (10_5000_00, "壹拾万伍仟元整"),
        (9999_9999_9999_99, "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_capitals(fen: int, text: str) -> None:
    assert money.capitals(fen) == text


def test_amounts_in_sentences_and_in_tables() -> None:
    assert money.plain(128000) == "1280元"
    assert money.plain(128050) == "1280.50元"
    assert money.plain(5) == "0.05元"
    assert money.table(128000) == "1,280.00"
    assert money.table(123456789) == "1,234,567.89"


@pytest.mark.parametrize("fen", [-1, money.LIMIT])
def test_no_amount_is_written_wrongly_for_being_out_of_range(fen: int) -> None:
    for write in (money.plain, money.table, money.capitals):
        with pytest.raises(ValueError, match=str(fen)):
            write(fen)
