"""The page of GB/T 9704-2012: A4, 22 lines of 28 characters in a block of 156 × 225 mm.

Lengths are points unless a name says mm; rows count down from the top of the text block and need not be whole.
"""

from dataclasses import dataclass
from math import ceil

MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
LEFT, TOP = 28 * MM, 37 * MM
BLOCK_WIDTH, BLOCK_HEIGHT = 156 * MM, 225 * MM
RIGHT = LEFT + BLOCK_WIDTH
ROWS, COLUMNS = 22, 28
COLUMN = BLOCK_WIDTH / COLUMNS

SIZE_2, SIZE_3, SIZE_4 = 22.0, 15.75, 14.0  # 2号, 3号, 4号; at 16 pt 28 characters would not fit into 156 mm


@dataclass(frozen=True)
class Grid:
    """Where the 22 rows stand: the pitch from row to row and the distance of the first from the top of the block."""

    pitch: float
    first: float = 0.0

    def top(self, row: float) -> float:
        """Return how far below the edge of the paper the em boxes of a row begin."""
        return TOP + self.first + row * self.pitch

    def rows(self, height: float) -> int:
        """Return how many rows something of this height takes; the last row is only as high as its em boxes."""
        return max(1, ceil((height - SIZE_3) / self.pitch) + 1)


# "撑满版心": the first row touches the upper edge of the block, the last row the lower one (10.450 mm).
FILLED = Grid((BLOCK_HEIGHT - SIZE_3) / (ROWS - 1))
# As word processors do it: 22 equal bands of 28.99 pt, the characters in the middle of each.
BANDS = Grid(BLOCK_HEIGHT / ROWS, first=(BLOCK_HEIGHT / ROWS - SIZE_3) / 2)
