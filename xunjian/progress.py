"""How long work reports where it is and learns that it should stop."""

from typing import Protocol


class Progress(Protocol):
    """Whoever watches a piece of long work; the work itself does not know who."""

    def step(self, done: int, total: int, text: str) -> None:
        """Say that `done` of `total` is finished and `text` is next; raises Cancelled when asked to stop."""


class Unwatched:
    """Progress that nobody looks at: tests and short commands."""

    def step(self, done: int, total: int, text: str) -> None:
        """Do nothing."""
