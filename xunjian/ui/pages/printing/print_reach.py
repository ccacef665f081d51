"""Says before 签发 what the chosen printer would cut off: no number is taken for paper that comes out maimed."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject

from xunjian.documents.reach import Cut, Margins
from xunjian.rules.prints import write_pages
from xunjian.ui.jobs import Job, Jobs
from xunjian.ui.pages.printing.print_desk import PrintDesk
from xunjian.ui.pages.printing.print_row import PrintRow


class Reach(QObject):
    """Watches one row of printer and copies; `weigh` tells it of other pages."""

    def __init__(self, desk: PrintDesk, jobs: Jobs, row: PrintRow) -> None:
        super().__init__(row)
        self._desk, self._jobs, self._row = desk, jobs, row
        self._white: Sequence[Margins | None] = ()
        self._job: Job | None = None
        row.device_changed.connect(self._look)

    def weigh(self, white: Sequence[Margins | None]) -> None:
        """Look whether the printer reaches all of pages with such white edges."""
        self._white = white
        self._look()

    def _look(self) -> None:
        if self._job is not None:
            self._job.cancel()
        device = self._row.device
        if not device or not self._white:
            self._row.warn()
            return
        work = partial(self._desk.cuts, device, self._white)
        show = partial(self._show, device)
        self._job = self._jobs.start(work, owner=self, done=show, failed=lambda _error: self._row.warn())

    def _show(self, device: str, cuts: list[Cut]) -> None:
        if device == self._row.device:
            self._row.warn(*warning(device, cuts))


def warning(device: str, cuts: Sequence[Cut]) -> tuple[str, ...]:
    """Return what a printer would cut off, in sentences, and what to do; none where it reaches all."""
    if not cuts:
        return ()
    return f"{device} 印不全。", *(_told(cut) for cut in cuts), "请换一台打印机，或存 PDF 到别处印。"


def _told(cut: Cut) -> str:
    reach = f"{cut.edge}边 {cut.needed:.1f} 毫米以内印不到"
    return f"{reach}，第 {write_pages(cut.pages)} 页的字离纸边只有 {cut.clear:.1f} 毫米。"
