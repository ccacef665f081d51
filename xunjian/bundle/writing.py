"""Writing bundles: beside the target, synced, read again from the disk, and only then given their name."""

import errno
import hashlib
import io
import os
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import msgspec

from xunjian import __version__
from xunjian.bundle import format as form
from xunjian.bundle import reading
from xunjian.bundle.format import CaseCount, Counts, Entry, Manifest, Recipient, Sender
from xunjian.bundle.readme import readme
from xunjian.db.changelog import SCHEMA_VERSION
from xunjian.db.commits import Commit
from xunjian.db.types import now
from xunjian.db.uids import new_uid
from xunjian.errors import UserError
from xunjian.files import replacing
from xunjian.progress import Progress

SAFE = "数据都在本机。"
SPARE = 2**20


@dataclass(frozen=True)
class Blob:
    """A photo or document to take along, where it lies."""

    sha256: str
    path: Path
    size: int


@dataclass(frozen=True)
class Letter:
    """Who sends what to whom: all of the manifest that is not counted here."""

    kind: str
    bureau: str
    sender: Sender
    bureau_name: str | None = None
    to: Recipient | None = None
    trial: bool = False
    visits: int = 0
    findings: int = 0
    documents: int = 0


@dataclass(frozen=True)
class Written:
    """A bundle that lies at its place, read again and whole."""

    manifest: Manifest
    size: int
    damaged: tuple[str, ...]
    """Hashes of photos left out because their file here no longer is what its name says."""


class _DamagedHere(Exception):
    def __init__(self, sha256: str) -> None:
        super().__init__(sha256)
        self.sha256 = sha256


def write(
    target: Path,
    letter: Letter,
    commits: Iterable[Commit],
    blobs: Sequence[Blob],
    *,
    temporary: Path,
    progress: Progress,
) -> Written:
    """Write a bundle to `target`, whole or not at all; a file of that name is replaced.

    `temporary` is a folder on this machine for the text before it is packed. Raises UserError where the disk is too
    small or fails.
    """
    damaged: list[str] = []
    with TemporaryFile(dir=temporary) as ops:
        try:
            text, cases = _spool(ops, commits)
        except OSError as error:
            raise UserError("本机满了，这个包没写成。", safe="前面的都在。", hint="请腾出空间，再导出一次。") from error
        while True:
            entries = [Entry(form.BLOBS + blob.sha256, blob.size, blob.sha256) for blob in blobs]
            manifest = _manifest(letter, text, cases, entries)
            try:
                size = _write(target, manifest, ops, blobs, progress)
            except _DamagedHere as found:
                # Rare enough that writing once more is cheaper than hashing every photo twice.
                damaged.append(found.sha256)
                blobs = [blob for blob in blobs if blob.sha256 != found.sha256]
            else:
                return Written(manifest, size, tuple(damaged))


def _spool(ops: IO[bytes], commits: Iterable[Commit]) -> tuple[Entry, tuple[CaseCount, ...]]:
    """Write the lines down first: the manifest stands before them and names their hash."""
    total, size = hashlib.sha256(), 0
    cases: Counter[tuple[str, str]] = Counter()
    for commit in commits:
        line = commit.line() + b"\n"
        total.update(line)
        size += len(line)
        cases[commit.case] += 1
        ops.write(line)
    counts = tuple(CaseCount(kind, uid, count) for (kind, uid), count in sorted(cases.items()))
    return Entry(form.OPS, size, total.hexdigest()), counts


def _manifest(letter: Letter, text: Entry, cases: tuple[CaseCount, ...], blobs: Sequence[Entry]) -> Manifest:
    manifest = Manifest(
        bundle=new_uid(),
        kind=letter.kind,
        bureau=letter.bureau,
        bureau_name=letter.bureau_name,
        trial=letter.trial,
        sender=letter.sender,
        to=letter.to,
        made_at=now(),
        app=__version__,
        schema=SCHEMA_VERSION,
        counts=Counts(
            commits=sum(case.commits for case in cases),
            cases=cases,
            visits=letter.visits,
            findings=letter.findings,
            documents=letter.documents,
            photos=len(blobs),
        ),
        files=(text, *blobs),
    )
    page = readme(manifest)
    about = Entry(form.README, len(page), hashlib.sha256(page).hexdigest())
    return msgspec.structs.replace(manifest, files=(text, about, *blobs))


def _write(target: Path, manifest: Manifest, ops: IO[bytes], blobs: Sequence[Blob], progress: Progress) -> int:
    head = form.encode(manifest)
    need = sum(entry.size for entry in manifest.files) + len(head) + SPARE
    with _advising(target):
        free = shutil.disk_usage(target.parent).free
        if free < need:
            raise _no_room(free, need)
        with replacing(target) as file:
            with zipfile.ZipFile(file, "w", allowZip64=True) as archive:
                _pack(archive, manifest, head, ops, blobs, progress)
            _reread(file, target.name, progress)
            return os.fstat(file.fileno()).st_size


def _pack(
    archive: zipfile.ZipFile,
    manifest: Manifest,
    head: bytes,
    ops: IO[bytes],
    blobs: Sequence[Blob],
    progress: Progress,
) -> None:
    made = manifest.made_at
    _put(archive, form.MIMETYPE, made, io.BytesIO(form.MEDIA_TYPE))
    _put(archive, form.MANIFEST, made, io.BytesIO(head))
    ops.seek(0)
    _put(archive, form.OPS, made, ops, packed=True)
    _put(archive, form.README, made, io.BytesIO(readme(manifest)))
    for done, blob in enumerate(blobs):
        progress.step(done, len(blobs), f"正在写照片 {done + 1}/{len(blobs)}")
        try:
            source = blob.path.open("rb")
        except OSError as error:
            raise _DamagedHere(blob.sha256) from error
        with source:
            if _put(archive, form.BLOBS + blob.sha256, made, source) != blob.sha256:
                raise _DamagedHere(blob.sha256)


def _put(archive: zipfile.ZipFile, name: str, made: datetime, source: IO[bytes], *, packed: bool = False) -> str:
    """Add a file piece by piece; return the hash of what was read."""
    info = zipfile.ZipInfo(name, made.astimezone(UTC).timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    info.external_attr = 0o644 << 16
    actual = hashlib.sha256()
    with archive.open(info, "w") as target:
        while piece := source.read(reading.PIECE):
            actual.update(piece)
            target.write(piece)
    return actual.hexdigest()


def _reread(file: IO[bytes], name: str, progress: Progress) -> None:
    """Read the bundle from the disk, not from the memory that still holds what was meant to be there."""
    file.flush()
    os.fsync(file.fileno())
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    file.seek(0)
    try:
        bundle = reading.opened_file(file, name)
        bundle.check_text()
        bundle.check_blobs(bundle.manifest.blobs, progress)
    except UserError as error:
        raise UserError("写好再读出来，内容对不上。", safe=SAFE, hint="这个 U 盘可能坏了，请换一个。") from error


@contextmanager
def _advising(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise UserError(
                "U 盘写满了，这个包没写成。", safe=SAFE, hint="换一个 U 盘，或先导出不带照片的。"
            ) from error
        raise UserError(
            f"“{target.name}”没写成。", safe=SAFE, hint="请看看 U 盘插好没有、能不能写，再试一次。"
        ) from error


def _no_room(free: int, need: int) -> UserError:
    return UserError(
        f"U 盘只剩 {free // 2**20} MB，要 {-(-need // 2**20)} MB。",
        safe=SAFE,
        hint="换一个 U 盘，或先导出不带照片的。",
    )
