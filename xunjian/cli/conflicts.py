"""`conflicts`: what two groups filled in differently, and what is to hold."""

from typing import TYPE_CHECKING, Any

import click

from xunjian import labels
from xunjian.cli import output
from xunjian.cli.base import Answering, Group, answering
from xunjian.errors import UserError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from xunjian.db.conflicts import Conflict

REGISTERS = {
    "fact": "事实", "amount": "金额", "people": "人数", "statement": "当事人陈述", "severity": "程度",
    "result": "结果", "content": "整改措施", "deadline": "整改期限", "name": "名称", "phone": "电话",
    "principal": "校长", "address": "地址", "step": "进展", "deleted": "是否删去", "caption": "照片说明",
    "hidden": "照片是否收起", "areas": "检查表", "day": "日期",
}  # fmt: skip


@click.group("conflicts", cls=Group)
def command() -> None:
    """两组填得不一样的地方。"""


@command.command("list")
@answering
def list_(answer: Answering) -> None:
    """列出还没有定的。"""
    from xunjian.db.conflicts import list_conflicts

    with answer.workspace(writing=False) as workspace, workspace.store.read() as session:
        found = list_conflicts(session.connection())
        places = {one.id: _place(session, one) for one in found}
    answer.say(
        [_as_data(one, places[one.id]) for one in found],
        lambda: (
            output.table(
                ("编号", "在哪里", "栏目", "填的是"),
                [
                    (
                        one.id[:8],
                        places[one.id],
                        REGISTERS.get(one.register, one.register),
                        " / ".join(shown(one.register, side.value) for side in one.sides),
                    )
                    for one in found
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
        found = lookup.conflict(session, conflict)
        place = _place(session, found)
        names = {side.actor: _person(session, side.actor) for side in found.sides}
    answer.say(
        _as_data(found, place),
        lambda: "\n\n".join(
            [
                output.pairs([("编号", found.id), ("在哪里", place), ("栏目", REGISTERS.get(found.register))]),
                output.table(
                    ("KEY", "填的是", "谁填的", "那台电脑的时间"),
                    [
                        (s.key, shown(found.register, s.value), names[s.actor], output.moment(s.wall))
                        for s in found.sides
                    ],
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
    from xunjian.services import lookup

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
    answer.say(
        {"id": found.id, "value": chosen, "reason": reason.strip()},
        f"已定为：{shown(found.register, chosen)}",
    )


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


def shown(register: str, value: Any) -> str:
    """Return a value for people."""
    from xunjian.rules.money import table

    if isinstance(value, dict):
        return "，".join(shown(name, part) for name, part in value.items() if part is not None) or "（空）"
    if register == "amount" and isinstance(value, int) and value >= 0:
        return f"¥{table(value)}"
    if register == "result":
        return labels.ANSWER.get(str(value), str(value))
    return (
        {None: "（空）", True: "是", False: "否"}.get(value, str(value)) if not isinstance(value, list) else str(value)
    )


def _as_data(conflict: "Conflict", place: str) -> dict[str, Any]:
    return {
        "id": conflict.id,
        "place": place,
        "table": conflict.table,
        "record": conflict.uid,
        "register": conflict.register,
        "case": {"kind": conflict.case[0], "uid": conflict.case[1]},
        "sides": conflict.sides,
    }


def _place(session: "Session", conflict: "Conflict") -> str:
    """Return the school and, of a visit, its day: where people look for the conflict."""
    from xunjian.services import schools, visits

    kind, uid = conflict.case
    if kind == "visit":
        head = visits.head(session, uid)
        return f"{head.school_name} {head.day}"
    if kind == "school":
        return str(schools.view(session, uid).values["name"] or "")
    return conflict.table


def _person(session: "Session", uid: str | None) -> str:
    from xunjian.db.schema.reference import Person

    person = session.get(Person, uid) if uid else None
    return (person.name if person else None) or "局里"
