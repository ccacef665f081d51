"""整改通知书: what goes in, the parts in their order, the PDF that comes out."""

from collections.abc import Iterator, Sequence

from xunjian.documents.checkcode import Proof
from xunjian.documents.composer import parts
from xunjian.documents.composer.faces import SHIPPED, Faces
from xunjian.documents.composer.flow import Block, blank
from xunjian.documents.composer.fonts import Span, Typesetter
from xunjian.documents.composer.grid import FILLED, Grid
from xunjian.documents.papers import annexes, problems
from xunjian.documents.papers import notice_words as words
from xunjian.documents.papers.facts import Inks
from xunjian.documents.papers.notice_facts import Finding, Measure, MeasureKind, Notice
from xunjian.documents.papers.on_screen import NO_INKS, written
from xunjian.documents.papers.receipt import receipt
from xunjian.documents.papers.rendering import Imprint
from xunjian.documents.papers.rendering import Rendered as RenderedNotice
from xunjian.documents.papers.rendering import render as render_blocks
from xunjian.documents.papers.words import LEVEL_1, contact
from xunjian.rules.workdays import paper_date

__all__ = ["Finding", "Measure", "MeasureKind", "Notice", "RenderedNotice", "render"]


def render(
    notice: Notice,
    *,
    grid: Grid = FILLED,
    faces: Faces = SHIPPED,
    proof: Proof | None = None,
    photos: Sequence[parts.Photo] = (),
    inks: Inks = NO_INKS,
) -> RenderedNotice:
    """Return the notice as a PDF; the same notice gives the same bytes on every machine with the same fonts.

    `photos` stand on the pages of the attachment 现场照片, four on each; `inks` holds what `notice.signed` names.
    """
    title = f"{words.TITLE} {notice.number}"
    imprint = Imprint(title, notice.bureau, notice.issued_on, notice.mark, faces, proof)
    return render_blocks(imprint, lambda setter: _blocks(notice, setter, grid, photos, inks), grid=grid)


def _blocks(
    notice: Notice, setter: Typesetter, grid: Grid, photos: Sequence[parts.Photo], inks: Inks
) -> Iterator[Block]:
    yield from (_head_of_document if notice.filed_under else _head_of_sheet)(notice, setter, grid)
    yield parts.addressee(setter, notice.school)
    yield from parts.paragraphs(setter, Span(words.opening(notice)))
    for order, (heading, section) in enumerate(_sections(notice, setter)):
        yield parts.heading(setter, f"{LEVEL_1[order]}、{heading}")
        yield from section
    if notice.attachments:
        yield blank(with_previous=True)
        yield parts.attachments(setter, notice.attachments)
    note = contact(notice.contact, notice.phone)
    day = paper_date(notice.issued_on)
    yield parts.signature(setter, notice.bureau, day, sealed=notice.sealed, note=note, grid=grid)
    if notice.receipt and not notice.filed_under:
        yield blank(with_previous=True)
        caption = f"{words.TITLE}（{notice.number}）签收栏"
        yield receipt(setter, caption, words.signers(notice), grid, written(notice.inspectors, notice.signed, inks))
    yield from annexes.pages(notice, setter, grid, photos)
    if notice.filed_under:
        yield parts.imprint(setter, notice.imprint_office or notice.bureau, day, copies=notice.copies_to, grid=grid)


def _head_of_sheet(notice: Notice, setter: Typesetter, _grid: Grid) -> Iterator[Block]:
    yield parts.title(setter, (notice.bureau, words.TITLE))
    yield blank()
    yield parts.centred(setter, notice.number, with_next=True)
    yield blank()


def _head_of_document(notice: Notice, setter: Typesetter, grid: Grid) -> Iterator[Block]:
    yield parts.red_head(setter, f"{notice.bureau}文件", notice.number, grid=grid)
    yield parts.title(setter, (words.filed_title(notice),))
    yield blank()


def _sections(notice: Notice, setter: Typesetter) -> Iterator[tuple[str, list[Block]]]:
    yield "存在问题", problems.findings(setter, notice.findings, total_fen=notice.total_fen)
    if notice.measures:
        yield f"整改要求{problems.only_kind(notice.measures)}", problems.measures(setter, notice.measures)
    yield "整改期限与报送", parts.paragraphs(setter, *words.deadline(notice))
    yield "逾期责任", parts.paragraphs(setter, Span(words.CONSEQUENCES))
    yield "异议的提出", parts.paragraphs(setter, Span(words.objection(notice)))
    if notice.suggestions:
        yield "工作建议", problems.suggestions(setter, notice.you, notice.suggestions)
