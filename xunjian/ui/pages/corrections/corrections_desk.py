"""What 更正 has done for it: a correction weighed place by place, drawn, issued. Jobs, all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtGui import QImage

from xunjian.documents.pages import page_images
from xunjian.documents.papers import erratum as documents
from xunjian.documents.papers.erratum import Correction, Erratum
from xunjian.errors import UserError
from xunjian.progress import Progress
from xunjian.services.paperwork import errata, office_fonts
from xunjian.services.paperwork.errata import Wording, WrongPlaces
from xunjian.services.paperwork.numbering import Supply
from xunjian.services.paperwork.papers import Paper
from xunjian.ui.printing import as_image
from xunjian.workspace import Workspace

_SHARPNESS, _SCREEN_DPI = 1.5, 96


@dataclass(frozen=True)
class Weighed:
    """What a wording comes to: the correction with its pages, or what is wrong at each of its places."""

    wording: Wording
    supply: Supply
    problems: tuple[str, ...]
    """As many as there are corrections, "" where one is well."""
    problem: str = ""
    """What stands in the way whatever the places say."""
    erratum: Erratum | None = None
    images: list[QImage] = field(default_factory=list)


class CorrectionsDesk:
    """The work behind the corrections of one issued paper."""

    def __init__(self, workspace: Workspace, paper: Paper) -> None:
        self.workspace, self.paper = workspace, paper

    def weigh(self, wording: Wording, progress: Progress) -> Weighed:
        """Weigh each place by itself, so that each problem is told where it is mended; draw what has none.

        What is wrong with the paper and not with a place is a UserError: nothing written, void meanwhile.
        """
        workspace = self.workspace
        with workspace.store.read() as session:
            supply = errata.supply(session, self.paper.uid, workspace.today())
            fonts = office_fonts.chosen(session)
            try:
                erratum = self._draft(session, wording)
            except WrongPlaces as wrong:
                return Weighed(wording, supply, wrong.places)
        rendered = documents.render(erratum, faces=fonts.faces)
        problems = tuple(_unprintable(one, rendered.missing) for one in erratum.corrections)
        elsewhere = _cannot_print(rendered.missing) if rendered.missing and not any(problems) else ""
        images = [
            as_image(page, ratio=_SHARPNESS)
            for page in page_images(rendered.pdf, dpi=_SCREEN_DPI * _SHARPNESS, progress=progress)
        ]
        return Weighed(wording, supply, problems, fonts.problem or elsewhere, erratum, images)

    def confirm_last(self, last: int) -> None:
        """Take a person's word for the last number printed here; on the window's thread, one row."""
        workspace = self.workspace
        with workspace.store.write(by=workspace.person) as session:
            errata.confirm_last(session, self.paper.uid, last, workspace.today())

    def issue(self, seen: Weighed, _progress: Progress) -> str:
        """Issue exactly what was seen; anything else is a UserError, and no number is taken. Returns its uid."""
        workspace = self.workspace
        with workspace.store.write(by=workspace.person, reason=f"更正 {self.paper.number}") as session:
            supply = errata.supply(session, self.paper.uid, workspace.today())
            if (self._draft(session, seen.wording), supply) != (seen.erratum, seen.supply):
                raise UserError(
                    "您看过之后内容有变化，没有签发。", safe="内容都在，没有取号。", hint="请再看一遍，再签发。"
                )
            issued = errata.issue(
                session,
                workspace.photos,
                self.paper.uid,
                seen.wording,
                by=workspace.person,
                today=workspace.today(),
            )
        return issued.uid

    def _draft(self, session: Any, wording: Wording) -> Erratum:
        workspace = self.workspace
        return errata.draft(session, workspace.photos, self.paper.uid, wording, today=workspace.today())


def _unprintable(one: Correction, missing: Sequence[str]) -> str:
    here = [character for character in missing if any(character in text for text in (one.place, one.wrong, one.right))]
    return _cannot_print(here) if here else ""


def _cannot_print(characters: Sequence[str]) -> str:
    return f"有字印不出来：{'、'.join(characters)}。请改用能印的字。"
