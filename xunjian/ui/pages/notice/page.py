"""W5 通知书: the paper as it will print beside what 签发 takes, and afterwards the issued paper."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QStackedWidget, QWidget

from xunjian.errors import UserError
from xunjian.services.bureau.handbook import Handbook
from xunjian.services.paperwork.notice_draft import Draft
from xunjian.services.paperwork.papers import Paper
from xunjian.ui.hints import Hint, set_hints
from xunjian.ui.jobs import Job, Jobs
from xunjian.ui.messages import ConfirmDialog, show_error
from xunjian.ui.pages.corrections.correction_dialog import CorrectionDialog
from xunjian.ui.pages.corrections.corrections_desk import CorrectionsDesk
from xunjian.ui.pages.notice.announcement_dialog import AnnouncementDialog
from xunjian.ui.pages.notice.last_number import LastNumberDialog
from xunjian.ui.pages.notice.notice_desk import NoticeDesk, Preview, Sheets
from xunjian.ui.pages.notice.notice_draft_side import ISSUING, LASTING, MAKING, DraftSide
from xunjian.ui.pages.notice.notice_paper_side import PaperSide
from xunjian.ui.pages.notice.notice_tools import CORRECTED, ISSUED, VOID, PaperTools
from xunjian.ui.pages.notice.signed_pages import SignedPages
from xunjian.ui.pages.notice.void_dialog import VoidDialog
from xunjian.ui.pages.photos.photo_foot import PhotoFoot
from xunjian.ui.pages.printing.print_desk import PrintDesk
from xunjian.ui.pages.printing.print_reach import Reach
from xunjian.ui.pages.printing.print_row import USUAL_COPIES
from xunjian.ui.pages.printing.printout import Printout
from xunjian.ui.widgets.chips import DRAFT
from xunjian.ui.widgets.paper import PaperView
from xunjian.workspace import Workspace


class NoticePage(QWidget):
    """One visit's notice: a draft until it is issued, then the paper that was issued last.

    `tools` belongs into the strip while the page is shown; `issued` names the document, `item_wanted` the item of the
    checklist to go back to.
    """

    issued = Signal(str)
    papers_wanted = Signal()
    item_wanted = Signal(str)
    closed = Signal()

    def __init__(self, workspace: Workspace, jobs: Jobs, handbook: Handbook, visit: str) -> None:
        super().__init__()
        self._workspace, self._jobs, self.visit = workspace, jobs, visit
        self._desk = NoticeDesk(workspace, handbook, visit)
        self._loading: Job | None = None
        self._preview: Preview | None = None
        self._paper: Paper | None = None
        self._is_corrected = False
        self._view = PaperView()
        self._draft_side = DraftSide(workspace.today(), handbook.calendar)
        signed = PhotoFoot(jobs, workspace.photos.read, none="还没有拍回签字页", narrow=True)
        self._signed_pages = SignedPages(workspace, jobs, signed)
        self._paper_side = PaperSide(signed)
        printing = PrintDesk(workspace)
        self._printout = Printout(printing, jobs, self._paper_side.panel)
        rows = (self._draft_side.terms.printing, self._paper_side.printing)
        self._draft_reach, self._paper_reach = (Reach(printing, jobs, row) for row in rows)
        self._sides = QStackedWidget()
        self.tools = PaperTools(self._view, with_papers=True)
        self._lay_out()
        self._connect()
        self._bind_keys()
        self.reload()
        self._printout.look_for_printers(*rows)  # after the paper: a printer far away may take its time to answer

    def reload(self) -> None:
        """Make the draft anew: what the visit holds may have changed."""
        self._preview = None
        self._draft_side.wait(MAKING)
        if self._loading is not None:
            self._loading.cancel()
        terms = self._draft_side.terms
        work = partial(self._desk.load, terms.service_day, terms.attached, terms.kind.kind, terms.signing.signing)
        self._loading = self._jobs.start(work, owner=self, done=self._show, failed=self._show_failure)

    def show_document(self, document: str) -> None:
        """Show an issued document of this visit."""
        self._jobs.start(partial(self._desk.load_paper, document), owner=self, done=self._show)

    def _bind_keys(self) -> None:
        """Turn pages and go back wherever in the window the focus is, in the strip too."""
        keys: dict[str, Callable[[], object]] = {
            "PgDown": partial(self.tools.turn, 1),
            "PgUp": partial(self.tools.turn, -1),
            "Escape": self.closed.emit,
        }
        for key, act in keys.items():
            QShortcut(QKeySequence(key), self).activated.connect(act)

    def _lay_out(self) -> None:
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        self._sides.addWidget(self._draft_side)
        self._sides.addWidget(self._paper_side)
        self._sides.setFixedWidth(self._draft_side.width())
        across.addWidget(self._view, 1)
        across.addWidget(self._sides)
        self.setFocusProxy(self._view)
        set_hints(self, Hint(("PgUp", "PgDn"), "翻页"), Hint(("Tab",), "下一处"), Hint(("Esc",), "返回检查"))
        set_hints(
            self._paper_side,
            Hint(("Ctrl", "P"), "打印"),
            Hint(("Ctrl", "E"), "更正"),
            Hint(("PgUp", "PgDn"), "翻页"),
            Hint(("Tab",), "下一处"),
            Hint(("Esc",), "返回检查"),
        )

    def _connect(self) -> None:
        draft, paper = self._draft_side, self._paper_side
        self.tools.papers_asked.connect(self.papers_wanted)
        draft.checks.item_wanted.connect(self.item_wanted)
        draft.terms.day_changed.connect(self.reload)
        draft.terms.kind.chosen.connect(self.reload)
        draft.terms.kind.announcement_asked.connect(self._ask_for_announcement)
        draft.terms.kind.evaluated.connect(self._evaluate)
        draft.terms.attachments_changed.connect(self.reload)
        draft.terms.signing.changed.connect(self.reload)
        draft.print_asked.connect(lambda: self._ask("签发并打印", self._printout.print, *draft.terms.printing.warning))
        draft.save_asked.connect(lambda: self._ask("只签发", self._save))
        paper.print_asked.connect(lambda: self._with_paper(self._printout.print))
        paper.save_asked.connect(lambda: self._with_paper(self._save))
        paper.correct_asked.connect(lambda: self._with_paper(self._correct))
        paper.paper_asked.connect(self.show_document)
        paper.void_asked.connect(lambda: self._with_paper(self._ask_for_void))
        paper.again_asked.connect(self.reload)
        self._printout.noted.connect(self._show_paper)

    # Showing

    def _show(self, loaded: Preview | Sheets) -> None:
        self._view.show_pages(loaded.images)
        if isinstance(loaded, Sheets):
            self._paper_side.panel.quiet()
            self._paper_side.printing.set_copies(1 if loaded.paper.copies else USUAL_COPIES)
            self._paper_reach.weigh(loaded.white)
            self._paper_side.show_links(loaded.links)
            self._is_corrected = any(link.is_correction for link in loaded.links)
            self._show_paper(loaded.paper)
            return
        self._preview = loaded
        self._draft_reach.weigh(loaded.white)
        self._draft_side.show_preview(loaded)
        self._sides.setCurrentWidget(self._draft_side)
        self.tools.show_state(DRAFT, len(loaded.images))
        begin = self._draft_side.first_step()
        if begin is not None and self._view.hasFocus() and self._view.page == 0:
            begin.setFocus()

    def _show_paper(self, paper: Paper) -> None:
        self._paper = paper
        self._paper_side.show_paper(paper)
        self._sides.setCurrentWidget(self._paper_side)
        self._printout.attend(paper)
        self._signed_pages.attend(paper)
        mark = VOID if paper.void_reason is not None else CORRECTED if self._is_corrected else ISSUED
        self.tools.show_state(mark, paper.pages)
        # What had the focus may be gone: 签发 with the draft, 作废 with the paper that stood.
        focus = QApplication.focusWidget()
        if self.isVisible() and (focus is None or not self.isAncestorOf(focus) or not focus.isVisible()):
            self._view.setFocus()

    def _show_failure(self, error: BaseException) -> None:
        if isinstance(error, UserError):
            self._draft_side.show_failure(error)
            self.tools.show_state(DRAFT, 0)
        else:
            show_error(self, error)

    # 签发

    def _ask(self, act: str, then: Callable[[Paper], None], *warnings: str) -> None:
        if self._preview is None:
            return
        if self._preview.draft.supply.unsure:
            self._ask_for_last(self._preview.draft)
        else:
            number = f"文号 {self._preview.draft.supply.following}。"
            dialog = ConfirmDialog(self, LASTING, number, *warnings, act=act)
            dialog.accepted.connect(partial(self._issue, self._preview, then))
            dialog.open()

    def _ask_for_announcement(self) -> None:
        """Ask when the school was told of the supervision; then the opinion may be chosen."""
        dialog = AnnouncementDialog(self, self._workspace.today(), self._desk.announce)
        dialog.accepted.connect(self.reload)
        dialog.open()

    def _evaluate(self, text: str) -> None:
        self._desk.evaluate(text)
        self.reload()

    def _ask_for_last(self, draft: Draft) -> None:
        """Ask for the last number printed; then the draft shows which one comes next, and can be issued."""
        dialog = LastNumberDialog(self, draft.supply, partial(self._desk.confirm_last, draft.kind))
        dialog.accepted.connect(self._view.setFocus)
        dialog.accepted.connect(self.reload)
        dialog.open()

    def _issue(self, seen: Preview, then: Callable[[Paper], None]) -> None:
        self._draft_side.wait(ISSUING)
        side = self._draft_side
        work = partial(self._desk.issue, seen, side.checks.reason, side.terms.signing.signing)
        self._jobs.start(work, owner=self, done=partial(self._issued, then), failed=self._not_issued)

    def _issued(self, then: Callable[[Paper], None], document: str) -> None:
        self._preview = None
        self._draft_side.terms.signing.forget()
        chosen = self._draft_side.terms.printing

        def go_on(sheets: Sheets) -> None:
            self._show(sheets)
            self._paper_side.printing.set_copies(chosen.copies)
            self._paper_side.printing.choose(chosen.device)
            then(sheets.paper)

        work = partial(self._desk.load_paper, document)
        self._jobs.start(work, owner=self, done=go_on, failed=self._show_failure)
        self.issued.emit(document)

    def _not_issued(self, error: BaseException) -> None:
        show_error(self, error)
        self.reload()

    # The issued paper

    def _with_paper(self, act: Callable[[Paper], None]) -> None:
        if self._paper is not None:
            act(self._paper)

    def _save(self, paper: Paper) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "存 PDF", paper.file_name, "PDF 文件 (*.pdf)")
        if name:
            target = Path(name if name.lower().endswith(".pdf") else f"{name}.pdf")
            said = partial(self._paper_side.panel.say_saved, target.name)
            self._jobs.start(partial(self._desk.save, paper, target), owner=self, done=lambda _nothing: said())

    def _correct(self, paper: Paper) -> None:
        desk = CorrectionsDesk(self._workspace, paper)
        dialog = CorrectionDialog(self, self._jobs, desk, desk.confirm_last)
        dialog.issued.connect(self._show_correction)
        dialog.open()

    def _show_correction(self, document: str) -> None:
        self.show_document(document)
        self.issued.emit(document)

    def _ask_for_void(self, paper: Paper) -> None:
        dialog = VoidDialog(self, str(paper.number))
        dialog.given.connect(partial(self._make_void, paper))
        dialog.open()

    def _make_void(self, paper: Paper, reason: str) -> None:
        try:
            now = self._desk.make_void(paper, reason)
        except Exception as error:  # noqa: BLE001 - shown, whatever it is
            show_error(self, error)
        else:
            self._paper_side.panel.quiet()
            self._show_paper(now)
