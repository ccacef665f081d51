"""Issuing notices: the first of a process, which loads the fonts, and the ones after it."""

from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from sqlalchemy.orm import Session

from tests.benchmarks.measuring import Watch, alone
from xunjian.db.queries.visits import visit_rows
from xunjian.paths import resource
from xunjian.progress import Unwatched
from xunjian.services import demonstration, handbook, notice_draft, recording
from xunjian.services.sample_county import FIRST, TODAY
from xunjian.services.visitfile import read_plan
from xunjian.workspace import Workspace

REASON = "只查一部分"


def prepare(watch: Watch, folder: Path) -> None:
    """Do the main job."""
    with watch.timing("the whole demonstration"):
        demonstration.demonstrate(folder, lambda _: None).close()


def issue(watch: Watch, folder: Path) -> None:
    """Record the same visits once more, on another day, and issue their notices."""
    samples = resource("samples") / "visits"
    workspace = Workspace.open(folder / FIRST.folder)
    for place, name in enumerate(FIRST.visits):
        plan = msgspec.structs.replace(read_plan(samples / f"{name}.json"), date=TODAY)
        with watch.timing(f"record {len(plan.answers)} answers"):
            recording.record(workspace, plan, samples, Unwatched(), today=TODAY)
        with workspace.store.read() as session:
            visit = _newest(session, name)
            book = handbook.read(session)
        with watch.timing("draft"), workspace.store.read() as session:
            notice_draft.draft(session, book, visit, today=TODAY, unchecked_reason=REASON)
        with watch.timing("issue, warm" if place else "issue, the first"), workspace.store.write() as session:
            _issue(session, workspace, book, visit)
    workspace.close()


def _newest(session: Session, school: str) -> str:
    return next(row.uid for row in visit_rows(session) if row.school_name == school and row.day == TODAY)


def _issue(session: Session, workspace: Workspace, book: handbook.Handbook, visit: str) -> None:
    # Imported here so that the first notice pays for its libraries, as it does on a laptop.
    from xunjian.services import notices

    notices.issue(
        session,
        workspace.photos,
        book,
        visit,
        by=workspace.person,
        today=TODAY,
        unchecked_reason=REASON,
        trial=True,
    )


def main() -> None:
    """Measure."""
    print("Recording visits and issuing their notices")
    with TemporaryDirectory() as name:
        folder = Path(name) / "demo"
        alone(prepare, folder)
        alone(issue, folder)


if __name__ == "__main__":
    main()
