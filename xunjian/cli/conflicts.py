"""`conflicts`: what two groups filled in differently, and what is to hold."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from xunjian.cli import output
from xunjian.cli.base import Answering, Group, answering
from xunjian.errors import UserError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from xunjian.db.conflicts import Conflict

_SHORT = 8
"""Digits of a conflict's id that tell it apart, as a rule."""


@click.group("conflicts", cls=Group)
def command() -> None:
    """两组填得不一样的地方。"""


@command.command("list")
@answering
def list_(answer: Answering) -> None:
    """列出还没有定的。"""
    from xunjian.db.conflicts import list_conflicts

    with answer.workspace(writing=False) as workspace, workspace.store.read() as session:
        found = [_told(session, one) for one in list_conflicts(session.connection())]
    answer.say(
        [one.as_data() for one in found],
        lambda: (
            output.table(
                ("编号", "在哪里", "栏目", "填的是"),
                [
                    (short, one.place, one.field, " / ".join(dict.fromkeys(one.values)))
                    for short, one in zip(_short_ids([one.conflict.id for one in found]), found, strict=True)
                ],
            )
            if found
            else "没有两组填得不一样的地方。"
        ),
    )


@command.command("show")
@click.argument("conflict", metavar="ID")
@answering
def show(answer: Answering, conflict: str) -> None:
    """看一处：各是谁、什么时候填的。"""
    from xunjian.services import lookup

    with answer.workspace(writing=False) as workspace, workspace.store.read() as session:
        found = _told(session, lookup.conflict(session, conflict))
    sides = zip(found.conflict.sides, found.values, found.authors, strict=True)
    answer.say(
        found.as_data(),
        lambda: "\n\n".join(
            [
                output.pairs([("编号", found.conflict.id), ("在哪里", found.place), ("栏目", found.field)]),
                output.table(
                    ("KEY", "填的是", "谁填的", "那台电脑的时间"),
                    [(side.key, value, author, output.moment(side.wall)) for side, value, author in sides],
                ),
            ]
        ),
    )


@command.command("resolve")
@click.argument("conflict", metavar="ID")
@click.option("--take", metavar="KEY", help="用哪一方的（KEY 见 conflicts show）")
@click.option("--value", metavar="JSON", help="都不用，改成这个值")
@click.option("--reason", required=True, metavar="TEXT", help="为什么这样定")
@answering
def resolve(answer: Answering, conflict: str, take: str | None, value: str | None, reason: str) -> None:
    """定下一处：用其中一方的，或改成别的值。"""
    from xunjian.db.conflicts import set_resolved
    from xunjian.services import conflict_words, lookup

    if (take is None) == (value is None):
        raise click.UsageError("--take 和 --value 要写一个，也只写一个。", click.get_current_context())
    if not reason.strip():
        raise UserError("要写为什么这样定。", safe="什么都没有改。", hint="例如：--reason 已与学校核对票据")
    with answer.workspace(writing=True) as workspace:
        with workspace.store.read() as session:
            found = lookup.conflict(session, conflict)
        chosen = _side(found, take) if take is not None else _value(value or "")
        with workspace.store.write(
            by=workspace.person, reason=reason.strip(), resolving=frozenset({(found.uid, found.register)})
        ) as session:
            set_resolved(session, found.uid, found.register, chosen)
        with workspace.store.read() as session:
            told = conflict_words.value(session, found.table, found.register, chosen)
    answer.say({"id": found.id, "value": chosen, "reason": reason.strip()}, f"已定为：{told}")


def _side(conflict: "Conflict", key: str) -> Any:
    sides = [side for side in conflict.sides if side.key.startswith(key.strip())] if key.strip() else []
    if len(sides) != 1:
        keys = "、".join(side.key for side in conflict.sides)
        raise UserError(f"没有“{key}”这一方。", safe="什么都没有改。", hint=f"请从这些里选：{keys}。")
    return sides[0].value


def _value(text: str) -> Any:
    import json

    from xunjian.db import canonical

    try:
        value = json.loads(text)
        canonical.encode_text(value)
    except ValueError as error:
        raise UserError(
            "--value 不是 JSON。", safe="什么都没有改。", hint="文字要加引号，例如：--value '\"新的内容\"'"
        ) from error
    return value


@dataclass(frozen=True)
class _Told:
    """A conflict and its words; values and authors stand in the order of its sides."""

    conflict: "Conflict"
    place: str
    field: str
    values: tuple[str, ...]
    authors: tuple[str, ...]

    def as_data(self) -> dict[str, Any]:
        """Return it for programs."""
        one = self.conflict
        return {
            "id": one.id,
            "place": self.place,
            "field": self.field,
            "table": one.table,
            "record": one.uid,
            "register": one.register,
            "case": {"kind": one.case[0], "uid": one.case[1]},
            "sides": one.sides,
        }


def _told(session: "Session", conflict: "Conflict") -> _Told:
    from xunjian.services import conflict_words

    return _Told(
        conflict,
        conflict_words.place(session, conflict),
        conflict_words.field(conflict.table, conflict.register),
        tuple(conflict_words.value(session, conflict.table, conflict.register, side.value) for side in conflict.sides),
        tuple(conflict_words.author(session, side.actor) for side in conflict.sides),
    )


def _short_ids(ids: Sequence[str]) -> list[str]:
    """Return the beginnings that people type: of one record's conflicts each whole, for they begin alike."""
    common = Counter(one[:_SHORT] for one in ids)
    return [one[:_SHORT] if common[one[:_SHORT]] == 1 else one for one in ids]
