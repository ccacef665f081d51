"""`notice`: issued, handed out again from the stored bytes, corrected, void."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xunjian.cli import kinds, output
from xunjian.cli.base import Answering, Group, answering, file_out
from xunjian.errors import UserError

if TYPE_CHECKING:
    from xunjian.services.paperwork.issuing import Issued
    from xunjian.workspace import Workspace


@click.group("notice", cls=Group)
def command() -> None:
    """整改通知书、督导意见书、责令改正通知书：签发、补打、更正、作废。"""


_pdf = click.option("--pdf", required=True, type=file_out, metavar="OUT", help="PDF 存到哪里")
_reason = click.option("--reason", default="", metavar="TEXT", help="还有没查的项时，说明原因")
_service_day = click.option(
    "--service-day", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="计划送达日，期限从这天起算（默认今天）"
)
_kind = kinds.option(None, "默认按学校和检查组的权限选")


@command.command("preview")
@click.argument("visit")
@_pdf
@_kind
@_reason
@_service_day
@answering
def preview(
    answer: Answering, visit: str, pdf: Path, kind: str | None, reason: str, service_day: datetime | None
) -> None:
    """看草稿：会印成什么样，还差什么，哪几种文书能用。不取号。"""
    from xunjian.services import lookup
    from xunjian.services.bureau import handbook
    from xunjian.services.paperwork import kinds as papers
    from xunjian.services.paperwork import notice_draft, notices

    _require_folder(pdf)
    with answer.workspace(writing=False) as workspace, workspace.store.read() as session:
        draft = notice_draft.draft(
            session,
            handbook.read(session),
            lookup.visit(session, visit),
            today=workspace.today(),
            service_day=_day(service_day),
            unchecked_reason=reason,
            trial=workspace.is_trial,
            kind=kinds.kind_of(kind) if kind else None,
        )
        draft, photos = notices.with_photos(session, workspace.photos, draft)
    _write(pdf, papers.render(draft.paper, faces=draft.fonts.faces, photos=photos).pdf)
    answer.say(
        {
            "kind": draft.kind.code,
            "refused": {one.code: why for one, why in draft.choice.refused.items()},
            "problems": [problem.text for problem in draft.problems],
            "following": draft.supply.following,
            "pdf": str(pdf),
        },
        output.pairs(
            [
                ("草稿", draft.kind.value),
                ("文号", draft.supply.following or "取不到号"),
                *(("还差", problem.text) for problem in draft.problems),
                *((f"不能用{one.value}", why) for one, why in draft.choice.refused.items()),
                ("文件", pdf),
            ]
        ),
    )


@command.command("issue")
@click.argument("visit")
@_pdf
@_kind
@_reason
@_service_day
@click.option("--dates-checked", is_flag=True, help="期限落在没有节假日安排的年份，已经人工核对")
@click.option("--photos/--no-photos", default=True, help="附现场照片（有照片就附），或者不附")
@answering
def issue(
    answer: Answering,
    visit: str,
    pdf: Path,
    *,
    kind: str | None,
    reason: str,
    service_day: datetime | None,
    dates_checked: bool,
    photos: bool,
) -> None:
    """签发一次检查的文书。签发后内容不能改。"""
    from xunjian.services import lookup
    from xunjian.services.bureau import handbook
    from xunjian.services.paperwork import notices
    from xunjian.services.paperwork.notice_draft import Attached

    _require_folder(pdf)
    with answer.workspace(writing=True) as workspace:
        with workspace.store.write(by=workspace.person, reason="签发文书") as session:
            issued = notices.issue(
                session,
                workspace.photos,
                handbook.read(session),
                lookup.visit(session, visit),
                by=workspace.person,
                today=workspace.today(),
                service_day=_day(service_day),
                unchecked_reason=reason,
                dates_checked=dates_checked,
                trial=workspace.is_trial,
                kind=kinds.kind_of(kind) if kind else None,
                attached=Attached(photos=photos),
            )
        _hand_out(workspace, issued, pdf)
    _say(answer, issued, pdf, "已签发")


@command.command("reprint")
@click.argument("number")
@click.option("--pdf", required=True, type=file_out, metavar="OUT", help="PDF 存到哪里")
@answering
def reprint(answer: Answering, number: str, pdf: Path) -> None:
    """再取一份已签发的文书：和签发时一字不差，并记下这一次。"""
    from xunjian.services.paperwork import notices

    _require_folder(pdf)
    with answer.workspace(writing=True) as workspace:
        with workspace.store.read() as session:
            issued = notices.by_number(session, number)
        _hand_out(workspace, issued, pdf)
        with workspace.store.write(by=workspace.person) as session:
            notices.note_event(session, issued, "copied", by=workspace.person, copies=1)
    _say(answer, issued, pdf, "已取出")


@command.command("void")
@click.argument("number")
@click.option("--reason", required=True, metavar="TEXT", help="为什么作废")
@answering
def void(answer: Answering, number: str, reason: str) -> None:
    """作废一份文书；文号不再用。"""
    from xunjian.services.paperwork import notices

    with (
        answer.workspace(writing=True) as workspace,
        workspace.store.write(by=workspace.person, reason="作废文书") as session,
    ):
        issued = notices.by_number(session, number)
        if issued.void:
            raise UserError(f"{issued.number} 已经作废了。", safe="内容没有改动。", hint="请核对文号。")
        notices.note_event(session, issued, "void", by=workspace.person, reason=reason)
    answer.say({"number": issued.number, "void": True, "reason": reason}, f"已作废：{issued.number}")


@command.command("correct")
@click.argument("number")
@click.option(
    "--change", "changes", required=True, multiple=True, nargs=3, metavar="PLACE WRONG RIGHT",
    help="位置、原文、更正为，可写多次；原文要照印出来的写",
)  # fmt: skip
@click.option("--reason", default="", metavar="TEXT", help="为什么更正，例如：校对疏漏")
@click.option("--pdf", required=True, type=file_out, metavar="OUT", help="PDF 存到哪里")
@answering
def correct(answer: Answering, number: str, changes: tuple[tuple[str, str, str], ...], reason: str, pdf: Path) -> None:
    """更正一份已签发的文书：原件不动，另出一份更正通知，写明原文和更正后的文字。"""
    from xunjian.documents.papers.erratum import Correction
    from xunjian.services.paperwork import errata, notices

    _require_folder(pdf)
    wording = errata.Wording([Correction(*change) for change in changes], reason)
    with answer.workspace(writing=True) as workspace:
        with workspace.store.write(by=workspace.person, reason=f"更正 {number}") as session:
            first = notices.by_number(session, number)
            issued = errata.issue(
                session, workspace.photos, first.uid, wording, by=workspace.person, today=workspace.today()
            )
        _hand_out(workspace, issued, pdf)
    _say(answer, issued, pdf, f"已更正 {first.number}，更正通知")


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _require_folder(pdf: Path) -> None:
    """A number is taken for good: whether the file can be written is asked before."""
    if pdf.is_dir() or not pdf.parent.is_dir():
        raise UserError(f"存不到“{pdf}”。", safe="没有签发，没有取号。", hint="请写一个已有文件夹里的文件名。")


def _hand_out(workspace: "Workspace", issued: "Issued", pdf: Path) -> None:
    from hashlib import sha256

    from xunjian.files import write_whole

    try:
        content = workspace.photos.read(issued.pdf_sha256)
    except FileNotFoundError as error:
        raise UserError(
            f"{issued.number} 的原件不在这台机器上。", safe="记录都在。", hint="请先合入带原件的数据包，再取一次。"
        ) from error
    if sha256(content).hexdigest() != issued.pdf_sha256:
        raise UserError(
            f"{issued.number} 的原件在这台机器上损坏了。", safe="记录都在。", hint="请从备份或带原件的数据包找回。"
        )
    try:
        write_whole(pdf, content)
    except OSError as error:
        raise UserError(
            f"“{pdf.name}”没写成。", safe=f"{issued.number} 已签发并存好。", hint="请换个位置，用 notice reprint 再取。"
        ) from error


def _write(pdf: Path, content: bytes) -> None:
    from xunjian.files import write_whole

    try:
        write_whole(pdf, content)
    except OSError as error:
        raise UserError(f"“{pdf.name}”没写成。", safe="内容都在，没有取号。", hint="请换个位置，再看一次。") from error


def _say(answer: Answering, issued: "Issued", pdf: Path, done: str) -> None:
    answer.say(
        {**{name: getattr(issued, name) for name in issued.__dataclass_fields__}, "pdf": str(pdf)},
        output.pairs(
            [(done, issued.number + ("（已作废）" if issued.void else "")), ("页数", issued.pages), ("文件", pdf)]
        ),
    )
