"""Steps on one finding, taken on several machines: whatever arrives first, every machine shows the same state."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from xunjian.db import canonical, integrity, merge
from xunjian.db.commits import Commit, Operation, hash_of
from xunjian.db.conflicts import list_conflicts
from xunjian.db.retraction import retract
from xunjian.db.schema.visit import Finding, Step
from xunjian.db.store import Store
from xunjian.db.uids import derived_uid
from xunjian.rules.steps import STATE_CHANGING, Recheck, State, StepKind, least_finished, state_after

BUREAU = "0b1f2d62-5c2e-4a57-9c1b-5f7f6c1d2e3f"
VISIT, FINDING = (derived_uid(BUREAU, name) for name in ("visit", "finding"))
ROUNDS = count()
CLOCKS = ["1999-01-01T00:00:00.000Z", "2026-09-18T08:00:00.000Z", "2999-12-31T23:59:59.000Z"]


@dataclass(frozen=True)
class Taken:
    """A step that a machine took with the finding, as it was made, before it."""

    place: int
    kind: StepKind
    result: Recheck | None
    wall: str

    @property
    def uid(self) -> str:
        return derived_uid(FINDING, str(self.place))

    @property
    def state(self) -> State:
        return state_after(self.kind, self.result)


def numbered(drawn: list[tuple[StepKind, Recheck, str]]) -> list[Taken]:
    return [
        Taken(place, kind, result if kind is StepKind.RECHECKED else None, wall)
        for place, (kind, result, wall) in enumerate(drawn)
    ]


STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(STATE_CHANGING)), st.sampled_from(list(Recheck)), st.sampled_from(CLOCKS)),
    min_size=1,
    max_size=5,
).map(numbered)


def commit(place: int, wall: str, *operations: Operation) -> bytes:
    machine = derived_uid(BUREAU, str(place))
    return Commit(machine, ("visit", VISIT), 1, None, None, wall, "1.0", 1, None, operations).line()


def lines_of(steps: Sequence[Taken]) -> list[bytes]:
    """Return the lines of the finding and of every step: its record in one commit, its naming in another."""
    fact = Operation("finding", FINDING, "fact", '"收取饮水费"', ())
    lines = [commit(99, CLOCKS[0], fact, Operation("finding", FINDING, "step", "null", ()))]
    first = (hash_of(lines[0]), 1)
    for step in steps:
        row = {"finding": FINDING, "kind": step.kind.value, "visit": VISIT}
        row |= {"result": step.result.value} if step.result else {}
        lines.append(commit(step.place, step.wall, Operation("step", step.uid, "_row", canonical.encode_text(row), ())))
        named = Operation("finding", FINDING, "step", f'"{step.uid}"', (first,))
        lines.append(commit(step.place, step.wall, named))
    return lines


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("steps") / "empty.db"
    Store.create(path, bureau=BUREAU).close()
    return path


def new_ledger(empty: Path) -> Store:
    path = empty.parent / f"{next(ROUNDS)}.db"
    shutil.copyfile(empty, path)
    return Store.open(path)


def take(store: Store, lines: Sequence[bytes]) -> int:
    with store.connection(writing=True) as connection:
        return merge.apply(connection, merge.stage(connection, lines), merge.Source("b", "s", "{}")).import_id


def digest(store: Store) -> str:
    with store.connection(writing=True) as connection:
        assert integrity.faults(connection, deep=True) == []
    with store.connection(writing=False) as connection:
        return integrity.digest(connection)


def shown(store: Store) -> str:
    with store.read() as session:
        return session.get_one(Finding, FINDING).step or ""


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS, data=st.data())
def test_every_order_of_arrival_shows_the_least_finished(empty: Path, steps: list[Taken], data: st.DataObject) -> None:
    lines = lines_of(steps)
    whole, parts = new_ledger(empty), new_ledger(empty)
    take(whole, lines)
    take(parts, lines[:1])
    rest, chance = lines[1:], data.draw(st.randoms(use_true_random=False))
    chance.shuffle(rest)
    while rest:
        size = chance.randint(1, 3)
        take(parts, rest[:size])
        rest = rest[size:]
    assert digest(parts) == digest(whole)
    states = {step.uid: step.state for step in steps}
    assert states[shown(whole)] is least_finished(states.values())
    with whole.connection(writing=False) as connection:
        assert len(list_conflicts(connection)) == (len(steps) > 1)
    with whole.read() as session:
        assert session.scalars(select(func.count()).select_from(Step)).one() == len(steps)
    whole.close()
    parts.close()


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_step_whose_record_comes_late_is_shown_from_then_on_if_it_is_less_finished(
    empty: Path, order: tuple[int, int]
) -> None:
    steps = numbered([(StepKind.CLOSED, Recheck.PARTLY, CLOCKS[0]), (StepKind.ORDERED, Recheck.PARTLY, CLOCKS[2])])
    first, *rest = lines_of(steps)
    ledger = new_ledger(empty)
    take(ledger, [first, *rest[1::2]])
    take(ledger, [rest[2 * order[0]]])
    assert shown(ledger) == steps[order[0]].uid
    take(ledger, [rest[2 * order[1]]])
    assert shown(ledger) == steps[1].uid
    ledger.close()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS, data=st.data())
def test_when_some_are_taken_back_the_least_finished_of_the_others_is_shown(
    empty: Path, steps: list[Taken], data: st.DataObject
) -> None:
    first, *rest = lines_of(steps)
    pairs = [rest[place : place + 2] for place in range(0, len(rest), 2)]
    gone = data.draw(st.sets(st.integers(0, len(pairs) - 1)))
    staying = [first, *(line for place, pair in enumerate(pairs) if place not in gone for line in pair)]
    kept, undone = new_ledger(empty), new_ledger(empty)
    take(kept, staying)
    take(undone, staying)
    number = take(undone, [line for place in gone for line in pairs[place]])
    with undone.connection(writing=True) as connection:
        assert retract(connection, number).kept == ()
    assert digest(undone) == digest(kept)
    kept.close()
    undone.close()
