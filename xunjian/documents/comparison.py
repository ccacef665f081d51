"""Where a copy differs from what was issued: in its content, in the words on its pages, in the look of its pages."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from xunjian.documents.embedded import Copy
from xunjian.documents.pages import PageImage, page_images

if TYPE_CHECKING:
    from PIL.Image import Image

_DPI = 72
_PATCH = 3  # pixels: a millimetre
_SEEN = 48  # of 255 that a patch may be darker or lighter; other programs smooth edges otherwise
_NOTHING = "（无）"

FIELDS = {
    "bureau": "发文机关",
    "prefix": "机关代字",
    "year": "年份",
    "serial": "序号",
    "school": "学校",
    "purpose": "检查目的",
    "plan": "方案",
    "visited_on": "检查日期",
    "findings": "问题",
    "title": "标题",
    "fact": "事实",
    "citations": "依据",
    "handled_under": "处理依据",
    "transfers": "移送",
    "evidence": "证据",
    "amount_fen": "金额",
    "people": "人数",
    "severity": "程度",
    "measures": "措施",
    "text": "内容",
    "kind": "类别",
    "responsible": "责任人",
    "due": "期限",
    "workdays": "工作日",
    "report_office": "报送科室",
    "issued_on": "签发日期",
    "inspectors": "检查人员",
    "contact": "联系人",
    "phone": "联系电话",
    "suggestions": "工作建议",
    "attachments": "附件",
    "copies": "份数",
    "objection_days": "异议期限",
    "listed_fen": "清单金额",
    "total_fen": "合计金额",
    "filed_under": "检查事项",
    "copies_to": "抄送",
    "imprint_office": "印发机关",
    "exhibits": "证据目录",
    "name": "名称",
    "post": "职务",
    "certificate": "执法证号",
    "taken_on": "取证日期",
    "taken_by": "取证人",
    "sheets": "页数",
    "refusal": "拒签",
    "reason": "事由",
    "day": "日期",
    "witnesses": "见证人",
    "photos": "照片张数",
    "school_code": "学校标识码",
    "address": "地址",
    "begin": "开始时间",
    "end": "结束时间",
    "place": "地点",
    "in_charge": "负责人",
    "in_charge_post": "负责人职务",
    "recorder": "记录人",
    "inspection_notice": "检查通知书",
    "sections": "检查类别",
    "items": "检查项",
    "what": "检查内容",
    "result": "检查结果",
    "note": "备注",
    "seen": "检查情况",
    "amount": "涉及金额",
    "fixed": "当场改正",
    "stated": "被检查单位陈述",
    "formal": "正式文书",
    "authority": "督导依据",
    "announced_on": "书面通知日期",
    "fed_back_on": "反馈日期",
    "supervisors": "督学",
    "evaluation": "评价",
    "answer": "申辩情况",
    "party": "当事人",
    "credit_code": "统一社会信用代码",
    "representative": "法定代表人",
    "officers": "执法人员",
    "ordered_under": "责令依据",
    "statement_days": "陈述申辩期限",
    "remedies": "救济途径",
    "documents": "送达文书",
    "number": "文号",
    "made_on": "填写日期",
    "servers": "送达人",
    "method": "送达方式",
    "served_on": "送达日期",
    "served_at": "送达时间",
    "receiver": "收件人",
    "relation": "与受送达人关系",
    "parcel": "邮件号",
    "entrusted": "受委托单位",
    "first_title": "原文书名称",
    "first_number": "原文号",
    "first_issued_on": "原签发日期",
    "corrections": "更正",
    "wrong": "原文",
    "right": "更正为",
    "deadline": "整改期限",
    "subject": "文书事由",
    "issued_by": "签发人",
    "signed": "屏上签名",
    "over": "签名时所示内容",
    "signers": "签名人",
    "side": "签名方",
    "ink": "笔迹",
    "signed_on": "签名日期",
    "signed_at": "签名时间",
    "agreed": "对事实无异议",
    "group": "检查组",
    "person": "使用人",
    "returned_on": "交还日期",
    "seat": "席位",
    "visits": "检查次数",
    "commits": "改动次数",
    "numbers": "文号使用情况",
    "told_on": "任务包日期",
    "backups": "备份份数",
}

LAYOUT = {
    "you": "称呼",
    "we": "自称",
    "sealed": "盖章",
    "receipt": "签收栏",
    "refunds": "退费材料",
    "enterprise": "涉企检查",
    "moved": "期限改动",
    "draft": "草稿",
    "trial": "演示",
}
"""What only chooses words and places: named where it differs, but nothing to hold beside the paper."""

_NAMES = FIELDS | LAYOUT


@dataclass(frozen=True)
class Difference:
    """A place, what was issued there, and what the copy has."""

    where: str
    issued: str
    found: str


def of_contents(issued: Mapping[str, Any], found: Mapping[str, Any]) -> list[Difference]:
    """Return the fields in which two contents differ."""
    mine, theirs = dict(_leaves("", issued)), dict(_leaves("", found))
    return [
        _difference(where, mine.get(where, ""), theirs.get(where, ""))
        for where in [*mine, *(where for where in theirs if where not in mine)]
        if mine.get(where, "") != theirs.get(where, "")
    ]


def lines(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what a content says, named, for a person to hold beside the paper."""
    chosen = tuple(LAYOUT.values())
    return [(where, text) for where, text in _leaves("", content) if text and not where.endswith(chosen)]


def of_words(issued: Copy, found: Copy) -> list[Difference]:
    """Return where the words on the pages differ; white space and the ends of lines count for nothing."""
    differences = []
    for number, (mine, theirs) in enumerate(zip_longest(issued.pages, found.pages, fillvalue=""), start=1):
        if _solid(mine) == _solid(theirs):
            continue
        before, after = ([_solid(line) for line in page.splitlines() if line.strip()] for page in (mine, theirs))
        matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
        for kind, a, b, c, d in matcher.get_opcodes():
            if kind != "equal" and "".join(before[a:b]) != "".join(after[c:d]):
                differences.append(_difference(f"第 {number} 页", "".join(before[a:b]), "".join(after[c:d])))
    return differences


def of_looks(issued: bytes, found: bytes) -> list[Difference]:
    """Return the pages that look different."""
    pages = zip_longest(page_images(issued, dpi=_DPI), page_images(found, dpi=_DPI))
    return [
        Difference(f"第 {number} 页", "版面如原件", "版面不同" if mine and theirs else "页数不同")
        for number, (mine, theirs) in enumerate(pages, start=1)
        if not (mine and theirs and _alike(mine, theirs))
    ]


def _leaves(where: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield every value of a content in one line, under the names that people know its fields by."""
    if isinstance(value, Mapping):
        for key in sorted(value, key=_place):
            yield from _leaves(f"{where} {_NAMES.get(key, key)}".strip(), value[key])
    elif isinstance(value, list | tuple) and any(isinstance(member, Mapping) for member in value):
        for number, member in enumerate(value, start=1):
            yield from _leaves(f"{where}{number}", member)
    else:
        yield where, _shown(where, value)


def _place(key: str) -> tuple[int, str]:
    """Return where a field stands among the others; what has no name of its own comes last."""
    return (list(_NAMES).index(key), "") if key in _NAMES else (len(_NAMES), key)


def _shown(where: str, value: Any) -> str:
    if isinstance(value, list | tuple):
        return "；".join(str(member) for member in value if isinstance(member, str | int))
    if isinstance(value, bool):
        return "是" if value else "否"
    if where.endswith(FIELDS["amount_fen"]) and isinstance(value, int):
        return f"{value / 100:.2f}元"
    return "" if value is None else str(value)


def _difference(where: str, issued: str, found: str) -> Difference:
    return Difference(where, issued or _NOTHING, found or _NOTHING)


def _solid(text: str) -> str:
    return "".join(text.split())


def _alike(one: PageImage, other: PageImage) -> bool:
    from PIL import ImageChops

    if (one.width, one.height) != (other.width, other.height):
        return False
    difference = ImageChops.difference(_picture(one), _picture(other)).reduce(_PATCH)
    (_, most) = difference.getextrema()
    return int(most) <= _SEEN  # type: ignore[arg-type]  # one channel has one pair


def _picture(page: PageImage) -> "Image":
    from PIL import Image

    return Image.frombuffer("L", (page.width, page.height), page.pixels, "raw", "L", page.stride, 1)
