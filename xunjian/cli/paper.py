"""`paper`: the papers of a visit beside its notice, as drafts, given out, or filled in as it happened."""

from datetime import datetime, time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xunjian.cli import output, paper_replies
from xunjian.cli.base import Answering, Group, answering, file_in, file_out
from xunjian.errors import UserError

if TYPE_CHECKING:
    from xunjian.services.paperwork.given_papers import Given
    from xunjian.workspace import Workspace

METHODS = ("direct", "left", "post", "entrusted", "electronic")
_pdf = click.option("--pdf", required=True, type=file_out, metavar="OUT", help="PDF 存到哪里")
_give = click.option("--give", is_flag=True, help="定稿：去掉“草稿”，把这一份存进工作库")
_clock = click.DateTime(["%H:%M"])
_day = click.DateTime(["%Y-%m-%d"])


@click.group("paper", cls=Group)
def command() -> None:
    """检查的其他文书：现场检查记录、问题反馈单、送达回证、存根。"""


for one in (paper_replies.reply, paper_replies.submit, paper_replies.route):
    command.add_command(one)


@command.command("record")
@click.argument("visit")
@_pdf
@_give
@click.option("--begin", type=_clock, metavar="TIME", help="开始时间，如 9:10")
@click.option("--end", type=_clock, metavar="TIME", help="结束时间，如 11:40")
@click.option("--place", metavar="TEXT", help="检查地点")
@click.option("--in-charge", metavar="NAME", help="被检查单位负责人")
@click.option("--post", metavar="TEXT", help="负责人职务")
@click.option("--inspection-notice", metavar="NUMBER", help="检查企业的，检查通知书文号")
@answering
def record(
    answer: Answering,
    visit: str,
    pdf: Path,
    *,
    give: bool,
    begin: datetime | None,
    end: datetime | None,
    place: str | None,
    in_charge: str | None,
    post: str | None,
    inspection_notice: str | None,
) -> None:
    """现场检查记录。不写 --give 是草稿。"""
    from xunjian.documents.papers import site_record
    from xunjian.services import lookup
    from xunjian.services.bureau import handbook
    from xunjian.services.paperwork import given_papers, site_records

    told = site_records.Told(_time(begin), _time(end), place, in_charge, post, inspection_notice)
    with answer.workspace(writing=True) as workspace:
        with workspace.store.write(by=workspace.person, reason="现场检查记录") as session:
            uid, book = lookup.visit(session, visit), handbook.read(session)
            site_records.tell(session, uid, told)
            session.flush()
            facts = site_records.record(session, book, uid, trial=workspace.is_trial)
            given = (
                given_papers.give_record(
                    session, workspace.photos, book, facts, uid, by=workspace.person, today=workspace.today()
                )
                if give
                else None
            )
        _write(pdf, _bytes(workspace, given) if given else site_record.render(facts).pdf)
    _say(answer, site_record.TITLE, given, pdf)


@command.command("feedback")
@click.argument("visit")
@_pdf
@_give
@answering
def feedback(answer: Answering, visit: str, pdf: Path, *, give: bool) -> None:
    """问题反馈单。不写 --give 是草稿；定稿后，问题记为已反馈。"""
    from xunjian.documents.papers import feedback_sheet
    from xunjian.services import lookup
    from xunjian.services.bureau import handbook
    from xunjian.services.paperwork import feedback as sheets
    from xunjian.services.paperwork import given_papers

    with answer.workspace(writing=True) as workspace:
        with workspace.store.write(by=workspace.person, reason="问题反馈单") as session:
            uid, book = lookup.visit(session, visit), handbook.read(session)
            facts = sheets.sheet(session, book, uid, trial=workspace.is_trial)
            if facts is None:
                raise UserError("没有可以反馈的问题。", safe="什么都没有改。", hint="请先记录问题。")
            given = (
                given_papers.give_sheet(
                    session, workspace.photos, book, facts, uid, by=workspace.person, today=workspace.today()
                )
                if give
                else None
            )
        _write(pdf, _bytes(workspace, given) if given else feedback_sheet.render(facts).pdf)
    _say(answer, feedback_sheet.TITLE, given, pdf)


@command.command("receipt")
@click.argument("number")
@_pdf
@click.option("--method", type=click.Choice(METHODS), help="登记送达：直接、留置、邮寄、委托、电子；不写是空白回证")
@click.option("--day", type=_day, metavar="DATE", help="送达日期（默认今天）")
@click.option("--time", "at", type=_clock, metavar="TIME", help="送达时间，如 15:20")
@click.option("--place", default="", metavar="TEXT", help="送达地点")
@click.option("--receiver", default="", metavar="NAME", help="收件人")
@click.option("--relation", default="", metavar="TEXT", help="收件人和受送达人的关系")
@click.option("--refusal", default="", metavar="TEXT", help="拒收事由")
@click.option("--witness", "witnesses", multiple=True, metavar="NAME", help="见证人，可写多次")
@click.option("--photo", "photos", multiple=True, type=file_in, metavar="FILE", help="送达照片，可写多次")
@click.option("--address", default="", metavar="TEXT", help="电子送达：受送达人同意的地址")
@click.option("--parcel", default="", metavar="TEXT", help="邮寄送达：邮件号")
@click.option("--entrusted", default="", metavar="TEXT", help="委托送达：受委托的单位")
@click.option("--note", default="", metavar="TEXT", help="备注")
@click.option("--correct", "why", default="", metavar="TEXT", help="更正已登记的送达：写明为什么；原来的登记保留")
@answering
def receipt(
    answer: Answering,
    /,
    number: str,
    pdf: Path,
    method: str | None,
    day: datetime | None,
    at: datetime | None,
    photos: tuple[Path, ...],
    why: str,
    **told: Any,
) -> None:
    """送达回证：空白的，或按实际登记。登记后再要，印出来是登记的内容；登记错了的，另登记一次更正。"""
    from xunjian.documents.papers import service_receipt
    from xunjian.services.bureau import handbook
    from xunjian.services.paperwork import notices, service_receipts, serving
    from xunjian.services.visit import evidence

    if why and not method:
        raise UserError("更正送达登记要写 --method。", safe="什么都没有改。", hint="请写全更正后的送达方式和情况。")
    notes: tuple[str, ...] = ()
    with answer.workspace(writing=True) as workspace:
        today = workspace.today()
        stored = [(evidence.store(workspace.photos, photo), photo.name) for photo in photos]
        with workspace.store.write(by=workspace.person, reason="登记送达" if method else None) as session:
            document = notices.by_number(session, number)
            if method:
                served_on = day.date() if day else today
                service = serving.Service(service_receipt.Method[method.upper()], served_on, _time(at), **told)
                register = partial(serving.correct, reason=why) if why else serving.serve
                register(
                    session, workspace.photos, document.uid, service, by=workspace.person, today=today, pictures=stored
                )
                session.flush()
                calendar = handbook.read(session).calendar
                notes = service_receipts.deadline_notes(session, document.uid, served_on, calendar)
            facts = service_receipts.filled(session, document.uid, today=today) or service_receipts.blank(
                session, document.uid, today=today
            )
            earlier = service_receipts.earlier(session, document.uid)
        _write(pdf, service_receipt.render(facts).pdf)
    answer.say(
        {
            "number": document.number,
            "served_on": facts.served_on,
            "notes": list(notes),
            "earlier": [{"method": one.method.name.lower(), "day": one.day, "reason": one.reason} for one in earlier],
            "pdf": str(pdf),
        },
        output.pairs(
            [
                ("送达回证", document.number),
                ("送达日期", facts.served_on),
                *[("原来登记的", one.words) for one in earlier],
                ("文件", pdf),
                *_noted(notes),
            ]
        ),
    )


@command.command("stub")
@click.argument("number")
@_pdf
@answering
def stub(answer: Answering, number: str, pdf: Path) -> None:
    """存根：一页三联，文号骑缝。"""
    from xunjian.documents.papers import counterfoil
    from xunjian.services.paperwork import notices, service_receipts

    with answer.workspace(writing=False) as workspace, workspace.store.read() as session:
        document = notices.by_number(session, number)
        facts = service_receipts.stub(session, document.uid)
    _write(pdf, counterfoil.render(facts).pdf)
    answer.say({"number": document.number, "pdf": str(pdf)}, output.pairs([("存根", document.number), ("文件", pdf)]))


def _time(moment: datetime | None) -> time | None:
    return moment.time() if moment else None


def _noted(notes: tuple[str, ...]) -> list[tuple[str, str]]:
    return [("注意", note) for note in notes]


def _bytes(workspace: "Workspace", given: "Given") -> bytes:
    return workspace.photos.read(given.pdf_sha256)


def _write(pdf: Path, content: bytes) -> None:
    from xunjian.files import write_whole

    try:
        write_whole(pdf, content)
    except OSError as error:
        raise UserError(
            f"存不到“{pdf}”。", safe="工作库里的内容都在。", hint="请写一个已有文件夹里的文件名，再取一次。"
        ) from error


def _say(answer: Answering, title: str, given: "Given | None", pdf: Path) -> None:
    version = given.version if given else None
    answer.say(
        {"paper": title, "version": version, "pdf": str(pdf)},
        output.pairs([(title, f"第 {version} 稿，已存" if version else "草稿"), ("文件", pdf)]),
    )
