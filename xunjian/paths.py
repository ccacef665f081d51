"""Where things are: the shipped resources and the user's data folder."""

import sys
from functools import cache
from pathlib import Path


@cache
def _resources() -> Path:
    package = Path(__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    candidates = [Path(frozen) / "resources"] if frozen else [package / "resources", package.parent / "resources"]
    for candidate in candidates:
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError("resources")


def resource(name: str) -> Path:
    """Return the path of a shipped file or folder, in the source tree, the wheel and the frozen program alike."""
    path = _resources() / name
    if not path.exists():
        raise FileNotFoundError(path)
    return path


def default_workspace() -> Path:
    """Return the folder that holds this user's workspace unless another is named."""
    from platformdirs import user_data_path

    return user_data_path("xunjian", appauthor=False)
