"""What a backup is: a folder with the ledger and a list of everything; photos lie once beside all backups of a place.

    PLACE/20261124T091003Z/backup.json    the list, written last
    PLACE/20261124T091003Z/xunjian.db     and the small files
    PLACE/photos/ab/<sha256>              each photo once, however many backups name it

On a stick every file but the list is an age file for the workspace's own keys: a lost stick shows nothing. The list
then holds figures and hashes, and at the bureau its keys as they lie in the ledger, under the passphrase.
"""

import re
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from xunjian.errors import UserError

LIST, PHOTOS, ABOUT, SEALED = "backup.json", "photos", "说明.txt", ".age"
LEDGER = "xunjian.db"
FORMAT = 1

Sha256 = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
FileName = Annotated[str, Meta(pattern=r"\A(held/)?[A-Za-z0-9][A-Za-z0-9._-]{0,79}\Z")]
"""Files of a workspace; nothing that leads out of its folder."""

_NAME = re.compile(r"\d{8}T\d{6}Z(-\d{3,})?")


class Kept(Struct, frozen=True, omit_defaults=True):
    """A file of a backup: what it is, and how it lies there."""

    name: FileName
    sha256: Sha256
    size: int
    stored_sha256: Sha256 | None = None
    """Of the bytes as they lie there, where those are sealed."""
    stored_size: int | None = None

    @property
    def lying(self) -> tuple[str, int]:
        """Hash and size of the bytes as they lie there."""
        return self.stored_sha256 or self.sha256, self.size if self.stored_size is None else self.stored_size


class Listed(Struct, frozen=True, kw_only=True):
    """The list of a backup."""

    format: int = FORMAT
    bureau: str
    team: str | None
    replica: str
    made_at: str
    app: str
    version: int
    """Of the ledger's tables."""
    sealed: bool
    keys: str | None = None
    """A bureau's keys as its ledger has them, so that its passphrase opens a sealed backup anywhere."""
    last_commit: int
    visits: int
    findings: int
    documents: int
    ledger: Kept
    files: tuple[Kept, ...]
    """Small ones, beside the list."""
    held: tuple[Kept, ...]
    """Bundles that wait at the bureau; they lie with the photos, for they are large and stay the same."""
    photos: tuple[Kept, ...]

    @property
    def blobs(self) -> tuple[Kept, ...]:
        """What lies under its hash, once for all backups of a place."""
        return self.held + self.photos


class Unreadable(UserError):
    """No backup, or one that is not whole."""

    def __init__(self, what: str) -> None:
        super().__init__(what, safe="工作库没有动。", hint="请换一份备份。")


def is_name(name: str) -> bool:
    """Tell whether a folder of this name is a backup."""
    return _NAME.fullmatch(name) is not None


def encoded(listed: Listed) -> bytes:
    """Return the bytes of the list of a backup."""
    return msgspec.json.format(msgspec.json.encode(listed), indent=1)


def read_list(folder: Path) -> Listed:
    """Read the list of the backup in `folder`; raises UserError where there is none or it cannot be understood."""
    try:
        content = (folder / LIST).read_bytes()
        if msgspec.json.decode(content, type=_Format).format > FORMAT:
            raise Unreadable("这份备份是新版程序做的，这一版读不了。")
        return msgspec.json.decode(content, type=Listed)
    except FileNotFoundError as error:
        raise Unreadable(f"“{folder.name}”里没有备份。") from error
    except (OSError, msgspec.MsgspecError) as error:
        raise Unreadable(f"“{folder.name}”这份备份的清单读不出来。") from error


class _Format(Struct):
    format: int
