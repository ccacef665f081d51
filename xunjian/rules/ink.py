"""Ink: what a pen drew on the screen, kept as exact integers, so that it is drawn the same on every machine.

A pad is `WIDTH` by `HEIGHT` units from its upper left corner, however large it is on a screen. A stroke is the points
that the pen went through; nothing of pressure or speed is kept, for that would tell more of a hand than a paper shows.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain

WIDTH, HEIGHT = 3000, 1000
MOST_POINTS = 10_000
"""Points of one ink, of all its strokes."""

_FORM = 1
_LARGEST = 2**18
_STEP = 4  # units; a nearer point says nothing of the line
_SMALLEST = HEIGHT // 5

Point = tuple[int, int]
Stroke = tuple[Point, ...]
Curve = tuple[Point, Point, Point]
"""Two control points and the end of a cubic Bézier curve that begins where the one before ends, in `FINER` units."""

FINER = 6
"""Parts of a unit in which curves are whole numbers."""


@dataclass(frozen=True)
class Box:
    """The part of a pad in which there is ink."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True)
class Ink:
    """Strokes in the order in which they were drawn."""

    strokes: tuple[Stroke, ...] = ()

    @property
    def points(self) -> int:
        """How many points there are in all."""
        return sum(map(len, self.strokes))

    @property
    def box(self) -> Box:
        """Where the ink is; ValueError if there is none."""
        xs, ys = zip(*chain.from_iterable(self.strokes), strict=True)
        return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))

    @property
    def is_signature(self) -> bool:
        """Whether somebody wrote, and did not just touch the pad."""
        return bool(self.strokes) and max(self.box.width, self.box.height) >= _SMALLEST

    def encoded(self) -> bytes:
        """Return the bytes that are stored: canonical JSON, each stroke as x, y, x, y and so on."""
        flat = [list(chain.from_iterable(stroke)) for stroke in self.strokes]
        content = {"height": HEIGHT, "ink": _FORM, "strokes": flat, "width": WIDTH}
        return json.dumps(content, separators=(",", ":"), sort_keys=True).encode()

    @property
    def sha256(self) -> str:
        """The name of the stored bytes."""
        return sha256(self.encoded()).hexdigest()


def stroke(points: Iterable[tuple[float, float]]) -> Stroke:
    """Return a stroke through points of a pad, rounded to units, kept on the pad, without those that say nothing."""
    kept: list[Point] = []
    last: Point | None = None
    for x, y in points:
        last = (min(max(round(x), 0), WIDTH), min(max(round(y), 0), HEIGHT))
        if not kept or _far(kept[-1], last):
            kept.append(last)
    if last is not None and last != kept[-1]:
        kept.append(last)
    return tuple(kept)


def read(data: bytes) -> Ink:
    """Return stored ink; ValueError if the bytes are not exactly what `Ink.encoded` makes."""
    try:
        content = json.loads(data) if len(data) <= _LARGEST else {}
        ink = Ink(tuple(_points(flat) for flat in content["strokes"]))
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise ValueError("no ink") from error
    if not ink.strokes or ink.points > MOST_POINTS or ink.encoded() != data:
        raise ValueError("no ink")
    return ink


def curves(one: Stroke) -> tuple[Point, list[Curve]]:
    """Return where a stroke begins and the smooth line through its points (Catmull-Rom), in `FINER` units."""
    around = (one[0], *one, one[-1])
    line = [
        (_towards(before, start, end), _towards(after, end, start), _finer(end))
        for before, start, end, after in zip(around, one, one[1:], around[3:], strict=False)
    ]
    begin = _finer(one[0])
    return begin, line or [(begin, begin, begin)]


def _points(flat: Sequence[int]) -> Stroke:
    if not flat or len(flat) % 2 or any(type(value) is not int for value in flat):
        raise ValueError("no stroke")
    points = tuple(zip(flat[::2], flat[1::2], strict=True))
    if any(not (0 <= x <= WIDTH and 0 <= y <= HEIGHT) for x, y in points):
        raise ValueError("off the pad")
    return points


def _far(one: Point, other: Point) -> bool:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1])) >= _STEP


def _finer(point: Point) -> Point:
    return point[0] * FINER, point[1] * FINER


def _towards(behind: Point, here: Point, ahead: Point) -> Point:
    """Return the control point with which a curve leaves `here`, in the direction from `behind` to `ahead`."""
    return here[0] * FINER + ahead[0] - behind[0], here[1] * FINER + ahead[1] - behind[1]
