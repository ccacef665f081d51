"""A day's photos go out and in within the memory and the time of an old laptop."""

import subprocess
import sys

import pytest

SCRIPT = """
import os, resource, sys, tempfile
from pathlib import Path
from tests import bundles
from xunjian.bundle import writing
from xunjian.progress import Unwatched

def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime

with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    blobs = [bundles.blob(folder, os.urandom(3_000_000)) for _ in range(300)]
    commits = [(bundles.commit(number), None) for number in range(4_000)]
    start = cpu()
    writing.write(
        folder / "a.xjb", bundles.letter(), commits, blobs,
        sealing=bundles.SEALING, temporary=folder, progress=Unwatched(),
    )
    written = cpu()
    with bundles.opened(folder / "a.xjb") as bundle, (folder / "copy").open("wb") as copy:
        bundle.check_text()
        for entry in bundle.manifest.blobs:
            copy.seek(0)
            bundle.copy(entry, copy)
    # Not ru_maxrss: that begins with what the parent process held.
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    print(written - start, cpu() - written, int(peak.split()[1]) / 1024)
"""


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="no figures of memory there")
def test_three_hundred_photos_of_three_megabytes() -> None:
    ended = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    out, back, memory = map(float, ended.stdout.split())
    assert out <= 10, f"{out:.1f} s"
    assert back <= 10, f"{back:.1f} s"
    assert memory < 100, f"{memory:.0f} MB"
