"""Photos as people see them: with caption, rectangles over faces, and when they were taken."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from xunjian.db.schema.visit import Evidence, EvidenceCover, EvidenceNote
from xunjian.rules.covers import Cover, within

_USUAL_DELAY = timedelta(hours=1)


@dataclass(frozen=True)
class PlacedCover:
    """A rectangle over a face (打码) and the record that holds it."""

    uid: str
    cover: Cover


@dataclass(frozen=True)
class Photo:
    """A photo of a finding or of a paper."""

    evidence: str
    sha256: str
    file_name: str
    caption: str | None
    covers: tuple[PlacedCover, ...] = ()
    taken_at: datetime | None = None
    """When its camera says it was taken; None where it says nothing."""
    came_at: datetime | None = None
    """What this program's clock said when the photo came in."""

    @property
    def shown_covers(self) -> tuple[Cover, ...]:
        """The rectangles alone."""
        return tuple(placed.cover for placed in self.covers)

    @property
    def delay(self) -> timedelta | None:
        """How much later it came in than it was taken, negative for earlier; None where that is within the hour.

        Either somebody brought it in long afterwards, or one of the two clocks is wrong: a thing to look at, no more.
        """
        if self.taken_at is None or self.came_at is None:
            return None
        delay = self.came_at - self.taken_at
        return delay if abs(delay) > _USUAL_DELAY else None


def of_visit(session: Session, visit: str) -> dict[str, list[Photo]]:
    """Return the photos of a visit that nobody took off, by the record that they belong to, as they came in."""
    found: dict[str, list[Photo]] = {}
    for owner, photo in _photos(session, Evidence.visit == visit):
        found.setdefault(owner, []).append(photo)
    return found


def of_owner(session: Session, owner: str) -> tuple[Photo, ...]:
    """Return the photos of one record that nobody took off, as they came in."""
    return tuple(photo for _, photo in _photos(session, Evidence.owner == owner))


def _photos(session: Session, where: ColumnElement[bool]) -> Iterable[tuple[str, Photo]]:
    rows = session.scalars(select(Evidence).where(where).order_by(Evidence.device_clock, Evidence.uid)).all()
    mine = select(Evidence.uid).where(where)
    kept = select(EvidenceNote).where(EvidenceNote.evidence.in_(mine), EvidenceNote.deleted.is_not(True))
    notes = {note.evidence: note for note in session.scalars(kept)}
    covers = _covers(session, where)
    for row in rows:
        note = notes.get(row.uid)
        if note is None or not note.hidden:
            yield (
                row.owner or "",
                Photo(
                    row.uid,
                    row.sha256 or "",
                    row.file_name or "",
                    note.caption if note else None,
                    tuple(covers.get(row.uid, ())),
                    row.taken_at,
                    row.device_clock,
                ),
            )


def _covers(session: Session, where: ColumnElement[bool]) -> dict[str, list[PlacedCover]]:
    found: dict[str, list[PlacedCover]] = {}
    standing = (
        select(EvidenceCover)
        .where(EvidenceCover.evidence.in_(select(Evidence.uid).where(where)), EvidenceCover.deleted.is_not(True))
        .order_by(EvidenceCover.uid)
    )
    for row in session.scalars(standing):
        cover = within(row.from_left, row.from_top, row.width, row.height)
        if cover is not None:
            found.setdefault(row.evidence or "", []).append(PlacedCover(row.uid, cover))
    return found
