"""Desks that edit at random and merge in every order: what the log says is what the people did.

A random history seldom walks into the rare places (a form read, a merge, the form saved), so those are rules of
their own. The oracle is in merge_world.py.
"""

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from tests.ledgers import Databases, Files
from tests.property.hunting import CASES, Desks, hunt
from tests.property.merge_world import REGISTERS, World
from tests.servers import Server
from xunjian.db import integrity
from xunjian.db.schema.visit import Finding, MeasureFinding

PLAIN = [None, "", "甲", "乙", "丙"]
"""So few that two people often type the same."""

CHOICES: dict[str, list[Any]] = {
    "amount": [None, (100, "每人一元"), (200, "每人一元"), (100, None)],
    "period": [None, ("2026-03-01", "2026-06-30"), ("2026-03-01", None)],
    "received": [None, ("张三", "校长"), ("李四", "校长")],
    "fixed_on_spot": [None, False, True],
    "deleted": [False, True],
}
FORM_REGISTERS = ["fact", "statement", "amount", "period", "fixed_on_spot", "deleted"]

DESK = st.integers(0, 4)
ANY = st.integers(0, 1_000)


class Merging(Desks[World]):
    """Three to five desks of one bureau."""

    @initialize(desks=st.integers(3, 5), shared=st.booleans())
    def start(self, desks: int, shared: bool) -> None:
        world = World(type(self).ledgers(), desks)
        self.begin(world, {"fact": "甲", "amount": (100, "每人一元")}, shared=shared)

    # One desk

    @rule(
        number=DESK, case=st.sampled_from(CASES), fact=st.sampled_from(PLAIN), amount=st.sampled_from(CHOICES["amount"])
    )
    def record(self, number: int, case: str, fact: str | None, amount: Any) -> None:
        with self.at(number) as (desk,):
            self.world.add(desk, Finding, case, {"visit": case, "fact": fact, "amount": amount})

    @rule(number=DESK, case=st.sampled_from(CASES), kind=st.sampled_from(["special", "routine"]))
    def start_a_visit(self, number: int, case: str, kind: str) -> None:
        """The same visit under the same uid, whether or not another machine has started it."""
        with self.at(number) as (desk,):
            self.world.save(desk, self.world.read(desk, case), {"kind": kind})

    @rule(number=DESK, which=ANY)
    def open_a_form(self, number: int, which: int) -> None:
        with self.at(number) as (desk,):
            if uid := self.pick(desk, which, *REGISTERS):
                desk.forms.append(self.world.read(desk, uid))

    @rule(number=DESK, which=ANY, whole=st.booleans(), data=st.data())
    def save_a_form(self, number: int, which: int, whole: bool, data: st.DataObject) -> None:
        with self.at(number) as (desk,):
            if desk.forms:
                form = desk.forms.pop(which % len(desk.forms))
                self.world.save(desk, form, self.typed(data, form.uid), whole=whole)

    @rule(number=DESK, which=ANY, data=st.data())
    def edit(self, number: int, which: int, data: st.DataObject) -> None:
        with self.at(number) as (desk,):
            if uid := self.pick(desk, which, *REGISTERS):
                self.world.save(desk, self.world.read(desk, uid), self.typed(data, uid))

    def typed(self, data: st.DataObject, uid: str) -> dict[str, Any]:
        model = self.world.models[uid]
        names = [name for name in REGISTERS[model] if model is not MeasureFinding or name == "deleted"]
        names = [name for name in names if name not in {"visit", "step"}]
        chosen = data.draw(st.sets(st.sampled_from(names), min_size=1, max_size=2))
        return {name: data.draw(st.sampled_from(CHOICES.get(name, PLAIN))) for name in sorted(chosen)}

    @rule(number=DESK, which=ANY, value=st.sampled_from(PLAIN))
    def set_and_set_back(self, number: int, which: int, value: str | None) -> None:
        with self.at(number) as (desk,):
            if uid := self.pick(desk, which, Finding):
                with desk.store.write(by="person") as session:
                    row = session.get_one(Finding, uid)
                    before, row.statement = row.statement, value
                    session.flush()
                    row.statement = before

    @rule(number=DESK, which=ANY, value=st.sampled_from(PLAIN))
    def take_back_in_a_savepoint(self, number: int, which: int, value: str | None) -> None:
        with self.at(number) as (desk,):
            if uid := self.pick(desk, which, Finding):
                with desk.store.write(by="person") as session:
                    savepoint = session.begin_nested()
                    session.get_one(Finding, uid).statement = value
                    session.flush()
                    savepoint.rollback()

    @rule(number=DESK, which=ANY, value=st.sampled_from(PLAIN))
    def fail_in_a_write(self, number: int, which: int, value: str | None) -> None:
        with self.at(number) as (desk,):
            if uid := self.pick(desk, which, Finding):
                with pytest.raises(RuntimeError), desk.store.write(by="person") as session:
                    session.get_one(Finding, uid).statement = value
                    session.flush()
                    raise RuntimeError

    @rule(number=DESK, which=ANY)
    def tick(self, number: int, which: int) -> None:
        """Say that the measure answers a finding, whatever other machines say."""
        with self.at(number) as (desk,):
            if uid := self.pick(desk, which, Finding):
                self.world.tick(desk, self.world.cases[uid], uid)

    @rule(number=DESK, which=ANY)
    def take_a_step(self, number: int, which: int) -> None:
        with self.at(number) as (desk,):
            if uid := self.pick(desk, which, Finding):
                self.world.step(desk, uid)

    @rule(
        number=DESK,
        case=st.sampled_from(CASES),
        spoil=st.sampled_from(["", "DELETE FROM evidence", "UPDATE evidence SET sha256 = 'zz'"]),
    )
    def photograph(self, number: int, case: str, spoil: str) -> None:
        """What is written once stays, whatever another tool does to it."""
        with self.at(number) as (desk,):
            self.world.photograph(desk, case, "ab")
            if spoil:
                with desk.store._engine.connect() as connection, connection.begin():
                    connection.exec_driver_sql(spoil)
                with desk.store.write():
                    """Another tool's marks are settled when the next write begins."""

    @rule(number=DESK, which=ANY, name=st.sampled_from(FORM_REGISTERS), data=st.data())
    def another_tool_sets(self, number: int, which: int, name: str, data: st.DataObject) -> None:
        with self.at(number) as (desk,):
            if uid := self.pick(desk, which, Finding):
                value = data.draw(st.sampled_from(CHOICES.get(name, PLAIN)))
                self.world.set_by_another_tool(desk, uid, name, value)

    @rule(number=DESK, which=ANY)
    def another_tool_deletes(self, number: int, which: int) -> None:
        with self.at(number) as (desk,):
            if uid := self.pick(desk, which, *REGISTERS):
                self.world.delete_by_another_tool(desk, uid)

    @rule(number=DESK, which=ANY, fact=st.sampled_from(PLAIN))
    def another_tool_replaces(self, number: int, which: int, fact: str | None) -> None:
        with self.at(number) as (desk,):
            if uid := self.pick(desk, which, Finding):
                self.world.replace_by_another_tool(desk, uid, {"visit": self.world.cases[uid], "fact": fact})

    @rule(number=DESK)
    def rebuild(self, number: int) -> None:
        with self.at(number) as (desk,):
            before = desk.digest()
            with desk.store.connection(writing=True) as connection:
                integrity.rebuild(connection)
            assert desk.digest() == before

    @rule(number=DESK, which=ANY, side=ANY, late=st.booleans(), origin=DESK)
    def resolve(self, number: int, which: int, side: int, late: bool, origin: int) -> None:
        """Decide a conflict; `late`: after something else came in that the reviewer has not seen."""
        with self.at(number) as (desk,):
            conflicts = sorted(self.world.conflicts(desk).items(), key=lambda item: item[0])
            if not conflicts:
                return
            (uid, name), found = conflicts[which % len(conflicts)]
            form = self.world.read(desk, uid)
            if late:
                self.world.give(self.desk(origin), desk)
            self.world.resolve(desk, form, name, sorted(found, key=repr)[side % len(found)])

    # Desks between each other

    @rule(origin=DESK, goal=DESK, cases=st.sampled_from([None, CASES[:1], CASES[1:]]), seed=ANY, twice=st.booleans())
    def exchange(self, origin: int, goal: int, cases: list[str] | None, seed: int, twice: bool) -> None:
        """Carry lines in any order, some of them twice, perhaps the whole again."""
        with self.at(goal) as (desk,):
            commits = self.world.export(self.desk(origin), cases)
            random.Random(seed).shuffle(commits)  # noqa: S311
            self.world.carry(self.desk(origin), desk, commits + commits[: seed % 3])
            if twice:
                before = desk.digest()
                self.world.carry(self.desk(origin), desk, commits)
                assert desk.digest() == before

    @rule(origin=DESK, goal=DESK, lost=st.lists(ANY, min_size=1, max_size=3))
    def exchange_with_lines_lost(self, origin: int, goal: int, lost: list[int]) -> None:
        with self.at(goal) as (desk,):
            commits = self.world.export(self.desk(origin))
            named = [(commit.reason, commit.case[1]) for commit in commits if commit.reason]
            without = [named[place % len(named)] for place in lost if named]
            self.world.carry(self.desk(origin), desk, commits, without=[(r or "", case) for r, case in without])

    @rule(origin=DESK, goal=DESK)
    def dry_run(self, origin: int, goal: int) -> None:
        """A dry run leaves nothing, and reports what the merge then does."""
        with self.at(goal) as (desk,):
            report = self.world.dry_run(self.desk(origin), desk)
            before = self.world.conflicts(desk)
            self.world.give(self.desk(origin), desk)
            assert set(self.world.conflicts(desk)) - set(before) <= set(report.conflicts)
            assert set(report.conflicts) <= set(self.world.conflicts(desk))

    @precondition(lambda self: len(self.world.desks) > 3)
    @rule(number=DESK)
    def clone(self, number: int) -> None:
        """Copy a disk over the last machine: two machines with one replica uid."""
        if self.desk(number) is not self.world.desks[-1]:
            self.world.clone(self.desk(number), len(self.world.desks) - 1)

    # Places that chance seldom finds

    @rule(mine=DESK, theirs=DESK, which=ANY, fact=st.sampled_from(PLAIN))
    def another_tool_sets_what_is_in_conflict(self, mine: int, theirs: int, which: int, fact: str | None) -> None:
        """It had one of the values before it: that one is replaced, the others stand."""
        here, there = self.desk(mine), self.desk(theirs)
        self.world.give(here, there)
        if uid := self.pick(here, which, Finding):
            with self.at(mine, theirs):
                for desk, typed in ((here, "甲"), (there, "乙")):
                    self.world.save(desk, self.world.read(desk, uid), {"fact": typed})
                self.world.give(there, here)
                self.world.set_by_another_tool(here, uid, "fact", fact)

    @rule(mine=DESK, theirs=DESK, which=ANY, whole=st.booleans(), data=st.data())
    def form_read_then_merge_then_saved(
        self, mine: int, theirs: int, which: int, whole: bool, data: st.DataObject
    ) -> None:
        """What came in behind a form clashes with what was typed into it, and is kept where nothing was typed."""
        here, there = self.desk(mine), self.desk(theirs)
        if here is there:
            return
        self.world.give(here, there)
        uid = self.pick(here, which, Finding)
        if uid is None:
            return
        with self.at(mine, theirs):
            form = self.world.read(here, uid)
            self.world.save(there, self.world.read(there, uid), self.typed(data, uid))
            self.world.give(there, here)
            self.world.save(here, form, self.typed(data, uid), whole=whole)

    @rule(mine=DESK, theirs=DESK, which=ANY, data=st.data())
    def both_edit_then_merge(self, mine: int, theirs: int, which: int, data: st.DataObject) -> None:
        here, there = self.desk(mine), self.desk(theirs)
        self.world.give(here, there)
        if uid := self.pick(here, which, *REGISTERS):
            with self.at(mine, theirs):
                for desk in (here, there):
                    self.world.save(desk, self.world.read(desk, uid), self.typed(data, uid))
                self.world.give(there, here)

    @rule(mine=DESK, theirs=DESK, which=ANY, data=st.data())
    def ordered_edits_travel_in_bits(self, mine: int, theirs: int, which: int, data: st.DataObject) -> None:
        """Edits of one desk, each having the last before it, never clash, whatever is merged between them."""
        here, there = self.desk(mine), self.desk(theirs)
        if uid := self.pick(here, which, Finding):
            with self.at(mine, theirs):
                for _ in range(3):
                    self.world.save(here, self.world.read(here, uid), self.typed(data, uid))
                    self.world.give(here, there)

    @rule(mine=DESK, theirs=DESK, which=ANY)
    def tick_from_a_stale_form(self, mine: int, theirs: int, which: int) -> None:
        here, there = self.desk(mine), self.desk(theirs)
        if uid := self.pick(there, which, Finding):
            with self.at(mine, theirs):
                link = self.world.tick(there, self.world.cases[uid], uid)
                form = self.world.read(here, link)
                self.world.give(there, here)
                self.world.tick(here, self.world.cases[uid], uid, form)


def test_desks_that_merge_in_any_order_say_what_their_people_did(tmp_path: Path) -> None:
    hunt(Merging, Files(tmp_path), examples=230, steps=15)


def test_desks_on_a_server_say_what_their_people_did(tmp_path: Path, server: Server) -> None:
    hunt(Merging, Databases(tmp_path, server), examples=25, steps=15)


@pytest.mark.long
def test_ten_thousand_histories(tmp_path: Path) -> None:
    hunt(Merging, Files(tmp_path), examples=10_000, steps=40)


@pytest.mark.long
def test_five_hundred_histories_on_a_server(tmp_path: Path, server: Server) -> None:
    hunt(Merging, Databases(tmp_path, server), examples=500, steps=40)
