"""Folders of this machine into which photos come, and photos there that nobody wants; never logged, never carried."""

import json
from collections.abc import Collection, Iterable
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian import settings
from xunjian.db.schema.visit import Evidence
from xunjian.db.views import chunks
from xunjian.settings import Name

_MOST_PASSED = 2_000


def phone(session: Session) -> Path | None:
    """Return the folder of the phone's photos (手机照片文件夹), None where nobody chose one."""
    return _folder(session, Name.PHONE_FOLDER)


def camera(session: Session) -> Path | None:
    """Return the folder of the camera program, None where nobody chose one."""
    return _folder(session, Name.CAMERA_FOLDER)


def choose_phone(session: Session, folder: Path | None) -> None:
    """Watch this folder for the phone's photos, or none."""
    settings.put(session, Name.PHONE_FOLDER, str(folder or ""))


def choose_camera(session: Session, folder: Path | None) -> None:
    """Watch this folder for the camera program's photos, or the usual ones."""
    settings.put(session, Name.CAMERA_FOLDER, str(folder or ""))


def unwanted(session: Session, hashes: Collection[str]) -> set[str]:
    """Return those of these photos that need no decision: somebody passed them over, or they are evidence already."""
    passed = set(_passed(session))
    known: set[str] = set()
    for part in chunks(sorted(hashes)):
        known |= {sha256 or "" for sha256 in session.scalars(select(Evidence.sha256).where(Evidence.sha256.in_(part)))}
    return {sha256 for sha256 in hashes if sha256 in passed or sha256 in known}


def pass_over(session: Session, sha256: str) -> None:
    """Remember that a photo is not wanted (不用); its file stays where it is."""
    _put(session, [one for one in _passed(session) if one != sha256] + [sha256])


def want_again(session: Session, sha256: str) -> None:
    """Take that back."""
    _put(session, (one for one in _passed(session) if one != sha256))


def _folder(session: Session, name: Name) -> Path | None:
    stored = settings.get(session, name)
    return Path(stored) if stored else None


def _passed(session: Session) -> list[str]:
    return [str(one) for one in json.loads(settings.get(session, Name.PASSED_PHOTOS) or "[]")]


def _put(session: Session, hashes: Iterable[str]) -> None:
    settings.put(session, Name.PASSED_PHOTOS, json.dumps([*hashes][-_MOST_PASSED:]))
