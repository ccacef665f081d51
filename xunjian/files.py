"""Writing files so that they are whole or not there (temporary file, fsync, rename, fsync of the folder)."""

import os
import sys
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

_RETRIES = (0.05, 0.1, 0.2, 0.4, 0.8)
"""Seconds to wait before a rename is tried again."""

_IN_NAMES = frozenset("-_.（）()〔〕·、")


def safe_name(text: str, *, longest: int = 80) -> str:
    """Return text as a file name that every system takes: letters, figures, Chinese characters and a few signs."""
    kept = "".join(one if one.isalnum() or one in _IN_NAMES else " " for one in unicodedata.normalize("NFC", text))
    return "_".join(kept.split())[:longest].strip(".-_") or "未命名"


def sync_folder(folder: Path) -> None:
    """Make renames inside `folder` survive a power cut; Windows has no such call and needs none."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def replacing(target: Path, *, temporary: Path | None = None) -> Iterator[IO[bytes]]:
    """Yield a file that takes the place of `target` at a clean exit and leaves no trace after an error.

    `temporary` is the folder of the unfinished file; it must be on the same disk and defaults to the target's.
    """
    folder = temporary or target.parent
    with NamedTemporaryFile(dir=folder, prefix=".", suffix=".part", delete=False) as file:
        unfinished = Path(file.name)
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            file.close()
            unfinished.unlink(missing_ok=True)
            raise
    try:
        _rename(unfinished, target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def _rename(unfinished: Path, target: Path) -> None:
    """Give a file its name; a virus scanner may hold it for a moment (Windows)."""
    for wait in _RETRIES:
        try:
            unfinished.replace(target)
        except PermissionError:
            time.sleep(wait)
        else:
            return
    unfinished.replace(target)


def write_whole(target: Path, content: bytes) -> None:
    """Write `content` to `target`, whole or not at all."""
    with replacing(target) as file:
        file.write(content)
