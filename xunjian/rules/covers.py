"""Rectangles over faces and names in a photo (打码): whole thousandths (‰) of the upright picture.

Thousandths stay where they are whatever size the picture is shown or printed at; a rectangle is rounded outwards, so
that no edge of what it covers is seen.
"""

from typing import NamedTuple

WHOLE = 1000
LEAST = 10
"""The smallest side: what is smaller covers nothing and cannot be taken hold of."""

_USUAL = 200


class Cover(NamedTuple):
    """A rectangle in ‰ of width and height of the upright picture."""

    left: int
    top: int
    width: int
    height: int

    def moved(self, right: int, down: int) -> "Cover":
        """Return the rectangle elsewhere, as far as the picture goes."""
        left = min(max(0, self.left + right), WHOLE - self.width)
        return self._replace(left=left, top=min(max(0, self.top + down), WHOLE - self.height))

    def resized(self, wider: int, higher: int) -> "Cover":
        """Return the rectangle with its right and lower edge elsewhere, as far as the picture goes."""
        width = min(max(LEAST, self.width + wider), WHOLE - self.left)
        return self._replace(width=width, height=min(max(LEAST, self.height + higher), WHOLE - self.top))

    def pixels(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Return left, top, right and bottom in a picture of this size, rounded outwards; the last two are outside."""
        right, bottom = self.left + self.width, self.top + self.height
        return (
            self.left * width // WHOLE,
            self.top * height // WHOLE,
            -(-right * width // WHOLE),
            -(-bottom * height // WHOLE),
        )


def usual() -> Cover:
    """Return a rectangle in the middle, to be moved to where it is wanted."""
    begin = (WHOLE - _USUAL) // 2
    return Cover(begin, begin, _USUAL, _USUAL)


def between(one: tuple[float, float], other: tuple[float, float]) -> Cover | None:
    """Return the rectangle between two points in ‰, rounded outwards; None where it is too small to be meant."""
    left, right = _ends(one[0], other[0])
    top, bottom = _ends(one[1], other[1])
    if right - left < LEAST or bottom - top < LEAST:
        return None
    return Cover(left, top, right - left, bottom - top)


def within(left: int | None, top: int | None, width: int | None, height: int | None) -> Cover | None:
    """Return the part of a stored rectangle that lies on the picture; None where nothing of it does.

    What a bundle brings may be any number.
    """
    if left is None or top is None or width is None or height is None:
        return None
    begin, above = max(0, left), max(0, top)
    end, below = min(WHOLE, left + width), min(WHOLE, top + height)
    return Cover(begin, above, end - begin, below - above) if begin < end and above < below else None


def _ends(one: float, other: float) -> tuple[int, int]:
    low, high = sorted((min(max(0.0, one), WHOLE), min(max(0.0, other), WHOLE)))
    return int(low), -int(-high // 1)
