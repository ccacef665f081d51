"""交还单: the sheet with which a group's computer is given back, when all it held is at the bureau and removed here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from xunjian.documents.composer import parts
from xunjian.documents.composer.cells import Slots
from xunjian.documents.composer.faces import SHIPPED, Faces
from xunjian.documents.composer.flow import Block, blank
from xunjian.documents.composer.fonts import Span, Typesetter
from xunjian.documents.composer.grid import FILLED, Grid
from xunjian.documents.composer.tables import Cell, Column, Row, label, table, value
from xunjian.documents.papers.facts import mark
from xunjian.documents.papers.rendering import Imprint, Rendered
from xunjian.documents.papers.rendering import render as render_blocks
from xunjian.rules.workdays import paper_date

TITLE = "检查电脑交还单"
_COLUMNS = (Column(6), Column(share=1), Column(5), Column(share=1))
_DATE_TO_WRITE = "　　　年　月　日"
_WHAT_REMOVED_MEANS = (
    "删除的是巡检的文件和密钥，没有擦除磁盘。电脑要报废或转给外单位的，请按单位的规定另行处理磁盘。"
    "用过的U盘请一并交回。"
)


@dataclass(frozen=True)
class ReturnSlip:
    """What the sheet says."""

    bureau: str
    group: str
    person: str
    returned_on: date
    seat: str
    visits: int
    findings: int
    documents: int
    photos: int
    commits: int
    numbers: str
    """The last number that was given out here, and how many are left."""
    told_on: date | None
    """Day of the bureau's task file that says what it holds; None where nothing was to be handed in."""
    backups: int
    trial: bool = False


def render(slip: ReturnSlip, *, grid: Grid = FILLED, faces: Faces = SHIPPED) -> Rendered:
    """Return the sheet as a PDF."""
    imprint = Imprint(TITLE, slip.bureau, slip.returned_on, mark(draft=False, trial=slip.trial), faces)
    return render_blocks(imprint, lambda setter: _blocks(slip, setter, grid), grid=grid)


def _blocks(slip: ReturnSlip, setter: Typesetter, grid: Grid) -> Iterator[Block]:
    yield parts.title(setter, (slip.bureau, TITLE))
    yield blank()
    yield table(setter, grid, _COLUMNS, list(_rows(slip)))
    yield from parts.paragraphs(setter, Span(_WHAT_REMOVED_MEANS))


def _rows(slip: ReturnSlip) -> Iterator[Row]:
    held = f"检查{slip.visits}次，问题{slip.findings}个，文书{slip.documents}份，照片和原件{slip.photos}个"
    told = f"局里{paper_date(slip.told_on)}的任务包里都有" if slip.told_on else "没有要交的内容"
    gone = "工作库、照片、密钥" + (f"、本机的备份{slip.backups}份" if slip.backups else "")
    yield Row((label("检查组"), value(slip.group), label("使用人"), value(slip.person)))
    yield Row((label("交还日期"), value(paper_date(slip.returned_on)), label("席位"), value(slip.seat)))
    yield Row((label("工作情况"), value(held, across=3)))
    yield Row((label("文号"), value(slip.numbers, across=3)))
    yield Row((label("已在局里"), value(f"改动{slip.commits}次，{told}", across=3)))
    yield Row((label("已从电脑删除"), value(gone, across=3)))
    yield Row((label("交还人"), Cell((Slots(("",)),)), label("接收人"), Cell((Slots(("",)),))))
    yield Row((label("签名日期"), value(_DATE_TO_WRITE), label("签名日期"), value(_DATE_TO_WRITE)))
