"""Putting notices of several pages on paper, and recording visits and issuing their notices, with all that saves."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from sqlalchemy.orm import Session

from tests.benchmarks.measuring import Watch, alone
from tests.notices import FINDINGS, MEASURES, NOTICE
from xunjian.db.queries.visits import visit_rows
from xunjian.paths import resource
from xunjian.progress import Unwatched
from xunjian.services import demonstration
from xunjian.services.bureau import handbook
from xunjian.services.paperwork import notice_draft
from xunjian.services.sample_county import FIRST, TODAY
from xunjian.services.visit import recording
from xunjian.services.visit.visitfile import read_plan
from xunjian.workspace import Workspace

REASON = "只查一部分"
WARM = 50

SHORT = replace(
    NOTICE,
    plan="",
    findings=tuple(replace(one, fact="事实见问题清单。", citations=(), evidence=()) for one in FINDINGS),
    measures=MEASURES[1:2],
    suggestions=(),
    attachments=(),
    receipt=False,
)
WITH_PHOTOS = replace(SHORT, attachments=("现场照片",))


def warm_paper(watch: Watch) -> None:
    """Render a short notice (three findings, two pages), the same with a page of four photos, a long one."""
    from xunjian.documents.composer.parts import Photo
    from xunjian.documents.papers.notice import render

    photos = [Photo(photo(), f"图{number}") for number in range(1, 5)]
    _average(watch, "short notice", lambda: render(SHORT).pages)
    _average(watch, "the same with four photos", lambda: render(WITH_PHOTOS, photos=photos).pages)
    _average(watch, "long notice, attachments", lambda: render(NOTICE).pages)


def _average(watch: Watch, name: str, work: Callable[[], int]) -> None:
    pages = work()
    with watch.timing(f"{WARM} × {name} ({pages} pages)"):
        for _ in range(WARM):
            work()


def photo() -> bytes:
    """Return a photo as phones take them: 12 million pixels that a JPEG cannot make small."""
    from PIL import Image

    coded = io.BytesIO()
    Image.effect_noise((4000, 3000), 40).convert("RGB").save(coded, "JPEG", quality=60)
    return coded.getvalue()


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
    from xunjian.services.paperwork import notices

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
    print("Putting notices on paper")
    alone(warm_paper)
    print("Recording visits and issuing their notices")
    with TemporaryDirectory() as name:
        folder = Path(name) / "demo"
        alone(prepare, folder)
        alone(issue, folder)


if __name__ == "__main__":
    main()
