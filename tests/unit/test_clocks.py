"""Times of day as people type them."""

from datetime import time

import pytest

from xunjian.rules.clocks import read_time


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("9:10", time(9, 10)),
        (" 9：10 ", time(9, 10)),
        ("0910", time(9, 10)),
        ("1520", time(15, 20)),
        ("９点１０分", time(9, 10)),
        ("9时", time(9)),
        ("9点半", time(9, 30)),
        ("9", time(9)),
        ("23.59", time(23, 59)),
    ],
)
def test_what_people_type_is_a_time(typed: str, at: time) -> None:
    assert read_time(typed) == at


@pytest.mark.parametrize("typed", ["", "上午", "24:00", "9:60", "9:1:5", "12345", "-9", "9:"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    assert read_time(typed) is None
