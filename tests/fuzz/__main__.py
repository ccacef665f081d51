"""Very many inputs in several processes, or one of them once more.

python -m tests.fuzz 1000000 --processes 2 --log fuzz.log
python -m tests.fuzz --only 3794
"""

import argparse
import gc
import os
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from tests.benchmarks.measuring import peak_memory
from tests.fuzz.inputs import layer_of, made
from tests.fuzz.trial import Trial, memory_folder, trial

BLOCK = 1_000
LONGEST = 60
"""Seconds after which an input counts as one that hangs."""


@dataclass
class Tally:
    """What became of inputs, by layer and reason."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    cpu: float = 0.0
    slowest: tuple[float, int] = (0.0, -1)
    memory: float = 0.0

    @property
    def count(self) -> int:
        return self.outcomes.total()

    def add(self, other: "Tally") -> None:
        self.outcomes += other.outcomes
        self.faults += other.faults
        self.cpu += other.cpu
        self.slowest = max(self.slowest, other.slowest)
        self.memory = max(self.memory, other.memory)

    def line(self) -> str:
        taken = sum(times for (_, what), times in self.outcomes.items() if what.startswith("taken"))
        return (
            f"{self.count:>9,} inputs, {taken:,} taken, {len(self.faults)} faults, CPU {self.cpu:,.0f} s,"
            f" slowest {self.slowest[0]:.2f} s (number {self.slowest[1]}), memory {self.memory:.0f} MB"
        )

    def table(self) -> str:
        layers = dict.fromkeys(sorted(layer for layer, _ in self.outcomes))
        rows = []
        for layer in layers:
            found = Counter({what: times for (one, what), times in self.outcomes.items() if one == layer})
            rows.append(f"{layer}: {found.total():,}")
            rows += [f"  {times:>9,}  {what}" for what, times in found.most_common()]
        return "\n".join(rows)


class Hangs(Exception):
    """An input that took too long."""


def _too_long(_signal: int, _frame: object) -> None:
    raise Hangs


class Worker:
    """What a process keeps from block to block."""

    trial: Trial

    @classmethod
    def begin(cls, folder: str) -> None:
        signal.signal(signal.SIGALRM, _too_long)
        cls.trial = Trial(Path(tempfile.mkdtemp(dir=folder)))
        # A block leaves little behind, and the search for cycles took a tenth of the time.
        gc.disable()

    @classmethod
    def block(cls, numbers: range) -> Tally:
        tally, start = Tally(), time.process_time()
        for number in numbers:
            before = time.process_time()
            signal.alarm(LONGEST)
            try:
                outcome = cls.trial.of(number)
                tally.outcomes[outcome.layer, outcome.what] += 1
            except Exception as error:  # noqa: BLE001 - whatever comes out of the program is what is looked for
                tally.outcomes[layer_of(number), f"FAULT {type(error).__name__}"] += 1
                tally.faults.append(f"number {number}, {layer_of(number)}\n{traceback.format_exc(limit=-4)}")
                cls.trial.set_back()
            signal.alarm(0)
            tally.slowest = max(tally.slowest, (time.process_time() - before, number))
        cls.trial.recheck()
        gc.collect()
        tally.cpu, tally.memory = time.process_time() - start, peak_memory()
        return tally


def run(numbers: range, processes: int, log: Path | None = None) -> Tally:
    """Try inputs in several processes, telling how far it is."""
    total, started = Tally(), time.monotonic()
    with (
        memory_folder() as folder,
        ProcessPoolExecutor(processes, initializer=Worker.begin, initargs=(str(folder),)) as pool,
    ):
        for done, tally in enumerate(_blocks(pool, numbers, 2 * processes), start=1):
            total.add(tally)
            for fault in tally.faults:
                _tell(fault, log)
            if done % 10 == 0:
                _tell(f"{time.monotonic() - started:7,.0f} s {total.line()}", log)
    _tell(f"{total.table()}\n{time.monotonic() - started:7,.0f} s {total.line()}", log)
    return total


def _blocks(pool: ProcessPoolExecutor, numbers: range, ahead: int) -> Iterator[Tally]:
    """Yield the tallies of blocks in their order, a few of them begun ahead."""
    rest = (numbers[start : start + BLOCK] for start in range(0, len(numbers), BLOCK))
    begun: list[Future[Tally]] = [pool.submit(Worker.block, block) for block in islice(rest, ahead)]
    while begun:
        yield begun.pop(0).result()
        begun += [pool.submit(Worker.block, block) for block in islice(rest, 1)]


def _tell(text: str, log: Path | None) -> None:
    print(text, flush=True)
    if log is not None:
        with log.open("a", encoding="utf-8") as file:
            file.write(text + "\n")


@contextmanager
def _shown(number: int) -> Iterator[None]:
    one = made(number)
    print(f"number {number}, {one.layer}, to {one.receiver}, {len(one.data)} bytes")
    print(one.content.head.decode("utf-8", "replace"))
    for line in one.content.lines:
        print(line.decode("utf-8", "replace")[:2_000])
    yield


def main() -> None:
    """Run."""
    wanted = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    wanted.add_argument("inputs", type=int, nargs="?", default=10_000)
    wanted.add_argument("--first", type=int, default=0)
    wanted.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    wanted.add_argument("--log", type=Path)
    wanted.add_argument("--only", type=int, help="show the input of this number and try it")
    chosen = wanted.parse_args()
    if chosen.only is not None:
        with trial() as one, _shown(chosen.only):
            print(one.of(chosen.only))
        return
    numbers = range(chosen.first, chosen.first + chosen.inputs)
    if run(numbers, chosen.processes, chosen.log).faults:
        sys.exit(1)


if __name__ == "__main__":
    main()
