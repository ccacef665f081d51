"""What stands in the way of 签发, named so that a person can put it right."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from xunjian import labels
from xunjian.db.photos import PhotoStore
from xunjian.db.schema.reference import School
from xunjian.documents.composer.fonts import unprintable
from xunjian.errors import UserError
from xunjian.reference.checklists import Demand, slots
from xunjian.rules import money
from xunjian.services.paperwork import route
from xunjian.services.paperwork.kinds import NumberedPaper
from xunjian.services.visit import answers
from xunjian.services.visit.answers import PROBLEMS
from xunjian.services.visit.visits import VisitHead
from xunjian.services.visit.weighing import Printed

_LONGEST_WAIT = timedelta(days=366)
"""From a visit to its notice; more is a wrong clock."""


@dataclass(frozen=True)
class Problem:
    """Something that must be put right before 签发, and the item where it is."""

    item: str | None
    text: str


def of_visit(
    head: VisitHead, school: School | None, printed: Sequence[Printed], start: date, today: date
) -> list[Problem]:
    """Return what is wrong with the visit as a whole; `start` is the planned day of service."""
    problems = []
    if school is None or not school.name:
        problems.append("学校资料未到，不知道印什么校名。")
    if not printed:
        problems.append("没有可以下达的问题：先记录问题，每条至少有一条核定的依据。")
    if start < today:
        problems.append("送达日期已经过了今天，请改一下。")
    if not head.day <= today <= head.day + _LONGEST_WAIT:
        problems.append(f"检查在 {head.day}，本机今天却是 {today}：请核对系统日期。")
    return [Problem(None, text) for text in problems]


def of_route(session: Session, printed: Sequence[Printed], today: date) -> list[Problem]:
    """Return what the bureau's route has in the way: a group that feeds back first leaves notices to the bureau."""
    reasons = route.against_ordering(session, [one.finding for one in printed], today)
    whole = [Problem(None, reasons[""])] if "" in reasons else []
    return whole + [
        Problem(one.finding.item, f"{one.entry.item.code} {one.entry.item.title}：{reasons[one.finding.uid]}")
        for one in printed
        if one.finding.uid in reasons
    ]


def of_findings(session: Session, visit: str, weighed: Iterable[Printed]) -> list[Problem]:
    """Return what is wrong with the findings, in their order."""
    given = {item: row.result for item, row in answers.of_visit(session, visit).items()}
    return [problem for one in weighed for problem in _of_finding(one, given.get(one.finding.item))]


def _of_finding(one: Printed, result: str | None) -> list[Problem]:
    finding, item = one.finding, one.entry.item
    demands = item.demands if one.is_violation else frozenset()
    measures = finding.measures if one.is_violation else ()
    dated = [measure for measure in measures if measure.kind != "standing"]
    empty = slots(finding.fact)
    # A merge, or a conflict decided later, can leave a finding beside an answer that says otherwise.
    answer = labels.ANSWER.get(result or "", labels.UNCHECKED)
    lost = unprintable("\n".join(_texts_of(one)))
    missing = {
        f"答案是“{answer}”，却记着问题，请改答案或去掉问题": result not in PROBLEMS,
        "没有写事实": not finding.fact.strip(),
        f"事实里还有没填的空：{'、'.join(empty)}": bool(empty),
        "事实里写的合计与金额栏不一样": _names_another_total(finding.fact, finding.amount),
        f"有字印不出来：{_named(lost)}，请改用能印的字": bool(lost),
        "没有金额": Demand.AMOUNT in demands and finding.amount is None,
        "没有人数": Demand.PEOPLE in demands and finding.people is None,
        "没有照片": bool(demands & {Demand.PHOTO, Demand.VOUCHER}) and not finding.photos,
        "没有整改要求": one.is_violation and not any(measure.text.strip() for measure in measures),
        "整改要求还空着": any(measure.text.strip() for measure in measures)
        and not all(measure.text.strip() for measure in measures),
        "没有写整改期限": any(measure.workdays is None for measure in dated),
        "定不了依据：学校类型、办学性质或培训类别还不知道。请在“依据与全文”里选，或在学校资料里填上": not one.certain,
    }
    return [Problem(finding.item, f"{item.code} {item.title}：{text}。") for text, is_so in missing.items() if is_so]


def of_photo_pages(photos: PhotoStore, printed: Iterable[Printed]) -> list[Problem]:
    """Return which findings have photos whose bytes are not on this machine, so that they have no page to print."""
    text = "有照片不在本机，照片页印不出来。请合入拍照那台电脑的数据包，或者不附照片。"
    return [
        Problem(one.finding.item, f"{one.entry.item.code} {one.entry.item.title}：{text}")
        for one in printed
        if not all(photos.has(photo.sha256) for photo in one.finding.photos)
    ]


def of_characters(made: NumberedPaper, weighed: Iterable[Printed]) -> list[Problem]:
    """Return which characters of the paper no font has, apart from those that `of_findings` names where they stand."""
    told = set().union(*(unprintable(text) for one in weighed for text in _texts_of(one)))
    lost = [character for character in unprintable("\n".join(_texts(asdict(made)))) if character not in told]
    return [Problem(None, f"有字印不出来：{_named(lost)}。请改用能印的字。")] if lost else []


def _texts_of(one: Printed) -> list[str]:
    measures = one.finding.measures if one.is_violation else ()
    return [one.finding.fact, *(measure.text for measure in measures)]


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in a structure."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for member in value.values() if isinstance(value, dict) else value:
            yield from _texts(member)


def _named(characters: Iterable[str]) -> str:
    return "、".join(f"{character}（U+{ord(character):04X}）" for character in characters)


_TOTAL = re.compile(r"共(?:计)?([\d,，.]+万?)元")


def _names_another_total(fact: str, amount: int | None) -> bool:
    """Whether a fact gives a sum, and none of those it gives is the amount of the finding."""
    totals = {_fen(words) for words in _TOTAL.findall(fact)} - {None}
    return amount is not None and bool(totals) and amount not in totals


def _fen(words: str) -> int | None:
    try:
        return money.parse(words)
    except UserError:
        return None
