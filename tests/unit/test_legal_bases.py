"""The shipped legal bases: what is in them, what may never reach paper, and damage told by file, line and field."""

from collections.abc import Collection
from datetime import date
from functools import cache
from itertools import chain, product
from pathlib import Path

import pytest

from xunjian.errors import UserError
from xunjian.reference.bases import Bases, load_bases
from xunjian.reference.checklists import Item, load_library
from xunjian.rules.basis import (
    ArticleStatus,
    BasisStatus,
    Ownership,
    Region,
    Scope,
    Stage,
    Training,
)
from xunjian.rules.grounds import Grounds, Part, Situation, grounds, may_print

KUNMING, SHANGHAI, GUANGZHOU = Region("530102"), Region("310115"), Region("440100")
ELSEWHERE = Region("341225")
STAGES = [
    *[frozenset({stage}) for stage in Stage],
    frozenset({Stage.KINDERGARTEN, Stage.PRIMARY}),
    frozenset({Stage.PRIMARY, Stage.JUNIOR}),
    frozenset({Stage.JUNIOR, Stage.SENIOR}),
    frozenset({Stage.PRIMARY, Stage.JUNIOR, Stage.SENIOR}),
]
DAYS = [date(2016, 3, 1), date(2025, 10, 15), date(2026, 9, 18)]
SITUATIONS = [
    Situation(stages, ownership, region, day, training)
    for stages, ownership, region, day in product(STAGES, Ownership, [KUNMING, SHANGHAI, GUANGZHOU, ELSEWHERE], DAYS)
    for training in ([None, *Training] if Stage.TRAINING in stages else [None])
]


@cache
def bases() -> Bases:
    return load_bases()


@cache
def items() -> dict[str, Item]:
    return load_library().items


def decide(code: str, situation: Situation, *, confirmed: Collection[str] = ()) -> Grounds:
    item, clauses = items()[code], bases().articles_for(code)
    return grounds(clauses, situation, scope=item.scope, item_stages=item.stages, confirmed=confirmed)


def here(
    *stages: Stage, ownership: Ownership = Ownership.PUBLIC, region: Region = ELSEWHERE, on: date = DAYS[-1]
) -> Situation:
    return Situation(frozenset(stages), ownership, region, on)


def printed(found: Grounds) -> set[str]:
    handed_over = chain.from_iterable(transfer.citations for transfer in found.transfers)
    return {*found.breached, *found.handled_under, *handed_over}


@cache
def printed_anywhere() -> frozenset[str]:
    """Every citation that any item prints in any situation, with every condition confirmed."""
    keys = bases().by_key.keys()
    found = (printed(decide(code, situation, confirmed=keys)) for code in items() for situation in SITUATIONS)
    return frozenset(chain.from_iterable(found))


def test_the_whole_data_is_there() -> None:
    assert len({clause.basis.id for clause in bases().clauses}) == 73
    assert len(bases().clauses) == len(bases().by_key) == 229


def test_every_item_has_a_basis_even_if_it_is_only_shown() -> None:
    assert [code for code in items() if not bases().articles_for(code)] == []


def test_no_unverified_article_is_ever_printable() -> None:
    unverified = [clause for clause in bases().clauses if clause.article.status is not ArticleStatus.VERIFIED]
    assert len(unverified) > 30
    assert not any(may_print(clause, situation) for clause in unverified for situation in SITUATIONS)


def test_no_document_without_a_verified_article_is_ever_named_on_paper() -> None:
    verified = {c.basis.title for c in bases().clauses if c.article.status is ArticleStatus.VERIFIED}
    never = {clause.basis.title for clause in bases().clauses} - verified
    assert "中小学校财务制度" in never
    assert not [text for text in printed_anywhere() if any(f"《{title}》" in text for title in never)]


def test_no_historical_document_is_ever_named_on_paper() -> None:
    barred = {BasisStatus.HISTORICAL, BasisStatus.NO_LEGAL_BASIS, BasisStatus.UNKNOWN}
    titles = {clause.basis.title for clause in bases().clauses if clause.basis.status in barred}
    assert "关于做好2003年教育收费公示工作的通知" in titles
    assert not [text for text in printed_anywhere() if any(title in text for title in titles)]


def test_nothing_unverified_is_printed_in_a_citation() -> None:
    assert not [text for text in printed_anywhere() if "未核" in text or "主席令" in text]
    numbers = {clause.basis.number for clause in bases().clauses if not clause.basis.number_verified} - {""}
    assert not [text for text in printed_anywhere() if any(number in text for number in numbers)]
    assert not [text for text in printed_anywhere() if "792号" in text or "102号" in text]


def test_items_of_good_management_are_never_violations() -> None:
    management = [code for code, item in items().items() if item.scope is Scope.MANAGEMENT]
    assert management
    assert {decide(code, situation).part for code in management for situation in SITUATIONS} == {Part.ADVICE}


def test_local_items_are_violations_only_where_a_local_document_says_so() -> None:
    local = [code for code, item in items().items() if item.scope is Scope.LOCAL]
    outside = [situation for situation in SITUATIONS if situation.region is ELSEWHERE]
    assert {decide(code, situation).part for code in local for situation in outside} == {Part.ADVICE}
    assert decide("JF-09", here(Stage.PRIMARY, region=KUNMING)).part is Part.VIOLATION


@pytest.mark.parametrize(
    ("code", "situation", "breached"),
    [
        ("SF-03", here(Stage.PRIMARY), {"《中华人民共和国义务教育法》第二条"}),
        ("SF-03", here(Stage.PRIMARY, Stage.JUNIOR, Stage.SENIOR), {"《中华人民共和国义务教育法》第二条"}),
        ("SF-01", here(Stage.SENIOR), {"《中华人民共和国教育法》第三十条第五项", "《教育收费公示制度》"}),
        ("SD-14", here(Stage.SENIOR), {"《基础教育规范管理负面清单（2025版）》第六条"}),
        ("SD-14", here(Stage.JUNIOR, Stage.SENIOR), {"《基础教育规范管理负面清单（2025版）》第六条"}),
        (
            "SD-14",
            here(Stage.JUNIOR),
            {"《中华人民共和国未成年人保护法》第三十三条", "《基础教育规范管理负面清单（2025版）》第六条"},
        ),
        (
            "SF-15",
            here(Stage.SENIOR, ownership=Ownership.PRIVATE),
            {"《中华人民共和国民办教育促进法》第三十八条"},
        ),
        ("SF-11", here(Stage.SENIOR), set()),
        ("SF-08", here(Stage.PRIMARY), set()),
        ("SF-20", here(Stage.KINDERGARTEN, on=date(2024, 9, 1)), set()),
        (
            "JF-17",
            here(Stage.PRIMARY),
            {"《教育部办公厅关于严禁有害APP进入中小学校园的通知》（2018年12月25日）"},
        ),
        (
            "JF-02",
            here(Stage.PRIMARY),
            {
                "《教育部、新闻出版总署、国家发展改革委、国务院纠风办关于加强中小学教辅材料使用管理工作的通知》"
                "（教基二〔2012〕1号）第一条"
            },
        ),
    ],
)
def test_what_a_finding_is_held_to_break(code: str, situation: Situation, breached: set[str]) -> None:
    assert set(decide(code, situation).breached) == breached


def test_a_clause_with_a_condition_is_cited_once_it_is_confirmed() -> None:
    school = here(Stage.PRIMARY)
    collected = decide("SF-14", school)
    assert collected.breached == ("《中华人民共和国会计法》第十六条",)
    (choice,) = collected.choices
    assert choice.condition == "代收的是课后服务费"
    confirmed = decide("SF-14", school, confirmed={choice.key})
    assert [text[-3:] for text in confirmed.breached] == ["十六条", "第四条"]
    assert decide("SF-09", school).breached[0].endswith("通知》第四条")


def test_unanswered_complaints_are_advice_until_the_case_of_a_law_is_confirmed() -> None:
    assert decide("SD-18", here(Stage.PRIMARY)).part is Part.ADVICE
    found = decide("SD-18", here(Stage.PRIMARY), confirmed={"XFT/第三十四条"})
    assert found.breached == ("《信访工作条例》第三十四条",)


def test_senior_schools_are_dealt_with_under_the_education_law() -> None:
    found = decide("SF-11", here(Stage.SENIOR))
    assert (found.part, found.handled_under) == (Part.VIOLATION, ("《中华人民共和国教育法》第七十八条",))


def test_what_is_not_verified_yet_is_advice_and_shown_as_pending() -> None:
    found = decide("SF-08", here(Stage.PRIMARY))
    assert found.part is Part.ADVICE
    assert {clause.basis.id for clause in found.pending} == {"1619", "CW5"}


def test_powers_of_other_authorities_are_only_handed_over() -> None:
    accounts = decide("SF-13", here(Stage.PRIMARY))
    assert [each.authority for each in accounts.transfers] == ["财政部门"]
    assert "第四十条" not in "".join((*accounts.breached, *accounts.handled_under))
    pirated = decide("JF-10", here(Stage.PRIMARY))
    assert [each.authority for each in pirated.transfers] == ["出版行政主管部门"]
    assert not [text for text in pirated.breached if "出版管理条例" in text]


def test_a_city_bureau_hands_refunds_of_compulsory_education_to_the_county() -> None:
    found = decide("SF-03", here(Stage.PRIMARY, region=Region("341200")))
    assert found.handled_under == ()
    assert [each.authority for each in found.transfers] == ["县级教育行政部门"]


BASES = """[[basis]]
id = "YJ"
title = "义务教育法"
level = "law"
number = "主席令"
number_verified = true
issuers = ["全国人民代表大会"]
issued = "1986"
effective = "2006"
valid_from = 2006-09-01
status = "in-force"
note = ""
sources = []

[[basis.article]]
ref = "第二条"
cited = "第二条"
requires = "不收学费"
status = "verified"
items = ["SF-03"]

[[basis.article]]
ref = "第五十六条"
cited = "第五十六条"
requires = "责令退还"
status = "unverified"
items = []

[[basis]]
id = "YG"
title = "招生通知"
level = "document"
number = "教基〔2025〕9号"
number_verified = true
issuers = []
issued = "2025"
effective = "2025"
valid_from = 2025-03-31
valid_until = 2025-12-31
status = "annual"
year = 2025
note = ""
sources = []
"""


DAMAGES = [
    ('id = "YG"', 'id = "YJ"', "id"),
    ('id = "YG"', 'id = ""', "id"),
    ('title = "招生通知"', 'title = " "', "title"),
    ('level = "law"', 'level = "act"', "level"),
    ('number = "教基〔2025〕9号"', 'numbers = "教基〔2025〕9号"', "numbers"),
    ("valid_from = 2006-09-01", 'valid_from = "去年"', "valid_from"),
    ("valid_until = 2025-12-31", "valid_until = 2024-12-31", "valid_until"),
    ('status = "annual"', 'status = "old"', "status"),
    ('status = "in-force"', "status = 1", "status"),
    ('status = "verified"', 'status = "checked"', "status"),
    ('items = ["SF-03"]', 'items = ["SF3"]', "items"),
    ('items = ["SF-03"]', 'items = "SF-03"', "items"),
    ('requires = "责令退还"', 'requires = ""', "requires"),
    ('ref = "第五十六条"', 'ref = "第二条"', "ref"),
    ('ref = "第五十六条"', 'ref = ""', "ref"),
    ('status = "unverified"', 'conditions = { SF-03 = "收费" }\nstatus = "unverified"', "conditions"),
    ('cited = "第五十六条"', 'cited = "第五十六条（未核）"', "cited"),
    ("year = 2025", 'regions = ["昆明"]', "regions"),
    ('[[basis]]\nid = "YG"', '[[bases]]\nid = "YG"', "bases"),
    ('id = "YG"', 'id = "YG', "id"),
]


@pytest.mark.parametrize(("old", "new", "field"), DAMAGES, ids=[new for _, new, _ in DAMAGES])
def test_damage_is_told_by_file_line_and_field(tmp_path: Path, old: str, new: str, field: str) -> None:
    assert BASES.count(old) == 1
    path = tmp_path / "bases.toml"
    path.write_text(
        BASES.replace(old, new).replace('"annual"', '"local"' if field == "regions" else '"annual"'), "utf-8"
    )
    line = BASES[: BASES.index(old)].count("\n") + 1
    with pytest.raises(UserError) as caught:
        load_bases(path)
    assert caught.value.what.startswith(f"bases.toml 第 {line} 行 {field}：")


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('"教基〔2025〕9号"', '"教基〔2025〕9号（未核）"', "第 34 行 number_verified："),
        ("year = 2025\n", "", "第 29 行 year："),
        ('"annual"', '"local"', "第 29 行 regions："),
        ('level = "law"\n', "", "第 1 行 level：缺少这个字段"),
        ('[[basis]]\nid = "YJ"', 'author = "甲"\n[[basis]]\nid = "YJ"', "第 1 行 author："),
    ],
)
def test_contradictions_are_told_where_they_stand(tmp_path: Path, old: str, new: str, place: str) -> None:
    assert BASES.count(old) == 1
    path = tmp_path / "bases.toml"
    path.write_text(BASES.replace(old, new), "utf-8")
    with pytest.raises(UserError) as caught:
        load_bases(path)
    assert caught.value.what.startswith(f"bases.toml {place}")
