"""`paper reply`, `paper submit`, `paper route`: feedback first, then the bureau's notice."""

import click

from xunjian import labels
from xunjian.cli import output
from xunjian.cli.base import Answering, answering

REPLIES = {"agreed": "AGREED", "disputed": "DISPUTED"}
ROUTES = ("on_site", "feedback_first")


@click.command("reply")
@click.argument("visit")
@click.argument("answer_given", type=click.Choice(tuple(REPLIES)), metavar="agreed|disputed")
@click.option("--note", default="", metavar="TEXT", help="异议或说明；有异议的必须写")
@answering
def reply(answer: Answering, visit: str, answer_given: str, note: str) -> None:
    """登记学校对问题反馈单的意见：agreed 无异议，disputed 有异议。再登记一次，以后一次为准。"""
    from xunjian.errors import UserError
    from xunjian.services import lookup
    from xunjian.services.paperwork import feedback, given_papers, replies

    chosen = replies.Reply[REPLIES[answer_given]]
    with (
        answer.workspace(writing=True) as workspace,
        workspace.store.write(by=workspace.person, reason=f"学校{chosen.word}") as session,
    ):
        given = given_papers.of_visit(session, lookup.visit(session, visit), feedback.KIND)
        if not given:
            raise UserError(
                "还没有给学校问题反馈单。", safe="什么都没有改。", hint="请先用 paper feedback --give 定稿。"
            )
        replies.register(session, given[-1].uid, chosen, note, by=workspace.person)
    answer.say(
        {"reply": chosen.value, "note": note, "version": given[-1].version},
        output.pairs([("问题反馈单", f"第 {given[-1].version} 版"), ("学校", chosen.word), ("说明", note or None)]),
    )


@click.command("submit")
@click.argument("visit")
@answering
def submit(answer: Answering, visit: str) -> None:
    """报局审核：已反馈的问题交给局里，由局里下达通知书。"""
    from xunjian.services import lookup
    from xunjian.services.paperwork import replies

    with (
        answer.workspace(writing=True) as workspace,
        workspace.store.write(by=workspace.person, reason="报局审核") as session,
    ):
        uid = lookup.visit(session, visit)
        count = replies.submit(session, uid, by=workspace.person, today=workspace.today())
    answer.say({"submitted": count}, f"已报局审核 {count} 条问题。")


@click.command("route")
@click.argument("wanted", type=click.Choice(ROUTES), required=False, metavar="[on_site|feedback_first]")
@answering
def route(answer: Answering, wanted: str | None) -> None:
    """制发方式：on_site 现场制发，feedback_first 先反馈、后审签。不写就只看现在的；只有局里能改。"""
    from xunjian.rules.steps import Route
    from xunjian.services.paperwork import route as routes

    with answer.workspace(writing=wanted is not None) as workspace:
        if wanted is not None:
            name = f"制发方式：{labels.ROUTE[wanted]}"
            with workspace.store.write(by=workspace.person, reason=name) as session:
                routes.choose(session, Route(wanted))
        with workspace.store.read() as session:
            now = routes.of_bureau(session)
    answer.say({"route": now.value}, output.pairs([("制发方式", labels.ROUTE[now])]))
