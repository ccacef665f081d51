"""Ink as the path of a pen in a page description."""

from collections.abc import Iterator

from xunjian.documents.composer.embedding import number
from xunjian.documents.composer.grid import MM
from xunjian.rules import ink as pad
from xunjian.rules.ink import FINER, Ink, Stroke

_PEN = 0.38 * MM
_LARGEST = 1.6  # so much larger than in the whole pad small writing may become


def drawn(ink: Ink, *, left: float, bottom: float, width: float, height: float) -> str:
    """Return the operators that draw ink as large as it fits into a box, at its left and half way up; in points.

    Coordinates are whole numbers, so the same ink is the same path everywhere.
    """
    box = ink.box
    room, tall = width - _PEN, height - _PEN
    scale = min(room / max(box.width, 1), tall / max(box.height, 1), _LARGEST * height / pad.HEIGHT)
    fine = scale / FINER
    x = left + _PEN / 2 - box.left * scale
    y = bottom + (height + box.height * scale) / 2 + box.top * scale
    matrix = f"{fine:.8f} 0 0 {-fine:.8f} {number(x)} {number(y)}"
    path = " ".join(part for stroke in ink.strokes for part in _path(stroke))
    return f"q {matrix} cm 0 G 1 J 1 j {number(_PEN / fine)} w {path} S Q"


def _path(stroke: Stroke) -> Iterator[str]:
    (x, y), line = pad.curves(stroke)
    yield f"{x} {y} m"
    for (x1, y1), (x2, y2), (x3, y3) in line:
        yield f"{x1} {y1} {x2} {y2} {x3} {y3} c"
