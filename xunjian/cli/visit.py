"""`visit`: whole visits recorded from a file, listed, shown."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xunjian import labels
from xunjian.cli import output
from xunjian.cli.base import Answering, Group, answering, file_in

if TYPE_CHECKING:
    from xunjian.services.visit.finding_views import FindingView


@click.group("visit", cls=Group)
def command() -> None:
    """现场检查：记录、查看。"""


@command.command("record")
@click.argument("file", type=file_in)
@answering
def record(answer: Answering, file: Path) -> None:
    """按 JSON 文件记一次检查；照片从该文件所在的文件夹找。"""
    from xunjian.services.visit import recording
    from xunjian.services.visit.visitfile import read_plan

    with answer.workspace(writing=True) as workspace:
        plan = read_plan(file)
        with output.progress(shown=not answer.as_json) as progress:
            done = recording.record(workspace, plan, file.parent, progress, today=workspace.today())
    answer.say(
        done,
        f"已记下{done.school}的检查 {done.visit[:8]}：答了 {done.answers} 项，问题 {done.findings} 个，"
        f"照片 {done.photos} 张，还有 {done.unchecked} 项没查。",
    )


@command.command("list")
@answering
def list_(answer: Answering) -> None:
    """列出检查，新的在前。"""
    from xunjian.db.queries.visits import visit_rows

    with answer.workspace(writing=False) as workspace, workspace.store.read() as session:
        rows = visit_rows(session)
    answer.say(
        [row._asdict() for row in rows],
        lambda: (
            output.table(
                ("编号", "日期", "学校", "检查组", "已查", "问题", "文书"),
                [
                    (row.uid[:8], row.day, row.school_name, row.team_name, row.answered, row.problems, row.documents)
                    for row in rows
                ],
                right=("已查", "问题", "文书"),
            )
            if rows
            else "还没有检查。"
        ),
    )


@command.command("show")
@click.argument("visit", metavar="ID")
@answering
def show(answer: Answering, visit: str) -> None:
    """看一次检查（编号写前几位就行）。"""
    from xunjian.services import lookup
    from xunjian.services.bureau import handbook
    from xunjian.services.paperwork import notices
    from xunjian.services.visit import finding_views, visits

    with answer.workspace(writing=False) as workspace, workspace.store.read() as session:
        uid = lookup.visit(session, visit)
        head = visits.head(session, uid)
        rows = visits.items(session, uid, handbook.read(session))
        found = finding_views.of_visit(session, uid)
        documents = notices.of_visit(session, uid)
    codes = {row.item: row.code for row in rows}
    answer.say(
        {"head": head, "items": rows, "findings": found, "documents": documents},
        lambda: "\n\n".join(
            [
                output.pairs(
                    [
                        ("学校", head.school_name),
                        ("日期", head.day),
                        ("编号", head.uid),
                        ("文书", "、".join(one.number + ("（已作废）" if one.void else "") for one in documents)),
                    ]
                ),
                output.table(
                    ("检查项", "结果", "照片", "要求"),
                    [
                        (row.code, labels.ANSWER.get(row.result or "", labels.UNCHECKED), row.photos or "", row.text)
                        for row in rows
                    ],
                    right=("照片",),
                ),
                *(_finding(codes.get(one.item, ""), one) for one in found),
            ]
        ),
    )


@command.command("supervise")
@click.argument("visit", metavar="ID")
@click.option("--announced", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="哪天事先书面通知了学校")
@click.option("--unannounced", is_flag=True, help="没有事先书面通知")
@click.option("--evaluation", metavar="TEXT", help="督导意见书里的评价意见，一段一行")
@answering
def supervise(
    answer: Answering, visit: str, announced: datetime | None, unannounced: bool, evaluation: str | None
) -> None:
    """登记督导意见书要写的：事先书面通知的日期、评价意见。没写的栏目不动。"""
    from xunjian.db.schema.visit import Visit
    from xunjian.services import lookup
    from xunjian.services.paperwork import supervision

    with (
        answer.workspace(writing=True) as workspace,
        workspace.store.write(by=workspace.person, reason="督导情况") as session,
    ):
        uid = lookup.visit(session, visit)
        if announced or unannounced:
            supervision.announce(session, uid, announced.date() if announced and not unannounced else None)
        if evaluation is not None:
            supervision.evaluate(session, uid, evaluation)
        row = session.get_one(Visit, uid)
        told = {"visit": uid, "announced_on": row.announced_on, "evaluation": row.evaluation}
    answer.say(
        told,
        output.pairs([("书面通知", told["announced_on"] or "没有"), ("评价意见", told["evaluation"])]),
    )


def _finding(code: str, one: "FindingView") -> str:
    from xunjian.rules.money import table

    measures: list[tuple[str, Any]] = [
        ("整改", f"{measure.text}（{measure.due_date or f'{measure.workdays or 0} 个工作日'}）")
        for measure in one.measures
    ]
    return output.pairs(
        [
            (f"问题 {code}", one.fact),
            ("金额", None if one.amount is None else f"¥{table(one.amount)}"),
            ("人数", one.people),
            ("陈述", one.statement),
            *measures,
            ("照片", "、".join(photo.file_name for photo in one.photos)),
        ]
    )
