"""Bundles out and in: a group's report, the bureau's task for a group, and merging, tried first or done, alone or many.

What a bundle brings beyond the rights of its writers is not merged: it is put aside, whole, for somebody at the bureau.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlalchemy import Connection

from xunjian.bundle.format import ENROL, LARGEST_PART, REPORT, TASK, Manifest, Recipient
from xunjian.bundle.reading import Bundle
from xunjian.bundle.refusals import SAFE
from xunjian.db import retraction
from xunjian.db.retraction import Retraction
from xunjian.db.types import instant_text
from xunjian.db.views import sql
from xunjian.errors import Cancelled, UserError
from xunjian.progress import Progress, Unwatched
from xunjian.services.bundles import holding, intake, joining, outstanding, scope, senders
from xunjian.services.bundles.holding import HeldForReview
from xunjian.services.bundles.joining import Merged, ToReview
from xunjian.services.bundles.packing import Exported, Order, pack, team_name
from xunjian.services.bundles.scope import NamedFile
from xunjian.services.bureau import enrolments
from xunjian.services.keys import keyring
from xunjian.workspace import Workspace


@dataclass(frozen=True)
class Refusal:
    """Why a bundle was not merged."""

    what: str
    safe: str
    hint: str
    held: int | None = None
    """Its number among those that wait at the bureau."""


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


def export_report(
    workspace: Workspace,
    target: Path,
    progress: Progress,
    *,
    with_photos: bool = True,
    all_photos: bool = False,
    largest_part: int = LARGEST_PART,
    confirm: Callable[[], None] = lambda: None,
) -> Exported:
    """Write the group's cases to `target`, with the photos that the bureau did not say it has.

    The bureau's own workspace writes all that it holds, for the bureau's own machines. `confirm` is called when all is
    written; if it raises, the report does not count as handed out.
    """
    found = keyring.keys_of(workspace)
    with workspace.store.connection(writing=False) as connection:
        team = workspace.team
        cases = scope.every_case(connection) if team is None else scope.reported_by(connection, team)
        known = frozenset() if all_photos or team is None else _photos_at_bureau(connection)
        group = found.certificate.group if found.certificate else None
        order = Order(
            REPORT,
            (*found.bureau.recipients, *((group.recipient,) if group else ())),
            wanted=lambda file: with_photos and file.sha256 not in known,
            largest_part=largest_part,
        )
        last = outstanding.last_own_commit(connection)
        exported = pack(workspace, connection, target, cases, progress, order)
    confirm()
    if workspace.team is not None:
        outstanding.note_exported(workspace, last, with_photos=with_photos)
    return exported


def export_task(
    workspace: Workspace,
    team: str,
    target: Path,
    progress: Progress | None = None,
    *,
    with_photos: bool = True,
    all_photos: bool = False,
    largest_part: int = LARGEST_PART,
) -> Exported:
    """Write what a group may have and what the bureau holds of it; nothing of case BUREAU is ever in it.

    Photos are those of other groups' visits to its schools; with `all_photos` also those that the group took itself.
    """
    if not workspace.is_bureau:
        raise UserError("任务包由局里做。", safe="什么都没有改。", hint="请在局里的电脑上做，再发给检查组。")
    found = keyring.keys_of(workspace)
    with workspace.store.connection(writing=False) as connection:
        groups = enrolments.current(connection, team)
        if not groups:
            raise UserError("这个组还没有入组文件。", safe="什么都没有改。", hint="请先做入组文件（enrol create）。")
        own = scope.visits_of_team(connection, team)
        order = Order(
            TASK,
            (*found.bureau.recipients, *(group.recipient for group in groups)),
            to=Recipient(team, team_name(connection, team) or "（未写）"),
            wanted=lambda file: with_photos and (all_photos or file.visit not in own),
            tells_held=True,
            largest_part=largest_part,
        )
        cases = scope.task_for(connection, team, workspace.store.bureau)
        return pack(workspace, connection, target, cases, progress or Unwatched(), order)


def preview(workspace: Workspace, path: Path, progress: Progress | None = None) -> Merged:
    """Tell what merging the bundle would bring, its photos read and checked; nothing is changed."""
    with senders.opened(workspace, path) as (bundle, carrier):
        _refuse_invitation(bundle)
        bundle.check_text()
        absent = intake.absent(workspace, bundle)
        bundle.check_blobs(absent, progress or Unwatched())
        with workspace.store.connection(writing=True) as connection:
            merged = joining.join(workspace, connection, bundle, carrier, absent, reviewed=True)
            connection.rollback()
            return merged


def merge_bundle(workspace: Workspace, path: Path, progress: Progress) -> Merged:
    """Merge a bundle whole or not at all: photos first, which harm nothing by themselves, then one transaction.

    Raises HeldForReview where somebody at the bureau has to look at it first.
    """
    return _merge(workspace, path, progress, reviewed=False)


def admit_held(workspace: Workspace, held: int, progress: Progress | None = None) -> Merged:
    """Merge a bundle that was put aside, after somebody at the bureau has looked at it."""
    holding.require_reviewer(workspace)
    with holding.taken(workspace, held) as path:
        merged = _merge(workspace, path, progress or Unwatched(), reviewed=True)
    holding.admitted(workspace, held)
    return merged


def preview_held(workspace: Workspace, held: int) -> Merged:
    """Tell what admitting a bundle that was put aside would bring."""
    with holding.taken(workspace, held) as path:
        return preview(workspace, path)


def _merge(workspace: Workspace, path: Path, progress: Progress, *, reviewed: bool) -> Merged:
    with senders.opened(workspace, path) as (bundle, carrier):
        _refuse_invitation(bundle)
        bundle.check_text()
        if carrier.revoked and not reviewed:
            bundle.check_blobs(bundle.manifest.blobs, progress)
            raise holding.hold(workspace, path, bundle, joining.REVOKED)
        absent = intake.absent(workspace, bundle)
        intake.take(workspace, bundle, absent, progress)
        try:
            with workspace.store.connection(writing=True) as connection:
                return joining.join(workspace, connection, bundle, carrier, absent, reviewed=reviewed)
        except ToReview as found:
            raise holding.hold(workspace, path, bundle, found.why) from found


def merge_all(workspace: Workspace, paths: Sequence[Path], progress: Progress) -> Outcomes:
    """Merge bundles one after the other, each whole or not at all; a bad one does not stop the others."""
    results: list[Outcome] = []
    for done, path in enumerate(paths):
        try:
            within = _Within(progress, done, len(paths), path.name)
            results.append(Outcome(str(path), merge_bundle(workspace, path, within), None))
        except UserError as error:
            results.append(Outcome(str(path), None, refusal(error)))
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
        joining.show_schools(connection, done)
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
        return joining.missing(workspace, scope.named_files(connection, scope.every_case(connection)))


def refusal(error: UserError) -> Refusal:
    """Return why a bundle was not merged, as one result of many."""
    held = error.held if isinstance(error, HeldForReview) else None
    return Refusal(error.what, error.safe, error.hint, held)


def _photos_at_bureau(connection: Connection) -> frozenset[str]:
    return frozenset(row.sha256 for row in connection.execute(sql("SELECT sha256 FROM local_bureau_photo")))


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


def _refuse_invitation(bundle: Bundle) -> None:
    if bundle.manifest.kind == ENROL:
        raise UserError(f"“{bundle.name}”是入组文件，不用合包。", safe=SAFE, hint="请用它加入检查组。")
