"""A school is found by the first letters of its name, whichever way its characters are read."""

import pytest

from xunjian.rules.initials import begins, initials, matches


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("cf", "长丰县第一中学"),
        ("zf", "长丰县第一中学"),
        ("sx", "单县实验小学"),
        ("zd", "曾都区实验小学"),
        ("cjlxx", "长江路小学"),
        ("CJL", "长江路小学"),
        ("jlx", "长江路小学"),
        ("ＨＸ", "红星小学"),
        ("江路", "长江路小学"),
        ("长 江", "长江路小学"),
        ("长江lxx", "长江路小学"),
        ("cj路", "长江路小学"),
        ("168zx", "168中学"),
        ("168", "第１６８中学"),
        ("b校", "B校"),
        ("yczxmb", "育才中学（民办）"),
        ("（民办）", "育才中学(民办)"),
        ("", "红星小学"),
    ],
)
def test_a_query_finds_the_name(query: str, name: str) -> None:
    assert matches(query, name, initials(name))


@pytest.mark.parametrize(
    ("query", "name"),
    [("xh", "红星小学"), ("hxxxx", "红星小学"), ("红江", "长江路小学"), ("c.", "长江路小学"), ("长江xx", "长江路小学")],
)
def test_a_query_that_is_no_part_of_the_name_finds_nothing(query: str, name: str) -> None:
    assert not matches(query, name, initials(name))


def test_the_stored_form_has_a_word_for_each_character_and_none_for_signs() -> None:
    words = initials("单县A1小学（民办）").split()
    assert [set(word) for word in words] == [set("dcs"), {"x"}, {"a"}, {"1"}, {"x"}, set("x"), set("m"), set("b")]


def test_names_that_begin_with_what_is_searched_are_told_from_those_that_hold_it() -> None:
    names = "红星小学\n县红星完小"
    stored = "\n".join(map(initials, names.split("\n")))
    assert begins("hx", names, stored)
    assert begins("红星", names, stored)
    assert begins("xhx", names, stored), "a former name counts"
    assert not begins("xx", "红星小学", initials("红星小学"))
    assert not begins("星", "红星小学", initials("红星小学"))
