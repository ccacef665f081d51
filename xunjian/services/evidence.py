"""Photos as evidence: the bytes first, then the row that names them."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.photos import PhotoStore, Stored
from xunjian.db.schema.visit import Evidence, EvidenceNote
from xunjian.db.types import now
from xunjian.db.uids import derived_uid, new_uid

SHANGHAI = ZoneInfo("Asia/Shanghai")
_TAKEN = 0x9003
_DETAILS = 0x8769


def store(photos: PhotoStore, source: Path | bytes) -> Stored:
    """Check a photo and put its original bytes into the store; must end before a transaction names it."""
    return photos.add_photo(source)


def attach(
    session: Session,
    photos: PhotoStore,
    stored: Stored,
    *,
    visit: str,
    finding: str,
    file_name: str,
    by: str | None,
) -> str:
    """Make a stored photo evidence of a finding; the same photo twice is one piece of evidence. Return its uid."""
    same = session.scalars(select(Evidence).where(Evidence.owner == finding, Evidence.sha256 == stored.sha256)).first()
    if same is not None:
        set_hidden(session, same.uid, hidden=False)
        return same.uid
    uid = new_uid()
    session.add(
        Evidence(
            uid=uid,
            visit=visit,
            owner_table="finding",
            owner=finding,
            kind="photo",
            sha256=stored.sha256,
            media_type=stored.media_type,
            size=stored.size,
            file_name=file_name,
            taken_at=taken_at(photos.read(stored.sha256)),
            device_clock=now(),
            taken_by=by,
        )
    )
    return uid


def set_hidden(session: Session, evidence: str, *, hidden: bool) -> None:
    """Take a photo off its finding, or put it back; the photo itself is kept either way."""
    visit = session.get_one(Evidence, evidence).visit or ""
    uid = derived_uid(visit, evidence, "note")
    row = session.get(EvidenceNote, uid)
    if row is not None:
        row.hidden = hidden
    elif hidden:
        session.add(EvidenceNote(uid=uid, visit=visit, evidence=evidence, hidden=True))


def taken_at(content: bytes) -> datetime | None:
    """Return when the camera says the photo was taken, its clock read as Shanghai time; None where it says nothing."""
    from PIL import Image

    with Image.open(BytesIO(content)) as image:
        text = image.getexif().get_ifd(_DETAILS).get(_TAKEN)
    try:
        moment = datetime.strptime(str(text), "%Y:%m:%d %H:%M:%S").replace(tzinfo=SHANGHAI)
    except ValueError:
        return None
    return moment.astimezone(UTC)
