"""What commands print: calm tables and sentences for people, one JSON document for programs."""

import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

GAP = "  "


def width(text: str) -> int:
    """Return how many columns of a terminal `text` takes: Chinese characters take two, combining marks none."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def plain(text: str, *, one_line: bool = False) -> str:
    """Return text without what a terminal would obey; it may come from a bundle that anybody made."""
    shown = "".join(
        character if character.isprintable() or (character == "\n" and not one_line) else " " for character in text
    )
    return " ".join(shown.split()) if one_line else shown


def table(headings: Sequence[str], rows: Iterable[Sequence[Any]], *, right: Iterable[str] = ()) -> str:
    """Return rows as aligned columns under their headings; the columns named in `right` hold numbers."""
    cells = [headings, *([plain(_text(value), one_line=True) for value in row] for row in rows)]
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    rightward = [heading in set(right) for heading in headings]
    return "\n".join(
        GAP.join(_padded(*each) for each in zip(line, widths, rightward, strict=True)).rstrip() for line in cells
    )


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _padded(text: str, wide: int, rightward: bool) -> str:
    blanks = " " * (wide - width(text))
    return blanks + text if rightward else text + blanks


def pairs(items: Iterable[tuple[str, Any]]) -> str:
    """Return names and values below each other; what is empty is left out."""
    filled = [(name, plain(_text(value))) for name, value in items if value not in (None, "", ())]
    wide = max((width(name) for name, _ in filled), default=0)
    return "\n".join(_padded(name, wide, rightward=False) + GAP + value for name, value in filled)


def moment(instant: datetime | str) -> str:
    """Return a moment as Shanghai's clocks showed it: 2026-09-18 10:32."""
    known = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    return known.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%d %H:%M")


def document(value: Any) -> str:
    """Return a value (dataclasses, dates and all) as a JSON document that people can read as well."""
    import msgspec

    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()


class Line:
    """Progress in one line of the terminal that writes over itself; silent where nobody watches."""

    def __init__(self, write: Callable[[str], Any]) -> None:
        self._write = write

    def step(self, done: int, total: int, text: str) -> None:
        """Show how far the work is."""
        self._write(f"\r\033[K{done}/{total} {plain(text, one_line=True)[:60]}")


class Silent:
    """Progress that is not shown."""

    def step(self, done: int, total: int, text: str) -> None:
        """Do nothing."""


@contextmanager
def progress(*, shown: bool) -> Iterator[Line | Silent]:
    """Yield progress for long work; the line is gone when the work ends."""
    if not (shown and sys.stderr.isatty()):
        yield Silent()
        return
    try:
        yield Line(_to_stderr)
    finally:
        _to_stderr("\r\033[K")


def _to_stderr(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
