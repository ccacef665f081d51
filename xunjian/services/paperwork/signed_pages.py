"""The signed page of an issued document, photographed back into the record (签收页照片)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from xunjian.db.photos import Stored
from xunjian.db.schema.paper import Document
from xunjian.db.schema.visit import Evidence
from xunjian.db.types import now
from xunjian.db.uids import new_uid
from xunjian.services.visit import evidence, photo_views
from xunjian.services.visit.photo_views import Photo

KIND = "signed_page"


def attach(session: Session, stored: Stored, *, document: str, file_name: str, by: str | None) -> str:
    """Put a stored photo to a document; the same photo twice is there once. Return its uid."""
    same = select(Evidence).where(Evidence.owner == document, Evidence.sha256 == stored.sha256)
    known = session.scalars(same).first()
    if known is not None:
        evidence.set_hidden(session, known.uid, hidden=False)
        return known.uid
    uid = new_uid()
    session.add(
        Evidence(
            uid=uid,
            visit=session.get_one(Document, document).visit,
            owner_table=Document.__tablename__,
            owner=document,
            kind=KIND,
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


def of_document(session: Session, document: str) -> tuple[Photo, ...]:
    """Return the photos of a document that nobody took off, in the order in which they came."""
    return photo_views.of_owner(session, document)
