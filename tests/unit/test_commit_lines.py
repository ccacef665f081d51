"""A commit's line: read and written again it is the same to the last byte, and no second spelling passes for it."""

from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xunjian.db import canonical
from xunjian.db.commits import Commit, Operation, hash_of, parse
from xunjian.db.uids import derived_uid

UID = "0b1f2d62-5c2e-4a57-9c1b-5f7f6c1d2e3f"
WALL = "2026-09-18T02:11:05.123Z"

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
WHOLE = st.integers(-(2**53) + 1, 2**53 - 1)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | WHOLE | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)


def commit(*values: Any, extra: str | None = None) -> Commit:
    before = (hash_of(b"before"), 7)
    operations = tuple(
        Operation("finding", derived_uid(UID, str(place)), "fact", canonical.encode_text(value), (before,))
        for place, value in enumerate(values)
    )
    return Commit(UID, ("visit", UID), 1, hash_of(b"prev"), "李敏", WALL, "1.0", 1, None, operations, extra)


@settings(max_examples=300)
@given(st.lists(VALUES, min_size=1, max_size=3), st.dictionaries(TEXT.map("_".__add__), VALUES, max_size=3))
def test_a_line_is_read_as_it_was_written(values: list[Any], later: dict[str, Any]) -> None:
    """Values are compared as text: the log keeps it, and what it gives back must hash to the same name."""
    written = commit(*values, extra=canonical.encode_text(later) if later else None)
    line = written.line()
    assert parse(line) == written
    assert parse(line).line() == line


def test_every_character_is_read_as_it_was_written() -> None:
    """The line is checked by one encoder, the value in the log is written by another."""
    everything = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x110000))))
    for start in range(0, len(everything), 100_000):
        written = commit(part := everything[start : start + 100_000], {part: part})
        assert parse(written.line()).operations == written.operations


@settings(max_examples=300)
@given(st.dictionaries(TEXT, VALUES, min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_keys_in_another_order_are_another_line(value: dict[str, Any], random: Any) -> None:
    mixed = list(value.items())
    random.shuffle(mixed)
    line = commit(value).line()
    other = line.replace(canonical.encode(value), orjson.dumps(dict(mixed)))
    if other != line:
        with pytest.raises(ValueError, match="canonical"):
            parse(other)


@pytest.mark.parametrize(
    "value",
    [
        b'{"a":1.5}',
        b"[[1e3]]",
        b'{"a":[-0.0]}',
        b"-0",
        b"9007199254740992",
        b'{"a":9007199254740992}',
        b"[123456789012345678901234567890]",
        b'{"a":1,"a":1}',
        b'{"a": 1}',
        b'"\\/"',
        b'"\\u00e9"',
        b'{"a":"\\ud800"}',
        b"[" * 300 + b"]" * 300,
        b"[" * 100_000 + b"]" * 100_000,
        b"tru",
        b"",
    ],
    ids=range(16),
)
def test_what_has_no_canonical_form_is_refused(value: bytes) -> None:
    line = commit("here").line()
    assert parse(line)
    for place in (b'"here"', b'"1.0"'):
        with pytest.raises(ValueError, match=r"\S"):
            parse(line.replace(place, value))
    extra = commit("there", extra='{"zz":"here"}').line()
    assert parse(extra).extra == '{"zz":"here"}'
    with pytest.raises(ValueError, match=r"\S"):
        parse(extra.replace(b'"here"', value))


def test_a_line_with_a_byte_that_is_no_text_is_refused() -> None:
    line = commit("here").line()
    for bad in (b"\xff", b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80"):
        with pytest.raises(ValueError, match=r"\S"):
            parse(line.replace(b"here", bad))


def test_another_commits_parts_make_another_name() -> None:
    one = commit("here")
    others = [replace(one, seq=2), replace(one, actor=None), replace(one, reason=""), replace(one, schema=2)]
    assert len({hash_of(each.line()) for each in (one, *others)}) == 5
