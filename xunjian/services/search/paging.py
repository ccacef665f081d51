"""All findings of a ledger as one list, the newest first, read where somebody looks however long it is."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from xunjian.db.queries.findings import FindingRow, finding_rows
from xunjian.db.search.index import SearchIndex

EVERY = 500
"""A place is kept of one finding in so many; from there on the rows of a page are counted."""


@dataclass(frozen=True)
class FindingList:
    """How many findings there are, and where in the index one finds those with a number; it is true for a moment."""

    count: int
    places: tuple[int, ...]

    def page(self, session: Session, index: SearchIndex, start: int, length: int) -> list[FindingRow]:
        """Return the rows from number `start` on, counted from 0."""
        kept, skipped = divmod(start, EVERY)
        if not 0 <= kept < len(self.places):
            return []
        return finding_rows(session, index.findings_from(self.places[kept], skipped + length)[skipped:])


def first_rows(session: Session, index: SearchIndex, length: int) -> list[FindingRow]:
    """Return the newest findings at once, before anything is counted."""
    return finding_rows(session, index.findings_from(_NEWEST, length))


def listed(index: SearchIndex) -> FindingList:
    """Count the findings of the index: for a million work for a job."""
    places = index.places(EVERY)
    return FindingList(index.count(), tuple(places))


_NEWEST = 2**62
