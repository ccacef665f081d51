"""What waits for somebody: findings that were put to a school and are not settled, papers that nobody has printed."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.queries import twins
from xunjian.db.queries.schools import FINISHED, state_of
from xunjian.db.schema.paper import Document, DocumentEvent
from xunjian.db.schema.reference import School
from xunjian.db.schema.visit import Visit
from xunjian.db.views import among, chunks, sql
from xunjian.rules.lamps import is_overdue
from xunjian.rules.prints import Outcome
from xunjian.rules.steps import State


class Waiting(NamedTuple):
    """A finding that waits; its deadline is the one in force."""

    finding: str
    visit: str
    school_name: str
    code: str
    title: str
    amount: int | None
    """分."""
    state: State
    due: date | None


class Open(NamedTuple):
    """How many findings of a school are open (未销号), and how many of these are overdue."""

    findings: int = 0
    overdue: int = 0


class Unprinted(NamedTuple):
    """A numbered document of which nobody has seen a whole printing."""

    document: str
    visit: str
    school_name: str
    short_number: str


# Text, past the ORM: read whenever the page comes into sight, it is a third as long.
_DUE = (
    "(SELECT d.due_date FROM step d WHERE d.finding = f.uid AND d.kind IN ('ordered', 'extension_granted')"
    " AND d.due_date IS NOT NULL ORDER BY d.at DESC NULLS LAST, d.uid DESC LIMIT 1)"
)
"""The deadline in force, extensions counted (`schools.deadlines`)."""

_FROM = f"{_DUE} AS due FROM finding f JOIN step s ON s.uid = f.step"
_PRESSING = sql(
    "SELECT * FROM (SELECT f.uid, f.visit, f.school, n.name, i.code, i.title, f.amount, s.kind, s.result,"  # noqa: S608 - our own words
    f" {_FROM} LEFT JOIN school n ON n.uid = f.school LEFT JOIN checklist_item i ON i.uid = f.item"
    " WHERE coalesce(f.deleted, 0) = 0 AND s.kind IN ('ordered', 'reopened', 'rechecked', 'reported_done', 'checked'))"
    " AS w WHERE w.kind IN ('reported_done', 'checked') OR w.due <= :until"
)
_OPEN = among(
    f"SELECT f.school, s.kind, s.result, {_FROM} WHERE f.school IN :schools AND coalesce(f.deleted, 0) = 0",
    "schools",
)


def findings(session: Session, until: date) -> list[Waiting]:
    """Return the findings that wait for the school up to a deadline `until`, and those that wait for a recheck."""
    names = twins.names_for(session)
    rows = session.connection().execute(_PRESSING, {"until": until.isoformat()}).all()
    return [
        Waiting(
            uid,
            visit or "",
            names[school][1] if school in names else name or "学校资料未到",
            code or "",
            title or "",
            amount,
            state_of(kind, result),
            date.fromisoformat(due) if due else None,
        )
        for uid, visit, school, name, code, title, amount, kind, result, due in rows
    ]


def open_at(session: Session, schools: Collection[str], today: date) -> dict[str, Open]:
    """Return how much is open at each of these schools, what is known of twins under the one that stands for them."""
    ends = twins.standing_for(session)
    asked = [*schools, *(twin for twin, end in ends.items() if end in schools)]
    found: dict[str, Open] = defaultdict(Open)
    for part in chunks(asked):
        for school, kind, result, due in session.connection().execute(_OPEN, {"schools": part}):
            if kind not in FINISHED:
                late = is_overdue(state_of(kind, result), date.fromisoformat(due) if due else None, today)
                end = ends.get(school, school)
                found[end] = Open(found[end].findings + 1, found[end].overdue + late)
    return found


def unprinted(session: Session, team: str) -> list[Unprinted]:
    """Return the standing numbered papers of a group's visits that nobody has seen come out of a printer whole."""
    seen = select(DocumentEvent.uid).where(
        DocumentEvent.document == Document.uid,
        DocumentEvent.kind.in_((Outcome.ORIGINAL.value, Outcome.COPY.value, "void")),
    )
    rows = session.execute(
        select(Document.uid, Document.visit, School.name, Document.year, Document.serial)
        .join(Visit, Visit.uid == Document.visit)
        .outerjoin(School, School.uid == Document.school)
        .where(Visit.team == team, Document.serial.is_not(None), ~seen.exists())
        .order_by(Document.year, Document.serial, Document.uid)
    )
    return [
        Unprinted(uid, visit or "", name or "学校资料未到", f"〔{year}〕{serial}号")
        for uid, visit, name, year, serial in rows
    ]
