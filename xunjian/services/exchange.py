"""Bundles out and in: a group's report, and merging bundles, tried first or done, alone or many."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from xunjian.bundle import reading
from xunjian.bundle.format import ENROL, REPORT, Entry, Manifest
from xunjian.bundle.reading import Bundle
from xunjian.bundle.refusals import OtherBureau
from xunjian.db import merge, retraction
from xunjian.db.retraction import Retraction
from xunjian.db.schema.reference import School, SchoolName
from xunjian.db.types import instant_text
from xunjian.db.views import sql
from xunjian.errors import Cancelled, UserError
from xunjian.progress import Progress, Unwatched
from xunjian.services import intake, schools, scope
from xunjian.services.packing import Exported, pack
from xunjian.services.scope import NamedFile
from xunjian.workspace import Workspace

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


@dataclass(frozen=True)
class Refusal:
    """Why a bundle was not merged."""

    what: str
    safe: str
    hint: str


@dataclass(frozen=True)
class Outcome:
    """What became of one bundle of many: merged, or refused."""

    path: str
    merged: Merged | None
    refused: Refusal | None


@dataclass(frozen=True)
class Outcomes:
    """What became of many bundles; after a stop, those that were not reached are absent."""

    results: tuple[Outcome, ...]
    stopped: bool


@dataclass(frozen=True)
class Import:
    """A bundle in the list of imports."""

    id: int
    bundle: str
    kind: str
    sender: str
    made_at: str
    merged_at: str
    by: str | None
    new_commits: int
    known_commits: int
    retracted_at: str | None = None


@dataclass(frozen=True)
class Undone:
    """What taking back an import did, or would do."""

    imports: tuple[Import, ...]
    """The import, and the later ones of the same sender, newest first."""
    retraction: Retraction


def export_report(workspace: Workspace, target: Path, progress: Progress, *, with_photos: bool = True) -> Exported:
    """Write the group's cases and their photos to `target`; the bureau's own workspace writes all that it holds."""
    with workspace.store.connection(writing=False) as connection:
        team = workspace.team
        cases = scope.every_case(connection) if team is None else scope.reported_by(connection, team)
        return pack(workspace, connection, target, cases, progress, kind=REPORT, with_photos=with_photos)


def preview(workspace: Workspace, path: Path, progress: Progress | None = None) -> Merged:
    """Tell what merging the bundle would bring, its photos read and checked; nothing is changed."""
    with reading.opened(path) as bundle:
        _refuse_foreign(workspace, bundle)
        bundle.check_text()
        absent = intake.absent(workspace, bundle)
        bundle.check_blobs(absent, progress or Unwatched())
        with workspace.store.connection(writing=True) as connection:
            merged = _join(workspace, connection, bundle, absent)
            connection.rollback()
            return merged


def merge_bundle(workspace: Workspace, path: Path, progress: Progress) -> Merged:
    """Merge a bundle whole or not at all: photos first, which harm nothing by themselves, then one transaction."""
    with reading.opened(path) as bundle:
        _refuse_foreign(workspace, bundle)
        bundle.check_text()
        absent = intake.absent(workspace, bundle)
        intake.take(workspace, bundle, absent, progress)
        with workspace.store.connection(writing=True) as connection:
            return _join(workspace, connection, bundle, absent)


def merge_all(workspace: Workspace, paths: Sequence[Path], progress: Progress) -> Outcomes:
    """Merge bundles one after the other, each whole or not at all; a bad one does not stop the others."""
    results: list[Outcome] = []
    for done, path in enumerate(paths):
        try:
            within = _Within(progress, done, len(paths), path.name)
            results.append(Outcome(str(path), merge_bundle(workspace, path, within), None))
        except UserError as error:
            results.append(Outcome(str(path), None, Refusal(error.what, error.safe, error.hint)))
        except Cancelled:
            return Outcomes(tuple(results), stopped=True)
    return Outcomes(tuple(results), stopped=False)


def list_imports(workspace: Workspace) -> list[Import]:
    """Return the bundles merged here, newest first."""
    with workspace.store.connection(writing=False) as connection:
        return _imports(connection)


def undo_import(workspace: Workspace, import_id: int, *, dry_run: bool = False) -> Undone:
    """Take back an import and the later ones of its sender; `dry_run` tells what that would do and changes nothing.

    Photos stay in the store. Whoever holds the commits brings them back with the next bundle.
    """
    with workspace.store.connection(writing=True) as connection:
        known = {one.id: one for one in _imports(connection)}
        if import_id in known and known[import_id].kind == ENROL:
            raise UserError("入组文件不能撤回。", safe="什么都没有改。", hint="入错了组，请另选文件夹，重新入组。")
        done = retraction.retract(connection, import_id)
        _show_schools(connection, done)
        if dry_run:
            connection.rollback()
    return Undone(tuple(known[number] for number in done.imports), done)


def _imports(connection: Connection) -> list[Import]:
    found = []
    for row in connection.execute(sql("SELECT * FROM log_import ORDER BY id DESC")):
        manifest = msgspec.json.decode(row.manifest, type=Manifest)
        found.append(
            Import(
                row.id,
                row.bundle,
                manifest.kind,
                manifest.sender.name,
                instant_text(manifest.made_at),
                row.at,
                row.by,
                row.new_commits,
                row.known_commits,
                row.retracted,
            )
        )
    return found


def missing_photos(workspace: Workspace) -> list[NamedFile]:
    """Return the photos and documents that records name but the store does not hold (缺照片)."""
    with workspace.store.connection(writing=False) as connection:
        return _missing(workspace, scope.named_files(connection, scope.every_case(connection)))


class _Within:
    """Progress of one bundle, told as a part of many."""

    def __init__(self, outer: Progress, done: int, total: int, name: str) -> None:
        self._outer = outer
        self._done = done
        self._total = total
        self._name = name
        outer.step(done, total, name)

    def step(self, done: int, total: int, text: str) -> None:  # noqa: ARG002 - the protocol's
        self._outer.step(self._done, self._total, f"{self._name}：{text}")


def _refuse_foreign(workspace: Workspace, bundle: Bundle) -> None:
    if bundle.manifest.bureau != workspace.store.bureau:
        raise OtherBureau(bundle.name, bundle.manifest.bureau_name or "另一个局")


def _join(workspace: Workspace, connection: Connection, bundle: Bundle, absent: Sequence[Entry]) -> Merged:
    """Add the bundle's commits; whether that stays is the caller's."""
    staged = merge.stage(connection, bundle.lines())
    repeated = _import_of(connection, bundle)
    if repeated is not None and not staged.new:
        report = merge.Report(repeated, 0, len(staged.known))
    else:
        report = merge.apply(connection, staged, _source(workspace, bundle))
        _show_schools(connection, report)
    manifest = bundle.manifest
    cases = [(case.kind, case.uid) for case in manifest.counts.cases]
    coming = {entry.sha256 for entry in absent}
    missing = _missing(workspace, scope.named_files(connection, cases))
    return Merged(
        bundle=manifest.bundle,
        sender=manifest.sender.name,
        made_at=instant_text(manifest.made_at),
        visits=manifest.counts.visits,
        findings=manifest.counts.findings,
        documents=manifest.counts.documents,
        report=report,
        photos=len(absent),
        missing_photos=tuple(file for file in missing if file.sha256 not in coming),
        incomplete=_short_cases(connection, manifest),
        note=ALREADY_MERGED if staged.known and not staged.new and not absent else None,
    )


def _show_schools(connection: Connection, done: merge.Report | Retraction) -> None:
    """Let the search know what a merge or an undo did to the names of schools."""
    if done.touches(School.__tablename__, SchoolName.__tablename__):
        with Session(connection) as session:
            schools.refresh_search(session)
            session.flush()


def _source(workspace: Workspace, bundle: Bundle) -> merge.Source:
    # The list of files is thousands of lines that nobody asks for again; the hash is that of the whole manifest.
    kept = msgspec.structs.replace(bundle.manifest, files=())
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


def _missing(workspace: Workspace, named: Sequence[NamedFile]) -> list[NamedFile]:
    return [file for file in named if not workspace.photos.has(file.sha256)]


def _short_cases(connection: Connection, manifest: Manifest) -> tuple[ShortCase, ...]:
    here = scope.commits_by_case(connection, [(case.kind, case.uid) for case in manifest.counts.cases])
    short = (
        ShortCase(case.kind, case.uid, here.get((case.kind, case.uid), 0), case.commits)
        for case in manifest.counts.cases
    )
    return tuple(case for case in short if case.here < case.declared)
