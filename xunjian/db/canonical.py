"""Canonical JSON: one text for one value, so that equal values have equal bytes on every machine.

UTF-8, keys sorted by code point, no white space, no floats. The text of a commit and every stored value use it.
"""

from typing import Any

import orjson

_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER
_PLAIN = frozenset({str, int, bool, type(None)})


def encode(value: Any) -> bytes:
    """Return the canonical bytes of `value`.

    Raises ValueError for floats, lone surrogates, and integers beyond 53 bits, which lose digits in other readers.
    """
    return encode_text(value).encode()


def encode_text(value: Any) -> str:
    """Return the canonical text of `value`; raises ValueError as `encode` does."""
    text = text_of(value)
    # Only now: the encoder has refused what is nested too deeply to walk through.
    _refuse_floats(value)
    return text


def text_of(value: Any) -> str:
    """Return the canonical text of a `value` in which there is no float for certain: its decoder refused them."""
    try:
        return orjson.dumps(value, None, _OPTIONS).decode()
    except TypeError as error:
        raise ValueError(str(error)) from error


def decode(data: bytes | str) -> Any:
    """Return the value of canonical `data`; raises ValueError if the data is JSON in any other form."""
    raw = data.encode() if isinstance(data, str) else data
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise ValueError(str(error)) from error
    if encode(value) != raw:
        raise ValueError("not canonical")
    return value


def read(text: str) -> Any:
    """Return the value of a text that is canonical for certain, because it came out of the log."""
    return orjson.loads(text)


def _refuse_floats(value: Any) -> None:
    if type(value) in _PLAIN:
        return
    rest = [value]
    for member in rest:  # It grows as it is walked along.
        if type(member) in _PLAIN:
            continue
        if isinstance(member, float):
            raise ValueError("floats are not exact")
        if isinstance(member, dict):
            rest += member.values()
        elif isinstance(member, list | tuple):
            rest += member
