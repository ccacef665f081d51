"""The list of evidence (证据目录): the photos of findings, numbered through in the order of the findings on paper."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from xunjian.db.photos import PhotoStore
from xunjian.db.pictures import SHANGHAI
from xunjian.db.schema.reference import Person
from xunjian.db.schema.visit import Evidence
from xunjian.documents.composer.covering import covered
from xunjian.documents.composer.parts import Photo
from xunjian.documents.papers.facts import Exhibit
from xunjian.errors import UserError
from xunjian.services.visit.finding_views import FindingView
from xunjian.services.visit.weighing import Printed


def of_findings(session: Session, listed: Sequence[tuple[FindingView, str]]) -> tuple[Exhibit, ...]:
    """Return a line for each photo of these findings, given with their titles."""
    return tuple(
        _exhibit(session, photo.evidence, _name(finding, place, title), position)
        for position, (finding, title) in enumerate(listed, start=1)
        for place, photo in enumerate(finding.photos)
    )


def annex_photos(session: Session, photos: PhotoStore, printed: Sequence[Printed]) -> tuple[Photo, ...]:
    """Return the photos of a notice's findings for the pages of its attachment 现场照片, with number and name.

    What is covered (打码) is black in the bytes returned. A photo whose bytes are not on this machine is a UserError.
    """
    listed = [(one.finding, one.entry.item.title) for one in printed]
    shown = [photo for finding, _ in listed for photo in finding.photos]
    lines = of_findings(session, listed)
    return tuple(
        Photo(covered(_bytes(photos, photo.sha256), photo.shown_covers), f"{number}.{line.name}")
        for number, (photo, line) in enumerate(zip(shown, lines, strict=True), start=1)
    )


def _name(finding: FindingView, place: int, title: str) -> str:
    number = str(place + 1) if len(finding.photos) > 1 else ""
    return finding.photos[place].caption or f"{title}照片{number}"


def _exhibit(session: Session, evidence: str, name: str, position: int) -> Exhibit:
    row = session.get_one(Evidence, evidence)
    person = session.get(Person, row.taken_by) if row.taken_by else None
    return Exhibit(
        name,
        taken_on=row.taken_at.astimezone(SHANGHAI).date() if row.taken_at else None,
        taken_by=(person.name if person else None) or "",
        findings=(position,),
    )


def _bytes(photos: PhotoStore, sha256: str) -> bytes:
    try:
        return photos.read(sha256)
    except OSError as error:
        raise UserError(
            "有照片不在本机，照片页印不出来。", safe="内容都在。", hint="请合入拍照那台电脑的数据包，或不附照片页。"
        ) from error
