"""What people type and spreadsheets do to it is repaired where that is certain, and named where it is not."""

from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from xunjian.rules.school_codes import credit_code_check
from xunjian.sheets import values
from xunjian.sheets.cleaning import Cleaned, clean_people, clean_text, clean_words, simplified

CREDIT_CODE = "12340103MB1234567" + credit_code_check("12340103MB1234567")

CLEANERS: list[Callable[[str], Cleaned]] = [
    clean_text,
    clean_words,
    clean_people,
    values.clean_code,
    values.clean_credit_code,
    values.clean_region_code,
    values.clean_postcode,
    values.clean_number,
    values.clean_phones,
    values.clean_count,
    values.clean_urban_rural,
    values.clean_boarding,
    values.clean_last_day,
]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("學(xué)校", "学校"),
        ("公辦中小學(xué)校責(zé)任區(qū)", "公办中小学校责任区"),
        ("網（wǎng）絡", "网络"),
        ("实验小学(本部)", "实验小学(本部)"),
        ("实验小学（north）", "实验小学（north）"),
        ("乾县李昇中学", "乾县李昇中学"),
        ("臺灣路小學", "台湾路小学"),
        ("\ufeff红\u200b星\u00a0小\u3000学 ", "红星小学"),
        ("红 星\n小学", "红星小学"),
        ("１６８中学Ａ区", "168中学A区"),
        ("育才中学（民办）", "育才中学（民办）"),
        ("Hope School", "Hope School"),
    ],
)
def test_words_are_repaired(before: str, after: str) -> None:
    cleaned = clean_words(before)
    assert cleaned.text == after
    assert bool(cleaned.repairs) == (before != after)


@pytest.mark.parametrize(
    ("clean", "before", "after"),
    [
        (values.clean_code, "2134010001.0", "2134010001"),
        (values.clean_code, "2.134010001E+09", "2134010001"),
        (values.clean_code, "'２１３４０１０００１", "2134010001"),
        (values.clean_code, "无", ""),
        (values.clean_credit_code, CREDIT_CODE.lower(), CREDIT_CODE),
        (values.clean_region_code, "340103.0", "340103"),
        (values.clean_postcode, "50000", "050000"),
        (values.clean_postcode, "２３００００", "230000"),
        (values.clean_phones, "62550177\n13800000000", "62550177、13800000000"),
        (values.clean_phones, "0551－6255 0177；１３８00000000", "0551-62550177、13800000000"),
        (values.clean_phones, "1.3800000000E+10", "13800000000"),
        (clean_people, "何 静\r\n王强", "何静、王强"),
        (values.clean_count, "1，186人", "1186"),
        (values.clean_count, "28.0", "28"),
        (values.clean_count, "0", "0"),
        (values.clean_type, "九年一贯制学校", "312"),
        (values.clean_type, "211", "211"),
        (values.clean_ownership, "教育部门办", "public"),
        (values.clean_ownership, "民办", "private"),
        (values.clean_urban_rural, "121-镇中心区", "121"),
        (values.clean_urban_rural, "主城区", "111"),
        (values.clean_urban_rural, "城区", "城区"),
        (values.clean_boarding, "√", "是"),
        (values.clean_boarding, "320", "是"),
        (values.clean_boarding, "0", "否"),
        (values.clean_last_day, "44805", "2022-09-01"),
        (values.clean_last_day, "2026.9", "2026-09-30"),
        (values.clean_last_day, "2026年9月", "2026-09-30"),
        (values.clean_last_day, "2023年9月1日至2026年8月31日", "2026-08-31"),
        (values.clean_last_day, "20260831", "2026-08-31"),
        (values.clean_last_day, "2026-08-31", "2026-08-31"),
        (values.clean_last_day, "长期", ""),
    ],
)
def test_values_are_repaired(clean: Callable[[str], Cleaned], before: str, after: str) -> None:
    cleaned = clean(before)
    assert (cleaned.text, cleaned.problem) == (after, "")


@pytest.mark.parametrize(
    ("clean", "value", "reason"),
    [
        (values.clean_code, "213401000", "10 位"),
        (values.clean_code, "9934010001", "类别"),
        (values.clean_code, "2.13401E+09", "科学计数"),
        (values.clean_code, "#N/A", "公式出错"),
        (clean_words, " #REF! ", "公式出错"),
        (values.clean_credit_code, "340102199001011000", "末三位已丢"),
        (values.clean_credit_code, CREDIT_CODE[:-1] + ("0" if CREDIT_CODE[-1] != "0" else "1"), "校验"),
        (values.clean_region_code, "3401", "区划代码"),
        (values.clean_postcode, "2300", "邮编"),
        (values.clean_phones, "1.38E+10", "科学计数"),
        (values.clean_count, "约1200", "人数"),
        (values.clean_type, "其他", "办学类型"),
        (values.clean_ownership, "待定", "公办"),
        (values.clean_urban_rural, "月球", "城乡"),
        (values.clean_boarding, "部分", "寄宿"),
        (values.clean_last_day, "2026年13月", "日期"),
    ],
)
def test_what_cannot_be_repaired_is_not_taken(clean: Callable[[str], Cleaned], value: str, reason: str) -> None:
    cleaned = clean(value)
    assert cleaned.text == ""
    assert reason in cleaned.problem


def test_a_converters_slip_is_shown_and_not_changed() -> None:
    cleaned = clean_words("各國辦中小學校")
    assert cleaned.text == "各国办中小学校"
    assert "公办" in cleaned.hint
    assert clean_words("国务院办公厅").hint == ""


def test_an_area_code_that_lost_its_zero_is_shown_and_not_changed() -> None:
    cleaned = values.clean_phones("55162550177")
    assert (cleaned.text, "丢了 0" in cleaned.hint) == ("55162550177", True)
    assert values.clean_phones("13800000000").hint == ""
    assert values.clean_phones("8008100000").hint == ""


DIRT = st.text(
    alphabet=st.sampled_from("学校學務（）()xuéùa1１Ａ ,，、;\n\r\t\u3000\u00a0\u200b\ufeff.eE+-0年月#N/A国國办辦小"),
    max_size=20,
)


@pytest.mark.parametrize("clean", CLEANERS, ids=lambda clean: clean.__name__)
@settings(deadline=None)  # the first traditional character loads a dictionary
@given(text=DIRT | st.text(max_size=12))
@example(text="\uf962")
def test_cleaning_what_is_clean_changes_nothing(clean: Callable[[str], Cleaned], text: str) -> None:
    once = clean(text).text
    again = clean(once)
    assert (again.text, again.problem) == (once, "")


@given(st.text(alphabet=st.characters(codec="gb2312"), max_size=20))
def test_simplified_text_stays_as_it_is(text: str) -> None:
    assert simplified(text) == text
