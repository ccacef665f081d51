"""Measures of a visit: what a school has to do, by when; one may answer several findings, and a finding have several.

A measure that answers an issued finding stands as it was printed.
"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from xunjian.db.schema.visit import Measure, MeasureFinding
from xunjian.db.uids import derived_uid, new_uid
from xunjian.errors import UserError
from xunjian.rules.workdays import Calendar, Deadline, add_workdays
from xunjian.services.visit.finding_views import MeasureView
from xunjian.services.visit.frozen import require_open

MOST_WORKDAYS = 500


def add(
    session: Session,
    visit: str,
    findings: Iterable[str],
    *,
    text: str,
    kind: str,
    workdays: int | None,
    named: str | None = None,
) -> str:
    """Add a measure that answers these findings, after those that are there; return its uid (`named`, or a new one)."""
    uid = named or new_uid()
    last = session.scalar(select(func.max(Measure.position)).where(Measure.visit == visit)) or 0
    session.add(
        Measure(uid=uid, visit=visit, position=last + 1, text=text, kind=kind, workdays=_checked_days(workdays))
    )
    session.flush()
    set_findings(session, uid, findings)
    return uid


def change(
    session: Session,
    measure: str,
    *,
    text: str | None = None,
    workdays: int | None = None,
    responsible: str | None = None,
    kind: str | None = None,
) -> None:
    """Change what is given of a measure, blank text clears; one that answers an issued finding is refused."""
    _require_open(session, measure)
    row = session.get_one(Measure, measure)
    if text is not None:
        row.text = text.strip() or None
    if workdays is not None:
        row.workdays = _checked_days(workdays)
    if responsible is not None:
        row.responsible = responsible.strip() or None
    if kind is not None:
        row.kind = kind


def set_findings(session: Session, measure: str, findings: Iterable[str]) -> None:
    """Let a measure answer just these findings; what issued documents say of it stays."""
    wanted = set(findings)
    visit = session.get_one(Measure, measure).visit or ""
    known = {link.finding or "": link for link in session.scalars(_all_links(measure))}
    standing = {finding for finding, link in known.items() if not link.deleted}
    for finding in wanted ^ standing:
        require_open(session, finding)
        if finding not in known:
            uid = derived_uid(visit, measure, finding)
            session.add(MeasureFinding(uid=uid, visit=visit, measure=measure, finding=finding, deleted=False))
        else:
            known[finding].deleted = finding not in wanted
    session.flush()
    _remove_unless_needed(session, measure)


def _all_links(measure: str) -> Select[MeasureFinding]:
    return select(MeasureFinding).where(MeasureFinding.measure == measure)


def remove(session: Session, measure: str) -> None:
    """Take a measure off the findings that it answers; it stays in the log and can be taken back."""
    _require_open(session, measure)
    session.get_one(Measure, measure).deleted = True
    for link in session.scalars(_links(MeasureFinding.measure == measure)).all():
        link.deleted = True


def release(session: Session, finding: str) -> None:
    """Take the measures off a finding, and those that answer no other finding off the visit."""
    for link in session.scalars(_links(MeasureFinding.finding == finding)).all():
        link.deleted = True
        _remove_unless_needed(session, link.measure)


def _links(*conditions: ColumnElement[bool]) -> Select[MeasureFinding]:
    return select(MeasureFinding).where(MeasureFinding.deleted.is_not(True), *conditions)


def _remove_unless_needed(session: Session, measure: str | None) -> None:
    """Take a measure off if it answers no finding any more."""
    row = session.get(Measure, measure) if measure else None
    if row is not None and session.scalars(_links(MeasureFinding.measure == measure)).first() is None:
        row.deleted = True


def _require_open(session: Session, measure: str) -> None:
    for link in session.scalars(_links(MeasureFinding.measure == measure)).all():
        require_open(session, link.finding or "")


def _checked_days(workdays: int | None) -> int | None:
    if workdays is not None and not 0 <= workdays <= MOST_WORKDAYS:
        raise UserError(
            f"期限 {workdays} 个工作日不对。", safe="原来的期限还在。", hint=f"请填 0 到 {MOST_WORKDAYS} 之间的天数。"
        )
    return workdays


def deadline(measure: MeasureView, start: date, calendar: Calendar) -> Deadline:
    """Return by when a measure is due if the notice is served on `start`."""
    return add_workdays(start, measure.workdays or 0, calendar)
