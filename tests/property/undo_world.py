"""Desks that also take imports back, and what people would expect to be left.

What somebody did at a desk stays there. What a standing bundle carried stays. Of the rest a save stays only if it has
to: if somebody whose work stays had it on the screen, if a step or photo that stays was put on what it wrote, or if a
record that something stays on would not say any more what it is. Saves go or stay whole.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.property.merge_world import Act, Desk, Form, Place, Value, World
from xunjian.db.commits import Commit
from xunjian.db.retraction import retract
from xunjian.db.schema.visit import Finding, MeasureFinding
from xunjian.db.store import Stale

ANCHORS: dict[type[Any] | None, str] = {Finding: "visit", MeasureFinding: "visit"}
"""The register that says where a record belongs; of a visit any register will do."""

Save = tuple[str | None, str]
"""Reason and case: what goes or stays together."""


def save_of(act: Act) -> Save:
    return act.save, act.case


@dataclass
class Import:
    """A bundle that was merged at a desk."""

    number: int
    sender: str
    carried: frozenset[Act]
    stands: bool = True


@dataclass
class Book:
    """What a desk knows of where its acts come from."""

    desk: Desk
    made_here: set[Act] = field(default_factory=set)
    imports: list[Import] = field(default_factory=list)

    def standing(self) -> set[Act]:
        return self.made_here.union(*(one.carried for one in self.imports if one.stands))


class UndoWorld(World):
    """Desks that merge and take back."""

    books: dict[int, Book]
    spoken: dict[Act, frozenset[Act]]
    """What was known of the records that a step or photo speaks of when it was put on them."""

    def new_desk(self) -> Desk:
        desk = super().new_desk()
        self.__dict__.setdefault("books", {})[id(desk)] = Book(desk)
        self.__dict__.setdefault("spoken", {})
        return desk

    def clone(self, desk: Desk, place: int) -> None:
        super().clone(desk, place)
        book = self.books[id(desk)]
        copied = [Import(one.number, one.sender, one.carried, one.stands) for one in book.imports]
        copy = self.desks[place]
        self.books[id(copy)] = Book(copy, set(book.made_here), copied)

    def _note(self, desk: Desk, place: Place, value: Value, seen: frozenset[Act], save: str | None) -> None:
        before = set(desk.acts[place])
        known = {act for acts in desk.acts.values() for act in acts}
        super()._note(desk, place, value, seen, save)
        (act,) = desk.acts[place] - before
        self.books[id(desk)].made_here.add(act)
        if place[1] == "_row":
            about = set(self._named_by(act))
            self.spoken[act] = frozenset(one for one in known if one.place[0] in about)

    def carry(
        self,
        source: Desk,
        target: Desk,
        commits: list[Commit],
        without: Collection[tuple[str, str]] = (),
    ) -> None:
        cases, lost = {commit.case[1] for commit in commits}, set(without)
        carried = frozenset(
            act for acts in source.acts.values() for act in acts if act.case in cases and save_of(act) not in lost
        )
        self._carried = carried
        super().carry(source, target, commits, without)

    def _take(self, source: Desk, target: Desk, lines: list[bytes]) -> int:
        number = super()._take(source, target, lines)
        if id(target) in self.books:
            self.books[id(target)].imports.append(Import(number, source.store.replica, self._carried))
        return number

    # Taking back

    def undo(self, desk: Desk, place: int) -> None:
        """Take an import of a desk back, tried first; see that just what has to stay is left."""
        book = self.books[id(desk)]
        standing = [one for one in book.imports if one.stands]
        if not standing:
            return
        chosen = standing[place % len(standing)]
        leaving = [
            one for one in standing if one is chosen or (one.number > chosen.number and one.sender == chosen.sender)
        ]
        before = desk.digest()
        with desk.store.connection(writing=True) as connection:
            tried = retract(connection, chosen.number)
            connection.rollback()
        assert desk.digest() == before
        with desk.store.connection(writing=True) as connection:
            done = retract(connection, chosen.number)
        assert done == tried
        assert sorted(done.imports) == sorted(one.number for one in leaving)
        for one in leaving:
            one.stands = False
        self._adopt(desk, book)
        self._forms_are_stale(desk)

    def _adopt(self, desk: Desk, book: Book) -> None:
        known = {act for acts in desk.acts.values() for act in acts}
        held = {(commit.reason, commit.case[1]) for commit in desk.commits()}
        left = {act for act in known if save_of(act) in held}
        assert self._staying(known, book, generous=False) <= left <= self._staying(known, book, generous=True)
        remaining = {place: acts & left for place, acts in desk.acts.items() if acts & left}
        desk.acts.clear()
        desk.acts.update(remaining)

    def _staying(self, known: set[Act], book: Book, *, generous: bool) -> set[Act]:
        """Return the acts that have to stay.

        Of a step that was brought and stays only for others' sake, nobody at this desk can tell just what its writer
        had seen: `generous` gives it all that came with it.
        """
        staying = book.standing() & known
        by_save: dict[Save, set[Act]] = defaultdict(set)
        for act in known:
            by_save[save_of(act)].add(act)
        while True:
            more = {one for act in staying for one in by_save[save_of(act)]}
            more |= {earlier for act in staying for earlier in act.seen}
            more |= {one for act in staying for one in self._spoken_of(act, known, book, generous=generous)}
            more |= set(self._anchors(staying, known))
            more &= known
            if more <= staying:
                return staying
            staying |= more

    def _spoken_of(self, act: Act, known: set[Act], book: Book, *, generous: bool) -> Iterable[Act]:
        if act.place[1] != "_row":
            return ()
        if act in book.made_here:
            return self.spoken[act]
        if act in book.standing():
            return ()
        return (
            (one for one in known if one.place[0] in set(self._named_by(act)))
            if generous
            else self.spoken[act]
            & {one for brought in book.imports if act in brought.carried for one in brought.carried}
        )

    def _named_by(self, act: Act) -> Iterator[str]:
        """Yield the records that an act names."""
        uid, register = act.place
        if register == "_row":
            yield act.case
            finding = self.records[uid].get("finding")
            if finding:
                yield finding
        elif register in {"visit", "finding", "measure", "step"} and isinstance(act.value, str):
            yield act.value

    def _anchors(self, staying: set[Act], known: set[Act]) -> Iterator[Act]:
        """Yield what keeps saying what the records are that something stays on, or is said of."""
        used = {act.place[0] for act in staying} | {uid for act in staying for uid in self._named_by(act)}
        for uid in used:
            register = ANCHORS.get(self.models.get(uid))
            anchors = {act for act in known if act.place[0] == uid and register in (None, act.place[1])}
            if not anchors & staying:
                yield from (act for act in anchors if not act.seen)

    def _forms_are_stale(self, desk: Desk) -> None:
        """A form from before is refused, whatever is typed into it."""
        for form in desk.forms[:1]:
            with pytest.raises(Stale):
                self._save_stale(desk, form)
        desk.forms.clear()

    def _save_stale(self, desk: Desk, form: Form) -> None:
        with desk.store.write(by="person", as_of=form.as_of):
            raise AssertionError("opened")
