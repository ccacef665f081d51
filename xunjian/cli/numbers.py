"""`numbers`: what this machine may still give out, and which number was printed last."""

from typing import TYPE_CHECKING

import click

from xunjian.cli import output
from xunjian.cli.base import Answering, Group, answering

if TYPE_CHECKING:
    from xunjian.services.numbering import Supply


@click.group("numbers", cls=Group)
def command() -> None:
    """文号：还有几个、确认最后一份打印到几号。"""


@command.command("show")
@answering
def show(answer: Answering) -> None:
    """看本机的号段、下一个文号、还剩几个。"""
    from xunjian.services import numbering
    from xunjian.services.founding import NOTICE

    with answer.workspace(writing=False) as workspace, workspace.store.read() as session:
        supply = numbering.supply(session, NOTICE, workspace.today())
    answer.say(supply, lambda: _text(supply))


@command.command("confirm")
@click.argument("last", type=click.IntRange(min=0), metavar="NUMBER")
@answering
def confirm(answer: Answering, last: int) -> None:
    """确认最后一份打印到几号（一份也没打印过写 0）；恢复备份或换电脑以后，签发前要确认一次。"""
    from xunjian.services import numbering
    from xunjian.services.founding import NOTICE

    with (
        answer.workspace(writing=True) as workspace,
        workspace.store.write(by=workspace.person) as session,
    ):
        supply = numbering.confirm_last(session, NOTICE, last, workspace.today())
    answer.say(supply, lambda: _text(supply))


def _text(supply: "Supply") -> str:
    return output.pairs(
        [
            ("下一份", supply.following),
            ("还剩", f"{supply.left} 个"),
            ("本机号段", f"{supply.first}–{supply.last}" if supply.first else "没有今年的"),
            ("请先确认", "最后一份打印到几号（numbers confirm NUMBER）" if supply.unsure else None),
        ]
    )
