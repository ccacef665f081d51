"""What of the law may be printed for a finding, and where the finding then stands."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from xunjian.rules.basis import (
    Article,
    ArticleStatus,
    BasisStatus,
    Clause,
    LegalBasis,
    Level,
    Ownership,
    Power,
    Region,
    Scope,
    Stage,
    Training,
    after_check,
)
from xunjian.rules.grounds import COUNTY_AUTHORITY, Grounds, Part, Situation, citation, grounds, may_print

COUNTY, CITY, PROVINCE = Region("530102"), Region("530100"), Region("530000")
LAW = LegalBasis(
    id="YJ",
    title="中华人民共和国义务教育法",
    level=Level.LAW,
    number="主席令",
    number_verified=True,
    issuers=(),
    issued="",
    effective="",
    valid_from=date(2006, 9, 1),
    status=BasisStatus.AMENDED,
    note="",
    sources=(),
)
DOCUMENT = replace(LAW, id="YYB", title="办法", level=Level.DOCUMENT, number="教财〔2022〕2号")
ARTICLE = Article("第三条", "第三条", "转述", ArticleStatus.VERIFIED, ("SF-01",))
PRIMARY = Situation(frozenset({Stage.PRIMARY}), Ownership.PUBLIC, COUNTY, date(2026, 9, 18))


def clause(basis: LegalBasis = DOCUMENT, **changes: Any) -> Clause:
    return Clause(basis, replace(ARTICLE, **changes))


def decided(
    *clauses: Clause, situation: Situation = PRIMARY, scope: Scope = Scope.NATIONAL, confirmed: tuple[str, ...] = ()
) -> Grounds:
    return grounds(clauses, situation, scope=scope, item_stages=frozenset(Stage), confirmed=confirmed)


def test_a_verified_article_is_cited_under_violations() -> None:
    assert decided(clause()) == Grounds(Part.VIOLATION, breached=("《办法》（教财〔2022〕2号）第三条",))


@pytest.mark.parametrize("status", [status for status in ArticleStatus if status is not ArticleStatus.VERIFIED])
def test_only_verified_articles_print(status: ArticleStatus) -> None:
    assert decided(clause(status=status)).part is Part.ADVICE


def test_what_is_not_verified_is_shown_as_pending_and_what_is_withdrawn_is_not() -> None:
    unverified, withdrawn = clause(status=ArticleStatus.UNVERIFIED), clause(status=ArticleStatus.WITHDRAWN)
    assert decided(unverified, withdrawn).pending == (unverified,)


@pytest.mark.parametrize("status", [BasisStatus.HISTORICAL, BasisStatus.NO_LEGAL_BASIS, BasisStatus.UNKNOWN])
def test_what_does_not_bind_becomes_advice(status: BasisStatus) -> None:
    assert decided(clause(replace(DOCUMENT, status=status))) == Grounds(Part.ADVICE)


def test_a_finding_without_any_basis_is_advice() -> None:
    assert decided() == Grounds(Part.ADVICE)


def test_a_clause_with_a_condition_waits_for_its_confirmation() -> None:
    on_condition = replace(clause(), condition="属行政事业性收费")
    assert decided(on_condition) == Grounds(Part.ADVICE, choices=(on_condition,))
    assert decided(on_condition, confirmed=(on_condition.key,)).part is Part.VIOLATION
    barred = replace(on_condition, basis=replace(DOCUMENT, status=BasisStatus.HISTORICAL))
    assert decided(barred, confirmed=(barred.key,)) == Grounds(Part.ADVICE)


def test_the_bureau_approves_or_withdraws_an_article() -> None:
    assert decided(after_check(clause(status=ArticleStatus.UNVERIFIED), approved=True)).part is Part.VIOLATION
    assert decided(after_check(clause(), approved=False)).part is Part.ADVICE


def test_laws_are_cited_by_title_and_articles_together() -> None:
    other = replace(ARTICLE, cited="第五十六条")
    assert citation(LAW, [ARTICLE, other, other]) == "《中华人民共和国义务教育法》第三条、第五十六条"


@pytest.mark.parametrize(
    "basis",
    [
        replace(DOCUMENT, number_verified=False),
        replace(DOCUMENT, number="教财〔2022〕2号（文号未核）"),
        replace(DOCUMENT, number=""),
    ],
)
def test_a_number_that_is_not_verified_is_left_out(basis: LegalBasis) -> None:
    assert citation(basis, [ARTICLE]) == "《办法》第三条"


def test_a_date_stands_for_a_number_that_may_not_be_printed() -> None:
    basis = replace(DOCUMENT, number_verified=False, dated=date(2018, 12, 5))
    assert citation(basis, [replace(ARTICLE, cited="")]) == "《办法》（2018年12月5日）"


def test_titles_inside_titles_take_single_marks() -> None:
    assert citation(replace(LAW, title="关于《办法》的通知")) == "《关于〈办法〉的通知》"


def test_higher_law_is_cited_first() -> None:
    assert decided(clause(DOCUMENT), clause(LAW)).breached[0].startswith("《中华人民共和国义务教育法》")


def test_liability_is_cited_apart_from_what_was_broken() -> None:
    found = decided(clause(LAW, cited="第二条"), clause(LAW, cited="第五十六条", consequence=True))
    assert found.breached == ("《中华人民共和国义务教育法》第二条",)
    assert found.handled_under == ("《中华人民共和国义务教育法》第五十六条",)


@pytest.mark.parametrize(
    ("region", "bureau", "covered"),
    [
        ("530100", "530102", True),
        ("530100", "530100", True),
        ("530100", "530000", False),
        ("530100", "530200", False),
        ("310000", "310115", True),
        ("610924", "610924", True),
        ("610924", "610925", False),
        ("000000", "530102", False),
    ],
)
def test_a_local_document_holds_in_its_region_alone(region: str, bureau: str, covered: bool) -> None:
    local = clause(replace(DOCUMENT, status=BasisStatus.LOCAL, regions=(region,)))
    assert may_print(local, replace(PRIMARY, region=Region(bureau))) is covered


@pytest.mark.parametrize(
    ("day", "holds"), [(date(2024, 12, 31), False), (date(2025, 4, 1), True), (date(2026, 1, 1), False)]
)
def test_an_annual_document_holds_in_its_year_alone(day: date, holds: bool) -> None:
    annual = clause(replace(DOCUMENT, status=BasisStatus.ANNUAL, year=2025))
    assert may_print(annual, replace(PRIMARY, on=day)) is holds


@pytest.mark.parametrize(
    ("day", "holds"),
    [(date(2025, 5, 31), False), (date(2025, 6, 1), True), (date(2026, 8, 31), True), (date(2026, 9, 1), False)],
)
def test_the_day_of_the_inspection_decides_which_law_holds(day: date, holds: bool) -> None:
    dated = clause(replace(LAW, valid_from=date(2025, 6, 1), valid_until=date(2026, 8, 31)))
    assert may_print(dated, replace(PRIMARY, on=day)) is holds


def test_a_clause_on_compulsory_education_is_no_basis_for_a_finding_that_concerns_senior_classes() -> None:
    compulsory = clause(replace(LAW, stages=frozenset({Stage.PRIMARY, Stage.JUNIOR})))
    both = replace(PRIMARY, stages=frozenset({Stage.JUNIOR, Stage.SENIOR}))
    assert not may_print(compulsory, both)
    assert may_print(compulsory, replace(both, stages=frozenset({Stage.JUNIOR})))
    assert not may_print(compulsory, replace(both, stages=frozenset()))


def test_only_the_stages_of_the_item_count() -> None:
    compulsory = clause(replace(LAW, stages=frozenset({Stage.JUNIOR})))
    both = replace(PRIMARY, stages=frozenset({Stage.JUNIOR, Stage.SENIOR}))
    found = grounds([compulsory], both, scope=Scope.NATIONAL, item_stages=frozenset({Stage.JUNIOR}))
    assert found.part is Part.VIOLATION


def test_an_article_may_be_narrower_than_its_law() -> None:
    narrow = clause(LAW, stages=frozenset({Stage.JUNIOR}), ownership=frozenset({Ownership.PRIVATE}))
    junior = replace(PRIMARY, stages=frozenset({Stage.JUNIOR}), ownership=Ownership.PRIVATE)
    assert may_print(narrow, junior)
    assert not may_print(narrow, replace(junior, ownership=Ownership.PUBLIC))
    assert not may_print(narrow, replace(junior, stages=frozenset({Stage.PRIMARY})))


@pytest.mark.parametrize(
    ("taught", "holds"), [(Training.NON_ACADEMIC, True), (Training.ACADEMIC, False), (None, False)]
)
def test_a_rule_on_one_kind_of_training_needs_that_kind(taught: Training | None, holds: bool) -> None:
    rule = clause(replace(DOCUMENT, training=Training.NON_ACADEMIC))
    assert may_print(rule, replace(PRIMARY, training=taught)) is holds


def test_powers_of_other_authorities_are_only_handed_over() -> None:
    fire = clause(replace(LAW, id="XFF", title="消防法", transfer="消防救援机构"))
    alone = decided(fire)
    assert alone.part is Part.TRANSFER
    assert (alone.breached, alone.handled_under) == ((), ())
    assert [(each.authority, each.citations) for each in alone.transfers] == [("消防救援机构", ("《消防法》第三条",))]
    beside = decided(fire, clause())
    assert beside.part is Part.VIOLATION
    assert beside.breached == ("《办法》（教财〔2022〕2号）第三条",)
    assert beside.transfers == alone.transfers


@pytest.mark.parametrize(
    ("region", "own"), [(COUNTY, True), (CITY, False), (PROVINCE, False), (Region("441900"), True)]
)
def test_a_county_power_is_handed_over_by_a_city_bureau(region: Region, own: bool) -> None:
    found = decided(
        clause(LAW, cited="第五十六条", consequence=True, power=Power.COUNTY), situation=replace(PRIMARY, region=region)
    )
    assert bool(found.handled_under) is own
    assert [each.authority for each in found.transfers] == ([] if own else [COUNTY_AUTHORITY])


def test_a_management_item_is_never_a_violation_nor_handed_over() -> None:
    other = clause(replace(LAW, transfer="财政部门"))
    assert decided(clause(), other, scope=Scope.MANAGEMENT) == Grounds(Part.ADVICE)


def test_a_local_item_needs_a_local_document() -> None:
    local = clause(replace(DOCUMENT, id="KM", status=BasisStatus.LOCAL, regions=("530100",)))
    assert decided(clause(LAW), scope=Scope.LOCAL) == Grounds(Part.ADVICE)
    assert decided(clause(LAW), local, scope=Scope.LOCAL).part is Part.VIOLATION
    elsewhere = replace(PRIMARY, region=Region("341225"))
    assert decided(clause(LAW), local, scope=Scope.LOCAL, situation=elsewhere) == Grounds(Part.ADVICE)
