"""What the notice page has done for it: drafts and papers as page images, 签发, saving. Jobs, all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtGui import QImage

from xunjian.documents.checkcode import Proof
from xunjian.documents.composer.parts import Photo
from xunjian.documents.pages import page_images
from xunjian.documents.reach import Margins, white_edges
from xunjian.errors import UserError
from xunjian.files import write_whole
from xunjian.progress import Progress
from xunjian.rules.papers import PaperKind
from xunjian.services.bureau.handbook import Handbook
from xunjian.services.paperwork import (
    kinds,
    notice_draft,
    notices,
    numbering,
    papers,
    signatures,
    supervision,
)
from xunjian.services.paperwork.notice_draft import Attached, Draft
from xunjian.services.paperwork.papers import Paper
from xunjian.services.paperwork.signatures import Signing
from xunjian.ui.pages.notice.paper_links import Link, is_correction, links_of
from xunjian.ui.printing import as_image
from xunjian.workspace import Workspace

SHARPNESS = 2.0
"""Pixels of a page image for each of the screen's independent pixels at 原大."""

_SCREEN_DPI = 96
_ASKED_FOR_IN_THE_BAR = "…"  # the bar asks for the reason of what is unchecked; the list of problems leaves it out


@dataclass(frozen=True)
class Preview:
    """A draft with its pages, what no font can print of it, and what was chosen: the planned day, the attachments."""

    draft: Draft
    start: date
    attached: Attached
    missing: tuple[str, ...]
    images: list[QImage]
    white: list[Margins | None]
    """What each page will leave white at its edges once it is issued."""
    head: tuple[str, str] = ("", "")
    """Who will probably sign for the school, and as what."""

    @property
    def over(self) -> str:
        """What signatures on the screen are over."""
        return signatures.shown(self.draft.paper)

    @property
    def places_to_sign(self) -> tuple[str, ...] | None:
        """The names behind which the group signs, None where the paper has no place to sign."""
        return kinds.places_to_sign(self.draft.paper)


@dataclass(frozen=True)
class Sheets:
    """An issued paper with its pages, and the papers that are to be read beside it."""

    paper: Paper
    images: list[QImage]
    white: list[Margins | None]
    links: tuple[Link, ...] = ()


class NoticeDesk:
    """The work behind one visit's notice."""

    def __init__(self, workspace: Workspace, handbook: Handbook, visit: str) -> None:
        self.workspace, self.handbook, self.visit = workspace, handbook, visit

    def load(
        self,
        start: date,
        attached: Attached,
        kind: PaperKind | None,
        signing: Signing | None,
        progress: Progress,
    ) -> Preview | Sheets:
        """Return the draft of what no document holds yet; where nothing is left to issue, the paper issued last.

        What was signed over this draft stands on its pages already.
        """
        with self.workspace.store.read() as session:
            draft = self._drafting(start, attached, kind)(session)
            draft, photos = notices.with_photos(session, self.workspace.photos, draft)
            head = signatures.head_of(session, self.visit)
            issued = [papers.paper(session, one.uid) for one in notices.of_visit(session, self.visit)]
        orders = [paper for paper in issued if not is_correction(paper)]
        if orders and not draft.printed:
            return self.load_paper(orders[-1].uid, progress)
        today = self.workspace.today()
        shown = signatures.signed(draft.paper, signing, today)
        rendered = kinds.render(shown, faces=draft.fonts.faces, photos=photos, inks=signatures.inks(signing))
        images, _ = _drawn(rendered.pdf, progress)
        return Preview(draft, start, attached, rendered.missing, images, _white_once_issued(draft, photos, today), head)

    def load_paper(self, document: str, progress: Progress) -> Sheets:
        """Return an issued paper, drawn from the bytes that were stored."""
        with self.workspace.store.read() as session:
            paper = papers.paper(session, document)
        return Sheets(paper, *_drawn(papers.stored_pdf(self.workspace.photos, paper), progress), links_of(paper))

    def issue(self, seen: Preview, reason: str, signing: Signing | None, _progress: Progress) -> str:
        """Issue exactly what was seen and signed; anything else is a UserError, and no number is taken.

        Returns its uid.
        """
        workspace = self.workspace
        name = f"签发 {seen.draft.supply.following}"
        with workspace.store.write(by=workspace.person, reason=name) as session:
            now = self._drafting(seen.start, seen.attached, seen.draft.kind)(session)
            if signing is not None:
                signatures.require(signing, now.paper)
            if (now.paper, now.supply) != (seen.draft.paper, seen.draft.supply):
                raise UserError(
                    "您看过之后内容有变化，没有签发。", safe="内容都在，没有取号。", hint="请再看一遍，再签发。"
                )
            issued = notices.issue(
                session,
                workspace.photos,
                self.handbook,
                self.visit,
                by=workspace.person,
                today=workspace.today(),
                service_day=seen.start,
                unchecked_reason=reason,
                dates_checked=True,  # the page lets nobody come here whose tick is missing
                trial=workspace.is_trial,
                attached=seen.attached,
                kind=seen.draft.kind,
                signing=signing,
            )
        return issued.uid

    def confirm_last(self, kind: PaperKind, last: int) -> None:
        """Take a person's word for the last number of a kind printed here; on the window's thread, one row."""
        workspace = self.workspace
        with workspace.store.write(by=workspace.person) as session:
            numbering.confirm_last(session, kind.code, last, workspace.today())

    def announce(self, day: date) -> None:
        """Note when the school was told of the supervision in writing; on the window's thread, one row."""
        with self.workspace.store.write(by=self.workspace.person, reason="书面通知") as session:
            supervision.announce(session, self.visit, day)

    def evaluate(self, text: str) -> None:
        """Keep what the opinion says of the school as a whole; on the window's thread, one row."""
        with self.workspace.store.write(by=self.workspace.person, reason="评价意见") as session:
            supervision.evaluate(session, self.visit, text)

    def save(self, paper: Paper, target: Path, _progress: Progress) -> None:
        """Write the stored bytes to a file, whole or not at all."""
        pdf = papers.stored_pdf(self.workspace.photos, paper)
        try:
            write_whole(target, pdf)
        except OSError as error:
            raise UserError(
                "PDF 没有存上。", safe="文书已签发，存在本机。", hint="请换一个文件夹，或换一个 U 盘，再存一次。"
            ) from error

    def make_void(self, paper: Paper, reason: str) -> Paper:
        """Take a paper out of force and return it as it stands now; on the window's thread, one row."""
        workspace = self.workspace
        with workspace.store.write(by=workspace.person, reason=f"作废 {paper.number}") as session:
            papers.note(session, paper.uid, "void", by=workspace.person, reason=reason)
        with workspace.store.read() as session:
            return papers.paper(session, paper.uid)

    def _drafting(self, start: date, attached: Attached, kind: PaperKind | None) -> partial[Draft]:
        return partial(
            notice_draft.draft,
            handbook=self.handbook,
            visit=self.visit,
            today=self.workspace.today(),
            service_day=start,
            unchecked_reason=_ASKED_FOR_IN_THE_BAR,
            trial=self.workspace.is_trial,
            attached=attached,
            kind=kind,
        )


def _white_once_issued(draft: Draft, photos: Sequence[Photo], today: date) -> list[Margins | None]:
    """Measure the notice with a number and a QR code, which reach further to the edge than all that a draft has."""
    serial = draft.supply.following.number if draft.supply.following else 1
    paper = draft.paper if draft.problems else draft.numbered(serial)  # what lacks something cannot have a number
    proof = Proof(paper.number, today, "", b"")
    rendered = kinds.render(paper, faces=draft.fonts.faces, proof=proof, photos=photos)
    return [white_edges(page) for page in page_images(rendered.pdf, dpi=_SCREEN_DPI * SHARPNESS)]


def _drawn(pdf: bytes, progress: Progress) -> tuple[list[QImage], list[Margins | None]]:
    images, white = [], []
    for page in page_images(pdf, dpi=_SCREEN_DPI * SHARPNESS, progress=progress):
        images.append(as_image(page, ratio=SHARPNESS))
        white.append(white_edges(page))
    return images, white
