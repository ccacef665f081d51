"""Desks that merge, take imports back and merge again: what is left is what the people would expect.

The oracle is in undo_world.py. Chance seldom walks into the places where an undo goes wrong, so those are rules of
their own, each proved by a fault that was put in.
"""

from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from tests.ledgers import Databases, Files
from tests.property.hunting import CASES, Desks, hunt
from tests.property.undo_world import UndoWorld
from tests.servers import Server
from xunjian.db import integrity
from xunjian.db.schema.visit import Finding, MeasureFinding

FACTS = st.sampled_from([None, "甲", "乙"])
NAMES = st.sampled_from(["fact", "statement"])
DESK = st.integers(0, 3)
ANY = st.integers(0, 1_000)


class TakingBack(Desks[UndoWorld]):
    """Two to four desks of one bureau."""

    @initialize(desks=st.integers(2, 4), shared=st.booleans())
    def start(self, desks: int, shared: bool) -> None:
        self.begin(UndoWorld(type(self).ledgers(), desks), {"fact": "甲"}, shared=shared)

    @rule(number=DESK, case=st.sampled_from(CASES), fact=FACTS)
    def record(self, number: int, case: str, fact: str | None) -> None:
        with self.at(number) as (desk,):
            self.world.add(desk, Finding, case, {"visit": case, "fact": fact})

    @rule(number=DESK, which=ANY, name=NAMES, value=FACTS)
    def edit(self, number: int, which: int, name: str, value: str | None) -> None:
        with self.at(number) as (desk,):
            if uid := self.pick(desk, which, Finding):
                self.world.save(desk, self.world.read(desk, uid), {name: value})

    @rule(number=DESK, which=ANY)
    def open_a_form(self, number: int, which: int) -> None:
        with self.at(number) as (desk,):
            if uid := self.pick(desk, which, Finding):
                desk.forms.append(self.world.read(desk, uid))

    @rule(number=DESK, which=ANY, name=NAMES, value=FACTS)
    def save_a_form(self, number: int, which: int, name: str, value: str | None) -> None:
        with self.at(number) as (desk,):
            if desk.forms:
                form = desk.forms.pop(which % len(desk.forms))
                self.world.save(desk, form, {name: value})

    @rule(number=DESK, which=ANY, deleted=st.booleans())
    def delete(self, number: int, which: int, deleted: bool) -> None:
        with self.at(number) as (desk,):
            if uid := self.pick(desk, which, Finding, MeasureFinding):
                self.world.save(desk, self.world.read(desk, uid), {"deleted": deleted})

    @rule(number=DESK, which=ANY)
    def tick(self, number: int, which: int) -> None:
        with self.at(number) as (desk,):
            if uid := self.pick(desk, which, Finding):
                self.world.tick(desk, self.world.cases[uid], uid)

    @rule(number=DESK, which=ANY)
    def take_a_step(self, number: int, which: int) -> None:
        with self.at(number) as (desk,):
            if uid := self.pick(desk, which, Finding):
                self.world.step(desk, uid)

    @rule(number=DESK, case=st.sampled_from(CASES))
    def photograph(self, number: int, case: str) -> None:
        with self.at(number) as (desk,):
            self.world.photograph(desk, case, "ab")

    @rule(number=DESK, which=ANY, side=ANY)
    def resolve(self, number: int, which: int, side: int) -> None:
        with self.at(number) as (desk,):
            conflicts = sorted(self.world.conflicts(desk).items(), key=lambda item: item[0])
            if conflicts:
                (uid, name), found = conflicts[which % len(conflicts)]
                value = sorted(found, key=repr)[side % len(found)]
                self.world.resolve(desk, self.world.read(desk, uid), name, value)

    @rule(origin=DESK, goal=DESK, cases=st.sampled_from([None, CASES[:1], CASES[1:]]))
    def exchange(self, origin: int, goal: int, cases: list[str] | None) -> None:
        with self.at(goal) as (desk,):
            self.world.give(self.desk(origin), desk, cases)

    @rule(number=DESK, place=ANY)
    def take_back(self, number: int, place: int) -> None:
        with self.at(number) as (desk,):
            self.world.undo(desk, place)

    @rule(number=DESK)
    def rebuild(self, number: int) -> None:
        with self.at(number) as (desk,):
            before = desk.digest()
            with desk.store.connection(writing=True) as connection:
                integrity.rebuild(connection)
            assert desk.digest() == before

    @precondition(lambda self: len(self.world.desks) > 2)
    @rule(number=DESK)
    def clone(self, number: int) -> None:
        if self.desk(number) is not self.world.desks[-1]:
            self.world.clone(self.desk(number), len(self.world.desks) - 1)

    # Places that chance seldom finds

    @rule(mine=DESK, theirs=DESK, which=ANY, what=st.sampled_from(["step", "edit", "other", "tick"]), value=FACTS)
    def work_on_an_import_then_take_it_back(
        self, mine: int, theirs: int, which: int, what: str, value: str | None
    ) -> None:
        if self.desk(mine) is self.desk(theirs):
            return
        with self.at(mine, theirs) as (here, there):
            new = self.world.add(there, Finding, CASES[which % 2], {"visit": CASES[which % 2], "fact": "新的"})
            self.world.save(there, self.world.read(there, new), {"fact": value})
            self.world.give(there, here)
            if what == "step":
                self.world.step(here, new)
            elif what == "tick":
                self.world.tick(here, self.world.cases[new], new)
            else:
                name = "fact" if what == "edit" else "statement"
                self.world.save(here, self.world.read(here, new), {name: "这里写的"})
            self.world.undo(here, -1)

    @rule(first=DESK, mate=DESK, goal=DESK, which=ANY, value=FACTS)
    def a_mate_carried_it_too(self, first: int, mate: int, goal: int, which: int, value: str | None) -> None:
        """One of two bundles that carried the same is taken back: the other stands for both."""
        if len({id(self.desk(number)) for number in (first, mate, goal)}) < 3:
            return
        with self.at(first, mate, goal) as (one, other, ledger):
            case = CASES[which % 2]
            new = self.world.add(one, Finding, case, {"visit": case, "fact": value})
            self.world.give(one, other)
            self.world.save(other, self.world.read(other, new), {"statement": "组友写的"})
            self.world.give(one, ledger)
            self.world.give(other, ledger)
            self.world.undo(ledger, -2)

    @rule(mine=DESK, theirs=DESK, which=ANY, again=st.booleans())
    def taken_back_and_merged_again(self, mine: int, theirs: int, which: int, again: bool) -> None:
        """The state is as if the undo had not been."""
        if self.desk(mine) is self.desk(theirs):
            return
        with self.at(mine, theirs) as (here, there):
            self.world.give(there, here)
            before = here.digest()
            self.world.undo(here, which if again else -1)
            for desk in self.world.desks:
                if desk is not here:
                    self.world.give(desk, here)
            if len(self.world.desks) == 2:
                assert here.digest() == before

    @rule(mine=DESK, theirs=DESK, which=ANY, value=FACTS)
    def form_shown_then_import_taken_back_then_a_colleague_writes(
        self, mine: int, theirs: int, which: int, value: str | None
    ) -> None:
        """The old form does not close what it never showed: it is refused (in `undo`), and what came after stands."""
        if self.desk(mine) is self.desk(theirs):
            return
        with self.at(mine, theirs) as (here, there):
            self.world.give(here, there)
            uid = self.pick(there, which, Finding)
            if uid is None:
                return
            self.world.save(there, self.world.read(there, uid), {"fact": value})
            self.world.give(there, here)
            if self.pick(here, 0, Finding) is not None:
                here.forms.insert(0, self.world.read(here, uid))
            self.world.undo(here, -1)
            if uid in here.uids():
                self.world.save(here, self.world.read(here, uid), {"fact": "同事写的"})


def test_what_an_undo_leaves_is_what_people_would_expect(tmp_path: Path) -> None:
    hunt(TakingBack, Files(tmp_path), examples=70, steps=15)


def test_on_a_server_too(tmp_path: Path, server: Server) -> None:
    hunt(TakingBack, Databases(tmp_path, server), examples=15, steps=12)


@pytest.mark.long
def test_five_thousand_histories_with_undo(tmp_path: Path) -> None:
    hunt(TakingBack, Files(tmp_path), examples=5_000, steps=40)
