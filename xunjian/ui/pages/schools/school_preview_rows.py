"""The rows of an import preview, part by part."""

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any, NamedTuple

from xunjian import labels
from xunjian.rules.school_codes import SCHOOL_TYPE
from xunjian.services.schools import ImportPlan
from xunjian.sheets.comparison import Suspect
from xunjian.sheets.results import Problem, Repair, SchoolRow
from xunjian.ui.pages.schools.school_words import FIELD, value_words
from xunjian.ui.tables import Column, Mark
from xunjian.ui.tokens import Tone


class Part(Enum):
    """The parts of a preview, what needs a person first."""

    SUSPECT = "suspect"
    NEW = "new"
    UPDATED = "updated"
    PROBLEMS = "problems"
    REPAIRS = "repairs"


PART_WORDS = {
    Part.SUSPECT: "要先看的",
    Part.NEW: "新增",
    Part.UPDATED: "更新",
    Part.PROBLEMS: "有问题的",
    Part.REPAIRS: "修补了的",
}

_KEPT = Mark("lock", "人工改过，不动", Tone.NEUTRAL)
_GONE_OVER = Mark("alert-triangle", "人工改过，改掉", Tone.WAIT)


class ChangedField(NamedTuple):
    """One field of a known school that the list would change; `asked`: a person once corrected it."""

    place: str
    school: str
    field: str
    old: str
    new: str
    asked: bool


def part_rows(part: Part, plan: ImportPlan) -> list[Any]:
    """Return the rows of a part."""
    match part:
        case Part.SUSPECT:
            return list(plan.preview.suspect)
        case Part.NEW:
            return list(plan.preview.new)
        case Part.UPDATED:
            return _changed_fields(plan)
        case Part.PROBLEMS:
            return [problem for sheet in plan.sheets for problem in sheet.problems]
        case Part.REPAIRS:
            return [repair for sheet in plan.sheets for repair in sheet.repairs]


def _changed_fields(plan: ImportPlan) -> list[ChangedField]:
    rows = []
    for update in plan.preview.updated:
        for changes, asked in ((update.changes, False), (update.asked, True)):
            rows += [
                ChangedField(
                    str(update.row.row),
                    update.known.school.name,
                    FIELD[change.field],
                    value_words(change.field, change.old),
                    value_words(change.field, change.new),
                    asked,
                )
                for change in changes
            ]
    return rows


def part_columns(part: Part, take_asked: Callable[[], bool]) -> Sequence[Column[Any]]:
    """Return the columns of a part; `take_asked` tells whether people's corrections would be gone over."""
    match part:
        case Part.SUSPECT:
            return _SUSPECT
        case Part.NEW:
            return _NEW
        case Part.UPDATED:
            return _updated(take_asked)
        case Part.PROBLEMS:
            return _PROBLEMS
        case Part.REPAIRS:
            return _REPAIRS


_SUSPECT: tuple[Column[Suspect], ...] = (
    Column("行", lambda one: str(one.row.row), width=40, right=True, quiet=True),
    Column("名称", lambda one: one.row.name, width=232),
    Column("为什么", lambda one: one.reason),
)
_NEW: tuple[Column[SchoolRow], ...] = (
    Column("行", lambda row: str(row.row), width=40, right=True, quiet=True),
    Column("名称", lambda row: row.name),
    Column("标识码", lambda row: row.code, width=104),
    Column("片区", lambda row: row.township or row.region_name, width=88, quiet=True),
    Column("类型", lambda row: SCHOOL_TYPE.get(row.school_type, ""), width=136, quiet=True),
    Column("性质", lambda row: labels.OWNERSHIP.get(row.ownership, ""), width=40, quiet=True),
)
_PROBLEMS: tuple[Column[Problem], ...] = (
    Column("行", lambda one: str(one.row), width=40, right=True, quiet=True),
    Column("栏目", lambda one: one.column, width=112),
    Column("写着", lambda one: one.value, width=200),
    Column("为什么", lambda one: one.reason),
    Column("", lambda one: "照写着的收下" if one.taken else "这一格没有收", width=104, quiet=True),
)
_REPAIRS: tuple[Column[Repair], ...] = (
    Column("行", lambda one: str(one.row), width=40, right=True, quiet=True),
    Column("栏目", lambda one: one.column, width=112),
    Column("写着", lambda one: one.before, width=168, quiet=True),
    Column("改成", lambda one: one.after),
    Column("怎么修的", lambda one: one.how, width=168, quiet=True),
)


def _updated(take_asked: Callable[[], bool]) -> tuple[Column[ChangedField], ...]:
    def mark(row: ChangedField) -> Mark | None:
        if not row.asked:
            return None
        return _GONE_OVER if take_asked() else _KEPT

    def say(row: ChangedField) -> str:
        shown = mark(row)
        return shown.text if shown is not None else ""

    return (
        Column("行", lambda row: row.place, width=40, right=True, quiet=True),
        Column("名称", lambda row: row.school, width=160),
        Column("栏目", lambda row: row.field, width=80, quiet=True),
        Column("原来", lambda row: row.old, width=128, quiet=True),
        Column("改成", lambda row: row.new),
        Column("", lambda _row: "", width=120, mark=mark, spoken=say),
    )
