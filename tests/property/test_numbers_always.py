"""A machine never issues a number twice, whatever is voided, restored or granted in between."""

from hypothesis import given
from hypothesis import strategies as st

from xunjian.errors import UserError
from xunjian.rules.numbers import Block, Serial, next_number

YEAR = 2026


@given(st.integers(1, 200), st.integers(0, 300), st.data())
def test_seats_cover_the_block_exactly_once(first: int, more: int, data: st.DataObject) -> None:
    block = Block(YEAR, first, first + more)
    count = data.draw(st.integers(1, len(block)))
    seats = block.seats(count)
    numbers = [number for seat in seats for number in range(seat.first, seat.last + 1)]
    assert len(seats) == count
    assert numbers == list(range(block.first, block.last + 1))
    assert max(map(len, seats)) - min(map(len, seats)) <= 1


@given(st.lists(st.sampled_from(["issue", "void", "restore"]), max_size=40), st.integers(0, 5))
def test_no_number_is_issued_twice(events: list[str], kept: int) -> None:
    blocks = [Block(YEAR, 31, 40), Block(YEAR, 11, 20)]
    printed: list[int] = []
    used: set[Serial] = set()
    void: set[Serial] = set()
    mark: Serial | None = None
    for event in events:
        if event == "restore":  # an older database; what was printed since is known by the mark alone
            used = {Serial(YEAR, number) for number in printed[:kept]}
            continue
        try:
            number = next_number(blocks, YEAR, used=used, void=void, high_water=mark)
        except UserError:
            break
        if event == "void":
            void.add(Serial(YEAR, number))
            continue
        printed.append(number)
        used.add(Serial(YEAR, number))
        mark = Serial(YEAR, number)
    assert len(printed) == len(set(printed))
    assert not {Serial(YEAR, number) for number in printed} & void
