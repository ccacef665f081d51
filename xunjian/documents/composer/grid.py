"""The page of GB/T 9704-2012: A4, 22 lines of 28 characters in a block of 156 × 225 mm.

Lengths are points unless a name says mm; rows count down from the top of the text block and need not be whole.
"""

from dataclasses import dataclass, replace
from math import ceil

MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
LEFT, TOP = 28 * MM, 37 * MM
BLOCK_WIDTH, BLOCK_HEIGHT = 156 * MM, 225 * MM
RIGHT, BOTTOM = LEFT + BLOCK_WIDTH, TOP + BLOCK_HEIGHT
ROWS, COLUMNS = 22, 28
COLUMN = BLOCK_WIDTH / COLUMNS

SIZE_2, SIZE_3, SIZE_4 = 22.0, 15.75, 14.0  # 2号, 3号, 4号; at 16 pt 28 characters would not fit into 156 mm
_ROUNDING = 1e-6


@dataclass(frozen=True)
class Grid:
    """Where the rows stand: the pitch from row to row, how far below the top of the block the first is, how many."""

    pitch: float
    first: float = 0.0
    count: int = ROWS

    def top(self, row: float) -> float:
        """Return how far below the edge of the paper the em boxes of a row begin."""
        return TOP + self.first + row * self.pitch

    def rows(self, height: float) -> int:
        """Return how many rows something of this height takes; the last row is only as high as its em boxes."""
        return max(1, ceil((height - SIZE_3) / self.pitch - _ROUNDING) + 1)

    def squeezed(self, more: int) -> "Grid":
        """Return the grid that has so many more rows in the same height (GB/T 9704-2012, 7.3.5.4)."""
        count = self.count + more
        return replace(self, pitch=self.pitch * (self.count - 1) / (count - 1), count=count)


def _filling(height: float, count: int) -> Grid:
    return Grid((height - SIZE_3) / (count - 1), count=count)


# "撑满版心": the first row touches the upper edge of the block, the last row the lower one (10.450 mm).
FILLED = _filling(BLOCK_HEIGHT, ROWS)
# As word processors do it: 22 equal bands of 28.99 pt, the characters in the middle of each.
BANDS = Grid(BLOCK_HEIGHT / ROWS, first=(BLOCK_HEIGHT / ROWS - SIZE_3) / 2)

# A page turned for a wide table: its lines are as long as the block is high, and 15 of them fill its width.
TURNED_WIDTH = BLOCK_HEIGHT
TURNED = _filling(BLOCK_WIDTH, 15)
