"""A paper under a number before 签发: what would be printed, and what still stands in the way.

A finding is ordered to be put right if a verified basis makes it a violation. Every other one is printed under
工作建议, without a basis or as a clue for another authority: that is not an order, so it gets no number, no deadline,
no `document_finding` and no step, and stays open to be changed. Once printed it is not printed again. A
责令改正通知书 holds orders alone: there it is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.schema.paper import Document, DocumentEvent
from xunjian.db.schema.reference import Bureau, Campaign, Person, School
from xunjian.db.schema.visit import Finding, Step
from xunjian.documents.papers import annexes
from xunjian.documents.papers import notice as paper
from xunjian.documents.papers.notice import Notice
from xunjian.rules.basis import Stage
from xunjian.rules.papers import Choice, PaperKind
from xunjian.rules.workdays import Deadline
from xunjian.services.bureau.handbook import Handbook
from xunjian.services.paperwork import (
    exhibits,
    kind_problems,
    kinds,
    notice_conflicts,
    notice_lines,
    notice_problems,
    numbering,
    office_fonts,
    paper_choice,
)
from xunjian.services.paperwork.notice_lines import county_of, evidence_numbers, line, suggestion
from xunjian.services.paperwork.notice_problems import Problem
from xunjian.services.visit import finding_views, measures, visits
from xunjian.services.visit.finding_views import FindingView, MeasureView
from xunjian.services.visit.weighing import Printed, situation_of, weigh

MEASURE_KINDS = {
    "immediate": paper.MeasureKind.IMMEDIATE,
    "limited": paper.MeasureKind.LIMITED,
    "standing": paper.MeasureKind.STANDING,
}


ENDED = ("joined", "not_upheld", "closed", "looked_back", "relapsed")
"""Steps after which a finding is not ordered any more."""


LISTED_FROM = 6
"""So many findings are listed in an attachment as well, so that none is overlooked in the text."""


@dataclass(frozen=True)
class Attached:
    """Which attachments are wished where there is something to attach."""

    findings: bool = False
    """问题清单, also of few findings."""
    photos: bool = True
    """现场照片, four to a page."""


ATTACHED = Attached()


@dataclass(frozen=True)
class Draft:
    """What would be issued now, what stands in the way, and what to know before.

    `notice` is what the visit comes to, as a notice says it; `paper` is what would be printed, made from it.
    """

    kind: PaperKind
    choice: Choice
    """Which kinds may be issued, and why each other one may not."""
    paper: kinds.NumberedPaper
    notice: Notice
    printed: tuple[Printed, ...]
    problems: tuple[Problem, ...]
    unchecked: tuple[str, ...]
    """Uids of the items that have no answer yet."""
    deadline: Deadline | None
    """The latest deadline among the measures."""
    supply: numbering.Supply
    fonts: office_fonts.Fonts
    others: tuple[Printed, ...] = ()
    """What goes into 工作建议: no basis was found for it, or another authority must act."""
    left_out: tuple[Printed, ...] = ()
    """The same, where this kind of paper has no place for it."""

    @cached_property
    def order(self) -> dict[str, int]:
        """Position on paper by finding, from 1."""
        return {printed.finding.uid: place for place, printed in enumerate(self.printed, start=1)}

    @property
    def has_photo_pages(self) -> bool:
        """Whether it names the attachment 现场照片."""
        return annexes.PHOTOS in self.paper.attachments

    def numbered(self, serial: int) -> kinds.NumberedPaper:
        """Return the paper under its number."""
        return replace(self.paper, serial=serial)


def draft(
    session: Session,
    handbook: Handbook,
    visit: str,
    *,
    today: date,
    service_day: date | None = None,
    unchecked_reason: str = "",
    trial: bool = False,
    attached: Attached = ATTACHED,
    kind: PaperKind | None = None,
) -> Draft:
    """Return the paper of a visit's findings that no document holds yet: of this kind, or of the right one.

    Deadlines count from `service_day`, the planned day of service, which defaults to today.
    """
    choice = paper_choice.issuable(session, visit, today)
    kind = kind or choice.proposed
    head = visits.head(session, visit)
    school = session.get(School, head.school)
    rows = visits.items(session, visit, handbook)
    unchecked = tuple(row.item for row in rows if row.result is None)
    situation = situation_of(session, head)
    weighed = [weigh(one, handbook, situation, school) for one in _to_print(session, handbook, rows, visit)]
    printed = tuple(one for one in weighed if one.is_violation)
    said = _said_before(session, visit)
    county = county_of(school)
    unordered = tuple(one for one in weighed if not one.is_violation and suggestion(one, county) not in said)
    others = unordered if kinds.KINDS[kind].suggests else ()
    start = service_day or today
    measures = _measures(printed, start, handbook)
    deadlines = [deadline for _, _, deadline in measures if deadline is not None]
    latest = max(deadlines, key=lambda deadline: deadline.day, default=None)
    clashes = notice_conflicts.of_notice(
        session,
        head,
        {one.finding.uid for one in (*printed, *others)},
        start,
        latest.day if latest else None,
        kinds.KINDS[kind].rests_on or {},
    )
    lines = [line for _, line, _ in measures]
    prefix = numbering.prefix(session, kind.code, today)
    notice = _with_annexes(session, _notice(session, head, prefix, printed, others, lines, today), printed, attached)
    notice = replace(notice, you=addressed(situation.stages), trial=trial)
    made = kinds.make(session, handbook, visit, kind, notice)
    fonts = office_fonts.chosen(session)
    problems = [
        *kind_problems.of_choice(choice, kind),
        *notice_problems.of_visit(head, school, printed, start, today),
        *notice_problems.of_route(session, printed, today),
        *(Problem(one.item, one.text) for one in clashes),
        *notice_problems.of_findings(session, visit, (*printed, *others)),
        *kind_problems.of_orders(kind, printed),
        *(Problem(None, text) for text in kinds.lacking(kind, made)),
        *notice_problems.of_characters(made, (*printed, *others)),
        *([Problem(None, fonts.problem)] if fonts.problem else []),
    ]
    if unchecked and not unchecked_reason.strip():
        problems.append(Problem(None, f"还有 {len(unchecked)} 项没查。回去查，或说明原因后签发。"))
    return Draft(
        kind,
        choice,
        made,
        notice,
        printed,
        tuple(problems),
        unchecked,
        latest,
        numbering.supply(session, kind.code, today),
        fonts,
        others,
        () if others else unordered,
    )


def _to_print(session: Session, handbook: Handbook, rows: Sequence[visits.ItemRow], visit: str) -> list[FindingView]:
    """Return the findings that no standing document orders and no decision ended, in the order of the checklist."""
    ended = set(
        session.scalars(
            select(Finding.uid).join(Step, Step.uid == Finding.step).where(Finding.visit == visit, Step.kind.in_(ENDED))
        )
    )
    order = {row.item: place for place, row in enumerate(rows)}
    return sorted(
        (
            one
            for one in finding_views.of_visit(session, visit)
            if not one.issued and one.uid not in ended and one.item in handbook.by_uid
        ),
        key=lambda one: order.get(one.item, len(order)),
    )


def _said_before(session: Session, visit: str) -> set[str]:
    """Return the suggestions that standing documents of the visit make already."""
    void = select(DocumentEvent.uid).where(DocumentEvent.document == Document.uid, DocumentEvent.kind == "void")
    contents = session.scalars(select(Document.content).where(Document.visit == visit, ~void.exists()))
    return {text for content in contents for text in (content or {}).get("suggestions", ())}


def addressed(stages: frozenset[Stage]) -> str:
    """Return how the paper addresses the institution."""
    if stages <= {Stage.KINDERGARTEN}:
        return "你园"
    return "你中心" if stages <= {Stage.TRAINING} else "你校"


def _measures(
    printed: Sequence[Printed], start: date, handbook: Handbook
) -> list[tuple[MeasureView, paper.Measure, Deadline | None]]:
    """Return the measures of the printed findings, each once, with what is printed and when it is due, if ever."""
    order = {one.finding.uid: place for place, one in enumerate(printed, start=1)}
    unique = {measure.uid: measure for one in printed for measure in one.finding.measures}
    result = []
    for measure in unique.values():
        kind = MEASURE_KINDS.get(measure.kind, paper.MeasureKind.LIMITED)
        standing = kind is paper.MeasureKind.STANDING
        deadline = None if standing else measures.deadline(measure, start, handbook.calendar)
        places = tuple(sorted(order[finding] for finding in measure.findings if finding in order))
        line = paper.Measure(
            measure.text,
            kind,
            places,
            measure.responsible or "",
            deadline.day if deadline else None,
            measure.workdays if deadline else None,
        )
        result.append((measure, line, deadline))
    return sorted(result, key=lambda each: each[1].findings)


def due_dates(draft_: Draft, start: date, handbook: Handbook) -> dict[str, Deadline]:
    """Return by when each measure is due, by its uid."""
    measures = _measures(draft_.printed, start, handbook)
    return {measure.uid: deadline for measure, _, deadline in measures if deadline is not None}


def _notice(
    session: Session,
    head: visits.VisitHead,
    prefix: str,
    printed: Sequence[Printed],
    others: Sequence[Printed],
    measures: Sequence[paper.Measure],
    today: date,
) -> paper.Notice:
    bureau = session.scalars(select(Bureau).order_by(Bureau.uid)).first()
    campaign = session.get(Campaign, head.campaign) if head.campaign else None
    names = [person.name or "" for uid in head.members if (person := session.get(Person, uid))]
    numbers = evidence_numbers(printed)
    county = county_of(session.get(School, head.school))
    return paper.Notice(
        bureau=(bureau.name if bureau else None) or "",
        prefix=prefix,
        year=today.year,
        serial=None,
        school=head.school_name,
        purpose=(campaign.purpose if campaign else None) or "",
        plan=(campaign.plan_title if campaign else None) or "",
        visited_on=head.day,
        findings=tuple(line(one, numbers[one.finding.uid], county) for one in printed),
        measures=tuple(measures),
        report_office=(bureau.office if bureau else None) or "",
        issued_on=today,
        inspectors=tuple(names),
        phone=(bureau.phone if bureau else None) or "",
        suggestions=tuple(suggestion(one, county) for one in others),
        refunds=any(one.finding.amount for one in printed),
    )


def _with_annexes(
    session: Session, notice: paper.Notice, printed: Sequence[Printed], attached: Attached
) -> paper.Notice:
    """Return the notice with its list of evidence and the names of its attachments, in their usual order."""
    shown = exhibits.of_findings(session, [(one.finding, one.entry.item.title) for one in printed])
    wanted = {
        annexes.FINDINGS: attached.findings or len(printed) >= LISTED_FROM,
        annexes.EVIDENCE: bool(shown),
        annexes.REPORT: bool(printed),
        annexes.PHOTOS: attached.photos and bool(shown),
    }
    names = tuple(name for name, is_wanted in wanted.items() if is_wanted)
    return replace(notice, exhibits=shown, attachments=names, total_fen=notice_lines.total(printed))
