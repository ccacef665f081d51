"""What printing an issued paper needs of the workspace; what takes long is a job."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from xunjian.documents.reach import Cut, Margins, cut_off
from xunjian.progress import Progress
from xunjian.rules.prints import copy_mark
from xunjian.services.paperwork import papers, prints
from xunjian.services.paperwork.papers import Paper
from xunjian.services.paperwork.prints import Handed, Print, Seen, Wish
from xunjian.ui import printing
from xunjian.ui.printing import Device
from xunjian.workspace import SHANGHAI, Workspace


@dataclass(frozen=True)
class Printers:
    """The printers of this computer, the best first, and whether both sides were used last."""

    devices: list[Device]
    duplex: bool


class PrintDesk:
    """The printings of one workspace's papers."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def printers(self, _progress: Progress) -> Printers:
        """Return the printers there are now; may take seconds."""
        with self._workspace.store.read() as session:
            last, duplex = prints.last_printer(session)
        return Printers(printing.devices(last), duplex)

    def cuts(self, printer: str, white: Sequence[Margins | None], _progress: Progress) -> list[Cut]:
        """Return what this printer would cut off pages with such white edges; asks the printer."""
        return cut_off(white, printing.margins_of(printer))

    def record(self, paper: Paper) -> list[Print]:
        """Return the printings of a paper."""
        with self._workspace.store.read() as session:
            return prints.of_document(session, paper.uid)

    def unanswered(self, paper: Paper) -> Handed | None:
        """Return what was handed to a printer and nobody has answered for."""
        with self._workspace.store.read() as session:
            return prints.unanswered(session, paper.uid)

    def next_number(self, paper: Paper, pages: tuple[int, ...] = ()) -> int:
        """Return which printing the next one of these pages would be; 0: the original."""
        with self._workspace.store.read() as session:
            return prints.next_number(session, paper.uid, pages)

    def begin(self, paper: Paper, wish: Wish) -> Handed:
        """Keep what is about to be printed, and its printer for the next time."""
        with self._workspace.store.write(by=self._workspace.person) as session:
            handed = prints.begin(session, paper.uid, wish)
            prints.remember_printer(session, wish)
        return handed

    def spool(self, paper: Paper, handed: Handed, sent: Callable[[int], None], progress: Progress) -> None:
        """Hand the stored bytes to the printer; `sent` hears how many jobs it has taken."""
        wish = handed.wish
        sheets = printing.Sheets(wish.pages, wish.copies, self.mark(handed), duplex=wish.duplex, collate=wish.collate)
        device = printing.on_device(wish.printer)
        printing.print_paper(self.pdf_of(paper), device, sheets, title=paper.file_name, progress=progress, handed=sent)

    def pdf_of(self, paper: Paper) -> bytes:
        """Return the bytes that are printed: those stored when the paper went out."""
        return papers.stored_pdf(self._workspace.photos, paper)

    def mark(self, handed: Handed) -> str:
        """Return what a copy says of itself: which printing it is, and when; "" for the original."""
        time = handed.at.astimezone(SHANGHAI).time()
        return copy_mark(handed.number, self._workspace.today(), time)

    def keep_copies(self, paper: Paper, copies: int) -> None:
        """Note that only so many copies reached the printer; none is no printing at all."""
        with self._workspace.store.write(by=self._workspace.person) as session:
            prints.keep_copies(session, paper.uid, copies)

    def settle(self, paper: Paper, seen: Seen) -> Paper:
        """Record what came out, and return the paper as it stands now."""
        store, person = self._workspace.store, self._workspace.person
        with store.write(by=person, reason=f"打印 {paper.called}：{seen.value}") as session:
            prints.settle(session, paper.uid, seen, by=person)
        with store.read() as session:
            return papers.paper(session, paper.uid)
