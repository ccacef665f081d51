"""Getting an issued document onto paper: spool, ask whether it came out, note it; mark further copies."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Signal

from xunjian.rules.workdays import paper_date
from xunjian.services.papers import Paper
from xunjian.ui import printing
from xunjian.ui.jobs import Job, Jobs
from xunjian.ui.messages import show_error
from xunjian.ui.pages.notice_desk import NoticeDesk
from xunjian.ui.pages.notice_paper_side import PaperSide
from xunjian.ui.pages.notice_terms import PrintRow
from xunjian.ui.printing import Device
from xunjian.workspace import SHANGHAI


class Printout(QObject):
    """Prints from the side of an issued paper; `noted` brings the paper as it stands after each note.

    No printer tells whether paper came out, so a person is asked. Until somebody has said yes, the first copies are
    printed again as they are; whatever is printed after that is marked 副本 and noted at once, so that no two copies
    bear the same number.
    """

    noted = Signal(object)

    def __init__(self, desk: NoticeDesk, jobs: Jobs, side: PaperSide) -> None:
        super().__init__(side)
        self._desk, self._jobs, self._side = desk, jobs, side
        self._paper: Paper | None = None
        self._marks: list[str] = []
        self._job: Job | None = None
        side.reprint_asked.connect(self._print_again)
        side.came_out.connect(self._came_out)
        side.stop_asked.connect(self._stop)

    def look_for_printers(self, *rows: PrintRow, then: Callable[[], None] | None = None) -> None:
        """Show the printers of this computer in these rows, and go on."""

        def show(devices: list[Device]) -> None:
            for row in rows:
                row.show_devices(devices, row.device)
            if then is not None:
                then()

        self._jobs.start(lambda _progress: printing.devices(), owner=self._side, done=show)

    def print(self, paper: Paper) -> None:
        """Print as many copies as the side says."""
        count = self._side.printing.copies
        if paper.copies:
            now = f"{paper_date(self._desk.workspace.today())} {datetime.now(SHANGHAI):%H:%M}"
            marks = [f"副本　第 {paper.copies + number} 份　{now}" for number in range(1, count + 1)]
        else:
            marks = [""] * count
        self._start(paper, marks, note_copies=bool(paper.copies))

    def _start(self, paper: Paper, marks: list[str], *, note_copies: bool) -> None:
        self._paper, self._marks = paper, marks
        device = self._side.printing.device
        if not device:
            self._side.say_no_printer()
            return
        self._side.quiet()
        self._side.set_printing(True)
        self._job = self._jobs.start(
            partial(self._desk.print, paper, printing.on_device(device), marks),
            owner=self._side,
            progressed=self._side.show_progress,
            done=lambda _nothing: self._spooled(note_copies=note_copies),
            failed=self._failed,
        )

    def _spooled(self, *, note_copies: bool) -> None:
        self._side.set_printing(False)
        if note_copies:
            self._note("copied")
        self._side.ask_whether_it_came_out()

    def _failed(self, error: BaseException) -> None:
        self._side.set_printing(False)
        show_error(self._side, error)

    def _print_again(self) -> None:
        paper = self._paper
        if paper is not None:
            again = partial(self._start, paper, self._marks, note_copies=False)
            self.look_for_printers(self._side.printing, then=again)

    def _came_out(self) -> None:
        self._side.quiet()
        if self._marks and not self._marks[0]:
            self._note("printed")
            self._side.printing.set_copies(1)

    def _note(self, kind: str) -> None:
        if self._paper is None:
            return
        try:
            self._paper = self._desk.note(self._paper, kind, copies=len(self._marks))
        except Exception as error:  # noqa: BLE001 - shown, whatever it is
            show_error(self._side, error)
        else:
            self.noted.emit(self._paper)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
