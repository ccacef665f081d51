"""Schools by their codes and names."""

import pytest

from xunjian import labels
from xunjian.rules.basis import Ownership, Stage
from xunjian.rules.school_codes import (
    SCHOOL_TYPE,
    STAGES,
    credit_code_problem,
    identifier_problem,
    identifier_warning,
    ownership_of,
    stages_of,
    type_of,
)


def test_a_good_identifier_passes() -> None:
    assert identifier_problem("2134000123") == ""
    assert identifier_problem("3482000001") == ""


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("213400012", "10 位数字"),
        ("2134000123.0", "10 位数字"),
        ("２１３４０００１２３", "10 位数字"),
        ("2.134E+09", "10 位数字"),
        ("9934000123", "前两位 99"),
        ("2199000123", "第 3、4 位 99"),
    ],
)
def test_a_bad_identifier_is_told_where_it_is_bad(code: str, told: str) -> None:
    assert told in identifier_problem(code)


def test_identifier_and_type_that_disagree_are_a_doubt() -> None:
    assert identifier_warning("2134000123", "211") == ""
    assert identifier_warning("3134000123", "312") == ""
    assert identifier_warning("2134000123", "") == ""
    assert identifier_warning("2134000123", "311") == "学校标识码的类别是小学，办学类型却是初级中学，请核对。"


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91110000600037341L"])
def test_real_credit_codes_pass(code: str) -> None:
    assert credit_code_problem(code) == ""


def test_a_slip_in_a_credit_code_is_noticed_wherever_it_is() -> None:
    good = "91350100M000100Y43"
    for place, character in enumerate(good):
        slipped = good[:place] + ("1" if character != "1" else "2") + good[place + 1 :]
        assert "校验位" in credit_code_problem(slipped)


@pytest.mark.parametrize("code", ["", "91350100M000100Y4", "91350100m000100y43", "91350100O000100Y43"])
def test_what_cannot_be_a_credit_code_is_refused_by_shape(code: str) -> None:
    assert "18 位" in credit_code_problem(code)


def test_schools_of_several_stages_have_them_all() -> None:
    assert stages_of("312") == {Stage.PRIMARY, Stage.JUNIOR}
    assert stages_of("341") == {Stage.JUNIOR, Stage.SENIOR}
    assert stages_of("345") == {Stage.PRIMARY, Stage.JUNIOR, Stage.SENIOR}
    assert stages_of("999") == frozenset()


def test_every_type_has_a_word_and_every_stage_a_type() -> None:
    assert set(SCHOOL_TYPE) == set(STAGES)
    assert frozenset().union(*STAGES.values()) == set(Stage) == set(labels.STAGE)


@pytest.mark.parametrize("code", sorted(SCHOOL_TYPE))
def test_the_word_of_a_type_is_understood_as_that_type(code: str) -> None:
    assert type_of(SCHOOL_TYPE[code]) == code
    assert type_of(code) == code
    assert type_of(f"{code} {SCHOOL_TYPE[code]}") == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("青禾县实验小学", "211"),
        ("青禾县实验小学附属幼儿园", "111"),
        ("青禾中学附属小学（东校区）", "211"),
        ("青禾县第三初级中学", "311"),
        ("青禾县高级中学", "342"),
        ("青禾县职业高级中学", "365"),
        ("青禾县职教中心", "361"),
        ("青禾县特殊教育学校", "514"),
        ("青禾县九年一贯制学校", "312"),
        ("石桥小学柳河教学点", "218"),
        ("晨光文化培训学校", "933"),
        ("职业技术培训中心", "933"),
        ("青禾县第一中学", ""),
        ("青禾外国语学校", ""),
        ("小学、初中", "312"),
        ("初中+高中", "341"),
        ("小学，初中，高中", "345"),
        ("幼儿园、高中", ""),
        ("366厂子弟小学", "211"),
        ("2112000123", ""),
        ("", ""),
    ],
)
def test_the_type_is_guessed_from_a_name_only_where_the_name_tells_it(name: str, code: str) -> None:
    assert type_of(name) == code


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("民办", Ownership.PRIVATE),
        ("民办（非营利性）", Ownership.PRIVATE),
        ("中外合作办学", Ownership.PRIVATE),
        ("教育部门办", Ownership.PUBLIC),
        ("其他部门办", Ownership.PUBLIC),
        ("地方企业办", Ownership.PUBLIC),
        ("公办", Ownership.PUBLIC),
        ("", None),
        ("省级示范", None),
    ],
)
def test_ownership_is_understood_from_the_words_of_lists(words: str, expected: Ownership | None) -> None:
    assert ownership_of(words) is expected
