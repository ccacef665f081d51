"""Printing what is no record: a receipt to be filled in by hand, a stub. Any number of them may be printed."""

from datetime import UTC, datetime

import msgspec

from xunjian.services.paperwork.papers import Paper
from xunjian.services.paperwork.prints import Handed, Print, Seen, Wish
from xunjian.ui.pages.printing.print_desk import PrintDesk
from xunjian.workspace import Workspace


class LoosePrints(PrintDesk):
    """A print desk that also knows papers by their bytes alone; of these no answer becomes a record."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._pdfs: dict[str, bytes] = {}
        self._waiting: dict[str, Handed] = {}

    def lay(self, paper: Paper, pdf: bytes) -> None:
        """Make a paper known that is no record."""
        self._pdfs[paper.uid] = pdf

    def is_loose(self, paper: Paper) -> bool:
        """Whether a paper is no record."""
        return paper.uid in self._pdfs

    def record(self, paper: Paper) -> list[Print]:
        """Return the printings of a paper."""
        return [] if self.is_loose(paper) else super().record(paper)

    def unanswered(self, paper: Paper) -> Handed | None:
        """Return what was handed to a printer and nobody has answered for."""
        return self._waiting.get(paper.uid) if self.is_loose(paper) else super().unanswered(paper)

    def next_number(self, paper: Paper, pages: tuple[int, ...] = ()) -> int:
        """Return which printing the next one of these pages would be; 0: no copy of another."""
        return 0 if self.is_loose(paper) else super().next_number(paper, pages)

    def begin(self, paper: Paper, wish: Wish) -> Handed:
        """Keep what is about to be printed."""
        if not self.is_loose(paper):
            return super().begin(paper, wish)
        handed = self._waiting[paper.uid] = Handed(wish, datetime.now(UTC), 0)
        return handed

    def pdf_of(self, paper: Paper) -> bytes:
        """Return the bytes that are printed."""
        return self._pdfs[paper.uid] if self.is_loose(paper) else super().pdf_of(paper)

    def keep_copies(self, paper: Paper, copies: int) -> None:
        """Note that only so many copies reached the printer; none is no printing at all."""
        if not self.is_loose(paper):
            super().keep_copies(paper, copies)
            return
        handed = self._waiting.pop(paper.uid, None)
        if handed is not None and copies:
            wish = msgspec.structs.replace(handed.wish, copies=copies)
            self._waiting[paper.uid] = msgspec.structs.replace(handed, wish=wish)

    def settle(self, paper: Paper, seen: Seen) -> Paper:
        """Take the answer: nothing is written down."""
        if not self.is_loose(paper):
            return super().settle(paper, seen)
        self._waiting.pop(paper.uid, None)
        return paper
