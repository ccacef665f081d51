"""Ink as exact integers: what a pen drew is stored small, read back strictly, and drawn as one smooth line."""

import json

import pytest

from xunjian.rules import ink
from xunjian.rules.ink import FINER, HEIGHT, MOST_POINTS, WIDTH, Ink


def test_a_stroke_is_kept_in_whole_units_on_the_pad() -> None:
    assert ink.stroke([(10.4, 9.6), (-50, 20), (WIDTH + 9, HEIGHT + 9)]) == ((10, 10), (0, 20), (WIDTH, HEIGHT))


def test_points_that_say_nothing_are_left_out_but_the_end_stays() -> None:
    assert ink.stroke([(0, 0), (1, 1), (2, 1), (10, 0), (11, 0)]) == ((0, 0), (10, 0), (11, 0))
    assert ink.stroke([(7, 7), (7, 7)]) == ((7, 7),)
    assert ink.stroke([]) == ()


def test_stored_ink_is_read_back_the_same_and_its_bytes_are_canonical() -> None:
    one = Ink((((0, 0), (300, 1000)), ((5, 6),)))
    data = one.encoded()
    assert data == b'{"height":1000,"ink":1,"strokes":[[0,0,300,1000],[5,6]],"width":3000}'
    assert ink.read(data) == one
    assert one.sha256 == ink.read(data).sha256


@pytest.mark.parametrize(
    "strokes",
    [
        [],
        [[]],
        [[1]],
        [[1, 2, 3]],
        [[1, -1]],
        [[WIDTH + 1, 1]],
        [[1.5, 2]],
        [[True, 2]],
        ["ab"],
        "ab",
        5,
        [[0, 0] * (MOST_POINTS + 1)],
    ],
    ids=lambda strokes: str(strokes)[:24],
)
def test_what_no_pad_can_have_made_is_refused(strokes: object) -> None:
    content = {"height": HEIGHT, "ink": 1, "strokes": strokes, "width": WIDTH}
    with pytest.raises(ValueError, match="no ink"):
        ink.read(json.dumps(content, separators=(",", ":"), sort_keys=True).encode())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"\xff\xd8\xff",
        b"{}",
        b'{"strokes":[[0,0,9,9]]}',
        b'{"height":1000, "ink":1,"strokes":[[0,0]],"width":3000}',
        b'{"height":1000,"ink":2,"strokes":[[0,0]],"width":3000}',
        b"[" * 200_000,
        b" " * 2**19,
    ],
    ids=lambda data: str(data[:24]),
)
def test_bytes_of_another_form_are_no_ink(data: bytes) -> None:
    with pytest.raises(ValueError, match="no ink"):
        ink.read(data)


def test_the_line_goes_through_every_point_without_a_corner() -> None:
    line = ((0, 0), (60, 0), (120, 0), (180, 60))
    begin, made = ink.curves(line)
    assert begin == (0, 0)
    assert [end for _, _, end in made] == [(x * FINER, y * FINER) for x, y in line[1:]]
    assert made[:1] == [((60, 0), (240, 0), (360, 0))]  # straight where the points are
    arriving, corner, leaving = made[1][1], made[1][2], made[2][0]
    assert (corner[0] - arriving[0], corner[1] - arriving[1]) == (leaving[0] - corner[0], leaving[1] - corner[1])


def test_a_dot_is_drawn_where_it_is() -> None:
    assert ink.curves(((7, 8),)) == ((42, 48), [((42, 48), (42, 48), (42, 48))])


def test_a_touch_is_no_signature() -> None:
    assert not Ink().is_signature
    assert not Ink((((500, 500), (550, 520)),)).is_signature
    assert Ink((((500, 500), (500, 750)),)).is_signature
