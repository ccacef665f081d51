"""检查: one visit, item by item. Every answer and every field is saved when it is given."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from xunjian.errors import UserError
from xunjian.services.bureau.handbook import Entry, Handbook
from xunjian.ui.jobs import Jobs
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.pages.photos.photo_foot import PhotoFoot
from xunjian.ui.pages.visit.finding_edits import FindingEdits
from xunjian.ui.pages.visit.finding_pane import FindingPane
from xunjian.ui.pages.visit.visit_answers import VisitAnswers
from xunjian.ui.pages.visit.visit_list import VisitList
from xunjian.ui.pages.visit.visit_photos import VisitPhotos
from xunjian.ui.pages.visit.visit_saving import VisitSaving
from xunjian.ui.pages.visit.visit_shown import VisitShown
from xunjian.ui.pages.visit.visit_strip import VisitStrip
from xunjian.ui.pages.visit.visit_tools import SHEET, VisitTools
from xunjian.ui.pages.visit.visit_work import VisitWork
from xunjian.ui.theme import look
from xunjian.workspace import Workspace

_PANE, _LEAST_LIST = 516, 400
_STAYS = 700
"""ms on an item before it is remembered: who runs through the list writes nothing."""


class VisitPage(QWidget):
    """Fills the window; `tools` go into its strip, `title` and `subtitle` beside the way back."""

    notice_wanted = Signal(str)
    papers_wanted = Signal(str)
    saved = Signal(object)  # local time

    def __init__(self, workspace: Workspace, jobs: Jobs, handbook: Handbook, visit: str) -> None:
        super().__init__()
        self._handbook, self.visit = handbook, visit
        self._work, self._shown = VisitWork(workspace, handbook, visit), VisitShown()
        head, campaign, members = self._work.head()
        self.title, self.subtitle = head.school_name, "　".join(part for part in (campaign, "、".join(members)) if part)
        self.strip, self.tools = VisitStrip(), VisitTools()
        if self._work.feeds_back_first():
            for bringer in (self.strip, self.tools):
                bringer.notice.setText(SHEET)
        foot = PhotoFoot(jobs, workspace.photos.read, describing=True, keep=workspace.folder / "thumbnails")
        self.pane = FindingPane(handbook.calendar, workspace.today(), foot)
        self.list = VisitList(self.pane.answers.code_of)
        self._saving = VisitSaving(self.pane, reload=self._reload, show=self._show_entry)
        self._caret = QTimer(self, singleShot=True, interval=_STAYS)
        shown = self._shown
        self._edits = FindingEdits(self.pane, self._work, jobs, self._saving.save, lambda: (shown.entry, shown.finding))
        self.photos = VisitPhotos(self.pane, self._work, shown, self._edits, jobs)
        parts = self.list, self.pane
        self._answers = VisitAnswers(self, parts, self._work, shown, self._saving, self._edits)
        self._lay_out()
        self._connect()
        self._bind_keys()
        self._open()

    def flush(self) -> None:
        """Save what is typed and not yet saved, and where that was."""
        self.pane.flush()
        if self._caret.isActive():
            self._caret.stop()
            self._remember()

    def go_to(self, item: str) -> None:
        """Go to an item, to mend what stands in the way of its notice."""
        if item in self._shown.lines:
            self.list.go_to(item)
            self.pane.begin()

    def refresh(self) -> None:
        """Show the visit as it stands now: something was changed elsewhere, a notice was issued."""
        self._reload()
        self._show_entry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the sections away where list and pane would be too narrow beside them."""
        super().resizeEvent(event)
        whole = self.width()
        pane = min(look().px(_PANE), round(whole * 0.524))
        narrow = look().measures.is_extra or whole - pane - look().px(168) < _LEAST_LIST
        self.pane.setFixedWidth(pane)
        self.strip.setHidden(narrow)
        self.list.set_narrow(narrow)
        self.tools.set_narrow(narrow)

    def showEvent(self, event: QShowEvent) -> None:
        """Look for new photos while the visit is shown."""
        super().showEvent(event)
        self.photos.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Save before another page is shown."""
        super().hideEvent(event)
        self.photos.stop()
        self.flush()

    def _lay_out(self) -> None:
        whole = column(self)
        whole.addWidget(self.strip)
        across = row()
        across.addWidget(self.list, 1)
        across.addWidget(self.pane)
        whole.addLayout(across, 1)
        self.setFocusProxy(self.list)

    def _connect(self) -> None:
        self.list.chosen.connect(lambda _item: self._show_item())
        self.list.opened.connect(self.pane.begin)
        self.pane.trouble.add_action("再存一次", self._save_again)
        self._caret.timeout.connect(self._remember)
        self._saving.saved.connect(self.saved)
        self._edits.photos_added.connect(self._see_photos)
        self.pane.foot.undo_wanted.connect(lambda: self._step_back(self._work.undo))
        for part in (self.strip, self.list.foot):
            part.rest_wanted.connect(self._answers.ask_rest)
        for bringer in (self.strip, self.tools):
            bringer.notice_wanted.connect(self._want_notice)
        self.tools.papers_wanted.connect(self._want_papers)
        self.tools.undo_wanted.connect(lambda: self._step_back(self._work.undo))
        self.tools.redo_wanted.connect(lambda: self._step_back(self._work.redo))

    def _bind_keys(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+Return": self._finish_item,
            "Ctrl+Enter": self._finish_item,
            "Ctrl+Up": lambda: self.list.go_to_section(-1),
            "Ctrl+Down": lambda: self.list.go_to_section(1),
            "Ctrl+V": self.pane.paste_photos,
            "Escape": self.list.setFocus,
        }
        for key, act in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _open(self) -> None:
        self._reload()
        lines = self._shown.lines
        if lines:
            left = self._work.left_at()
            self.list.go_to(left if left in lines else next(iter(lines)))

    def _reload(self) -> None:
        """Read the visit, and show its list, its counts and what can be taken back."""
        state = self._work.state()
        self._shown.take(state)
        counts = self._shown.counts()
        self.strip.show_counts(counts)
        self.tools.show_possible(state.possible)
        self.list.show_lines(state.rows, counts)

    def _show_item(self) -> None:
        """Leave the item in the pane for the one that is current in the list."""
        shown = self._shown
        line = shown.lines.get(self.list.current)
        if line is None:
            return
        if shown.entry is not None and shown.entry.uid != line.item and not self._may_leave(shown.entry):
            return
        shown.entry = self._handbook.by_uid[line.item]
        self._caret.start()
        self._show_entry()

    def _remember(self) -> None:
        """Keep the item for the next start; a disk that is full is told of where an answer is saved."""
        with suppress(UserError):
            self._work.remember(self.list.current)

    def _show_entry(self) -> None:
        """Show the item in the pane as it is stored now; what is typed and not saved stands."""
        entry, finding = self._shown.entry, self._shown.finding
        if entry is None or entry.uid not in self._shown.lines:
            return
        line = self._shown.lines[entry.uid]
        self.pane.show_item(entry, line)
        if finding is not None and finding.issued:
            self.pane.show_issued(entry, finding, self._work.issued_as(finding.uid))
        elif finding is not None:
            self.pane.show_finding(entry, finding, partial(self._work.biggest_amount, finding.uid))
        elif not self.pane.keeps_unsaved(entry):
            self.pane.show_guide(entry, line.reason)
        for button in (self.strip.rest, self.list.foot.rest):
            button.setEnabled(bool(self._shown.rest(self.list.area)))
        self.photos.attend()

    def _may_leave(self, entry: Entry) -> bool:
        """Save the item that is left; go back to it if that fails, for its text is nowhere else."""
        self.flush()
        if not (self.pane.takes_photos and self.pane.form.unsaved):
            return True
        QTimer.singleShot(0, partial(self.list.go_to, entry.uid))
        return False

    def _save_again(self) -> None:
        self._saving.resume()
        self.flush()
        if not self.pane.form.unsaved:
            self.pane.say_trouble(None)

    def _see_photos(self) -> None:
        self.refresh()
        self._saving.tell()

    def _step_back(self, step: Callable[[], str]) -> None:
        self.flush()
        done: list[str] = []
        if self._saving.save(lambda: done.append(step())):
            touched = self._handbook.by_code.get(done[0].split(" ")[0])
            if touched is not None and touched.uid in self._shown.lines:
                self.list.go_to(touched.uid)

    def _finish_item(self) -> None:
        self.flush()
        wrong = self.pane.form.wrong_field if self.pane.takes_photos else None
        if wrong is not None:
            wrong.setFocus()
        elif self.list.go_to_unchecked() or self._shown.lines:
            self.list.setFocus()

    def _want_papers(self) -> None:
        self.flush()
        self.papers_wanted.emit(self.visit)

    def _want_notice(self) -> None:
        self.flush()
        self.notice_wanted.emit(self.visit)
