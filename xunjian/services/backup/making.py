"""Making a backup: the ledger as one state while others go on writing, then the photos that it names."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from xunjian import __version__, settings
from xunjian.db import peek
from xunjian.db.engines import ledgerfile
from xunjian.db.schema.reference import Bureau, Team
from xunjian.db.types import instant_text, now
from xunjian.errors import UserError
from xunjian.files import safe_name, sync_folder, write_whole
from xunjian.progress import Progress
from xunjian.services.backup import form, storing
from xunjian.services.backup.form import Kept, Listed
from xunjian.services.backup.vault import KEPT, UNFINISHED, Vault
from xunjian.services.keys import keyring, laptop_keys
from xunjian.services.paperwork import highwater
from xunjian.settings import Name
from xunjian.workspace import Workspace

SMALL = (highwater.FILE, laptop_keys.FILE)
_SPARE = 16 * 2**20
_ROUNDS = 8
"""After so many backups every photo of a place was read again."""

_ABOUT = """这是巡检的备份，一个文件夹一份，名字是备份的时间（格林尼治时间）。

恢复：在巡检的“设置”里选“恢复”，再选这个文件夹；或用命令 xunjian restore。
照片在 photos 里，各份备份合用，请不要单独拷走或删掉一部分。
{sealed}"""


@dataclass(frozen=True)
class Made:
    """A backup that lies at its place, read again and whole."""

    folder: str
    made_at: datetime
    number: int
    """How many backups are there now."""
    visits: int
    findings: int
    documents: int
    photos: int
    new_photos: int
    damaged: tuple[str, ...]
    """Hashes of photos whose file here no longer is what its name says; an earlier backup may have them whole."""
    sealed: bool


def place_on(workspace: Workspace, drive: Path) -> Path:
    """Return where the backups of a workspace lie on a stick: each machine of a group has a folder of its own there."""
    with workspace.store.read() as session:
        team = session.get(Team, workspace.team) if workspace.team else None
        bureau = session.get(Bureau, workspace.store.bureau)
        seat = settings.get(session, Name.SEAT)
    name = (team.name if team else bureau.name if bureau else None) or "工作库"
    return drive / safe_name(f"巡检备份-{name}" + (f"-{seat}" if seat else ""))


def default_place(folder: Path) -> Path:
    """Return where the backups of the workspace in `folder` lie unless another place is named: beside it."""
    return folder.parent / f"{folder.name}-备份"


def back_up(workspace: Workspace, place: Path, progress: Progress, *, sealed: bool = False, keep: int = KEPT) -> Made:
    """Back a workspace up to `place` and read it back; the `keep` newest backups there stay.

    `sealed` is for what people carry about: only the workspace's keys open it. Whole or not at all; others may go on
    reading and writing.
    """
    _refuse_server(workspace)
    recipients = _recipients(workspace) if sealed else ()
    vault = Vault(place)
    with storing.advising(place):
        if not place.is_dir():
            place.mkdir(parents=True, mode=0o700)
        with vault.held():
            try:
                made = _Making(workspace, vault, recipients, progress).make(keep)
            except BaseException:
                vault.sweep()
                raise
    if place.resolve() != default_place(workspace.folder).resolve():
        with workspace.store.apart() as session:
            settings.put(session, Name.BACKED_UP_AWAY, instant_text(made.made_at))
    return made


class _Making:
    def __init__(self, workspace: Workspace, vault: Vault, recipients: Sequence[str], progress: Progress) -> None:
        self._workspace, self._vault, self._recipients, self._progress = workspace, vault, recipients, progress
        self._sealed = bool(recipients)
        self._damaged: list[str] = []
        self._new = 0

    def make(self, keep: int) -> Made:
        made_at = now()
        name = self._vault.new_name(made_at)
        target = self._vault.folder / name
        with _unfinished(target.with_name(f".{name}{UNFINISHED}")) as folder:
            self._progress.step(0, 1, "工作库")
            listed = self._fill(folder, made_at)
            self._progress.step(1, 1, "最后一步")
            write_whole(folder / form.LIST, form.encoded(listed))
            folder.rename(target)
        sync_folder(self._vault.folder)
        about = _ABOUT.format(sealed="里面都加了密，丢了别人也打不开。\n" if self._sealed else "")
        write_whole(self._vault.folder / form.ABOUT, about.replace("\n", "\r\n").encode("utf-8-sig"))
        return Made(
            str(target),
            made_at,
            self._vault.rotate(keep),
            listed.visits,
            listed.findings,
            listed.documents,
            len(listed.photos),
            self._new,
            tuple(self._damaged),
            self._sealed,
        )

    def _fill(self, folder: Path, made_at: datetime) -> Listed:
        ledger, facts = self._ledger(folder)
        # After the ledger: a photo is on disk before a row names it, so none that the copy names is missing here.
        photos = self._blobs(
            {sha256: self._workspace.photos.path(sha256) for sha256 in self._workspace.photos.hashes()}
        )
        shelf = self._workspace.folder / "held"
        held = [(path.name, path) for path in sorted(shelf.glob("*")) if path.is_file()]
        ledger_of = self._workspace.store
        return Listed(
            bureau=ledger_of.bureau,
            team=self._workspace.team,
            replica=ledger_of.replica,
            made_at=instant_text(made_at),
            app=__version__,
            version=facts.version,
            sealed=self._sealed,
            keys=keyring.locked_keys(self._workspace) if self._sealed and self._workspace.is_bureau else None,
            last_commit=facts.last_commit,
            visits=facts.visits,
            findings=facts.findings,
            documents=facts.documents,
            ledger=ledger,
            files=tuple(self._small_files(folder)),
            held=tuple(self._held(held)),
            photos=tuple(photos),
        )

    def _ledger(self, folder: Path) -> tuple[Kept, ledgerfile.Facts]:
        """Copy the ledger, see that the copy is whole, and seal it where that is wanted."""
        source = self._workspace.folder / peek.DATABASE
        plain = (self._workspace.temporary if self._sealed else folder) / f"{folder.name}.db"
        _require_room(plain.parent, source.stat().st_size)
        try:
            ledgerfile.copy(source, plain)
            if faults := ledgerfile.faults(plain):
                raise UserError(
                    "工作库的文件有损坏，没有备份。",
                    safe="以前的备份都在。",
                    hint=f"请在“设置”里核对工作库，或恢复以前的备份（{faults[0][:80]}）。",
                )
            facts = ledgerfile.facts(plain)
            self._progress.step(0, 1, "核对工作库")
            target = folder / self._file(form.LEDGER)
            if self._sealed:
                return storing.store(plain, target, self._recipients, name=form.LEDGER), facts
            return storing.settle(plain, target, name=form.LEDGER), facts
        finally:
            plain.unlink(missing_ok=True)

    def _small_files(self, folder: Path) -> Iterator[Kept]:
        for name in SMALL:
            source = self._workspace.folder / name
            if source.is_file():
                yield storing.store(source, folder / self._file(name), self._recipients, name=name)

    def _blobs(self, sources: dict[str, Path]) -> Iterator[Kept]:
        known = self._known()
        round_ = len(self._vault.names()) % _ROUNDS
        absent = [path for sha256, path in sources.items() if sha256 not in known]
        if absent and (self._sealed or absent[0].stat().st_dev != self._vault.folder.stat().st_dev):
            _require_room(self._vault.folder, sum(path.stat().st_size for path in absent))
        for done, (sha256, source) in enumerate(sorted(sources.items())):
            self._progress.step(done, len(sources), f"照片 {done + 1}/{len(sources)}")
            kept, read = known.get(sha256), int(sha256[:2], 16) % _ROUNDS == round_
            if kept is None or not storing.is_whole(kept, self._vault.blob(kept, sealed=self._sealed), read=read):
                kept = self._store_blob(sha256, sha256, source)
            if kept is not None:
                yield kept

    def _held(self, sources: Sequence[tuple[str, Path]]) -> Iterator[Kept]:
        known = {(kept.name, kept.size): kept for _, listed in self._lists() for kept in listed.held}
        for name, source in sources:
            kept = known.get((f"held/{name}", source.stat().st_size))
            if kept is None or not storing.is_whole(kept, self._vault.blob(kept, sealed=self._sealed), read=False):
                with source.open("rb") as file:
                    sha256 = storing.hash_of(file)
                kept = self._store_blob(f"held/{name}", sha256, source)
            if kept is not None:
                yield kept

    def _store_blob(self, name: str, sha256: str, source: Path) -> Kept | None:
        """Put a file under its hash; None where it no longer is what its name says."""
        target = self._vault.blob(Kept(name, sha256, 0), sealed=self._sealed)
        for folder in (target.parent.parent, target.parent):
            if not folder.is_dir():
                folder.mkdir()
                sync_folder(folder.parent)
        try:
            with source.open("rb") as file:
                whole = storing.hash_of(file) == sha256
        except FileNotFoundError:
            return None
        if not whole:
            self._damaged.append(sha256)
            return None
        self._new += 1
        if not self._sealed and storing.link(source, target):
            return Kept(name, sha256, source.stat().st_size)
        return storing.store(source, target, self._recipients, name=name)

    def _known(self) -> dict[str, Kept]:
        """Return the photos that lie here already, as the newest list that names them has them."""
        found: dict[str, Kept] = {}
        for _, listed in self._lists():
            for kept in listed.photos:
                found.setdefault(kept.sha256, kept)
        return found

    def _lists(self) -> list[tuple[str, Listed]]:
        return [(name, listed) for name, listed in self._vault.lists() if listed.sealed == self._sealed]

    def _file(self, name: str) -> str:
        return name + (form.SEALED if self._sealed else "")


@contextmanager
def _unfinished(folder: Path) -> Iterator[Path]:
    """Yield a new folder that is gone unless it got its name."""
    folder.mkdir()
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _recipients(workspace: Workspace) -> tuple[str, ...]:
    """Return who can open a sealed backup: the bureau, its recovery key, and the group."""
    card = keyring.card_of(workspace)
    if workspace.is_bureau:
        return card.recipients
    certificate = keyring.keys_of(workspace).certificate
    return (*card.recipients, *((certificate.group.recipient,) if certificate else ()))


def _refuse_server(workspace: Workspace) -> None:
    if workspace.store.is_shared:
        raise UserError(
            "局里的工作库在服务器上，这里不备份。",
            safe="数据都在服务器上，照片也在。",
            hint="请服务器管理员定期备份整个数据库（例如 pg_dump），并试着恢复一次。",
        )


def _require_room(folder: Path, need: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < need + _SPARE:
        raise UserError(
            f"盘上只剩 {free // 2**20} MB，备份要 {(need + _SPARE) // 2**20} MB。",
            safe=storing.SAFE,
            hint="请腾出空间，或换一个盘，再备份一次。",
        )
