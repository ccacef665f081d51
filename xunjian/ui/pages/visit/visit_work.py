"""What the page of a visit reads and writes: every change is one write, named so that it can be taken back."""

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any

from xunjian.db.queries import people
from xunjian.db.queries import visits as visit_rows
from xunjian.errors import UserError
from xunjian.progress import Progress
from xunjian.rules.covers import Cover
from xunjian.rules.particulars import Particular
from xunjian.rules.steps import Route
from xunjian.services.bureau.handbook import Entry, Handbook
from xunjian.services.paperwork import route
from xunjian.services.today import left_off
from xunjian.services.today.left_off import Place
from xunjian.services.visit import covers, evidence, finding_views, findings, guidance, measures, undo, visits
from xunjian.services.visit.finding_views import FindingView
from xunjian.services.visit.guidance import Guidance
from xunjian.services.visit.undo import Possible
from xunjian.services.visit.visits import PROBLEMS, ItemRow, VisitHead
from xunjian.ui.pages.outdated import writing
from xunjian.ui.pages.photos.pictures import Picture
from xunjian.workspace import Workspace


@dataclass(frozen=True)
class Added:
    """What became of photos that were handed in."""

    stored: int
    refused: tuple[tuple[str, UserError], ...]
    """File name and what is wrong with it."""


@dataclass(frozen=True)
class State:
    """The visit as it stands in the database."""

    rows: tuple[ItemRow, ...]
    findings: dict[str, FindingView]
    """By item."""
    possible: Possible


class VisitWork:
    """One visit in one workspace. Reads and writes are short; only photos are work for a job."""

    def __init__(self, workspace: Workspace, handbook: Handbook, visit: str) -> None:
        self.workspace, self.handbook, self.visit = workspace, handbook, visit
        self._store = workspace.store
        self._remembered: Place | None = None
        self._as_of: int | None = None
        """The state that the page shows."""

    def head(self) -> tuple[VisitHead, str, list[str]]:
        """Return the head of the visit, the name of its inspection task, and the names of its members."""
        with self._store.read() as session:
            head = visits.head(session, self.visit)
            return head, people.campaign_name(session, head.campaign), people.person_names(session, head.members)

    def state(self) -> State:
        """Return every line of the visit with its findings, and what can be taken back."""
        with self._store.read() as session:
            self._as_of = session.info["as_of"]
            rows = tuple(visits.items(session, self.visit, self.handbook))
            found = {finding.item: finding for finding in finding_views.of_visit(session, self.visit)}
            return State(rows, found, undo.possible(session, self.visit, self._store.replica))

    def left_at(self) -> str | None:
        """Return the item where somebody was last on this machine, else where something was changed last."""
        with self._store.read() as session:
            place = left_off.place(session)
            if place is not None and place.visit == self.visit:
                return place.item
            return visit_rows.last_item(session, self.visit, self._store.replica)

    def remember(self, item: str) -> None:
        """Keep which item is worked on, for the next start."""
        place = Place(self.visit, item)
        if place != self._remembered:
            with self._store.write() as session:
                left_off.remember(session, place)
            self._remembered = place

    def guidance(self, entry: Entry, confirmed: Collection[str]) -> Guidance:
        """Return on which grounds a problem of this item would be printed, and what that depends on."""
        with self._store.read() as session:
            return guidance.guide(session, self.handbook, self.visit, entry, confirmed)

    def confirm_basis(self, entry: Entry, finding: str, key: str, confirmed: bool) -> None:
        """Note that the case in which an article is cited is given, or that it is not."""
        with self._write(f"{entry.item.code} {'选用' if confirmed else '不选'}一条依据") as session:
            findings.confirm_basis(session, finding, key, confirmed=confirmed)

    def say(self, entry: Entry, finding: str, about: Particular, value: str) -> None:
        """Note what the inspector says of the case: stage, ownership, what is taught."""
        with self._write(f"{entry.item.code} 说明{PARTICULARS[about]}") as session:
            findings.say(session, finding, about, value)

    def issued_as(self, finding: str) -> visit_rows.IssuedAs | None:
        """Return the document on which a finding stands."""
        with self._store.read() as session:
            return visit_rows.issued_as(session, finding)

    def biggest_amount(self, without: str) -> int:
        """Return the largest amount (分) recorded in any other finding here."""
        with self._store.read() as session:
            return visit_rows.biggest_amount(session, without)

    def feeds_back_first(self) -> bool:
        """Whether a 问题反馈单 comes before the notice, which is the bureau's then."""
        with self._store.read() as session:
            return route.of_bureau(session) is Route.FEEDBACK_FIRST and not route.at_bureau(session)

    def person_name(self) -> str:
        """Return who acts now."""
        with self._store.read() as session:
            return "".join(people.person_names(session, [self.workspace.person or ""]))

    def answer(self, entry: Entry, result: str, reason: str | None = None) -> None:
        """Answer an item; a problem brings its finding along, with its usual measure."""
        with self._write(visits.answer_title(entry.item.code, result)) as session:
            visits.answer(session, self.visit, entry.uid, result, reason)
            if result in PROBLEMS:
                findings.record(session, self.visit, entry)

    def mark_rest(self, area: str, items: Sequence[str]) -> None:
        """Mark items as 符合 that a person has confirmed by name."""
        with self._write(f"{area} {len(items)} 项记为符合") as session:
            visits.mark_rest(session, self.visit, items)

    def record(self, entry: Entry, what: str, **edit: object) -> None:
        """Write fields of the finding of an item; `what` names the change (改问题)."""
        with self._write(f"{entry.item.code} {what}") as session:
            findings.record(session, self.visit, entry, **edit)

    def set_measure(self, entry: Entry, measure: str, what: str, **edit: Any) -> None:
        """Change a measure: text, workdays, kind, responsible."""
        with self._write(f"{entry.item.code} {what}") as session:
            measures.change(session, measure, **edit)

    def add_measure(self, entry: Entry, finding: str) -> str:
        """Add an empty measure to a finding; return its uid."""
        with self._write(f"{entry.item.code} 加一条整改措施") as session:
            workdays = entry.item.workdays
            return measures.add(session, self.visit, [finding], text="", kind="limited", workdays=workdays)

    def remove_measure(self, entry: Entry, measure: str) -> None:
        """Take a measure off."""
        with self._write(f"{entry.item.code} 删一条整改措施") as session:
            measures.remove(session, measure)

    def add_photos(self, entry: Entry, finding: str, pictures: Iterable[Picture]) -> Callable[[Progress], Added]:
        """Return the job that checks and stores photos and makes those that are whole evidence of a finding."""
        return partial(self._add_photos, entry, finding, tuple(pictures))

    def hide_photo(self, entry: Entry, photo: str) -> None:
        """Take a photo off its finding; the photo itself is kept."""
        with self._write(f"{entry.item.code} 取下一张照片") as session:
            evidence.set_hidden(session, photo, hidden=True)

    def caption_photo(self, entry: Entry, number: int, photo: str, caption: str) -> None:
        """Say what a photo of an item's finding shows; `number` is its place among them."""
        with self._write(f"{entry.item.code} 第 {number} 张照片{CAPTIONED}") as session:
            evidence.set_caption(session, photo, caption)

    def cover_photo(self, entry: Entry, photo: str, cover: Cover) -> None:
        """Cover a face or a name in a photo."""
        with self._write(f"{entry.item.code} 照片打码") as session:
            covers.add(session, photo, cover)

    def place_cover(self, entry: Entry, uid: str, cover: Cover) -> None:
        """Move or resize a rectangle."""
        with self._write(f"{entry.item.code} 移动打码") as session:
            covers.place(session, uid, cover)

    def remove_cover(self, entry: Entry, uid: str) -> None:
        """Take a rectangle off."""
        with self._write(f"{entry.item.code} 去掉打码") as session:
            covers.remove(session, uid)

    def undo(self) -> str:
        """Take back the last change; autosaves of one text in a row are one change. Returns its name."""
        return self._step_back(redo=False)

    def redo(self) -> str:
        """Do again what was taken back last. Returns its name."""
        return self._step_back(redo=True)

    def _step_back(self, *, redo: bool) -> str:
        done = ""
        while True:
            with self._store.read() as session:
                possible = undo.possible(session, self.visit, self._store.replica)
            name = possible.redo if redo else possible.undo
            if done and (name != done or not done.endswith((TYPED, CAPTIONED))):
                return done
            with self._store.read() as session:
                title = undo.title(session, self.visit, self._store.replica, redo=redo)
            with self._store.write(by=self.workspace.person, reason=title) as session:
                (undo.redo if redo else undo.undo)(session, self.visit, self._store.replica)
            done = name or ""

    def _add_photos(self, entry: Entry, finding: str, pictures: Sequence[Picture], progress: Progress) -> Added:
        photos, stored, refused = self.workspace.photos, [], []
        for number, picture in enumerate(pictures):
            progress.step(number, len(pictures), picture.name)
            try:
                stored.append((picture.name, evidence.store(photos, picture.content())))
            except UserError as problem:
                refused.append((picture.name, problem))
        if stored:
            with self._write(f"{entry.item.code} 加 {len(stored)} 张照片") as session:
                for name, file in stored:
                    evidence.attach(
                        session,
                        file,
                        visit=self.visit,
                        finding=finding,
                        file_name=name,
                        by=self.workspace.person,
                    )
        return Added(len(stored), tuple(refused))

    def _write(self, title: str) -> AbstractContextManager[Any]:
        return writing(self.workspace, title, self._as_of)


PARTICULARS = {Particular.STAGE: "学段", Particular.OWNERSHIP: "办学性质", Particular.TRAINING: "培训类别"}

TYPED = "改问题"
"""How the change of a text that is saved while it is typed is called."""

CAPTIONED = "改说明"
"""How the change of a photo's caption is called, which is saved while it is typed as well."""
