"""The checklist library: seven areas of dated items, read from `resources/checklists/`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from xunjian.paths import resource
from xunjian.reference.tomlfile import TomlFile, read_toml
from xunjian.rules.basis import Ownership, Scope, Stage
from xunjian.rules.steps import Severity

AREAS = ("SF", "JF", "SD", "JD", "ZS", "ZZ", "PX")
# fmt: off
SLOTS = frozenset({
    "时间", "地点", "年级", "班级", "人数", "项目", "金额", "单价", "标准", "票号",
    "对象", "名称", "数量", "比例", "材料", "次数", "时长", "期间", "文号", "说明",
})
# fmt: on
TEXT_LIMIT = 60
PHRASES = range(3, 10)  # the pane numbers them 1–9

_BRACED = re.compile(r"\{([^{}]*)\}")


class Method(StrEnum):
    """How an item is checked (方式)."""

    DOCUMENTS = "documents"
    LOOK = "look"
    INTERVIEW = "interview"
    SURVEY = "survey"
    ACCOUNTS = "accounts"
    COVERT = "covert"


class Demand(StrEnum):
    """What a finding must have before 签发."""

    AMOUNT = "amount"
    PEOPLE = "people"
    PHOTO = "photo"
    VOUCHER = "voucher"


@dataclass(frozen=True)
class Parameter:
    """A threshold with the place and year it holds for; an empty `region` is the whole country."""

    key: str
    value: int | str
    year: int
    unit: str = ""
    region: str = ""


@dataclass(frozen=True)
class Item:
    """One checklist item; `text` says what compliance is, `criterion` what counts as a problem."""

    code: str
    title: str
    text: str
    criterion: str
    methods: tuple[Method, ...]
    evidence: str
    severity: Severity
    requirement: str
    immediate: bool
    workdays: int
    stages: frozenset[Stage]
    ownership: frozenset[Ownership]
    scope: Scope
    demands: frozenset[Demand]
    phrases: tuple[str, ...]
    correction: str = ""
    parameters: tuple[Parameter, ...] = ()

    def applies_to(self, stages: Iterable[Stage], ownership: Ownership) -> bool:
        """Whether a school of these stages and this ownership is asked this item."""
        return ownership in self.ownership and not self.stages.isdisjoint(stages)


@dataclass(frozen=True)
class Area:
    """One area, e.g. 收费, in one dated version."""

    code: str
    title: str
    version: str
    effective_from: date
    items: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Library:
    """All areas in the order in which inspectors work through them."""

    areas: tuple[Area, ...]

    @cached_property
    def items(self) -> dict[str, Item]:
        """All items by code."""
        return {item.code: item for area in self.areas for item in area.items}

    def items_for(self, stages: Iterable[Stage], ownership: Ownership) -> tuple[Item, ...]:
        """The items that a school is asked; a school of several stages is asked those of each."""
        asked = frozenset(stages)
        return tuple(item for item in self.items.values() if item.applies_to(asked, ownership))


def load_area(path: Path) -> Area:
    """Read and check one area; anything wrong is a UserError that names file, line and field."""
    file = read_toml(path)
    file.refuse_tables({"item", "item.parameter"})
    area = file.convert(file.data, Area)
    _check_texts(file, {"code": area.code, "title": area.title, "version": area.version}, "", (0,))
    if area.code != path.stem:
        raise file.problem(f"应与文件名 {path.stem} 一致", line=file.line_of(field="code"), field="code")
    items = tuple(_item(file, area.code, number, raw) for number, raw in enumerate(file.data.get("item", [])))
    _check_codes_differ(file, items)
    return replace(area, items=items)


def load_library(folder: Path | None = None) -> Library:
    """Read all seven areas of a folder (default: those shipped); a missing one is a UserError that names it."""
    folder = folder or resource("checklists")
    return Library(tuple(load_area(folder / f"{code}.toml") for code in AREAS))


def slots(phrase: str) -> tuple[str, ...]:
    """The slots of a standard phrase, in order."""
    return tuple(_BRACED.findall(phrase))


def _item(file: TomlFile, area: str, number: int, raw: dict[str, Any]) -> Item:
    item = file.convert(raw, Item, "item", (number,))
    place = ("item", (number,))
    texts = {name: getattr(item, name) for name in ("code", "title", "text", "criterion", "evidence", "requirement")}
    _check_texts(file, texts, *place)
    if not re.fullmatch(rf"{area}-\d\d", item.code):
        raise file.problem(f"应为 {area}-01 这样的编码", line=file.line_of(*place, "code"), field="code")
    for field, problem in _problems(item).items():
        raise file.problem(problem, line=file.line_of(*place, field), field=field)
    _check_phrases(file, item, number)
    return replace(item, parameters=tuple(_parameters(file, number, raw.get("parameter", []))))


def _problems(item: Item) -> dict[str, str]:
    found = {}
    if len(item.text) > TEXT_LIMIT:
        found["text"] = f"长 {len(item.text)} 字，最多 {TEXT_LIMIT} 字"
    if item.workdays < 0:
        found["workdays"] = "不能小于 0"
    elif item.immediate and item.workdays > 3:
        found["workdays"] = "立行立改的期限不能超过 3 个工作日"
    for field in ("methods", "stages", "ownership"):
        if not getattr(item, field):
            found[field] = "至少填一个"
    if len(item.phrases) not in PHRASES:
        found["phrases"] = f"有 {len(item.phrases)} 条，应为 {PHRASES[0]} 至 {PHRASES[-1]} 条"
    return found


def _check_phrases(file: TomlFile, item: Item, number: int) -> None:
    for phrase in item.phrases:
        unknown = [slot for slot in slots(phrase) if slot not in SLOTS]
        rest = _BRACED.sub("", phrase)
        if unknown or "{" in rest or "}" in rest or not phrase.strip():
            what = f"没有“{unknown[0]}”这个空格" if unknown else "花括号不成对，或是空的"
            line = file.line_of("item", (number,), "phrases", phrase if phrase.strip() else f'"{phrase}"')
            raise file.problem(what, line=line, field="phrases")


def _parameters(file: TomlFile, number: int, raws: list[dict[str, Any]]) -> Iterable[Parameter]:
    for count, raw in enumerate(raws):
        place = ("item.parameter", (number, count))
        parameter = file.convert(raw, Parameter, *place)
        _check_texts(file, {"key": parameter.key, "value": str(parameter.value)}, *place)
        if parameter.region and not re.fullmatch(r"\d{6}", parameter.region):
            line = file.line_of(*place, "region")
            raise file.problem("应为六位区划代码；全国的留空", line=line, field="region")
        yield parameter


def _check_codes_differ(file: TomlFile, items: tuple[Item, ...]) -> None:
    seen: set[str] = set()
    for number, item in enumerate(items):
        if item.code in seen:
            line = file.line_of("item", (number,), "code")
            raise file.problem(f"{item.code} 用了两次", line=line, field="code")
        seen.add(item.code)


def _check_texts(file: TomlFile, texts: dict[str, str], name: str, numbers: tuple[int, ...]) -> None:
    for field, text in texts.items():
        if not text.strip():
            raise file.problem("不能为空", line=file.line_of(name, numbers, field), field=field)
