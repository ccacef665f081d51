"""What a comparison came to, in plain words: one large word, what it means, what there is to know of the paper."""

from typing import NamedTuple

from xunjian.documents import checkcode
from xunjian.services.paperwork.verification import Known, Verdict, Verification
from xunjian.ui.tokens import Tone

_NEAR_SHOWN = 5


class Said(NamedTuple):
    """A verdict in large words, in its tone, and what it means."""

    verdict: str
    tone: Tone
    meaning: str


def said_of(found: Verification) -> Said:
    """Return what is to be said of a comparison; the gravest comes first."""
    known = found.document
    if known is None:
        return Said("没有这份文书", Tone.BAD, _unknown(found))
    if found.verdict is Verdict.ALTERED:
        return Said("不符", Tone.BAD, f"这一份和签发的 {known.number} 不一样。以签发时存的为准，可以补打一份对照。")
    if known.void_reason is not None:
        return Said("已作废", Tone.BAD, f"{_equal(found)}但它已经作废：{known.void_reason}。不能再拿它当依据。")
    if known.corrected_by:
        together = "两份" if len(known.corrected_by) == 1 else "几份"
        by = "、".join(known.corrected_by)
        return Said("已更正", Tone.WAIT, f"{_equal(found)}它已由 {by} 更正，{together}要一起看。")
    if found.verdict is Verdict.CODE:
        return Said("校验码相符", Tone.INFO, "本库有这份文书。请把纸上的内容和下面的对一对。")
    return Said("相符", Tone.OK if found.pages_compared else Tone.WAIT, _equal(found))


def facts_of(known: Known) -> list[tuple[str, str]]:
    """Return what there is to know of an issued paper, by name."""
    day = known.issued_on.isoformat() if known.issued_on else "没有日期"
    facts = [("文号", known.number), ("学校", known.school), ("签发日期", day)]
    facts.append(("校验码", checkcode.grouped(known.code)))
    states = ["演示，不能发给学校"] if known.trial else []
    states += [f"已作废：{known.void_reason}"] if known.void_reason is not None else []
    states += [f"已由 {'、'.join(known.corrected_by)} 更正"] if known.corrected_by else []
    facts += [("更正的是", known.corrects)] if known.corrects is not None else []
    return [*facts, ("状态", "；".join(states) or "有效")]


def _equal(found: Verification) -> str:
    if found.verdict is Verdict.IDENTICAL:
        return "和签发时存的是同一个文件，一个字节都不差。"
    if found.verdict is Verdict.CODE:
        return "校验码和签发的一样。"
    if found.pages_compared:
        return "文件另存过，内容和每一页的样子都和签发的一样。"
    return "文件里带的内容和签发的一样；原件不在这台电脑上，每一页的样子没有比对，请和纸面对一对。"


def _unknown(found: Verification) -> str:
    near = f"只差一两个字的有：{'、'.join(found.near[:_NEAR_SHOWN])}。请再看一遍校验码。" if found.near else ""
    return f"本库没有签发过它。{near}别的组签发的，先合入他们的数据包再核对。"
