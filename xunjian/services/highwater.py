"""The last number printed on this machine, in a small file beside the database: a restored database cannot know it."""

import json
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

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
    """The marks of a workspace folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def marks(self) -> list[Mark]:
        """Return all marks; raises `Unreadable`."""
        try:
            text = self._path.read_text("utf-8")
        except FileNotFoundError:
            return []
        except (OSError, ValueError) as error:
            raise Unreadable from error
        try:
            return [Mark(**number) for number in tomllib.loads(text)["number"]]
        except (ValueError, LookupError, TypeError) as error:
            raise Unreadable from error

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
        ordered = sorted([*others, raised], key=lambda one: (one.prefix, one.year))
        write_whole(self._path, (_HEAD + "".join(map(_entry, ordered))).encode())


def _entry(mark: Mark) -> str:
    prefix = json.dumps(mark.prefix, ensure_ascii=False)
    return (
        f"\n[[number]]\nprefix = {prefix}\nyear = {mark.year}\nlast = {mark.last}\n"
        f"confirmed = {'true' if mark.confirmed else 'false'}\n"
    )
