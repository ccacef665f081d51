"""What stands in a bundle, as data: names, limits, the manifest (docs/bundle-format.md)."""

import re
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from xunjian.db.photos import LARGEST_FILE

MEDIA_TYPE = b"application/x-xunjian-bundle"
FORMAT = (0, 1)
"""The form written here: no seal, no signature, one part."""

REPORT, TASK, ENROL = "report", "task", "enrol"
KINDS = frozenset({REPORT, TASK, ENROL})

MIMETYPE, MANIFEST, OPS, README = "mimetype", "manifest.json", "ops.jsonl", "说明.txt"
BLOBS = "blobs/"

LARGEST_MANIFEST = 32 * 2**20
LARGEST_OPS = 2**30
LARGEST_LINE = 64 * 2**20
LARGEST_README = 64 * 2**10
LARGEST_BLOB = LARGEST_FILE
LARGEST_RATIO = 100
"""Log text deflates about sevenfold; what unpacks to more than a hundredfold was made to do harm."""
MOST_FILES = 100_000
LONGEST_NAME = 200

_BLOB = re.compile(r"blobs/[0-9a-f]{64}")
_LATER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
"""A file that a newer minor format may add; it is passed over."""

Sha256 = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Uid = Annotated[str, Meta(pattern=r"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")]
Count = Annotated[int, Meta(ge=0, lt=2**53)]
Label = Annotated[str, Meta(max_length=LONGEST_NAME)]
Instant = Annotated[datetime, Meta(tz=True)]
Version = tuple[Count, Count]


class Entry(Struct, frozen=True):
    """A file of the bundle."""

    name: Annotated[str, Meta(max_length=80)]
    size: Count
    sha256: Sha256

    @property
    def is_blob(self) -> bool:
        """Whether it is a photo or document, named by its hash."""
        return self.name.startswith(BLOBS)


class CaseCount(Struct, frozen=True):
    """How many commits of a case the sender's log holds; here fewer means that something is missing."""

    kind: Label
    uid: Uid
    commits: Count


class Counts(Struct, frozen=True):
    """What the bundle says it holds."""

    commits: Count
    cases: tuple[CaseCount, ...] = ()
    visits: Count = 0
    findings: Count = 0
    documents: Count = 0
    photos: Count = 0


class Sender(Struct, frozen=True):
    """The workspace that wrote the bundle, and its name for people."""

    replica: Uid
    name: Label
    team: Uid | None = None
    seat: Count | None = None


class Recipient(Struct, frozen=True):
    """The team that an enrolment is for."""

    team: Uid
    name: Label


class Manifest(Struct, frozen=True, kw_only=True):
    """The head of a bundle; members that a newer minor format added are passed over."""

    format: Version = FORMAT
    needs_reader: Version = FORMAT
    bundle: Uid
    kind: Label
    bureau: Uid
    bureau_name: Label | None = None
    trial: bool = False
    """Written by a demonstration or a test."""
    sender: Sender = msgspec.field(name="from")
    to: Recipient | None = None
    made_at: Instant
    app: Label
    schema: Count
    counts: Counts
    files: tuple[Entry, ...]

    @property
    def blobs(self) -> tuple[Entry, ...]:
        """Photos and documents."""
        return tuple(entry for entry in self.files if entry.is_blob)


class Versions(Struct, frozen=True):
    """The two members that every reader of every age understands, read before the rest."""

    format: Version
    needs_reader: Version

    @property
    def readable(self) -> bool:
        """Whether this program reads bundles of these versions."""
        return self.format[0] == FORMAT[0] and self.needs_reader <= FORMAT


def largest(name: str) -> int | None:
    """Return how large the file of this name may be; None for a name that no bundle of this format may hold."""
    fixed = {OPS: LARGEST_OPS, README: LARGEST_README}
    if name in fixed:
        return fixed[name]
    return LARGEST_BLOB if _BLOB.fullmatch(name) else None


def may_come_later(name: str) -> bool:
    """Tell whether a newer minor format may have added a file of this name."""
    return name not in (MIMETYPE, MANIFEST) and _LATER.fullmatch(name) is not None


def encode(manifest: Manifest) -> bytes:
    """Return the manifest as it is stored: JSON that people can read as well."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1)
