"""A place with backups: which there are, which go, and the photos that they share."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from xunjian.errors import UserError
from xunjian.services.backup import form
from xunjian.services.backup.form import Kept, Listed

UNFINISHED = ".part"
KEPT = 10
"""How many backups of a place are kept."""


class Vault:
    """A folder with the backups of one workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> list[str]:
        """Return the backups here, newest first."""
        with suppress(OSError):
            found = [one.name for one in self.folder.iterdir() if form.is_name(one.name)]
            return sorted((name for name in found if (self.folder / name / form.LIST).is_file()), reverse=True)
        return []

    def lists(self) -> Iterator[tuple[str, Listed]]:
        """Yield the backups here with their lists, newest first; one that cannot be read is passed over."""
        for name in self.names():
            with suppress(UserError):
                yield name, form.read_list(self.folder / name)

    def blob(self, kept: Kept, *, sealed: bool) -> Path:
        """Return where a photo lies, or would lie."""
        return self.folder / form.PHOTOS / kept.sha256[:2] / (kept.sha256 + (form.SEALED if sealed else ""))

    def new_name(self, at: datetime) -> str:
        """Return the name of a backup made now: later in order than all that are here, whatever the clock says."""
        name, newest = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}", next(iter(self.names()), "")
        if name > newest:
            return name
        moment, _, number = newest.partition("-")
        return f"{moment}-{int(number or 0) + 1:03}"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Be the only one who writes here; what an interrupted run left unfinished goes first."""
        lock = FileLock(self.folder / "lock", thread_local=False)
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise UserError("正在备份，还没做完。", safe="数据都在本机。", hint="请等它做完，再试一次。") from error
        try:
            self._drop_unfinished()
            yield
        finally:
            lock.release()

    def rotate(self, keep: int) -> int:
        """Remove the oldest backups beyond `keep`, then the photos that none names; return how many are left."""
        names = self.names()
        for name in names[keep:]:
            # Without its list it is no backup any more, however far its removal gets.
            (self.folder / name / form.LIST).unlink()
            shutil.rmtree(self.folder / name)
        self.sweep()
        return min(len(names), keep)

    def sweep(self) -> None:
        """Remove photos that no backup names; where a list cannot be read, all stay."""
        wanted: set[Path] = set()
        for name in self.names():
            try:
                listed = form.read_list(self.folder / name)
            except UserError:
                return
            wanted |= {self.blob(kept, sealed=listed.sealed) for kept in listed.blobs}
        for path in (self.folder / form.PHOTOS).glob("??/*"):
            if path not in wanted:
                path.unlink(missing_ok=True)

    def _drop_unfinished(self) -> None:
        for path in self.folder.glob(f"*{UNFINISHED}"):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        for name in [one.name for one in self.folder.iterdir() if form.is_name(one.name)]:
            if not (self.folder / name / form.LIST).is_file():
                shutil.rmtree(self.folder / name, ignore_errors=True)
