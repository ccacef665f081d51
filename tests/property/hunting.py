"""Desks of one bureau that act at random, and the hunt for a history after which one holds what nobody expects."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Generic, TypeVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from tests.ledgers import BUREAU, Databases, Files, Ledgers, founded
from tests.property.merge_world import Desk, World
from xunjian.db.schema.visit import Finding, Visit
from xunjian.db.uids import derived_uid

CASES = [derived_uid(BUREAU, name) for name in ("first visit", "second visit")]
"""Two visits that every desk may start by itself: their uids are derived."""

W = TypeVar("W", bound=World)


class Desks(RuleBasedStateMachine, Generic[W]):
    """What every history begins with, acts on, and ends with: all desks agree."""

    ledgers: ClassVar[Callable[[], Ledgers]]
    """Gives the ledgers of one history."""
    world: W

    def __init__(self) -> None:
        super().__init__()
        self.sound = True

    def begin(self, world: W, finding: dict[str, Any], *, shared: bool) -> None:
        """Let the first desk start both visits with a finding each; the others know of them if they are shared."""
        self.world = world
        first = world.desks[0]
        for case in CASES:
            world.add(first, Visit, case, {"kind": "special"}, uid=case)
            world.add(first, Finding, case, {"visit": case, **finding})
        for desk in world.desks[1:] if shared else ():
            world.give(first, desk)

    def teardown(self) -> None:
        """See that all desks end alike, unless the history has failed before."""
        if hasattr(self, "world"):
            try:
                if self.sound:
                    self.world.check_all_ends(len(self.world.cases))
            finally:
                self.world.close()

    def desk(self, number: int) -> Desk:
        """Return one of the desks."""
        return self.world.desks[number % len(self.world.desks)]

    def pick(self, desk: Desk, number: int, *models: type[Any]) -> str | None:
        """Return a record of one of these tables, or of any, that is known at the desk."""
        found = [uid for uid in desk.uids() if not models or self.world.models.get(uid) in models]
        return found[number % len(found)] if found else None

    @contextmanager
    def at(self, *numbers: int) -> Iterator[list[Desk]]:
        """Act at desks, and see that they hold what is expected; after a failure the end is not looked at."""
        self.sound = False
        yield [self.desk(number) for number in numbers]
        for number in numbers:
            self.world.check(self.desk(number))
        self.sound = True


def hunt(machine: type[Desks[Any]], disks: Files | Databases, *, examples: int, steps: int) -> None:
    """Run so many histories of so many steps; the first that goes wrong is made small and told."""
    empty = founded(disks)
    machine.ledgers = lambda: Ledgers(disks, empty)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
        ),
    )
