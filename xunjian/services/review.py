"""What people should look at: nothing is lost or refused by a merge, so what does not fit is listed here."""

from dataclasses import dataclass, fields

from sqlalchemy.orm import Session

from xunjian.db.photos import PhotoStore
from xunjian.db.queries import afterwards, incomplete, machines, paperwork
from xunjian.db.queries.afterwards import Changed, Revived
from xunjian.db.queries.incomplete import Backwards, Loose, Misfit, Orphan
from xunjian.db.queries.machines import Clone, FastClock
from xunjian.db.queries.paperwork import Gap, SameNumber
from xunjian.services.bundles import scope
from xunjian.services.bundles.scope import NamedFile


@dataclass(frozen=True)
class Review:
    """Lists for people to go through, each in a lasting order."""

    orphans: tuple[Orphan, ...]
    backwards: tuple[Backwards, ...]
    rings: tuple[tuple[str, ...], ...]
    """Schools that name each other as the same, from the one that stands for them on."""
    loose_measures: tuple[Loose, ...]
    misfits: tuple[Misfit, ...]
    revived: tuple[Revived, ...]
    changed_after_issue: tuple[Changed, ...]
    same_numbers: tuple[SameNumber, ...]
    gaps: tuple[Gap, ...]
    clones: tuple[Clone, ...]
    fast_clocks: tuple[FastClock, ...]
    missing_photos: tuple[NamedFile, ...]

    @property
    def to_check(self) -> int:
        """Return how many records do not fit together (要核对)."""
        return len(self.orphans) + len(self.backwards) + len(self.rings) + len(self.loose_measures) + len(self.misfits)

    @property
    def is_clear(self) -> bool:
        """Whether there is nothing to look at."""
        return not any(getattr(self, field.name) for field in fields(self))


def look(session: Session, photos: PhotoStore) -> Review:
    """Go through everything that is here; nothing is changed. For a large ledger this is work for a job."""
    connection = session.connection()
    named = scope.named_files(connection, scope.every_case(connection))
    return Review(
        orphans=tuple(incomplete.orphans(connection)),
        backwards=tuple(incomplete.backwards(connection)),
        rings=incomplete.rings_of_twins(session),
        loose_measures=tuple(incomplete.loose_measures(connection)),
        misfits=tuple(incomplete.misfits(connection)),
        revived=tuple(afterwards.revived(connection)),
        changed_after_issue=tuple(afterwards.changed_after_issue(connection)),
        same_numbers=tuple(paperwork.same_numbers(connection)),
        gaps=tuple(paperwork.gaps(connection)),
        clones=tuple(machines.clones(connection)),
        fast_clocks=tuple(machines.fast_clocks(connection)),
        missing_photos=tuple(file for file in named if not photos.has(file.sha256)),
    )
