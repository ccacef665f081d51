"""Going back to a backup: looked at first, the present state backed up before, then one step from old to new.

Until that step nothing that the workspace shows is changed, after it all of it is the backup's. The restored ledger
writes as a replica of its own, and asks for the last number printed before it gives out another: it cannot know what
was done after the backup.
"""

import errno
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from xunjian.db import peek
from xunjian.db.engines import ledgerfile
from xunjian.db.engines.ledgerfile import Facts
from xunjian.db.migrations import NEWEST
from xunjian.db.photos import PhotoStore
from xunjian.db.uids import new_uid
from xunjian.errors import UserError
from xunjian.files import replacing, sync_folder
from xunjian.progress import Progress
from xunjian.services.backup import form, making, storing
from xunjian.services.backup.form import Listed, Unreadable
from xunjian.services.backup.vault import KEPT, Vault
from xunjian.services.handover.drives import Drive
from xunjian.services.keys import keyring, laptop_keys
from xunjian.services.paperwork.highwater import HighWater, Mark, outside_of
from xunjian.settings import UNSURE, Name
from xunjian.workspace import Workspace, alone

STAGED = "restoring"
"""Folder of a workspace in which a restored ledger is made ready."""
SET_ASIDE = "原来的"
_UNTOUCHED = "现在的内容没有动。"


@dataclass(frozen=True)
class Preview:
    """What a restore would go back to."""

    folder: str
    made_at: datetime
    visits: int
    findings: int
    documents: int
    photos: int
    sealed: bool
    lost_commits: int | None
    """How many saves of this machine came later; None where there is no workspace to compare with."""


@dataclass(frozen=True)
class Restored:
    """What was done."""

    made_at: datetime
    visits: int
    photos: int
    missing_photos: tuple[str, ...]
    """Hashes of photos that are neither here nor whole in the backup."""
    present: str | None
    """Where the state before was kept; None where there was none."""


def find(path: Path) -> Path:
    """Return the folder of the backup that somebody means by `path`: its folder, its list, or a place: the newest."""
    if path.name == form.LIST:
        path = path.parent
    if (path / form.LIST).is_file():
        return path
    names = Vault(path).names()
    if not names:
        raise Unreadable(f"“{path.name}”里没有备份。")
    return path / names[0]


def all_in(folder: Path, places: Sequence[Path]) -> list[Preview]:
    """Return the backups in these places that the workspace in `folder` could go back to, the newest first."""
    found = []
    for place in places:
        for name in Vault(place).names():
            with suppress(UserError):
                found.append(preview(folder, place / name))
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def places_on(drives: Iterable[Drive]) -> list[Path]:
    """Return the folders with backups on these drives."""
    found: list[Path] = []
    for drive in drives:
        with suppress(OSError):
            found += [place for place in drive.folder.iterdir() if place.is_dir() and Vault(place).names()]
    return found


def preview(folder: Path, backup: Path) -> Preview:
    """Tell what going back to `backup` would mean for the workspace in `folder`; nothing is changed."""
    listed = form.read_list(backup)
    present = _present(folder)
    _refuse(listed, present)
    lost = None if present is None else max(present.last_commit - listed.last_commit, 0)
    made = datetime.fromisoformat(listed.made_at)
    return Preview(
        str(backup),
        made,
        listed.visits,
        listed.findings,
        listed.documents,
        len(listed.photos),
        listed.sealed,
        lost,
    )


def needs_passphrase(backup: Path) -> bool:
    """Tell whether somebody has to type a bureau's passphrase, or its recovery key, to open a backup."""
    return form.read_list(backup).keys is not None


def identities(folder: Path, backup: Path, passphrase: str | None = None) -> tuple[str, ...]:
    """Return what opens a sealed backup; raises UserError where a passphrase is needed or wrong, or keys are missing.

    A laptop's own keys open its backups; a bureau's need its passphrase or its recovery key.
    """
    listed = form.read_list(backup)
    if not listed.sealed:
        return ()
    if listed.keys is not None:
        return keyring.identities_in(listed.keys, passphrase or "")
    try:
        return laptop_keys.read(folder).identities
    except FileNotFoundError:
        raise UserError(
            "这份备份加了密，本机没有它的密钥。",
            safe="什么都没有改。",
            hint="请先用这个组的入组文件加入，再恢复。",
        ) from None


def restore(folder: Path, backup: Path, progress: Progress, *, opened_by: Sequence[str] = ()) -> Restored:
    """Go back to `backup` in the workspace folder `folder`, which nobody may have open; whole or not at all.

    `opened_by` are the secret age keys of a sealed backup. What is there now is backed up first.
    """
    listed = form.read_list(backup)
    _refuse(listed, _present(folder))
    kept = _keep_present(folder, progress)
    folder.mkdir(parents=True, exist_ok=True)
    with _advising(), alone(folder), _staging(folder) as staged:
        work = _Restoring(folder, backup, listed, opened_by, progress)
        work.stage_ledger(staged)
        missing = work.take_photos()
        work.take_held()
        work.take_keys()
        work.carry_numbers()
        progress.step(1, 1, "换上")
        _swap(folder, staged)
    return Restored(datetime.fromisoformat(listed.made_at), listed.visits, len(listed.photos), tuple(missing), kept)


class _Restoring:
    def __init__(
        self, folder: Path, backup: Path, listed: Listed, opened_by: Sequence[str], progress: Progress
    ) -> None:
        self._folder, self._backup, self._listed = folder, backup, listed
        self._opened_by, self._progress = opened_by, progress
        self._vault = Vault(backup.parent)
        self._replica = new_uid()
        self._former = ""
        self._is_trial = False

    def stage_ledger(self, staged: Path) -> None:
        """Bring the ledger here, see that it is whole, and make it write as a replica of its own."""
        self._progress.step(0, 1, "工作库")
        self._take(form.LEDGER, staged)
        if ledgerfile.faults(staged):
            raise Unreadable("备份里的工作库损坏了。")
        facts = ledgerfile.facts(staged)
        if facts.version > NEWEST:
            raise _too_new()
        self._former, self._is_trial = facts.settings.get("replica", ""), facts.settings.get(Name.TRIAL.value) == "yes"
        ledgerfile.put_settings(staged, {"replica": self._replica, Name.NUMBERS.value: UNSURE})
        ledgerfile.fold(staged)
        with staged.open("rb") as file:
            os.fsync(file.fileno())

    def take_photos(self) -> list[str]:
        """Bring photos that are not here into the store; by themselves they change nothing. Return what is missing."""
        temporary = self._folder / "tmp"
        temporary.mkdir(exist_ok=True)
        photos = PhotoStore(self._folder / "blobs", temporary)
        missing = []
        for done, kept in enumerate(self._listed.photos):
            self._progress.step(done, len(self._listed.photos), f"照片 {done + 1}/{len(self._listed.photos)}")
            if photos.has(kept.sha256):
                continue
            try:
                with photos.incoming(kept.sha256) as file:
                    storing.take(kept, self._blob(kept), file, self._opened_by)
            except UserError:
                missing.append(kept.sha256)
        return missing

    def take_held(self) -> None:
        """Bring bundles that waited at the bureau, where they are not here any more."""
        for kept in self._listed.held:
            target = self._folder / kept.name
            if not target.exists():
                target.parent.mkdir(exist_ok=True)
                with replacing(target) as file:
                    storing.take(kept, self._blob(kept), file, self._opened_by)

    def take_keys(self) -> None:
        """Bring a laptop's keys where it has none; those that it has are as new or newer."""
        if not laptop_keys.has(self._folder) and any(kept.name == laptop_keys.FILE for kept in self._listed.files):
            self._take(laptop_keys.FILE, self._folder / laptop_keys.FILE)

    def carry_numbers(self) -> None:
        """Let the restored ledger know every number that this machine knows to be printed."""
        marks = self._marks_here()
        if not (self._folder / "numbers.toml").exists() and any(k.name == "numbers.toml" for k in self._listed.files):
            self._take("numbers.toml", self._folder / "numbers.toml")
            marks += self._marks_here()
        outside = None if self._is_trial else outside_of(self._replica)
        for mark in marks:
            HighWater(self._folder, outside).put(mark)

    def _marks_here(self) -> list[Mark]:
        present = _present(self._folder)
        replicas = {self._former, present.settings.get("replica", "") if present else ""} - {""}
        found: list[Mark] = []
        for replica in sorted(replicas):
            with suppress(UserError):
                found += HighWater(self._folder, None if self._is_trial else outside_of(replica)).marks()
        return found

    def _blob(self, kept: form.Kept) -> Path:
        return self._vault.blob(kept, sealed=self._listed.sealed)

    def _take(self, name: str, target: Path) -> None:
        listed = self._listed
        kept = listed.ledger if name == form.LEDGER else next(one for one in listed.files if one.name == name)
        source = self._backup / (name + (form.SEALED if listed.sealed else ""))
        with replacing(target) as file:
            storing.take(kept, source, file, self._opened_by)


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """Yield where the restored ledger is made ready; what an interrupted run left there goes first."""
    staged = folder / STAGED
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir()
    try:
        yield staged / peek.DATABASE
    finally:
        shutil.rmtree(staged, ignore_errors=True)


@contextmanager
def _advising() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise UserError(
                "本机满了，没有恢复。", safe="现在的内容没有动。", hint="请腾出空间，再恢复一次。"
            ) from error
        raise UserError(
            "没有恢复成。", safe="现在的内容没有动。", hint="请看看 U 盘插好没有、本机的文件夹能不能写，再试一次。"
        ) from error


def _keep_present(folder: Path, progress: Progress) -> str | None:
    """Back up what is there now; a ledger too broken for that is kept as it is."""
    if not peek.has_workspace(folder):
        return None
    try:
        workspace = Workspace.open(folder)
    except UserError:
        with alone(folder):
            return _set_aside(folder)
    try:
        return making.back_up(workspace, making.default_place(folder), progress, keep=KEPT + 1).folder
    except UserError:
        if ledgerfile.faults(folder / peek.DATABASE):
            return _set_aside(folder)
        raise
    finally:
        workspace.close()


def _set_aside(folder: Path) -> str:
    """Copy the files of a broken ledger, for whoever may still get something out of them."""
    place = making.default_place(folder)
    place.mkdir(exist_ok=True, mode=0o700)
    number = sum(1 for _ in place.glob(f"{SET_ASIDE}*")) + 1
    target = place / f"{SET_ASIDE}-{number}"
    target.mkdir()
    for ending in ("", "-wal", "-shm"):
        source = folder / f"{peek.DATABASE}{ending}"
        if source.is_file():
            shutil.copyfile(source, target / source.name)
    return str(target)


def _swap(folder: Path, staged: Path) -> None:
    """Put the staged ledger in the place of the present one: the one step from old to new."""
    present = folder / peek.DATABASE
    if present.is_file():
        try:
            ledgerfile.fold(present)
        except UserError:
            if not ledgerfile.faults(present):
                raise  # somebody looks at it
            # Too broken to be read, and set aside. Its log must not meet the ledger that comes.
            for ending in ("-wal", "-shm"):
                (folder / f"{peek.DATABASE}{ending}").unlink(missing_ok=True)
            sync_folder(folder)
    staged.replace(present)
    sync_folder(folder)


def _present(folder: Path) -> Facts | None:
    """Return the facts of the ledger that is there, None where there is none or it cannot be read."""
    path = folder / peek.DATABASE
    if not path.is_file():
        if (folder / peek.ADDRESS).is_file():
            raise UserError(
                "这台机器的工作库在服务器上，这里不恢复。",
                safe="什么都没有改。",
                hint="请服务器管理员从数据库的备份恢复。",
            )
        return None
    with suppress(UserError):
        return ledgerfile.facts(path)
    return None


def _refuse(listed: Listed, present: Facts | None) -> None:
    """Refuse a backup of another bureau or group, and one of a newer program."""
    if listed.version > NEWEST:
        raise _too_new()
    if present is None:
        return
    ours = (present.settings.get("bureau"), present.settings.get(Name.TEAM.value))
    if ours != (listed.bureau, listed.team):
        raise UserError(
            "这份备份是别的局或别的组的，和本机不一致。", safe="什么都没有改。", hint="请选这台机器的备份。"
        )


def _too_new() -> UserError:
    return UserError("这份备份是新版程序做的，这一版读不了。", safe="什么都没有改。", hint="请先升级程序，再恢复。")
