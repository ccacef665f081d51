"""Ink to test with: looped writing, different for each name and always the same for one."""

from hashlib import sha256
from math import cos, sin

from xunjian.rules import ink
from xunjian.rules.ink import HEIGHT, WIDTH, Ink

_STROKES, _POINTS = 4, 40


def writing(name: str) -> Ink:
    """Return ink that nobody could read, as signatures are."""
    turns = [byte / 255 for byte in sha256(name.encode()).digest()]
    strokes = []
    for number in range(_STROKES):
        begin, tall = 300 + number * 600, 0.25 + turns[number] / 4
        loops, lean = 1 + turns[number + 8] * 3, turns[number + 16] - 0.5
        strokes.append(ink.stroke(_point(begin, tall, loops, lean, place / _POINTS) for place in range(_POINTS + 1)))
    return Ink(tuple(strokes))


def _point(begin: float, tall: float, loops: float, lean: float, along: float) -> tuple[float, float]:
    turn = along * loops * 6.3
    x = begin + along * 520 + 120 * sin(turn) + lean * 200 * cos(turn)
    return min(max(x, 0), WIDTH), HEIGHT / 2 - HEIGHT * tall * cos(turn + lean)
