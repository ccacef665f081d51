"""Schools: taken from the lists that bureaus keep, found by name, code or initials, shown with what is known."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from xunjian.db.queries import twins
from xunjian.db.schema.local import SchoolSearch
from xunjian.db.schema.reference import School, SchoolName
from xunjian.db.uids import new_uid
from xunjian.db.views import sql
from xunjian.errors import UserError
from xunjian.progress import Progress
from xunjian.rules.initials import begins, initials, matches
from xunjian.sheets.columns import FIELDS
from xunjian.sheets.comparison import Change, KnownSchool, Preview, Update, preview
from xunjian.sheets.results import SchoolRow, SchoolSheet
from xunjian.sheets.schools import read_schools

IMPORTED = "导入学校名单"
"""The reason that import commits carry; a later change without it is a person's correction."""

OTHER_NAMES = {"former_name": "former", "short_name": "short"}
"""Columns of a list that become further names of the school."""

OWN_COLUMNS = tuple(name for name in FIELDS if name not in OTHER_NAMES)


@dataclass(frozen=True)
class ImportPlan:
    """A list that was read, and what importing it would do. Nothing is written yet."""

    sheets: tuple[SchoolSheet, ...]
    preview: Preview

    @property
    def blocking(self) -> int:
        """Return how many rows need a person before they can be taken."""
        return len(self.preview.suspect)


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    new: int
    updated: int
    unchanged: int
    skipped: int


@dataclass(frozen=True)
class SchoolView:
    """A school with its other names."""

    uid: str
    values: dict[str, Any]
    other_names: tuple[str, ...]


def plan_import(session: Session, path: Path) -> ImportPlan:
    """Read a list and compare it with the schools known here."""
    sheets = tuple(read_schools(path))
    return ImportPlan(sheets, _previewed(session, sheets))


def _previewed(session: Session, sheets: Iterable[SchoolSheet]) -> Preview:
    found = preview([row for sheet in sheets for row in sheet.rows], known(session))
    updated = [_without_known_names(update) for update in found.updated]
    unchanged = [update.known for update in updated if not (update.changes or update.asked)]
    return replace(
        found,
        updated=[update for update in updated if update.changes or update.asked],
        unchanged=found.unchanged + unchanged,
    )


def _without_known_names(update: Update) -> Update:
    """Return the update without further names that the school has already: it may have several of a kind."""
    names = update.known.other_names

    def is_new(change: Change) -> bool:
        return change.field not in OTHER_NAMES or change.new not in names

    return replace(update, changes=tuple(filter(is_new, update.changes)), asked=tuple(filter(is_new, update.asked)))


def known(session: Session) -> list[KnownSchool]:
    """Return every school as a list is compared with it."""
    names: dict[str, list[SchoolName]] = defaultdict(list)
    for name in session.scalars(select(SchoolName).where(SchoolName.deleted.is_not(True)).order_by(SchoolName.uid)):
        names[name.school or ""].append(name)
    corrected = _corrected(session)
    ends = twins.standing_for(session)
    schools = session.scalars(select(School).where(School.deleted.is_not(True)))
    return [
        KnownSchool(
            school.uid,
            _as_row(school, names[school.uid]),
            tuple(name.name or "" for name in names[school.uid]),
            frozenset(corrected.get(school.uid, ())),
        )
        for school in schools
        if school.uid not in ends
    ]


def _as_row(school: School, names: Sequence[SchoolName]) -> SchoolRow:
    values = {name: value for name in OWN_COLUMNS if (value := getattr(school, name)) is not None}
    by_kind = {name.kind: name.name or "" for name in names}
    values |= {column: by_kind[kind] for column, kind in OTHER_NAMES.items() if kind in by_kind}
    return SchoolRow(**{"name": "", **values})


def _corrected(session: Session) -> dict[str, set[str]]:
    """Return the registers whose present value a person has set, by school."""
    rows = session.connection().execute(
        sql(
            "SELECT r.uid, f.name FROM log_record r JOIN log_head h ON h.rid = r.rid JOIN log_field f ON f.fid = h.fid"
            " JOIN log_commit c ON c.cid = h.op_id >> 16"
            " WHERE r.tbl = 'school' AND (c.reason IS NULL OR c.reason <> :imported)"
        ),
        {"imported": IMPORTED},
    )
    found: dict[str, set[str]] = defaultdict(set)
    for uid, register in rows:
        found[uid] |= set(School.__groups__.get(register, (register,)))
    return found


def apply_import(
    session: Session, plan: ImportPlan, progress: Progress, *, skip_suspect: bool = False, take_asked: bool = False
) -> Imported:
    """Write what the plan says; the caller's write carries the reason `IMPORTED`.

    Suspect rows stop the import unless they are to be skipped. `take_asked` also goes over people's corrections.
    """
    if _previewed(session, plan.sheets) != plan.preview:
        raise UserError(
            "看过名单之后，学校资料又有改动。", safe="一所学校也没有写入。", hint="请重新选这份名单，再看一遍。"
        )
    suspect = plan.preview.suspect
    if suspect and not skip_suspect:
        first = suspect[0]
        raise UserError(
            f"有 {len(suspect)} 行要先看一看：第 {first.row.row} 行“{first.row.name}”，{first.reason}。",
            safe="一所学校也没有写入。",
            hint="请改好表再导入，或跳过这些行。",
        )
    total = len(plan.preview.new) + len(plan.preview.updated)
    for done, row in enumerate(plan.preview.new):
        progress.step(done, total, row.name)
        _add(session, row)
    for done, update in enumerate(plan.preview.updated, start=len(plan.preview.new)):
        progress.step(done, total, update.row.name)
        changes = update.changes + (update.asked if take_asked else ())
        _change(session, update.known.uid, changes)
    session.flush()
    refresh_search(session)
    return Imported(len(plan.preview.new), len(plan.preview.updated), len(plan.preview.unchanged), len(suspect))


def _add(session: Session, row: SchoolRow) -> None:
    uid = new_uid()
    filled = {name: value for name in OWN_COLUMNS if (value := getattr(row, name)) not in {"", None}}
    session.add(School(uid=uid, **filled))
    for column, kind in OTHER_NAMES.items():
        if name := getattr(row, column):
            session.add(SchoolName(uid=new_uid(), school=uid, name=name, kind=kind))


def _change(session: Session, uid: str, changes: Iterable[Change]) -> None:
    school = session.get_one(School, uid)
    further: dict[str, str] = {}
    for change in changes:
        if change.field in OTHER_NAMES:
            further.setdefault(str(change.new), OTHER_NAMES[change.field])
            continue
        if change.field == "name" and change.old:
            further[str(change.old)] = "former"
        setattr(school, change.field, change.new)
    present = set(session.scalars(select(SchoolName.name).where(*_names_of(uid))))
    session.add_all(
        SchoolName(uid=new_uid(), school=uid, name=name, kind=kind)
        for name, kind in further.items()
        if name not in present
    )


def _names_of(uid: str) -> tuple[ColumnElement[bool], ...]:
    return SchoolName.school == uid, SchoolName.deleted.is_not(True)


def edit(session: Session, uid: str, **values: Any) -> None:
    """Change fields of a school by hand, blank text clears; imports will ask before they go over them."""
    school = session.get_one(School, uid)
    for name, value in values.items():
        if name not in OWN_COLUMNS:
            raise TypeError(name)
        setattr(school, name, None if isinstance(value, str) and not value.strip() else value)
    session.flush()
    refresh_search(session)


def refresh_search(session: Session) -> None:
    """Bring the search index up to the present names; only schools whose names changed cost anything."""
    names = _all_names(session)
    indexed = {row.school: row for row in session.scalars(select(SchoolSearch))}
    for uid in indexed.keys() - names.keys():
        session.execute(delete(SchoolSearch).where(SchoolSearch.school == uid))
    for uid, text in names.items():
        row = indexed.get(uid)
        if row is None:
            session.add(SchoolSearch(school=uid, names=text, initials=_initials(text)))
        elif row.names != text:
            row.names, row.initials = text, _initials(text)


def _initials(names: str) -> str:
    """Return the initials of each name on a line of its own, so that no search runs from one name into the next."""
    return "\n".join(map(initials, names.split("\n")))


def _all_names(session: Session) -> dict[str, str]:
    """Return all names of every school, its own first; a twin's names find the school that stands for it."""
    ends = twins.standing_for(session)
    schools = session.execute(
        select(School.uid, School.name).where(School.deleted.is_not(True)).order_by(School.uid)
    ).all()
    names = {uid: [name or ""] for uid, name in schools if uid not in ends}
    others = select(SchoolName.school, SchoolName.name).where(SchoolName.deleted.is_not(True))
    further = [row for row in schools if row.uid in ends]
    for uid, name in [*further, *session.execute(others.order_by(SchoolName.uid))]:
        end = ends.get(uid or "", uid or "")
        if name and end in names:
            names[end].append(name)
    return {uid: "\n".join(dict.fromkeys(several)) for uid, several in names.items()}


def search(session: Session, text: str) -> list[str]:
    """Return the uids of schools whose name, former name, code or initials hold `text`; best matches first."""
    rows = session.execute(
        select(School.uid, School.name, School.code, SchoolSearch.names, SchoolSearch.initials)
        .join(SchoolSearch, SchoolSearch.school == School.uid)
        .order_by(School.name, School.uid)
    ).all()
    return [row.uid for row in matching(rows, text)]


class Searchable(Protocol):
    """What of a school a search looks at."""

    @property
    def name(self) -> str | None:
        """Return its name."""

    @property
    def code(self) -> str | None:
        """Return its identifier code."""

    @property
    def names(self) -> str:
        """Return all its names, one a line."""

    @property
    def initials(self) -> str:
        """Return the initials of these names."""


Found = TypeVar("Found", bound=Searchable)


def matching(rows: Iterable[Found], text: str) -> list[Found]:
    """Return the schools whose name, former name, code or initials hold `text`; best matches first."""
    wanted = text.strip()
    if not wanted:
        return list(rows)
    found = [row for row in rows if wanted in (row.code or "") or matches(wanted, row.names, row.initials)]
    found.sort(key=lambda row: not begins(wanted, row.name or "", row.initials))
    return found


def by_code(session: Session, code: str) -> SchoolView:
    """Return the school of an identifier code."""
    school = session.scalars(select(School).where(School.code == code, School.deleted.is_not(True))).first()
    if school is None:
        raise UserError(f"没有标识码是 {code} 的学校。", safe="什么都没有改。", hint="可用 schools list 按名称查。")
    return view(session, twins.family(session, school.uid)[0])


def view(session: Session, uid: str) -> SchoolView:
    """Return a school with everything known of it."""
    school = session.get_one(School, uid)
    names = session.scalars(select(SchoolName).where(*_names_of(uid)).order_by(SchoolName.uid))
    values = {name: getattr(school, name) for name in OWN_COLUMNS}
    return SchoolView(uid, values, tuple(name.name or "" for name in names))
