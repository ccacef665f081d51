"""What a bureau hears about the code of its region."""

import pytest

from xunjian.rules.regions import Rank, problem, province_of, rank_of


def test_a_county_may_go_without_a_code_and_no_other_may() -> None:
    assert problem("", Rank.COUNTY) == ""
    assert all("要填区划代码" in problem("", rank) for rank in Rank if rank is not Rank.COUNTY)


@pytest.mark.parametrize(
    ("code", "rank"),
    [
        ("340199", Rank.COUNTY),
        ("340100", Rank.CITY),
        ("441900", Rank.WHOLE_CITY),
        ("340000", Rank.PROVINCE),
    ],
)
def test_the_code_tells_the_rank(code: str, rank: Rank) -> None:
    assert rank_of(code) is rank
    assert problem(code, rank) == ""
    other = Rank.CITY if rank is Rank.COUNTY else Rank.COUNTY
    assert problem(code, other) == f"{code} 是{rank.value}的代码，请核对。"


@pytest.mark.parametrize("code", ["34019", "34019x", "３４０１９９", "990101"])
def test_what_is_no_code_is_refused(code: str) -> None:
    assert problem(code, Rank.COUNTY)


def test_the_province_is_told_by_name() -> None:
    assert province_of("340199") == "安徽省"
    assert province_of("") == ""
