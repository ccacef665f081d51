"""Bundles for tests: small good ones, and hostile ones put together member by member."""

import hashlib
import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from xunjian.bundle import writing
from xunjian.bundle.format import MEDIA_TYPE, Sender
from xunjian.bundle.writing import Blob, Letter, Written
from xunjian.db.commits import Commit, Operation
from xunjian.progress import Unwatched

BUREAU = "0b1f2d62-5c2e-4a57-9c1b-5f7f6c1d2e3f"
REPLICA = "4f1c9d1a-8a53-4ed1-93bb-6f5b7c2c9a01"
VISIT = "9a1d2c3b-4e5f-4a6b-8c7d-1e2f3a4b5c6d"


def commit(number: int) -> Commit:
    """Return a commit that gives the visit a note."""
    operation = Operation("visit", VISIT, "note", f'"第{number}次"', ())
    return Commit(
        REPLICA, ("visit", VISIT), number, None, None, "2026-09-18T02:11:05.123Z", "0.1.0", 1, None, (operation,)
    )


def blob(folder: Path, content: bytes) -> Blob:
    """Write a photo where it would lie in a store."""
    name = hashlib.sha256(content).hexdigest()
    path = folder / name
    path.write_bytes(content)
    return Blob(name, path, len(content))


def written(
    target: Path, *, photos: tuple[bytes, ...] = (b"first photo", b"second photo"), commits: int = 3
) -> Written:
    """Write a good bundle by the program's own writer."""
    folder = target.parent / "photos"
    folder.mkdir(exist_ok=True)
    blobs = [blob(folder, content) for content in photos]
    letter = Letter(kind="report", bureau=BUREAU, sender=Sender(REPLICA, "第三组"), visits=1)
    lines = map(commit, range(1, commits + 1))
    return writing.write(target, letter, lines, blobs, temporary=target.parent, progress=Unwatched())


def entry(name: str, content: bytes) -> dict[str, Any]:
    """Return a line of the manifest's list of files."""
    return {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


@dataclass
class Forged:
    """A bundle put together by hand: everything may be wrong, nothing is checked."""

    ops: bytes = commit(1).line() + b"\n"
    photos: tuple[bytes, ...] = (b"a photo",)
    manifest: dict[str, Any] = field(default_factory=dict)
    """What differs from an honest manifest."""
    declared: list[dict[str, Any]] = field(default_factory=list)
    """Further files of the manifest."""
    members: list[tuple[zipfile.ZipInfo, bytes]] = field(default_factory=list)
    """Further members of the ZIP."""

    def head(self) -> dict[str, Any]:
        """Return the manifest."""
        photos = [entry(f"blobs/{hashlib.sha256(content).hexdigest()}", content) for content in self.photos]
        return {
            "format": [0, 1],
            "needs_reader": [0, 1],
            "bundle": "6f1e0c51-53b0-4f7e-8ed7-0a3f7a5b1c2d",
            "kind": "report",
            "bureau": BUREAU,
            "from": {"replica": REPLICA, "name": "第三组"},
            "made_at": "2026-09-18T02:11:05Z",
            "app": "0.1.0",
            "schema": 1,
            "counts": {"commits": self.ops.count(b"\n"), "photos": len(photos)},
            "files": [entry("ops.jsonl", self.ops), *photos, *self.declared],
        } | self.manifest

    def write(self, target: Path) -> Path:
        """Write the ZIP."""
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("mimetype", MEDIA_TYPE)
            archive.writestr("manifest.json", orjson.dumps(self.head()))
            archive.writestr("ops.jsonl", self.ops, zipfile.ZIP_DEFLATED)
            for content in self.photos:
                archive.writestr(f"blobs/{hashlib.sha256(content).hexdigest()}", content)
            for info, content in self.members:
                archive.writestr(info, content)
        return target


def rewritten(source: Path, target: Path, **changed: bytes) -> Path:
    """Copy a bundle with the content of some members replaced (underscores stand for dots), sums of the ZIP right."""
    names = {name.replace("_", "."): content for name, content in changed.items()}
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            new.writestr(info, names.get(info.filename, old.read(info)))
    return target


def as_file(content: bytes) -> io.BytesIO:
    """Return bytes as an open file."""
    return io.BytesIO(content)
