"""Which computer this is. A copied disk must not go on writing as if it were the one that it was copied from."""

import hashlib
import sys
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from xunjian.files import write_whole

_SYSTEM = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))


def machine_id() -> str | None:
    """Return a name of this computer that tells nothing about it, 32 digits; None where there is nothing to go by."""
    name = _of_system() or _own(own_folder() / "machine-id")
    return hashlib.sha256(f"xunjian/{name}".encode()).hexdigest()[:32] if name else None


def _of_system() -> str:
    for path in _SYSTEM:
        with suppress(OSError, ValueError):
            if name := path.read_text("ascii").strip():
                return name
    return _of_windows()


def _of_windows() -> str:
    if sys.platform == "win32":
        import winreg

        with suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
    return ""


def own_folder() -> Path:
    """Return where the program keeps what belongs to this computer and its user, outside of every workspace."""
    from platformdirs import user_config_path

    return user_config_path("xunjian", appauthor=False)


def _own(path: Path) -> str:
    """Return what a file of our own says, making it where the system has no name: it lies outside every workspace."""
    with suppress(OSError, ValueError):
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, uuid4().hex.encode())
        return path.read_text("ascii").strip()
    return ""
