"""Backing up a group's workspace with 300 photos: beside it, onto another disk, sealed, and again with nothing new."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from tests.benchmarks.measuring import Watch, alone
from tests.exchanging import World, visit
from xunjian.db.schema.visit import Evidence
from xunjian.db.uids import new_uid
from xunjian.progress import Unwatched
from xunjian.services.backup import restoring, storing
from xunjian.services.backup.making import back_up
from xunjian.workspace import Workspace

PHOTOS, SIZE = 300, 3 * 2**20


def main() -> None:
    """Measure."""
    print(f"Backup of a workspace with {PHOTOS} photos of {SIZE // 2**20} MB, read back")
    with TemporaryDirectory() as name:
        folder = _laptop(Path(name))
        for place, sealed in (("beside, by links", False), ("another disk", False), ("a stick, sealed", True)):
            alone(_measure, folder, Path(name) / place, sealed, place == "another disk")


def _laptop(folder: Path) -> Path:
    world = World(folder)
    world.enrol()
    laptop = world.laptop()
    uid = visit(laptop, world.schools[0])
    stored = [laptop.photos.add(os.urandom(SIZE), "image/jpeg") for _ in range(PHOTOS)]
    with laptop.store.write(by=laptop.person) as session:
        session.add_all(Evidence(uid=new_uid(), visit=uid, sha256=one.sha256, size=one.size) for one in stored)
    for workspace in world.opened:
        workspace.close()
    return laptop.folder


def _measure(watch: Watch, folder: Path, place: Path, sealed: bool, copied: bool) -> None:
    workspace = Workspace.open(folder)
    if copied:
        mock.patch.object(storing, "link", return_value=False).start()  # as on another disk
    with watch.timing(f"{place.name}: first"):
        back_up(workspace, place, Unwatched(), sealed=sealed)
    with watch.timing(f"{place.name}: again"):
        made = back_up(workspace, place, Unwatched(), sealed=sealed)
    workspace.close()
    backup = Path(made.folder)
    opened_by = restoring.identities(folder, backup)
    with watch.timing(f"{place.name}: restored"):
        restoring.restore(folder, backup, Unwatched(), opened_by=opened_by)


if __name__ == "__main__":
    main()
