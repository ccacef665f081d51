"""The tables behind a notice: 问题清单, 证据目录, 整改情况反馈表."""

from collections.abc import Sequence

from xunjian.documents.composer.cells import Align
from xunjian.documents.composer.flow import Block
from xunjian.documents.composer.fonts import Typesetter
from xunjian.documents.composer.grid import Grid
from xunjian.documents.composer.tables import SIZE_SMALL_4, Column, Row, label, table
from xunjian.documents.papers import words
from xunjian.documents.papers.facts import Exhibit
from xunjian.rules.workdays import paper_date


def exhibits(setter: Typesetter, grid: Grid, given: Sequence[Exhibit]) -> Block:
    """Return the list of evidence; the numbers are those that findings refer to."""
    columns = (
        Column(2.5, align=Align.CENTRE),
        Column(share=1),
        Column(4, align=Align.CENTRE),
        Column(6, align=Align.CENTRE),
        Column(4, align=Align.CENTRE),
        Column(2.5, align=Align.CENTRE),
        Column(3.5, align=Align.CENTRE),
    )
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
