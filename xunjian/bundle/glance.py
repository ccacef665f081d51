"""The head of a sealed bundle without opening all of it: for finding one among many on a stick.

What is told here is not yet checked against a signature; reading the bundle checks everything.
"""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from xunjian.bundle import envelope
from xunjian.bundle import format as form
from xunjian.bundle.format import Manifest
from xunjian.errors import UserError

_LARGEST = 32 * 2**20
_START = form.MANIFEST.encode()
_END = b"PK\x07\x08"
"""Follows a member of a ZIP that was made piece by piece; JSON holds no such bytes."""


class _Enough(Exception):
    """The head is complete, or there is none."""


class _Head:
    """Collects what an envelope opens to, until the manifest is complete."""

    def __init__(self) -> None:
        self.content = bytearray()
        self.manifest: bytes | None = None

    def write(self, data: bytes) -> int:
        self.content += data
        start = self.content.find(b"{", self.content.find(_START) + len(_START))
        if start > 0 and (end := self.content.find(_END, start)) > 0:
            self.manifest = bytes(self.content[start:end])
            raise _Enough
        if len(self.content) > _LARGEST:
            raise _Enough
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""


def glance(path: Path, identities: Sequence[str]) -> Manifest | None:
    """Return the manifest of a sealed bundle, None for whatever these keys do not open or cannot be read."""
    head = _Head()
    try:
        with path.open("rb") as file:
            envelope.open_into(file, head, identities, path.name)  # type: ignore[arg-type] # all it does is write
    except _Enough:
        pass
    except (OSError, UserError):
        return None
    try:
        return msgspec.json.decode(head.manifest, type=Manifest) if head.manifest else None
    except (msgspec.MsgspecError, ValueError):
        return None
