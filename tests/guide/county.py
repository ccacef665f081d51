"""The sample county as far as the guide needs it: the bureau, its groups' files, and a group that has inspected."""

import shutil
from functools import cached_property
from pathlib import Path

from xunjian.services.bureau.founding import found_bureau
from xunjian.services.demonstration import Story
from xunjian.services.sample_county import BUREAU, FIRST, SECOND

SCHOOL = "长江路小学"
"""The school whose notice the guide shows: its problems have photos, amounts and measures."""
ISSUED = "红星小学"
NEXT = "庐州区实验小学"


class County:
    """Workspaces that lie closed in a folder; each scene plays on a copy of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def _made(self) -> Path:
        """The folder of the workspaces, made when a scene first asks for one: some scenes begin with nothing."""
        made = self._folder / "county"
        story = Story(made)
        try:
            story.found()
            story.import_schools()
            story.enrol(FIRST)
            story.inspect(FIRST)
            story._issue(story.of(FIRST), ISSUED)
            story.enrol(SECOND)
        finally:
            story.close()
        return made

    @property
    def invitation(self) -> Path:
        """The first group's file."""
        return self._made / "out" / f"{FIRST.name}.xjgroup"

    def group(self, scene: str) -> Path:
        """Return a copy of the first group's workspace."""
        return self._copy("group1", scene)

    def bureau(self, scene: str) -> Path:
        """Return a copy of the bureau's workspace."""
        return self._copy("bureau", scene)

    def new_bureau(self, scene: str) -> Path:
        """Return a bureau's workspace without schools."""
        workspace = found_bureau(self._folder / scene / "bureau", BUREAU)
        workspace.close()
        return workspace.folder

    def nothing(self, scene: str) -> Path:
        """Return a folder where nothing is yet."""
        return self._folder / scene / "new"

    def stick(self) -> Path:
        """Return the folder of a stick."""
        stick = self._folder / "KINGSTON"
        stick.mkdir(exist_ok=True)
        return stick

    def _copy(self, workspace: str, scene: str) -> Path:
        return Path(shutil.copytree(self._made / workspace, self._folder / scene / workspace))
