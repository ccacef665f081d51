"""Which pages are printed, and when a sheet says that it is a copy: the original is never marked, a copy always."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xunjian.rules.prints import Outcome, Printed, copy_mark, printing_number, read_pages, write_pages

ALL = (1, 2, 3, 4)


@pytest.mark.parametrize(
    ("typed", "pages"),
    [
        ("", ALL),
        ("  ", ALL),
        ("3", (3,)),
        ("1-2,4", (1, 2, 4)),
        ("１－２，４", (1, 2, 4)),
        ("1、3", (1, 3)),
        ("第1页至第2页", (1, 2)),
        ("1 – 2；4", (1, 2, 4)),
        ("4,1-2,2", (1, 2, 4)),
    ],
)
def test_pages_are_read_as_people_type_them(typed: str, pages: tuple[int, ...]) -> None:
    assert read_pages(typed, 4) == pages


@pytest.mark.parametrize("typed", ["0", "5", "1-5", "3-2", "1,", ",", "-2", "1-2-3", "a", "一", "1.5", "99999999999"])
def test_what_is_no_page_of_this_paper_is_not_guessed_at(typed: str) -> None:
    assert read_pages(typed, 4) is None


@given(st.sets(st.integers(1, 60), min_size=1))
def test_pages_written_down_read_the_same(pages: set[int]) -> None:
    rising = tuple(sorted(pages))
    assert read_pages(write_pages(rising), 60) == rising


def test_runs_of_pages_are_written_short() -> None:
    assert write_pages((1, 2, 4, 6, 7, 8)) == "1-2,4,6-8"


def test_until_somebody_has_seen_it_a_paper_is_printed_as_the_original() -> None:
    assert printing_number([], ALL) == 0
    assert printing_number([Printed(Outcome.NOTHING), Printed(Outcome.SPOILED)], ALL) == 0


def test_what_came_out_before_is_a_copy_and_says_which() -> None:
    out = [Printed(Outcome.SPOILED), Printed(Outcome.ORIGINAL)]
    assert printing_number(out, ALL) == 2
    assert printing_number([*out, Printed(Outcome.COPY), Printed(Outcome.NOTHING)], (4,)) == 3


def test_pages_that_never_came_out_are_still_the_original() -> None:
    out = [Printed(Outcome.ORIGINAL, (1, 2))]
    assert printing_number(out, (3, 4)) == 0
    assert printing_number(out, (2, 3)) == 2


def test_the_mark_holds_count_and_time() -> None:
    assert copy_mark(2, date(2026, 11, 24), time(9, 5)) == "副本　第 2 次打印　2026年11月24日 09:05"
    assert copy_mark(0, date(2026, 11, 24), time(9, 5)) == ""
