"""A TrueType file, read where it lies: which glyph draws a character, how wide it is, a smaller font of some glyphs.

Names of tables and fields are those of the OpenType specification. Nothing is read before it is asked for: a font of
14 MB is ready in a millisecond.
"""

import re
import struct
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from struct import pack, unpack_from
from sys import byteorder

_COLLECTION = b"ttcf"
_CALLED_BY_OUTLINES = ("cvt ", "fpgm", "prep")
_RESTRICTED, _NO_SUBSETTING, _BITMAPS_ONLY = 0x0002, 0x0100, 0x0200
_FAMILY, _FULL_NAME, _POSTSCRIPT, _TYPOGRAPHIC_FAMILY = 1, 4, 6, 16
_WINDOWS, _MACINTOSH = 3, 1

# Flags of a component of a composite glyph.
_WORDS, _SCALE, _MORE, _TWO_SCALES, _TWO_BY_TWO = 0x0001, 0x0008, 0x0020, 0x0040, 0x0080


class NotUsable(ValueError):
    """The file is no font, or lacks what was asked for."""


class TrueType:
    """One font of a file in memory; `index` chooses among those of a collection (.ttc).

    A file that is damaged further on raises NotUsable when the damage is met.
    """

    def __init__(self, data: bytes | memoryview, index: int = 0) -> None:
        self._tables = _directory(memoryview(data), index)
        (self.units_per_em,) = self._numbers(">H", "head", 18)
        (self._long_offsets,) = self._numbers(">h", "head", 50)
        (self._metrics,) = self._numbers(">H", "hhea", 34)
        (self.glyphs,) = self._numbers(">H", "maxp", 4)
        if not self.units_per_em or not self._metrics:
            raise NotUsable("no metrics")

    @property
    def has_outlines(self) -> bool:
        """Whether the glyphs are TrueType outlines, the only ones that `subset` knows."""
        return "glyf" in self._tables

    @cached_property
    def names(self) -> frozenset[str]:
        """The names under which people and programs know the font, in all its languages."""
        return frozenset(text for kind, text in self._entries() if kind in {_FAMILY, _FULL_NAME, _TYPOGRAPHIC_FAMILY})

    @cached_property
    def postscript_name(self) -> str:
        """The name that documents give the font: ASCII without blanks, 'Unnamed' where the font has none."""
        texts = (text for kind, text in self._entries() if kind == _POSTSCRIPT)
        return re.sub(r"[^A-Za-z0-9-]", "", next(texts, "")) or "Unnamed"

    def _entries(self) -> Iterator[tuple[int, str]]:
        table = self._table("name")
        number, texts = self._numbers(">HH", "name", 2)
        for place in range(number):
            platform, encoding, _, kind, length, offset = self._numbers(">6H", "name", 6 + 12 * place)
            raw = bytes(table[texts + offset : texts + offset + length])
            yield kind, raw.decode(_codec(platform, encoding), errors="ignore")

    @property
    def embeddable(self) -> bool:
        """Whether the font's maker allows a part of it to be embedded in documents."""
        (permissions,) = self._numbers(">H", "OS/2", 8)
        return not permissions & (_RESTRICTED | _NO_SUBSETTING | _BITMAPS_ONLY)

    def glyph(self, codepoint: int) -> int:
        """Return the number of the glyph that draws a character, or 0."""
        return self._lookup(codepoint)

    def advance(self, glyph: int) -> int:
        """Return how far a glyph moves the pen, in units of the font."""
        place = min(glyph, self._metrics - 1)
        return int(self._numbers(">H", "hmtx", 4 * place)[0])

    @property
    def box(self) -> tuple[int, int, int, int]:
        """The box around all glyphs, in units of the font."""
        left, bottom, right, top = self._numbers(">4h", "head", 36)
        return left, bottom, right, top

    @property
    def ascent_and_descent(self) -> tuple[int, int]:
        """How far the font reaches above the baseline and, below zero, under it, in units of the font."""
        ascent, descent = self._numbers(">2h", "hhea", 4)
        return ascent, descent

    def subset(self, glyphs: Sequence[int]) -> bytes:
        """Return a font of the missing-character glyph and the given ones, numbered 1, 2, … in their order."""
        kept = [0, *glyphs]
        outlines = list(self._outlines(kept))
        offsets = array("I", [0])
        for outline in outlines:
            offsets.append(offsets[-1] + len(outline))
        tables = {
            "glyf": b"".join(outlines),
            "head": bytes(self._table("head")[:8])
            + pack(">I", 0)
            + bytes(self._table("head")[12:50])
            + pack(">hh", 1, 0),
            "hhea": bytes(self._table("hhea")[:34]) + pack(">H", len(kept)),
            "hmtx": b"".join(map(self._metric, kept)),
            "loca": _big_endian(offsets),
            "maxp": bytes(self._table("maxp")[:4]) + pack(">H", len(kept)) + bytes(self._table("maxp")[6:]),
            **{tag: bytes(self._table(tag)) for tag in _CALLED_BY_OUTLINES if tag in self._tables},
        }
        return _file(tables)

    def _outlines(self, kept: list[int]) -> Iterator[bytes]:
        """Yield the outlines of all kept glyphs; parts of composite ones are added to the end of `kept`."""
        places: dict[int, int] = {}
        for glyph in kept:  # It grows as it is walked along.
            outline = self._outline(glyph)
            if outline[:1] >= b"\x80":  # a negative number of contours
                for place, part in _parts(outline):
                    if part not in places:
                        places[part] = len(kept)
                        kept.append(part)
                    outline[place : place + 2] = pack(">H", places[part])
            yield bytes(outline) + bytes(-len(outline) % 4)

    def _outline(self, glyph: int) -> bytearray:
        offsets = self._offsets
        if glyph + 1 >= len(offsets):
            raise NotUsable(f"glyph {glyph}")
        return bytearray(self._glyf[offsets[glyph] : offsets[glyph + 1]])

    @cached_property
    def _glyf(self) -> memoryview:
        return self._table("glyf")

    @cached_property
    def _offsets(self) -> "array[int]":
        if self._long_offsets:
            return _from_big_endian("I", self._table("loca"))
        return array("I", [2 * half for half in _from_big_endian("H", self._table("loca"))])

    def _metric(self, glyph: int) -> bytes:
        """Return the advance and the left side bearing of a glyph as they stand in the file."""
        if glyph < self._metrics:
            return bytes(self._table("hmtx")[4 * glyph : 4 * glyph + 4])
        bearing = 4 * self._metrics + 2 * (glyph - self._metrics)
        return pack(">H", self.advance(glyph)) + bytes(self._table("hmtx")[bearing : bearing + 2])

    @cached_property
    def _lookup(self) -> Callable[[int], int]:
        cmap = self._table("cmap")
        (count,) = self._numbers(">H", "cmap", 2)
        formats: dict[int, memoryview] = {}
        for number in range(count):
            platform, encoding, offset = self._numbers(">HHI", "cmap", 4 + 8 * number)
            if platform == 0 or (platform == _WINDOWS and encoding in {1, 10}):
                formats.setdefault(int.from_bytes(cmap[offset : offset + 2], "big"), cmap[offset:])
        if 12 in formats:
            return _ranges(formats[12])
        if 4 in formats:
            return _segments(formats[4])
        raise NotUsable("no Unicode map")

    def _table(self, tag: str) -> memoryview:
        if tag not in self._tables:
            raise NotUsable(f"no table {tag}")
        return self._tables[tag]

    def _numbers(self, form: str, tag: str, offset: int) -> tuple[int, ...]:
        try:
            return unpack_from(form, self._table(tag), offset)
        except struct.error as error:
            raise NotUsable(f"table {tag} ends early") from error


def count(data: bytes | memoryview) -> int:
    """Return how many fonts a file holds."""
    return int.from_bytes(data[8:12], "big") if bytes(data[:4]) == _COLLECTION else 1


def _directory(data: memoryview, index: int) -> dict[str, memoryview]:
    try:
        start = unpack_from(">I", data, 12 + 4 * index)[0] if bytes(data[:4]) == _COLLECTION else 0
        (number,) = unpack_from(">H", data, start + 4)
        entries = [unpack_from(">4s4xII", data, start + 12 + 16 * place) for place in range(number)]
    except struct.error as error:
        raise NotUsable("no font") from error
    return {tag.decode("latin-1"): data[offset : offset + length] for tag, offset, length in entries}


def _codec(platform: int, encoding: int) -> str:
    if platform == _MACINTOSH:
        return {0: "mac-roman", 25: "gb2312"}.get(encoding, "latin-1")
    return {3: "gbk", 4: "big5"}.get(encoding, "utf-16-be") if platform == _WINDOWS else "utf-16-be"


def _ranges(table: memoryview) -> Callable[[int], int]:
    """Read a map of format 12: runs of characters that have runs of glyphs."""
    (number,) = unpack_from(">I", table, 12)
    flat = _from_big_endian("I", table[16 : 16 + 12 * number])
    starts, ends, glyphs = flat[0::3], flat[1::3], flat[2::3]

    def glyph(codepoint: int) -> int:
        place = bisect_left(ends, codepoint)
        if place == len(ends) or codepoint < starts[place]:
            return 0
        return glyphs[place] + codepoint - starts[place]

    return glyph


def _segments(table: memoryview) -> Callable[[int], int]:
    """Read a map of format 4: as format 12, for the characters of the BMP, with or without a list of glyphs."""
    half = unpack_from(">H", table, 6)[0] // 2
    ends = _from_big_endian("H", table[14 : 14 + 2 * half])
    starts, deltas, offsets = (
        _from_big_endian("H", table[16 + 2 * place * half : 16 + 2 * (place + 1) * half]) for place in (1, 2, 3)
    )

    def glyph(codepoint: int) -> int:
        place = bisect_left(ends, codepoint)
        if place == len(ends) or codepoint < starts[place]:
            return 0
        if not offsets[place]:
            return (codepoint + deltas[place]) & 0xFFFF
        # The offset counts from its own place in the table.
        at = 16 + 6 * half + 2 * place + offsets[place] + 2 * (codepoint - starts[place])
        listed = int.from_bytes(table[at : at + 2], "big")
        return (listed + deltas[place]) & 0xFFFF if listed else 0

    return glyph


def _parts(outline: bytearray) -> Iterator[tuple[int, int]]:
    """Yield where a composite glyph names its parts, and their numbers."""
    place, more = 10, True
    while more:
        flags, part = unpack_from(">HH", outline, place)
        yield place + 2, part
        place += 8 if flags & _WORDS else 6
        place += 2 * bool(flags & _SCALE) + 4 * bool(flags & _TWO_SCALES) + 8 * bool(flags & _TWO_BY_TWO)
        more = bool(flags & _MORE)


def _file(tables: dict[str, bytes]) -> bytes:
    """Return a font file of the given tables."""
    number = len(tables)
    power = 1 << (number.bit_length() - 1)
    header = pack(">IHHHH", 0x00010000, number, 16 * power, power.bit_length() - 1, 16 * (number - power))
    entries, bodies, offset = [], [], 12 + 16 * number
    for tag in sorted(tables):
        body = tables[tag] + bytes(-len(tables[tag]) % 4)
        entries.append(
            pack(">4sIII", tag.encode(), sum(_from_big_endian("I", body)) & 0xFFFFFFFF, offset, len(tables[tag]))
        )
        bodies.append(body)
        offset += len(body)
    return b"".join([header, *entries, *bodies])


def _from_big_endian(kind: str, data: bytes | memoryview) -> "array[int]":
    numbers = array(kind)
    numbers.frombytes(bytes(data))
    if byteorder == "little":
        numbers.byteswap()
    return numbers


def _big_endian(numbers: "array[int]") -> bytes:
    copy = numbers[:]
    if byteorder == "little":
        copy.byteswap()
    return copy.tobytes()
