"""Rectangles over faces: whole thousandths of the picture, never past its edge, rounded outwards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xunjian.rules.covers import LEAST, WHOLE, Cover, between, usual, within

SIDES = st.integers(-3 * WHOLE, 3 * WHOLE)


@st.composite
def covers(draw: st.DrawFn) -> Cover:
    left, top = draw(st.integers(0, WHOLE - LEAST)), draw(st.integers(0, WHOLE - LEAST))
    return Cover(left, top, draw(st.integers(LEAST, WHOLE - left)), draw(st.integers(LEAST, WHOLE - top)))


def is_on_picture(cover: Cover) -> bool:
    return (
        cover.left >= 0
        and cover.top >= 0
        and cover.left + cover.width <= WHOLE
        and cover.top + cover.height <= WHOLE
        and min(cover.width, cover.height) > 0
    )


@given(covers(), SIDES, SIDES)
def test_moving_and_resizing_never_leave_the_picture(cover: Cover, across: int, down: int) -> None:
    moved, resized = cover.moved(across, down), cover.resized(across, down)
    assert is_on_picture(moved)
    assert is_on_picture(resized)
    assert moved[2:] == cover[2:]
    assert resized[:2] == cover[:2]
    assert min(resized.width, resized.height) >= LEAST


def test_a_move_and_a_change_of_size_are_what_was_asked() -> None:
    assert usual() == Cover(400, 400, 200, 200)
    assert usual().moved(-10, 20) == Cover(390, 420, 200, 200)
    assert usual().resized(10, -20) == Cover(400, 400, 210, 180)


@given(covers(), st.integers(1, 20_000), st.integers(1, 20_000))
def test_no_part_of_what_is_covered_is_seen_at_any_size(cover: Cover, width: int, height: int) -> None:
    left, top, right, bottom = cover.pixels(width, height)
    assert 0 <= left <= cover.left * width / WHOLE
    assert 0 <= top <= cover.top * height / WHOLE
    assert width >= right >= (cover.left + cover.width) * width / WHOLE
    assert height >= bottom >= (cover.top + cover.height) * height / WHOLE
    assert right > left
    assert bottom > top


def test_two_corners_in_any_order_make_a_rectangle_rounded_outwards() -> None:
    expected = Cover(100, 200, 201, 101)
    assert between((100.7, 200.2), (300.1, 300.4)) == expected
    assert between((300.1, 300.4), (100.7, 200.2)) == expected
    assert between((-50, -50), (2000, 2000)) == Cover(0, 0, WHOLE, WHOLE)
    assert between((100, 100), (104, 400)) is None


@given(st.tuples(*[st.one_of(st.none(), st.integers(-(2**62), 2**62))] * 4))
def test_whatever_a_bundle_brings_is_cut_to_the_picture(
    stored: tuple[int | None, int | None, int | None, int | None],
) -> None:
    cover = within(*stored)
    assert cover is None or is_on_picture(cover)


@pytest.mark.parametrize(
    ("stored", "expected"),
    [((-500, -500, 600, 600), Cover(0, 0, 100, 100)), ((5000, 0, 10, 10), None), ((0, 0, -5, 10), None)],
)
def test_what_lies_on_the_picture_is_covered(stored: tuple[int, int, int, int], expected: Cover | None) -> None:
    assert within(*stored) == expected
