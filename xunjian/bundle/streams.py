"""The streams of writing: photos held against their names, a ZIP made piece by piece, reading that is told."""

import hashlib
import os
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO, Protocol, cast

from xunjian.bundle.parts import Blob
from xunjian.bundle.reading import PIECE
from xunjian.progress import Progress

_TOLD_EVERY = 16 * 2**20


class DamagedHere(Exception):
    """A photo whose file here no longer is what its name says."""

    def __init__(self, sha256: str) -> None:
        super().__init__(sha256)
        self.sha256 = sha256


class Source(Protocol):
    """What is read piece by piece."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes; nothing at the end."""


class _Sink:
    """Takes what the ZIP writer writes, to be handed on; it cannot go back, so sizes follow their members."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> list[bytes]:
        taken, self._pieces = self._pieces, []
        return taken


def zip_pieces(members: Iterable[tuple[zipfile.ZipInfo, Source]]) -> Iterator[bytes]:
    """Yield the ZIP of these members piece by piece."""
    sink = _Sink()
    with zipfile.ZipFile(cast("IO[bytes]", sink), "w", allowZip64=True) as archive:
        for info, source in members:
            with archive.open(info, "w") as target:
                while piece := source.read(PIECE):
                    target.write(piece)
                    yield from sink.take()
            yield from sink.take()
    yield from sink.take()


class Photo:
    """A photo that is read and held against its name."""

    def __init__(self, blob: Blob) -> None:
        self._blob = blob
        self._hash = hashlib.sha256()

    def __enter__(self) -> "Photo":
        try:
            self._file = self._blob.path.open("rb")
        except OSError as error:
            raise DamagedHere(self._blob.sha256) from error
        return self

    def read(self, size: int) -> bytes:
        """Return at most `size` bytes."""
        try:
            piece = self._file.read(size)
        except OSError as error:
            raise DamagedHere(self._blob.sha256) from error
        self._hash.update(piece)
        return piece

    def __exit__(self, kind: type[BaseException] | None, *_error: object) -> None:
        self._file.close()
        if kind is None and self._hash.hexdigest() != self._blob.sha256:
            raise DamagedHere(self._blob.sha256)


class Watched:
    """A file whose reading is told."""

    def __init__(self, file: IO[bytes], progress: Progress) -> None:
        self.whole = file
        self._progress = progress
        self._total = os.fstat(file.fileno()).st_size // _TOLD_EVERY + 1
        self._size = 0

    def read(self, size: int = -1) -> bytes:
        """Return at most `size` bytes."""
        piece = self.whole.read(size)
        before, self._size = self._size, self._size + len(piece)
        if before // _TOLD_EVERY != self._size // _TOLD_EVERY:
            self._progress.step(min(self._size // _TOLD_EVERY, self._total), self._total, "正在读出来核对")
        return piece

    def seek(self, place: int, whence: int = 0) -> int:
        """Go to a place; what is told begins anew."""
        self._size = 0
        return self.whole.seek(place, whence)
