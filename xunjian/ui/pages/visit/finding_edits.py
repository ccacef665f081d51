"""From the fields of the pane to the database: every change one write, under the name that undo shows."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from xunjian.errors import UserError
from xunjian.rules.particulars import Particular
from xunjian.services.bureau.handbook import Entry
from xunjian.services.visit.finding_views import FindingView
from xunjian.ui.jobs import Jobs
from xunjian.ui.messages import show_error
from xunjian.ui.pages.photos.pictures import Picture
from xunjian.ui.pages.visit.finding_pane import FindingPane
from xunjian.ui.pages.visit.visit_work import TYPED, Added, VisitWork

Save = Callable[[Callable[[], None]], bool]
Current = Callable[[], tuple[Entry | None, FindingView | None]]


class FindingEdits(QObject):
    """Hears the pane; `save` runs a write and shows what it made, `current` tells what the pane shows."""

    photos_added = Signal()

    def __init__(self, pane: FindingPane, work: VisitWork, jobs: Jobs, save: Save, current: Current) -> None:
        super().__init__(pane)
        self._pane, self._work, self._jobs = pane, work, jobs
        self._save, self._current = save, current
        form, measures, foot = pane.form, pane.form.measures, pane.foot
        form.fact_changed.connect(lambda text: self._record(TYPED, fact=text))
        form.amount_changed.connect(lambda amount: self._record("改金额", amount=amount))
        form.people_changed.connect(lambda people: self._record("改人数", people=people))
        measures.text_changed.connect(lambda uid, text: self._measure(uid, "改整改要求", text=text))
        measures.deadline_changed.connect(
            lambda uid, days, kind: self._measure(uid, "改期限", workdays=days, kind=kind)
        )
        measures.responsible_changed.connect(lambda uid, name: self._measure(uid, "改责任人", responsible=name))
        measures.added.connect(self._add_measure)
        measures.removed.connect(self._remove_measure)
        foot.offered.connect(self._add_photos)
        foot.removed.connect(self._hide_photo)
        foot.captioned.connect(self._caption_photo)
        foot.covered.connect(lambda photo, cover: self._describe(lambda entry: work.cover_photo(entry, photo, cover)))
        foot.placed.connect(lambda uid, cover: self._describe(lambda entry: work.place_cover(entry, uid, cover)))
        foot.uncovered.connect(lambda uid: self._describe(lambda entry: work.remove_cover(entry, uid)))

    def confirm_basis(self, key: str, on: bool) -> None:
        """Note whether the case in which an article is cited is given."""
        entry, finding = self._current()
        if entry is not None and finding is not None:
            self._save(lambda: self._work.confirm_basis(entry, finding.uid, key, on))

    def say(self, about: Particular, value: str) -> None:
        """Note what the inspector says of the case."""
        entry, finding = self._current()
        if entry is not None and finding is not None:
            self._save(lambda: self._work.say(entry, finding.uid, about, value))

    def _record(self, what: str, **edit: object) -> None:
        entry, _ = self._current()
        if entry is not None:
            self._save(lambda: self._work.record(entry, what, **edit))

    def _measure(self, measure: str, what: str, **edit: Any) -> None:
        entry, _ = self._current()
        if entry is not None:
            self._save(lambda: self._work.set_measure(entry, measure, what, **edit))

    def _add_measure(self) -> None:
        entry, finding = self._current()
        made: list[str] = []
        if entry is not None and finding is not None:
            self._save(lambda: made.append(self._work.add_measure(entry, finding.uid)))
        for uid in made:
            self._pane.form.measures.begin(uid)

    def _remove_measure(self, measure: str) -> None:
        entry, _ = self._current()
        if entry is not None:
            self._save(lambda: self._work.remove_measure(entry, measure))

    def add_photos(self, entry: Entry, finding: str, pictures: list[Picture]) -> None:
        """Make photos evidence of the finding of an item, whichever the pane shows."""
        work = self._work.add_photos(entry, finding, pictures)
        self._jobs.start(work, owner=self, done=self._tell_photos, failed=self._tell_failure)

    def _add_photos(self, pictures: list[Picture]) -> None:
        entry, finding = self._current()
        if entry is not None and finding is not None:
            self.add_photos(entry, finding.uid, pictures)

    def _tell_photos(self, added: Added) -> None:
        if added.stored:
            self.photos_added.emit()
        self._pane.foot.say_refused(added.refused)

    def _tell_failure(self, error: BaseException) -> None:
        if isinstance(error, UserError):
            self._pane.say_trouble(error)
        else:
            show_error(self._pane, error)

    def _hide_photo(self, photo: str) -> None:
        entry, _ = self._current()
        if entry is not None:
            self.hide_photo(entry, photo)

    def hide_photo(self, entry: Entry, photo: str) -> None:
        """Take a photo off the finding of an item."""
        self._save(lambda: self._work.hide_photo(entry, photo))

    def _caption_photo(self, photo: str, caption: str) -> None:
        _, finding = self._current()
        shown = [one.evidence for one in finding.photos] if finding is not None else []
        if photo in shown:
            number = shown.index(photo) + 1
            self._describe(lambda entry: self._work.caption_photo(entry, number, photo, caption))

    def _describe(self, write: Callable[[Entry], None]) -> None:
        """Write what is said of a photo; the large photo shows what is stored, whether it was written or not."""
        entry, _ = self._current()
        if entry is not None and not self._save(lambda: write(entry)):
            self._pane.foot.show_again()
