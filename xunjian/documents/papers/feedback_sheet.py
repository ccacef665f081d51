"""问题反馈单: what was found, told to the school on the spot and signed by both sides, before the bureau judges it.

It names no bases and orders nothing: the formal paper does, once the bureau has approved it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from xunjian.documents.checkcode import Proof
from xunjian.documents.composer import parts
from xunjian.documents.composer.faces import SHIPPED, Faces
from xunjian.documents.composer.flow import Block, blank
from xunjian.documents.composer.fonts import Role, Span, Typesetter
from xunjian.documents.composer.grid import FILLED, Grid
from xunjian.documents.papers import signing, words
from xunjian.documents.papers.facts import Inspector, Refusal, mark
from xunjian.documents.papers.rendering import Imprint, Rendered
from xunjian.documents.papers.rendering import render as render_blocks
from xunjian.rules.papers import PaperKind
from xunjian.rules.workdays import paper_date

TITLE = PaperKind.FEEDBACK_SHEET.value


@dataclass(frozen=True)
class Seen:
    """A fact as it was found; `amount` in 分, `exhibits` names proofs, `fixed` says that it was put right at once."""

    title: str
    fact: str
    amount: int | None = None
    people: int | None = None
    exhibits: str = ""
    fixed: bool = False


@dataclass(frozen=True)
class FeedbackSheet:
    """What a sheet says; `formal` names the paper that follows, such as 整改通知书, if that is known.

    ValueError if nothing was found.
    """

    bureau: str
    school: str
    day: date
    inspectors: tuple[Inspector, ...]
    findings: tuple[Seen, ...]
    plan: str = ""
    formal: str = "正式文书"
    you: str = "你校"
    copies: int = 2
    refusal: Refusal | None = None
    draft: bool = False
    trial: bool = False

    def __post_init__(self) -> None:
        if not self.findings:
            raise ValueError(self.school)


def render(
    sheet: FeedbackSheet, *, grid: Grid = FILLED, faces: Faces = SHIPPED, proof: Proof | None = None
) -> Rendered:
    """Return the sheet as a PDF."""
    across = mark(draft=sheet.draft, trial=sheet.trial)
    imprint = Imprint(f"{TITLE} {sheet.school}", sheet.bureau, sheet.day, across, faces, proof)
    return render_blocks(imprint, lambda setter: _blocks(sheet, setter, grid), grid=grid)


def _blocks(sheet: FeedbackSheet, setter: Typesetter, grid: Grid) -> Iterator[Block]:
    yield parts.title(setter, (sheet.bureau, TITLE))
    yield blank()
    yield parts.addressee(setter, sheet.school)
    yield from parts.paragraphs(setter, Span(_opening(sheet)))
    for position, one in enumerate(sheet.findings, start=1):
        yield from parts.paragraphs(setter, *_finding(position, one))
    if amounts := [one.amount for one in sheet.findings if one.amount is not None]:
        yield from parts.paragraphs(setter, Span(f"以上涉及金额合计{words.total(sum(amounts))}。"))
    yield from parts.paragraphs(setter, Span(_closing(sheet)))
    yield blank(with_previous=True)
    rows = [
        signing.inspectors([inspector.name for inspector in sheet.inspectors]),
        signing.opinion(),
        signing.school(),
        signing.refusal(sheet.refusal),
    ]
    yield signing.form(setter, grid, rows)


def _opening(sheet: FeedbackSheet) -> str:
    plan = f"根据《{sheet.plan}》，" if sheet.plan else ""
    return f"{plan}我局检查组于{paper_date(sheet.day)}对{sheet.you}进行了检查，现将现场发现的情况反馈如下："


def _finding(position: int, one: Seen) -> tuple[Span, ...]:
    people = f"{one.people}人" if one.people is not None else ""
    fen = f"金额{words.amount(one.amount)}" if one.amount is not None else ""
    scale = "、".join(part for part in (people, fen) if part)
    more = f"{f'涉及{scale}。' if scale else ''}{f'证据：{words.sentence(one.exhibits)}' if one.exhibits else ''}"
    fixed = "该情况已当场整改。" if one.fixed else ""
    return (
        Span(f"{position}."),
        Span(words.sentence(one.title.rstrip("。 ")), Role.SUBHEADING),
        Span(f"{words.sentence(one.fact)}{more}{fixed}"),
    )


def _closing(sheet: FeedbackSheet) -> str:
    return (
        f"以上为检查组现场反馈的初步情况，不作为最终认定。有异议的，请在下面写明，或者另附书面说明和材料。我局审核批准后，"
        f"将另行下达{sheet.formal}，整改要求和期限以其为准。本单一式{words.counted(sheet.copies)}份，检查组和{sheet.you}"
        f"各执{words.counted(1)}份。"
    )
