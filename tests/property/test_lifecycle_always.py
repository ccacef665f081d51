"""What holds for every finding, whoever handles it and however it came about."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xunjian.errors import UserError
from xunjian.rules.lifecycle import RULES, WHEN, Circumstances, allowed, require, why_not
from xunjian.rules.steps import (
    STATE_CHANGING,
    Notice,
    Recheck,
    Role,
    Route,
    Severity,
    State,
    StepKind,
    least_finished,
    state_after,
)

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
CIRCUMSTANCES = st.builds(
    Circumstances,
    state=st.sampled_from(State),
    role=st.sampled_from(Role),
    route=st.sampled_from(Route),
    severity=st.sampled_from(Severity),
    today=DAYS,
    due=st.none() | DAYS,
    proofs=st.integers(0, 2),
    notice=st.sampled_from(Notice),
    fixed_on_spot=st.booleans(),
    extension_pending=st.booleans(),
    in_conflict=st.booleans(),
)
STEPS = st.sampled_from(StepKind)
RESULTS = st.none() | st.sampled_from(Recheck)
TODAY = date(2026, 9, 21)
FINAL = {State.CLOSED, State.LOOKED_BACK, State.RELAPSED, State.JOINED, State.NOT_UPHELD}


def favourable(state: State, role: Role, route: Route, notice: Notice) -> Circumstances:
    """Circumstances in which only state, role and notice can stand in the way."""
    return Circumstances(state, role, route, Severity.B, TODAY, due=date(2026, 10, 19), proofs=1, notice=notice)


def moves(state: State, notice: Notice, route: Route) -> Iterator[tuple[StepKind, State, Notice]]:
    """Every open step with the state and notice after it, whoever takes it."""
    for role, result in product(Role, Recheck):
        now = favourable(state, role, route, notice)
        for step in allowed(now):
            if step in STATE_CHANGING and not why_not(step, now, result):
                yield step, state_after(step, result), Notice.ISSUED if step is StepKind.ORDERED else notice
            elif step is StepKind.SERVED:
                yield step, state, Notice.SERVED


def reachable(state: State, notice: Notice, route: Route) -> set[State]:
    seen = {(state, notice)}
    waiting = [(state, notice)]
    while waiting:
        for _, after, then in moves(*waiting.pop(), route):
            place = (after, then)
            if place not in seen:
                seen.add(place)
                waiting.append(place)
    return {state for state, _ in seen}


@pytest.mark.parametrize("route", Route)
def test_every_state_can_be_reached_on_both_routes(route: Route) -> None:
    assert reachable(State.FOUND, Notice.NONE, route) == set(State)


@pytest.mark.parametrize("route", Route)
def test_closure_can_be_reached_from_every_state_before_it(route: Route) -> None:
    for state, notice in product(set(State) - {State.LOOKED_BACK, State.RELAPSED}, Notice):
        assert State.CLOSED in reachable(state, notice, route)


@pytest.mark.parametrize("route", Route)
def test_no_finding_closes_without_having_been_rechecked(route: Route) -> None:
    for state, notice in product(State, Notice):
        if StepKind.CLOSED in {step for step, _, _ in moves(state, notice, route)}:
            assert state is State.RECHECKED


@given(CIRCUMSTANCES)
def test_out_of_a_final_state_lead_only_the_steps_that_the_bureau_and_the_look_back_know(now: Circumstances) -> None:
    out = {step for step in allowed(now) if step in STATE_CHANGING}
    known = {
        State.CLOSED: {StepKind.REOPENED, StepKind.LOOKED_BACK, StepKind.RELAPSED},
        State.LOOKED_BACK: {StepKind.REOPENED, StepKind.LOOKED_BACK, StepKind.RELAPSED},
        State.RELAPSED: {StepKind.LOOKED_BACK},
        State.JOINED: {StepKind.RETURNED},
        State.NOT_UPHELD: {StepKind.RETURNED},
    }
    assert set(known) == FINAL
    if now.state in known:
        assert out <= known[now.state]


@given(STEPS, CIRCUMSTANCES, RESULTS)
def test_a_step_is_open_or_refused_with_a_whole_sentence(
    step: StepKind, now: Circumstances, result: Recheck | None
) -> None:
    reason = why_not(step, now, result)
    if not reason:
        require(step, now, result)
        assert step in allowed(now)
        return
    assert reason.endswith("。")
    with pytest.raises(UserError) as caught:
        require(step, now, result)
    assert caught.value.hint == reason


@given(STEPS, CIRCUMSTANCES)
def test_an_open_step_stays_open_for_the_chief_where_the_bureau_acts(step: StepKind, now: Circumstances) -> None:
    if now.role is Role.REVIEWER and not why_not(step, now):
        assert not why_not(step, replace(now, role=Role.CHIEF))


@given(CIRCUMSTANCES)
def test_inspectors_decide_nothing_that_leaders_may_not(now: Circumstances) -> None:
    if now.role is Role.INSPECTOR:
        assert set(allowed(now)) <= set(allowed(replace(now, role=Role.LEADER)))


@given(st.lists(st.sampled_from(State), min_size=1))
def test_the_less_finished_state_is_the_same_in_every_order(states: list[State]) -> None:
    assert least_finished(states) is least_finished(reversed(states))


def test_one_rule_and_no_more_covers_a_step_in_a_state() -> None:
    for step, state in product(StepKind, State):
        assert sum(rule.step is step and state in rule.states for rule in RULES) <= 1
    assert {rule.step for rule in RULES} == set(StepKind) == set(WHEN)
