"""The lines of a notice: what is printed of one finding, said once and exactly."""

import re
from collections.abc import Iterable, Sequence

from xunjian import labels
from xunjian.db.schema.reference import School
from xunjian.documents.papers import notice as paper
from xunjian.documents.papers import words
from xunjian.errors import UserError
from xunjian.rules import money
from xunjian.rules.grounds import Transfer
from xunjian.rules.papers import handed_over
from xunjian.services.visit.weighing import Printed


def evidence_numbers(printed: Sequence[Printed]) -> dict[str, tuple[int, ...]]:
    """Return the numbers of each finding's photos in the list of evidence, by its uid."""
    numbers: dict[str, tuple[int, ...]] = {}
    used = 0
    for one in printed:
        count = len(one.finding.photos)
        numbers[one.finding.uid] = tuple(range(used + 1, used + count + 1))
        used += count
    return numbers


def county_of(school: School | None) -> str:
    """Return how a city's bureau names the authority of a school's county; '' where the county is not known."""
    return f"{school.region_name}教育行政部门" if school and school.region_name else ""


def line(one: Printed, evidence: tuple[int, ...], county: str = "") -> paper.Finding:
    """Return a finding as printed; what the fact says already is not said twice."""
    finding, item = one.finding, one.entry.item
    fact = fact_on_paper(finding.fact, finding.amount)
    return paper.Finding(
        title=item.title,
        fact=_fixed(fact) if finding.fixed_on_spot else fact,
        citations=one.grounds.breached,
        handled_under=() if one.grounds.breached else one.grounds.handled_under,
        transfers=tuple(_handed_over(one.grounds.transfers, county)),
        evidence=evidence,
        amount_fen=None if finding.amount is None or words.amount(finding.amount) in fact else finding.amount,
        people=None if finding.people is None or _counts(fact, finding.people) else finding.people,
        severity=labels.SEVERITY[severity_of(one)],
        listed_fen=finding.amount,
    )


def total(printed: Sequence[Printed]) -> int | None:
    """Return what the findings' amounts come to, None where none names one."""
    amounts = [one.finding.amount for one in printed if one.finding.amount is not None]
    return sum(amounts) if amounts else None


def severity_of(one: Printed) -> str:
    """Return the severity that the inspector chose, or the item's own."""
    chosen = one.finding.severity
    return chosen if chosen in labels.SEVERITY else one.entry.item.severity.value


_NO_DIGIT_BEFORE = r"(?<![\d.,，])"
_FIGURES = r"\d[\d,]*(?:\.\d+)?"
_AMOUNT = re.compile(
    rf"{_NO_DIGIT_BEFORE}[¥￥]?{_FIGURES}万?元整?(?!\d+[角分])"  # 1280元5角 is another amount
    rf"|[¥￥]{_FIGURES}(?![\d,.]*\d|万|元)"
)


def fact_on_paper(fact: str, amount: int | None) -> str:
    """Write the amount of a finding as paper does where the fact names it: 1280元, but not the 280元 in it."""
    if amount is None:
        return fact
    return _AMOUNT.sub(lambda named: words.amount(amount) if _fen(named[0]) == amount else named[0], fact)


def _fen(named: str) -> int | None:
    try:
        return money.parse(named)
    except UserError:
        return None


def _counts(fact: str, people: int) -> bool:
    return re.search(rf"{_NO_DIGIT_BEFORE}{people}(?:人(?!次)|名|位)", fact) is not None


def _fixed(fact: str) -> str:
    return fact if "当场整改" in fact else f"{fact.rstrip('。 ')}。该问题已当场整改。"


def suggestion(one: Printed, county: str = "") -> str:
    """Return what is printed of a finding that no verified basis makes a violation of."""
    handed = "".join(_handed_over(one.grounds.transfers, county))
    fact = one.finding.fact.rstrip("。")
    wish = "" if handed else f"建议：{one.entry.item.requirement.rstrip('。')}。"
    return f"{one.entry.item.title}。{fact}。{wish}{handed}"


def _handed_over(transfers: Iterable[Transfer], county: str) -> Iterable[str]:
    return (handed_over(transfer, county) for transfer in transfers)
