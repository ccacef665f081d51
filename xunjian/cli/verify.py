"""`verify`: does a file or a check code equal what was issued."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from xunjian.cli import output
from xunjian.cli.base import Answering, Command, answering
from xunjian.cli.faults import DONE, USERS_PROBLEM
from xunjian.errors import UserError

if TYPE_CHECKING:
    from xunjian.services.paperwork.verification import Known, Verification

_SAFE = "核对什么都不会改。"
_MOST_NAMED = 5
_LONGEST_NAME = 60


@click.command("verify", cls=Command)
@click.argument("what", metavar="FILE|CODE")
@answering
def command(answer: Answering, what: str) -> int:
    """核对一份 PDF 或一个校验码和签发的是否一致；扫描件、纸质件输校验码。"""
    with answer.workspace(writing=False) as workspace, workspace.store.read() as session:
        from xunjian.services.paperwork import verification

        content = _content(what)
        if content is None:
            found = verification.of_code(session, what)
        else:
            found = verification.of_file(session, workspace.photos, content)
    problem = _problem(found)
    bad = {"error": problem.what, "data_safe": problem.safe, "hint": problem.hint} if problem else {}
    fields = {name: getattr(found, name) for name in found.__dataclass_fields__}
    answer.say({**fields, "holds": found.holds, **bad}, lambda: _text(found))
    if problem is None:
        return DONE
    if not answer.as_json:
        raise problem
    return USERS_PROBLEM


def _content(what: str) -> bytes | None:
    """Return the bytes of the file of that name, or None where a check code was typed."""
    from xunjian.documents import checkcode

    try:
        if _is_file(what):
            return Path(what).read_bytes()
    except OSError as error:
        raise UserError("这个文件读不出来。", safe=_SAFE, hint="请看文件是否还在、能不能打开。") from error
    if checkcode.read(what) is None:
        raise UserError(
            f"“{what[:_LONGEST_NAME]}”不是这里的文件，也不是校验码。",
            safe=_SAFE,
            hint="校验码是首页左下角的 20 位字母和数字；文件请写全路径。",
        )
    return None


def _is_file(what: str) -> bool:
    try:
        return Path(what).is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _text(found: "Verification") -> str:
    from xunjian.documents import comparison
    from xunjian.services.paperwork.verification import Verdict

    said = {
        Verdict.IDENTICAL: "和签发的一致：就是原文件，一个字节都不差",
        Verdict.SAME: "内容和签发的一致，文件另存过"
        if found.pages_compared
        else "内嵌的内容和签发的一致；原件不在这台机器上，版面没有比对",
        Verdict.CODE: "校验码对；请把纸上的内容和下面的对一对",
        Verdict.ALTERED: "和签发的不一样",
        Verdict.UNKNOWN: "本库没有签发过",
    }[found.verdict]
    parts = [output.pairs([("结果", said), *(_about(found.document) if found.document else [])])]
    if found.verdict is Verdict.CODE and found.document:
        parts.append(output.pairs(comparison.lines(found.document.content)))
    if found.differences:
        rows = [(one.where, one.issued, one.found) for one in found.differences]
        parts.append(output.table(("位置", "签发的", "这一份"), rows))
    return "\n\n".join(parts)


def _about(known: "Known") -> list[tuple[str, object]]:
    from xunjian.documents import checkcode

    return [
        ("文号", known.number),
        ("学校", known.school),
        ("签发日期", known.issued_on),
        ("校验码", checkcode.grouped(known.code)),
        *([("更正的是", known.corrects)] if known.corrects else []),
        ("状态", _state(known)),
    ]


def _state(known: "Known") -> str:
    states = ["演示"] if known.trial else []
    states += [f"已作废：{known.void_reason}"] if known.void_reason else []
    states += [f"已由 {'、'.join(known.corrected_by)} 更正"] if known.corrected_by else []
    return "，".join(states) or "有效"


def _problem(found: "Verification") -> UserError | None:
    """Return what keeps a paper from being relied on, or None."""
    from xunjian.services.paperwork.verification import Verdict

    known = found.document
    if known is None:
        near = f"和它只差一两个字的有：{'、'.join(found.near[:_MOST_NAMED])}。" if found.near else ""
        hint = f"{near}请再看一遍校验码；别的组签发的，先合入他们的数据包。"
        return UserError("本库没有签发过这份文书。", safe=_SAFE, hint=hint)
    if found.verdict is Verdict.ALTERED:
        places = "、".join(dict.fromkeys(one.where for one in found.differences[:_MOST_NAMED]))
        more = "等处" if len(found.differences) > _MOST_NAMED else ""
        what = f"这一份和签发的 {known.number} 不一样：{places}{more}。"
        return UserError(what, safe=_SAFE, hint="以签发时存的为准，可用 notice reprint 取一份对照。")
    if known.void_reason:
        return UserError(f"{known.number} 已经作废：{known.void_reason}", safe=_SAFE, hint="不能再拿它当依据。")
    if known.corrected_by:
        by = "、".join(known.corrected_by)
        return UserError(f"{known.number} 已由 {by} 更正。", safe=_SAFE, hint="要和更正通知一起看。")
    return None
