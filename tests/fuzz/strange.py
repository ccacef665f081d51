"""Values and bytes that no honest writer puts anywhere, and edits of JSON and of bytes with them."""

import copy
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

UIDS = (
    "9a1d2c3b-4e5f-4a6b-8c7d-1e2f3a4b5c6d",
    "9A1D2C3B-4E5F-4A6B-8C7D-1E2F3A4B5C6D",
    "9a1d2c3b-4e5f-4a6b-8c7d-1e2f3a4b5c6",
)


def _nested(depth: int) -> Any:
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2**31 - 1, 2**31, 2**53 - 1, 2**53, -(2**53), 2**63, 2**64, 2**70, 10**400,
    1.0, 1.5, -0.0, 1e300, float("inf"), float("nan"),
    "", " ", "\0", "a\0b", "\n", "\x7f", "\ud800", "\u2028", "\ufeff", "e\u0301", "長江路小學", "\U0001f600",
    "长" * 300, "../../x", "/etc/passwd", "C:\\x", "<b>&amp;</b>", "%s%n{0}", "'; DROP TABLE visit; --", "null",
    "0" * 64, "f" * 64, "g" * 64,
    *UIDS, "00000000-0000-0000-0000-000000000000",
    "2026-09-18", "2026-02-30", "0000-01-01", "0001-01-01", "9999-12-31", "20260918", "2026-W38-5",
    "2026-09-18T02:11:05.123Z", "2026-09-18T02:11:05Z", "2026-09-18T10:11:05.123+08:00", "0001-01-01T00:00:00.000Z",
    "0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59-08:00", "2026-09-18T24:00:00Z",
    [], {}, [[]], {"": {}}, [None], {"kind": None}, {"kind": ["closed"]}, ["visit"], [1, 0], [2, 0], [0, 1],
    _nested(40), _nested(400),
)  # fmt: skip

TOKENS = (
    b'"', b"[[", b"]]", b"{}", b"\\u0000", b"\\ud800", b"\\u4e2d", b"null", b"true", b"1e5", b"-0", b"0.5", b"9" * 30,
    b"\n", b"\r\n", b" ", b"\t", b",", b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\0",
    b"PK\3\4", b"PK\1\2", b"PK\5\6", b"PK\6\6", b"\xff\xff\xff\xff", b"visit", b"finding", b"_row", b"../",
)  # fmt: skip


def text_of(value: Any) -> bytes:
    """Return JSON in the order and spelling of canonical JSON, whatever stands in it."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def respelled(value: dict[str, Any], chance: random.Random) -> bytes:
    """Return the same value as JSON in another spelling: as a commit it would have a second name."""
    plain = text_of(value)
    return chance.choice(
        (
            json.dumps(value, ensure_ascii=False, sort_keys=True).encode(),
            json.dumps(value, sort_keys=True, separators=(",", ":")).encode(),
            text_of(dict(reversed(value.items()))) + b" ",
            json.dumps(dict(sorted(value.items(), reverse=True)), ensure_ascii=False, separators=(",", ":")).encode(),
            plain.replace(b'"seq":', b'"seq":0'),
            plain.replace(b'"schema":1', b'"schema":1.0'),
            plain[:-1] + b"," + plain[1:],
            plain.replace(b"visit", b"\\u0076isit"),
        )
    )


Path = tuple[Any, ...]


def _paths(value: Any, here: Path = ()) -> Iterator[Path]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        yield (*here, name)
        if len(here) < 12:
            yield from _paths(member, (*here, name))


def _at(value: Any, path: Path) -> Any:
    for name in path:
        value = value[name]
    return value


def odd(chance: random.Random) -> Any:
    """Return one of these values, a copy of it where it can be changed."""
    return copy.deepcopy(chance.choice(VALUES))


def _nudged(value: Any, chance: random.Random) -> Any:
    """Return something near a value: the neighbour of what is right is what guards are tried by."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + chance.choice((-1, 1, 2**16, -(2**16)))
    if isinstance(value, str) and value:
        place = chance.randrange(len(value))
        return value[:place] + chance.choice(("", "0", "f", "Z", "\0", " ", value[place] * 2)) + value[place + 1 :]
    if isinstance(value, list):
        return [*value, *value[:1]] if chance.random() < 0.5 else value[::-1]
    return odd(chance)


def edited(value: Any, chance: random.Random) -> Any:
    """Return a JSON value with one to three places replaced, left out, doubled, exchanged or nudged, at any depth.

    The value is changed in place: give a copy.
    """
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        paths = list(_paths(value))
        if not paths:
            return odd(chance)
        *above, name = chance.choice(paths)
        holder = _at(value, tuple(above))
        match chance.randrange(6):
            case 0 | 1:
                holder[name] = odd(chance)
            case 2:
                holder[name] = _nudged(holder[name], chance)
            case 3:
                del holder[name]
            case 4:
                holder[name] = json.loads(json.dumps(_at(value, chance.choice(paths))))
            case 5 if isinstance(holder, dict):
                holder[chance.choice(("extra", "ops", "é", "", "a\0", "长"))] = odd(chance)
            case _:
                holder.append(odd(chance)) if isinstance(holder, list) else None
    return value


def _flip(data: bytearray, at: int, chance: random.Random) -> None:
    data[at : at + 1] = bytes(byte ^ 1 << chance.randrange(8) for byte in data[at : at + 1])


def _set(data: bytearray, at: int, chance: random.Random) -> None:
    data[at : at + 1] = bytes([chance.choice((0, 1, 0x22, 0x5C, 0x7F, 0x80, 0xFF, chance.randrange(256)))])


def _insert(data: bytearray, at: int, chance: random.Random) -> None:
    data[at:at] = chance.choice(TOKENS)


def _overwrite(data: bytearray, at: int, chance: random.Random) -> None:
    token = chance.choice(TOKENS)
    data[at : at + len(token)] = token


def _cut(data: bytearray, at: int, chance: random.Random) -> None:
    del data[at : at + chance.choice((1, 1, 2, 4, 16, 200))]


def _double(data: bytearray, at: int, chance: random.Random) -> None:
    data[at:at] = data[at : at + chance.choice((1, 4, 30, 300))]


def _end(data: bytearray, at: int, chance: random.Random) -> None:
    if chance.random() < 0.5:
        del data[at:]
    else:
        data += chance.choice(TOKENS)


_BYTE_EDITS: tuple[Callable[[bytearray, int, random.Random], None], ...] = (
    _flip, _flip, _set, _insert, _overwrite, _cut, _double, _end,
)  # fmt: skip


def scrambled(content: bytes, chance: random.Random) -> bytes:
    """Return bytes with one to four pieces flipped, set, put in, taken out or doubled."""
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        chance.choice(_BYTE_EDITS)(data, chance.randrange(len(data) + 1), chance)
    return bytes(data)
