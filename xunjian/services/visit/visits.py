"""A visit as it goes: started, answered item by item, each answer saved when it is given."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from xunjian import labels
from xunjian.db.queries import twins
from xunjian.db.queries import visits as visit_rows
from xunjian.db.queries.visits import areas_of
from xunjian.db.schema.reference import Campaign, School, Team, TeamMember
from xunjian.db.schema.visit import Answer, Evidence, EvidenceNote, Finding, Visit, VisitArea, VisitMember
from xunjian.db.uids import derived_uid
from xunjian.errors import UserError
from xunjian.rules.basis import Ownership, Stage
from xunjian.rules.school_codes import stages_of
from xunjian.services.bureau.handbook import Entry, Handbook
from xunjian.services.visit import answers, finding_views, findings, frozen

RESULTS = ("yes", "partly", "no", "n_a")
PROBLEMS = answers.PROBLEMS


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
    """Codes, in their order."""
    members: tuple[str, ...]


def start(session: Session, *, team: str, school: str, day: date, areas: Sequence[str], members: Iterable[str]) -> str:
    """Start a visit, or find the one that this team already has at this school on this day; return its uid.

    Starting it again adds what is new: areas, and people. Who received the group the last time is taken over.
    """
    campaign = session.get_one(Team, team).campaign
    uid = derived_uid(campaign or team, team, school, day)
    row = session.get(Visit, uid)
    if row is None:
        kind = session.get(Campaign, campaign) if campaign else None
        row = Visit(
            uid=uid,
            campaign=campaign,
            team=team,
            school=school,
            day=day,
            kind=(kind.kind if kind else None) or "special",
        )
        if (contact := visit_rows.last_contact(session, school, day)) is not None:
            row.received_by, row.received_post = contact
        session.add(row)
        session.flush()
    else:
        row.deleted = False if row.deleted else row.deleted
    add_areas(session, uid, areas)
    _add_members(session, row, members)
    return uid


def add_areas(session: Session, visit: str, areas: Iterable[str]) -> None:
    """Let the visit go through these areas as well; what two laptops add unites."""
    for area in sorted(set(areas) - areas_of(session, visit)):
        session.merge(VisitArea(uid=derived_uid(visit, "area", area), visit=visit, area=area, deleted=False))
    session.flush()


def _add_members(session: Session, visit: Visit, members: Iterable[str]) -> None:
    taken = {row.person for row in session.scalars(select(VisitMember).where(VisitMember.visit == visit.uid))}
    # Who leads is the team's: two laptops on which other people were ticked must not disagree about it.
    leader = TeamMember.team == visit.team, TeamMember.role == "leader", TeamMember.deleted.is_not(True)
    leaders = set(session.scalars(select(TeamMember.person).where(*leader)))
    for person in dict.fromkeys(members):
        if person not in taken:
            role = "leader" if person in leaders else "member"
            uid = derived_uid(visit.uid, "member", person)
            session.add(VisitMember(uid=uid, visit=visit.uid, person=person, role=role, deleted=False))


def head(session: Session, visit: str) -> VisitHead:
    """Return what the top of the visit shows; its members as the team lists them, the leader first."""
    row = session.get_one(Visit, visit)
    school = session.get(School, row.school)
    members = session.scalars(
        select(VisitMember).where(VisitMember.visit == visit, VisitMember.deleted.is_not(True))
    ).all()
    seats = select(TeamMember.person, TeamMember.rank).where(TeamMember.team == row.team)
    ranks = {person: rank or 0 for person, rank in session.execute(seats)}
    ordered = sorted(
        members, key=lambda member: (member.role != "leader", ranks.get(member.person, len(ranks)), member.uid)
    )
    return VisitHead(
        visit,
        row.school or "",
        school.name or "" if school else "学校资料未到",
        row.campaign,
        row.team,
        row.day or date.min,
        tuple(sorted(areas_of(session, visit))),
        tuple(member.person or "" for member in ordered),
    )


def kinds_of(school: School | None) -> tuple[frozenset[Stage], Ownership]:
    """Return the stages and the ownership that decide which items a school is asked."""
    code = school.school_type if school else None
    # Of a school whose type is not known, or concerns none of our items, every item may be asked.
    stages = stages_of(code or "") or frozenset(Stage)
    private = school is not None and school.ownership == Ownership.PRIVATE
    return stages, Ownership.PRIVATE if private else Ownership.PUBLIC


def type_is_known(school: School | None) -> bool:
    """Whether a school's type tells its stages."""
    return school is not None and bool(stages_of(school.school_type or ""))


def entries_of(session: Session, visit: str, handbook: Handbook) -> tuple[Entry, ...]:
    """Return the items that this visit asks."""
    row = session.get_one(Visit, visit)
    stages, ownership = kinds_of(session.get(School, row.school))
    return handbook.entries_for(areas_of(session, visit), stages, ownership)


def items(session: Session, visit: str, handbook: Handbook) -> list[ItemRow]:
    """Return every line of the visit in the order of the checklist."""
    given = answers.of_visit(session, visit)
    photos = _photos_by_item(session, visit)
    last = _last_answers(session, visit)
    return [
        ItemRow(
            entry.uid,
            entry.item.code,
            entry.area,
            entry.area_title,
            entry.item.text,
            given[entry.uid].result if entry.uid in given else None,
            given[entry.uid].reason if entry.uid in given else None,
            photos.get(entry.uid, 0),
            *last.get(entry.uid, (None, None)),
        )
        for entry in entries_of(session, visit, handbook)
    ]


def _photos_by_item(session: Session, visit: str) -> dict[str, int]:
    hidden = select(EvidenceNote.evidence).where(
        EvidenceNote.visit == visit,
        EvidenceNote.hidden.is_(True),
        EvidenceNote.deleted.is_not(True),
        EvidenceNote.evidence.is_not(None),
    )
    statement = (
        select(Finding.item, func.count())
        .join(Evidence, Evidence.owner == Finding.uid)
        .where(Finding.visit == visit, Evidence.uid.not_in(hidden), Finding.deleted.is_not(True))
        .group_by(Finding.item)
    )
    return {item or "": count for item, count in session.execute(statement)}


def _last_answers(session: Session, visit: str) -> dict[str, tuple[str | None, date | None]]:
    """Return what visits on earlier days found at the same school, item by item: a hint, never an answer."""
    row = session.get_one(Visit, visit)
    if row.day is None:
        return {}
    schools = twins.family(session, row.school or "")
    statement = (
        select(Answer.item, Answer.result, Visit.day)
        .join(Visit, Visit.uid == Answer.visit)
        .where(
            Visit.school.in_(schools),
            Visit.day < row.day,
            Visit.deleted.is_not(True),
            Answer.deleted.is_not(True),
        )
        .order_by(Visit.day, Visit.uid)
    )
    return {item or "": (result, day) for item, result, day in session.execute(statement) if result}


def answer(session: Session, visit: str, item: str, result: str | None, reason: str | None = None) -> None:
    """Give an item its result; None takes the answer back (未查). 不适用 needs a reason.

    A finding goes with the answer that called for it, and comes back with it: nothing that is 符合 now may reach a
    notice, and a slip of the finger loses no text. Items with an issued finding are refused.
    """
    if result is not None and result not in RESULTS:
        raise ValueError(result)
    reason = (reason or "").strip() or None if result == "n_a" else None
    if result == "n_a" and reason is None:
        raise UserError("记为不适用要写一句原因。", safe="这一项还没有改。", hint="从常用原因里选，或自己写。")
    row = answers.row_of(session, visit, item)
    if (row.result, row.reason) == (result, reason):
        return
    if frozen.is_issued(session, visit, item):
        raise frozen.issued_error()
    before, row.result, row.reason = row.result, result, reason
    if result not in PROBLEMS:
        findings.take_off(session, visit, item)
    elif before not in PROBLEMS:
        findings.bring_back(session, visit, item)


def mark_rest(session: Session, visit: str, unanswered: Iterable[str]) -> None:
    """Mark the items that a person has confirmed by name as 符合; one with an answer or a finding stays as it is."""
    found = {finding.item for finding in finding_views.of_visit(session, visit)}
    settled = found | answers.of_visit(session, visit).keys()
    for item in unanswered:
        if item not in settled:
            answers.row_of(session, visit, item).result = "yes"


def answer_title(code: str, result: str | None) -> str:
    """Return what a change of an answer is called in the undo list."""
    return f"{code} 记为{labels.ANSWER[result] if result else labels.UNCHECKED}"
