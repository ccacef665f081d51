"""A 整改通知书 before 签发: what would be printed, and what still stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian import labels
from xunjian.db import conflicts
from xunjian.db.schema.reference import Bureau, Campaign, Person, School
from xunjian.documents import notice as paper
from xunjian.reference.checklists import Demand, slots
from xunjian.rules.basis import Region, Stage
from xunjian.rules.grounds import Grounds, Part, Situation, grounds
from xunjian.rules.money import on_paper, plain
from xunjian.rules.workdays import Deadline
from xunjian.services import findings, numbering, visits
from xunjian.services.findings import FindingView, MeasureView
from xunjian.services.founding import NOTICE
from xunjian.services.handbook import Entry, Handbook

MEASURE_KINDS = {
    "immediate": paper.MeasureKind.IMMEDIATE,
    "limited": paper.MeasureKind.LIMITED,
    "standing": paper.MeasureKind.STANDING,
}


@dataclass(frozen=True)
class Problem:
    """Something that must be put right before 签发, and the item where it is."""

    item: str | None
    text: str


@dataclass(frozen=True)
class Printed:
    """A finding together with the grounds on which it is printed."""

    finding: FindingView
    entry: Entry
    grounds: Grounds


@dataclass(frozen=True)
class Draft:
    """What would be issued now, what stands in the way, and what to know before."""

    notice: paper.Notice
    printed: tuple[Printed, ...]
    problems: tuple[Problem, ...]
    unchecked: tuple[str, ...]
    """Uids of the items that have no answer yet."""
    deadline: Deadline | None
    """The latest deadline among the measures."""
    supply: numbering.Supply

    @cached_property
    def order(self) -> dict[str, int]:
        """Position on paper by finding, from 1."""
        return {printed.finding.uid: place for place, printed in enumerate(self.printed, start=1)}


def draft(
    session: Session,
    handbook: Handbook,
    visit: str,
    *,
    today: date,
    service_day: date | None = None,
    unchecked_reason: str = "",
    trial: bool = False,
) -> Draft:
    """Return the notice of a visit's findings that no document holds yet.

    Deadlines count from `service_day`, the planned day of service, which defaults to today.
    """
    head = visits.head(session, visit)
    rows = visits.items(session, visit, handbook)
    unchecked = tuple(row.item for row in rows if row.result is None)
    order = {row.item: place for place, row in enumerate(rows)}
    school = session.get(School, head.school)
    situation = _situation(session, school, head.day)
    open_findings = sorted(
        (one for one in findings.of_visit(session, visit) if not one.issued and one.item in handbook.by_uid),
        key=lambda one: order.get(one.item, len(order)),
    )
    weighed = [_weigh(one, handbook, situation) for one in open_findings]
    printed = tuple(one for one in weighed if one.grounds.part is Part.VIOLATION)
    others = tuple(one for one in weighed if one.grounds.part is not Part.VIOLATION)
    start = service_day or today
    measures = _measures(printed, start, handbook)
    supply = numbering.supply(session, NOTICE, today)
    notice = _notice(session, head, printed, others, [paper_measure for _, paper_measure, _ in measures], today)
    problems = [
        *_problems_of_visit(session, visit, school, printed, start, today),
        *(problem for one in weighed for problem in _problems_of_finding(one)),
    ]
    if unchecked and not unchecked_reason.strip():
        problems.append(Problem(None, f"还有 {len(unchecked)} 项没查。回去查，或说明原因后签发。"))
    deadlines = [deadline for _, _, deadline in measures]
    return Draft(
        replace(notice, you=_address(situation.stages), trial=trial),
        printed,
        tuple(problems),
        unchecked,
        max(deadlines, key=lambda deadline: deadline.day, default=None),
        supply,
    )


def _address(stages: frozenset[Stage]) -> str:
    """Return how the paper addresses the institution."""
    if stages <= {Stage.KINDERGARTEN}:
        return "你园"
    return "你中心" if stages <= {Stage.TRAINING} else "你校"


def _situation(session: Session, school: School | None, day: date) -> Situation:
    bureau = session.scalars(select(Bureau)).first()
    stages, ownership = visits.kinds_of(school)
    return Situation(stages, ownership, Region(bureau.region_code or "" if bureau else ""), day)


def _weigh(finding: FindingView, handbook: Handbook, situation: Situation) -> Printed:
    entry = handbook.by_uid[finding.item]
    clauses = handbook.bases.articles_for(entry.item.code)
    return Printed(finding, entry, grounds(clauses, situation, scope=entry.item.scope, item_stages=entry.item.stages))


def _measures(
    printed: Sequence[Printed], start: date, handbook: Handbook
) -> list[tuple[MeasureView, paper.Measure, Deadline]]:
    """Return the measures of the printed findings, each once, with what is printed and when it is due."""
    order = {one.finding.uid: place for place, one in enumerate(printed, start=1)}
    unique = {measure.uid: measure for one in printed for measure in one.finding.measures}
    result = []
    for measure in unique.values():
        deadline = findings.deadline(measure, start, handbook.calendar)
        places = tuple(sorted(order[finding] for finding in measure.findings if finding in order))
        line = paper.Measure(
            measure.text,
            MEASURE_KINDS[measure.kind],
            places,
            measure.responsible or "",
            deadline.day,
            measure.workdays,
        )
        result.append((measure, line, deadline))
    return sorted(result, key=lambda each: each[1].findings)


def due_dates(draft_: Draft, start: date, handbook: Handbook) -> dict[str, Deadline]:
    """Return by when each measure is due, by its uid."""
    return {measure.uid: deadline for measure, _, deadline in _measures(draft_.printed, start, handbook)}


def _notice(
    session: Session,
    head: visits.VisitHead,
    printed: Sequence[Printed],
    others: Sequence[Printed],
    measures: Sequence[paper.Measure],
    today: date,
) -> paper.Notice:
    bureau = session.scalars(select(Bureau)).first()
    campaign = session.get(Campaign, head.campaign) if head.campaign else None
    names = [person.name or "" for uid in head.members if (person := session.get(Person, uid))]
    numbers = _evidence_numbers(printed)
    return paper.Notice(
        bureau=(bureau.name if bureau else None) or "",
        prefix=numbering.prefix(session, NOTICE, today),
        year=today.year,
        serial=None,
        school=head.school_name,
        purpose=(campaign.purpose if campaign else None) or "",
        plan=(campaign.plan_title if campaign else None) or "",
        visited_on=head.day,
        findings=tuple(_line(one, numbers[one.finding.uid]) for one in printed),
        measures=tuple(measures),
        report_office=(bureau.office if bureau else None) or "",
        issued_on=today,
        inspectors=tuple(names),
        phone=(bureau.phone if bureau else None) or "",
        suggestions=tuple(_suggestion(one) for one in others),
    )


def _evidence_numbers(printed: Sequence[Printed]) -> dict[str, tuple[int, ...]]:
    numbers: dict[str, tuple[int, ...]] = {}
    used = 0
    for one in printed:
        count = len(one.finding.photos)
        numbers[one.finding.uid] = tuple(range(used + 1, used + count + 1))
        used += count
    return numbers


def _line(one: Printed, evidence: tuple[int, ...]) -> paper.Finding:
    """Return a finding as printed; an amount that the fact names already is not said twice."""
    finding = one.finding
    said = finding.amount is not None and plain(finding.amount) in finding.fact
    fact = finding.fact
    if said and finding.amount is not None:
        fact = fact.replace(plain(finding.amount), on_paper(finding.amount), 1)
    return paper.Finding(
        title=one.entry.item.title,
        fact=fact,
        citations=one.grounds.breached or one.grounds.handled_under,
        evidence=evidence,
        amount_fen=None if said else finding.amount,
        people=None
        if finding.people is None or f"{finding.people}人" in fact or f"{finding.people}名" in fact
        else finding.people,
        severity=labels.SEVERITY[finding.severity or one.entry.item.severity.value],
    )


def _suggestion(one: Printed) -> str:
    """Return what is printed of a finding that no verified basis makes a violation of."""
    handed = "".join(
        f"该线索依{'、'.join(transfer.citations)}移交{transfer.authority}处理。" for transfer in one.grounds.transfers
    )
    fact = one.finding.fact.rstrip("。")
    wish = "" if handed else f"建议：{one.entry.item.requirement.rstrip('。')}。"
    return f"{one.entry.item.title}。{fact}。{wish}{handed}"


def _problems_of_visit(
    session: Session, visit: str, school: School | None, printed: Sequence[Printed], start: date, today: date
) -> list[Problem]:
    problems = []
    if school is None or not school.name:
        problems.append(Problem(None, "学校资料未到，不知道印什么校名。"))
    if not printed:
        problems.append(Problem(None, "没有可以下达的问题：先记录问题，每条至少有一条核定的依据。"))
    if start < today:
        problems.append(Problem(None, "送达日期已经过了今天，请改一下。"))
    if any(one.case == ("visit", visit) for one in conflicts.list_conflicts(session.connection())):
        problems.append(Problem(None, "这次检查里两组填得不一样的地方还没定，请先定下来。"))
    return problems


def _problems_of_finding(one: Printed) -> list[Problem]:
    finding, item = one.finding, one.entry.item
    demands = item.demands if one.grounds.part is Part.VIOLATION else frozenset()
    missing = {
        "没有写事实": not finding.fact.strip(),
        f"事实里还有没填的空：{'、'.join(slots(finding.fact))}": bool(slots(finding.fact)),
        "没有金额": Demand.AMOUNT in demands and finding.amount is None,
        "没有人数": Demand.PEOPLE in demands and finding.people is None,
        "没有照片": bool(demands & {Demand.PHOTO, Demand.VOUCHER}) and not finding.photos,
        "没有整改要求": not any(measure.text.strip() for measure in finding.measures),
    }
    return [Problem(finding.item, f"{item.code} {item.title}：{text}。") for text, is_so in missing.items() if is_so]
