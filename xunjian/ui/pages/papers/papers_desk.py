"""What the page of a visit's papers has done for it: rows, papers as page images, giving out. Jobs, most of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage

from xunjian.documents.pages import page_images
from xunjian.documents.papers import counterfoil, feedback_sheet, service_receipt, site_record
from xunjian.errors import UserError
from xunjian.files import write_whole
from xunjian.progress import Progress
from xunjian.rules.steps import Route
from xunjian.services.bureau.handbook import Handbook
from xunjian.services.paperwork import (
    given_papers,
    kinds,
    notice_draft,
    notices,
    papers,
    replies,
    route,
    service_receipts,
    serving,
    site_records,
    visit_papers,
)
from xunjian.services.paperwork.given_papers import Given
from xunjian.services.paperwork.papers import Paper
from xunjian.services.paperwork.replies import Replied, Reply
from xunjian.services.paperwork.service_receipts import Earlier
from xunjian.services.paperwork.serving import Service
from xunjian.services.paperwork.site_records import Told
from xunjian.services.paperwork.visit_papers import Sort, State, VisitPaper
from xunjian.services.visit import evidence, visits
from xunjian.ui.pages.notice.notice_desk import SHARPNESS
from xunjian.ui.pages.photos.pictures import Picture
from xunjian.ui.printing import as_image
from xunjian.workspace import Workspace

_SCREEN_DPI = 96


@dataclass(frozen=True)
class Shown:
    """A paper as it stands, with its pages."""

    row: VisitPaper
    images: list[QImage]
    pdf: bytes = b""
    paper: Paper | None = None
    """What printing and saving take; None for a draft."""
    lacking: tuple[str, ...] = ()
    """Why it cannot be given out yet."""
    versions: tuple[Given, ...] = ()


@dataclass(frozen=True)
class Served:
    """How a document was served, or the receipt that waits for it."""

    facts: service_receipt.ServiceReceipt
    notes: tuple[str, ...] = ()
    """Where the day moves no deadline that is printed."""
    earlier: tuple[Earlier, ...] = ()
    """What was registered wrongly before."""


@dataclass(frozen=True)
class Answered:
    """What the school answered, and what of its findings waits to be laid before the bureau."""

    replied: Replied | None
    to_submit: int
    is_feedback_first: bool


class PapersDesk:
    """The work behind one visit's papers."""

    def __init__(self, workspace: Workspace, handbook: Handbook, visit: str) -> None:
        self.workspace, self.handbook, self.visit = workspace, handbook, visit

    def school(self) -> str:
        """Return the name of who was inspected."""
        with self.workspace.store.read() as session:
            return visits.head(session, self.visit).school_name

    def rows(self) -> list[VisitPaper]:
        """Return the papers of the visit."""
        with self.workspace.store.read() as session:
            return visit_papers.of_visit(
                session, self.handbook, self.visit, today=self.workspace.today(), trial=self.workspace.is_trial
            )

    def load(self, row: VisitPaper, version: str, progress: Progress) -> Shown:
        """Return a paper with its pages; of what was given out, `version` names the one to show, "" what stands now."""
        if row.sort in {Sort.RECORD, Sort.FEEDBACK}:
            return self._without_number(row, version, progress)
        if row.sort is Sort.NOTICE:
            return self._notice_to_come(row, progress)
        with self.workspace.store.read() as session:
            paper = papers.paper(session, row.document)
            if row.sort is Sort.NUMBERED:
                pdf = papers.stored_pdf(self.workspace.photos, paper)
                return Shown(row, _drawn(pdf, progress), pdf, paper)
            pdf = self._filled_in(session, row)
        loose = replace(paper, uid=row.key, title=row.title, copies=0, issued_at=None)
        return Shown(row, _drawn(pdf, progress), pdf, loose)

    def give(self, row: VisitPaper, _progress: Progress) -> str:
        """Give out what a paper says now, and return the uid of the version."""
        workspace, kind = self.workspace, row.sort.value
        with workspace.store.write(by=workspace.person, reason=f"{row.title}定稿") as session:
            facts = given_papers.draft(session, self.handbook, self.visit, kind, trial=workspace.is_trial)
            out: dict[str, Any] = {"by": workspace.person, "today": workspace.today()}
            if isinstance(facts, site_record.SiteRecord):
                return given_papers.give_record(session, workspace.photos, self.handbook, facts, self.visit, **out).uid
            return given_papers.give_sheet(session, workspace.photos, self.handbook, facts, self.visit, **out).uid

    def save(self, shown: Shown, target: Path, _progress: Progress) -> None:
        """Write what is shown to a file, whole or not at all."""
        try:
            write_whole(target, shown.pdf)
        except OSError as error:
            raise UserError(
                "PDF 没有存上。", safe="工作库里的内容都在。", hint="请换一个文件夹，或换一个 U 盘，再存一次。"
            ) from error

    def told(self) -> Told:
        """Return what is known of the visit beside its items."""
        with self.workspace.store.read() as session:
            return site_records.known(session, self.visit)

    def tell(self, told: Told) -> None:
        """Write what somebody has told; on the window's thread, one row."""
        with self.workspace.store.write(by=self.workspace.person, reason="现场检查记录") as session:
            site_records.tell(session, self.visit, told)

    def needs_inspection_notice(self) -> bool:
        """Whether who was inspected must have been told beforehand, by a notice with a number."""
        with self.workspace.store.read() as session:
            return site_records.needs_inspection_notice(session, self.visit)

    def answered(self, sheet: str) -> Answered:
        """Return how the sheet that was given out last stands; "" for none."""
        with self.workspace.store.read() as session:
            replied = replies.of_document(session, sheet) if sheet else None
            first = route.of_bureau(session) is Route.FEEDBACK_FIRST
            return Answered(replied, len(replies.to_submit(session, self.visit)), first)

    def reply(self, sheet: str, reply: Reply, note: str) -> None:
        """Register what the school answered; one row."""
        with self.workspace.store.write(by=self.workspace.person, reason=f"学校{reply.word}") as session:
            replies.register(session, sheet, reply, note, by=self.workspace.person)

    def submit(self) -> None:
        """Lay what was fed back before the bureau; a few rows."""
        workspace = self.workspace
        with workspace.store.write(by=workspace.person, reason="报局审核") as session:
            replies.submit(session, self.visit, by=workspace.person, today=workspace.today())

    def service(self, document: str) -> Served:
        """Return how a document was served, or the receipt to be filled in."""
        with self.workspace.store.read() as session:
            facts = self._receipt(session, document)
            if facts.served_on is None:
                return Served(facts)
            notes = service_receipts.deadline_notes(session, document, facts.served_on, self.handbook.calendar)
            return Served(facts, notes, service_receipts.earlier(session, document))

    def serve(self, document: str, service: Service, pictures: Sequence[Picture], why: str, progress: Progress) -> None:
        """Register a service with its photos; `why` says what was wrong with the one before, "" for the first."""
        workspace, stored = self.workspace, []
        for number, picture in enumerate(pictures):
            progress.step(number, len(pictures), picture.name)
            stored.append((evidence.store(workspace.photos, picture.content()), picture.name))
        register = partial(serving.correct, reason=why) if why else serving.serve
        with workspace.store.write(by=workspace.person, reason="更正送达登记" if why else "登记送达") as session:
            register(
                session, workspace.photos, document, service,
                by=workspace.person, today=workspace.today(), pictures=stored,
            )  # fmt: skip

    def issued(self, document: str) -> Paper:
        """Return the paper with a number that a receipt belongs to."""
        with self.workspace.store.read() as session:
            return papers.paper(session, document)

    def _without_number(self, row: VisitPaper, version: str, progress: Progress) -> Shown:
        photos, trial, kind = self.workspace.photos, self.workspace.is_trial, row.sort.value
        with self.workspace.store.read() as session:
            versions = tuple(given_papers.of_visit(session, self.visit, kind))
            lacking = tuple(given_papers.lacking(session, self.handbook, self.visit, kind))
            known = version if version or row.state is not State.GIVEN else row.document
            paper = papers.paper(session, known) if known else None
            facts = None if paper else given_papers.draft(session, self.handbook, self.visit, kind, trial=trial)
        if paper is not None:
            pdf = papers.stored_pdf(photos, paper)
        elif isinstance(facts, site_record.SiteRecord):
            pdf = site_record.render(facts).pdf
        else:
            pdf = feedback_sheet.render(facts).pdf if facts is not None else b""
        return Shown(row, _drawn(pdf, progress), pdf, paper, lacking, versions)

    def _notice_to_come(self, row: VisitPaper, progress: Progress) -> Shown:
        if row.state is State.NONE:
            return Shown(row, [], lacking=("没有可以下达的问题：先记录问题。",))
        with self.workspace.store.read() as session:
            draft = notice_draft.draft(
                session, self.handbook, self.visit, today=self.workspace.today(), trial=self.workspace.is_trial
            )
            draft, photos = notices.with_photos(session, self.workspace.photos, draft)
        pdf = kinds.render(draft.paper, faces=draft.fonts.faces, photos=photos).pdf
        return Shown(row, _drawn(pdf, progress), pdf)

    def _filled_in(self, session: Any, row: VisitPaper) -> bytes:
        if row.sort is Sort.STUB:
            return counterfoil.render(service_receipts.stub(session, row.document)).pdf
        return service_receipt.render(self._receipt(session, row.document)).pdf

    def _receipt(self, session: Any, document: str) -> service_receipt.ServiceReceipt:
        today = self.workspace.today()
        return service_receipts.filled(session, document, today=today) or service_receipts.blank(
            session, document, today=today
        )


def _drawn(pdf: bytes, progress: Progress) -> list[QImage]:
    if not pdf:
        return []
    pages = page_images(pdf, dpi=_SCREEN_DPI * SHARPNESS, progress=progress)
    return [as_image(page, ratio=SHARPNESS) for page in pages]
