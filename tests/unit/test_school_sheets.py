"""School lists as they really come: titles, groups, totals, broken headers, repeated and missing things."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from xunjian.errors import UserError
from xunjian.paths import resource
from xunjian.sheets.kinds import NOTHING_DONE
from xunjian.sheets.reading import Merge, Sheet
from xunjian.sheets.results import SchoolRow, SchoolSheet
from xunjian.sheets.schools import read_schools, schools_of

REAL = Path(__file__).parent.parent / "data" / "全国成人高等学校名单-2025.xls"


def sheet(*rows: Sequence[str], merged: Sequence[tuple[int, int, int, int]] = (), name: str = "名单") -> Sheet:
    width = max(map(len, rows))
    return Sheet(name, [[*row, *[""] * (width - len(row))] for row in rows], tuple(Merge(*each) for each in merged))


def read(*rows: Sequence[str], merged: Sequence[tuple[int, int, int, int]] = (), name: str = "名单") -> SchoolSheet:
    found = schools_of(sheet(*rows, merged=merged, name=name))
    assert found is not None
    return found


def names(found: SchoolSheet) -> list[str]:
    return [row.name for row in found.rows]


def test_the_ministry_list_gives_248_schools_in_30_regions() -> None:
    (found,) = read_schools(REAL)
    assert len(found.rows) == 248
    assert len(found.groups) == len(set(found.groups)) == 30
    assert {row.region_name for row in found.rows} == set(found.groups)
    first, last = found.rows[0], found.rows[-1]
    assert (first.name, first.code, first.region_name) == ("北京市海淀区职工大学", "4211050001", "北京市")
    assert (last.name, last.code, last.region_name) == ("阿克苏教育学院", "4265051717", "新疆维吾尔自治区")
    assert found.problems == []
    assert found.ignored == ("主管部门", "备注")


def test_the_sample_gives_44_schools_without_a_doubt() -> None:
    (found,) = read_schools(resource("samples/庐州区中小学校名单.xlsx"))
    assert len(found.rows) == 44
    assert sum(row.school_type == "365" for row in found.rows) == 2
    assert found.problems == []
    by_name = {row.name: row for row in found.rows}
    assert len(by_name) == len({row.code for row in found.rows}) == len({row.uscc for row in found.rows}) == 44
    assert by_name["长江路小学"] == SchoolRow(
        name="长江路小学",
        code="2134012347",
        uscc="12340199MB1200371U",
        township="城东",
        school_type="211",
        ownership="public",
        urban_rural="111",
        address="庐州区东风路8号",
        postcode="230901",
        principal="何静",
        phone="62550177",
        students=1186,
        teachers=71,
        classes=28,
        boarding=False,
        sheet="学校名单",
        row=7,
    )
    assert {"滨河小学", "红星小学", "新城实验学校", "河口镇三岔小学", "庐州区第二实验小学"} <= set(by_name)
    private = by_name["志远高级中学（民办）"]
    assert (private.ownership, private.license_until) == ("private", date(2028, 8, 31))
    assert by_name["红旗小学"].phone == "0551-55001052、19900002068"
    repaired = {(repair.row, repair.column): repair for repair in found.repairs}
    assert repaired[11, "学校名称"].before == "濱(bīn)河小學(xué)"
    assert repaired[11, "学校名称"].how == "删去夹杂的拼音，繁体转简体"
    assert repaired[27, "公办/民办"].after == "公办"


def test_a_header_of_three_rows_is_read_through_its_merged_cells() -> None:
    found = read(
        ["2026年基本情况"],
        ["学校信息", "", "规模", "", "", "负责人", ""],
        ["名称及代码", "", "在校生", "", "班级", "校长", ""],
        ["学校名称", "标识码", "合计", "女", "", "姓名", "电话"],
        ["红星小学", "2134010001", "300", "140", "8", "张平", "62550177"],
        merged=[
            (0, 0, 0, 6),
            (1, 0, 1, 1),
            (1, 2, 1, 4),
            (1, 5, 1, 6),
            (2, 0, 2, 1),
            (2, 2, 2, 3),
            (2, 4, 3, 4),
            (2, 5, 2, 6),
        ],
    )
    (row,) = found.rows
    assert (row.students, row.classes, row.principal, row.phone) == (300, 8, "张平", "62550177")
    assert found.header_row == 4


def test_a_header_of_two_rows_in_a_text_file_without_merged_cells() -> None:
    found = read(
        ["序号", "学校名称", "校长", "", "在校生数"],
        ["", "", "姓名", "电话", ""],
        ["1", "红星小学", "张平", "62550177", "9"],
    )
    (row,) = found.rows
    assert (row.principal, row.phone, row.students) == ("张平", "62550177", 9)


@pytest.mark.parametrize(
    "title",
    ["学校(机构)名称", "学 校\n名 称", "單位名稱", "XXMC", "xxmc", "校名（全称）", "學(xué)校名稱", "＊学校名称"],
)
def test_the_column_of_names_has_many_names(title: str) -> None:
    assert names(read([title, "邮编"], ["红星小学", "230000"])) == ["红星小学"]


def test_groups_totals_signatures_blanks_and_repeated_headers_are_no_schools() -> None:
    header = ["序号", "学校名称", "在校生数"]
    found = read(
        ["附件1"],
        ["填报单位：庐州区教育局", "", "2026年9月"],
        header,
        ["一、城东片区（2所）"],
        ["1", "红星小学", "300"],
        ["2", "长江路小学", "400"],
        ["城东片区小计", "", "700"],
        header,
        ["（二）河口镇（共1所）"],
        ["1", "柳林小学", "90"],
        ["2", "", ""],
        ["", "合 计", "790"],
        ["共3所", "", ""],
        ["制表人：方宁", "", "审核：陶然"],
        ["制表人", "方宁", ""],
        ["注：以上为九月数据"],
        ["2026年9月10日"],
    )
    assert [(row.name, row.township) for row in found.rows] == [
        ("红星小学", "城东"),
        ("长江路小学", "城东"),
        ("柳林小学", "河口镇"),
    ]
    assert found.problems == []


def test_a_group_that_promises_another_number_of_schools_is_doubted() -> None:
    found = read(["学校名称", "邮编"], ["北京市（2所）"], ["甲小学", "100000"], ["天津市（1所）"], ["乙小学", "300000"])
    (problem,) = found.problems
    assert (problem.row, problem.value, problem.reason, problem.taken) == (2, "北京市", "写着 2 所，读到 1 所", True)


def test_a_group_of_a_kind_of_school_gives_type_and_ownership_but_no_region() -> None:
    found = read(
        ["学校名称", "邮编"],
        ["城东片区"],
        ["甲学校", "230000"],
        ["九年一贯制学校："],
        ["乙学校", "230000"],
        ["局直属学校："],
        ["丙学校", "230000"],
        ["民办学校："],
        ["丁学校", "230000"],
        merged=[(1, 0, 1, 5), (3, 0, 3, 5), (5, 0, 5, 5), (7, 0, 7, 5)],
    )
    assert [(row.name, row.township, row.school_type, row.ownership) for row in found.rows] == [
        ("甲学校", "城东", "", ""),
        ("乙学校", "城东", "312", ""),
        ("丙学校", "", "312", ""),
        ("丁学校", "", "312", "private"),
    ]
    assert {row.region_name for row in found.rows} == {""}


def test_a_list_of_names_alone_is_a_list_of_schools() -> None:
    found = read(["学校名称"], ["城东片区（2所）"], ["红星小学"], ["长江路小学"], ["合计"])
    assert names(found) == ["红星小学", "长江路小学"]


def test_a_value_merged_over_rows_holds_for_each_of_them() -> None:
    found = read(
        ["所属县区", "学校名称"], ["庐州区", "甲小学"], ["", "乙小学"], ["青山县", "丙小学"], merged=[(1, 0, 2, 0)]
    )
    assert [row.region_name for row in found.rows] == ["庐州区", "庐州区", "青山县"]


def test_a_school_on_two_rows_keeps_both_telephones() -> None:
    found = read(
        ["序号", "学校名称", "校长", "联系电话"],
        ["1", "红星小学", "张平", "62550177"],
        ["", "", "", "19900002068"],
        ["2", "长江路小学", "何静", "62550178"],
    )
    assert [row.phone for row in found.rows] == ["62550177、19900002068", "62550178"]
    assert [repair.how for repair in found.repairs] == ["并入第 2 行的学校"]


def test_a_school_without_a_name_is_named_by_its_row() -> None:
    found = read(
        ["序号", "学校名称", "标识码"], ["1", "", "2134010001"], ["2", "#N/A", "2134010002"], ["3", "红星小学", ""]
    )
    assert names(found) == ["红星小学"]
    assert [(problem.row, problem.value, problem.reason) for problem in found.problems] == [
        (2, "", "这一行没有学校名称"),
        (3, "#N/A", "这一行没有学校名称"),
    ]


def test_a_value_that_cannot_be_repaired_leaves_the_school_and_names_the_cell() -> None:
    found = read(["学校名称", "标识码", "信用代码"], ["红星小学", "213401000", "340102199001011000"])
    (row,) = found.rows
    assert (row.code, row.uscc) == ("", "")
    first, second = found.problems
    assert (first.sheet, first.row, first.column, first.value, first.taken) == ("名单", 2, "标识码", "213401000", False)
    assert "10 位" in first.reason
    assert "末三位已丢" in second.reason


def test_a_code_of_another_class_than_the_type_is_taken_and_doubted() -> None:
    found = read(["学校名称", "标识码"], ["红星小学", "3134010001"])
    assert found.rows[0].code == "3134010001"
    assert [problem.taken for problem in found.problems] == [True]


def test_what_only_the_name_suggests_is_marked_as_guessed() -> None:
    found = read(["学校名称", "办学类型"], ["红星小学（民办）", ""], ["城东初级中学", "完全中学"])
    assert [(row.school_type, row.ownership, row.guessed) for row in found.rows] == [
        ("211", "private", frozenset({"school_type", "ownership"})),
        ("341", "", frozenset()),
    ]


def test_the_name_of_a_sheet_tells_the_type_of_its_schools() -> None:
    found = read(["学校名称"], ["明德学校"], name="教基1001_十二年一贯制学校")
    assert found.rows[0].school_type == "345"


def test_of_two_columns_for_one_field_the_better_named_counts_and_the_other_fills_in() -> None:
    found = read(["学校名称", "手机", "联系电话"], ["甲小学", "19900000001", "62550177"], ["乙小学", "19900000002", ""])
    assert [row.phone for row in found.rows] == ["62550177", "19900000002"]


def test_several_sheets_of_a_book_are_read_and_those_without_schools_left_out(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "学校.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for title, school in (("小学", "红星小学"), ("初中", "城东初级中学"), ("旧名单", "不该出现的小学")):
            page = book.add_worksheet(title)
            page.write_column(0, 0, ["学校名称", school])
        book.get_worksheet_by_name("旧名单").hide()
        book.add_worksheet("说明").write(0, 0, "请如实填写")
    assert [(found.name, names(found)) for found in read_schools(path)] == [
        ("小学", ["红星小学"]),
        ("初中", ["城东初级中学"]),
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [("序号,邮编\n1,230000\n", "没有“学校名称”这一列"), ("学校名称,邮编\n合计,\n", "只有表头，没有学校")],
)
def test_a_file_without_schools_is_refused_in_three_parts(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "名单.csv"
    path.write_text(text, encoding="gb18030")
    with pytest.raises(UserError) as refused:
        read_schools(path)
    assert what in refused.value.what
    assert refused.value.safe == NOTHING_DONE
    assert refused.value.hint.startswith("请")


def test_a_header_below_the_twentieth_row_is_not_looked_for() -> None:
    rows = [["说明"]] * 20
    assert schools_of(sheet(*rows, ["学校名称"], ["红星小学"])) is None
    assert names(read(*rows[:19], ["学校名称"], ["红星小学"])) == ["红星小学"]
