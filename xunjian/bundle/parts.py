"""Dividing photos into parts that a FAT32 stick can take; documents go into the first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

_HEADERS = 512
"""More than a member's two headers in the ZIP and its line in the manifest take."""
_CHUNK, _TAG = 64 * 2**10, 16
"""The envelope adds a tag to every chunk."""
_FIXED = 2**16


@dataclass(frozen=True)
class Blob:
    """A photo or document to take along, where it lies."""

    sha256: str
    path: Path
    size: int
    is_document: bool = False


def divide(blobs: Iterable[Blob], largest: int, text_size: int) -> list[list[Blob]]:
    """Return the photos of each part; `text_size` is what stands in every part beside them, in bytes.

    A part of one photo may be larger than `largest`; there is always a first part.
    """
    room = (largest - _FIXED) * _CHUNK // (_CHUNK + _TAG) - text_size
    parts: list[list[Blob]] = [[]]
    used = 0
    for blob in sorted(blobs, key=lambda one: not one.is_document):
        need = blob.size + _HEADERS
        if parts[-1] and used + need > room:
            parts.append([])
            used = 0
        parts[-1].append(blob)
        used += need
    return parts


def estimate(parts: Sequence[Sequence[Blob]], text_size: int) -> int:
    """Return how many bytes all parts take at most."""
    inside = sum(blob.size + _HEADERS for part in parts for blob in part) + len(parts) * (text_size + _FIXED)
    return inside + (inside // _CHUNK + 1) * _TAG
