"""What Qt leaves out of CUPS: why a printer does not print, that it took no job, and giving a job up.

Where there is no CUPS nothing is known and nothing is done.
"""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

_LIBRARY = "libcups.2.dylib" if sys.platform == "darwin" else "libcups.so.2"
_STOPPED = "5"
_FIRST_ERROR = 0x0400  # of IPP's status codes (RFC 8011, 4.1.6)
_NOWHERE = b"/nowhere/cups"


class _Option(ctypes.Structure):
    _fields_ = (("name", ctypes.c_char_p), ("value", ctypes.c_char_p))


class _Destination(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("instance", ctypes.c_char_p),
        ("is_default", ctypes.c_int),
        ("count", ctypes.c_int),
        ("options", ctypes.POINTER(_Option)),
    )


@dataclass(frozen=True)
class QueueState:
    """How a queue stands."""

    accepting: bool
    stopped: bool
    reasons: frozenset[str]
    """IPP's keywords without their -report, -warning or -error: media-empty, offline."""


def queue_states() -> dict[str, QueueState]:
    """Return how the queues stand, by name; empty where there is no CUPS."""
    library = _library()
    if library is None:
        return {}
    found = ctypes.POINTER(_Destination)()
    count = library.cupsGetDests2(None, ctypes.byref(found))
    try:
        return {found[place].name.decode(): _state(found[place]) for place in range(count) if found[place].name}
    finally:
        library.cupsFreeDests(count, found)


def refused() -> bool:
    """Tell whether CUPS refused what this thread asked of it last; Qt does not pass that on."""
    library = _library()
    return library is not None and library.cupsLastError() >= _FIRST_ERROR


@contextmanager
def nothing_arrives() -> Iterator[None]:
    """Keep this thread from reaching any server: on Linux Qt sends a job when it ends, even one that was aborted."""
    library = _library()
    if library is None:
        yield
        return
    library.cupsSetServer(_NOWHERE)
    try:
        yield
    finally:
        library.cupsSetServer(None)


def _state(destination: _Destination) -> QueueState:
    options = {
        destination.options[place].name: destination.options[place].value or b"" for place in range(destination.count)
    }
    reasons = options.get(b"printer-state-reasons", b"none").decode(errors="replace").split(",")
    return QueueState(
        options.get(b"printer-is-accepting-jobs", b"true") != b"false",
        options.get(b"printer-state", b"") == _STOPPED.encode(),
        frozenset(_plain(reason) for reason in reasons if reason not in {"", "none"}),
    )


def _plain(reason: str) -> str:
    for ending in ("-report", "-warning", "-error"):
        reason = reason.removesuffix(ending)
    return reason


@cache
def _library() -> ctypes.CDLL | None:
    try:
        library = ctypes.CDLL(_LIBRARY)
    except OSError:
        return None
    library.cupsGetDests2.argtypes = (ctypes.c_void_p, ctypes.POINTER(ctypes.POINTER(_Destination)))
    library.cupsFreeDests.argtypes = (ctypes.c_int, ctypes.POINTER(_Destination))
    library.cupsFreeDests.restype = None
    library.cupsSetServer.argtypes = (ctypes.c_char_p,)
    library.cupsSetServer.restype = None
    return library
