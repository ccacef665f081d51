"""Which record stands for several that are the same."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from xunjian.rules.twins import rings, standing

NAMES = "abcdef"
LINKS = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(NAMES), max_size=6)


def test_a_chain_ends_at_the_one_that_names_none() -> None:
    assert standing({"a": "b", "b": "c"}) == {"a": "c", "b": "c"}
    assert list(rings({"a": "b", "b": "c"})) == []


def test_a_ring_stands_at_its_smallest_name_and_is_listed_once() -> None:
    links = {"c": "b", "b": "d", "d": "c", "e": "d"}
    assert standing(links) == {"c": "b", "d": "b", "e": "b"}
    assert list(rings(links)) == [("b", "d", "c")]


def test_one_that_names_itself_stands_for_itself() -> None:
    assert standing({"a": "a"}) == {}
    assert list(rings({"a": "a"})) == [("a",)]


@given(LINKS)
def test_every_order_of_the_links_gives_the_same_and_nobody_hides_behind_a_hidden_one(links: dict[str, str]) -> None:
    ends = standing(links)
    for order in list(permutations(links.items()))[:24]:
        assert standing(dict(order)) == ends
    assert not set(ends.values()) & set(ends)
    for one, other in links.items():
        assert ends.get(one, one) == ends.get(other, other)
    in_rings = [name for ring in rings(links) for name in ring]
    assert len(in_rings) == len(set(in_rings))
