"""How long a piece of work will still take, from how far it has come."""

import time
from collections.abc import Callable

_FROM = 2.0
"""Seconds before which nothing is said: nobody could rely on it."""


class Remaining:
    """Watches the steps of one piece of work; a part that counts anew begins a new estimate."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._total, self._begun, self._first = 0, 0.0, 0

    def words(self, done: int, total: int) -> str:
        """Return 剩约 40 秒, or "" while it cannot be said."""
        now = self._clock()
        if total != self._total or done < self._first:
            self._total, self._begun, self._first = total, now, done
        passed, came = now - self._begun, done - self._first
        if passed < _FROM or came <= 0 or done >= total:
            return ""
        left = passed / came * (total - done)
        return f"剩约 {max(round(left / 10) * 10, 10)} 秒" if left < 90 else f"剩约 {round(left / 60)} 分钟"
