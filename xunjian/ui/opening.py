"""Opening, making and joining a workspace: jobs, so that the window stands before the database library is there."""

import logging
import os
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from xunjian.errors import UserError
from xunjian.progress import Progress

if TYPE_CHECKING:
    from xunjian.services.bureau.enrolment import Invitation
    from xunjian.services.bureau.handbook import Handbook
    from xunjian.ui.setup.bureau import BureauAnswers
    from xunjian.workspace import Workspace


@dataclass(frozen=True)
class Opened:
    """An open workspace with what every page asks of it."""

    workspace: "Workspace"
    handbook: "Handbook"
    broken_off: bool = False
    """The window before this one never closed."""


def open_workspace(folder: Path, _progress: Progress) -> Opened:
    """Open the workspace in a folder."""
    from xunjian.workspace import Workspace

    return _with_handbook(Workspace.open(folder))


def found(folder: Path, answers: "BureauAnswers", passphrase: str | None, _progress: Progress) -> Opened:
    """Make a bureau's workspace, with its keys under the passphrase; None puts them off."""
    from xunjian.services.bureau.founding import NewBureau, found_bureau

    import_module("xunjian.ui.setup.sheet_step")
    return _with_handbook(found_bureau(folder, NewBureau(**answers._asdict(), passphrase=passphrase)))


def invitation(path: Path, _progress: Progress) -> "Invitation":
    """Return what an enrolment file offers."""
    from xunjian.services.bureau.enrolment import read_invitation

    import_module("xunjian.ui.setup.invitation")
    return read_invitation(path)


def join(folder: Path, path: Path, member: str, _progress: Progress) -> Opened:
    """Make the workspace of a group member from an enrolment file."""
    from xunjian.services.bureau.enrolment import join as join_group

    import_module("xunjian.ui.setup.check")
    return _with_handbook(join_group(folder, path, member=member))


def demonstration(folder: Path, progress: Progress) -> Opened:
    """Let the whole main job happen on invented data in `folder`, and open the first group's workspace of it."""
    from xunjian.services.demonstration import demonstrate
    from xunjian.services.sample_county import TODAY
    from xunjian.workspace import Workspace

    done = 0

    def tell(step: object) -> None:
        nonlocal done
        done += 1
        progress.step(done, done + 1, str(getattr(step, "title", "")))

    demonstrate(folder, tell).close()
    os.environ.setdefault("XUNJIAN_TODAY", TODAY.isoformat())
    return _with_handbook(Workspace.open(folder / "group1"))


def end(opened: Opened) -> None:
    """Note that the window lets go of a workspace as it should; what keeps it from that was told where it matters."""
    from xunjian.services.today import left_off

    try:
        with opened.workspace.store.write() as session:
            left_off.end(session)
    except UserError:
        logging.getLogger(__name__).warning("The end of the run could not be noted", exc_info=True)


def _with_handbook(workspace: "Workspace") -> Opened:
    from xunjian.services.bureau import handbook
    from xunjian.services.today import left_off

    # The pages are made on the window's thread, but what they import is not for it to wait for.
    import_module("xunjian.ui.search.ways")
    import_module("xunjian.ui.handover.ways")
    try:
        with workspace.store.write() as session:
            broken_off = left_off.begin(session, workspace.store.replica)
        with workspace.store.read() as session:
            return Opened(workspace, handbook.read(session), broken_off)
    except BaseException:
        workspace.close()
        raise
