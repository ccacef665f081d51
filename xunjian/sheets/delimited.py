"""Rows of a CSV or tab-separated text, in the encodings that Chinese offices produce."""

import csv
import io

_DELIMITERS = ",\t;，"


def decoded(content: bytes) -> str:
    """Return the text of `content`: UTF-16 by its mark, strict UTF-8, then GB18030; UnicodeDecodeError otherwise."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Not GBK: it lacks the four-byte characters that names contain.
        return content.decode("gb18030")


def rows_of(text: str) -> list[list[str]]:
    """Split `text` into rows and cells; the delimiter is the one its beginning holds most of. May raise csv.Error."""
    start = text[:8192]
    delimiter = max(_DELIMITERS, key=start.count)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
