"""Findings of a visit as people see them: with photos and measures, and whether they are frozen."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.schema.paper import DocumentFinding
from xunjian.db.schema.visit import Finding, Measure, MeasureFinding
from xunjian.services.visit import photo_views
from xunjian.services.visit.frozen import ordered
from xunjian.services.visit.photo_views import Photo


@dataclass(frozen=True)
class MeasureView:
    """A measure with the findings that it answers."""

    uid: str
    text: str
    kind: str
    responsible: str | None
    workdays: int | None
    due_date: date | None
    findings: tuple[str, ...]


@dataclass(frozen=True)
class FindingView:
    """A finding as the pane shows it."""

    uid: str
    item: str
    fact: str
    amount: int | None
    people: int | None
    statement: str | None
    severity: str | None
    step: str | None
    issued: bool
    photos: tuple[Photo, ...]
    measures: tuple[MeasureView, ...]
    classes: str | None = None
    fixed_on_spot: bool = False
    confirmed_bases: tuple[str, ...] = ()
    """Keys of the clauses whose condition the inspector has confirmed."""


def of_visit(session: Session, visit: str) -> list[FindingView]:
    """Return the findings of a visit, in the same order on every machine."""
    rows = session.scalars(
        select(Finding).where(Finding.visit == visit, Finding.deleted.is_not(True)).order_by(Finding.uid)
    ).all()
    measures, photos = _measures(session, visit, {row.uid for row in rows}), photo_views.of_visit(session, visit)
    issued = set(session.scalars(ordered().where(DocumentFinding.visit == visit)))
    return [_view(row, measures, photos, issued) for row in rows]


def of_item(session: Session, visit: str, item: str) -> FindingView | None:
    """Return the finding of one item, or None where there is none."""
    return next((finding for finding in of_visit(session, visit) if finding.item == item), None)


def _view(
    row: Finding, measures: list[MeasureView], photos: dict[str, list[Photo]], issued: set[str | None]
) -> FindingView:
    return FindingView(
        row.uid,
        row.item or "",
        row.fact or "",
        row.amount,
        row.people,
        row.statement,
        row.severity,
        row.step,
        row.uid in issued,
        tuple(photos.get(row.uid, ())),
        tuple(measure for measure in measures if row.uid in measure.findings),
        row.classes,
        bool(row.fixed_on_spot),
        tuple(str(key) for key in row.confirmed_bases or ()),
    )


def _measures(session: Session, visit: str, findings: Collection[str]) -> list[MeasureView]:
    """Return the measures of a visit, each with those of these findings that it answers."""
    links = session.scalars(
        select(MeasureFinding)
        .where(MeasureFinding.visit == visit, MeasureFinding.deleted.is_not(True))
        .order_by(MeasureFinding.finding)
    ).all()
    rows = session.scalars(
        select(Measure)
        .where(Measure.visit == visit, Measure.deleted.is_not(True))
        .order_by(Measure.position, Measure.uid)
    )
    return [
        MeasureView(
            row.uid,
            row.text or "",
            row.kind or "limited",
            row.responsible,
            row.workdays,
            row.due_date,
            tuple(link.finding or "" for link in links if link.measure == row.uid and link.finding in findings),
        )
        for row in rows
    ]
