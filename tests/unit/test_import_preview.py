"""Before anything is imported a person sees what would happen, and nothing anybody corrected is overwritten."""

from dataclasses import replace

import pytest

from xunjian.sheets.comparison import Change, KnownSchool, Suspect, preview
from xunjian.sheets.results import SchoolRow

STAR = SchoolRow("红星小学", code="2134010001", uscc="C1", region_name="庐州区", phone="62550177", students=300)
RIVER = SchoolRow("长江路小学", code="2134010002", region_name="庐州区")


def known(row: SchoolRow, *other_names: str, corrected: frozenset[str] = frozenset()) -> KnownSchool:
    return KnownSchool(f"uid-{row.name}-{row.code}", row, other_names, corrected)


def only_suspect(row: SchoolRow, *schools: KnownSchool) -> Suspect:
    result = preview([row], schools)
    (suspect,) = result.suspect
    assert not any((result.new, result.updated, result.unchanged))
    return suspect


def test_new_unchanged_updated_and_absent() -> None:
    grown = replace(STAR, students=320, phone="", sheet="名单", row=7)
    newcomer = SchoolRow("新苗小学", code="2134010009")
    result = preview([grown, newcomer], [known(STAR), known(RIVER)])
    assert result.new == [newcomer]
    (update,) = result.updated
    assert update.known.school == STAR
    assert update.changes == (Change("students", 300, 320),)  # the blank telephone clears nothing
    assert [one.school for one in result.absent] == [RIVER]
    assert [one.school for one in preview([STAR], [known(STAR)]).unchanged] == [STAR]


def test_a_corrected_field_is_asked_about_and_not_overwritten() -> None:
    (update,) = preview(
        [replace(STAR, phone="62550000", students=1)], [known(STAR, corrected=frozenset({"phone"}))]
    ).updated
    assert update.changes == (Change("students", 300, 1),)
    assert update.asked == (Change("phone", "62550177", "62550000"),)


def test_zero_and_no_are_values_and_no_blanks() -> None:
    (update,) = preview([replace(STAR, students=0, boarding=False)], [known(STAR)]).updated
    assert [(change.field, change.new) for change in update.changes] == [("students", 0), ("boarding", False)]


def test_a_guess_fills_a_blank_and_never_replaces_what_is_known() -> None:
    row = replace(STAR, school_type="211", guessed=frozenset({"school_type"}))
    assert preview([row], [known(replace(STAR, school_type="312"))]).unchanged
    (update,) = preview([row], [known(STAR)]).updated
    assert update.changes == (Change("school_type", "", "211"),)


@pytest.mark.parametrize(
    ("row", "names"),
    [
        (replace(STAR, name="红星路小学"), ()),
        (SchoolRow("别的名字", uscc="C1"), ()),
        (SchoolRow("红星小学", region_name="庐州区"), ()),
        (SchoolRow("红星 小学", region_name="合肥市庐州区"), ()),
        (SchoolRow("红星小学"), ()),
        (SchoolRow("红星小学（中心校）", region_name="庐州区"), ()),
        (SchoolRow("东方红小学", region_name="庐州区"), ("东方红小学",)),
        (SchoolRow("新红星小学", former_name="红星小学"), ()),
    ],
)
def test_a_school_is_recognised(row: SchoolRow, names: tuple[str, ...]) -> None:
    result = preview([row], [known(STAR, *names), known(RIVER)])
    assert not result.new
    assert not result.suspect
    assert [one.school for one in result.absent] == [RIVER]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("庐州区第一中学", "庐州区一中学"),
        ("庐州区第1中学", "庐州区第一中学"),
        ("师范学院附属小学", "师范学院附小"),
        ("育才中学(民办)", "育才中学（民办）"),
        ("育才中学（民办）", "育才中学"),
        ("城东初级中学", "城东初中"),
    ],
)
def test_spellings_of_one_name_are_one_school(one: str, other: str) -> None:
    assert not preview([SchoolRow(one)], [known(SchoolRow(other))]).new


@pytest.mark.parametrize(
    ("one", "other"), [("红星小学", "红旗小学"), ("第一小学", "第二小学"), ("实验小学东校区", "实验小学西校区")]
)
def test_names_of_two_schools_stay_two(one: str, other: str) -> None:
    assert preview([SchoolRow(one)], [known(SchoolRow(other))]).new


def test_the_same_name_in_another_region_is_another_school() -> None:
    assert preview([SchoolRow("红星小学", region_name="青山县")], [known(STAR)]).new


def test_of_two_schools_of_one_name_the_one_of_the_region_is_meant() -> None:
    nowhere = replace(STAR, code="2134010003", region_name="")
    assert preview([SchoolRow("红星小学", region_name="庐州区")], [known(nowhere), known(STAR)]).absent == [
        known(nowhere)
    ]


def test_an_old_list_does_not_bring_back_an_old_name_unasked() -> None:
    (update,) = preview([replace(STAR, name="东方红小学")], [known(STAR, "东方红小学")]).updated
    assert update.changes == ()
    assert update.asked == (Change("name", "红星小学", "东方红小学"),)


@pytest.mark.parametrize(
    ("row", "schools", "reason"),
    [
        (SchoolRow("红星小学"), (known(STAR), known(replace(STAR, code="2134010003"))), "不止一所"),
        (SchoolRow("红星小学", code="2134010008", region_name="庐州区"), (known(STAR),), "标识码不同"),
        (replace(RIVER, code=STAR.code), (known(STAR), known(RIVER)), "标识码是“红星小学”，名称却是“长江路小学”"),
        (SchoolRow("别校", uscc="C1", code="2134010008"), (known(STAR),), "信用代码相同，标识码不同"),
        (SchoolRow("别校", uscc="C1"), (known(STAR), known(replace(RIVER, uscc="C1"))), "同一信用代码"),
    ],
)
def test_what_does_not_decide_is_left_to_a_person(
    row: SchoolRow, schools: tuple[KnownSchool, ...], reason: str
) -> None:
    suspect = only_suspect(row, *schools)
    assert reason in suspect.reason
    assert set(suspect.candidates) <= set(schools)
    assert suspect.candidates


def test_campuses_under_one_credit_code_are_told_apart_by_name() -> None:
    east, west = SchoolRow("实验小学东校区", uscc="C9"), SchoolRow("实验小学西校区", uscc="C9")
    assert len(preview([east, west], [known(east), known(west)]).unchanged) == 2


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([STAR, replace(RIVER, code=STAR.code)], "同一标识码的有 2 行"),
        ([STAR, replace(STAR, code="")], "同名的有 2 行"),
        ([STAR, STAR], "同一标识码的有 2 行"),
        ([replace(STAR, code=""), SchoolRow("东方红小学")], "2 行都像“红星小学”"),
    ],
)
def test_rows_that_contradict_each_other_are_all_suspect(rows: list[SchoolRow], reason: str) -> None:
    result = preview(rows, [known(STAR, "东方红小学")])
    assert [suspect.row for suspect in result.suspect] == rows
    assert all(reason in suspect.reason for suspect in result.suspect)
    assert not any((result.new, result.updated, result.unchanged))


def test_a_province_of_twenty_thousand_schools_is_compared_whole() -> None:
    rows = [
        SchoolRow(
            f"第{number}小学", code=f"21{34000000 + number}" if number % 2 else "", region_name=f"区{number % 40}"
        )
        for number in range(20_000)
    ]
    schools = [known(row) for row in rows]
    result = preview([replace(row, students=1) if row.code else row for row in rows], schools)
    assert (len(result.updated), len(result.unchanged)) == (10_000, 10_000)
