"""Reading bundles that anybody may have made: every limit is checked before a byte is unpacked.

Whatever the bytes are, nothing but a UserError comes out of here, and what comes out is what the owner of the key in
the manifest put in. Whether that key may be trusted is asked above (services/bundles/senders.py).
"""

import errno
import hashlib
import io
import os
import re
import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import msgspec

from xunjian.bundle import envelope, keys, structure
from xunjian.bundle import format as form
from xunjian.bundle.format import Entry, Manifest, Versions
from xunjian.bundle.refusals import SAFE, Damaged, Forged, NotABundle, Outdated, TooNew, Truncated, Unreadable
from xunjian.errors import UserError
from xunjian.progress import Progress

PIECE = 2**20
LARGEST_DIRECTORY = 16 * 2**20
"""Bytes of the ZIP's list of files; 100,000 photos need fourteen million."""
SPARE = 64 * 2**20
"""Bytes left on this machine's disk beside an opened envelope."""

_PROOF = re.compile(rb"|[0-9a-f]{128}")

_START = struct.pack("<4s22xHH", b"PK\3\4", len(form.MIMETYPE), 0) + form.MIMETYPE.encode() + form.MEDIA_TYPE
"""How every bundle begins; the 22 bytes between hold versions, times and sizes."""

_END_SIZE = 22

_ZIP_FAULTS = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""All that the library raises for bytes that are no good ZIP."""


class Guarded(io.BufferedReader):
    """A file that refuses to be read in huge pieces, as a forged list of files asks for."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Read at most `size` bytes."""
        if size is not None and size > LARGEST_DIRECTORY:
            raise zipfile.BadZipFile("list of files too large")
        return super().read(size)


class Bundle:
    """An open bundle whose head and structure are in order; its files are checked while they are read."""

    def __init__(self, archive: zipfile.ZipFile, name: str, manifest: Manifest, head: bytes) -> None:
        self.name = name
        self.manifest = manifest
        self.head = head
        """The bytes of the manifest."""
        self._archive = archive
        self._entries = {entry.name: entry for entry in manifest.files}

    @property
    def sha256(self) -> str:
        """Return the hash of the manifest, which names the hash of everything else."""
        return hashlib.sha256(self.head).hexdigest()

    def lines(self) -> Iterator[bytes]:
        """Yield the lines of ops.jsonl; raises Damaged at the end if they are not those that were written."""
        return self._lines(form.OPS)

    def signatures(self) -> Iterator[bytes | None]:
        """Yield for each line the bureau's signature over its commit, unverified, or None."""
        for line in self._lines(form.PROOFS):
            if not _PROOF.fullmatch(line):
                raise Damaged(self.name, "签名的写法不对")
            yield bytes.fromhex(line.decode()) if line else None

    def key_text(self) -> bytes:
        """Return the keys of an enrolment file."""
        return b"".join(self._pieces(self._entries[form.KEYS]))

    def _lines(self, name: str) -> Iterator[bytes]:
        rest, count = b"", 0
        for piece in self._pieces(self._entries[name]):
            *whole, rest = (rest + piece).split(b"\n")
            if len(rest) > form.LARGEST_LINE:
                raise Damaged(self.name, "有一条记录太长")
            count += len(whole)
            yield from whole
        if rest or count != self.manifest.counts.commits:
            raise Damaged(self.name, "记录的条数和清单不符")

    def copy(self, entry: Entry, target: IO[bytes]) -> None:
        """Copy a photo; raises Damaged at its end if the bytes are not those that its name says."""
        for piece in self._pieces(entry):
            target.write(piece)

    def check(self, entry: Entry) -> None:
        """Read a file and hold it against its hash."""
        for _ in self._pieces(entry):
            pass

    def check_text(self) -> None:
        """Read all that is not a photo and hold it against the manifest."""
        for text in (self.lines(), self.signatures()):
            for _ in text:
                pass
        for entry in self.manifest.files:
            if not entry.is_blob and entry.name not in form.LINES:
                self.check(entry)

    def check_blobs(self, entries: Sequence[Entry], progress: Progress) -> None:
        """Read photos and hold them against their names."""
        for done, entry in enumerate(entries):
            progress.step(done, len(entries), f"正在核对照片 {done + 1}/{len(entries)}")
            self.check(entry)

    def _pieces(self, entry: Entry) -> Iterator[bytes]:
        actual, size = hashlib.sha256(), 0
        with _refusing(self.name):
            file = self._archive.open(entry.name)
        with file:
            while True:
                with _refusing(self.name, self._mismatch(entry)):
                    piece = file.read(PIECE)
                if not piece:
                    break
                actual.update(piece)
                size += len(piece)
                yield piece
        if (actual.hexdigest(), size) != (entry.sha256, entry.size):
            raise Damaged(self.name, self._mismatch(entry))

    def _mismatch(self, entry: Entry) -> str:
        if not entry.is_blob:
            return f"{entry.name} 校验不符"
        return f"第 {self.manifest.blobs.index(entry) + 1} 张照片校验不符"


def is_sealed(path: Path) -> bool:
    """Tell whether a file begins like an envelope, which only its recipients can open."""
    try:
        with path.open("rb") as file:
            return file.read(len(envelope.MAGIC)) == envelope.MAGIC
    except OSError as error:
        raise Unreadable(path.name) from error


@contextmanager
def opened(path: Path, identities: Sequence[str], temporary: Path) -> Iterator[Bundle]:
    """Open the bundle at `path`, refusing whatever is out of order in its envelope, head and structure.

    `identities` are the secret age keys that may open an envelope; what is in it is written to a file in `temporary`
    that has no name and is gone when the bundle is closed.
    """
    try:
        raw = io.FileIO(path)
    except OSError as error:
        raise Unreadable(path.name) from error
    with Guarded(raw) as file:
        with _refusing(path.name):
            start = file.read(len(envelope.MAGIC))
            file.seek(0)
        if not envelope.MAGIC.startswith(start or b"?"):
            yield opened_file(file, path.name, {form.ENROL})
            return
        with TemporaryFile(dir=temporary, buffering=0) as inner:
            _check_room(temporary, path)
            with _refusing(path.name):
                envelope.open_into(file, inner, identities, path.name)
            inner.seek(0)
            with Guarded(inner) as plain:
                yield opened_file(plain, path.name, form.SEALED_KINDS)


def _check_room(temporary: Path, path: Path) -> None:
    need, free = path.stat().st_size + SPARE, shutil.disk_usage(temporary).free
    if free < need:
        raise UserError(
            f"本机只剩 {free // 2**20} MB，打开这个包要 {need // 2**20} MB。",
            safe=SAFE,
            hint="请腾出空间，再合一次。",
        )


def opened_file(file: IO[bytes], name: str, kinds: Set[str]) -> Bundle:
    """Return the bundle in an open file without its envelope; `name` is what messages call it."""
    with _refusing(name):
        _check_ends(file, name)
        archive = zipfile.ZipFile(file)
        structure.check_start(archive, name)
        head = archive.read(form.MANIFEST)
    manifest = _manifest(head, name)
    if manifest.kind not in kinds:
        raise Forged(name, "没有加密" if manifest.kind in form.SEALED_KINDS else "文件的种类不对")
    with _refusing(name):
        structure.check(archive, name)
        signature = archive.read(form.SIGNATURE)
    if not keys.verify(manifest.sender.key, signature, head):
        raise Forged(name, "签名对不上，可能被人改过")
    structure.check_files(archive, manifest, name)
    return Bundle(archive, name, manifest, head)


@contextmanager
def _refusing(name: str, why: str = "文件结构不对") -> Iterator[None]:
    """Turn whatever the library raises for bad bytes into a refusal."""
    try:
        yield
    except OSError as error:
        if error.errno in (None, errno.EINVAL):
            raise Damaged(name, why) from error
        raise Unreadable(name) from error
    except _ZIP_FAULTS as error:
        raise Damaged(name, why) from error


def _check_ends(file: IO[bytes], name: str) -> None:
    """The file begins with our media type and ends with the end of a ZIP: else it is something else, or cut off."""
    start = file.read(len(_START))
    if start[:4] != _START[:4] or start[26:] != _START[26:]:
        raise NotABundle(name)
    file.seek(-min(_END_SIZE, file.seek(0, os.SEEK_END)), os.SEEK_END)
    end = file.read()
    if len(end) != _END_SIZE or not (end.startswith(b"PK\5\6") and end.endswith(b"\0\0")):
        raise Truncated(name)


def _manifest(head: bytes, name: str) -> Manifest:
    try:
        versions = msgspec.json.decode(head, type=Versions)
        if versions.outdated:
            raise Outdated(name)
        if not versions.readable:
            raise TooNew(name)
        manifest = msgspec.json.decode(head, type=Manifest)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise Damaged(name, "清单读不懂") from error
    if manifest.kind not in form.KINDS:
        raise TooNew(name)
    return manifest
