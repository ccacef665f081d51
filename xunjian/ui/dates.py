"""Days as the window writes and reads them."""

import re
import unicodedata
from contextlib import suppress
from datetime import date

from xunjian.rules.workdays import weekday

NOTHING = "–"
_TYPED = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def day_heading(day: date) -> str:
    """Return a day as a page is headed by it: 11月24日　星期二."""
    return f"{day.month}月{day.day}日　{weekday(day)}"


def short_day(day: date | None, today: date) -> str:
    """Return a day in few characters: 今天, 11月22日 within this year, 2025-11-22 before it, – for none."""
    if day is None or day == date.min:
        return NOTHING
    if day == today:
        return "今天"
    return f"{day.month}月{day.day}日" if day.year == today.year else day.isoformat()


def typed_day(text: str) -> date | None:
    """Read a day as people type it: 2027-12-31, 2027.12.31, 2027年12月31日; None for anything else."""
    found = _TYPED.fullmatch(unicodedata.normalize("NFKC", text).strip())
    with suppress(ValueError):
        return date(*map(int, found.groups())) if found else None
    return None
