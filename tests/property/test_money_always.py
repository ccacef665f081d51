"""No amount changes by being written and read."""

import re
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from xunjian.rules import money

AMOUNTS = st.integers(0, money.LIMIT - 1) | st.builds(
    lambda digits: int("".join(digits)), st.lists(st.sampled_from("0001"), min_size=1, max_size=14)
)
DIGITS = {character: value for value, character in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}


def read_group(text: str) -> int:
    """Read up to 仟, e.g. 壹仟零伍."""
    return sum(
        DIGITS[digit] * PLACES.get(place, 1) for digit, place in re.findall("([壹贰叁肆伍陆柒捌玖])([拾佰仟]?)", text)
    )


def read_capitals(text: str) -> int:
    """Read capitals as a bank clerk would, in 分."""
    found = re.fullmatch(r"(?:(.*)元)?(?:整|零?(?:(.)角)?(?:零?(.)分)?)", text)
    assert found, text
    whole, jiao, fen = found.groups()
    groups = re.fullmatch(r"(?:(.*)亿)?(?:(.*)万)?(.*)", whole or "")
    assert groups
    yuan = 0
    for group in groups.groups(default=""):
        yuan = yuan * 10_000 + read_group(group)
    return yuan * 100 + DIGITS.get(jiao, 0) * 10 + DIGITS.get(fen, 0)


@given(AMOUNTS)
def test_capitals_read_back_as_the_same_amount(fen: int) -> None:
    assert read_capitals(money.capitals(fen)) == fen


@given(AMOUNTS)
def test_capitals_are_well_formed(fen: int) -> None:
    text = money.capitals(fen)
    assert "零零" not in text
    assert "零元" not in text or text == "零元整"
    assert text.endswith("整") == (fen % 100 == 0)


@given(AMOUNTS)
def test_written_amounts_are_typed_back_as_the_same(fen: int) -> None:
    assert money.parse(money.plain(fen)) == money.parse(money.table(fen)) == fen


@given(st.text("0123456789１２,，.。万亿元￥ -", max_size=12))
def test_typing_anything_gives_an_amount_or_a_bad_amount(text: str) -> None:
    with suppress(money.BadAmount):
        assert 0 <= money.parse(text) < money.LIMIT
