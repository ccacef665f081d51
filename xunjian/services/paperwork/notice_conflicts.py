"""Which conflicts stop a notice: those in what it prints, and in what decides whether and how it may be issued.

All else may wait: a clash in the note of a visit or in a finding that stands on an issued document
changes no word of this notice.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian import labels
from xunjian.db.conflicts import Conflict, list_conflicts
from xunjian.db.schema.reference import Bureau, ChecklistItem, Holiday
from xunjian.db.schema.visit import Finding, Measure, MeasureFinding
from xunjian.services import conflict_words
from xunjian.services.visit import finding_views
from xunjian.services.visit.answers import PROBLEMS
from xunjian.services.visit.visits import VisitHead

_OUTSIDE = {
    "school": {"name", "school_type", "ownership", "deleted"},
    "bureau": {"name", "region_code", "office", "phone"},
    "campaign": {"purpose", "plan_title"},
    "person": {"name"},
    "holiday": {"kind", "deleted"},
}
"""What a notice prints or rests on outside its visit."""

_OF_VISIT = {
    "visit": {"campaign", "school", "team", "day", "deleted", "unchecked_reason"},
    "visit_area": {"area", "deleted"},
    "visit_member": {"person", "role", "deleted"},
}
"""What it prints of the visit as a whole; issuing also writes why items stay unchecked."""
_OF_FINDINGS = {
    "answer": {"item", "result", "deleted"},
    "evidence_cover": {"evidence", "place", "deleted"},
    "evidence_note": {"evidence", "caption", "hidden", "deleted"},
    "finding": {
        "item",
        "fact",
        "amount",
        "people",
        "severity",
        "fixed_on_spot",
        "confirmed_bases",
        "step",
        "deleted",
    },
    "measure": {"content", "deadline", "kind", "position", "deleted"},
    "measure_finding": {"measure", "finding", "deleted"},
}
"""What it prints of a finding, and what decides whether the finding stands."""


@dataclass(frozen=True)
class InTheWay:
    """A conflict that stops the notice, and the item where it is."""

    item: str | None
    text: str


def of_notice(
    session: Session,
    head: VisitHead,
    printed: Collection[str],
    start: date,
    last: date | None,
    more: Mapping[str, Collection[str]] | None = None,
) -> Iterator[InTheWay]:
    """Yield the conflicts that stop the notice of a visit.

    `printed` are the findings that it prints; deadlines run after `start` and up to `last`. `more` are registers by
    table that this kind of paper rests on besides.
    """
    found = list_conflicts(session.connection())
    if not found:
        return
    outside = {head.school, head.campaign, *head.members, *session.scalars(select(Bureau.uid))}
    further = more or {}
    visit = _Findings(session, head.uid, printed, {(one.uid, one.register) for one in found})
    for one in found:
        if one.case == ("visit", head.uid):
            item = visit.item_of(one) if one.register in _OF_FINDINGS.get(one.table, ()) else None
            if item is not None or one.register in {*_OF_VISIT.get(one.table, ()), *further.get(one.table, ())}:
                yield _told(session, one, item)
        elif one.register in {*_OUTSIDE.get(one.table, ()), *further.get(one.table, ())} and (
            one.uid in outside or _is_on_the_way(session, one, start, last)
        ):
            yield _told(session, one, None)


class _Findings:
    """The findings of a visit: which of them a conflict would change on paper."""

    def __init__(
        self, session: Session, visit: str, printed: Collection[str], clashes: Collection[tuple[str, str]]
    ) -> None:
        self._session = session
        self._clashes = clashes
        self._stand = set(printed)
        rows = session.scalars(select(Finding).where(Finding.visit == visit, Finding.deleted.is_(True)))
        # Shown as deleted, but somebody has it: it would be printed.
        self._stand |= {row.uid for row in rows if (row.uid, "deleted") in clashes}
        self._issued = {one.item for one in finding_views.of_visit(session, visit) if one.issued}

    def item_of(self, one: Conflict) -> str | None:
        """Return the item whose finding on paper a conflict concerns, None where it concerns none."""
        if one.table == "answer":
            return self._item_answered(one)
        if one.table in ("measure", "measure_finding") and self._is_gone(one):
            return None
        for uid in conflict_words.findings_of(self._session, one.table, one.uid):
            if uid in self._stand:
                return self._session.get_one(Finding, uid).item or ""
        return None

    def _item_answered(self, one: Conflict) -> str | None:
        item = conflict_words.item_of(self._session, one.table, one.uid)
        on_paper = {self._session.get_one(Finding, uid).item for uid in self._stand}
        says_problem = any(isinstance(side.value, dict) and side.value.get("result") in PROBLEMS for side in one.sides)
        return item if item in on_paper or (says_problem and item not in self._issued) else None

    def _is_gone(self, one: Conflict) -> bool:
        row = self._session.get(Measure if one.table == "measure" else MeasureFinding, one.uid)
        return row is not None and bool(row.deleted) and (one.uid, "deleted") not in self._clashes


def _is_on_the_way(session: Session, one: Conflict, start: date, last: date | None) -> bool:
    """Tell whether a holiday lies where deadlines are counted."""
    if one.table != "holiday" or last is None:
        return False
    row = session.get(Holiday, one.uid)
    return row is not None and row.day is not None and start < row.day <= last


def _told(session: Session, one: Conflict, item: str | None) -> InTheWay:
    row = session.get(ChecklistItem, item) if item else None
    where = f"{row.code} {row.title}：" if row else labels.TABLE.get(one.table, "")
    what = labels.FIELD.get(one.table, {}).get(one.register, one.register)
    return InTheWay(item, f"{where}{what}两组填得不一样，请先在“冲突”里定下来。")
