"""`check`: is everything whole."""

from typing import TYPE_CHECKING

import click

from xunjian.cli import output
from xunjian.cli.base import Answering, Command, answering
from xunjian.cli.faults import DONE, USERS_PROBLEM
from xunjian.errors import UserError

if TYPE_CHECKING:
    from xunjian.services.review import Review


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
                *_to_look_at(found.review),
                ("指纹", found.digest),
            ]
        ),
    )
    if found.whole:
        return DONE
    if not answer.as_json:
        raise problem
    return USERS_PROBLEM


def _to_look_at(review: "Review") -> list[tuple[str, int | None]]:
    """Return the lists that hold something, with how much."""
    return [
        ("要核对", review.to_check or None),
        ("已删但有新内容", len(review.revived) or None),
        ("签发后有改动", len(review.changed_after_issue) or None),
        ("文号重了", len(review.same_numbers) or None),
        ("文号去向不明", sum(gap.last - gap.first + 1 for gap in review.gaps) or None),
        ("两台电脑同一身份", len(review.clones) or None),
        ("时钟可疑", len(review.fast_clocks) or None),
    ]


def _fields(found: object) -> dict[str, object]:
    return {name: getattr(found, name) for name in getattr(found, "__dataclass_fields__", {})}
