"""A visit as it goes: started, answered item by item, each answer saved when it is given."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from xunjian import labels
from xunjian.db.schema.reference import School, Team
from xunjian.db.schema.visit import Answer, Evidence, EvidenceNote, Finding, Visit, VisitMember
from xunjian.db.types import now
from xunjian.db.uids import derived_uid
from xunjian.errors import UserError
from xunjian.rules.basis import Ownership, Stage
from xunjian.rules.school_codes import stages_of
from xunjian.services.handbook import Entry, Handbook

RESULTS = ("yes", "partly", "no", "n_a")
PROBLEMS = frozenset({"no", "partly"})
"""Results that come with a finding."""


@dataclass(frozen=True)
class ItemRow:
    """One line of the visit: an item with what was answered, now and last time."""

    item: str
    code: str
    area: str
    area_title: str
    text: str
    result: str | None
    reason: str | None
    photos: int
    last_result: str | None
    last_day: date | None


@dataclass(frozen=True)
class VisitHead:
    """What the top of the visit shows."""

    uid: str
    school: str
    school_name: str
    campaign: str | None
    team: str | None
    day: date
    areas: tuple[str, ...]
    members: tuple[str, ...]


def start(session: Session, *, team: str, school: str, day: date, areas: Sequence[str], members: Iterable[str]) -> str:
    """Start a visit, or find the one that this team already has at this school on this day; return its uid."""
    campaign = session.get_one(Team, team).campaign
    uid = derived_uid(campaign or team, team, school, day)
    if session.get(Visit, uid) is None:
        session.add(
            Visit(
                uid=uid,
                campaign=campaign,
                team=team,
                school=school,
                day=day,
                kind="special",
                areas=list(areas),
                started=now(),
            )
        )
        for rank, person in enumerate(members):
            role = "leader" if rank == 0 else "member"
            session.add(
                VisitMember(uid=derived_uid(uid, "member", person), visit=uid, person=person, role=role, deleted=False)
            )
    return uid


def head(session: Session, visit: str) -> VisitHead:
    """Return what the top of the visit shows."""
    row = session.get_one(Visit, visit)
    school = session.get(School, row.school)
    members = session.scalars(
        select(VisitMember).where(VisitMember.visit == visit, VisitMember.deleted.is_not(True))
    ).all()
    ordered = sorted(members, key=lambda member: (member.role != "leader", member.uid))
    return VisitHead(
        visit,
        row.school or "",
        school.name or "" if school else "学校资料未到",
        row.campaign,
        row.team,
        row.day or date.min,
        tuple(row.areas or ()),
        tuple(member.person or "" for member in ordered),
    )


def kinds_of(school: School | None) -> tuple[frozenset[Stage], Ownership]:
    """Return the stages and the ownership that decide which items a school is asked."""
    code = school.school_type if school else None
    stages = frozenset(Stage(stage) for stage in stages_of(code)) if code else frozenset(Stage)
    private = school is not None and school.ownership == Ownership.PRIVATE
    return stages, Ownership.PRIVATE if private else Ownership.PUBLIC


def entries_of(session: Session, visit: str, handbook: Handbook) -> tuple[Entry, ...]:
    """Return the items that this visit asks."""
    row = session.get_one(Visit, visit)
    stages, ownership = kinds_of(session.get(School, row.school))
    return handbook.entries_for(row.areas or (), stages, ownership)


def items(session: Session, visit: str, handbook: Handbook) -> list[ItemRow]:
    """Return every line of the visit in the order of the checklist."""
    given = select(Answer).where(Answer.visit == visit, Answer.deleted.is_not(True))
    answers = {row.item: row for row in session.scalars(given)}
    photos = _photos_by_item(session, visit)
    last = _last_answers(session, visit)
    return [
        ItemRow(
            entry.uid,
            entry.item.code,
            entry.area,
            entry.area_title,
            entry.item.text,
            answers[entry.uid].result if entry.uid in answers else None,
            answers[entry.uid].reason if entry.uid in answers else None,
            photos.get(entry.uid, 0),
            *last.get(entry.uid, (None, None)),
        )
        for entry in entries_of(session, visit, handbook)
    ]


def _photos_by_item(session: Session, visit: str) -> dict[str, int]:
    hidden = select(EvidenceNote.evidence).where(EvidenceNote.visit == visit, EvidenceNote.hidden.is_(True))
    statement = (
        select(Finding.item, func.count())
        .join(Evidence, Evidence.owner == Finding.uid)
        .where(Finding.visit == visit, Evidence.uid.not_in(hidden), Finding.deleted.is_not(True))
        .group_by(Finding.item)
    )
    return {item or "": count for item, count in session.execute(statement)}


def _last_answers(session: Session, visit: str) -> dict[str, tuple[str | None, date | None]]:
    """Return what the previous visit to the same school found, item by item: a hint, never an answer."""
    row = session.get_one(Visit, visit)
    statement = (
        select(Answer.item, Answer.result, Visit.day)
        .join(Visit, Visit.uid == Answer.visit)
        .where(Visit.school == row.school, Visit.uid != visit, Visit.day <= row.day, Answer.deleted.is_not(True))
        .order_by(Visit.day)
    )
    return {item or "": (result, day) for item, result, day in session.execute(statement) if result}


def answer(session: Session, visit: str, item: str, result: str | None, reason: str | None = None) -> None:
    """Give an item its result; None takes the answer back (未查). 不适用 needs a reason."""
    if result is not None and result not in RESULTS:
        raise ValueError(result)
    if result == "n_a" and not (reason or "").strip():
        raise UserError("记为不适用要写一句原因。", safe="这一项还没有改。", hint="从常用原因里选，或自己写。")
    row = _answer_row(session, visit, item)
    row.result = result
    row.reason = reason if result == "n_a" else None


def mark_rest(session: Session, visit: str, unanswered: Iterable[str]) -> None:
    """Mark the items that a person has confirmed by name as 符合; answered ones stay as they are."""
    for item in unanswered:
        row = _answer_row(session, visit, item)
        if row.result is None:
            row.result = "yes"


def _answer_row(session: Session, visit: str, item: str) -> Answer:
    uid = derived_uid(visit, item)
    row = session.get(Answer, uid)
    if row is None:
        row = Answer(uid=uid, visit=visit, item=item)
        session.add(row)
    elif row.deleted:
        row.deleted = False
    return row


def answer_title(code: str, result: str | None) -> str:
    """Return what a change of an answer is called in the undo list."""
    return f"{code} 记为{labels.ANSWER[result] if result else labels.UNCHECKED}"
