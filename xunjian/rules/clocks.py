"""Times of day as people type them."""

import re
import unicodedata
from datetime import time

_CLOCK = re.compile(r"(\d{1,2})(?:[:.]\s*(\d{1,2})|[点时]\s*(?:(\d{1,2}|半)分?)?|(\d{2}))?")


def read_time(typed: str) -> time | None:
    """Return the time of 9:10, 0910, 9点10分, 9点半 or 9点; None for what is no time."""
    found = _CLOCK.fullmatch(unicodedata.normalize("NFKC", typed).strip().replace("：", ":"))
    if found is None:
        return None
    minutes = found[2] or found[3] or found[4] or "0"
    hour, minute = int(found[1]), 30 if minutes == "半" else int(minutes)
    return time(hour, minute) if hour < 24 and minute < 60 else None
