"""文书: the papers of a visit, each as it will print or as it was given out, with what belongs to it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QWidget

from xunjian.errors import UserError
from xunjian.services.bureau.handbook import Handbook
from xunjian.services.paperwork.papers import Paper
from xunjian.services.paperwork.replies import Reply
from xunjian.services.paperwork.serving import Service
from xunjian.services.paperwork.site_records import Told
from xunjian.services.paperwork.visit_papers import Sort, State, VisitPaper
from xunjian.ui.hints import Hint, set_hints
from xunjian.ui.jobs import Job, Jobs
from xunjian.ui.messages import show_error
from xunjian.ui.pages.notice.notice_tools import PaperTools
from xunjian.ui.pages.notice.signed_pages import SignedPages
from xunjian.ui.pages.papers.loose_prints import LoosePrints
from xunjian.ui.pages.papers.papers_desk import PapersDesk, Shown
from xunjian.ui.pages.papers.papers_list import mark_of
from xunjian.ui.pages.papers.papers_side import ANY_NUMBER, PapersSide
from xunjian.ui.pages.photos.photo_foot import PhotoFoot
from xunjian.ui.pages.photos.pictures import Picture
from xunjian.ui.pages.printing.print_row import USUAL_COPIES
from xunjian.ui.pages.printing.printout import Printout
from xunjian.ui.widgets.paper import PaperView
from xunjian.workspace import Workspace


class PapersPage(QWidget):
    """One visit's papers; `tools` belongs into the strip while the page is shown.

    `notice_wanted` names the issued document to open, "" for the notice that would come next; `changed` says that the
    visit's findings have taken a step.
    """

    notice_wanted = Signal(str)
    changed = Signal()
    closed = Signal()

    def __init__(
        self, workspace: Workspace, jobs: Jobs, handbook: Handbook, visit: str, *, begin: str = Sort.RECORD
    ) -> None:
        super().__init__()
        self._workspace, self._jobs, self.visit = workspace, jobs, visit
        self._desk = PapersDesk(workspace, handbook, visit)
        self.subtitle = self._desk.school()
        self._loading: Job | None = None
        self._shown: Shown | None = None
        self._version = ""
        self._view = PaperView()
        signed = PhotoFoot(jobs, workspace.photos.read, none="还没有拍回签字页", narrow=True)
        self._signed_pages = SignedPages(workspace, jobs, signed)
        self.side = PapersSide(workspace.today(), signed)
        self._prints = LoosePrints(workspace)
        self._printout = Printout(self._prints, jobs, self.side.panel)
        self.tools = PaperTools(self._view)
        self._lay_out()
        self._connect()
        self._bind_keys()
        self.reload(begin)
        self._printout.look_for_printers(self.side.panel.row)

    @property
    def current(self) -> str:
        """The key of the paper that is chosen."""
        row = self.side.list.current
        return row.key if row else ""

    def reload(self, key: str = "") -> None:
        """Read the papers anew, and show the one of this key, or the one that was shown."""
        self.side.list.show_rows(self._desk.rows(), key or self.current)

    def flush(self) -> None:
        """Save what is typed and not yet saved."""
        row = self.side.list.current
        if row is not None and row.sort is Sort.RECORD:
            self.side.record.flush()

    def hideEvent(self, event: QHideEvent) -> None:
        """Save before another page is shown."""
        super().hideEvent(event)
        self.flush()

    def _lay_out(self) -> None:
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self._view, 1)
        across.addWidget(self.side)
        self.setFocusProxy(self.side.list)
        ways = Hint(("PgUp", "PgDn"), "翻页"), Hint(("Tab",), "下一处"), Hint(("Esc",), "返回检查")
        set_hints(self, *ways)
        set_hints(self.side.list, Hint(("↑", "↓"), "换文书"), Hint(("Enter",), "办这一份"), *ways)

    def _connect(self) -> None:
        side = self.side
        side.list.chosen.connect(lambda _row: self._load())
        side.list.opened.connect(self._go_on)
        side.version_chosen.connect(self._load)
        side.give_and_print_asked.connect(lambda: self._give(self._printout.print))
        side.give_and_save_asked.connect(lambda: self._give(lambda _paper: self._save()))
        side.print_asked.connect(lambda: self._with_paper(self._printout.print))
        side.save_asked.connect(self._save)
        side.open_asked.connect(self._open_numbered)
        side.record.told.connect(self._tell)
        side.reply.given.connect(self._reply)
        side.reply.submit_asked.connect(self._submit)
        side.service.served.connect(self._serve)
        side.service.correct_asked.connect(self._open_numbered)
        self._printout.noted.connect(self._see_printed)

    def _bind_keys(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            "PgDown": partial(self.tools.turn, 1),
            "PgUp": partial(self.tools.turn, -1),
            "Escape": self.closed.emit,
        }
        for key, act in keys.items():
            QShortcut(QKeySequence(key), self).activated.connect(act)

    # Showing

    def _load(self, version: str = "", then: Callable[[], object] | None = None) -> None:
        row = self.side.list.current
        if row is None:
            return
        self._shown, self._version = None, version
        self.side.wait(row)
        if self._loading is not None:
            self._loading.cancel()

        def show(shown: Shown) -> None:
            self._show(shown)
            if then is not None:
                then()

        work = partial(self._desk.load, row, version)
        self._loading = self._jobs.start(work, owner=self, done=show, failed=self._show_failure)

    def _show(self, shown: Shown) -> None:
        self._shown, row, paper = shown, shown.row, shown.paper
        self._view.show_pages(shown.images)
        self.tools.show_state(mark_of(row, self._workspace.today()), len(shown.images))
        self.side.panel.quiet()
        self._show_form(row)
        if paper is not None and row.sort in {Sort.STUB, Sort.RECEIPT}:
            self._prints.lay(paper, shown.pdf)
        self.side.show_paper(shown, self._version)
        if paper is not None and row.sort is not Sort.NUMBERED:
            both = row.sort in {Sort.RECORD, Sort.FEEDBACK} and not paper.copies
            self.side.panel.row.set_copies(USUAL_COPIES if both else 1)
            self._printout.attend(paper)
            if self._prints.is_loose(paper):
                self.side.panel.say_next(ANY_NUMBER)
            self._signed_pages.attend(self._desk.issued(row.document) if row.sort is Sort.RECEIPT else paper)
        self._keep_focus()

    def _keep_focus(self) -> None:
        """Let work go on in the list where what had the focus is gone with the paper before."""
        focus = QApplication.focusWidget()
        if self.isVisible() and (focus is None or not focus.isVisible()):
            self.side.list.setFocus()

    def _show_form(self, row: VisitPaper) -> None:
        if row.sort is Sort.RECORD:
            self.side.record.show_told(self._desk.told(), with_notice=self._desk.needs_inspection_notice())
        elif row.sort is Sort.FEEDBACK:
            self.side.reply.show_answered(self._desk.answered(row.document))
        elif row.sort is Sort.RECEIPT:
            self.side.service.show_receipt(self._desk.service(row.document), self._desk.issued(row.document).issued_on)

    def _show_failure(self, error: BaseException) -> None:
        if isinstance(error, UserError):
            self._view.show_pages([])
            self.side.show_failure(error.what, f"{error.safe}{error.hint}")
        else:
            show_error(self, error)

    def _go_on(self, row: VisitPaper) -> None:
        if row.sort in {Sort.NOTICE, Sort.NUMBERED}:
            self._open_numbered()
        else:
            self.side.reveal(self.side.first_step(row))

    def _open_numbered(self) -> None:
        row = self.side.list.current
        if row is not None and row.state is not State.NONE:
            self.notice_wanted.emit(row.document)

    # Giving out

    def _give(self, then: Callable[[Paper], object]) -> None:
        row = self.side.list.current
        if row is None or self._shown is None:
            return
        self.flush()
        self.side.wait(row)
        copies = self.side.panel.row.copies

        def go_on(paper: Paper) -> None:
            self.side.panel.row.set_copies(copies)
            then(paper)

        def given(_document: str) -> None:
            self.side.list.show_rows(self._desk.rows(), row.key)
            self._load(then=lambda: self._with_paper(go_on))
            if row.sort is Sort.FEEDBACK:
                self.changed.emit()

        self._jobs.start(partial(self._desk.give, row), owner=self, done=given, failed=self._not_given)

    def _not_given(self, error: BaseException) -> None:
        show_error(self, error)
        self._load()

    def _with_paper(self, act: Callable[[Paper], object]) -> None:
        if self._shown is not None and self._shown.paper is not None:
            act(self._shown.paper)

    def _see_printed(self, paper: Paper) -> None:
        self.side.print_again.setText("补打" if paper.copies else "打印")
        self._printout.attend(paper)
        if self._prints.is_loose(paper):
            self.side.panel.say_next(ANY_NUMBER)

    def _save(self) -> None:
        shown = self._shown
        if shown is None or shown.paper is None:
            return
        name, _ = QFileDialog.getSaveFileName(self, "存 PDF", shown.paper.file_name, "PDF 文件 (*.pdf)")
        if name:
            target = Path(name if name.lower().endswith(".pdf") else f"{name}.pdf")
            said = partial(self.side.panel.say_saved, target.name)
            self._jobs.start(partial(self._desk.save, shown, target), owner=self, done=lambda _nothing: said())

    # What is told, answered, served

    def _tell(self, name: str, told: Told) -> None:
        try:
            self._desk.tell(told)
        except UserError as error:
            self.side.record.refuse(name, f"{error.what}{error.hint}")
        else:
            self._see_change()

    def _see_change(self) -> None:
        """Show the paper as it is now, and leave the focus where it is."""
        self.side.list.show_rows(self._desk.rows(), self.current)

    def _reply(self, reply: Reply, note: str) -> None:
        row = self.side.list.current
        if row is not None:
            self._do(partial(self._desk.reply, row.document, reply, note))

    def _submit(self) -> None:
        self._do(self._desk.submit)
        self.changed.emit()

    def _do(self, act: Callable[[], None]) -> None:
        try:
            act()
        except Exception as error:  # noqa: BLE001 - shown, whatever it is
            show_error(self, error)
        self.reload()

    def _serve(self, service: Service, pictures: list[Picture], why: str) -> None:
        row = self.side.list.current
        if row is not None:
            work = partial(self._desk.serve, row.document, service, pictures, why)
            self._jobs.start(work, owner=self, done=lambda _nothing: self._see_served(), failed=self._not_served)

    def _see_served(self) -> None:
        self.reload()
        self.changed.emit()

    def _not_served(self, error: BaseException) -> None:
        if isinstance(error, UserError):
            self.side.service.say_refused(error.what, error.hint)
            self.side.reveal(self.side.service.go)
        else:
            show_error(self, error)
