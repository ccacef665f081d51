"""Canonical JSON: one text for one value, so that equal values have equal bytes on every machine.

UTF-8, keys sorted by code point, no white space, no floats. The text of a commit and every stored value use it.
"""

from typing import Any

import orjson

LARGEST = 2**53 - 1
"""Integers beyond it lose digits in other readers of JSON and are refused."""


def encode(value: Any) -> bytes:
    """Return the canonical bytes of `value`; raises ValueError for floats, huge integers and lone surrogates."""
    try:
        text = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError as error:
        raise ValueError(str(error)) from error
    # Only now: the encoder has refused what is nested too deeply to walk through.
    _refuse_inexact(value)
    return text


def encode_text(value: Any) -> str:
    """Return the canonical text of `value`."""
    return encode(value).decode()


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


def _refuse_inexact(value: Any) -> None:
    if isinstance(value, float):
        raise ValueError("floats are not exact")
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > LARGEST:
        raise ValueError("integer too large")
    if isinstance(value, dict):
        for member in value.values():
            _refuse_inexact(member)
    elif isinstance(value, list | tuple):
        for member in value:
            _refuse_inexact(member)
