"""存根: the sheet that stays when a document goes out, cut into three through its number (骑缝编号).

The stub stays with whoever keeps the numbers; one slip goes with the copy that is served, one with the copy for the
file. The number stands across both cuts, so that the parts can be laid side by side and compared.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from xunjian.documents.checkcode import Proof
from xunjian.documents.composer import parts, setting
from xunjian.documents.composer.cells import Slots, dotted
from xunjian.documents.composer.faces import SHIPPED, Faces
from xunjian.documents.composer.flow import Block, Strip
from xunjian.documents.composer.fonts import Glyphs, Role, Typesetter
from xunjian.documents.composer.grid import BLOCK_WIDTH, FILLED, LEFT, RIGHT, SIZE_3, Grid
from xunjian.documents.composer.paper import Paper, natural
from xunjian.documents.composer.tables import SIZE_SMALL_4, Cell, Column, Row, label, table, value
from xunjian.documents.papers import words
from xunjian.documents.papers.facts import mark
from xunjian.documents.papers.rendering import Imprint, Rendered
from xunjian.documents.papers.rendering import render as render_blocks
from xunjian.rules.workdays import paper_date, paper_date_with_weekday

PARTS = ("存根联", "送达联", "存档联")
_COLUMNS = (Column(5), Column(share=1), Column(5), Column(share=1))
_SIZES = (SIZE_SMALL_4, 10.5, 9.0, 7.5)
_GAP = 0.8  # em of the number left free on either side of it in the line to cut along


@dataclass(frozen=True)
class Counterfoil:
    """What stub and slips say about a document with a number."""

    bureau: str
    title: str
    number: str
    school: str
    subject: str
    issued_on: date
    findings: int
    deadline: date | None = None
    issued_by: str = ""
    trial: bool = False


def render(
    counterfoil: Counterfoil, *, grid: Grid = FILLED, faces: Faces = SHIPPED, proof: Proof | None = None
) -> Rendered:
    """Return the sheet as a PDF of one page."""
    title = f"{counterfoil.title}存根 {counterfoil.number}"
    across = mark(draft=False, trial=counterfoil.trial)
    imprint = Imprint(title, counterfoil.bureau, counterfoil.issued_on, across, faces, proof)
    return render_blocks(imprint, lambda setter: _blocks(counterfoil, setter, grid), grid=grid)


def _blocks(one: Counterfoil, setter: Typesetter, grid: Grid) -> list[Block]:
    """Return the blocks in the largest type that leaves them on one page."""
    sheet: list[Block] = []
    for size in _SIZES:
        sheet = list(_sheet(one, setter, grid, size))
        if sum(strip.rows for block in sheet for strip in block.strips) <= grid.count:
            break
    return sheet


def _sheet(one: Counterfoil, setter: Typesetter, grid: Grid, size: float) -> Iterator[Block]:
    for order, part in enumerate(PARTS):
        if order:
            yield _cut(setter, one.number)
        yield parts.centred(setter, f"{one.bureau}{one.title}（{part}）", Role.HEADING, with_next=True)
        yield table(setter, grid, _COLUMNS, list(_rows(one, part)), size=size)


def _rows(one: Counterfoil, part: str) -> Iterator[Row]:
    deadline = paper_date_with_weekday(one.deadline) if one.deadline else ""
    who, when = ("领用人", "领用日期") if part == PARTS[0] else ("送达人", "送达日期")
    yield Row((label("文号"), value(one.number), label("成文日期"), value(paper_date(one.issued_on))))
    yield Row((label("受送达人"), value(one.school, across=3)))
    yield Row((label("事由"), value(f"{one.subject}（问题{one.findings}条）", across=3)))
    yield Row((label("整改期限"), value(deadline), label("签发人"), value(one.issued_by)))
    yield Row((label(who), Cell((Slots(("",)),)), label(when), value(words.DATE_TO_WRITE)))


def _cut(setter: Typesetter, number: str) -> Block:
    """Return the line to cut along, through the middle of the number."""
    glyphs = setting.glyphs(setter, number, Role.HEADING)
    return Block((Strip(1, lambda paper, row: _draw_cut(paper, row, glyphs)),))


def _draw_cut(paper: Paper, row: int, glyphs: Glyphs) -> None:
    top = paper.grid.top(row)
    width = sum(glyphs.advances) * SIZE_3
    begin = LEFT + (BLOCK_WIDTH - width) / 2
    paper.line(glyphs, natural(glyphs), left=begin, top=top, size=SIZE_3)
    middle, gap = top + SIZE_3 / 2, _GAP * SIZE_3
    dotted(paper, LEFT, begin - gap, middle)
    dotted(paper, begin + width + gap, RIGHT, middle)
