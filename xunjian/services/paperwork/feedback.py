"""问题反馈单 from the ledger: what was found, told to the school in preliminary words before the bureau judges it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from xunjian.db.schema.visit import Finding, Step
from xunjian.db.types import now
from xunjian.db.uids import new_uid
from xunjian.documents.composer.fonts import unprintable
from xunjian.documents.papers.facts import Refusal
from xunjian.documents.papers.feedback_sheet import FeedbackSheet, Seen
from xunjian.reference.checklists import slots
from xunjian.rules.papers import PaperKind
from xunjian.rules.steps import Role, StepKind
from xunjian.services.bureau.handbook import Handbook
from xunjian.services.paperwork import notice_draft, notice_lines, paper_choice, visit_facts
from xunjian.services.paperwork.visit_facts import Found, VisitFacts
from xunjian.services.visit import visits

KIND = "feedback_sheet"


def told(session: Session, facts: VisitFacts) -> tuple[Found, ...]:
    """Return the findings to tell the school: those that no document orders and no decision ended."""
    return tuple(
        one for one in visit_facts.without_steps(session, facts.found, notice_draft.ENDED) if not one.finding.issued
    )


def lacking(session: Session, handbook: Handbook, visit: str) -> list[str]:
    """Return what still stands in the way of a sheet, as sentences."""
    facts = visit_facts.of_visit(session, handbook, visit)
    found = told(session, facts)
    whole = {
        "没有可以反馈的问题：先记录问题。": not found,
        "学校资料未到，不知道印什么校名。": facts.school is None or not facts.school.name,
        "没有检查人员。": not facts.inspectors,
    }
    return [*(text for text, is_so in whole.items() if is_so), *(text for one in found for text in _wrong(one))]


def _wrong(one: Found) -> Iterator[str]:
    item, fact = one.entry.item, one.finding.fact
    if not fact.strip():
        yield f"{item.code} {item.title}：没有写事实。"
    if empty := slots(fact):
        yield f"{item.code} {item.title}：事实里还有没填的空：{'、'.join(empty)}。"
    if lost := unprintable(fact):
        named = "、".join(f"{character}（U+{ord(character):04X}）" for character in lost)
        yield f"{item.code} {item.title}：有字印不出来：{named}，请改用能印的字。"


def sheet(
    session: Session, handbook: Handbook, visit: str, *, refusal: Refusal | None = None, trial: bool = False
) -> FeedbackSheet | None:
    """Return the sheet of a visit as a draft, None where nothing was found.

    It names the formal paper that follows, where the group's powers say which.
    """
    facts = visit_facts.of_visit(session, handbook, visit)
    found = told(session, facts)
    if not found:
        return None
    right = paper_choice.offered(session, visit).right
    stages, _ = visits.kinds_of(facts.school)
    return FeedbackSheet(
        bureau=facts.bureau,
        school=facts.head.school_name,
        day=facts.head.day,
        inspectors=facts.inspectors,
        findings=tuple(map(_seen, found)),
        plan=facts.plan,
        formal="正式文书" if right is PaperKind.FEEDBACK_SHEET else right.value,
        you=notice_draft.addressed(stages),
        refusal=refusal,
        draft=True,
        trial=trial,
    )


def final(sheet_: FeedbackSheet) -> FeedbackSheet:
    """Return a sheet as it is given out."""
    return replace(sheet_, draft=False)


def note_given(session: Session, handbook: Handbook, visit: str, document: str, *, by: str | None, today: date) -> None:
    """Take the steps of a sheet that was given out: 组长确认 where that is still open, 反馈."""
    for one in told(session, visit_facts.of_visit(session, handbook, visit)):
        last = session.get(Step, one.finding.step) if one.finding.step else None
        kind = last.kind if last else None
        steps = {None: (StepKind.CONFIRMED, StepKind.FED_BACK), "confirmed": (StepKind.FED_BACK,)}.get(kind, ())
        for step in steps:
            uid = new_uid()
            session.add(
                Step(
                    uid=uid, visit=visit, finding=one.finding.uid, kind=step.value, at=now(), on_day=today, by=by,
                    role=Role.LEADER.value, document=document if step is StepKind.FED_BACK else None,
                )
            )  # fmt: skip
            session.get_one(Finding, one.finding.uid).step = uid


def _seen(one: Found) -> Seen:
    count = len(one.finding.photos)
    return Seen(
        one.entry.item.title,
        notice_lines.fact_on_paper(one.finding.fact, one.finding.amount),
        one.finding.amount,
        one.finding.people,
        f"照片{count}张" if count else "",
        fixed=one.finding.fixed_on_spot and "当场整改" not in one.finding.fact,
    )
