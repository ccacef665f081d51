"""What is said of a photo, in the strip and beside it large."""

from datetime import datetime, timedelta

from xunjian.services.visit.photo_views import Photo
from xunjian.workspace import SHANGHAI


def clock_note(photo: Photo) -> str:
    """Return the note on a photo whose camera and this computer tell different times; "" where they agree."""
    if photo.delay is None or photo.taken_at is None or photo.came_at is None:
        return ""
    return (
        f"照片上的时间是 {_moment(photo.taken_at)}，电脑收到时是 {_moment(photo.came_at)}，"
        f"相差{_span(abs(photo.delay))}。如果不是隔了这么久才传的，请核对手机和电脑的时钟。"
    )


def said_of(photo: Photo, code: str, number: int) -> str:
    """Return what a screen reader says of a photo in the strip."""
    parts = [f"{code} 第 {number} 张", photo.caption or ""]
    parts += ["已打码"] if photo.covers else []
    parts += ["拍摄时间和收到时间对不上"] if photo.delay is not None else []
    return "，".join(part for part in parts if part)


def _moment(at: datetime) -> str:
    local = at.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def _span(span: timedelta) -> str:
    hours = round(span / timedelta(hours=1))
    return f" {hours} 小时" if hours < 48 else f" {span.days} 天"
