"""What a row below the header is: a school, the heading of a group, or a total, a signature, a blank."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from xunjian.rules.school_codes import ownership_of, type_of
from xunjian.sheets.cleaning import clean_words
from xunjian.sheets.columns import Header, is_repeated


class Line(Enum):
    """The kinds of row."""

    SCHOOL = auto()
    GROUP = auto()
    NOTHING = auto()
    MORE = auto()
    """Further telephones and the like of the school above."""
    NAMELESS = auto()


_TOTAL = re.compile(r".{0,8}?(?:合计|总计|小计|共计|累计)(?:\d+[所个家]?|[（(:：].*)?|共\d+[所个家].*")
_SIGNATURE = re.compile(
    r"(?:制表|填表|填报|审核|复核|经办|报送|单位负责|统计负责|分管|主管领导|负责人|联系人)\w{0,4}(?:[（(]\w+[)）])?[:：].*"
    r"|(?:制表|填表|填报|审核|经办)[人者单位日期时间]{0,2}"
    r"|(?:注|备注|说明|附注|附|填表说明|日期)\d?[:：].*"
    r"|\d{4}年\d{1,2}月(?:\d{1,2}日)?"
)
_NUMBER = re.compile(r"[\d.]+|[（(]?[一二三四五六七八九十]+[)）]?[、.]?")
_HEADING = re.compile(
    r"(?:[（(][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十\d]+[、.．])?"
    r"(?P<name>.+?)(?:[（(](?:共|计)?(?P<count>\d+)[所个家]?[)）])?[:：]?"
)
_PLACE = re.compile(r"(?P<township>.+(?:片区|学区|镇|乡|街道|管理区|中心学?校))|.+(?:[省市区县州盟旗]|自治区|兵团)")
_KIND_OF_SCHOOL = re.compile(r"[学校园]|教育|直属|其[他它]")


@dataclass(frozen=True, slots=True)
class Group:
    """A heading among the rows: the field it gives to the schools below, its value, how many schools it promises.

    `field` is '' for a heading that says nothing one can keep, such as `职业学校` or `局直属`.
    """

    field: str
    value: str
    count: int | None = None


def line_of(header: Header, row: Sequence[str], *, wide: bool) -> Line:
    """Tell what `row` is; `wide` says that a cell of it is merged across columns."""
    filled = [(column, words) for column, cell in enumerate(row) if cell and (words := clean_words(cell).text)]
    if not filled or is_repeated(header, row):
        return Line.NOTHING
    compact = re.sub(r"\s", "", filled[0][1])
    names = header.columns["name"]
    named = "".join(words for column, words in filled if column in names)
    if _TOTAL.fullmatch(compact) or _TOTAL.fullmatch(re.sub(r"\s", "", named)) or _SIGNATURE.fullmatch(compact):
        return Line.NOTHING
    mapped = {column for columns in header.columns.values() for column in columns}
    numbered = filled[0][0] not in mapped and bool(_NUMBER.fullmatch(compact))
    if numbered:
        filled = filled[1:]
    if len(filled) == 1 and _is_heading(filled[0][1], in_column=filled[0][0] in mapped, wide=wide):
        return Line.GROUP
    if named:
        return Line.SCHOOL
    return _nameless(header, [column for column, _ in filled], numbered=numbered)


def _nameless(header: Header, filled: Sequence[int], *, numbered: bool) -> Line:
    fields = {field for field, columns in header.columns.items() if set(columns) & set(filled)}
    if not fields:
        return Line.NOTHING
    return Line.NAMELESS if numbered or "code" in fields else Line.MORE


def _is_heading(text: str, *, in_column: bool, wide: bool) -> bool:
    """Tell a heading from the only value of a row: it spans columns, counts schools, is a place, or has no column."""
    found = _HEADING.fullmatch(text)
    if found is None:
        return False
    return bool(wide or not in_column or found["count"] or _PLACE.fullmatch(found["name"]))


def group_of(text: str) -> Group:
    """Read a heading such as `北京市（9所）`, `二、城东片区`, `民办学校`, `小学`."""
    found = _HEADING.fullmatch(text)
    name, count = (found["name"], found["count"]) if found else (text, None)
    promised = int(count) if count else None
    place = _PLACE.fullmatch(name)
    if place is None and (ownership := ownership_of(name)):
        return Group("ownership", ownership, promised)
    if place is None and (school_type := type_of(name)):
        return Group("school_type", school_type, promised)
    if place and place["township"]:
        return Group("township", name.removesuffix("片区") or name, promised)
    if place is None and _KIND_OF_SCHOOL.search(name):
        return Group("", name, promised)
    return Group("region_name", name, promised)
