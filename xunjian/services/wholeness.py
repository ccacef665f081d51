"""Is the workspace whole: database, log, tables, photos."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from xunjian.db import integrity
from xunjian.db.conflicts import list_conflicts
from xunjian.db.schema.base import Fields
from xunjian.db.schema.paper import Document
from xunjian.db.schema.reference import School
from xunjian.db.schema.visit import Evidence, Finding, Visit
from xunjian.db.views import sql
from xunjian.services import review
from xunjian.services.bundles.scope import NamedFile
from xunjian.services.review import Review
from xunjian.workspace import Workspace


@dataclass(frozen=True)
class Counts:
    """How many of what."""

    schools: int
    visits: int
    findings: int
    documents: int
    photos: int
    conflicts: int
    commits: int


@dataclass(frozen=True)
class Wholeness:
    """What was found."""

    counts: Counts
    digest: str
    """Equal on two workspaces that hold the same operations."""
    faults: tuple[str, ...]
    missing_photos: tuple[NamedFile, ...]
    """Named by a record, but not here: a bundle may still bring them."""
    damaged_photos: tuple[str, ...]
    review: Review
    """What people should look at; none of it is broken."""

    @property
    def whole(self) -> bool:
        """Whether nothing is broken; missing photos are no fault of this machine."""
        return not (self.faults or self.damaged_photos)


def look(workspace: Workspace, *, deep: bool = False) -> Wholeness:
    """Look at everything, change nothing; `deep` also reads every commit, every photo, and makes the tables anew."""
    counts = _counts(workspace)
    with workspace.store.connection(writing=deep) as connection:
        digest = integrity.digest(connection)
        faults = integrity.faults(connection, deep=deep)
        # Comparing tables with the log means writing them anew; none of that may stay.
        connection.rollback()
    with workspace.store.read() as session:
        listed = review.look(session, workspace.photos)
    return Wholeness(
        counts,
        digest,
        tuple(faults),
        listed.missing_photos,
        tuple(workspace.photos.damaged()) if deep else (),
        listed,
    )


def _counts(workspace: Workspace) -> Counts:
    with workspace.store.read() as session:
        return Counts(
            schools=_living(session, School),
            visits=_living(session, Visit),
            findings=_living(session, Finding),
            documents=session.scalars(select(func.count()).select_from(Document)).one(),
            photos=session.scalars(select(func.count()).select_from(Evidence)).one(),
            conflicts=len(list_conflicts(session.connection())),
            commits=int(session.connection().execute(sql("SELECT COUNT(*) FROM log_commit")).scalar_one()),
        )


def _living(session: Session, table: type[Fields]) -> int:
    return session.scalars(select(func.count()).select_from(table).where(table.deleted.is_not(True))).one()
