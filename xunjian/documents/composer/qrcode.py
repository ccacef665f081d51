"""A QR code (ISO/IEC 18004) as one shape of a page description."""

from collections.abc import Iterator
from functools import cache
from itertools import groupby

from xunjian.documents.composer.embedding import number

QUIET = 4  # modules that stay white around the symbol
_MASK = 4  # any of the eight reads as well; choosing among them would take most of the time


def drawn(text: str, *, left: float, bottom: float, side: float) -> str:
    """Return the operators that fill the dark modules of a symbol, without its quiet zone; lengths are points.

    All are one path, so that no reader leaves hairlines between rows of modules.
    """
    rows = _modules(text)
    scale = side / len(rows)
    boxes = " ".join(
        f"{start} {len(rows) - 1 - row} {length} 1 re"
        for row, modules in enumerate(rows)
        for start, length in _runs(modules)
    )
    matrix = f"{number(scale)} 0 0 {number(scale)} {number(left)} {number(bottom)}"
    return f"q 0 g {matrix} cm {boxes} f Q"


@cache
def _modules(text: str) -> tuple[bytes, ...]:
    import segno

    symbol = segno.make(text, error="m", mask=_MASK, micro=False, boost_error=False, encoding="utf-8")
    return tuple(bytes(row) for row in symbol.matrix)


def _runs(modules: bytes) -> Iterator[tuple[int, int]]:
    """Yield where each run of dark modules begins and how long it is."""
    place = 0
    for dark, run in groupby(modules):
        length = len(list(run))
        if dark:
            yield place, length
        place += length
