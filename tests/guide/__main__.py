"""Writes the guide with its pictures: `make guide`, or `python -m tests.guide FOLDER [PART OF A PICTURE'S NAME]`."""

import os
import shutil
import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

from tests.guide.county import County
from tests.guide.drawing import draw
from tests.guide.scenes import SCENES
from tests.guide.sheet import write_guide
from tests.guide.stage import application
from xunjian.ui import theme


def main(folder: Path, part: str = "") -> None:
    """Draw the pictures, or only those of the scenes that have `part` in a name, and write the guide around them."""
    chosen = [one for one in SCENES if any(part in name for name in one.pictures)]
    with tempfile.TemporaryDirectory() as work, patch.dict(os.environ, _home(Path(work))):
        theme.apply(application())
        draw(chosen, County(Path(work)), folder / "pictures")
    if not part:
        write_guide(folder)


def _home(work: Path) -> dict[str, str]:
    """Return surroundings in which nothing of the user's own is read or written."""
    names = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "APPDATA")
    kept = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    return kept | {name: str(work / "home") for name in names}


if __name__ == "__main__":
    target = Path(sys.argv[1]) if sys.argv[1:] else Path("build/guide")
    if not sys.argv[2:]:
        shutil.rmtree(target, ignore_errors=True)
    main(target, *sys.argv[2:3])
