"""`numbers`: the register, what this machine may still give out, and which number was printed last."""

from typing import TYPE_CHECKING

import click

from xunjian.cli import kinds, output
from xunjian.cli.base import Answering, Group, answering
from xunjian.errors import UserError

if TYPE_CHECKING:
    from xunjian.services.bureau.series import Series
    from xunjian.services.paperwork.numbering import Supply


@click.group("numbers", cls=Group)
def command() -> None:
    """文号：登记簿、还有几个、确认最后一份打印到几号。"""


_kind = kinds.option("notice", "默认 notice")


@command.command("show")
@_kind
@answering
def show(answer: Answering, kind: str) -> None:
    """看本机的号段、下一个文号、还剩几个。"""
    from xunjian.services.paperwork import numbering

    with answer.workspace(writing=False) as workspace, workspace.store.read() as session:
        supply = numbering.supply(session, kinds.WORDS[kind], workspace.today())
    answer.say(supply, lambda: _text(supply))


@command.command("confirm")
@click.argument("last", type=click.IntRange(min=0), metavar="NUMBER")
@_kind
@answering
def confirm(answer: Answering, last: int, kind: str) -> None:
    """确认最后一份打印到几号（一份也没打印过写 0）；恢复备份或换电脑以后，签发前要确认一次。"""
    from xunjian.services.paperwork import numbering

    with (
        answer.workspace(writing=True) as workspace,
        workspace.store.write(by=workspace.person) as session,
    ):
        supply = numbering.confirm_last(session, kinds.WORDS[kind], last, workspace.today())
    answer.say(supply, lambda: _text(supply))


@command.command("list")
@click.option("--year", type=int, metavar="YYYY", help="只看这一年")
@answering
def list_(answer: Answering, year: int | None) -> None:
    """文号登记簿：每个组每台电脑的号段，用了几个、作废几个、哪些去向不明。"""
    from xunjian.services.paperwork import number_register

    with answer.workspace(writing=False) as workspace, workspace.store.read() as session:
        shares = number_register.shares(session, year)
    answer.say(
        shares,
        lambda: output.table(
            ("年份", "文书", "检查组", "电脑", "号段", "已签发", "作废", "去向不明", "还剩"),
            [
                (
                    share.block.year,
                    kinds.titled(share.kind),
                    share.team,
                    share.seat,
                    f"{share.block.first}–{share.block.last}",
                    share.issued,
                    share.given_up,
                    "、".join(_run(*run) for run in share.unknown),
                    share.left,
                )
                for share in shares
            ],
            right=("已签发", "作废", "还剩"),
        ),
    )


@command.command("grant")
@click.option("--group", required=True, metavar="NAME", help="发给哪个检查组")
@click.option("--numbers", required=True, metavar="61-90", help="从几号到几号")
@click.option("--seats", type=click.IntRange(min=1), default=None, metavar="N", help="分给几台电脑（默认按组员人数）")
@click.option("--year", type=int, metavar="YYYY", help="哪一年的（默认今年）")
@_kind
@answering
def grant(answer: Answering, group: str, numbers: str, seats: int | None, year: int | None, kind: str) -> None:
    """再发一段文号给检查组，随任务包到各台电脑。"""
    from xunjian.rules.numbers import Block, parse_range
    from xunjian.services import lookup
    from xunjian.services.bureau import teams

    first, last = parse_range(numbers)
    with (
        answer.workspace(writing=True) as workspace,
        workspace.store.write(by=workspace.person, reason=f"发文号给{group}") as session,
    ):
        team = lookup.team(session, group)
        block = Block(year or workspace.today().year, first, last)
        teams.grant_numbers(session, team, block, seats or max(1, len(teams.roster(session, team))), kinds.WORDS[kind])
        blocks = teams.blocks_of(session, team, kinds.WORDS[kind])
    answer.say(blocks, output.pairs([("已发给", group), ("号段", f"{block.first}–{block.last}（{block.year} 年）")]))


@command.command("retire")
@click.argument("numbers", metavar="31|31-35")
@click.option("--reason", required=True, metavar="TEXT", help="为什么不再用")
@click.option("--year", type=int, metavar="YYYY", help="哪一年的（默认今年）")
@_kind
@answering
def retire(answer: Answering, numbers: str, reason: str, year: int | None, kind: str) -> None:
    """登记作废的文号：纸打坏了，或电脑丢了、号段收回。"""
    from xunjian.rules.numbers import parse_range
    from xunjian.services.paperwork import number_register, numbering

    first, last = parse_range(numbers)
    with (
        answer.workspace(writing=True) as workspace,
        workspace.store.write(by=workspace.person, reason="登记作废的文号") as session,
    ):
        prefix = numbering.prefix(session, kinds.WORDS[kind], workspace.today())
        retired = number_register.retire(
            session,
            prefix,
            year or workspace.today().year,
            range(first, last + 1),
            why=reason,
            by=workspace.person,
        )
    answer.say({"retired": retired}, output.pairs([("已登记作废", f"{len(retired)} 个"), ("原因", reason)]))


@command.command("kinds")
@answering
def kinds_(answer: Answering) -> None:
    """列出各种文书的发文代字。"""
    from xunjian.services.bureau import series

    with answer.workspace(writing=False) as workspace, workspace.store.read() as session:
        known, told = series.of_bureau(session, workspace.today()), series.particulars(session)
    answer.say(
        {
            "kinds": [
                {"kind": one.kind.code, "prefix": one.prefix, "following": one.following, "from": one.following_from}
                for one in known
            ],
            "particulars": told,
        },
        lambda: output.pairs(
            [
                *((one.kind.value, _prefixes(one)) for one in known),
                ("教育督导机构", told.supervision_authority),
                ("救济途径", told.remedies),
            ]
        ),
    )


@command.command("kind")
@click.argument("kind", type=kinds.TYPE)
@click.option("--prefix", metavar="TEXT", help="发文代字，例如：庐教责改")
@click.option("--authority", metavar="NAME", help="督导意见书署名的教育督导机构")
@click.option("--remedies", metavar="TEXT", help="责令改正通知书上写的救济途径，用局里自己的话；不写就不印")
@answering
def kind_(answer: Answering, kind: str, prefix: str | None, authority: str | None, remedies: str | None) -> None:
    """设一种文书：发文代字、署名。各种文书用各自的代字和号段。"""
    from dataclasses import replace

    from xunjian.services.bureau import series

    which = kinds.kind_of(kind)
    with answer.workspace(writing=True) as workspace:
        if not workspace.is_bureau:
            raise UserError("文书种类由局里设。", safe="没有改动。", hint="请局里设好，再发任务包。")
        with workspace.store.write(by=workspace.person, reason=f"设{which.value}") as session:
            since = workspace.today()
            if prefix is not None:
                since = series.set_prefix(session, workspace.store.bureau, which, prefix, today=since)
            told = series.particulars(session)
            if authority is not None:
                told = replace(told, supervision_authority=authority)
            if remedies is not None:
                told = replace(told, remedies=remedies)
            series.set_particulars(session, told)
    answer.say(
        {"kind": which.code, "prefix": prefix, "from": since},
        output.pairs([(which.value, prefix), ("从哪天起用", since if prefix else None)]),
    )


def _prefixes(one: "Series") -> str:
    later = f"（{one.following_from} 起用 {one.following}）" if one.following else ""
    return f"{one.prefix or '还没有设'}{later}"


def _run(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def _text(supply: "Supply") -> str:
    return output.pairs(
        [
            ("下一份", supply.following),
            ("还剩", f"{supply.left} 个"),
            ("本机号段", f"{supply.first}–{supply.last}" if supply.first else "没有今年的"),
            ("请先确认", "最后一份打印到几号（numbers confirm NUMBER）" if supply.unsure else None),
        ]
    )
