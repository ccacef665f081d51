"""Taking a bundle's photos into the store, before any record names them."""

import shutil
from collections.abc import Sequence

from xunjian.bundle.format import Entry
from xunjian.bundle.reading import Bundle
from xunjian.bundle.refusals import SAFE
from xunjian.errors import UserError
from xunjian.progress import Progress
from xunjian.workspace import Workspace

SPARE = 64 * 2**20
"""Bytes left for the database while a bundle is merged."""


def absent(workspace: Workspace, bundle: Bundle) -> list[Entry]:
    """Return the photos and documents of a bundle that are not here."""
    return [entry for entry in bundle.manifest.blobs if not workspace.photos.has(entry.sha256)]


def take(workspace: Workspace, bundle: Bundle, wanted: Sequence[Entry], progress: Progress) -> None:
    """Copy files into the store, hashed while copied; one that differs from its name never gets there."""
    need, free = sum(entry.size for entry in wanted) + SPARE, shutil.disk_usage(workspace.folder).free
    if free < need:
        raise UserError(
            f"本机只剩 {free // 2**20} MB，这个包要 {need // 2**20} MB。", safe=SAFE, hint="请腾出空间，再合一次。"
        )
    for done, entry in enumerate(wanted):
        progress.step(done, len(wanted), f"照片 {done + 1}/{len(wanted)}")
        _take_one(workspace, bundle, entry)
    progress.step(len(wanted), len(wanted), "正在合入")


def _take_one(workspace: Workspace, bundle: Bundle, entry: Entry) -> None:
    try:
        with workspace.photos.incoming(entry.sha256) as file:
            bundle.copy(entry, file)
    except OSError as error:
        raise UserError("照片没存进本机。", safe=SAFE, hint="请看看磁盘满了没有，再合一次。") from error
