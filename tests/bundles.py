"""Bundles for tests: small good ones, and hostile ones put together member by member."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from xunjian.bundle import envelope, keys, reading, writing
from xunjian.bundle.format import LARGEST_PART, MEDIA_TYPE, Sender
from xunjian.bundle.keys import SUITE, Signer
from xunjian.bundle.parts import Blob
from xunjian.bundle.reading import Bundle
from xunjian.bundle.writing import Letter, Sealing, Written
from xunjian.db.commits import Commit, Operation
from xunjian.progress import Unwatched

BUREAU = "0b1f2d62-5c2e-4a57-9c1b-5f7f6c1d2e3f"
REPLICA = "4f1c9d1a-8a53-4ed1-93bb-6f5b7c2c9a01"
VISIT = "9a1d2c3b-4e5f-4a6b-8c7d-1e2f3a4b5c6d"

SIGNER = Signer(bytes(range(32)))
IDENTITY = keys.new_identity()
"""Opens the bundles that are written here."""
SEALING = Sealing(SIGNER, (keys.recipient_of(IDENTITY),), (IDENTITY,))


def commit(number: int) -> Commit:
    """Return a commit that gives the visit a note."""
    operation = Operation("visit", VISIT, "note", f'"第{number}次"', ())
    return Commit(
        REPLICA, ("visit", VISIT), number, None, None, "2026-09-18T02:11:05.123Z", "0.1.0", 1, None, (operation,)
    )


def blob(folder: Path, content: bytes, *, is_document: bool = False) -> Blob:
    """Write a photo where it would lie in a store."""
    name = hashlib.sha256(content).hexdigest()
    path = folder / name
    path.write_bytes(content)
    return Blob(name, path, len(content), is_document)


def letter(**changed: Any) -> Letter:
    """Return a letter of the bureau's own."""
    return replace(Letter("report", BUREAU, Sender(REPLICA, "第三组", SIGNER.key)), **changed)


def written(
    target: Path,
    *,
    photos: tuple[bytes, ...] = (b"first photo", b"second photo"),
    commits: int = 3,
    largest_part: int = LARGEST_PART,
) -> Written:
    """Write a good bundle by the program's own writer."""
    folder = target.parent / "photos"
    folder.mkdir(exist_ok=True)
    blobs = [blob(folder, content) for content in photos]
    return writing.write(
        target,
        letter(visits=1),
        ((commit(number), None) for number in range(1, commits + 1)),
        blobs,
        sealing=SEALING,
        temporary=target.parent,
        progress=Unwatched(),
        largest_part=largest_part,
    )


@contextmanager
def opened(path: Path, *identities: str) -> Iterator[Bundle]:
    """Open a bundle with its key."""
    with reading.opened(path, identities or (IDENTITY,), path.parent) as bundle:
        yield bundle


def unsealed(path: Path, *identities: str) -> bytes:
    """Return the ZIP in an envelope."""
    target = io.BytesIO()
    with path.open("rb") as file:
        envelope.open_into(file, target, identities or (IDENTITY,), path.name)
    return target.getvalue()


def sealed(target: Path, inner: bytes, *recipients: str) -> Path:
    """Put bytes into an envelope."""
    with target.open("wb") as file:
        envelope.seal([inner], file, recipients or SEALING.recipients)
    return target


def entry(name: str, content: bytes) -> dict[str, Any]:
    """Return a line of the manifest's list of files."""
    return {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


@dataclass
class Forged:
    """A bundle put together by hand: everything may be wrong, nothing is checked; its signature is right."""

    ops: bytes = commit(1).line() + b"\n"
    proofs: bytes | None = None
    photos: tuple[bytes, ...] = (b"a photo",)
    manifest: dict[str, Any] = field(default_factory=dict)
    """What differs from an honest manifest."""
    declared: list[dict[str, Any]] = field(default_factory=list)
    """Further files of the manifest."""
    members: list[tuple[zipfile.ZipInfo, bytes]] = field(default_factory=list)
    """Further members of the ZIP."""
    signer: Signer = SIGNER

    def head(self) -> dict[str, Any]:
        """Return the manifest."""
        photos = [entry(f"blobs/{hashlib.sha256(content).hexdigest()}", content) for content in self.photos]
        return {
            "format": [1, 0],
            "needs_reader": [1, 0],
            "suite": SUITE,
            "bundle": "6f1e0c51-53b0-4f7e-8ed7-0a3f7a5b1c2d",
            "part": [1, 1],
            "kind": "report",
            "bureau": BUREAU,
            "from": {"replica": REPLICA, "name": "第三组", "key": self.signer.key},
            "made_at": "2026-09-18T02:11:05Z",
            "app": "0.1.0",
            "schema": 1,
            "counts": {"commits": self.ops.count(b"\n"), "photos": len(photos)},
            "files": [
                entry("ops.jsonl", self.ops),
                entry("ops.sig", self._proofs()),
                *photos,
                *self.declared,
            ],
        } | self.manifest

    def _proofs(self) -> bytes:
        return b"\n" * self.ops.count(b"\n") if self.proofs is None else self.proofs

    def inner(self, head: bytes | None = None) -> bytes:
        """Return the ZIP."""
        head = json.dumps(self.head()).encode() if head is None else head
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("mimetype", MEDIA_TYPE)
            archive.writestr("manifest.json", head)
            archive.writestr("manifest.sig", self.signer.sign(head))
            archive.writestr("ops.jsonl", self.ops, zipfile.ZIP_DEFLATED)
            archive.writestr("ops.sig", self._proofs())
            for content in self.photos:
                archive.writestr(f"blobs/{hashlib.sha256(content).hexdigest()}", content)
            for info, content in self.members:
                archive.writestr(info, content)
        return target.getvalue()

    def write(self, target: Path, *recipients: str) -> Path:
        """Write the ZIP in its envelope."""
        return sealed(target, self.inner(), *recipients)


def rewritten(
    inner: bytes, *, signer: Signer | None = None, photos: Mapping[str, bytes] | None = None, **changed: bytes
) -> bytes:
    """Return a ZIP with the content of some members replaced (underscores stand for dots), its own sums right.

    With a signer the signature is made anew: an attacker with a group's key can do that.
    """
    names = {name.replace("_", "."): content for name, content in changed.items()} | dict(photos or {})
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(inner)) as old, zipfile.ZipFile(target, "w") as new:
        head = names.get("manifest.json", old.read("manifest.json"))
        if signer is not None:
            names["manifest.sig"] = signer.sign(head)
        for info in old.infolist():
            new.writestr(info, names.get(info.filename, old.read(info)))
    return target.getvalue()


def as_file(content: bytes) -> io.BytesIO:
    """Return bytes as an open file."""
    return io.BytesIO(content)
