"""Removable drives: which sticks are plugged in, how they are called, and how much room they have.

The system is asked each time; a drive that does not answer is none.
"""

import os
import shutil
import string
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

_MOUNTS = Path("/proc/self/mounts")
_BLOCKS = Path("/sys/class/block")
_ESCAPED = {"\\040": " ", "\\011": "\t", "\\012": "\n", "\\134": "\\"}
_REMOVABLE = 2
"""DRIVE_REMOVABLE of GetDriveTypeW."""


@dataclass(frozen=True)
class Drive:
    """A stick or another drive that people carry about."""

    folder: Path
    name: str
    """F: on Windows, the name of the stick elsewhere."""
    free: int
    total: int
    writable: bool = True


Lister = Callable[[], list[Drive]]
"""Looks for drives; tests put another one in its place."""


def removable() -> list[Drive]:
    """Return the removable drives that are plugged in and answer, in order of their name."""
    found = _on_windows() if sys.platform == "win32" else _on_linux(_MOUNTS, _BLOCKS)
    return sorted(found, key=lambda drive: drive.name)


def is_on(path: Path, drives: Iterable[Drive]) -> Drive | None:
    """Return the drive on which a path lies, None where it is on none of them."""
    whole = path.absolute()
    return next((drive for drive in drives if whole.is_relative_to(drive.folder)), None)


def folder_as_drive(name: str) -> Drive | None:
    """Return a folder that somebody chose instead of a stick; None where it does not answer."""
    folder = Path(name)
    return _drive(folder, folder.name or name, writable=os.access(folder, os.W_OK))


def _on_linux(mounts: Path, blocks: Path) -> list[Drive]:
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return []
    found: dict[str, Drive] = {}
    for line in lines:
        device, folder, _, options, *_ = line.split(" ")
        if device.startswith("/dev/") and device not in found and _is_removable(blocks / Path(device).name):
            place = Path(_unescaped(folder))
            writable = "ro" not in options.split(",") and os.access(place, os.W_OK)
            if (drive := _drive(place, place.name or str(place), writable=writable)) is not None:
                found[device] = drive
    return list(found.values())


def _is_removable(block: Path) -> bool:
    """Tell whether a partition's disk can be taken out; disks in a USB case do not say so themselves."""
    try:
        real = block.resolve(strict=True)
    except OSError:
        return False
    disk = real.parent if (real / "partition").exists() else real
    if any(part.startswith("usb") for part in real.parts):
        return True
    try:
        return (disk / "removable").read_text("ascii").strip() == "1"
    except OSError:
        return False


def _on_windows() -> list[Drive]:
    found: list[Drive] = []
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        present = kernel.GetLogicalDrives()
        for number, letter in enumerate(string.ascii_uppercase):
            root = f"{letter}:\\"
            if present >> number & 1 and kernel.GetDriveTypeW(root) == _REMOVABLE:
                drive = _drive(Path(root), f"{letter}:", writable=True)
                found += [drive] if drive is not None else []
    return found


def _drive(folder: Path, name: str, *, writable: bool) -> Drive | None:
    try:
        room = shutil.disk_usage(folder)
    except OSError:
        return None
    return Drive(folder, name, room.free, room.total, writable)


def _unescaped(text: str) -> str:
    for code, character in _ESCAPED.items():
        text = text.replace(code, character)
    return text
