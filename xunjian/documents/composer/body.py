"""The text of an official document and what belongs to it: headings, paragraphs, the attachments (7.3.3 and 7.3.4)."""

from collections.abc import Iterable, Sequence

from xunjian.documents.composer import setting
from xunjian.documents.composer.flow import Block, Strip, blank
from xunjian.documents.composer.fonts import Role, Span, Typesetter
from xunjian.documents.composer.grid import BLOCK_WIDTH, SIZE_3
from xunjian.documents.composer.head import title
from xunjian.documents.composer.paper import Paper, natural

_INDENT = 2


def centred(setter: Typesetter, text: str, role: Role = Role.BODY, *, with_next: bool = False) -> Block:
    """Return one centred line of 3号."""
    glyphs = setter.glyphs([Span(text, role)])

    def draw(paper: Paper, row: int) -> None:
        setting.centred(paper, glyphs, natural(glyphs), top=paper.grid.top(row), size=SIZE_3)

    return Block((Strip(1, draw),), with_next=with_next)


def heading(setter: Typesetter, text: str, role: Role = Role.HEADING) -> Block:
    """Return a heading, 黑体 for 一、 and 楷体 for （一）, never the last line of a page."""
    return Block(setting.strips(setter.glyphs([Span(text, role)]), first=_INDENT), with_next=True)


def paragraphs(setter: Typesetter, *spans: Span, first: float = _INDENT, rest: float = 0.0) -> list[Block]:
    """Return running text on the grid; a line break in the text begins a new paragraph."""
    return [Block(setting.strips(glyphs, first=first, rest=rest)) for glyphs in setting.inked(setter, spans)]


def attachments(setter: Typesetter, names: Sequence[str]) -> Block:
    """Return 附件：1.… below the text; the names stand one under another."""
    label = setter.glyphs([Span("附件：")])
    start = _INDENT + len(label)
    strips: list[Strip] = []
    for number, name in enumerate(names, start=1):
        order = f"{number}." if len(names) > 1 else ""
        glyphs = setter.glyphs([Span(order + name)])
        hang = start + sum(glyphs.advances[: len(order)])
        strips += setting.strips(glyphs, first=start, rest=hang)
    first = strips[0]

    def draw_first(paper: Paper, row: int) -> None:
        setting.on_grid(paper, label, natural(label), row=row, column=_INDENT)
        if first.draw:
            first.draw(paper, row)

    return Block((Strip(1, draw_first), *strips[1:]), with_previous=True)


def attachment_head(setter: Typesetter, label: str, lines: Iterable[str], *, width: float = BLOCK_WIDTH) -> list[Block]:
    """Return the beginning of an attachment on a new page: 附件1 in 黑体 on the first row, the title on the third.

    On turned pages the width is `grid.TURNED_WIDTH`.
    """
    glyphs = setter.glyphs([Span(label, Role.HEADING)])
    first = Block(setting.strips(glyphs, first=0), with_next=True, new_page=True)
    return [first, blank(), title(setter, lines, width=width), blank()]
