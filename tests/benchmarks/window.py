"""Opening the window: until it is painted, and until a workspace is loaded, each in a process of its own."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from xunjian.services import demonstration
from xunjian.services.sample_county import FIRST

RUNS = 5
LONGEST = 30.0
"""Seconds that a window may take before the measurement gives up."""


def main() -> None:
    """Measure."""
    print(f"Opening the window on a demonstration's workspace, {RUNS} times (ms of wall time)")
    with TemporaryDirectory() as name:
        folder = Path(name) / "demo"
        demonstration.demonstrate(folder, lambda _: None).close()
        runs = [_open(folder / FIRST.folder) for _ in range(RUNS)]
    for what in ("first paint", "loaded"):
        times = [run[what] for run in runs]
        print(f"  {what:<12} {median(times):7,.0f}   (from {min(times):,.0f} to {max(times):,.0f})")


def _open(folder: Path) -> dict[str, float]:
    """Return the two figures that the program prints of itself, and end it."""
    environment = os.environ | {"XUNJIAN_TIMING": "1", "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "xunjian", "--data", str(folder)]
    found: dict[str, float] = {}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        until = time.monotonic() + LONGEST
        while len(found) < 2 and time.monotonic() < until:
            if line := re.fullmatch(r"(first paint|loaded) (\d+) ms\n", program.stdout.readline()):
                found[line[1]] = float(line[2])
        program.terminate()
    return found


if __name__ == "__main__":
    main()
