"""Getting a paper onto paper: spool, ask what came out, note it; what came to nothing is printed again."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from xunjian.errors import Cancelled
from xunjian.services.paperwork.papers import Paper
from xunjian.services.paperwork.prints import Seen, Wish
from xunjian.ui.jobs import Job, Jobs
from xunjian.ui.messages import show_error
from xunjian.ui.pages.printing.print_desk import PrintDesk, Printers
from xunjian.ui.pages.printing.print_dialog import PrintDialog
from xunjian.ui.pages.printing.print_panel import PrintPanel
from xunjian.ui.pages.printing.print_row import PrintRow


class Printout(QObject):
    """Prints from a panel; `noted` brings the paper as it stands after each answer.

    No printer tells whether paper came out, so a person is asked, after a crash too. What did not come out is printed
    again as it was; what came out once is marked 副本 from then on.
    """

    noted = Signal(object)

    def __init__(self, desk: PrintDesk, jobs: Jobs, panel: PrintPanel) -> None:
        super().__init__(panel)
        self._desk, self._jobs, self._panel = desk, jobs, panel
        self._paper: Paper | None = None
        self._last: Wish | None = None
        self._duplex = False
        self._job: Job | None = None
        self._sent = 0
        panel.reprint_asked.connect(self._print_again)
        panel.choice_asked.connect(self._choose)
        panel.answered.connect(self._settle)
        panel.stop_asked.connect(self._stop)
        panel.row.device_changed.connect(self._tell_sides)

    def look_for_printers(self, *rows: PrintRow, then: Callable[[], None] | None = None) -> None:
        """Show the printers of this computer in these rows, and go on."""

        def show(printers: Printers) -> None:
            self._duplex = printers.duplex
            for row in rows:
                row.show_devices(printers.devices, row.device)
            self._tell_sides()
            if then is not None:
                then()

        self._jobs.start(self._desk.printers, owner=self._panel, done=show)

    def attend(self, paper: Paper) -> None:
        """Show what was printed of a paper, and ask for an answer that is still owed."""
        if self._paper is None or self._paper.uid != paper.uid:
            self._last = None
        self._paper = paper
        number = self._desk.next_number(paper)
        self._panel.show_record(self._desk.record(paper), number)
        if self._job is None and (handed := self._desk.unanswered(paper)) is not None:
            self._last = handed.wish
            self._panel.ask_what_came_out(handed)

    def print(self, paper: Paper) -> None:
        """Print as many copies as the side says."""
        self.attend(paper)
        row = self._panel.row
        self._start(Wish(row.device, row.copies, duplex=self._on_both_sides))

    @property
    def _on_both_sides(self) -> bool:
        device = self._panel.row.printers.device
        return device is not None and device.duplex and self._duplex

    def _tell_sides(self) -> None:
        self._panel.show_sides(both=self._on_both_sides)

    def _start(self, wish: Wish) -> None:
        paper = self._paper
        if paper is None or self._job is not None or self._panel.is_asking:
            return
        if not wish.printer:
            self._panel.say_no_printer(paper)
            return
        try:
            handed = self._desk.begin(paper, wish)
        except Exception as error:  # noqa: BLE001 - shown, whatever it is
            show_error(self._panel, error)
            return
        self._last, self._sent, self._duplex = wish, 0, wish.duplex
        self._tell_sides()
        self._panel.quiet()
        self._panel.set_printing(running=True)
        self._job = self._jobs.start(
            partial(self._desk.spool, paper, handed, self._count),
            owner=self._panel,
            progressed=self._panel.show_progress,
            done=lambda _nothing: self._ended(paper),
            failed=partial(self._failed, paper),
        )

    def _count(self, jobs: int) -> None:
        self._sent = jobs  # on the worker thread; read when it has ended

    def _ended(self, paper: Paper) -> None:
        self._job = None
        self._panel.set_printing(running=False)
        self.attend(paper)

    def _failed(self, paper: Paper, error: BaseException) -> None:
        self._desk.keep_copies(paper, self._sent)
        self._ended(paper)
        if not isinstance(error, Cancelled):
            show_error(self._panel, error)

    def _settle(self, seen: Seen) -> None:
        if self._paper is None:
            return
        try:
            paper = self._desk.settle(self._paper, seen)
        except Exception as error:  # noqa: BLE001 - shown, whatever it is
            show_error(self._panel, error)
            return
        self._panel.quiet()
        if seen is Seen.ALL:
            self._panel.row.set_copies(1)
        self.noted.emit(paper)
        if seen is not Seen.ALL:
            self._panel.say_what_to_do(seen, self._desk.next_number(paper, self._last.pages if self._last else ()))

    def _print_again(self) -> None:
        """Print the same again, on the printer that is chosen by now."""
        row = self._panel.row

        def again() -> None:
            if self._last is None:
                self._start(Wish(row.device, row.copies))
                return
            last = self._last
            self._start(Wish(row.device, last.copies, last.pages, self._on_both_sides, last.collate))

        self.look_for_printers(row, then=again)

    def _choose(self) -> None:
        if self._paper is None or self._panel.is_asking:
            return
        row = self._panel.row
        begin = Wish(row.device, row.copies, duplex=self._duplex)
        dialog = PrintDialog(self._panel, self._paper, partial(self._desk.next_number, self._paper), begin)
        dialog.show_devices(row.printers.devices, row.device)
        dialog.asked.connect(self._take)
        dialog.open()

    def _take(self, wish: Wish) -> None:
        self._panel.row.choose(wish.printer)
        self._start(wish)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
