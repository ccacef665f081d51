"""交还电脑: is all that this laptop holds at the bureau, and then its keys and data removed, with a slip.

No bundle acknowledges anything. But a task says, case by case, which commits the bureau holds and which photos: what
stands in the newest task that speaks of a case has arrived.
"""

import shutil
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from xunjian import settings
from xunjian.bundle.format import TASK, Manifest
from xunjian.db import carried, peek
from xunjian.db.schema.paper import Document
from xunjian.db.schema.reference import Bureau, Person, School, Team
from xunjian.db.schema.visit import Visit
from xunjian.db.views import sql
from xunjian.documents.papers import return_slip
from xunjian.documents.papers.return_slip import ReturnSlip
from xunjian.errors import UserError
from xunjian.rules.numbers import DocumentNumber
from xunjian.services.backup import making, restoring
from xunjian.services.backup.vault import Vault
from xunjian.services.bundles import scope
from xunjian.services.bundles.scope import Case
from xunjian.services.bureau.founding import NOTICE
from xunjian.services.keys import laptop_keys
from xunjian.services.paperwork import numbering
from xunjian.services.paperwork.highwater import FILE, outside_of
from xunjian.settings import Name
from xunjian.workspace import SHANGHAI, Workspace, alone

_FOLDERS = ("blobs", "held", "tmp", "logs", restoring.STAGED)
_FILES = (peek.DATABASE, FILE, "search.db")
_BESIDE = ("", "-wal", "-shm", "-journal")


@dataclass(frozen=True)
class Unheld:
    """A visit of which the bureau does not hold everything."""

    school: str
    day: date | None
    commits: int


@dataclass(frozen=True)
class Standing:
    """How much of this laptop's work the bureau has said it holds."""

    told_at: datetime | None
    """When the newest task was made."""
    commits: int
    """Of the cases that this laptop hands in."""
    missing_commits: int
    visits: tuple[Unheld, ...]
    others: int
    """Other cases (schools, complaints) of which the bureau does not hold everything."""
    missing_photos: int

    @property
    def all_held(self) -> bool:
        """Whether nothing would be lost with this laptop."""
        return not (self.missing_commits or self.missing_photos)


def standing(workspace: Workspace) -> Standing:
    """Return what the bureau holds of this laptop's work, as its tasks say; raises UserError at the bureau."""
    team = _team(workspace)
    with workspace.store.connection(writing=False) as connection:
        tasks = _tasks(connection)
        cases = scope.reported_by(connection, team)
        here = _commits_by_case(connection, cases)
        missing = _missing(connection, tasks, here)
        at_bureau = {row.sha256 for row in connection.execute(sql("SELECT sha256 FROM local_bureau_photo"))}
        files = {file.sha256 for file in scope.named_files(connection, cases)} - at_bureau
        visits = _unheld_visits(connection, missing)
    return Standing(
        told_at=max((made for made, _, _ in tasks), default=None),
        commits=sum(map(len, here.values())),
        missing_commits=sum(missing.values()),
        visits=visits,
        others=sum(1 for kind, _ in missing if kind != "visit"),
        # What is not here either cannot be handed in from here.
        missing_photos=sum(1 for sha256 in files if workspace.photos.has(sha256)),
    )


def slip(workspace: Workspace, found: Standing) -> bytes:
    """Return 交还单 as a PDF; raises UserError unless the bureau holds everything."""
    if not found.all_held:
        raise not_held(found)
    with workspace.store.read() as session:
        counts = scope.tally(session.connection(), scope.reported_by(session.connection(), _team(workspace)))
        team = session.get(Team, workspace.team) if workspace.team else None
        person = session.get(Person, workspace.person) if workspace.person else None
        bureau = session.get(Bureau, workspace.store.bureau)
        seat = settings.get(session, Name.SEAT)
        paper = ReturnSlip(
            bureau=(bureau.name if bureau else None) or "教育局",
            group=(team.name if team else None) or "",
            person=(person.name if person else None) or "",
            returned_on=workspace.today(),
            seat=f"第{seat}台" if seat else "",
            visits=counts.visits,
            findings=counts.findings,
            documents=counts.documents,
            photos=sum(1 for _ in workspace.photos.hashes()),
            commits=found.commits,
            numbers=_numbers(session, workspace),
            told_on=found.told_at.astimezone(SHANGHAI).date() if found.told_at and found.commits else None,
            backups=len(Vault(making.default_place(workspace.folder)).names()),
            trial=workspace.is_trial,
        )
    return return_slip.render(paper).pdf


def remove(folder: Path) -> None:
    """Remove keys, data and this machine's backups of the workspace in `folder`, which nobody may have open.

    Keys go first: whatever is left after an interruption opens nothing. Files that are not the program's stay.
    """
    with alone(folder):
        replica = peek.local_settings(folder).get("replica")
        laptop_keys.destroy(folder)
        for name in _FILES:
            for ending in _BESIDE:
                (folder / f"{name}{ending}").unlink(missing_ok=True)
        for name in _FOLDERS:
            shutil.rmtree(folder / name, ignore_errors=True)
        _remove_backups(making.default_place(folder))
        if replica:
            outside_of(replica).unlink(missing_ok=True)
    (folder / "lock").unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()


def not_held(found: Standing) -> UserError:
    """Return why the laptop cannot be given back yet, and what to do."""
    parts = (
        (found.missing_commits, f"{found.missing_commits} 次改动"),
        (found.missing_photos, f"{found.missing_photos} 张照片或原件"),
    )
    what = "、".join(word for count, word in parts if count)
    return UserError(
        f"局里还没有说收到 {what}。",
        safe="什么都没有删。",
        hint="请导出到 U 盘，交局里合包；再把局里新做的任务包读回来，这里就知道了。",
    )


def _team(workspace: Workspace) -> str:
    if workspace.team is None:
        raise UserError("交还是检查组的电脑用的。", safe="什么都没有删。", hint="局里的工作库请存档，按规定处理。")
    return workspace.team


_Task = tuple[datetime, int, frozenset[Case]]


def _tasks(connection: Connection) -> list[_Task]:
    """Return when each standing task was made, its import, and the cases of which it speaks; the newest first."""
    found: list[_Task] = []
    for row in connection.execute(sql("SELECT id, manifest FROM log_import WHERE retracted IS NULL")):
        manifest = msgspec.json.decode(row.manifest, type=Manifest)
        if manifest.kind == TASK:
            cases = frozenset((case.kind, case.uid) for case in manifest.counts.cases)
            found.append((manifest.made_at, row.id, cases))
    return sorted(found, key=lambda task: task[:2], reverse=True)


def _commits_by_case(connection: Connection, cases: Iterable[Case]) -> dict[Case, list[int]]:
    wanted, found = set(cases), defaultdict(list)
    rows = connection.execute(
        sql("SELECT k.kind, k.uid, c.cid FROM log_commit c JOIN log_case k ON k.id = c.case_id ORDER BY c.cid")
    )
    for row in rows:
        if (row.kind, row.uid) in wanted:
            found[row.kind, row.uid].append(row.cid)
    return dict(found)


def _missing(connection: Connection, tasks: list[_Task], here: dict[Case, list[int]]) -> dict[Case, int]:
    """Return the cases of which the newest task that speaks of them lacks something, with how many commits."""
    runs = carried.of(connection, [number for _, number, _ in tasks])
    missing = {}
    for case, cids in here.items():
        number = next((number for _, number, cases in tasks if case in cases), None)
        held = set() if number is None else set(carried.within(cids, runs[number]))
        if lacking := len(cids) - len(held):
            missing[case] = lacking
    return missing


def _unheld_visits(connection: Connection, missing: dict[Case, int]) -> tuple[Unheld, ...]:
    with Session(connection) as session:
        rows = session.execute(
            select(Visit.uid, Visit.day, School.name)
            .outerjoin(School, School.uid == Visit.school)
            .where(Visit.uid.in_([uid for kind, uid in missing if kind == "visit"]))
            .order_by(Visit.day, Visit.uid)
        )
        return tuple(Unheld(name or "", day, missing["visit", uid]) for uid, day, name in rows)


def _numbers(session: Session, workspace: Workspace) -> str:
    last = session.scalars(
        select(Document)
        .where(Document.serial.is_not(None), Document.visit.in_(select(Visit.uid).where(Visit.team == workspace.team)))
        .order_by(Document.year.desc(), Document.serial.desc())
        .limit(1)
    ).first()
    used = f"最后一个{DocumentNumber(last.prefix or '', last.year or 0, last.serial or 0)}" if last else "没有用过"
    try:
        return f"{used}，本席位还剩{numbering.supply(session, NOTICE, workspace.today()).left}个"
    except UserError:
        return used


def _remove_backups(place: Path) -> None:
    """Remove what the program put beside the workspace; anything else there stays."""
    for name in Vault(place).names():
        shutil.rmtree(place / name, ignore_errors=True)
    for path in place.glob(f"{restoring.SET_ASIDE}-*"):
        shutil.rmtree(path, ignore_errors=True)
    shutil.rmtree(place / "photos", ignore_errors=True)
    for name in ("lock", "说明.txt"):
        (place / name).unlink(missing_ok=True)
    with suppress(OSError):
        place.rmdir()
