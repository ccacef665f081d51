"""督导意见书: what a supervision authority states about a school it inspected (教育督导条例 第十六至二十二条).

It was announced in writing, at least three inspectors took part, the school heard the preliminary opinion and could
answer it; the opinion holds an evaluation and what must be put right by when.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from xunjian.documents.checkcode import Proof
from xunjian.documents.composer import parts
from xunjian.documents.composer.faces import SHIPPED, Faces
from xunjian.documents.composer.flow import Block, blank
from xunjian.documents.composer.fonts import Span, Typesetter
from xunjian.documents.composer.grid import FILLED, Grid
from xunjian.documents.papers import annexes, notice_words, problems, words
from xunjian.documents.papers.facts import Exhibit, mark
from xunjian.documents.papers.notice_facts import Finding, Measure
from xunjian.documents.papers.rendering import Imprint, Rendered
from xunjian.documents.papers.rendering import render as render_blocks
from xunjian.rules.papers import FEWEST_SUPERVISORS, PaperKind
from xunjian.rules.workdays import paper_date

TITLE = PaperKind.SUPERVISION_OPINION.value
_BASIS = "《教育督导条例》"
_TO_WRITE = "（待写）"


@dataclass(frozen=True)
class SupervisionOpinion:
    """What an opinion says; without a serial it is a draft.

    `authority` is the supervision authority, `we` how it names itself, `answer` what the school answered to the
    preliminary opinion, as a sentence, '' if nothing. A draft may lack what is not known yet; under a number,
    ValueError with fewer than three supervisors, without an evaluation, a notice or preliminary feedback.
    """

    authority: str
    prefix: str
    year: int
    serial: int | None
    school: str
    announced_on: date | None
    day: date
    fed_back_on: date | None
    supervisors: tuple[str, ...]
    evaluation: tuple[str, ...]
    findings: tuple[Finding, ...]
    measures: tuple[Measure, ...]
    issued_on: date
    plan: str = ""
    answer: str = ""
    suggestions: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    exhibits: tuple[Exhibit, ...] = ()
    total_fen: int | None = None
    refunds: bool = False
    copies: int = 2
    you: str = "你校"
    we: str = "我室"
    contact: str = ""
    phone: str = ""
    sealed: bool = True
    trial: bool = False

    def __post_init__(self) -> None:
        if self.serial is None:
            return
        if len(set(self.supervisors)) < FEWEST_SUPERVISORS:
            raise ValueError(self.supervisors)
        if not (self.evaluation and self.announced_on and self.fed_back_on):
            raise ValueError(self.school)

    @property
    def number(self) -> str:
        """The document number, or its blank place."""
        return words.number(self.prefix, self.year, self.serial)


def render(
    opinion: SupervisionOpinion,
    *,
    grid: Grid = FILLED,
    faces: Faces = SHIPPED,
    proof: Proof | None = None,
    photos: Sequence[parts.Photo] = (),
) -> Rendered:
    """Return the opinion as a PDF."""
    across = mark(draft=opinion.serial is None, trial=opinion.trial)
    imprint = Imprint(f"{TITLE} {opinion.number}", opinion.authority, opinion.issued_on, across, faces, proof)
    return render_blocks(imprint, lambda setter: _blocks(opinion, setter, grid, photos), grid=grid)


def _blocks(
    opinion: SupervisionOpinion, setter: Typesetter, grid: Grid, photos: Sequence[parts.Photo]
) -> Iterator[Block]:
    yield parts.title(setter, (opinion.authority, TITLE))
    yield blank()
    yield parts.centred(setter, opinion.number, with_next=True)
    yield blank()
    yield parts.addressee(setter, opinion.school)
    yield from parts.paragraphs(setter, Span(_opening(opinion)))
    for order, (heading, section) in enumerate(_sections(opinion, setter)):
        yield parts.heading(setter, f"{words.LEVEL_1[order]}、{heading}")
        yield from section
    if opinion.attachments:
        yield blank(with_previous=True)
        yield parts.attachments(setter, opinion.attachments)
    note = words.contact(opinion.contact, opinion.phone)
    day = paper_date(opinion.issued_on)
    yield parts.signature(setter, opinion.authority, day, sealed=opinion.sealed, note=note, grid=grid)
    yield from annexes.pages(opinion, setter, grid, photos, numbered="意见书文号")


def _opening(opinion: SupervisionOpinion) -> str:
    plan = f"和《{opinion.plan}》" if opinion.plan else ""
    people = "、".join(opinion.supervisors)
    told = f"{opinion.we}于{_day(opinion.announced_on)}书面通知{opinion.you}，"
    visit = f"并派督导小组（督学{people}）于{paper_date(opinion.day)}对{opinion.you}进行了督导。"
    answer = words.sentence(opinion.answer) or f"{opinion.you}未提出申辩意见。"
    feedback = f"督导小组于{_day(opinion.fed_back_on)}向{opinion.you}反馈了初步督导意见，{answer}"
    return f"根据{_BASIS}{plan}，{told}{visit}{feedback}现提出督导意见如下："


def _day(known: date | None) -> str:
    return paper_date(known) if known else words.DATE_TO_WRITE


def _sections(opinion: SupervisionOpinion, setter: Typesetter) -> Iterator[tuple[str, list[Block]]]:
    evaluation = "\n".join(map(words.sentence, opinion.evaluation)) or _TO_WRITE
    yield "评价意见", parts.paragraphs(setter, Span(evaluation))
    if opinion.findings:
        yield "存在问题", problems.findings(setter, opinion.findings, total_fen=opinion.total_fen)
    if opinion.measures:
        yield f"整改要求{problems.only_kind(opinion.measures)}", problems.measures(setter, opinion.measures)
        due = notice_words.due(opinion.measures, opinion.we, copies=opinion.copies, refunds=opinion.refunds)
        checked = f"{opinion.we}将对整改情况进行核查。"
        yield "整改期限与报送", parts.paragraphs(setter, *due, Span(checked))
    if opinion.suggestions:
        yield "工作建议", problems.suggestions(setter, opinion.you, opinion.suggestions)
