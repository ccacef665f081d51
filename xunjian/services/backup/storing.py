"""Files of a backup on their way out and back: hashed while copied, synced, and read again from the disk."""

import errno
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from xunjian.bundle import envelope
from xunjian.errors import UserError
from xunjian.files import replacing, sync_folder
from xunjian.services.backup.form import Kept, Unreadable

SAFE = "数据都在本机。"
_PIECE = 2**20
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class _Hashed:
    """A file that hashes what goes through it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        self.size = 0

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def write(self, piece: bytes) -> int:
        self._take(piece)
        return self._file.write(piece)

    def flush(self) -> None:
        self._file.flush()

    def pieces(self) -> Iterator[bytes]:
        while piece := self._file.read(_PIECE):
            self._take(piece)
            yield piece

    def _take(self, piece: bytes) -> None:
        self._hash.update(piece)
        self.size += len(piece)


def store(source: Path, target: Path, recipients: Sequence[str], *, name: str) -> Kept:
    """Copy a file to `target`, sealed for `recipients` if there are any, and read it back before it has its name."""
    with source.open("rb") as file, replacing(target) as written:
        read, put = _Hashed(file), _Hashed(written)
        if recipients:
            envelope.seal(read.pieces(), put, recipients)  # type: ignore[arg-type] # all it does is write and flush
        else:
            for piece in read.pieces():
                put.write(piece)
        written.flush()
        os.fsync(written.fileno())
        _forget(written)
        written.seek(0)
        if hash_of(written) != put.sha256:
            raise UserError("写好再读出来，内容对不上。", safe=SAFE, hint="这个盘可能坏了，请换一个。")
    if recipients:
        return Kept(name, read.sha256, read.size, put.sha256, put.size)
    return Kept(name, read.sha256, read.size)


def settle(path: Path, target: Path, *, name: str) -> Kept:
    """Give a file that was just written the name `target` once it is on the disk, and hash what is there."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())
        _forget(file)
        kept = Kept(name, hash_of(file), path.stat().st_size)
    path.rename(target)
    sync_folder(target.parent)
    return kept


def link(source: Path, target: Path) -> bool:
    """Let `target` be another name of the same file, which costs neither room nor time; False on another disk."""
    with suppress(FileNotFoundError):
        target.unlink()
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno in _FULL:
            raise
        return False
    sync_folder(target.parent)
    return True


def is_whole(kept: Kept, path: Path, *, read: bool) -> bool:
    """Tell whether a stored file is there and as long as it must be; with `read` also whether every bit is right."""
    stored, size = kept.lying
    try:
        if path.stat().st_size != size:
            return False
        if not read:
            return True
        with path.open("rb") as file:
            _forget(file)
            return hash_of(file) == stored
    except FileNotFoundError:
        return False


def take(kept: Kept, path: Path, target: IO[bytes], identities: Sequence[str]) -> None:
    """Copy a stored file back, opened if it was sealed; raises Unreadable unless it is what its maker stored."""
    put = _Hashed(target)
    try:
        with path.open("rb") as file:
            if kept.stored_sha256 is None:
                for piece in _Hashed(file).pieces():
                    put.write(piece)
            else:
                envelope.open_into(file, put, identities, kept.name)  # type: ignore[arg-type] # as above
    except FileNotFoundError as error:
        raise Unreadable(f"备份里少了“{kept.name}”。") from error
    if put.sha256 != kept.sha256:
        raise Unreadable(f"备份里的“{kept.name}”损坏了。")


def hash_of(file: IO[bytes]) -> str:
    """Return the SHA-256 of what is left to read."""
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type] # any binary file will do


@contextmanager
def advising(place: Path) -> Iterator[None]:
    """Turn faults of the disk into what their reader can do about them."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise UserError("盘写满了，没有备份成。", safe=SAFE, hint="请腾出空间，或换一个盘，再备份一次。") from error
        raise UserError(
            f"“{place.name}”写不进去，没有备份成。", safe=SAFE, hint="请看看 U 盘插好没有、能不能写，再备份一次。"
        ) from error


def _forget(file: IO[bytes]) -> None:
    """Let the system forget what it holds of a file in memory: what is read next comes from the disk."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
