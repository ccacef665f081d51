"""A process that backs up or restores and dies at its n-th step on the disk."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from xunjian.progress import Unwatched
from xunjian.services.backup import restoring
from xunjian.services.backup.making import back_up
from xunjian.workspace import Workspace

STEPS = ("fsync", "replace", "rename", "link", "unlink", "rmdir", "mkdir")
DIED = 9


def back_up_and_die(folder: Path, place: Path, at: int) -> None:
    """Back up; die before step `at`."""
    workspace = Workspace.open(folder)
    _die_before(at)
    back_up(workspace, place, Unwatched(), keep=2)
    os._exit(0)


def restore_and_die(folder: Path, backup: Path, at: int) -> None:
    """Restore; die before step `at`."""
    _die_before(at)
    restoring.restore(folder, backup, Unwatched())
    os._exit(0)


def _die_before(at: int) -> None:
    left = at

    def counted(act: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any, **named: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                os._exit(DIED)
            return act(*arguments, **named)

        return step

    for name in STEPS:
        setattr(os, name, counted(getattr(os, name)))
