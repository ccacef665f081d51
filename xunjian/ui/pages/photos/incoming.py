"""What is new in a folder into which a phone or a camera program puts photos.

A photo is taken once its file has stood still for a second and can be decoded: a file that is still being copied is
neither refused nor taken in part.
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from xunjian.db.photos import LARGEST_FILE, check_photo
from xunjian.db.pictures import too_large
from xunjian.errors import UserError
from xunjian.ui.pages.photos.pictures import SUFFIXES

STEADY = 1.0
"""Seconds without a change until a file is looked into."""
PATIENCE = 5.0
"""Seconds without a change until a file that cannot be decoded is named: a slow copy may have paused."""


@dataclass(frozen=True)
class Arrival:
    """A whole photo that came: its file, the hash of its bytes, and when it came (seconds since 1970)."""

    path: Path
    sha256: str
    at: float


@dataclass(frozen=True)
class Spoiled:
    """A file that is no photo that can be taken, and why."""

    path: Path
    problem: UserError


@dataclass
class _File:
    state: tuple[int, int]
    """Size, and when it was written (ns)."""
    since: float
    told: bool = False


class Incoming:
    """One folder; files that came before `since` (seconds since 1970) are none of our business."""

    def __init__(self, folder: Path, since: float) -> None:
        self.folder = folder
        self._since = since
        self._files: dict[str, _File] = {}

    @property
    def waits(self) -> bool:
        """Whether a file is still being copied, or may be."""
        return any(not file.told for file in self._files.values())

    def look(self, now: float) -> list[Arrival | Spoiled]:
        """Return what is new and steady at `now` (seconds of any steady clock); raises OSError without the folder."""
        found = dict(self._new())
        for name in self._files.keys() - found.keys():
            del self._files[name]
        results = []
        for name, (entry, at) in found.items():
            state = entry.st_size, entry.st_mtime_ns
            known = self._files.get(name)
            if known is None or known.state != state:
                self._files[name] = _File(state, now)
            elif not known.told and now - known.since >= STEADY:
                result = _read(self.folder / name, at)
                if result is not None and (isinstance(result, Arrival) or now - known.since >= PATIENCE):
                    known.told = True
                    results.append(result)
        return results

    def _new(self) -> Iterator[tuple[str, tuple[os.stat_result, float]]]:
        with os.scandir(self.folder) as entries:
            for entry in entries:
                if Path(entry.name).suffix.lower() not in SUFFIXES or entry.name.startswith((".", "~")):
                    continue
                try:
                    stat = entry.stat()
                except OSError:  # gone meanwhile
                    continue
                # A copy keeps the time of its original; when it came here is told by the other clock of the file.
                at = max(stat.st_mtime, stat.st_ctime)
                if at >= self._since and entry.is_file():
                    yield entry.name, (stat, at)


def _read(path: Path, at: float) -> Arrival | Spoiled | None:
    """Return what a file is; None where it cannot be read yet: whoever writes it may hold it."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            return Spoiled(path, too_large("这张照片"))
        content = path.read_bytes()
    except OSError:
        return None
    try:
        check_photo(content)
    except UserError as problem:
        return Spoiled(path, problem)
    return Arrival(path, hashlib.sha256(content).hexdigest(), at)
