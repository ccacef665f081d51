"""A print server of the tests' own: CUPS on a socket in a temporary folder, whose printers keep what they are sent.

Its queues pass the PDF on as it comes from the program, so that what would be printed can be measured.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

Result = TypeVar("Result")

CUPSD = Path("/usr/sbin/cupsd")
_DAEMONS = Path("/usr/lib/cups/daemon")
_A4 = (595, 842)

# The end of its input ends the server, also when the tests were stopped or killed.
_UNTIL_LEFT_ALONE = 'trap "" INT TERM HUP; "$@" & server=$!; read -r _; kill -TERM $server; wait $server'

_FILES = """ServerRoot {root}
ServerBin {root}/bin
RequestRoot {root}/spool
TempDir {root}/spool/tmp
CacheDir {root}/cache
StateDir {root}/state
ErrorLog {root}/log/error
AccessLog {root}/log/access
PageLog {root}/log/page
DataDir /usr/share/cups
User lp
Group lp
SystemGroup root
SyncOnClose No
CreateSelfSignedCerts no
"""

_SERVER = """LogLevel debug
Listen {root}/socket
Browsing Off
DirtyCleanInterval 0
<Location />
Order allow,deny
Allow all
</Location>
"""

# Keeps each job as a PDF, and beside it its options; the PDF appears only when it is whole.
_BACKEND = """#!/bin/sh
[ $# = 0 ] && exit 0
printf '%s' "$5" > {root}/kept/$1.options
cat ${{6:+"$6"}} > {root}/kept/$1.part && mv {root}/kept/$1.part {root}/kept/$1.pdf
"""

_PRINTER = """<Printer {name}>
Info {name}
DeviceURI keep:/
State {state}
Reason {reason}
Accepting {accepting}
Shared No
JobSheets none none
</Printer>
"""

_PPD = """*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "KEEP.PPD"
*Manufacturer: "Keep"
*Product: "(Keep)"
*ModelName: "Keep"
*ShortNickName: "Keep"
*NickName: "Keep"
*PSVersion: "(3010.000) 0"
*LanguageLevel: "3"
*ColorDevice: False
*DefaultColorSpace: Gray
*cupsFilter2: "application/pdf application/pdf 0 -"
*OpenUI *PageSize/Media Size: PickOne
*DefaultPageSize: A4
*PageSize A4/A4: ""
*CloseUI: *PageSize
*OpenUI *PageRegion: PickOne
*DefaultPageRegion: A4
*PageRegion A4/A4: ""
*CloseUI: *PageRegion
*DefaultImageableArea: A4
*ImageableArea A4/A4: "{left} {bottom} {right} {top}"
*DefaultPaperDimension: A4
*PaperDimension A4/A4: "595 842"
"""

_DUPLEX = """*OpenUI *Duplex/2-Sided: PickOne
*DefaultDuplex: None
*Duplex None/Off: ""
*Duplex DuplexNoTumble/Long: ""
*Duplex DuplexTumble/Short: ""
*CloseUI: *Duplex
"""


@dataclass(frozen=True)
class Queue:
    """A printer as the server is told of it; margins in points: left, top, right, bottom."""

    name: str
    margins: tuple[int, int, int, int] = (12, 12, 12, 12)
    duplex: bool = False
    stopped: bool = False
    accepting: bool = True
    reason: str = "none"

    def ppd(self) -> str:
        left, top, right, bottom = self.margins
        width, height = _A4
        area = _PPD.format(left=left, bottom=bottom, right=width - right, top=height - top)
        return area + (_DUPLEX if self.duplex else "")

    def entry(self) -> str:
        state, accepting = "Stopped" if self.stopped else "Idle", "Yes" if self.accepting else "No"
        return _PRINTER.format(name=self.name, state=state, reason=self.reason, accepting=accepting)


@dataclass(frozen=True)
class Job:
    """What a printer was sent."""

    pdf: bytes
    options: frozenset[str]


class PrintServer:
    """A running server."""

    def __init__(self, root: Path) -> None:
        self._kept = root / "kept"
        self._log = root / "log" / "error"

    def jobs(self, count: int) -> list[Job]:
        """Wait until `count` jobs have come since the last time, and return them; one too many fails."""
        end = time.monotonic() + 10
        while len(list(self._kept.glob("*.pdf"))) < count:
            if time.monotonic() > end:
                raise AssertionError(f"no {count} jobs: {self._log.read_text()[-2000:]}")
            time.sleep(0.02)
        found = sorted(self._kept.glob("*.pdf"), key=lambda path: int(path.stem))
        made = [Job(path.read_bytes(), _options(path.with_suffix(".options"))) for path in found]
        for path in self._kept.iterdir():
            path.unlink()
        assert len(made) == count
        return made


def asking_anew(work: Callable[[], Result]) -> Result:
    """Run `work` on a thread of its own: CUPS keeps for each thread which server it once asked."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(work).result()


@contextmanager
def printing_on(*queues: Queue) -> Iterator[PrintServer]:
    """Run a server with these printers, the first being the usual one; every new thread finds it."""
    root = Path(tempfile.mkdtemp(prefix="cups-"))
    for folder in ("bin/backend", "bin/filter", "spool/tmp", "cache", "state", "log", "ppd", "kept"):
        (root / folder).mkdir(parents=True)
    (root / "bin" / "daemon").symlink_to(_DAEMONS)
    backend = root / "bin" / "backend" / "keep"
    backend.write_text(_BACKEND.format(root=root))
    backend.chmod(0o700)  # run as root, who alone may write into a folder of the tests
    (root / "files.conf").write_text(_FILES.format(root=root))
    (root / "cupsd.conf").write_text(_SERVER.format(root=root))
    entries = [queue.entry() for queue in queues]
    entries[0] = entries[0].replace("<Printer", "<DefaultPrinter").replace("</Printer", "</DefaultPrinter")
    (root / "printers.conf").write_text("".join(entries))
    for queue in queues:
        (root / "ppd" / f"{queue.name}.ppd").write_text(queue.ppd())
    command = [str(CUPSD), "-f", "-c", str(root / "cupsd.conf"), "-s", str(root / "files.conf")]
    process = subprocess.Popen(["/bin/sh", "-c", _UNTIL_LEFT_ALONE, "sh", *command], stdin=subprocess.PIPE)
    before = os.environ.get("CUPS_SERVER")
    os.environ["CUPS_SERVER"] = str(root / "socket")
    try:
        _wait_for(root / "socket", process)
        yield PrintServer(root)
    finally:
        os.environ.pop("CUPS_SERVER")
        if before is not None:
            os.environ["CUPS_SERVER"] = before
        process.communicate()
        shutil.rmtree(root)


def _wait_for(socket: Path, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + 10
    while not socket.exists():
        if process.poll() is not None or time.monotonic() > end:
            log = socket.with_name("log") / "error"
            raise AssertionError(f"the print server does not run: {log.read_text()[-2000:] if log.exists() else ''}")
        time.sleep(0.02)


def _options(path: Path) -> frozenset[str]:
    return frozenset(path.read_text().split())
