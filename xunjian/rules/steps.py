"""The vocabulary of a finding's life: states, steps, roles, and what follows from a step alone.

A finding's register names its last state-changing step, so the state follows from that step and from nothing before
it: whatever the order in which steps arrive, the same step gives the same state.
"""

from collections.abc import Iterable
from enum import StrEnum


class State(StrEnum):
    """Where a finding stands, from the least to the most finished: of two concurrent states the former is shown."""

    FOUND = "found"
    RETURNED = "returned"
    CONFIRMED = "confirmed"
    FED_BACK = "fed_back"
    SUBMITTED = "submitted"
    DOWNGRADED = "downgraded"
    RECTIFYING = "rectifying"
    REPORTED = "reported"
    CHECKED = "checked"
    RECHECKED = "rechecked"
    RELAPSED = "relapsed"
    CLOSED = "closed"
    LOOKED_BACK = "looked_back"
    JOINED = "joined"
    NOT_UPHELD = "not_upheld"


class StepKind(StrEnum):
    """A recorded step; the annotating ones, from SERVED on, leave the state as it is."""

    CONFIRMED = "confirmed"
    FED_BACK = "fed_back"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    JOINED = "joined"
    DOWNGRADED = "downgraded"
    NOT_UPHELD = "not_upheld"
    ORDERED = "ordered"
    REPORTED_DONE = "reported_done"
    CHECKED = "checked"
    RECHECKED = "rechecked"
    CLOSED = "closed"
    REOPENED = "reopened"
    LOOKED_BACK = "looked_back"
    RELAPSED = "relapsed"
    SERVED = "served"
    EXTENSION_ASKED = "extension_asked"
    EXTENSION_GRANTED = "extension_granted"
    EXTENSION_REFUSED = "extension_refused"
    ADMONISHED = "admonished"
    TRANSFERRED = "transferred"
    VERIFIED = "verified"


class Recheck(StrEnum):
    """What a recheck (复查) concluded."""

    RECTIFIED = "rectified"
    PARTLY = "partly"
    NOT_RECTIFIED = "not_rectified"


class Role(StrEnum):
    """In which capacity a person acts: the first two in an inspection group, the others at the bureau."""

    INSPECTOR = "inspector"
    LEADER = "leader"
    REVIEWER = "reviewer"
    CHIEF = "chief"


class Route(StrEnum):
    """How notices come about: issued on site, or fed back to the school and issued after approval."""

    ON_SITE = "on_site"
    FEEDBACK_FIRST = "feedback_first"


class Notice(StrEnum):
    """What has become of the notice that orders a finding's rectification."""

    NONE = "none"
    ISSUED = "issued"
    SERVED = "served"
    VOID = "void"


class Severity(StrEnum):
    """A grave, B considerable, C ordinary."""

    A = "A"
    B = "B"
    C = "C"


_STATE_AFTER = {
    StepKind.CONFIRMED: State.CONFIRMED,
    StepKind.FED_BACK: State.FED_BACK,
    StepKind.SUBMITTED: State.SUBMITTED,
    StepKind.RETURNED: State.RETURNED,
    StepKind.JOINED: State.JOINED,
    StepKind.DOWNGRADED: State.DOWNGRADED,
    StepKind.NOT_UPHELD: State.NOT_UPHELD,
    StepKind.ORDERED: State.RECTIFYING,
    StepKind.REPORTED_DONE: State.REPORTED,
    StepKind.CHECKED: State.CHECKED,
    StepKind.CLOSED: State.CLOSED,
    StepKind.REOPENED: State.RECTIFYING,
    StepKind.LOOKED_BACK: State.LOOKED_BACK,
    StepKind.RELAPSED: State.RELAPSED,
}
_FINISHED = {state: rank for rank, state in enumerate(State)}

STATE_CHANGING = frozenset({*_STATE_AFTER, StepKind.RECHECKED})


def state_after(kind: StepKind | None, result: Recheck | None = None) -> State:
    """Return the state that a finding's last state-changing step (None: it has none yet) puts it in.

    `result` is the conclusion of a recheck; only 已整改 leads on towards closure. An annotating step is a ValueError.
    """
    if kind is None:
        return State.FOUND
    if kind is StepKind.RECHECKED:
        return State.RECHECKED if result is Recheck.RECTIFIED else State.RECTIFYING
    if kind not in _STATE_AFTER:
        raise ValueError(f"{kind} changes no state")
    return _STATE_AFTER[kind]


def least_finished(states: Iterable[State]) -> State:
    """Return the state to show while concurrent steps are in conflict, so that no work is hidden by it."""
    return min(states, key=_FINISHED.__getitem__)


def finish_rank(kind: str | None, result: str | None = None) -> int:
    """Return how finished a step as stored leaves a finding, the least first; None is no step, a remark is last."""
    try:
        return _FINISHED[state_after(None if kind is None else StepKind(kind), Recheck(result) if result else None)]
    except ValueError:
        return len(_FINISHED)
