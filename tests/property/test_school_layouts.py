"""However a list is laid out, the same schools come out of it."""

from dataclasses import replace

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from xunjian.sheets.results import SchoolRow
from xunjian.sheets.schools import read_schools

PLACES = ["长江路", "红星", "柳林", "石桥", "云岭", "茶亭", "渔梁", "西园"]
TITLES = {
    "name": ["学校名称", "学校（机构）名称", "單位名稱", "校 名"],
    "code": ["学校标识码", "学校(机构)标识码", "標識碼"],
    "phone": ["联系电话", "办公\n电话"],
    "students": ["在校生数", "在校生数（人）"],
}
TOWNSHIPS = ["城东片区", "河口镇", "白鹭湖乡"]
CLUTTER = ["合计", "全区合计：", "制表人：方宁", "注：以九月为准", "（盖章）日期：2026年9月", ""]


@st.composite
def schools(draw: st.DrawFn) -> list[SchoolRow]:
    """Draw schools of different names, in the order of their townships."""
    numbers = draw(st.lists(st.integers(0, 999), min_size=1, max_size=12, unique=True))
    rows = [
        SchoolRow(
            name=f"{draw(st.sampled_from(PLACES))}第{number}小学",
            code=f"2134{number:06}",
            township=draw(st.sampled_from(["城东", "河口镇", "白鹭湖乡"])),
            phone=draw(st.sampled_from(["", "62550177", "0551-62550177", "62550177、19900002068"])),
            students=draw(st.none() | st.integers(0, 3000)),
            school_type="211",
            guessed=frozenset({"school_type"}),
        )
        for number in numbers
    ]
    return sorted(rows, key=lambda row: row.township)


def dirty(draw: st.DrawFn, text: str) -> str:
    """Return `text` with dirt that leaves its meaning."""
    match draw(st.integers(0, 5)):
        case 0:
            return text.replace("小学", "小學(xué)")
        case 1:
            return f"\ufeff{text}\u200b "
        case 2:
            return text.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
        case 3:
            return text.replace("、", "\n")
        case _:
            return text


@st.composite
def layouts(draw: st.DrawFn) -> tuple[list[SchoolRow], list[list[str | int | None]], list[int]]:
    """Draw schools, the cells of a sheet that lists them, and the rows to merge across."""
    rows = draw(schools())
    fields = draw(st.permutations(["name", "code", "phone", "students"]))
    width = len(fields) + 1
    cells: list[list[str | int | None]] = [
        [title] for title in draw(st.lists(st.sampled_from(["附件", "名单", ""]), max_size=3))
    ]
    wide = [number for number in range(len(cells)) if draw(st.booleans())]
    cells.append(["序号", *[draw(st.sampled_from(TITLES[field])) for field in fields]])
    township = ""
    for number, row in enumerate(rows, 1):
        if row.township != township:
            township = row.township
            heading = next(name for name in TOWNSHIPS if name.startswith(township))
            if draw(st.booleans()):
                wide.append(len(cells))
            cells.append(
                [heading + draw(st.sampled_from(["", "：", f"（{sum(one.township == township for one in rows)}所）"]))]
            )
        if draw(st.booleans()):
            cells.append([draw(st.sampled_from(["", "12"]))])
        cells.append([number, *[_cell(draw, row, field) for field in fields]])
    cells += [[text] for text in draw(st.lists(st.sampled_from(CLUTTER), max_size=4))]
    return rows, [row + [None] * (width - len(row)) for row in cells], wide


def _cell(draw: st.DrawFn, row: SchoolRow, field: str) -> str | int | None:
    value: str | int | None = getattr(row, field)
    if field == "code" and draw(st.booleans()):
        return int(row.code)
    if value is None or value == "":
        return None
    return dirty(draw, str(value)) if draw(st.booleans()) or isinstance(value, str) else value


@settings(deadline=None)
@given(layout=layouts())
def test_every_layout_of_the_same_schools_reads_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    layout: tuple[list[SchoolRow], list[list[str | int | None]], list[int]],
) -> None:
    rows, cells, wide = layout
    path = tmp_path_factory.mktemp("layout") / "名单.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("名单")
        for number, row in enumerate(cells):
            if number in wide:
                sheet.merge_range(number, 0, number, len(row) - 1, row[0])
            else:
                sheet.write_row(number, 0, row)
    (found,) = read_schools(path)
    assert [replace(row, sheet="", row=0) for row in found.rows] == rows
    assert found.problems == []
