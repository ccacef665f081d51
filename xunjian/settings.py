"""This workspace's own settings in its database: who it is, which seat it holds; never logged, never carried away."""

from enum import StrEnum

from sqlalchemy.orm import Session

from xunjian.db.schema.local import Setting


class Name(StrEnum):
    """What can be set."""

    ROLE = "role"
    """bureau or group."""
    TEAM = "team"
    SEAT = "seat"
    PERSON = "person"
    """The acting person."""
    TRIAL = "trial"
    """Made by a demonstration or a test: the date may be pinned, documents carry 演示."""
    BUREAU_PHOTOS_AT = "bureau_photos_at"
    """When the bureau said which photos it holds."""
    MACHINE = "machine"
    """The computer on which this workspace writes under its replica uid."""
    REPLICA = "replica"
    """Under which name this machine writes."""
    NUMBERS = "numbers"
    """`UNSURE` until a person says which number was printed last; behind it, the prefixes for which that was said."""
    PRINTER = "printer"
    """The printer that was used last, and whether on both sides."""
    UNANSWERED_PRINTS = "unanswered_prints"
    """What was handed to a printer, by document, until a person says what came out."""
    OFFICE_FONTS = "office_fonts"
    """`on` where papers are printed in the office's own fonts."""
    LEFT_AT = "left_at"
    """The visit and the item that somebody worked on last."""
    WINDOW = "window"
    """The replica while its window is open; found at a start, the run before was broken off."""
    EXPORTED = "exported"
    """The last commit that was handed out in a report, and when (services/bundles/outstanding.py)."""
    EXPORTED_PHOTOS = "exported_photos"
    """The same for a report with photos."""
    BACKED_UP_AWAY = "backed_up_away"
    """When this workspace was last backed up to another disk."""
    PHONE_FOLDER = "phone_folder"
    """Into which folder a phone's photos come (手机照片文件夹)."""
    CAMERA_FOLDER = "camera_folder"
    """Into which folder the camera program puts its photos, where it is not one of the usual ones."""
    PASSED_PHOTOS = "passed_photos"
    """Hashes of photos in these folders that somebody does not want, as JSON."""
    TEXT_SIZE = "text_size"
    THEME = "theme"


UNSURE = "unsure"


def get(session: Session, name: Name) -> str | None:
    """Return a setting, or None where it was never set."""
    row = session.get(Setting, name.value)
    return row.value if row else None


def put(session: Session, name: Name, value: str) -> None:
    """Set a setting."""
    session.merge(Setting(name=name.value, value=value))
