"""Measures one engine in this process: `python -m tests.benchmarks.papers ENGINE FOLDER`.

The folder holds `sheets.pickle`; the first page is left there as ENGINE.pdf, the figures on standard output as JSON.
"""

import json
import pickle
import resource
import sys
import time
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from pathlib import Path

from tests.benchmarks.papers import engines, office
from tests.benchmarks.papers.engines import Make
from tests.benchmarks.papers.sheet import Sheet

ENGINES: dict[str, Callable[[Path], Make]] = {
    "ours": engines.ours,
    "typst": engines.typst,
    "typst-archive": engines.typst_archive,
    "qt": office.qt,
    "fpdf2": engines.fpdf2,
    "weasyprint": engines.weasyprint,
    "libreoffice": office.LibreOffice,
}
MISSING = 3
"""How the process ends when the engine, or a library that it needs, is not installed."""
_FEWEST, _MOST, _LONGEST = 3, 30, 1.5  # pages after the first, and CPU seconds for them
_MORE = 8  # further files in one run of LibreOffice


def main(name: str, folder: Path) -> None:
    """Measure."""
    sheets = pickle.loads((folder / "sheets.pickle").read_bytes())  # noqa: S301 - written by the caller
    make = ENGINES[name](folder)
    if isinstance(make, office.LibreOffice):
        first, warm, page = _runs(make, sheets)
    else:
        page = make(sheets[0])
        first, warm = _cpu(), _warm(make, sheets[1:])
    (folder / f"{name}.pdf").write_bytes(page)
    json.dump({"first": first, "warm": warm, "memory": _memory(), "size": len(page)}, sys.stdout)


def _warm(make: Make, sheets: Sequence[Sheet]) -> list[float]:
    taken: list[float] = []
    for sheet in islice(cycle(sheets), _MOST):
        if len(taken) >= _FEWEST and sum(taken) > _LONGEST:
            break
        before = _cpu()
        make(sheet)
        taken.append(_cpu() - before)
    return taken


def _runs(make: office.LibreOffice, sheets: Sequence[Sheet]) -> tuple[float, list[float], bytes]:
    """Measure a run with one file and what each further file of a run adds; before, its first run makes a profile."""
    page = make(sheets[0])
    times = [_cpu()]
    for files in (sheets[:1], sheets[: 1 + _MORE]):
        make.many(files)
        times.append(_cpu())
    first = times[1] - times[0]
    return first, [(times[2] - times[1] - first) / _MORE], page


def _cpu() -> float:
    """Return the CPU seconds of this process since it began, and of the processes that it ran."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _memory() -> float:
    """Return the highest resident memory in MB."""
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return most / (2**20 if sys.platform == "darwin" else 2**10)


if __name__ == "__main__":
    try:
        main(sys.argv[1], Path(sys.argv[2]))
    except ImportError as error:
        print(error, file=sys.stderr)
        sys.exit(MISSING)
