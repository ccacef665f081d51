"""What the fields of a school and their values are called."""

from datetime import date

from xunjian import labels
from xunjian.rules.school_codes import SCHOOL_TYPE
from xunjian.ui.dates import NOTHING

FIELD = {
    "code": "标识码",
    "uscc": "信用代码",
    "name": "名称",
    "short_name": "简称",
    "former_name": "曾用名",
    "region_code": "区划代码",
    "region_name": "县区",
    "township": "片区",
    "school_type": "类型",
    "ownership": "办学性质",
    "urban_rural": "城乡类型",
    "address": "地址",
    "postcode": "邮编",
    "principal": "校长",
    "phone": "电话",
    "students": "学生数",
    "teachers": "教师数",
    "classes": "班数",
    "boarding": "寄宿",
    "canteen": "食堂",
    "license_no": "许可证号",
    "license_until": "许可证到期",
}


def value_words(field: str, value: object) -> str:
    """Return a stored value as people read it, – for nothing."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, date):
        return value.isoformat()
    words = {"school_type": SCHOOL_TYPE, "ownership": labels.OWNERSHIP}.get(field, {})
    return words.get(str(value), str(value))


def count_words(number: int) -> str:
    """Return a count, – for none."""
    return f"{number:,}" if number else NOTHING
