"""What calamine does not tell about XLS files: whether they are sound and locked, and which cells hold error values.

calamine reserves memory for what a file claims to hold; a false claim ends the whole program, so the claims are
checked first.

Terms and numbers: [MS-CFB] for the container, [MS-XLS] for the records of the workbook stream.
"""

import struct
from collections.abc import Iterator

ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}

_EOF, _FILEPASS, _BOUNDSHEET, _FORMULA, _BOOLERR = 0x000A, 0x002F, 0x0085, 0x0006, 0x0205
_SST, _DIMENSIONS = 0x00FC, 0x0200
_CELLS = {_FORMULA, _BOOLERR, 0x0203, 0x0204, 0x00D6, 0x027E, 0x00FD, 0x00BD}
_MAX_COLUMNS = 256
_LAST_SECTOR = 0xFFFFFFFA  # numbers from here on are marks, not sectors
_STREAMS = ("Workbook", "Book")


def workbook_stream(content: bytes) -> bytes | None:
    """Return the workbook stream of a compound file, None if it has none.

    Raises struct.error if the file is cut off, ValueError if it claims more than it holds.
    """
    size = _sector_size(content)
    table = _sector_table(content, size)
    (directory,) = struct.unpack_from("<I", content, 48)
    entries = _chain(content, table, directory, size)
    (least,) = struct.unpack_from("<I", content, 56)
    for offset in range(0, len(entries) - 127, 128):
        (name_bytes,) = struct.unpack_from("<H", entries, offset + 64)
        start, length = struct.unpack_from("<II", entries, offset + 116)
        _hold(length <= len(content))
        name = entries[offset : offset + max(name_bytes - 2, 0)].decode("utf-16-le", "replace")
        # A stream below `least` lies in the mini stream; spreadsheets pad theirs so that it never does.
        if name in _STREAMS and length >= least:
            return _chain(content, table, start, size)[:length]
    return None


def _sector_size(content: bytes) -> int:
    power: int = struct.unpack_from("<H", content, 30)[0]
    _hold(power in {9, 12})
    sectors = len(content) >> power
    # Sectors of the directory, the FAT, the mini FAT and the DIFAT.
    _hold(all(struct.unpack_from("<I", content, place)[0] <= sectors for place in (40, 44, 64, 72)))
    return 1 << power


def _hold(true: bool) -> None:
    if not true:
        raise ValueError


def _sector_table(content: bytes, size: int) -> list[int]:
    """Return the next sector of every sector (the FAT, found through the DIFAT)."""
    places = list(struct.unpack_from("<109I", content, 76))
    (more,) = struct.unpack_from("<I", content, 68)
    seen: set[int] = set()
    while more < _LAST_SECTOR and more not in seen:
        seen.add(more)
        *further, following = struct.unpack_from(f"<{size // 4}I", content, (more + 1) * size)
        places += further
        more = following
    table: list[int] = []
    for place in places:
        if place < _LAST_SECTOR:
            table += struct.unpack_from(f"<{size // 4}I", content, (place + 1) * size)
    return table


def _chain(content: bytes, table: list[int], sector: int, size: int) -> bytes:
    parts: list[bytes] = []
    while sector < len(table) and len(parts) <= len(table):
        parts.append(content[(sector + 1) * size : (sector + 2) * size])
        sector = table[sector]
    return b"".join(parts)


def check_claims(stream: bytes) -> None:
    """Raise ValueError (or struct.error) if the workbook claims more strings, rows or columns than it can hold."""
    for number, body in _records(stream, to_end=True):
        if number == _SST:
            _hold(struct.unpack_from("<I", body, 4)[0] <= len(stream))
        elif number == _DIMENSIONS:
            top, bottom, left, right = struct.unpack_from("<IIHH", body)
            _hold(top <= bottom <= 0x10000 and left <= right <= _MAX_COLUMNS)
        elif number in _CELLS:
            _hold(struct.unpack_from("<H", body, 2)[0] < _MAX_COLUMNS)


def is_locked(stream: bytes) -> bool:
    """Whether the workbook is encrypted: a FILEPASS record among the global ones."""
    return any(number == _FILEPASS for number, _ in _records(stream))


def error_cells(stream: bytes) -> list[dict[tuple[int, int], str]]:
    """Return, for every sheet in the book's order, the cells (row, column from 0) that hold an error value."""
    starts = [struct.unpack_from("<I", body)[0] for number, body in _records(stream) if number == _BOUNDSHEET]
    return [_errors_of(stream, start) for start in starts]


def _errors_of(stream: bytes, start: int) -> dict[tuple[int, int], str]:
    found = {}
    for number, body in _records(stream, start):
        code = None
        if number == _BOOLERR and len(body) >= 8 and body[7] == 1:
            code = body[6]
        elif number == _FORMULA and len(body) >= 14 and body[6] == 2 and body[12:14] == b"\xff\xff":
            code = body[8]
        if code is not None:
            row, column = struct.unpack_from("<HH", body)
            found[row, column] = ERRORS.get(code, "#N/A")
    return found


def _records(stream: bytes, start: int = 0, *, to_end: bool = False) -> Iterator[tuple[int, bytes]]:
    """Yield number and body of the records of one substream, without its EOF, or of all from `start` on."""
    while start + 4 <= len(stream):
        number, length = struct.unpack_from("<HH", stream, start)
        if number == _EOF and not to_end:
            return
        yield number, stream[start + 4 : start + 4 + length]
        start += 4 + length
