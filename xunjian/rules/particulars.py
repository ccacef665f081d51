"""What an inspector says of the case of one finding where the records leave it open: stage, ownership, training.

It is recorded among the bases that were confirmed for the finding, as `stage=senior`; keys of clauses hold a slash.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from enum import StrEnum

from xunjian.rules.basis import Ownership, Stage, Training
from xunjian.rules.grounds import Situation


class Particular(StrEnum):
    """What can be said."""

    STAGE = "stage"
    OWNERSHIP = "ownership"
    TRAINING = "training"


def key_of(name: Particular, value: str) -> str:
    """Return how it is recorded that this is so."""
    return f"{name.value}={value}"


def said_of(name: Particular, keys: Iterable[str]) -> str:
    """Return what was said, "" for nothing; of two answers that a merge brought together none counts."""
    start = key_of(name, "")
    found = {key.removeprefix(start) for key in keys if key.startswith(start)}
    return found.pop() if len(found) == 1 else ""


def with_said(keys: Collection[str], name: Particular, value: str) -> list[str]:
    """Return the keys with another answer, or with none where `value` is ""."""
    others = [key for key in keys if not key.startswith(key_of(name, ""))]
    return sorted([*others, key_of(name, value)] if value else others)


def in_case(situation: Situation, keys: Iterable[str]) -> Situation:
    """Return the situation as it is in the case of this finding; what no program knows is passed over."""
    keys = tuple(keys)
    stage, owner, training = (said_of(name, keys) for name in Particular)
    if stage in set(Stage) and Stage(stage) in situation.stages:
        situation = replace(situation, stages=frozenset({Stage(stage)}))
    if owner in set(Ownership):
        situation = replace(situation, ownership=Ownership(owner))
    if training in set(Training):
        situation = replace(situation, training=Training(training))
    return situation
