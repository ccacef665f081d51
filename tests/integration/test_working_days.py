"""A later year's holidays: imported at the bureau, from a table or a file, in place of what was there."""

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from tests.cli import ok, refused
from tests.visiting import Visiting
from xunjian.errors import UserError
from xunjian.reference.holidays import DayKind, HolidayYear
from xunjian.services.bureau import handbook, working_days
from xunjian.sheets.holidays import read_holidays
from xunjian.workspace import Workspace

HEAD = ["日期", "类型", "名称"]
ROWS = [["2027-01-01", "放假", "元旦"], ["2027年2月6日", "休", "春节"], ["2027/2/14", "班", "春节"]]


def table(path: Path, rows: list[list[str]], *above: list[str]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("节假日")
        for number, row in enumerate([*above, HEAD, *rows]):
            sheet.write_row(number, 0, row)
    return path


@pytest.fixture
def bureau(tmp_path: Path) -> Path:
    ok(tmp_path / "bureau", "init", "--bureau", "庐州区教育局", "--prefix", "庐教督改", "--test")
    return tmp_path / "bureau"


def test_a_table_is_read_as_people_write_it(tmp_path: Path) -> None:
    year = read_holidays(table(tmp_path / "节假日.xlsx", ROWS, ["关于2027年放假的通知"], ["国办发明电〔2026〕9号"]))
    assert (year.year, year.document_no) == (2027, "国办发明电〔2026〕9号")
    assert [(day.date.isoformat(), day.kind) for day in year.days] == [
        ("2027-01-01", DayKind.OFF),
        ("2027-02-06", DayKind.OFF),
        ("2027-02-14", DayKind.WORK),
    ]


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ([*ROWS, ["2027-02-30", "放假", "春节"]], "第 5 行：“2027-02-30”不是日期"),
        ([*ROWS, ["2027-02-07", "也许", "春节"]], "第 5 行：类型“也许”不是放假，也不是上班"),
        ([["2027-01-04", "班", "元旦"]], "第 2 行：调休上班的应是周末"),
        ([*ROWS, ["2027-01-01", "放假", "元旦"]], "第 5 行：同一天写了两次"),
        ([["2025-05-01", "放假", "劳动节"], *ROWS], "第 2 行：不是 2027 年的日期"),
        ([["2027-01-01", "放假", ""]], "第 2 行：不能空着"),
        ([], "一天也没有"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, rows: list[list[str]], what: str) -> None:
    with pytest.raises(UserError, match=what):
        read_holidays(table(tmp_path / "t.xlsx", rows))


def test_a_table_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "学校.csv"
    path.write_text("学校名称,地址\n红星小学,长江路\n", encoding="utf-8")
    with pytest.raises(UserError, match="没有“日期、类型、名称”这三列"):
        read_holidays(path)


def test_an_imported_year_is_arranged_and_counts(bureau: Path, tmp_path: Path) -> None:
    imported = ok(bureau, "--json", "holidays", "import", table(tmp_path / "2027.xlsx", ROWS)).data
    assert (imported["year"], len(imported["new"]), imported["removed"]) == (2027, 3, [])
    years = ok(bureau, "--json", "holidays", "list").data
    assert [year["year"] for year in years] == [2024, 2025, 2026, 2027]
    with closing(Workspace.open(bureau)) as workspace, workspace.store.read() as session:
        calendar = handbook.read(session).calendar
    assert calendar.is_working_day(date(2027, 2, 14))
    assert not calendar.is_working_day(date(2027, 1, 1))


def test_an_amended_year_replaces_the_one_before(bureau: Path, tmp_path: Path) -> None:
    ok(bureau, "holidays", "import", table(tmp_path / "2027.xlsx", ROWS))
    amended = [ROWS[0], ["2027-02-06", "班", "春节"]]
    again = ok(bureau, "--json", "holidays", "import", table(tmp_path / "2027b.xlsx", amended)).data
    assert (again["new"], again["changed"], again["removed"]) == ([], ["2027-02-06"], ["2027-02-14"])
    unchanged = ok(bureau, "--json", "holidays", "import", table(tmp_path / "2027c.xlsx", amended)).data
    assert (unchanged["new"], unchanged["changed"], unchanged["removed"]) == ([], [], [])


def test_late_december_of_the_year_before_does_not_arrange_that_year(bureau: Path, tmp_path: Path) -> None:
    rows = [["2027-12-31", "放假", "元旦"], ["2028-01-01", "放假", "元旦"]]
    ok(bureau, "holidays", "import", table(tmp_path / "2028.xlsx", rows))
    assert [year["year"] for year in ok(bureau, "--json", "holidays", "list").data] == [2024, 2025, 2026, 2028]


def test_a_bad_table_changes_nothing(bureau: Path, tmp_path: Path) -> None:
    before = ok(bureau, "--json", "check").data["digest"]
    assert (
        "第 5 行"
        in refused(bureau, "holidays", "import", table(tmp_path / "t.xlsx", [*ROWS, ["?", "放假", "春节"]]))[0]
    )
    assert ok(bureau, "--json", "check").data["digest"] == before


def test_a_group_gets_its_calendar_from_the_bureau(visiting: Visiting) -> None:
    with pytest.raises(UserError, match="节假日由局里导入"):
        working_days.take_year(visiting.workspace, HolidayYear(2027, "通知", "国办发明电〔2026〕9号"))
