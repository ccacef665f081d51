"""`check`: is everything whole."""

import click

from xunjian.cli import output
from xunjian.cli.base import Answering, Command, answering
from xunjian.cli.faults import DONE, USERS_PROBLEM
from xunjian.errors import UserError


@click.command("check", cls=Command)
@click.option("--deep", is_flag=True, help="逐条核对改动记录，重建各表比对，逐张核对照片")
@answering
def command(answer: Answering, *, deep: bool) -> int:
    """核对工作库是否完好，什么都不改。"""
    from xunjian.services import wholeness

    with answer.workspace(writing=False) as workspace:
        found = wholeness.look(workspace, deep=deep)
    problem = UserError(
        "工作库有损坏：" + "".join([*found.faults, *(f"照片 {name[:12]}… 损坏。" for name in found.damaged_photos)]),
        safe="这次核对什么都没有改。",
        hint="请先备份现在的文件夹，再从备份或各组的数据包恢复。",
    )
    bad = {"error": problem.what, "data_safe": problem.safe, "hint": problem.hint}
    counts = found.counts
    answer.say(
        {"whole": found.whole, "deep": deep, **_fields(found), **({} if found.whole else bad)},
        output.pairs(
            [
                ("结果", "完好" if found.whole else "有损坏"),
                ("学校", counts.schools),
                ("检查", counts.visits),
                ("问题", counts.findings),
                ("文书", counts.documents),
                ("照片", counts.photos),
                ("改动", counts.commits),
                ("没定的冲突", counts.conflicts),
                ("缺照片", len(found.missing_photos)),
                ("指纹", found.digest),
            ]
        ),
    )
    if found.whole:
        return DONE
    if not answer.as_json:
        raise problem
    return USERS_PROBLEM


def _fields(found: object) -> dict[str, object]:
    return {name: getattr(found, name) for name in getattr(found, "__dataclass_fields__", {})}
