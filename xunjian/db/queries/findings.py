"""Rows of lists of findings, across visits."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from xunjian.db.queries import twins
from xunjian.db.schema.reference import ChecklistItem, School
from xunjian.db.schema.visit import Finding, Visit


class FindingRow(NamedTuple):
    """A finding as lists show it."""

    uid: str
    visit: str
    item: str
    code: str
    """Of its item: SF-02."""
    fact: str
    statement: str
    school_name: str
    day: date

    @property
    def text(self) -> str:
        """All that is searched."""
        return " ".join(filter(None, (self.code, self.fact, self.statement)))


def finding_rows(session: Session, uids: Sequence[str]) -> list[FindingRow]:
    """Return these findings in the order of `uids`; what was deleted is left out."""
    found = {row.uid: row for row in _rows(session, Finding.uid.in_(uids))}
    return [found[uid] for uid in uids if uid in found]


def findings_at(session: Session, schools: Sequence[str], limit: int) -> list[FindingRow]:
    """Return the newest findings at any of these schools."""
    return _rows(session, Finding.school.in_(schools), limit=limit)


def _rows(session: Session, which: ColumnElement[bool], limit: int | None = None) -> list[FindingRow]:
    known = twins.names_for(session)
    rows = (
        select(Finding, ChecklistItem.code, School.name, Visit.day)
        .join(Visit, Visit.uid == Finding.visit)
        .outerjoin(School, School.uid == Finding.school)
        .outerjoin(ChecklistItem, ChecklistItem.uid == Finding.item)
        .where(which, Finding.deleted.is_not(True), Visit.deleted.is_not(True))
        .order_by(Visit.day.desc(), Finding.uid)
        .limit(limit)
    )
    return [
        FindingRow(
            finding.uid,
            finding.visit or "",
            finding.item or "",
            code or "",
            finding.fact or "",
            finding.statement or "",
            known.get(finding.school or "", ("", name or ""))[1],
            day or date.min,
        )
        for finding, code, name, day in session.execute(rows)
    ]
