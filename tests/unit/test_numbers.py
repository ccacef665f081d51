"""Document numbers: nothing is issued twice, nothing outside the block, and people may type them as they like."""

import pytest

from xunjian.errors import UserError
from xunjian.rules.numbers import (
    Block,
    DocumentNumber,
    Serial,
    TypedNumber,
    free_numbers,
    next_number,
    overlapping,
    parse_number,
)

SEAT = Block(2026, 31, 60)


def serials(*numbers: int, year: int = 2026) -> set[Serial]:
    return {Serial(year, number) for number in numbers}


def test_a_groups_block_is_cut_into_seats_without_gap_or_overlap() -> None:
    assert SEAT.seats(3) == (Block(2026, 31, 40), Block(2026, 41, 50), Block(2026, 51, 60))
    assert Block(2026, 1, 10).seats(3) == (Block(2026, 1, 3), Block(2026, 4, 6), Block(2026, 7, 10))


@pytest.mark.parametrize("count", [0, 31])
def test_a_block_is_not_cut_into_more_seats_than_it_has_numbers(count: int) -> None:
    with pytest.raises(UserError, match=f"分不成 {count} 份"):
        SEAT.seats(count)


@pytest.mark.parametrize(("first", "last"), [(0, 5), (6, 5)])
def test_a_block_the_wrong_way_round_is_refused(first: int, last: int) -> None:
    with pytest.raises(UserError, match="号段"):
        Block(2026, first, last)


def test_numbers_follow_one_another_from_the_first() -> None:
    assert next_number([SEAT], 2026) == 31
    assert next_number([SEAT], 2026, used=serials(31, 32)) == 33


def test_a_void_number_is_passed_over_and_uses_up_nothing_else() -> None:
    assert next_number([SEAT], 2026, used=serials(31), void=serials(32, 60)) == 33
    assert len(free_numbers([SEAT], 2026, used=serials(31), void=serials(32, 60))) == 27


def test_a_gap_below_the_last_used_number_is_never_filled() -> None:
    assert next_number([SEAT], 2026, used=serials(31, 35)) == 36


def test_after_a_restore_the_mark_beside_the_database_counts() -> None:
    assert next_number([SEAT], 2026, used=serials(31), high_water=Serial(2026, 40)) == 41


def test_a_new_block_follows_an_old_one_even_if_its_numbers_are_lower() -> None:
    blocks = [SEAT, Block(2026, 5, 6)]
    assert next_number(blocks, 2026, used=serials(60)) == 5
    assert next_number(blocks, 2026, high_water=Serial(2026, 5)) == 6


def test_an_exhausted_block_says_who_can_help() -> None:
    with pytest.raises(UserError) as caught:
        next_number([Block(2026, 31, 32)], 2026, used=serials(32))
    assert str(caught.value).splitlines() == ["本机文号用完了。", "通知书已存草稿。", "请局里发任务包补号。"]


def test_a_new_year_needs_a_block_of_its_own() -> None:
    with pytest.raises(UserError, match="本机没有 2027 年的文号。"):
        next_number([SEAT], 2027, used=serials(31))
    both = [SEAT, Block(2027, 1, 20)]
    assert next_number(both, 2027, used=serials(31), high_water=Serial(2026, 31)) == 1


def test_a_clock_set_back_into_last_year_issues_nothing() -> None:
    with pytest.raises(UserError, match="2027 年的文书"):
        next_number([SEAT], 2026, high_water=Serial(2027, 1))


def test_overlapping_blocks_are_found() -> None:
    other = Block(2026, 60, 70)
    assert overlapping([other, Block(2026, 1, 30), SEAT]) == (SEAT, other)
    assert overlapping([SEAT, Block(2026, 61, 70), Block(2027, 31, 60)]) is None


def test_the_number_is_written_as_the_standard_wants_it() -> None:
    number = DocumentNumber("庐教督改", 2026, 31)
    assert str(number) == "庐教督改〔2026〕31号"
    assert number.short == "\u30142026\u301531号"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31", TypedNumber("", None, 31)),
        (" 031 号", TypedNumber("", None, 31)),
        ("第31号", TypedNumber("", None, 31)),
        ("〔2026〕31", TypedNumber("", 2026, 31)),
        ("[2026]31号", TypedNumber("", 2026, 31)),
        ("（２０２６）３１号", TypedNumber("", 2026, 31)),
        ("庐教督改〔2026〕31号", TypedNumber("庐教督改", 2026, 31)),
        ("庐教督改【2026】第31号", TypedNumber("庐教督改", 2026, 31)),
        ("0", None),
        ("红星小学", None),
        ("〔2026〕", None),
        ("", None),
    ],
)
def test_numbers_are_understood_as_people_type_them(text: str, expected: TypedNumber | None) -> None:
    assert parse_number(text) == expected


def test_what_is_written_is_read_back() -> None:
    number = DocumentNumber("庐教督改", 2026, 31)
    assert parse_number(str(number)) == TypedNumber(number.prefix, number.year, number.number)
