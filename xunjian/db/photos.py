"""The store of photos and documents: original bytes, once each, in files named by their SHA-256.

A file is written, synced and renamed, and its folders synced, before any row names it: in simulated power cuts only
this order never left a row without its photo.
"""

import errno
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO

from xunjian.db.pictures import LARGEST_FILE, SAFE, check_photo, taken_at, too_large
from xunjian.errors import UserError
from xunjian.files import replacing, sync_folder

__all__ = ["LARGEST_FILE", "PhotoStore", "Stored", "check_photo"]

_FULL = {errno.ENOSPC, errno.EDQUOT}
_SPARE = 2**20


@dataclass(frozen=True)
class Stored:
    """A file in the store."""

    sha256: str
    size: int
    media_type: str
    taken_at: datetime | None = None
    """When the camera says that a photo was taken."""


class PhotoStore:
    """A folder of files named by content; the same bytes are stored once."""

    def __init__(self, folder: Path, temporary: Path) -> None:
        self._folder = folder
        self._temporary = temporary

    def path(self, sha256: str) -> Path:
        """Return where the file of this hash lies, or would lie."""
        return self._place(sha256)

    def has(self, sha256: str) -> bool:
        """Tell whether the file is here."""
        return self.path(sha256).is_file()

    def read(self, sha256: str) -> bytes:
        """Return the bytes of a file; raises FileNotFoundError if it is missing."""
        return self.path(sha256).read_bytes()

    def hashes(self) -> Iterator[str]:
        """Yield the hash of every file here."""
        return (file.name for file in self._folder.glob("??/*") if file.is_file())

    def add_photo(self, source: Path | bytes) -> Stored:
        """Store a photo as it is, after seeing that it is one and whole; raises UserError if not."""
        content = source if isinstance(source, bytes) else _read_photo(source)
        media_type = check_photo(content)
        return replace(self.add(content, media_type), taken_at=taken_at(content))

    def add(self, content: bytes, media_type: str) -> Stored:
        """Store bytes that are known to be good; a file of theirs that was damaged since is made good again."""
        sha256 = hashlib.sha256(content).hexdigest()
        target = self._place(sha256)
        if not (target.is_file() and target.read_bytes() == content):
            with _advising():
                self._write(sha256, content)
        return Stored(sha256, len(content), media_type)

    def damaged(self) -> list[str]:
        """Return the names of files whose bytes are not what their name says."""
        return [name for name in self.hashes() if hashlib.sha256(self.read(name)).hexdigest() != name]

    @contextmanager
    def incoming(self, sha256: str) -> Iterator[IO[bytes]]:
        """Yield a file that is stored under this name at a clean exit; whoever writes it sees to its hash."""
        with self._replacing(sha256) as file:
            yield file

    def _place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256

    @contextmanager
    def _replacing(self, sha256: str) -> Iterator[IO[bytes]]:
        target = self._place(sha256)
        for folder in (self._folder, target.parent):
            if not folder.is_dir():
                folder.mkdir(exist_ok=True)
                sync_folder(folder.parent)
        with replacing(target, temporary=self._temporary) as file:
            yield file

    def _write(self, sha256: str, content: bytes) -> None:
        if shutil.disk_usage(self._temporary).free < len(content) + _SPARE:
            raise _full()
        with self._replacing(sha256) as file:
            file.write(content)


@contextmanager
def _advising() -> Iterator[None]:
    """Turn faults of the disk into what their reader can do about them."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise _full() from error
        raise UserError(
            "照片文件夹写不进去，这个文件没存上。", safe="前面的都在。", hint="请检查磁盘和文件夹的权限，再存一次。"
        ) from error


def _full() -> UserError:
    return UserError("本机满了，这个文件没存上。", safe="前面的都在。", hint="请腾出空间，再存一次。")


def _read_photo(source: Path) -> bytes:
    try:
        if source.stat().st_size > LARGEST_FILE:
            raise too_large(f"“{source.name}”")
        return source.read_bytes()
    except OSError as error:
        raise UserError(f"“{source.name}”读不出来。", safe=SAFE, hint="请看看文件还在不在，再传一次。") from error
