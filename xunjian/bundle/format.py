"""What stands in a bundle, as data: names, limits, the manifest (docs/bundle-format.md)."""

import re
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from xunjian.bundle.keys import SUITE, Certificate, Hex32, Uid
from xunjian.db.photos import LARGEST_FILE

MEDIA_TYPE = b"application/x-xunjian-bundle"
FORMAT = (1, 0)

REPORT, TASK, ENROL = "report", "task", "enrol"
SEALED_KINDS = frozenset({REPORT, TASK})
"""What travels in an envelope; an enrolment file cannot: the key is in it."""
KINDS = SEALED_KINDS | {ENROL}

MIMETYPE, MANIFEST, SIGNATURE = "mimetype", "manifest.json", "manifest.sig"
OPS, PROOFS, KEYS, README = "ops.jsonl", "ops.sig", "keys.json", "说明.txt"
BLOBS = "blobs/"
LINES = frozenset({OPS, PROOFS})

LARGEST_PART = 3_584 * 2**20
"""3.5 GiB: a stick formatted as FAT32 takes no file of 4 GiB."""

LARGEST_MANIFEST = 32 * 2**20
LARGEST_OPS = 2**30
LARGEST_LINE = 64 * 2**20
LARGEST_README = 64 * 2**10
LARGEST_KEYS = 64 * 2**10
SIGNATURE_SIZE = 64
LARGEST_BLOB = LARGEST_FILE
LARGEST_RATIO = 100
"""Log text deflates about sevenfold; what unpacks to more than a hundredfold was made to do harm."""
MOST_FILES = 100_000
LONGEST_NAME = 200

_BLOB = re.compile(r"blobs/[0-9a-f]{64}")
_LATER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
"""A file that a newer minor format may add; it is passed over."""

Sha256 = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Count = Annotated[int, Meta(ge=0, lt=2**53)]
Label = Annotated[str, Meta(max_length=LONGEST_NAME, pattern=r"\A[^\x00]*\Z")]
"""A server's database holds no NUL."""
Instant = Annotated[datetime, Meta(tz=True)]
YEARS = range(1970, 9999)
"""What a clock may claim: every moment of these years can be told in every zone."""
Version = tuple[Count, Count]
Part = tuple[Annotated[int, Meta(ge=1, le=999)], Annotated[int, Meta(ge=1, le=999)]]


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
    key: Hex32
    """The public key of the signature."""
    team: Uid | None = None
    seat: Count | None = None
    certificate: Certificate | None = None
    """Makes the key one of a group's; None: it is the bureau's own."""


class Recipient(Struct, frozen=True):
    """The team that a task or an enrolment is for."""

    team: Uid
    name: Label


class Manifest(Struct, frozen=True, kw_only=True):
    """The head of a bundle; members that a newer minor format added are passed over."""

    format: Version = FORMAT
    needs_reader: Version = FORMAT
    suite: Label = SUITE
    bundle: Uid
    part: Part = (1, 1)
    """This one, and how many there are; every part holds all text and can be merged by itself."""
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
    held: tuple[Sha256, ...] = ()
    """In a task: the photos and documents of these cases that the bureau has; the next report leaves them out."""
    files: tuple[Entry, ...]

    def __post_init__(self) -> None:
        if self.made_at.year not in YEARS:
            raise ValueError("made_at")

    @property
    def blobs(self) -> tuple[Entry, ...]:
        """Photos and documents."""
        return tuple(entry for entry in self.files if entry.is_blob)


class Versions(Struct, frozen=True):
    """The two members that every reader of every age understands, read before the rest."""

    format: Version
    needs_reader: Version
    suite: Label = ""

    @property
    def outdated(self) -> bool:
        """Whether a trial version wrote it, before bundles were sealed and signed."""
        return self.format[0] < FORMAT[0]

    @property
    def readable(self) -> bool:
        """Whether this program reads bundles of these versions."""
        return self.format[0] == FORMAT[0] and self.needs_reader <= FORMAT and self.suite == SUITE


def largest(name: str) -> int | None:
    """Return how large the file of this name may be; None for a name that no bundle of this format may hold."""
    fixed = {OPS: LARGEST_OPS, PROOFS: LARGEST_OPS, KEYS: LARGEST_KEYS, README: LARGEST_README}
    if name in fixed:
        return fixed[name]
    return LARGEST_BLOB if _BLOB.fullmatch(name) else None


def may_come_later(name: str) -> bool:
    """Tell whether a newer minor format may have added a file of this name."""
    return name not in (MIMETYPE, MANIFEST, SIGNATURE) and _LATER.fullmatch(name) is not None


def part_path(target: Path, number: int) -> Path:
    """Return where a part goes: a.xjb, a-2.xjb, a-3.xjb."""
    return target if number == 1 else target.with_name(f"{target.stem}-{number}{target.suffix}")


def encode(manifest: Manifest) -> bytes:
    """Return the manifest as it is stored: JSON that people can read as well."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1)
