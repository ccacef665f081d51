"""What the fields of a school and their values are called."""

from datetime import date

from xunjian import labels
from xunjian.rules.school_codes import SCHOOL_TYPE
from xunjian.ui.dates import NOTHING

FIELD = labels.SCHOOL_FIELD


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
