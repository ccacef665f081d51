"""The holiday files that ship, and what a wrong file is told."""

from datetime import date
from pathlib import Path

import pytest

from xunjian import labels
from xunjian.errors import UserError
from xunjian.reference.holidays import DayKind, calendar_of, load_year, load_years
from xunjian.rules.workdays import Calendar

GOOD = """year = 2027
source = "关于2027年部分节假日安排的通知"
document_no = "测发〔2026〕1号"

[[day]]
date = 2027-01-01
kind = "off"
name = "元旦"

[[day]]
date = 2027-01-03
kind = "work"
name = "元旦"
"""


def write(folder: Path, text: str, name: str = "2027.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_years_hold_what_the_notices_say() -> None:
    years = load_years()
    assert [year.year for year in years] == [2024, 2025, 2026]
    off = {year.year: sum(day.kind is DayKind.OFF for day in year.days) for year in years}
    work = {year.year: sum(day.kind is DayKind.WORK for day in year.days) for year in years}
    assert off == {2024: 28, 2025: 28, 2026: 33}
    assert work == {2024: 8, 2025: 5, 2026: 6}
    assert years[2].document_no == "国办发明电〔2025〕7号"


def test_workdays_of_a_whole_year_are_as_everybody_counts_them() -> None:
    calendar = calendar_of(load_years())
    # 2026 has 261 weekdays; 19 of the days off fall on weekdays, 6 weekend days are worked.
    days = [date.fromordinal(date(2026, 1, 1).toordinal() + number) for number in range(365)]
    assert sum(map(calendar.is_working_day, days)) == 248


def test_a_good_file_is_taken(tmp_path: Path) -> None:
    calendar = load_year(write(tmp_path, GOOD)).calendar()
    assert calendar.years == {2027}
    assert not calendar.is_working_day(date(2027, 1, 1))
    assert calendar.is_working_day(date(2027, 1, 3))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("2027-01-01", '"元旦"', "2027.toml 第 6 行 date：填的内容类型不对"),
        ("2027-01-01", "2028-01-01", "2027.toml 第 6 行 date：不是 2027 年的日期"),
        ("2027-01-01", "2026-06-01", "2027.toml 第 6 行 date：不是 2027 年的日期"),
        ("2027-01-03", "2027-01-01", "2027.toml 第 11 行 date：同一天写了两次"),
        ("2027-01-03", "2027-01-04", "2027.toml 第 12 行 kind：调休上班的应是周末"),
        ('kind = "off"', 'kind = "rest"', "2027.toml 第 7 行 kind：没有这个取值"),
        ('name = "元旦"\n\n', "\n", "2027.toml 第 5 行 name：缺少这个字段"),
        ('name = "元旦"\n\n', 'name = " "\n\n', "2027.toml 第 8 行 name：不能空着"),
        ("year = 2027", "year = 2026", "2027.toml 第 1 行 year：应与文件名 2027 一致"),
        ("测发〔2026〕1号", "", "2027.toml 第 3 行 document_no：不能空着"),
        ("[[day]]", "[[dya]]", "2027.toml 第 5 行 dya：没有这种表"),
        ("year = 2027", "year = ", "2027.toml 第 1 行 year：写法不合 TOML 格式"),
    ],
)
def test_a_wrong_file_is_told_by_file_line_and_field(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(UserError) as caught:
        load_year(write(tmp_path, GOOD.replace(old, new, 1)))
    assert caught.value.what.replace(" ", "").startswith(told.replace(" ", ""))


def test_a_year_without_days_is_no_arrangement(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="一天也没有填"):
        load_year(write(tmp_path, GOOD.split("[[day]]", maxsplit=1)[0]))


def test_new_years_holiday_may_begin_in_december(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("2027-01-03", "2026-12-27"))
    assert calendar_of(load_years(tmp_path)).is_working_day(date(2026, 12, 27))


def test_a_later_arrangement_of_the_same_day_stands() -> None:
    sunday, friday = date(2026, 12, 27), date(2026, 12, 25)
    earlier = Calendar({friday: "元旦"}, frozenset({sunday}), frozenset({2026}))
    later = Calendar({sunday: "元旦"}, frozenset({friday}), frozenset({2027}))
    both = earlier.joined(later)
    assert not both.is_working_day(sunday)
    assert both.is_working_day(friday)
    assert both.off == {sunday: "元旦"}
    assert both.years == {2026, 2027}


def test_every_kind_of_day_has_a_word() -> None:
    assert set(labels.DAY_KIND) == set(DayKind)
