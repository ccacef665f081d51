"""`fonts`: which fonts papers are printed in."""

import click

from xunjian.cli import output
from xunjian.cli.base import Answering, Group, answering
from xunjian.errors import UserError

OWN, SHIPPED = "own", "shipped"


@click.group("fonts", cls=Group)
def command() -> None:
    """字体：用自带的，还是用单位自己的。"""


@command.command("show")
@answering
def show(answer: Answering) -> None:
    """看现在用哪一套，本机有单位的哪些字体。"""
    from xunjian.services.paperwork import office_fonts

    with answer.workspace(writing=False) as workspace, workspace.store.read() as session:
        own = office_fonts.wanted(session)
    found = office_fonts.look()
    answer.say(
        {"own": own, "found": found.names, "lacking": found.lacking},
        lambda: output.pairs(
            [
                ("现在用", "单位自己的字体" if own else "自带的字体"),
                *found.names.items(),
                *(("本机", sentence) for sentence in found.lacking),
            ]
        ),
    )


@command.command("use")
@click.argument("which", type=click.Choice([OWN, SHIPPED]))
@answering
def use(answer: Answering, which: str) -> None:
    """用单位自己的字体（own），或用自带的（shipped）；自带的在每台机器上印出来都一样。"""
    from xunjian.services.paperwork import office_fonts

    lacking = office_fonts.look().lacking if which == OWN else ()
    if lacking:
        raise UserError(
            f"本机{'；'.join(lacking)}。", safe="设置没有改，仍用原来的字体。", hint="请先装上字体，再试一次。"
        )
    with answer.workspace(writing=True) as workspace, workspace.store.write() as session:
        office_fonts.want(session, which == OWN)
    answer.say({"own": which == OWN}, "以后用单位自己的字体。" if which == OWN else "以后用自带的字体。")
