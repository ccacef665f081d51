"""Joining an opened bundle to the log inside a transaction, and what that brought."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, delete
from sqlalchemy.orm import Session

from xunjian import settings
from xunjian.bundle.format import TASK, Entry, Manifest
from xunjian.bundle.reading import Bundle
from xunjian.db import merge, proofs
from xunjian.db.retraction import Retraction
from xunjian.db.schema.exchange import BureauPhoto
from xunjian.db.schema.reference import School, SchoolName
from xunjian.db.types import instant_text
from xunjian.db.views import sql
from xunjian.services import schools
from xunjian.services.bundles import authors, scope, senders
from xunjian.services.bundles.scope import NamedFile
from xunjian.services.bundles.senders import Carrier
from xunjian.services.keys import keyring
from xunjian.settings import Name
from xunjian.workspace import Workspace

REVOKED = "这台电脑已经停用"
ALREADY_MERGED = "这个包以前合过，内容相同，不用再合。"


@dataclass(frozen=True)
class ShortCase:
    """A case of which the sender holds more commits than are here (不全)."""

    kind: str
    uid: str
    here: int
    declared: int


@dataclass(frozen=True)
class Merged:
    """What a bundle brought, or would bring."""

    bundle: str
    sender: str
    made_at: str
    visits: int
    findings: int
    documents: int
    report: merge.Report
    photos: int
    """Photos and documents that were not here before."""
    missing_photos: tuple[NamedFile, ...]
    """Named by records of the bundle's cases, but neither here nor in the bundle."""
    incomplete: tuple[ShortCase, ...]
    note: str | None = None
    """ALREADY_MERGED where nothing was new."""
    objection: str | None = None
    """Why somebody at the bureau would have to look at it first; merging would put it aside."""


class ToReview(Exception):
    """Somebody at the bureau has to look at the bundle first."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def join(
    workspace: Workspace,
    connection: Connection,
    bundle: Bundle,
    carrier: Carrier,
    absent: Sequence[Entry],
    *,
    reviewed: bool,
) -> Merged:
    """Add the bundle's commits; whether that stays is the caller's.

    Raises ToReview where the bundle goes beyond its writers' rights, unless somebody at the bureau has looked at it.
    """
    staged = _staged(connection, bundle)
    signed = authors.vouched(connection, bundle, carrier, keyring.card_of(workspace), staged.new)
    objection = REVOKED if carrier.revoked else authors.objections(connection, workspace, carrier, staged.new, signed)
    if objection and not reviewed:
        raise ToReview(objection)
    repeated = _import_of(connection, bundle)
    if repeated is not None and not staged.new:
        report = merge.Report(repeated, 0, len(staged.known))
    else:
        report = merge.apply(connection, staged, _source(workspace, bundle))
        show_schools(connection, report)
    _note_beside(workspace, connection, bundle, carrier, signed)
    manifest = bundle.manifest
    cases = [(case.kind, case.uid) for case in manifest.counts.cases]
    coming = {entry.sha256 for entry in absent}
    absent_files = missing(workspace, scope.named_files(connection, cases))
    return Merged(
        bundle=manifest.bundle,
        sender=manifest.sender.name,
        made_at=instant_text(manifest.made_at),
        visits=manifest.counts.visits,
        findings=manifest.counts.findings,
        documents=manifest.counts.documents,
        report=report,
        photos=len(absent),
        missing_photos=tuple(file for file in absent_files if file.sha256 not in coming),
        incomplete=_short_cases(connection, manifest),
        note=ALREADY_MERGED if staged.known and not staged.new and not absent else None,
        objection=objection,
    )


def _staged(connection: Connection, bundle: Bundle) -> merge.Staged:
    try:
        return merge.stage(connection, bundle.lines())
    except merge.Refused as error:
        # What is wrong with the lines is known there, which bundle they are of only here.
        raise merge.Refused(f"“{bundle.name}”合不进：{error.what}", hint=error.hint) from error


def _note_beside(
    workspace: Workspace, connection: Connection, bundle: Bundle, carrier: Carrier, signed: Mapping[bytes, bytes]
) -> None:
    """Note what stands beside the log: who signed, what the bureau vouched for, which photos it holds."""
    senders.remember(connection, carrier, bundle.manifest)
    if workspace.is_bureau:
        return
    proofs.add(connection, signed.items())
    if bundle.manifest.kind == TASK:
        _note_photos_at_bureau(connection, bundle.manifest)


def _note_photos_at_bureau(connection: Connection, manifest: Manifest) -> None:
    """Take the newest list alone: after a restore the bureau may hold less than it once did."""
    made = instant_text(manifest.made_at)
    with Session(connection) as session:
        if made < (settings.get(session, Name.BUREAU_PHOTOS_AT) or ""):
            return
        settings.put(session, Name.BUREAU_PHOTOS_AT, made)
        session.execute(delete(BureauPhoto))
        session.add_all(BureauPhoto(sha256=sha256) for sha256 in set(manifest.held))
        session.flush()


def missing(workspace: Workspace, named: Sequence[NamedFile]) -> list[NamedFile]:
    """Return those of the named files that the store does not hold."""
    return [file for file in named if not workspace.photos.has(file.sha256)]


def show_schools(connection: Connection, done: merge.Report | Retraction) -> None:
    """Let the search know what a merge or an undo did to the names of schools."""
    if done.touches(School.__tablename__, SchoolName.__tablename__):
        with Session(connection) as session:
            schools.refresh_search(session)
            session.flush()


def _source(workspace: Workspace, bundle: Bundle) -> merge.Source:
    # The lists of files are thousands of lines that nobody asks for again; the hash is that of the whole manifest.
    kept = msgspec.structs.replace(bundle.manifest, files=(), held=())
    return merge.Source(
        bundle=bundle.manifest.bundle,
        sha256=bundle.sha256,
        manifest=msgspec.json.encode(kept).decode(),
        by=workspace.person,
        sender=bundle.manifest.sender.replica,
    )


def _import_of(connection: Connection, bundle: Bundle) -> int | None:
    """Return the import of this very bundle that stands, None where there is none."""
    found = connection.execute(
        sql(
            "SELECT id FROM log_import WHERE bundle = :bundle AND sha256 = :sha256 AND retracted IS NULL"
            " ORDER BY id DESC LIMIT 1"
        ),
        {"bundle": bundle.manifest.bundle, "sha256": bundle.sha256},
    ).scalar()
    return None if found is None else int(found)


def _short_cases(connection: Connection, manifest: Manifest) -> tuple[ShortCase, ...]:
    here = scope.commits_by_case(connection, [(case.kind, case.uid) for case in manifest.counts.cases])
    short = (
        ShortCase(case.kind, case.uid, here.get((case.kind, case.uid), 0), case.commits)
        for case in manifest.counts.cases
    )
    return tuple(case for case in short if case.here < case.declared)
