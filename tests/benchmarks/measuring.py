"""Time, CPU and memory of a piece of work, each in a process of its own so that peaks do not mix."""

import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context


@dataclass
class Watch:
    """What was measured, in the order in which it happened."""

    lines: list[str] = field(default_factory=list)

    @contextmanager
    def timing(self, name: str) -> Iterator[None]:
        """Measure what happens inside."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.lines.append(f"  {name:<34} {time.perf_counter() - wall:8.3f} s   CPU {time.process_time() - cpu:8.3f} s")


def peak_memory() -> float:
    """Return the highest resident memory of this process so far, in MB."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (2**20 if sys.platform == "darwin" else 2**10)


def alone(work: Callable[..., None], *arguments: object) -> None:
    """Run `work(watch, …)` in a fresh process and print what it measured."""
    process = get_context("spawn").Process(target=_run, args=(work, arguments))
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(process.exitcode)


def _run(work: Callable[..., None], arguments: tuple[object, ...]) -> None:
    watch, before = Watch(), peak_memory()
    work(watch, *arguments)
    print("\n".join(watch.lines))
    print(f"  {'peak memory':<34} {peak_memory():8.0f} MB  (before: {before:.0f} MB)\n")
