"""The last number printed on this machine, in a small file beside the database: a restored database cannot know it.

A folder that is restored as a whole brings an old file along. So the same stands once more outside of it, where the
system keeps a user's settings, under the name that this machine writes by.
"""

import json
import tomllib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from xunjian import machine
from xunjian.errors import UserError
from xunjian.files import write_whole
from xunjian.rules.numbers import Serial

FILE = "numbers.toml"

_HEAD = "# 本机签发过的最后一个文号。恢复备份以后靠它避免重号，请不要改，也不要删。\n"


@dataclass(frozen=True)
class Mark:
    """The last number of a prefix and year."""

    prefix: str
    year: int
    last: int
    confirmed: bool = False
    """A person has said that nothing above it was printed, whatever the database holds."""


class Unreadable(UserError):
    """The file is there but says nothing."""

    def __init__(self) -> None:
        super().__init__(
            f"记着最后一个文号的文件（{FILE}）读不出来。",
            safe="内容都在，没有取号。",
            hint="请核对最后一份打印到几号。",
        )


class HighWater:
    """The marks of a workspace folder, and the same outside of it."""

    def __init__(self, folder: Path, outside: Path | None = None) -> None:
        self._path = folder / FILE
        self._outside = outside

    def marks(self) -> list[Mark]:
        """Return all marks, the higher of two; raises `Unreadable`."""
        marks = _read(self._path)
        if self._outside is not None:
            with suppress(Unreadable):
                marks += _read(self._outside)
        return _highest(marks)

    def of(self, prefix: str, year: int) -> Mark | None:
        """Return the mark of a prefix and year."""
        return next((mark for mark in self.marks() if (mark.prefix, mark.year) == (prefix, year)), None)

    def newest(self, prefix: str) -> Serial | None:
        """Return the last number of the newest year of a prefix."""
        return max((Serial(mark.year, mark.last) for mark in self.marks() if mark.prefix == prefix), default=None)

    def put(self, mark: Mark) -> None:
        """Raise a mark, whole or not at all; it never sinks."""
        try:
            kept = self.marks()
        except Unreadable:
            kept = []
        before = next((one for one in kept if (one.prefix, one.year) == (mark.prefix, mark.year)), mark)
        raised = replace(mark, last=max(mark.last, before.last))
        others = [one for one in kept if (one.prefix, one.year) != (mark.prefix, mark.year)]
        text = (_HEAD + "".join(map(_entry, _highest([*others, raised])))).encode()
        write_whole(self._path, text)
        if self._outside is not None:
            # A home that cannot be written must stop nobody: the file beside the database is the one that counts.
            with suppress(OSError):
                self._outside.parent.mkdir(parents=True, exist_ok=True)
                write_whole(self._outside, text)


def outside_of(replica: str) -> Path:
    """Return where the marks of a replica stand outside of its workspace."""
    return machine.own_folder() / "numbers" / f"{replica}.toml"


def _read(path: Path) -> list[Mark]:
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise Unreadable from error
    try:
        return [Mark(**number) for number in tomllib.loads(text)["number"]]
    except (ValueError, LookupError, TypeError) as error:
        raise Unreadable from error


def _highest(marks: Iterable[Mark]) -> list[Mark]:
    """Return the highest mark of each prefix and year in their order; of equal ones, the one a person has confirmed."""
    found: dict[tuple[str, int], Mark] = {}
    for mark in sorted(marks, key=lambda one: (one.prefix, one.year, one.last, one.confirmed)):
        found[mark.prefix, mark.year] = mark
    return list(found.values())


def _entry(mark: Mark) -> str:
    prefix = json.dumps(mark.prefix, ensure_ascii=False)
    return (
        f"\n[[number]]\nprefix = {prefix}\nyear = {mark.year}\nlast = {mark.last}\n"
        f"confirmed = {'true' if mark.confirmed else 'false'}\n"
    )
