"""Answering: one item, or the rest of its section; and on which grounds a problem stands."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from xunjian.services.bureau.handbook import Entry
from xunjian.services.visit.visits import PROBLEMS
from xunjian.ui.pages.visit.finding_edits import FindingEdits
from xunjian.ui.pages.visit.finding_pane import FindingPane
from xunjian.ui.pages.visit.grounds_dialog import GroundsDialog, Known
from xunjian.ui.pages.visit.rest_dialog import RestDialog
from xunjian.ui.pages.visit.visit_list import VisitList
from xunjian.ui.pages.visit.visit_saving import VisitSaving
from xunjian.ui.pages.visit.visit_shown import VisitShown
from xunjian.ui.pages.visit.visit_work import VisitWork


class VisitAnswers(QObject):
    """Hears list and pane of a page, and writes what is answered there."""

    def __init__(
        self,
        page: QWidget,
        parts: tuple[VisitList, FindingPane],
        work: VisitWork,
        shown: VisitShown,
        saving: VisitSaving,
        edits: FindingEdits,
    ) -> None:
        super().__init__(page)
        self._page, (self._list, self._pane) = page, parts
        self._work, self._shown, self._saving, self._edits = work, shown, saving, edits
        self._list.answered.connect(self.answer)
        self._pane.answered.connect(self.answer)
        self._pane.reasons.given.connect(self._give_reason)
        self._pane.grounds_wanted.connect(self._show_grounds)

    def answer(self, code: str) -> None:
        """Answer the item in the pane; 不适用 asks for its reason first."""
        entry = self._shown.entry
        if entry is None:
            return
        line = self._shown.lines[entry.uid]
        if code == "n_a" and not self._shown.is_issued:
            self._pane.answers.set_answer(line.result or "")
            self._pane.ask_reason(line.reason)
        else:
            self._give(code)

    def ask_rest(self) -> None:
        """Ask whether all that is open in this section is 符合."""
        rest = self._shown.rest(self._list.area)
        if not rest:
            return
        title = rest[0].area_title
        dialog = RestDialog(self._page, title, self._work.person_name(), rest)
        dialog.confirmed.connect(lambda items: self._saving.save(lambda: self._work.mark_rest(title, items)))
        dialog.open()

    def _give_reason(self, reason: str) -> None:
        if self._give("n_a", reason):
            self._list.setFocus()

    def _give(self, code: str, reason: str | None = None) -> bool:
        entry = self._shown.entry
        if entry is None:
            return False
        self._pane.flush()
        if not self._saving.save(lambda: self._work.answer(entry, code, reason), show=False):
            self._saving.show()
            return False
        if code in PROBLEMS:
            self._saving.show()
            self._pane.form.begin()
        elif not self._list.advance():
            self._saving.show()
        return True

    def _show_grounds(self) -> None:
        entry = self._shown.entry
        if entry is None:
            return
        may_answer = self._shown.finding is not None and not self._shown.is_issued
        dialog = GroundsDialog(self._page, entry, lambda: self._known_of(entry), may_answer=may_answer)
        dialog.confirmed.connect(self._edits.confirm_basis)
        dialog.said.connect(self._edits.say)
        dialog.open()

    def _known_of(self, entry: Entry) -> Known:
        finding = self._shown.finding
        confirmed = finding.confirmed_bases if finding is not None else ()
        return Known(self._work.guidance(entry, confirmed), confirmed)
