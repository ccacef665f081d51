"""`enrol`: a group's file at the bureau, a member's workspace on a laptop."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xunjian.cli import kinds, output, passphrase
from xunjian.cli.base import Answering, Group, answering, file_in, file_out
from xunjian.errors import UserError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from xunjian.services.bureau.enrolments import KnownEnrolment


@click.group("enrol", cls=Group)
def command() -> None:
    """入组：局里做入组文件，组员打开它。"""


@command.command("create")
@click.option("--group", required=True, metavar="NAME", help="组名，例如：第一检查组")
@click.option("--member", "members", multiple=True, metavar="NAME…", help="组员，可写多次；第一位是组长")
@click.option("--numbers", metavar="31-60", help="发给这个组的文号")
@click.option(
    "--more-numbers",
    type=(kinds.TYPE, str),
    multiple=True,
    metavar="KIND 1-10",
    help="别的文书的文号，可写多次：opinion 督导意见书、order 责令改正通知书",
)
@click.option("--school", "codes", multiple=True, metavar="CODE…", help="要查的学校，可写多次（默认全部学校）")
@click.option("--region", default="", metavar="NAME", help="要查这个片区的学校")
@click.option("--campaign", default="专项检查", show_default=True, metavar="NAME", help="检查任务的名称")
@click.option("--purpose", default="", metavar="TEXT", help="通知书上写的目的，例如：规范教育收费行为")
@click.option("--plan", default="", metavar="TEXT", help="检查方案的名称，不带书名号")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="文件到哪天为止能用（默认 90 天）")
@click.argument("out", type=file_out, metavar="OUT.xjgroup")
@answering
def create(
    answer: Answering,
    group: str,
    members: tuple[str, ...],
    numbers: str | None,
    more_numbers: tuple[tuple[str, str], ...],
    codes: tuple[str, ...],
    region: str,
    campaign: str,
    purpose: str,
    plan: str,
    until: datetime | None,
    out: Path,
) -> None:
    """建一个检查组，写它的入组文件。"""
    from xunjian.rules.numbers import parse_range
    from xunjian.services.bureau.enrolment import create_enrolment
    from xunjian.services.bureau.teams import CampaignPlan

    with answer.workspace(writing=True) as workspace:
        with workspace.store.read() as session:
            schools = _schools(session, codes, region)
        passphrase.unlock(workspace)
        with output.progress(shown=not answer.as_json) as progress:
            done = create_enrolment(
                workspace,
                out,
                campaign=CampaignPlan(campaign, purpose=purpose or None, plan_title=plan or None),
                group=group,
                members=members,
                schools=schools,
                numbers=parse_range(numbers) if numbers is not None else None,
                more_numbers={kinds.WORDS[kind]: parse_range(range_) for kind, range_ in more_numbers},
                expires=until.date() if until else None,
                progress=progress,
            )
    seats = "、".join(f"{seat.first}–{seat.last}" for seat in done.seats)
    answer.say(
        done,
        output.pairs(
            [
                ("入组文件", out),
                ("检查组", group),
                ("组员", "、".join(done.members)),
                ("学校", f"{done.schools} 所"),
                ("文号", seats),
                ("核对词", " ".join(done.words)),
                ("能用到", done.expires),
                ("请注意", "拿到文件的人都能入组、能打开这个组的数据包。入组时在电话里对一对核对词。"),
            ]
        ),
    )


def _schools(session: "Session", codes: tuple[str, ...], region: str) -> list[str]:
    from xunjian.db.queries.schools import school_rows
    from xunjian.services import lookup, schools

    if codes:
        return [lookup.school(session, code) for code in codes]
    rows = school_rows(session, schools.search(session, ""))
    chosen = [row.uid for row in rows if not region or row.district == region]
    if not chosen:
        raise UserError(
            f"没有“{region}”的学校。" if region else "还没有学校。",
            safe="什么都没有改。",
            hint="请用 schools list 看看片区的写法。" if region else "请先导入学校名单。",
        )
    return chosen


@command.command("join")
@click.argument("file", type=file_in)
@click.option("--member", required=True, metavar="NAME", help="您的姓名")
@answering
def join(answer: Answering, file: Path, member: str) -> None:
    """用入组文件新建组员自己的工作库（在 --data 的文件夹里）。"""
    from xunjian.services.bureau import enrolment

    invitation = enrolment.read_invitation(file)
    workspace = enrolment.join(answer.folder, file, member=member)
    workspace.close()
    answer.say(
        {
            "folder": str(answer.folder),
            "member": member,
            "group": invitation.group,
            "schools": invitation.schools,
            "words": invitation.words,
        },
        output.pairs(
            [
                ("已入组", f"{invitation.bureau} {invitation.group}"),
                ("姓名", member),
                ("学校", f"{invitation.schools} 所"),
                ("工作库", answer.folder),
                ("核对词", " ".join(invitation.words)),
                ("请注意", "请和局里在电话里对一对核对词；对不上的，先别用，删掉这个工作库。"),
            ]
        ),
    )


@command.command("list")
@answering
def list_(answer: Answering) -> None:
    """列出各组的密钥，和用过的电脑。"""
    from xunjian.services.bureau import enrolments

    with answer.workspace(writing=False) as workspace, workspace.store.read() as session:
        rows = enrolments.known(session)
    answer.say(rows, lambda: output.table(("编号", "组或电脑", "", "到"), _known(rows)) if rows else "还没有入组文件。")


def _known(rows: "list[KnownEnrolment]") -> list[tuple[str, str, str, str]]:
    """Return a line for each set of keys, and below it one for each laptop that was seen with it."""
    lines = []
    for row in rows:
        lines.append((row.uid[:8], row.group, _standing(row.revoked_at), row.expires or ""))
        lines += [(one.key[:8], "  电脑", _standing(one.revoked_at), output.moment(one.seen_at)) for one in row.laptops]
    return lines


def _standing(revoked_at: str | None) -> str:
    return "停用" if revoked_at else "在用"


@command.command("revoke")
@click.argument("which", metavar="编号")
@click.option("--reason", default="", metavar="TEXT", help="为什么停用，例如 电脑丢失")
@answering
def revoke(answer: Answering, which: str, reason: str) -> None:
    """停用一个组的密钥，或一台电脑（写编号的前几位）；之后收到的包都先放着等人看。"""
    from xunjian.services.bureau import enrolments

    with answer.workspace(writing=True) as workspace, workspace.store.write(by=workspace.person) as session:
        stopped = enrolments.revoke(session, which, reason)
    answer.say({"revoked": which, "laptops": stopped}, f"已停用，涉及电脑 {stopped} 台。要继续用的，请重新做入组文件。")
