"""Days as the window writes them."""

from datetime import date

NOTHING = "–"


def short_day(day: date | None, today: date) -> str:
    """Return a day in few characters: 今天, 11月22日 within this year, 2025-11-22 before it, – for none."""
    if day is None or day == date.min:
        return NOTHING
    if day == today:
        return "今天"
    return f"{day.month}月{day.day}日" if day.year == today.year else day.isoformat()
