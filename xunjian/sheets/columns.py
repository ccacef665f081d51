"""Which column holds what: the names that bureaus, the ministry's statistics and old databases give to columns."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from xunjian.sheets.cleaning import clean_text, clean_words
from xunjian.sheets.reading import Merge, Sheet

# Of two columns for one field the one named earlier here is read first, the other where that is blank.
_ALIASES = {
    "code": "学校标识码 学校机构标识码 标识码 机构标识码 学校代码 学校编码 机构代码 统一编码 XXBSM XXDM",
    "name": "学校名称 学校全称 学校机构名称 单位名称 机构名称 校名 校点名称 幼儿园名称 园所名称 园名 学校 XXMC",
    "short_name": "简称 学校简称",
    "former_name": "曾用名 原校名 学校曾用名 原名称 原名",
    "uscc": "统一社会信用代码 社会信用代码 信用代码 社会信用代码证号",
    "region_code": "行政区划代码 行政区划码 区划代码 区划码 所在地行政区划代码 XZQHM",
    "region_name": "所属县区 县区 县市区 所属区县 区县 所在县区 所在区县 所在县 所属县 县 市县"
    " 所属地区 辖区 所属辖区 行政区划",
    "township": "乡镇街道 所在乡镇 所属乡镇 乡镇 街道 镇街 所属片区 片区 学区 所属学区",
    "school_type": "办学类型 学校办学类型 学校类型 学校类别 办学层次 类型 类别 学段 XXBXLXM",
    "ownership": "办学性质 举办者类型 公办民办 公民办 学校性质 性质 办别 办学体制 XXJBZM",
    "urban_rural": "城乡类型 城乡分类 所在地城乡类型 城乡代码 城乡分类代码",
    "address": "学校地址 详细地址 办学地址 单位地址 通讯地址 通信地址 地址 校址 XXDZ",
    "postcode": "邮编 邮政编码 XXYZBM",
    "principal": "校长 校长姓名 校园长 园长 负责人 负责人姓名 学校负责人 主要负责人 法定代表人 法人代表 XZXM",
    "phone": "联系电话 校长电话 校长联系电话 校长手机 校长手机号 校长手机号码 校长联系方式 办公电话 电话 电话号码"
    " 联系方式 手机 手机号 手机号码 负责人电话 负责人联系电话",
    "students": "在校生数 在校学生数 在校生人数 在校学生人数 在校生 在校学生 学生数 学生人数 在校生总数",
    "teachers": "专任教师 专任教师数 专任教师人数 教师数 教师人数 教职工数 教职工人数 教职工 教职工总数",
    "classes": "班级数 教学班数 教学班 班数 班级 班级总数",
    "boarding": "是否寄宿制 寄宿制 是否寄宿 是否寄宿制学校 寄宿生数 寄宿生人数 寄宿生",
    "canteen": "食堂 食堂经营方式 食堂情况 食堂类型 有无食堂",
    "license_no": "办学许可证号 办学许可证编号 许可证号 许可证编号 办学许可证",
    "license_until": "许可证有效期 办学许可证有效期 许可证有效期至 许可证有效期限 许可证到期日期 有效期至 有效期",
}
FIELDS = tuple(_ALIASES)
_FIELD_OF = {alias: (field, rank) for field, aliases in _ALIASES.items() for rank, alias in enumerate(aliases.split())}

_SEARCHED = 20
_DEEPEST = 3
_TOTALS = frozenset({"", "合计", "总计", "小计", "总数", "人数", "数"})
_IN_BRACKETS = re.compile(r"[（(\[【〔][^）)\]】〕]*[）)\]】〕]")


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands (rows from 0, `bottom` included), its columns by field, and the columns nobody reads."""

    top: int
    bottom: int
    columns: dict[str, tuple[int, ...]]
    titles: dict[int, str]
    ignored: tuple[str, ...]


def normalised(title: str) -> str:
    """Return a column's title without what varies: brackets with their content, blanks, signs, width, case, script."""
    simple = unicodedata.normalize("NFKC", clean_text(title).text)
    return re.sub(r"[\W_]+", "", _IN_BRACKETS.sub("", simple)).upper()


def find_header(sheet: Sheet) -> Header | None:
    """Return the header that names the most fields within the first 20 rows, None if no row names the schools."""
    best: Header | None = None
    for top in range(min(_SEARCHED, len(sheet.rows))):
        if not any(normalised(cell) in _FIELD_OF for cell in sheet.rows[top]) and not _starts_a_merge(sheet, top):
            continue
        for depth in range(1, _DEEPEST + 1):
            header = _header(sheet, top, top + depth - 1)
            if header and (best is None or _merit(header) > _merit(best)):
                best = header
    return best


def _merit(header: Header) -> tuple[int, int]:
    """Rank headers by the fields they name, then by how few rows they need: a title above is none of them."""
    return len(header.columns), header.top - header.bottom


def _starts_a_merge(sheet: Sheet, row: int) -> bool:
    return any(merge.top == row for merge in sheet.merged)


def _header(sheet: Sheet, top: int, bottom: int) -> Header | None:
    if bottom >= len(sheet.rows):
        return None
    spread = _spread(sheet, top, bottom)
    columns: dict[str, list[tuple[int, int]]] = defaultdict(list)
    titles, ignored = {}, []
    for column, levels in enumerate(zip(*spread, strict=True)):
        title = "".join(dict.fromkeys(level for level in levels if level))
        titles[column] = title
        found = _field(levels)
        if found:
            columns[found[0]].append((found[1], column))
        elif title and normalised(title) not in {"序号", "编号", "NO"}:
            ignored.append(title)
    if "name" not in columns:
        return None
    ranked = {field: tuple(column for _, column in sorted(places)) for field, places in columns.items()}
    return Header(top, _last_row(sheet, top, bottom), ranked, titles, tuple(ignored))


def _field(levels: Sequence[str]) -> tuple[str, int] | None:
    """Return the field (and the rank of its name) of a column whose title stands on `levels`, the uppermost first."""
    names = [normalised(level) for level in levels]
    lowest = next((name for name in reversed(names) if name), "")
    candidates = ["".join(dict.fromkeys(names[start:])) for start in range(len(names))] + [lowest]
    if names[-1] in _TOTALS:
        candidates += reversed(names[:-1])
    return next((_FIELD_OF[name] for name in candidates if name in _FIELD_OF), None)


def _spread(sheet: Sheet, top: int, bottom: int) -> list[list[str]]:
    """Return the header's rows with the text of merged cells in each of their columns."""
    rows = [[clean_words(cell).text for cell in row] for row in sheet.rows[top : bottom + 1]]
    for merge in sheet.merged:
        if merge.top <= bottom and top <= merge.top and merge.left < len(rows[0]):
            row = rows[merge.top - top]
            row[merge.left : merge.right + 1] = [row[merge.left]] * len(row[merge.left : merge.right + 1])
    if not sheet.merged:
        for upper, lower in pairwise(rows):
            _fill_right(upper, lower)
    return rows


def _fill_right(upper: list[str], lower: list[str]) -> None:
    """Let a title reach over the blanks to its right, as in text files, which know no merged cells."""
    for column in range(1, len(upper)):
        if lower[column] and not upper[column]:
            upper[column] = upper[column - 1]


def _last_row(sheet: Sheet, top: int, bottom: int) -> int:
    """Return the last row that cells merged downwards from the header reach; figures may stand split below it."""
    reach = [merge.bottom for merge in sheet.merged if top <= merge.top <= bottom and merge.bottom - top < _DEEPEST]
    return max(bottom, *reach) if reach else bottom


def is_repeated(header: Header, row: Sequence[str]) -> bool:
    """Whether `row` is the header once more, as printed lists repeat it on each page."""
    place = header.columns["name"][0]
    return bool(row[place]) and _FIELD_OF.get(normalised(row[place]), ("",))[0] == "name"


def merges_below(sheet: Sheet, header: Header) -> list[Merge]:
    """Return the ranges merged downwards below the header: values that hold for several rows."""
    return [merge for merge in sheet.merged if merge.top > header.bottom and merge.bottom > merge.top]
