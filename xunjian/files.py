"""Writing files so that they are whole or not there (temporary file, fsync, rename, fsync of the folder)."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO


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
        unfinished.replace(target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def write_whole(target: Path, content: bytes) -> None:
    """Write `content` to `target`, whole or not at all."""
    with replacing(target) as file:
        file.write(content)
