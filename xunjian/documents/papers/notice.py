"""整改通知书: what goes in, the parts in their order, the PDF that comes out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xunjian.documents.checkcode import Proof
from xunjian.documents.composer import parts
from xunjian.documents.composer.faces import SHIPPED, Faces
from xunjian.documents.composer.flow import Block, blank, paginate
from xunjian.documents.composer.fonts import Role, Span, Typesetter
from xunjian.documents.composer.grid import FILLED, Grid
from xunjian.documents.composer.paper import Paper
from xunjian.documents.papers import notice_words as words
from xunjian.documents.papers.notice_facts import Finding, Measure, MeasureKind, Notice
from xunjian.documents.papers.receipt import receipt
from xunjian.rules.workdays import paper_date

__all__ = ["Finding", "Measure", "MeasureKind", "Notice", "RenderedNotice", "render"]


@dataclass(frozen=True)
class RenderedNotice:
    """The bytes to store and print, how many pages they have, and the characters that no font could print."""

    pdf: bytes
    pages: int
    missing: tuple[str, ...]


def render(
    notice: Notice, *, grid: Grid = FILLED, faces: Faces = SHIPPED, proof: Proof | None = None
) -> RenderedNotice:
    """Return the notice as a PDF; the same notice gives the same bytes on every machine with the same fonts."""
    setter = Typesetter(faces=faces)
    pages = paginate(_blocks(notice, setter, grid), grid)
    title = f"{words.TITLE} {notice.number}"
    paper = Paper(title, notice.bureau, notice.issued_on, grid=grid, mark=notice.mark, faces=faces, proof=proof)
    parts.draw_pages(paper, pages)
    return RenderedNotice(paper.finish(), paper.pages, tuple(setter.missing))


def _blocks(notice: Notice, setter: Typesetter, grid: Grid) -> Iterator[Block]:
    yield parts.title(setter, (notice.bureau, words.TITLE))
    yield blank()
    yield parts.centred(setter, notice.number, with_next=True)
    yield blank()
    yield parts.addressee(setter, notice.school)
    yield from parts.paragraphs(setter, Span(words.opening(notice)))
    for order, (heading, section) in enumerate(_sections(notice, setter)):
        yield parts.heading(setter, f"{words.LEVEL_1[order]}、{heading}")
        yield from section
    if notice.attachments:
        yield blank(with_previous=True)
        yield parts.attachments(setter, notice.attachments)
    note = words.contact(notice) if notice.contact or notice.phone else ""
    day = paper_date(notice.issued_on)
    yield parts.signature(setter, notice.bureau, day, sealed=notice.sealed, note=note, grid=grid)
    if notice.receipt:
        yield blank()
        caption = f"{words.TITLE}（{notice.number}）签收栏"
        yield receipt(setter, caption, words.signers(notice), grid)


def _sections(notice: Notice, setter: Typesetter) -> Iterator[tuple[str, list[Block]]]:
    yield "存在问题", _findings(notice, setter)
    kinds = [kind for kind in MeasureKind if any(measure.kind is kind for measure in notice.measures)]
    if kinds:
        only = f"（{kinds[0]}）" if len(kinds) == 1 else ""
        yield f"整改要求{only}", list(_measures(notice, kinds, setter))
    yield "整改期限与报送", parts.paragraphs(setter, *words.deadline(notice))
    yield "逾期责任", parts.paragraphs(setter, Span(words.CONSEQUENCES))
    yield "异议的提出", parts.paragraphs(setter, Span(words.objection(notice)))
    if notice.suggestions:
        yield "工作建议", _suggestions(notice, setter)


def _findings(notice: Notice, setter: Typesetter) -> list[Block]:
    return [
        block
        for position, finding in enumerate(notice.findings, start=1)
        for block in parts.paragraphs(setter, *words.finding(position, finding))
    ]


def _measures(notice: Notice, kinds: Sequence[MeasureKind], setter: Typesetter) -> Iterator[Block]:
    """Yield the measures numbered through, those of several kinds under （一）, （二）…"""
    position = 0
    for order, kind in enumerate(kinds):
        if len(kinds) > 1:
            yield parts.heading(setter, f"（{words.LEVEL_1[order]}）{kind}", Role.SUBHEADING)
        for measure in notice.measures:
            if measure.kind is kind:
                position += 1
                yield from parts.paragraphs(setter, Span(words.measure(position, measure)))


def _suggestions(notice: Notice, setter: Typesetter) -> list[Block]:
    blocks = parts.paragraphs(setter, Span(words.suggestions_opening(notice)))
    for position, text in enumerate(notice.suggestions, start=1):
        blocks += parts.paragraphs(setter, Span(f"{position}.{text.strip()}"))
    return blocks
