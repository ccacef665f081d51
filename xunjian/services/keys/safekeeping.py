"""Where a laptop's secret lies: with the system (Windows' credentials, a desktop's keyring), or in a file of its own.

What is put into the system's keeping is read back before anybody forgets where it was: a key that is lost takes with
it whatever was not handed in yet. All that a system says wrong here means one thing: it cannot be relied on.
"""

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "xunjian"
GOOD = 1
"""From this priority on, keyring recommends a backend; below it are those that keep nothing, or in plain text."""


def put(name: str, secret: str) -> bool:
    """Give a secret to the system and read it back; False where there is no such keeping, or it did not keep it."""
    try:
        system = _system()
        if system is None:
            return False
        system.set_password(SERVICE, name, secret)
        return system.get_password(SERVICE, name) == secret
    except Exception:  # noqa: BLE001 - each system's keeping fails in its own ways, and the file is as good
        return False


def get(name: str) -> str | None:
    """Return a secret that the system keeps, None where it is locked, gone, or another machine's."""
    try:
        system = _system()
        return system.get_password(SERVICE, name) if system is not None else None
    except Exception:  # noqa: BLE001 - as above
        return None


def forget(name: str) -> bool:
    """Let the system forget a secret; return whether it holds it no more."""
    try:
        system = _system()
        if system is not None and system.get_password(SERVICE, name) is not None:
            system.delete_password(SERVICE, name)
        return system is not None and system.get_password(SERVICE, name) is None
    except Exception:  # noqa: BLE001 - as above
        return False


def _system() -> "KeyringBackend | None":
    """Return the system's keeping, None where there is none that keeps secrets safe and can ask to be unlocked."""
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        # Without a desktop a locked keyring asks nobody, and the caller waits for ever.
        return None
    import keyring

    system = keyring.get_keyring()
    return system if system.priority >= GOOD else None
