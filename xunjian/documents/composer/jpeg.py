"""A JPEG (ITU-T T.81) reduced to its picture.

Cameras write beside it where, when and by whose device it was taken, smaller pictures of the same, or a film behind its
end. A paper leaves the house; the stored photo keeps all of it.
"""

import re

_MARKER = re.compile(rb"\xff([^\x00\xd0-\xd7\xff])")
_BEGIN, _END = b"\xff\xd8", b"\xff\xd9"
_STANDALONE = frozenset({0x01, 0xD8})
_END_OF_IMAGE, _SCAN = 0xD9, 0xDA
_APPLICATIONS, _COMMENT = range(0xE0, 0xF0), 0xFE
# What tells decoders the colours.
_NEEDED = {0xE0: b"JFIF\0", 0xEE: b"Adobe"}


def bare(jpeg: bytes) -> bytes:
    """Return a JPEG without the data of applications, comments and what follows its end; the picture is the same."""
    kept = [_BEGIN]
    at = len(_BEGIN)
    while (marker := _MARKER.search(jpeg, at)) and marker[1][0] != _END_OF_IMAGE:
        kind, at = marker[1][0], marker.end()
        if kind in _STANDALONE:
            continue
        body = at + 2
        at += max(2, int.from_bytes(jpeg[at:body], "big"))
        if kind == _SCAN:
            following = _MARKER.search(jpeg, at)
            at = following.start() if following else len(jpeg)
        if _belongs(kind, jpeg[body : body + 5]):
            kept.append(jpeg[marker.start() : at])
    return b"".join([*kept, _END])


def _belongs(kind: int, begins: bytes) -> bool:
    """Say whether the picture needs a segment."""
    if kind in _NEEDED:
        return begins == _NEEDED[kind]
    return kind not in _APPLICATIONS and kind != _COMMENT
