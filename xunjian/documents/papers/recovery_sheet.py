"""恢复密钥: the page that opens everything when the passphrase is forgotten; printed and locked away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from xunjian.documents.composer import parts
from xunjian.documents.composer.flow import Block, blank, paginate
from xunjian.documents.composer.fonts import Role, Span, Typesetter
from xunjian.documents.composer.paper import Paper
from xunjian.rules.workdays import paper_date

TITLE = "恢复密钥"
_GROUPS_IN_LINE = 5
_KEY_INDENT = 6.0  # columns: the lines begin one under another, the last being shorter
LINE_NAMES = "一二三四五六七八九"
_WHAT = (
    "局里的口令忘了、电脑坏了，用这张纸上的密钥还能打开本局的全部数据包，并换一个新口令。"
    "谁拿到这张纸，谁就能打开本局的数据包。请打印两份，分别锁在两个地方，不要拍照，不要存进电脑。"
)
_USE = "使用：在局里的电脑上打开巡检，在“设置”里选“用恢复密钥换口令”，照下面输入；空格可以不输，字母不分大小写。"
_TRIAL = "请每年试开一次，并在下面登记日期和姓名："


@dataclass(frozen=True)
class RecoverySheet:
    """What the page says."""

    bureau: str
    made_on: date
    groups: tuple[str, ...]
    """The key in groups of four characters."""
    words: tuple[str, ...]
    """Check words of the bureau's keys."""


def render(sheet: RecoverySheet) -> bytes:
    """Return the page as a PDF."""
    setter = Typesetter()
    paper = Paper(TITLE, sheet.bureau, sheet.made_on)
    parts.draw_pages(paper, paginate(_blocks(sheet, setter)))
    return paper.finish()


def _blocks(sheet: RecoverySheet, setter: Typesetter) -> Iterator[Block]:
    yield parts.title(setter, (sheet.bureau, TITLE))
    yield blank()
    yield from parts.paragraphs(setter, Span(_WHAT))
    yield from parts.paragraphs(setter, Span(_USE))
    yield blank()
    for number, line in enumerate(lines_of(sheet.groups)):
        words = Span(f"{LINE_NAMES[number]}　{line}", Role.SONG)
        yield from (replace(block, with_next=True) for block in parts.paragraphs(setter, words, first=_KEY_INDENT))
    yield blank()
    yield from parts.paragraphs(setter, Span("核对词：", Role.HEADING), Span("　".join(sheet.words)))
    yield from parts.paragraphs(setter, Span("制作日期：", Role.HEADING), Span(paper_date(sheet.made_on)))
    yield blank()
    yield from parts.paragraphs(setter, Span(_TRIAL))


def lines_of(groups: Sequence[str]) -> list[str]:
    """Return the lines in which the groups of the key are printed."""
    starts = range(0, len(groups), _GROUPS_IN_LINE)
    return ["  ".join(groups[start : start + _GROUPS_IN_LINE]) for start in starts]
