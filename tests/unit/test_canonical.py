"""Canonical JSON has one text for one value: every other spelling is refused, so that equal content has one hash."""

from typing import Any

import pytest

from xunjian.db import canonical

VALUE = {"a": [1, True, None, "红星小学"], "号": {"x": -5, "y": ""}}
TEXT = '{"a":[1,true,null,"红星小学"],"号":{"x":-5,"y":""}}'


def test_a_value_comes_back_from_its_text() -> None:
    assert canonical.encode(VALUE).decode() == TEXT
    assert canonical.decode(TEXT) == canonical.decode(TEXT.encode()) == VALUE


@pytest.mark.parametrize(
    "text",
    [
        TEXT + " ",
        TEXT.replace(":", ": "),
        TEXT.replace("红", "\\u7ea2"),
        TEXT.replace("[1,", "[01,"),
        TEXT.replace("[1,", "[1.0,"),
        TEXT.replace("[1,", "[1e0,"),
        TEXT.replace("-5", "-0"),
        '{"号":{"x":-5,"y":""},"a":[1,true,null,"红星小学"]}',
        '{"a":1,"a":1}',
        "\ufeff" + TEXT,
        TEXT[:-1],
    ],
)
def test_the_same_value_in_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        canonical.decode(text)


@pytest.mark.parametrize("value", [1.5, [float("nan")], {"a": [{"b": 1.0}]}, 2**53, "\ud800"])
def test_what_other_readers_would_read_otherwise_is_not_written(value: Any) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        canonical.encode(value)
