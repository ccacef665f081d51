"""更正通知: what an issued document says wrongly and how it reads right; the document itself stays as it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from xunjian.documents.checkcode import Proof
from xunjian.documents.composer import parts
from xunjian.documents.composer.faces import SHIPPED, Faces
from xunjian.documents.composer.flow import Block, blank
from xunjian.documents.composer.fonts import Span, Typesetter
from xunjian.documents.composer.grid import FILLED, Grid
from xunjian.documents.composer.setting import Align
from xunjian.documents.composer.tables import Column, Row, label, table
from xunjian.documents.papers import words
from xunjian.documents.papers.facts import mark
from xunjian.documents.papers.rendering import Imprint, Rendered
from xunjian.documents.papers.rendering import render as render_blocks
from xunjian.rules.workdays import paper_date

TITLE = "更正通知"


@dataclass(frozen=True)
class Correction:
    """A place of the first document, what it says there and how that reads right; '' means nothing stood there."""

    place: str
    wrong: str
    right: str


@dataclass(frozen=True)
class Erratum:
    """What a correction says; without a serial it is a draft.

    `deadline` is the one in force from now on, `moved` says that this differs from the first document's. ValueError if
    nothing is corrected.
    """

    bureau: str
    prefix: str
    year: int
    serial: int | None
    school: str
    first_title: str
    first_number: str
    first_issued_on: date
    corrections: tuple[Correction, ...]
    issued_on: date
    deadline: date | None = None
    moved: bool = False
    reason: str = ""
    contact: str = ""
    phone: str = ""
    sealed: bool = True
    trial: bool = False

    def __post_init__(self) -> None:
        if not self.corrections and not self.moved:
            raise ValueError(self.first_number)

    @property
    def number(self) -> str:
        """The document number, or its blank place."""
        return words.number(self.prefix, self.year, self.serial)


def render(erratum: Erratum, *, grid: Grid = FILLED, faces: Faces = SHIPPED, proof: Proof | None = None) -> Rendered:
    """Return the correction as a PDF; a draft says so on every page."""
    across = mark(draft=erratum.serial is None, trial=erratum.trial)
    imprint = Imprint(f"{TITLE} {erratum.number}", erratum.bureau, erratum.issued_on, across, faces, proof)
    return render_blocks(imprint, lambda setter: _blocks(erratum, setter, grid), grid=grid)


def _blocks(erratum: Erratum, setter: Typesetter, grid: Grid) -> Iterator[Block]:
    yield parts.title(setter, (erratum.bureau, TITLE))
    yield blank()
    yield parts.centred(setter, erratum.number, with_next=True)
    yield blank()
    yield parts.addressee(setter, erratum.school)
    yield from parts.paragraphs(setter, Span(_opening(erratum)))
    if erratum.corrections:
        yield _corrections(erratum, setter, grid)
    yield from parts.paragraphs(setter, Span(_closing(erratum)))
    note = words.contact(erratum.contact, erratum.phone)
    day = paper_date(erratum.issued_on)
    yield parts.signature(setter, erratum.bureau, day, sealed=erratum.sealed, note=note, grid=grid)


def _opening(erratum: Erratum) -> str:
    reason = f"因{erratum.reason.rstrip('。 ')}，" if erratum.reason else ""
    first = f"我局{paper_date(erratum.first_issued_on)}印发的《{erratum.first_title}》（{erratum.first_number}）"
    return f"{reason}{first}有误，现更正如下：" if erratum.corrections else f"{reason}现就{first}通知如下："


def _corrections(erratum: Erratum, setter: Typesetter, grid: Grid) -> Block:
    columns = (Column(2.5, align=Align.CENTRE), Column(share=2), Column(share=3), Column(share=3))
    head = Row((label("序号"), label("位置"), label("原文"), label("更正为")))
    rows = [
        Row((f"{number}", one.place, one.wrong or "（无）", one.right or "（删去）"))
        for number, one in enumerate(erratum.corrections, start=1)
    ]
    return table(setter, grid, columns, rows, head=(head,))


def _closing(erratum: Erratum) -> str:
    rest = "除上述更正外，原文书其他内容不变" if erratum.corrections else "原文书其他内容不变"
    if erratum.deadline is None:
        return f"{rest}，整改期限不变。本通知与原文书一并执行。"
    day = words.by_day(erratum.deadline)
    if erratum.moved:
        return f"整改期限改为{day}。{rest}。本通知与原文书一并执行。"
    return f"{rest}，整改期限仍为{day}。本通知与原文书一并执行。"
