"""A group's report onto a stick, and the bureau's task back from one."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from xunjian.bundle.format import REPORT, TASK
from xunjian.bundle.glance import glance
from xunjian.db.schema.reference import Person, Team
from xunjian.db.types import now
from xunjian.db.views import sql
from xunjian.errors import UserError
from xunjian.files import safe_name
from xunjian.progress import Progress
from xunjian.services.bundles import exchange, scope
from xunjian.services.bundles.packing import Exported
from xunjian.services.handover.drives import Drive
from xunjian.services.keys import keyring
from xunjian.workspace import SHANGHAI, Workspace

_SAFE = "数据都在本机。"
_A_COMMIT, _AN_OPERATION = 420, 160
"""Bytes of a line and of an operation in it, beside its value: lines are deflated to about a fifth of this."""
_MOST = 50
"""Files looked at on a drive, the newest first."""


@dataclass(frozen=True)
class Plan:
    """What a report would hold, and how much room it takes, about."""

    visits: int
    findings: int
    documents: int
    photos: int
    size: int
    size_without_photos: int


@dataclass(frozen=True)
class OnStick:
    """A report that lies on a stick, read again and whole."""

    drive: str
    visits: int
    photos: int
    exported: Exported

    @property
    def words(self) -> str:
        """What people are told: string 21."""
        photos = f"，{self.photos} 张照片" if self.photos else ""
        return f"已导出到 U 盘 {self.drive}（{self.visits} 次检查{photos}）。可以拔了。"


@dataclass(frozen=True)
class TaskFound:
    """A task of the bureau for this group, found on a stick and not merged yet."""

    path: Path
    made_at: datetime
    visits: int
    photos: int


def plan(workspace: Workspace) -> Plan:
    """Return what a report would hold now."""
    with workspace.store.connection(writing=False) as connection:
        return _plan(workspace, connection)


def export_to(workspace: Workspace, drive: Drive, progress: Progress, *, with_photos: bool = True) -> OnStick:
    """Write the group's report to a stick, read it back, and see that it is on the stick and nowhere else.

    Whole or not at all. A stick that is pulled out meanwhile is an error; the data stay here.
    """
    device = _device(drive)
    with workspace.store.read() as session:
        name = _name(session, workspace)
    target = drive.folder / f"{name}.xjb"

    def confirm() -> None:
        if hasattr(os, "sync"):
            os.sync()
        if _device(drive) != device or not target.is_file():
            raise _pulled_out(drive)

    done = exchange.export_report(workspace, target, progress, with_photos=with_photos, confirm=confirm)
    return OnStick(drive.name, done.visits, done.photos, done)


def find_tasks(workspace: Workspace, drives: Sequence[Drive], progress: Progress) -> list[TaskFound]:
    """Return the tasks for this group on these drives that were not merged yet, the newest first.

    Only the head of each file is read; merging reads and checks all of it.
    """
    identities = keyring.keys_of(workspace).identities
    with workspace.store.connection(writing=False) as connection:
        known = {row.bundle for row in connection.execute(sql("SELECT bundle FROM log_import WHERE retracted IS NULL"))}
    files = [path for drive in drives for path in _bundles(drive.folder)]
    found = []
    for done, path in enumerate(files):
        progress.step(done, len(files), path.name)
        head = glance(path, identities)
        if head is None or head.kind != TASK or head.bundle in known or head.bureau != workspace.store.bureau:
            continue
        if head.to is not None and head.to.team == workspace.team:
            found.append(TaskFound(path, head.made_at, head.counts.visits, head.counts.photos))
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def find_reports(workspace: Workspace, drives: Sequence[Drive]) -> list[Path]:
    """Return the groups' reports on these drives that the bureau's unlocked keys open, by name."""
    identities = keyring.keys_of(workspace).identities
    heads = ((path, glance(path, identities)) for drive in drives for path in _bundles(drive.folder))
    return sorted(path for path, head in heads if head is not None and head.kind == REPORT)


def _bundles(folder: Path) -> list[Path]:
    """Return the files of a drive that may be bundles: at its top and in the folders there."""
    try:
        found = [path for pattern in ("*.xjb", "*/*.xjb") for path in folder.glob(pattern) if path.is_file()]
        return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)[:_MOST]
    except OSError:
        return []


def _plan(workspace: Workspace, connection: Connection) -> Plan:
    cases = scope.reported_by(connection, workspace.team) if workspace.team else scope.every_case(connection)
    at_bureau = {row.sha256 for row in connection.execute(sql("SELECT sha256 FROM local_bureau_photo"))}
    files = [file for file in scope.named_files(connection, cases) if file.sha256 not in at_bureau]
    sizes = [_size(workspace.photos.path(file.sha256)) for file in files]
    tally = scope.tally(connection, cases)
    commits = sum(scope.commits_by_case(connection, cases).values())
    operations, values = connection.execute(
        sql("SELECT COUNT(*), coalesce(SUM(LENGTH(val)), 0) FROM log_operation")
    ).one()
    text = commits * _A_COMMIT + operations * _AN_OPERATION + 3 * values
    return Plan(
        tally.visits, tally.findings, tally.documents, sum(1 for size in sizes if size), text + sum(sizes), text
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _name(session: Session, workspace: Workspace) -> str:
    """Return a name that no other laptop's report and no other hour's has."""
    team = session.get(Team, workspace.team) if workspace.team else None
    person = session.get(Person, workspace.person) if workspace.person else None
    parts = ((team.name if team else None) or "教育局", person.name if person else None)
    at = now().astimezone(SHANGHAI)
    return safe_name("-".join([*(part for part in parts if part), f"{at:%Y%m%d-%H%M%S}"]))


def _device(drive: Drive) -> int:
    """Return the number of the disk that the drive's folder is on: pulled out, the folder may be there still."""
    try:
        return drive.folder.stat().st_dev
    except OSError as error:
        raise _pulled_out(drive) from error


def _pulled_out(drive: Drive) -> UserError:
    return UserError(f"U 盘 {drive.name} 拔掉了，这个包没写成。", safe=_SAFE, hint="请把 U 盘插好，再导出一次。")
