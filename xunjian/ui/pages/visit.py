"""检查: one visit, item by item. Every answer and every field is saved when it is given."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from xunjian.errors import UserError
from xunjian.services.findings import FindingView
from xunjian.services.handbook import Entry, Handbook
from xunjian.services.visits import PROBLEMS, ItemRow
from xunjian.ui.jobs import Jobs
from xunjian.ui.messages import show_error
from xunjian.ui.pages.finding_edits import FindingEdits
from xunjian.ui.pages.finding_pane import FindingPane
from xunjian.ui.pages.grounds_dialog import GroundsDialog
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.pages.photo_foot import PhotoFoot
from xunjian.ui.pages.rest_dialog import RestDialog
from xunjian.ui.pages.visit_list import VisitList
from xunjian.ui.pages.visit_strip import VisitStrip
from xunjian.ui.pages.visit_tools import VisitTools
from xunjian.ui.pages.visit_work import State, VisitWork
from xunjian.ui.theme import look
from xunjian.ui.widgets.progress import Counts
from xunjian.workspace import SHANGHAI, Workspace

_PANE, _LEAST_LIST = 516, 400


class VisitPage(QWidget):
    """Fills the window; `tools` go into its strip, `title` and `subtitle` beside the way back."""

    notice_wanted = Signal(str)
    saved = Signal(object)  # local time

    def __init__(self, workspace: Workspace, jobs: Jobs, handbook: Handbook, visit: str) -> None:
        super().__init__()
        self._jobs, self._handbook, self.visit = jobs, handbook, visit
        self._work = VisitWork(workspace, handbook, visit)
        head, campaign, members = self._work.head()
        self.title, self.subtitle = head.school_name, "　".join(part for part in (campaign, "、".join(members)) if part)
        self._lines: dict[str, ItemRow] = {}
        self._findings: dict[str, FindingView] = {}
        self._entry: Entry | None = None
        self.strip, self.tools = VisitStrip(), VisitTools()
        foot = PhotoFoot(jobs, workspace.photos.read)
        self.pane = FindingPane(handbook.calendar, workspace.today(), foot)
        self.list = VisitList(self.pane.answers.code_of)
        self._edits = FindingEdits(self.pane, self._work, jobs, self._save, lambda: (self._entry, self._finding))
        self._lay_out()
        self._connect()
        self._bind_keys()
        self._open()

    def flush(self) -> None:
        """Save what is typed and not yet saved."""
        if self.pane.takes_photos:
            self.pane.form.flush()

    def go_to(self, item: str) -> None:
        """Go to an item, to mend what stands in the way of its notice."""
        if item in self._lines:
            self.list.go_to(item)
            self.pane.begin()

    def refresh(self) -> None:
        """Show the visit as it stands now: something was changed elsewhere, a notice was issued."""
        self._show_state(self._work.state())
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

    def hideEvent(self, event: QHideEvent) -> None:
        """Save before another page is shown."""
        super().hideEvent(event)
        self.flush()

    @property
    def _finding(self) -> FindingView | None:
        return self._findings.get(self._entry.uid) if self._entry is not None else None

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
        self.list.answered.connect(self._answer)
        self.list.opened.connect(self.pane.begin)
        self.pane.answered.connect(self._answer)
        self.pane.grounds_wanted.connect(self._show_grounds)
        self.pane.reasons.given.connect(self._give_reason)
        self.pane.trouble.add_action("再存一次", self.flush)
        self._edits.photos_added.connect(self._see_photos)
        self.strip.rest_wanted.connect(self._ask_rest)
        self.list.foot.rest_wanted.connect(self._ask_rest)
        self.strip.notice_wanted.connect(self._want_notice)
        self.tools.notice_wanted.connect(self._want_notice)
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
        self._show_state(self._work.state())
        if self._lines:
            left = self._work.left_at()
            self.list.go_to(left if left in self._lines else next(iter(self._lines)))

    def _show_state(self, state: State) -> None:
        self._lines, self._findings = {line.item: line for line in state.rows}, state.findings
        results = Counter(line.result for line in state.rows)
        given = {code: results[code] for code in ("yes", "no", "partly", "n_a")}
        counts = Counts(**given, total=len(state.rows))
        self.strip.show_counts(counts)
        self.tools.show_possible(state.possible)
        self.list.show_lines(state.rows, counts)

    def _show_item(self) -> None:
        """Leave the item in the pane for the one that is current in the list."""
        line = self._lines.get(self.list.current)
        if line is None:
            return
        if self._entry is not None and self._entry.uid != line.item and not self._may_leave(self._entry):
            return
        self._entry = self._handbook.by_uid[line.item]
        self._show_entry()

    def _show_entry(self) -> None:
        """Show the item in the pane as it is stored now."""
        entry, finding = self._entry, self._finding
        if entry is None:
            return
        line = self._lines[entry.uid]
        self.pane.show_item(entry, line)
        if finding is not None and finding.issued:
            self.pane.show_issued(entry, finding, self._work.issued_as(finding.uid))
        elif finding is not None:
            self.pane.show_finding(entry, finding, partial(self._work.biggest_amount, finding.uid))
        else:
            self.pane.show_guide(entry, line.reason)
        for button in (self.strip.rest, self.list.foot.rest):
            button.setEnabled(bool(self._rest()))

    def _may_leave(self, entry: Entry) -> bool:
        """Save the item that is left; go back to it if that fails, for its text is nowhere else."""
        self.flush()
        if not (self.pane.takes_photos and self.pane.form.unsaved):
            return True
        QTimer.singleShot(0, partial(self.list.go_to, entry.uid))
        return False

    def _answer(self, code: str) -> None:
        if self._entry is None:
            return
        if code == "n_a" and not (self._finding is not None and self._finding.issued):
            self.pane.answers.set_answer(self._lines[self._entry.uid].result or "")
            self.pane.ask_reason(self._lines[self._entry.uid].reason)
            return
        self._give(code)

    def _give_reason(self, reason: str) -> None:
        if self._give("n_a", reason):
            self.list.setFocus()

    def _give(self, code: str, reason: str | None = None) -> bool:
        entry = self._entry
        if entry is None:
            return False
        self.flush()
        if not self._save(lambda: self._work.answer(entry, code, reason), show=False):
            self._show_entry()
            return False
        if code in PROBLEMS:
            self._show_entry()
            self.pane.form.begin()
        elif not self.list.advance():
            self._show_entry()
        return True

    def _save(self, write: Callable[[], None], *, show: bool = True) -> bool:
        """Write one change and show what it made; what could not be saved stays in its field, with the reason above."""
        try:
            write()
        except UserError as problem:
            self.pane.say_trouble(problem)
            return False
        except Exception as error:  # noqa: BLE001 - a mistake of ours must not take the text along
            show_error(self, error)
            return False
        self.pane.say_trouble(None)
        self._show_state(self._work.state())
        if show:
            self._show_entry()
        self._tell_saved()
        return True

    def _see_photos(self) -> None:
        self.refresh()
        self._tell_saved()

    def _tell_saved(self) -> None:
        self.saved.emit(datetime.now(SHANGHAI))

    def _step_back(self, step: Callable[[], str]) -> None:
        self.flush()
        done: list[str] = []
        if self._save(lambda: done.append(step())):
            touched = self._handbook.by_code.get(done[0].split(" ")[0])
            if touched is not None and touched.uid in self._lines:
                self.list.go_to(touched.uid)

    def _finish_item(self) -> None:
        self.flush()
        wrong = self.pane.form.wrong_field if self.pane.takes_photos else None
        if wrong is not None:
            wrong.setFocus()
        elif self.list.go_to_unchecked() or self._lines:
            self.list.setFocus()

    def _rest(self) -> list[ItemRow]:
        return [line for line in self._lines.values() if line.area == self.list.area and line.result is None]

    def _ask_rest(self) -> None:
        rest = self._rest()
        if not rest:
            return
        title = rest[0].area_title
        dialog = RestDialog(self, title, self._work.person_name(), rest)
        dialog.confirmed.connect(lambda items: self._save(lambda: self._work.mark_rest(title, items)))
        dialog.open()

    def _show_grounds(self) -> None:
        entry, finding = self._entry, self._finding
        if entry is None:
            return
        confirmed = finding.confirmed_bases if finding else ()
        may_confirm = finding is not None and not finding.issued
        dialog = GroundsDialog(self, entry, self._work.grounds(entry, confirmed), confirmed, may_confirm=may_confirm)
        dialog.confirmed.connect(self._edits.confirm_basis)
        dialog.open()

    def _want_notice(self) -> None:
        self.flush()
        self.notice_wanted.emit(self.visit)
