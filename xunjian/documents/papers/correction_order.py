"""责令改正通知书: an enforcement authority orders a private school or training institution to put things right.

It rests on 行政处罚法 第二十八、四十二、四十五、五十五条. At least two officers with certificates made the inspection
and showed them; the party may state and defend its case. The inspection of an enterprise was approved and announced by
a notice of its own, which the order names. What a party may do against the order is printed only in the words that the
bureau gives for it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from xunjian.documents.checkcode import Proof
from xunjian.documents.composer import parts
from xunjian.documents.composer.faces import SHIPPED, Faces
from xunjian.documents.composer.flow import Block, blank
from xunjian.documents.composer.fonts import Span, Typesetter
from xunjian.documents.composer.grid import FILLED, Grid
from xunjian.documents.papers import annexes, notice_words, problems, words
from xunjian.documents.papers.facts import Exhibit, Inks, Inspector, OnScreen, mark
from xunjian.documents.papers.notice_facts import Finding, Measure
from xunjian.documents.papers.on_screen import NO_INKS, written
from xunjian.documents.papers.receipt import receipt
from xunjian.documents.papers.rendering import Imprint, Rendered
from xunjian.documents.papers.rendering import render as render_blocks
from xunjian.rules.papers import FEWEST_OFFICERS, PaperKind
from xunjian.rules.workdays import paper_date

TITLE = PaperKind.CORRECTION_ORDER.value


@dataclass(frozen=True)
class Party:
    """Who is ordered: the full name, the unified social credit code, who represents it, where it is."""

    name: str
    credit_code: str = ""
    representative: str = ""
    address: str = ""


@dataclass(frozen=True)
class CorrectionOrder:
    """What an order says; without a serial it is a draft.

    `ordered_under` are the verified clauses that empower the bureau to order, `inspection_notice` the number of the
    notice that announced the inspection of an enterprise, `remedies` the bureau's own words on them. A draft may lack
    what is not known yet; under a number, ValueError with fewer than two different certificates, without findings,
    measures or a clause to order under, and for an enterprise without a notice.
    """

    bureau: str
    prefix: str
    year: int
    serial: int | None
    party: Party
    day: date
    officers: tuple[Inspector, ...]
    findings: tuple[Finding, ...]
    ordered_under: tuple[str, ...]
    measures: tuple[Measure, ...]
    report_office: str
    issued_on: date
    plan: str = ""
    enterprise: bool = False
    inspection_notice: str = ""
    statement_days: int = 5
    attachments: tuple[str, ...] = ()
    exhibits: tuple[Exhibit, ...] = ()
    total_fen: int | None = None
    refunds: bool = False
    copies: int = 2
    you: str = "你单位"
    contact: str = ""
    phone: str = ""
    remedies: str = ""
    sealed: bool = True
    receipt: bool = True
    trial: bool = False
    signed: OnScreen | None = None

    def __post_init__(self) -> None:
        if self.serial is None:
            return
        if len({officer.certificate for officer in self.officers if officer.certificate.strip()}) < FEWEST_OFFICERS:
            raise ValueError(self.officers)
        if not (self.findings and self.measures and self.ordered_under):
            raise ValueError(self.party)
        if self.enterprise and not self.inspection_notice:
            raise ValueError(self.party)

    @property
    def number(self) -> str:
        """The document number, or its blank place."""
        return words.number(self.prefix, self.year, self.serial)

    @property
    def school(self) -> str:
        """Whom the order is for, by the name that attachments have for it."""
        return self.party.name


def render(
    order: CorrectionOrder,
    *,
    grid: Grid = FILLED,
    faces: Faces = SHIPPED,
    proof: Proof | None = None,
    photos: Sequence[parts.Photo] = (),
    inks: Inks = NO_INKS,
) -> Rendered:
    """Return the order as a PDF; `inks` holds what `order.signed` names."""
    across = mark(draft=order.serial is None, trial=order.trial)
    imprint = Imprint(f"{TITLE} {order.number}", order.bureau, order.issued_on, across, faces, proof)
    return render_blocks(imprint, lambda setter: _blocks(order, setter, grid, photos, inks), grid=grid)


def _blocks(
    order: CorrectionOrder, setter: Typesetter, grid: Grid, photos: Sequence[parts.Photo], inks: Inks
) -> Iterator[Block]:
    yield parts.title(setter, (order.bureau, TITLE))
    yield blank()
    yield parts.centred(setter, order.number, with_next=True)
    yield blank()
    yield parts.addressee(setter, order.party.name)
    yield from parts.paragraphs(setter, Span(_particulars(order.party)))
    yield from parts.paragraphs(setter, Span(_opening(order)))
    for place, (heading, section) in enumerate(_sections(order, setter)):
        yield parts.heading(setter, f"{words.LEVEL_1[place]}、{heading}")
        yield from section
    if order.attachments:
        yield blank(with_previous=True)
        yield parts.attachments(setter, order.attachments)
    note = words.contact(order.contact, order.phone)
    yield parts.signature(setter, order.bureau, paper_date(order.issued_on), sealed=order.sealed, note=note, grid=grid)
    if order.receipt:
        yield blank(with_previous=True)
        names = [one.name for one in order.officers]
        caption = f"{TITLE}（{order.number}）签收栏"
        yield receipt(setter, caption, names, grid, written(names, order.signed, inks), signed_by="执法人员签名")
    yield from annexes.pages(order, setter, grid, photos)


def _particulars(party: Party) -> str:
    given = (
        ("统一社会信用代码", party.credit_code),
        ("法定代表人（负责人）", party.representative),
        ("住所", party.address),
    )
    return "\n".join(f"{name}：{known}" for name, known in given if known)


def _opening(order: CorrectionOrder) -> str:
    plan = f"根据《{order.plan}》，" if order.plan else ""
    notice = f"经审批并送达检查通知书（{order.inspection_notice}），" if order.inspection_notice else ""
    officers = "、".join(
        f"{one.name}（执法证号：{one.certificate}）" for one in order.officers if one.certificate.strip()
    )
    visit = f"我局执法人员{officers}于{paper_date(order.day)}出示执法证件，对{order.you}进行了检查。"
    return f"{plan}{notice}{visit}经查，{order.you}存在以下问题："


def _sections(order: CorrectionOrder, setter: Typesetter) -> Iterator[tuple[str, list[Block]]]:
    yield "事实和依据", problems.findings(setter, order.findings, total_fen=order.total_fen)
    ordered = f"依据{'、'.join(order.ordered_under)}的规定，现责令{order.you}改正上述问题，具体要求如下："
    (opening,) = parts.paragraphs(setter, Span(ordered))
    yield (
        "责令改正的要求",
        [
            replace(opening, with_next=True),
            *problems.measures(setter, order.measures, by_kind=False),
        ],
    )
    due = notice_words.due(
        order.measures, f"我局{order.report_office}", copies=order.copies, refunds=order.refunds, what="改正"
    )
    late = "逾期不改正的，我局将依法处理。"
    yield "改正期限与报送", parts.paragraphs(setter, *due, Span(late))
    yield "陈述和申辩", parts.paragraphs(setter, Span(_statement(order)))
    if order.remedies:
        yield "救济途径", parts.paragraphs(setter, Span(words.sentence(order.remedies)))


def _statement(order: CorrectionOrder) -> str:
    return (
        f"{order.you}对上述事实、理由和依据有权进行陈述和申辩，可自收到本通知书之日起{order.statement_days}日内以书面或者"
        f"口头方式向我局提出，并可提交证据。我局将予以复核，成立的予以采纳，不因陈述、申辩而加重处理。"
    )
