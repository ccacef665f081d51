"""What an inspection goes by: the checklist, the legal bases and the calendar that the bureau has handed out."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.schema.reference import Checklist, ChecklistItem, LegalBasis
from xunjian.db.uids import new_uid
from xunjian.reference import checklists
from xunjian.reference.bases import Bases
from xunjian.reference.checklists import Area, Item, Library
from xunjian.rules import basis
from xunjian.rules.workdays import Calendar
from xunjian.services.bureau import working_days


@dataclass(frozen=True)
class Entry:
    """One item of the handbook, under the uid that answers and findings name."""

    uid: str
    area: str
    area_title: str
    item: Item


@dataclass(frozen=True)
class Handbook:
    """Everything that a visit is held against, in the version that this workspace holds."""

    entries: tuple[Entry, ...]
    bases: Bases
    calendar: Calendar

    @cached_property
    def by_uid(self) -> dict[str, Entry]:
        """Entries by the uid of their item."""
        return {entry.uid: entry for entry in self.entries}

    @cached_property
    def by_code(self) -> dict[str, Entry]:
        """Entries by the code of their item."""
        return {entry.item.code: entry for entry in self.entries}

    @cached_property
    def areas(self) -> dict[str, str]:
        """Titles of the areas by code, in the order of the library."""
        return {entry.area: entry.area_title for entry in self.entries}

    def entries_for(
        self, areas: Iterable[str], stages: Iterable[basis.Stage], ownership: basis.Ownership
    ) -> tuple[Entry, ...]:
        """Return what a school of these stages and this ownership is asked in these areas."""
        wanted, asked = set(areas), frozenset(stages)
        return tuple(
            entry for entry in self.entries if entry.area in wanted and entry.item.applies_to(asked, ownership)
        )


def install(session: Session, bureau: str, library: Library, bases: Bases, calendar: Calendar) -> None:
    """Write library, bases and calendar into an empty bureau's ledger, from where they reach every group."""
    for area in library.areas:
        _install_area(session, area)
    articles: dict[str, list[basis.Clause]] = {}
    for clause in bases.clauses:
        articles.setdefault(clause.basis.id, []).append(clause)
    for code, clauses in articles.items():
        content = {
            "basis": msgspec.to_builtins(clauses[0].basis, order="deterministic"),
            "articles": [msgspec.to_builtins(clause.article, order="deterministic") for clause in clauses],
        }
        session.add(LegalBasis(uid=new_uid(), code=code, content=content))
    working_days.install(session, bureau, calendar)


def _install_area(session: Session, area: Area) -> None:
    owner = new_uid()
    session.add(
        Checklist(uid=owner, code=area.code, title=area.title, version=area.version, effective_from=area.effective_from)
    )
    for position, item in enumerate(area.items):
        session.add(
            ChecklistItem(
                uid=new_uid(),
                checklist=owner,
                code=item.code,
                position=position,
                title=item.title,
                severity=item.severity.value,
                content=msgspec.to_builtins(item, order="deterministic"),
            )
        )


def read(session: Session) -> Handbook:
    """Return the handbook that this workspace holds."""
    areas = {row.uid: row for row in session.scalars(select(Checklist))}
    order = {code: place for place, code in enumerate(checklists.AREAS)}
    rows = [row for row in session.scalars(select(ChecklistItem)) if row.checklist in areas]
    rows.sort(key=lambda row: (order.get(areas[row.checklist or ""].code or "", len(order)), row.position or 0))
    entries = tuple(
        Entry(
            row.uid,
            areas[row.checklist or ""].code or "",
            areas[row.checklist or ""].title or "",
            msgspec.convert(row.content, Item),
        )
        for row in rows
    )
    return Handbook(entries, _bases(session), working_days.calendar(session))


def _bases(session: Session) -> Bases:
    clauses: list[basis.Clause] = []
    for row in session.scalars(select(LegalBasis).order_by(LegalBasis.code)):
        content = row.content or {}
        rests = msgspec.convert(content["basis"], basis.LegalBasis)
        clauses += [basis.Clause(rests, msgspec.convert(article, basis.Article)) for article in content["articles"]]
    return Bases(tuple(clauses))
