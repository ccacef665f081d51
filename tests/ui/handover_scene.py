"""A group's window with sticks that a test plugs in: enrolled at a bureau, so that it has keys and can hand in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from tests.exchanging import World, visit
from tests.ui.program import Starter, Widget
from xunjian import settings
from xunjian.services.handover import drives
from xunjian.services.handover.drives import Drive
from xunjian.settings import Name
from xunjian.ui.app import Program
from xunjian.ui.handover.ways import HandoverWays
from xunjian.workspace import Workspace


@dataclass
class Sticks:
    """What is plugged in; the program asks this instead of the system."""

    plugged: list[Drive] = field(default_factory=list)

    def __call__(self) -> list[Drive]:
        return [drives.folder_as_drive(str(one.folder)) or one for one in self.plugged if one.folder.is_dir()]

    def plug(self, folder: Path) -> Path:
        folder.mkdir(exist_ok=True)
        self.plugged.append(Drive(folder, folder.name, 2**33, 2**34))
        return folder


def laptop(world: World, *, photos: tuple[int, ...] = (10, 20), real: bool = False) -> Path:
    """Make a group's laptop with a visit and close it; `real` lets it be backed up by itself."""
    world.enrol()
    workspace = world.laptop()
    visit(workspace, world.schools[0], photos=photos)
    if real:
        with workspace.store.write() as session:
            settings.put(session, Name.TRIAL, "")
    workspace.close()
    return workspace.folder


def ways(program: Program) -> HandoverWays:
    assert program.handover is not None
    return program.handover


def workspace_of(program: Program) -> Workspace:
    assert program._opened is not None
    return program._opened.workspace


def shown(starter: Starter, parent: Callable[[], QWidget], kind: type[Widget]) -> Widget:
    """Wait until a dialog stands over a window, perhaps one that comes in its place meanwhile, and return it."""

    def visible() -> list[Widget]:
        return [one for one in parent().findChildren(kind) if one.isVisible()]

    starter.qtbot.waitUntil(lambda: bool(visible()), timeout=20_000)
    (one,) = visible()
    return one


def forget_dead_windows(starter: Starter) -> None:
    """Let the end of the test not close windows that the program has deleted already."""
    item = starter.qtbot._request.node
    item.qt_widgets = [(find, act) for find, act in item.qt_widgets if (one := find()) is not None and isValid(one)]


def until(starter: Starter, holds: Callable[[], bool]) -> None:
    starter.qtbot.waitUntil(holds, timeout=20_000)
