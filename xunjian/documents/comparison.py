"""Where a copy differs from what was issued: in its content, in the words on its pages, in the look of its pages."""

import difflib
import re
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
_OWN_NAME = re.compile("[a-z_]+$")  # how a field ends that is named in the program only: choices of layout

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
}


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
    return [(where, text) for where, text in _leaves("", content) if text and not _OWN_NAME.search(where)]


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
            yield from _leaves(f"{where} {FIELDS.get(key, key)}".strip(), value[key])
    elif isinstance(value, list | tuple) and any(isinstance(member, Mapping) for member in value):
        for number, member in enumerate(value, start=1):
            yield from _leaves(f"{where}{number}", member)
    else:
        yield where, _shown(where, value)


def _place(key: str) -> tuple[int, str]:
    """Return where a field stands among the others; what has no name of its own comes last."""
    return (list(FIELDS).index(key), "") if key in FIELDS else (len(FIELDS), key)


def _shown(where: str, value: Any) -> str:
    if isinstance(value, list | tuple):
        return "；".join(str(member) for member in value if isinstance(member, str | int))
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
