"""What is known of one school: its visits, problems and notices, and what has become of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from xunjian.db.queries import twins
from xunjian.db.queries.schools import FINISHED, deadlines, state_of
from xunjian.db.schema.paper import Document, DocumentEvent, DocumentFinding
from xunjian.db.schema.reference import Campaign, ChecklistItem, Team
from xunjian.db.schema.visit import Answer, Finding, Step, Visit
from xunjian.rules.lamps import days_overdue
from xunjian.rules.steps import State

PROBLEMS = ("no", "partly")
AFTERWARDS = ("served", "reported_done", "extension_granted", "rechecked", "closed", "looked_back", "relapsed")
"""Step kinds after 下达 that people remember a school by."""


class PastVisit(NamedTuple):
    """One visit to the school."""

    uid: str
    day: date
    campaign: str
    team: str
    answered: int
    problems: int
    open_findings: int


class PastFinding(NamedTuple):
    """One problem found at the school."""

    uid: str
    visit: str
    day: date
    code: str
    title: str
    fact: str
    state: State
    due: date | None
    days_overdue: int

    @property
    def is_open(self) -> bool:
        """Whether it was put to the school and is not closed yet (未销号)."""
        return self.state is not State.FOUND and self.state.value not in FINISHED


class PastDocument(NamedTuple):
    """One notice to the school."""

    uid: str
    visit: str
    number: str
    issued_on: date
    findings: int
    void: bool

    @property
    def short_number(self) -> str:
        """Return the number without its prefix: 〔2026〕31号."""
        return self.number[self.number.index("〔") :]


class Afterwards(NamedTuple):
    """What became of findings on one day: so many of them took this step."""

    day: date
    kind: str
    findings: int


class Repeat(NamedTuple):
    """An item that was a problem at several visits."""

    code: str
    title: str
    times: int


class Profile(NamedTuple):
    """Everything the window shows of a school beyond its own fields, each list with the newest first."""

    visits: tuple[PastVisit, ...]
    findings: tuple[PastFinding, ...]
    documents: tuple[PastDocument, ...]
    afterwards: tuple[Afterwards, ...]
    repeats: tuple[Repeat, ...]


def profile(session: Session, school: str, today: date) -> Profile:
    """Return what is known of a school and its twins on this day."""
    schools = twins.family(session, school)
    findings = _findings(session, schools, deadlines(session, school), today)
    return Profile(
        tuple(_visits(session, schools, findings)),
        tuple(findings),
        tuple(_documents(session, schools)),
        tuple(_afterwards(session, schools)),
        tuple(_repeats(session, schools)),
    )


def _visits(session: Session, schools: Sequence[str], findings: list[PastFinding]) -> list[PastVisit]:
    open_ = Counter(finding.visit for finding in findings if finding.is_open)
    counts = {
        visit: (answered, problems or 0)
        for visit, answered, problems in session.execute(
            select(Answer.visit, func.count(Answer.result), func.count().filter(Answer.result.in_(PROBLEMS)))
            .join(Visit, Visit.uid == Answer.visit)
            .where(Visit.school.in_(schools), Answer.deleted.is_not(True))
            .group_by(Answer.visit)
        )
    }
    rows = session.execute(
        select(Visit, Campaign.name, Team.name)
        .outerjoin(Campaign, Campaign.uid == Visit.campaign)
        .outerjoin(Team, Team.uid == Visit.team)
        .where(Visit.school.in_(schools), Visit.deleted.is_not(True))
        .order_by(Visit.day.desc(), Visit.uid)
    )
    return [
        PastVisit(
            visit.uid,
            visit.day or date.min,
            campaign or "",
            team or "",
            *counts.get(visit.uid, (0, 0)),
            open_[visit.uid],
        )
        for visit, campaign, team in rows
    ]


def _findings(session: Session, schools: Sequence[str], due: Mapping[str, date], today: date) -> list[PastFinding]:
    rows = session.execute(
        select(Finding, Visit.day, ChecklistItem.code, ChecklistItem.title, Step.kind, Step.result)
        .join(Visit, Visit.uid == Finding.visit)
        .outerjoin(ChecklistItem, ChecklistItem.uid == Finding.item)
        .outerjoin(Step, Step.uid == Finding.step)
        .where(Finding.school.in_(schools), Finding.deleted.is_not(True), Visit.deleted.is_not(True))
        .order_by(Visit.day.desc(), ChecklistItem.code, Finding.uid)
    )
    return [
        PastFinding(
            finding.uid,
            finding.visit or "",
            day or date.min,
            code or "",
            title or "",
            finding.fact or "",
            state := state_of(kind, result),
            due.get(finding.uid),
            days_overdue(state, due.get(finding.uid), today),
        )
        for finding, day, code, title, kind, result in rows
    ]


def _documents(session: Session, schools: Sequence[str]) -> list[PastDocument]:
    printed = select(func.count()).where(DocumentFinding.document == Document.uid).correlate(Document).scalar_subquery()
    void = (
        select(func.count())
        .where(DocumentEvent.document == Document.uid, DocumentEvent.kind == "void")
        .correlate(Document)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Document, printed, void)
        .where(Document.school.in_(schools), Document.serial.is_not(None))
        .order_by(Document.issued_on.desc(), Document.year.desc(), Document.serial.desc())
    )
    return [
        PastDocument(
            row.uid,
            row.visit or "",
            f"{row.prefix}〔{row.year}〕{row.serial}号",
            row.issued_on or date.min,
            findings,
            bool(voided),
        )
        for row, findings, voided in rows
    ]


def _afterwards(session: Session, schools: Sequence[str]) -> list[Afterwards]:
    """Return the steps after 下达; of those that say when one document was served, the last one alone."""
    later = aliased(Step)
    put_right = select(later.uid).where(
        later.finding == Step.finding, later.document == Step.document, later.kind == Step.kind, later.at > Step.at
    )
    rows = session.execute(
        select(Step.on_day, Step.kind, func.count())
        .join(Finding, Finding.uid == Step.finding)
        .where(Finding.school.in_(schools), Finding.deleted.is_not(True), Step.kind.in_(AFTERWARDS))
        .where(or_(Step.kind != "served", ~put_right.exists()))
        .group_by(Step.on_day, Step.kind)
        .order_by(Step.on_day.desc(), Step.kind)
    )
    return [Afterwards(day or date.min, kind or "", count) for day, kind, count in rows]


def _repeats(session: Session, schools: Sequence[str]) -> list[Repeat]:
    """Return the items that were a problem at more than one visit, whatever the version of the checklist."""
    times = func.count(Answer.visit.distinct())
    rows = session.execute(
        select(ChecklistItem.code, func.max(ChecklistItem.title), times)
        .join(Answer, Answer.item == ChecklistItem.uid)
        .join(Visit, Visit.uid == Answer.visit)
        .where(
            Visit.school.in_(schools),
            Visit.deleted.is_not(True),
            Answer.deleted.is_not(True),
            Answer.result.in_(PROBLEMS),
        )
        .group_by(ChecklistItem.code)
        .having(times > 1)
        .order_by(func.max(Visit.day).desc(), times.desc(), ChecklistItem.code)
    )
    return [Repeat(code or "", title or "", count) for code, title, count in rows]
