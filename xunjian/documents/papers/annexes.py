"""The attachments of a paper: 问题清单, 证据目录, 整改情况反馈表, 现场照片.

Wide ones stand on pages turned by a quarter. An attachment of another name is only named by the paper and added by
hand.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from xunjian.documents.composer import parts
from xunjian.documents.composer.cells import Slots, text
from xunjian.documents.composer.flow import Block, turned
from xunjian.documents.composer.fonts import Role, Typesetter
from xunjian.documents.composer.grid import SIZE_4, TURNED, TURNED_WIDTH, Grid
from xunjian.documents.composer.setting import Align
from xunjian.documents.composer.tables import SIZE_SMALL_4, Cell, Column, Row, label, table, value
from xunjian.documents.papers import words
from xunjian.documents.papers.facts import Exhibit
from xunjian.documents.papers.notice_facts import Finding, Measure
from xunjian.rules.workdays import paper_date

FINDINGS, EVIDENCE, REPORT, PHOTOS = "问题清单", "证据目录", "整改情况反馈表", "现场照片"
_ROOM_TO_WRITE = 3 * SIZE_SMALL_4
_MIDDLE = Align.CENTRE


class Annexed(Protocol):
    """A paper with attachments: what they take from it."""

    @property
    def attachments(self) -> tuple[str, ...]:
        """Their names, in their order."""

    @property
    def school(self) -> str:
        """Whom the paper is for."""

    @property
    def number(self) -> str:
        """The document number, or its blank place."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found."""

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What is to be done."""

    @property
    def exhibits(self) -> tuple[Exhibit, ...]:
        """The evidence."""

    @property
    def total_fen(self) -> int | None:
        """What the amounts come to."""

    @property
    def refunds(self) -> bool:
        """Whether money goes back."""


def pages(
    notice: Annexed, setter: Typesetter, grid: Grid, photos: Sequence[parts.Photo] = (), *, numbered: str = "通知书文号"
) -> Iterator[Block]:
    """Yield the attachments of a paper that are known by name, each on pages of its own.

    `numbered` is what the form to report on calls the paper's number.
    """
    makers: Mapping[str, Callable[[str], Iterable[Block]]] = {
        FINDINGS: lambda head: _findings(notice, setter, head),
        EVIDENCE: lambda head: _evidence(notice, setter, grid, head),
        REPORT: lambda head: _report(notice, setter, head, numbered),
        PHOTOS: lambda head: _photos(setter, grid, photos, head),
    }
    for number, name in enumerate(notice.attachments, start=1):
        if name in makers:
            yield from makers[name](f"附件{number}" if len(notice.attachments) > 1 else "附件")


def _findings(notice: Annexed, setter: Typesetter, head: str) -> list[Block]:
    columns = (
        Column(2, align=_MIDDLE),
        Column(share=5),
        Column(share=4),
        Column(6, align=Align.RIGHT),
        Column(share=4),
    )
    names = ("序号", "问题和事实", "依据", "涉及金额", "整改要求、责任人和期限")
    rows = [
        Row((f"{position}", _problem(one), _bases(one), _amount(one), _orders(notice.measures, position)))
        for position, one in enumerate(notice.findings, start=1)
    ]
    if notice.total_fen is not None:
        rows.append(Row((label("合计", across=2), value(words.total(notice.total_fen), across=3))))
    return turned(
        [
            *parts.attachment_head(setter, head, (FINDINGS,), width=TURNED_WIDTH),
            _wide(setter, columns, rows, [Row(tuple(map(label, names)))]),
        ]
    )


def _problem(one: Finding) -> Cell:
    return Cell((text(words.sentence(one.title.rstrip("。 ")), Role.SUBHEADING), text(words.sentence(one.fact))))


def _bases(one: Finding) -> str:
    return "\n".join((*(one.citations or one.handled_under), *one.transfers))


def _amount(one: Finding) -> str:
    fen = one.amount_fen if one.listed_fen is None else one.listed_fen
    return "" if fen is None else words.amount(fen)


def _orders(measures: Sequence[Measure], position: int) -> str:
    return "\n".join(_order(one) for one in measures if position in one.findings)


def _order(one: Measure) -> str:
    who = f"责任人：{words.sentence(one.responsible)}" if one.responsible else ""
    until = f"{paper_date(one.due)}前完成。" if one.due else ""
    return f"{words.sentence(one.text)}{who}{until}"


def _evidence(notice: Annexed, setter: Typesetter, grid: Grid, head: str) -> list[Block]:
    return [*parts.attachment_head(setter, head, (EVIDENCE,)), exhibits(setter, grid, notice.exhibits)]


def exhibits(setter: Typesetter, grid: Grid, given: Sequence[Exhibit]) -> Block:
    """Return the list of evidence; the numbers are those that findings refer to."""
    widths = (2.5, 0.0, 4.0, 7.0, 4.0, 2.5, 3.0)
    columns = [Column(chars, align=_MIDDLE) if chars else Column(share=1) for chars in widths]
    names = ("编号", "名称及说明", "种类", "取得时间", "取得人", "张数", "对应\n问题")
    rows = [
        Row(
            (
                f"{number}",
                one.name,
                one.kind,
                paper_date(one.taken_on) if one.taken_on else "",
                one.taken_by,
                f"{one.sheets}",
                words.numbers(one.findings),
            )
        )
        for number, one in enumerate(given, start=1)
    ]
    return table(setter, grid, columns, rows, head=(Row(tuple(map(label, names))),), size=SIZE_SMALL_4)


def _report(notice: Annexed, setter: Typesetter, head: str, numbered: str) -> list[Block]:
    """Return the form on which the school reports what it has done, a row for each finding."""
    columns = (
        Column(2, align=_MIDDLE),
        Column(share=3),
        Column(share=4),
        Column(5),
        Column(share=2),
        Column(share=3),
    )
    names = ("问题\n序号", "问题", "整改措施和结果", "完成日期", "佐证材料编号", "未完成的原因和计划")
    rows = [
        Row((f"{position}", one.title.rstrip("。 "), value("", least=_ROOM_TO_WRITE), "", "", ""))
        for position, one in enumerate(notice.findings, start=1)
    ]
    due = max((one.due for one in notice.measures if one.due), default=None)
    heading = [("填报单位", notice.school), (numbered, notice.number)]
    if due:
        heading.append(("报送期限", words.by_day(due)))
    top = Row(
        (Cell((text("　　".join(f"{name}：{known}" for name, known in heading), align=Align.LEFT),), len(columns)),)
    )
    return turned(
        [
            *parts.attachment_head(setter, head, (REPORT,), width=TURNED_WIDTH),
            _wide(setter, columns, [*rows, *_signatures(notice, len(columns))], [top, Row(tuple(map(label, names)))]),
        ]
    )


def _signatures(notice: Annexed, columns: int) -> Iterator[Row]:
    if notice.refunds:
        refunds = Slots(("退费人数：", "退费金额（小写）：￥", "（大写）："))
        told = text("退费签领表（班级、姓名、金额、签名、日期）附后。")
        yield Row((Cell((refunds, told), columns, Align.LEFT),), with_next=True)
    signed = Slots(("负责人签名：", "填报人：", "联系电话："))
    dated = text(f"（盖章）　　{words.DATE_TO_WRITE}", align=Align.RIGHT)
    yield Row((Cell((signed, dated), across=columns, least=4 * SIZE_4),))


def _photos(setter: Typesetter, grid: Grid, given: Sequence[parts.Photo], head: str) -> list[Block]:
    return [*parts.attachment_head(setter, head, (PHOTOS,)), *parts.photos(setter, given, grid=grid)]


def _wide(setter: Typesetter, columns: Sequence[Column], rows: Sequence[Row], head: Sequence[Row]) -> Block:
    return table(setter, TURNED, columns, rows, head=head, size=SIZE_SMALL_4, width=TURNED_WIDTH)
