"""A whole visit as a JSON document: its form, and what is wrong with one that does not fit it."""

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from xunjian.errors import UserError

NOTHING_RECORDED = "这次检查一项也没有记。"
LARGEST = 16 * 2**20

Day = date  # inside a document that has a field of this name
Text = Annotated[str, Meta(min_length=1)]
Workdays = Annotated[int, Meta(ge=0, le=250)]


class MeasurePlan(Struct, frozen=True, forbid_unknown_fields=True):
    """A further measure that a finding calls for."""

    text: Text
    kind: Literal["immediate", "limited", "standing"] = "limited"
    workdays: Workdays | None = None
    responsible: str | None = None


class AnswerPlan(Struct, frozen=True, forbid_unknown_fields=True):
    """The answer to one item; what goes with a problem stands beside it."""

    item: Text
    result: Literal["yes", "partly", "no", "n_a"]
    reason: str | None = None
    fact: str | None = None
    amount: str | int | None = None
    """As people type it; a number is 元."""
    people: Annotated[int, Meta(ge=0)] | None = None
    statement: str | None = None
    requirement: Text | None = None
    """In place of the item's usual requirement."""
    workdays: Workdays | None = None
    responsible: str | None = None
    measures: tuple[MeasurePlan, ...] = ()
    """Beyond the one that `requirement` names."""
    photos: tuple[Text, ...] = ()
    """Paths, relative to the folder of the document."""


class VisitPlan(Struct, frozen=True, forbid_unknown_fields=True):
    """A visit as it is to be recorded; an item without an answer is 未查."""

    school: Text
    date: date
    inspectors: Annotated[tuple[Text, ...], Meta(min_length=1)]
    checklists: Annotated[tuple[Text, ...], Meta(min_length=1)]
    answers: tuple[AnswerPlan, ...] = ()
    announced: Day | None = None
    """When the supervision authority told the school in writing; without it, the visit was unannounced."""


def read_plan(path: Path) -> VisitPlan:
    """Read a visit from a file; a UserError names the place in the document that does not fit."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise UserError(f"“{path.name}”读不出来。", safe=NOTHING_RECORDED, hint="请看看文件还在不在。") from error
    if len(content) > LARGEST:
        raise UserError(f"“{path.name}”太大了。", safe=NOTHING_RECORDED, hint="一个文件只记一次检查。")
    try:
        return msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"), type=VisitPlan)
    except msgspec.ValidationError as error:
        raise _misfit(path, str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UserError(
            f"“{path.name}”不是完整的 JSON。", safe=NOTHING_RECORDED, hint=f"请检查引号、逗号和括号（{error}）。"
        ) from error


def misplaced(place: str, what: str, hint: str) -> UserError:
    """Return the error about one place of the document, such as `answers[2].amount`."""
    return UserError(f"{place} 不对：{what}", safe=NOTHING_RECORDED, hint=hint)


_KINDS = {"str": "文字", "int": "整数", "array": "数组 […]", "object": "对象 {…}", "float": "小数", "bool": "是否"}
_SAYINGS: tuple[tuple[str, str], ...] = (
    (r"Object missing required field `(?P<a>.+?)`", "缺 {a}"),
    (r"Object contains unknown field `(?P<a>.+?)`", "没有 {a} 这一栏"),
    (r"Invalid enum value '(?P<a>.*?)'", "没有“{a}”这个值"),
    (r"Expected `(?P<a>.+?)`, got `(?P<b>.+?)`", "应为{a}，写的是{b}"),
    (r"Expected `(?:str|array)` of length >= 1", "不能为空"),
    (r"Expected `int` >= (?P<a>\d+)", "不能小于 {a}"),
    (r"Expected `int` <= (?P<a>\d+)", "不能大于 {a}"),
    (r"Invalid RFC3339 encoded date|Expected `date`.*", "日期应写成 2026-09-18"),
)


def _misfit(path: Path, said: str) -> UserError:
    message, _, place = said.partition(" - at `")
    where = place.rstrip("`").removeprefix("$").removeprefix(".") or "最外层"
    return UserError(
        f"“{path.name}”里的 {where} 不对：{_in_chinese(message)}。",
        safe=NOTHING_RECORDED,
        hint="请改好这一处，再记一次。",
    )


def _in_chinese(message: str) -> str:
    for pattern, saying in _SAYINGS:
        if found := re.match(pattern, message):
            words = {name: _kinds(text or "") for name, text in found.groupdict().items()}
            return saying.format(**words)
    return message


def _kinds(text: str) -> str:
    parts = text.split(" | ")
    if all(part in _KINDS or part == "null" for part in parts):
        return "或".join(_KINDS[part] for part in parts if part != "null") or "空"
    return text
