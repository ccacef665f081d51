"""Turning cases into a bundle: their commits, the photos that they name, and who sends them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from xunjian.bundle import writing
from xunjian.bundle.format import LONGEST_NAME, Recipient, Sender
from xunjian.bundle.writing import Blob, Letter
from xunjian.db.history import commits_of
from xunjian.db.views import sql
from xunjian.progress import Progress
from xunjian.services import scope
from xunjian.services.scope import Case, NamedFile
from xunjian.workspace import Workspace


@dataclass(frozen=True)
class Exported:
    """A bundle that was written."""

    path: str
    bundle: str
    size: int
    commits: int
    visits: int
    findings: int
    documents: int
    photos: int
    missing_photos: tuple[NamedFile, ...]
    """Named by records, but not here, or no longer whole here."""


def pack(
    workspace: Workspace,
    connection: Connection,
    target: Path,
    cases: Sequence[Case],
    progress: Progress,
    *,
    kind: str,
    to: Recipient | None = None,
    with_photos: bool = True,
) -> Exported:
    """Write these cases, whole, with their photos as a bundle of this kind."""
    named = scope.named_files(connection, cases) if with_photos else []
    here = [file for file in named if workspace.photos.has(file.sha256)]
    tally = scope.tally(connection, cases)
    letter = Letter(
        kind=kind,
        bureau=workspace.store.bureau,
        bureau_name=_name(connection, "bureau", workspace.store.bureau),
        sender=_sender(workspace, connection),
        to=to,
        trial=workspace.is_trial,
        visits=tally.visits,
        findings=tally.findings,
        documents=tally.documents,
    )
    written = writing.write(
        target,
        letter,
        (commit for _, commit in commits_of(connection, list(cases))),
        [_blob(workspace, file.sha256) for file in here],
        temporary=workspace.temporary,
        progress=progress,
    )
    gone = {file.sha256 for file in named} - {file.sha256 for file in here} | set(written.damaged)
    counts = written.manifest.counts
    return Exported(
        path=str(target),
        bundle=written.manifest.bundle,
        size=written.size,
        commits=counts.commits,
        visits=counts.visits,
        findings=counts.findings,
        documents=counts.documents,
        photos=counts.photos,
        missing_photos=tuple(file for file in named if file.sha256 in gone),
    )


def _blob(workspace: Workspace, sha256: str) -> Blob:
    path = workspace.photos.path(sha256)
    return Blob(sha256, path, path.stat().st_size)


def _sender(workspace: Workspace, connection: Connection) -> Sender:
    seat = connection.execute(sql("SELECT value FROM local_setting WHERE name = 'seat'")).scalar()
    team, bureau = workspace.team, workspace.store.bureau
    name = _name(connection, "bureau", bureau) if team is None else _name(connection, "team", team)
    return Sender(workspace.store.replica, name or "（未写）", team, None if seat is None else int(seat))


def _name(connection: Connection, table: str, uid: str) -> str | None:
    name = connection.execute(sql(f"SELECT name FROM {table} WHERE uid = :uid"), {"uid": uid}).scalar()  # noqa: S608
    return None if name is None else str(name)[:LONGEST_NAME]
