"""Turning cases into a bundle: their commits, the photos that they name, who sends them, who can open it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from xunjian.bundle import writing
from xunjian.bundle.format import LARGEST_PART, LONGEST_NAME, REPORT, Recipient, Sender
from xunjian.bundle.keys import Keys, commit_message
from xunjian.bundle.parts import Blob
from xunjian.bundle.writing import Letter, Sealing, Signed
from xunjian.db import proofs
from xunjian.db.history import commits_of
from xunjian.db.views import chunks, sql
from xunjian.progress import Progress
from xunjian.services.bundles import scope
from xunjian.services.bundles.scope import Case, NamedFile
from xunjian.services.keys import keyring
from xunjian.workspace import Workspace


@dataclass(frozen=True)
class Exported:
    """A bundle that was written."""

    path: str
    """Of the first part."""
    paths: tuple[str, ...]
    bundle: str
    size: int
    commits: int
    visits: int
    findings: int
    documents: int
    photos: int
    missing_photos: tuple[NamedFile, ...]
    """Named by records, but not here, or no longer whole here."""
    sha256: str
    """Of the first part's manifest; check words are made from it."""


@dataclass(frozen=True)
class Order:
    """What is wanted of a bundle beside its cases."""

    kind: str
    recipients: tuple[str, ...]
    """Public age keys; none for an enrolment file."""
    to: Recipient | None = None
    wanted: Callable[[NamedFile], bool] = lambda _: True
    """Whether a photo or document is to be taken along."""
    tells_held: bool = False
    keys: bytes | None = None
    largest_part: int = LARGEST_PART


def pack(
    workspace: Workspace,
    connection: Connection,
    target: Path,
    cases: Sequence[Case],
    progress: Progress,
    order: Order,
) -> Exported:
    """Write these cases, whole, with their photos as a bundle."""
    found = keyring.keys_of(workspace)
    named = scope.named_files(connection, cases)
    here = [file for file in named if workspace.photos.has(file.sha256)]
    wanted = [file for file in here if order.wanted(file)]
    tally = scope.tally(connection, cases)
    letter = Letter(
        kind=order.kind,
        bureau=workspace.store.bureau,
        bureau_name=_name(connection, "bureau", workspace.store.bureau),
        sender=_sender(workspace, connection, found),
        to=order.to,
        trial=workspace.is_trial,
        visits=tally.visits,
        findings=tally.findings,
        documents=tally.documents,
        held=tuple(file.sha256 for file in here) if order.tells_held else (),
        keys=order.keys,
    )
    written = writing.write(
        target,
        letter,
        _signed(workspace, connection, cases, order.kind, found),
        [_blob(workspace, file) for file in wanted],
        sealing=Sealing(found.signer, order.recipients, found.identities),
        temporary=workspace.temporary,
        progress=progress,
        largest_part=order.largest_part,
    )
    gone = {file.sha256 for file in named if order.wanted(file)} - {file.sha256 for file in here} | set(written.damaged)
    counts = written.manifest.counts
    return Exported(
        path=str(target),
        paths=tuple(map(str, written.paths)),
        bundle=written.manifest.bundle,
        size=written.size,
        commits=counts.commits,
        visits=counts.visits,
        findings=counts.findings,
        documents=counts.documents,
        photos=written.photos,
        missing_photos=tuple(file for file in named if file.sha256 in gone),
        sha256=written.fingerprint.hex(),
    )


def _signed(
    workspace: Workspace, connection: Connection, cases: Sequence[Case], kind: str, found: Keys
) -> Iterator[Signed]:
    """Yield commits with the bureau's signature: made now at the bureau, elsewhere those that came from there.

    What the bureau hands to groups it vouches for, whoever wrote it: so it passes again at a bureau that was restored
    from an old backup. Its own machines need no signature beside that of the whole.
    """
    commits = commits_of(connection, list(cases))
    if workspace.is_bureau:
        for name, commit in commits:
            yield commit, None if kind == REPORT else found.signer.sign(commit_message(name))
        return
    for part in chunks(commits):
        known = proofs.of(connection, [name for name, _ in part])
        for name, commit in part:
            yield commit, known.get(name)


def _blob(workspace: Workspace, file: NamedFile) -> Blob:
    path = workspace.photos.path(file.sha256)
    return Blob(file.sha256, path, path.stat().st_size, is_document=file.is_document)


def _sender(workspace: Workspace, connection: Connection, found: Keys) -> Sender:
    seat = connection.execute(sql("SELECT value FROM local_setting WHERE name = 'seat'")).scalar()
    team, bureau = workspace.team, workspace.store.bureau
    name = _name(connection, "bureau", bureau) if team is None else _name(connection, "team", team)
    return Sender(
        workspace.store.replica,
        name or "（未写）",
        found.signer.key,
        team,
        None if seat is None else int(seat),
        found.certificate,
    )


def team_name(connection: Connection, team: str) -> str | None:
    """Return a team's name, cut to what a manifest takes."""
    return _name(connection, "team", team)


def _name(connection: Connection, table: str, uid: str) -> str | None:
    name = connection.execute(sql(f"SELECT name FROM {table} WHERE uid = :uid"), {"uid": uid}).scalar()  # noqa: S608
    return None if name is None else str(name)[:LONGEST_NAME]
