"""The age envelope around a bundle: streamed in and out, so that a bundle of any size needs little memory.

The library turns whatever its streams raise into its own error and keeps only the text; the streams here remember
what it was, so that a full disk and a stop arrive as themselves.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import IO, Any, Protocol

from xunjian.bundle.refusals import Damaged, NotABundle, NotForUs, Truncated

MAGIC = b"age-encryption.org/v1\n"
LARGEST_HEADER = 64 * 2**10
_LAST_LINE = b"\n--- "


class _Stream:
    """One side of the library's work."""

    def __init__(self) -> None:
        self.error: BaseException | None = None

    def _guarded(self, act: Callable[[], Any]) -> Any:
        try:
            return act()
        except BaseException as error:
            self.error = error
            raise


class _Source(_Stream):
    """Pieces of any size as a stream to read from."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        super().__init__()
        self._pieces: Iterator[bytes] = iter(pieces)
        self._rest = memoryview(b"")
        self.size = 0

    def read(self, size: int = -1) -> bytes:
        return bytes(self._guarded(lambda: self._read(size)))

    def _read(self, size: int) -> bytes:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._rest = memoryview(piece)
        part = self._rest[: size if size >= 0 else None]
        self._rest = self._rest[len(part) :]
        self.size += len(part)
        return bytes(part)


class _Target(_Stream):
    """A file to write to, or nowhere."""

    def __init__(self, file: IO[bytes] | None) -> None:
        super().__init__()
        self._file = file
        self.size = 0

    def write(self, data: bytes) -> int:
        self.size += len(data)
        if self._file is not None:
            self._guarded(lambda: self._file.write(data) if self._file else None)
        return len(data)

    def flush(self) -> None:
        if self._file is not None:
            self._guarded(self._file.flush)


def seal(pieces: Iterable[bytes], target: IO[bytes], recipients: Sequence[str]) -> int:
    """Write pieces into an envelope for these public age keys; return how many bytes went in."""
    import pyrage
    from pyrage import x25519

    source, sink = _Source(pieces), _Target(target)
    try:
        pyrage.encrypt_io(source, sink, [x25519.Recipient.from_str(one) for one in recipients])
    except (pyrage.EncryptError, OSError) as error:
        raise (source.error or sink.error or OSError(str(error))) from None
    return source.size


class Readable(Protocol):
    """A file to read and go back in."""

    def read(self, size: int = ..., /) -> bytes:
        """Return at most `size` bytes."""

    def seek(self, place: int, whence: int = ..., /) -> int:
        """Go to a place."""


def open_into(source: Readable, target: IO[bytes] | None, identities: Sequence[str], name: str) -> int:
    """Copy what is in an envelope to `target`; return its size. `name` is what messages call it.

    Every piece is authentic when it arrives, so opening into nowhere checks an envelope to its last bit.
    """
    import pyrage
    from pyrage import x25519

    _check_header(source, name)
    inward, outward = _Reading(source), _Target(target)
    try:
        pyrage.decrypt_io(inward, outward, [x25519.Identity.from_str(one) for one in identities])
    except (pyrage.DecryptError, OSError) as error:
        raise _why(error, inward, outward, name) from error
    return outward.size


class _Reading(_Stream):
    """A file that remembers whether its end was reached."""

    def __init__(self, file: Readable) -> None:
        super().__init__()
        self._file = file
        self.ended = False

    def read(self, size: int = -1) -> bytes:
        data: bytes = self._guarded(lambda: self._file.read(size))
        self.ended = self.ended or not data
        return data


def _check_header(source: Readable, name: str) -> None:
    """The header ends soon: the library would read on and on for its end."""
    start = source.read(LARGEST_HEADER)
    if not start.startswith(MAGIC):
        raise NotABundle(name)
    if _LAST_LINE not in start:
        raise Truncated(name) if len(start) < LARGEST_HEADER else Damaged(name, "文件结构不对")
    source.seek(0, os.SEEK_SET)


def _why(error: Exception, inward: _Reading, outward: _Target, name: str) -> BaseException:
    """Return what stands behind the library's one error."""
    if inward.error is not None or outward.error is not None:
        return inward.error or outward.error or error
    if "No matching keys" in str(error):
        return NotForUs(name)
    return Truncated(name) if inward.ended else Damaged(name, "内容校验不符")
