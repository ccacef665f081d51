"""Rows of the list of visits."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from xunjian.db.schema.paper import Document
from xunjian.db.schema.reference import School, Team
from xunjian.db.schema.visit import Answer, Visit


class VisitRow(NamedTuple):
    """One line of the list of visits."""

    uid: str
    day: date
    school: str
    school_name: str
    team_name: str
    answered: int
    problems: int
    documents: int


def visit_rows(session: Session) -> list[VisitRow]:
    """Return all visits, newest first."""
    counts = {
        visit: (answered, problems or 0)
        for visit, answered, problems in session.execute(
            select(
                Answer.visit,
                func.count(Answer.result),
                func.count().filter(Answer.result.in_(("no", "partly"))),
            )
            .where(Answer.deleted.is_not(True))
            .group_by(Answer.visit)
        )
    }
    documents = dict(session.execute(select(Document.visit, func.count()).group_by(Document.visit)).all())
    rows = session.execute(
        select(Visit, School.name, Team.name)
        .outerjoin(School, School.uid == Visit.school)
        .outerjoin(Team, Team.uid == Visit.team)
        .where(Visit.deleted.is_not(True))
        .order_by(Visit.day.desc(), Visit.started.desc(), Visit.uid)
    )
    return [
        VisitRow(
            visit.uid,
            visit.day or date.min,
            visit.school or "",
            name or "学校资料未到",
            team or "",
            *counts.get(visit.uid, (0, 0)),
            documents.get(visit.uid, 0),
        )
        for visit, name, team in rows
    ]
