"""Photos as evidence: the bytes first, then the row that names them."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.photos import PhotoStore, Stored
from xunjian.db.schema.visit import Evidence, EvidenceNote, Finding
from xunjian.db.types import now
from xunjian.db.uids import derived_uid, new_uid
from xunjian.errors import UserError
from xunjian.services.visit.frozen import require_open

LONGEST_CAPTION = 100
"""Characters."""


def store(photos: PhotoStore, source: Path | bytes) -> Stored:
    """Check a photo and put its original bytes into the store; must end before a transaction names it."""
    return photos.add_photo(source)


def attach(
    session: Session,
    stored: Stored,
    *,
    visit: str,
    finding: str,
    file_name: str,
    by: str | None,
) -> str:
    """Make a stored photo evidence of a finding; the same photo twice is one piece of evidence. Return its uid."""
    require_open(session, finding)
    if session.get_one(Finding, finding).deleted:
        raise UserError("这条问题已经去掉了。", safe="照片已存在本机。", hint="先把问题记上，再加照片。")
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
            taken_at=stored.taken_at,
            device_clock=now(),
            taken_by=by,
        )
    )
    return uid


def set_hidden(session: Session, evidence: str, *, hidden: bool) -> None:
    """Take a photo off its finding, or put it back; the photo itself is kept either way."""
    row = session.get_one(Evidence, evidence)
    require_open(session, row.owner or "")
    visit = row.visit or ""
    uid = derived_uid(visit, evidence, "note")
    note = session.get(EvidenceNote, uid)
    if note is not None:
        note.hidden = hidden
        note.deleted = False if note.deleted else note.deleted
    elif hidden:
        session.add(EvidenceNote(uid=uid, visit=visit, evidence=evidence, hidden=True))


def set_caption(session: Session, evidence: str, caption: str) -> None:
    """Say what a photo shows, as it is printed below it; blank takes that back."""
    text = " ".join(caption.split()) or None
    if text is not None and len(text) > LONGEST_CAPTION:
        raise UserError(
            f"照片说明最多写 {LONGEST_CAPTION} 字。", safe="原来的说明还在。", hint="请写短一些，细节写在事实里。"
        )
    row = session.get_one(Evidence, evidence)
    require_open(session, row.owner or "")
    visit = row.visit or ""
    uid = derived_uid(visit, evidence, "note")
    note = session.get(EvidenceNote, uid)
    if note is not None:
        note.caption = text
    elif text is not None:
        session.add(EvidenceNote(uid=uid, visit=visit, evidence=evidence, caption=text))
