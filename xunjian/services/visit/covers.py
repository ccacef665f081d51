"""Covering faces and names in photos (打码): rectangles noted beside the photo, whose bytes stay as they are."""

from sqlalchemy.orm import Session

from xunjian.db.schema.visit import Evidence, EvidenceCover
from xunjian.db.uids import new_uid
from xunjian.rules.covers import Cover
from xunjian.services.visit.frozen import require_open


def add(session: Session, evidence: str, cover: Cover) -> str:
    """Cover a part of a photo; return the rectangle's uid. A photo of an issued finding is refused."""
    row = session.get_one(Evidence, evidence)
    require_open(session, row.owner or "")
    uid = new_uid()
    session.add(EvidenceCover(uid=uid, visit=row.visit, evidence=evidence, **_columns(cover)))
    return uid


def place(session: Session, uid: str, cover: Cover) -> None:
    """Put a rectangle elsewhere, or give it another size."""
    row = _open(session, uid)
    for column, value in _columns(cover).items():
        setattr(row, column, value)


def remove(session: Session, uid: str) -> None:
    """Take a rectangle off."""
    _open(session, uid).deleted = True


def _open(session: Session, uid: str) -> EvidenceCover:
    row = session.get_one(EvidenceCover, uid)
    photo = session.get(Evidence, row.evidence or "")
    require_open(session, (photo.owner if photo else None) or "")
    return row


def _columns(cover: Cover) -> dict[str, int]:
    return {"from_left": cover.left, "from_top": cover.top, "width": cover.width, "height": cover.height}
