"""Where work was left on this machine, and whether the program then ended as it should."""

import msgspec
from sqlalchemy.orm import Session

from xunjian import settings
from xunjian.settings import Name


class Place(msgspec.Struct, frozen=True):
    """An item of a visit."""

    visit: str
    item: str


def remember(session: Session, place: Place) -> None:
    """Keep where somebody is, so that the next start leads back there."""
    settings.put(session, Name.LEFT_AT, msgspec.json.encode(place).decode())


def place(session: Session) -> Place | None:
    """Return where somebody was last, None before the first visit."""
    stored = settings.get(session, Name.LEFT_AT)
    return msgspec.json.decode(stored, type=Place) if stored else None


def begin(session: Session, replica: str) -> bool:
    """Note that the window has opened; return whether the one before never closed: a crash, a dead battery.

    A backup is made while the window is open. Restored or copied, the workspace writes as another replica, and of that
    no window was ever open.
    """
    broken_off = settings.get(session, Name.WINDOW) == replica
    settings.put(session, Name.WINDOW, replica)
    return broken_off


def end(session: Session) -> None:
    """Note that the window closes as it should."""
    settings.put(session, Name.WINDOW, "")
