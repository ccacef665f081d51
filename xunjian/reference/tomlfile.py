"""TOML files whose mistakes are told by file, line and field."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from xunjian.errors import UserError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")

_HEADER = re.compile(r"^\s*\[\[?\s*([\w.-]+)\s*\]?\]\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*\"?([\w-]+)\"?\s*=")
_SYNTAX_LINE = re.compile(r"line (\d+)")
_FIELD = re.compile(r"at `\$\.?(?P<inside>\w+)|field `(?P<named>\w+)`")


@dataclass(frozen=True)
class Section:
    """One table of a file: its name, its numbers from the outermost table in, and its lines (from 1, end excluded)."""

    name: str
    numbers: tuple[int, ...]
    first: int
    end: int


@dataclass(frozen=True)
class TomlFile:
    """A parsed file together with its text, so that a mistake in a value can be shown in its line."""

    path: Path
    text: str
    data: dict[str, Any]

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """All tables in order, the first being what stands above every header (named '')."""
        lines = self.text.splitlines()
        starts = [("", 1)]
        starts += [(found[1], at) for at, line in enumerate(lines, 1) if (found := _HEADER.match(line))]
        ends = [at for _, at in starts[1:]] + [len(lines) + 1]
        counts: dict[str, int] = {}
        sections = []
        for (name, first), end in zip(starts, ends, strict=True):
            counts[name] = counts.get(name, -1) + 1
            for other in [other for other in counts if name and other.startswith(name + ".")]:
                del counts[other]
            sections.append(Section(name, tuple(counts.get(part, 0) for part in _ancestry(name)), first, end))
        return tuple(sections)

    def line_of(self, name: str = "", numbers: tuple[int, ...] = (0,), field: str = "", value: str = "") -> int:
        """Return the line of a table, of a field in it, or of a value (one of a list) in that field."""
        section = next((s for s in self.sections if s.name == name and s.numbers == numbers), self.sections[0])
        lines = self.text.splitlines()
        found = section.first
        for at in range(section.first, section.end):
            key = _KEY.match(lines[at - 1])
            if key and key[1] == field:
                found = at
                break
        if value:
            return next((at for at in range(found, section.end) if value in lines[at - 1]), found)
        return found

    def problem(self, what: str, *, line: int, field: str = "") -> UserError:
        """Return the error that names this file, a line and a field."""
        place = f"{self.path.name} 第 {line} 行" + (f" {field}" if field else "")
        return UserError(
            f"{place}：{what}。",
            safe="本机的数据没有改动，这个文件没有采用。",
            hint="请改正这一行，或换回原来的文件。",
        )

    def refuse_tables(self, known: set[str]) -> None:
        """Refuse a table that is not one of the `known` ones (named as in its header)."""
        for section in self.sections[1:]:
            if section.name not in known:
                raise self.problem("没有这种表", line=section.first, field=section.name)

    def convert(self, raw: dict[str, Any], type_: type[T], name: str = "", numbers: tuple[int, ...] = (0,)) -> T:
        """Return the table `raw`, found at that name and number, as a dataclass; its sub-tables are left out."""
        flat = {key: value for key, value in raw.items() if not _is_tables(value)}
        unknown = flat.keys() - {field.name for field in fields(type_)}
        if unknown:
            field = min(unknown)
            raise self.problem("没有这个字段", line=self.line_of(name, numbers, field), field=field)
        try:
            return msgspec.convert(flat, type_)
        except msgspec.ValidationError as error:
            field = _field(str(error))
            line = self.line_of(name, numbers, field)
            raise self.problem(_in_chinese(str(error)), line=line, field=field) from error


def read_toml(path: Path) -> TomlFile:
    """Read a file; one that is missing, not UTF-8 or not TOML is a UserError."""
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(
            f"{path.name} 第 1 行：文件读不出来（不存在、没有权限或不是 UTF-8 文本）。",
            safe="本机的数据没有改动，这个文件没有采用。",
            hint="请换回原来的文件。",
        ) from error
    try:
        return TomlFile(path, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        line = _SYNTAX_LINE.search(str(error))
        at = int(line[1]) if line else len(text.splitlines())
        raise TomlFile(path, text, {}).problem("写法不合 TOML 格式", line=at, field=_field_at(text, at)) from error


def _ancestry(name: str) -> Iterator[str]:
    parts = name.split(".")
    for count in range(1, len(parts) + 1):
        yield ".".join(parts[:count])


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(part, dict) for part in value)


def _field_at(text: str, line: int) -> str:
    keys = [found[1] for part in text.splitlines()[:line] if (found := _KEY.match(part))]
    return keys[-1] if keys else ""


def _field(message: str) -> str:
    found = _FIELD.search(message)
    return (found["inside"] or found["named"]) if found else ""


def _in_chinese(message: str) -> str:
    if "missing required" in message:
        return "缺少这个字段"
    if "Invalid enum value" in message:
        return "没有这个取值"
    return "填的内容类型不对"
