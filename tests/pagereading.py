"""What stands where on the pages of a PDF, read back from its own coordinates: origins of text and em boxes, in mm."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from unicodedata import east_asian_width

import pdfplumber

MM = 72 / 25.4
ASCENT = 0.85  # of the em box, above the baseline
RED = (1.0, 0.0, 0.0)


@dataclass(frozen=True)
class Box:
    """A rectangle, measured from the upper left corner of the paper."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True)
class Char:
    """A character, its em box (its place on the page: one em wide, half an em for figures) and its size in points."""

    text: str
    box: Box
    size: float
    font: str
    colour: tuple[float, ...]
    origin: tuple[float, float]
    """Where its baseline begins, whichever way it is turned."""


@dataclass(frozen=True)
class Rule:
    """A straight line with the thickness of its stroke."""

    box: Box
    stroke: float
    colour: tuple[float, ...]


@dataclass(frozen=True)
class PageRead:
    """One page: its characters without white space, in the order in which they were drawn, and its rules."""

    chars: tuple[Char, ...]
    rules: tuple[Rule, ...]

    def lines(self, size: float = 15.75) -> list[tuple[Char, ...]]:
        """Return the lines of text of a size, from top to bottom."""
        chars = sorted(
            (char for char in self.chars if abs(char.size - size) < 0.1),
            key=lambda char: (round(char.box.top, 1), char.box.left),
        )
        return [tuple(line) for _, line in groupby(chars, key=lambda char: round(char.box.top, 1))]


def text_of(line: Sequence[Char]) -> str:
    """Return what a line says."""
    return "".join(char.text for char in line)


def read_pages(pdf: bytes) -> Iterator[PageRead]:
    """Yield the pages of a PDF."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            assert (round(page.width / MM, 2), round(page.height / MM, 2)) == (210, 297)
            chars = tuple(_char(char) for char in page.chars if char["text"].strip())
            yield PageRead(chars, tuple(_rule(line) for line in page.lines))


def _char(char: dict[str, Any]) -> Char:
    x, y = char["matrix"][4:]
    size = float(char["size"])
    top = 297 * MM - y - ASCENT * size
    width = float(char["width"])
    place = _place(char["text"]) * size or width
    left = x + (width - place) / 2  # a glyph stands in the middle of its place
    box = Box(left / MM, top / MM, (left + place) / MM, (top + size) / MM)
    font = char["fontname"].split("+")[-1]
    return Char(char["text"], box, size, font, _colour(char["non_stroking_color"]), (x / MM, 297 - y / MM))


def _place(character: str) -> float:
    """Return how wide the place of a character is, in em; 0 where that is the font's own affair."""
    if character.isdecimal():
        return 0.5
    return 1.0 if east_asian_width(character) in {"W", "F", "A"} else 0.0


def _rule(line: dict[str, Any]) -> Rule:
    half = float(line["linewidth"]) / 2
    box = Box(line["x0"] / MM, (line["top"] - half) / MM, line["x1"] / MM, (line["bottom"] + half) / MM)
    return Rule(box, float(line["linewidth"]) / MM, _colour(line["stroking_color"]))


def _colour(colour: Any) -> tuple[float, ...]:
    return tuple(colour) if isinstance(colour, (tuple, list)) else (colour,)
