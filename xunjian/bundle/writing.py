"""Writing bundles: beside the target, synced, read again from the disk, and only then given their name."""

import errno
import hashlib
import io
import os
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import msgspec

from xunjian import __version__
from xunjian.bundle import envelope, parts, reading
from xunjian.bundle import format as form
from xunjian.bundle.format import CaseCount, Counts, Entry, Manifest, Recipient, Sender
from xunjian.bundle.keys import Signer
from xunjian.bundle.parts import Blob
from xunjian.bundle.readme import readme
from xunjian.bundle.refusals import Damaged
from xunjian.bundle.streams import DamagedHere, Photo, Source, Watched, zip_pieces
from xunjian.db.changelog import SCHEMA_VERSION
from xunjian.db.commits import Commit
from xunjian.db.types import now
from xunjian.db.uids import new_uid
from xunjian.errors import UserError
from xunjian.files import replacing
from xunjian.progress import Progress

SAFE = "数据都在本机。"
SPARE = 2**20

Signed = tuple[Commit, bytes | None]
"""A commit and the bureau's signature over it, if there is one."""


@dataclass(frozen=True)
class Sealing:
    """Who signs, and who opens: public age keys, and the writer's own secret one to read again what was written.

    None of either for an enrolment file, which anybody may open.
    """

    signer: Signer
    recipients: tuple[str, ...] = ()
    identities: tuple[str, ...] = ()


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
    held: tuple[str, ...] = ()
    keys: bytes | None = None
    """Content of keys.json in an enrolment."""


@dataclass(frozen=True)
class Written:
    """A bundle that lies at its place, read again and whole."""

    manifest: Manifest
    """Of the first part."""
    fingerprint: bytes
    """SHA-256 of its bytes."""
    paths: tuple[Path, ...]
    size: int
    photos: int
    damaged: tuple[str, ...]
    """Hashes of photos left out because their file here no longer is what its name says."""


@dataclass(frozen=True)
class _Text:
    """What every part holds beside its photos."""

    ops: IO[bytes]
    proofs: IO[bytes]
    entries: tuple[Entry, ...]
    cases: tuple[CaseCount, ...]

    @property
    def size(self) -> int:
        return sum(entry.size for entry in self.entries)


def write(
    target: Path,
    letter: Letter,
    commits: Iterable[Signed],
    blobs: Sequence[Blob],
    *,
    sealing: Sealing,
    temporary: Path,
    progress: Progress,
    largest_part: int = form.LARGEST_PART,
) -> Written:
    """Write a bundle to `target`, in parts where it is too large for one file; whole or not at all.

    Files of these names are replaced. `temporary` is a folder on this machine for the text before it is packed.
    Raises UserError where the disk is too small or fails.
    """
    damaged: list[str] = []
    with TemporaryFile(dir=temporary) as ops, TemporaryFile(dir=temporary) as proofs:
        try:
            text = _spool(ops, proofs, commits, letter.keys)
        except OSError as error:
            raise UserError("本机满了，这个包没写成。", safe="前面的都在。", hint="请腾出空间，再导出一次。") from error
        while True:
            try:
                return _Writing(target, letter, text, sealing, progress).write(blobs, largest_part, tuple(damaged))
            except DamagedHere as found:
                # Rare enough that writing once more is cheaper than hashing every photo twice.
                damaged.append(found.sha256)
                blobs = [blob for blob in blobs if blob.sha256 != found.sha256]


def _spool(ops: IO[bytes], proofs: IO[bytes], commits: Iterable[Signed], keys: bytes | None) -> _Text:
    """Write the lines down first: the manifest stands before them and names their hash."""
    lines, signatures = _Hashing(ops), _Hashing(proofs)
    cases: Counter[tuple[str, str]] = Counter()
    for commit, signature in commits:
        lines.write(commit.line() + b"\n")
        signatures.write((signature.hex() if signature else "").encode() + b"\n")
        cases[commit.case] += 1
    entries = [lines.entry(form.OPS), signatures.entry(form.PROOFS)]
    if keys is not None:
        entries.append(_entry(form.KEYS, keys))
    counts = tuple(CaseCount(kind, uid, count) for (kind, uid), count in sorted(cases.items()))
    return _Text(ops, proofs, tuple(entries), counts)


class _Hashing:
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        self._size = 0

    def write(self, line: bytes) -> None:
        self._hash.update(line)
        self._size += len(line)
        self._file.write(line)

    def entry(self, name: str) -> Entry:
        return Entry(name, self._size, self._hash.hexdigest())


def _entry(name: str, content: bytes) -> Entry:
    return Entry(name, len(content), hashlib.sha256(content).hexdigest())


class _Writing:
    """One attempt: all parts under their names at the end, or none."""

    def __init__(self, target: Path, letter: Letter, text: _Text, sealing: Sealing, progress: Progress) -> None:
        self._target = target
        self._letter = letter
        self._text = text
        self._sealing = sealing
        self._progress = progress
        self._bundle = new_uid()
        self._made = now()
        self._done = 0

    def write(self, blobs: Sequence[Blob], largest: int, damaged: tuple[str, ...]) -> Written:
        fixed = self._text.size + 128 * len(self._text.cases) + 70 * len(self._letter.held)
        divided = parts.divide(blobs, largest, fixed)
        paths = tuple(form.part_path(self._target, number) for number in range(1, len(divided) + 1))
        with _advising(self._target), ExitStack() as unfinished:
            _require_room(self._target, parts.estimate(divided, fixed) + SPARE)
            # Leaving the stack renames the last part first: where the first one stands, all stand.
            files = [unfinished.enter_context(replacing(path)) for path in paths]
            heads = [
                self._part(file, (number, len(divided)), part, len(blobs))
                for number, (file, part) in enumerate(zip(files, divided, strict=True), start=1)
            ]
            size = sum(os.fstat(file.fileno()).st_size for file in files)
        return Written(heads[0], hashlib.sha256(form.encode(heads[0])).digest(), paths, size, len(blobs), damaged)

    def _part(self, file: IO[bytes], part: tuple[int, int], blobs: Sequence[Blob], total: int) -> Manifest:
        manifest = self._manifest(part, blobs)
        head = form.encode(manifest)
        pieces = zip_pieces(self._members(manifest, head, blobs, total))
        if self._sealing.recipients:
            size = envelope.seal(pieces, file, self._sealing.recipients)
        else:
            size = sum(file.write(piece) for piece in pieces)
        self._reread(file, size)
        return manifest

    def _manifest(self, part: tuple[int, int], blobs: Sequence[Blob]) -> Manifest:
        letter, text = self._letter, self._text
        photos = tuple(Entry(form.BLOBS + blob.sha256, blob.size, blob.sha256) for blob in blobs)
        manifest = Manifest(
            bundle=self._bundle,
            part=part,
            kind=letter.kind,
            bureau=letter.bureau,
            bureau_name=letter.bureau_name,
            trial=letter.trial,
            sender=letter.sender,
            to=letter.to,
            made_at=self._made,
            app=__version__,
            schema=SCHEMA_VERSION,
            counts=Counts(
                commits=sum(case.commits for case in text.cases),
                cases=text.cases,
                visits=letter.visits,
                findings=letter.findings,
                documents=letter.documents,
                photos=len(blobs),
            ),
            held=letter.held,
            files=(*text.entries, *photos),
        )
        about = _entry(form.README, readme(manifest))
        return msgspec.structs.replace(manifest, files=(*text.entries, about, *photos))

    def _members(
        self, manifest: Manifest, head: bytes, blobs: Sequence[Blob], total: int
    ) -> Iterator[tuple[zipfile.ZipInfo, Source]]:
        """Yield what goes into the ZIP, in its order."""
        self._text.ops.seek(0)
        self._text.proofs.seek(0)
        yield self._info(form.MIMETYPE), io.BytesIO(form.MEDIA_TYPE)
        yield self._info(form.MANIFEST), io.BytesIO(head)
        yield self._info(form.SIGNATURE), io.BytesIO(self._sealing.signer.sign(head))
        yield self._info(form.OPS, packed=True), self._text.ops
        yield self._info(form.PROOFS), self._text.proofs
        if self._letter.keys is not None:
            yield self._info(form.KEYS), io.BytesIO(self._letter.keys)
        yield self._info(form.README), io.BytesIO(readme(manifest))
        for blob in blobs:
            self._progress.step(self._done, total, f"正在写照片 {self._done + 1}/{total}")
            with Photo(blob) as photo:
                yield self._info(form.BLOBS + blob.sha256), photo
            self._done += 1

    def _info(self, name: str, *, packed: bool = False) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, self._made.astimezone(UTC).timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = 0o644 << 16
        return info

    def _reread(self, file: IO[bytes], size: int) -> None:
        """Read the bundle from the disk, not from the memory that still holds what was meant to be there."""
        file.flush()
        os.fsync(file.fileno())
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        file.seek(0)
        try:
            self._check(Watched(file, self._progress), size)
        except UserError as error:
            raise UserError("写好再读出来，内容对不上。", safe=SAFE, hint="这个 U 盘可能坏了，请换一个。") from error

    def _check(self, file: Watched, size: int) -> None:
        name = self._target.name
        if not self._sealing.recipients:
            reading.opened_file(file.whole, name, form.KINDS).check_text()
        elif envelope.open_into(file, None, self._sealing.identities, name) != size:
            raise Damaged(name, "大小不符")


def _require_room(target: Path, need: int) -> None:
    free = shutil.disk_usage(target.parent).free
    if free < need:
        raise UserError(
            f"U 盘只剩 {free // 2**20} MB，要 {-(-need // 2**20)} MB。",
            safe=SAFE,
            hint="换一个 U 盘，或先导出不带照片的。",
        )


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
