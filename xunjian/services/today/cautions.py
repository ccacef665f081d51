"""What calls for attention before work begins: a wrong date, a full disk, a notice still on no paper, few numbers."""

import shutil
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path

from sqlalchemy.orm import Session

from xunjian.db.queries import waiting
from xunjian.db.views import sql
from xunjian.errors import UserError
from xunjian.services.bureau.founding import NOTICE
from xunjian.services.paperwork import numbering
from xunjian.workspace import SHANGHAI

LEAST_FREE = 2**30
"""Bytes."""

FEW_NUMBERS = 5
FIRST_YEAR = 2026
"""No ledger is older than the program."""

_SILENT_FOR = timedelta(days=2 * 365)
_MEGABYTE = 2**20


class Kind(Enum):
    """What can be done about it."""

    DATE = "date"
    DISK = "disk"
    UNPRINTED = "unprinted"
    NUMBERS = "numbers"


@dataclass(frozen=True)
class Caution:
    """One thing that calls for attention, in words, the most harmful first."""

    kind: Kind
    text: str
    visit: str = ""
    """Where it can be put right."""


_NEWEST_OWN = sql("SELECT wall FROM log_commit WHERE import_id IS NULL ORDER BY cid DESC LIMIT 1")


def look(session: Session, folder: Path, today: date, *, team: str | None, trial: bool) -> tuple[Caution, ...]:
    """Return what calls for attention; a demonstration's pinned date is never wrong."""
    found = [None if trial else _date(session, today), _disk(folder)]
    if team is not None:
        found += [_unprinted(session, team), _numbers(session, today)]
    return tuple(caution for caution in found if caution is not None)


def _date(session: Session, today: date) -> Caution | None:
    if today.year < FIRST_YEAR:
        return Caution(Kind.DATE, f"这台机器的日期是 {today.year} 年，文书日期会错。请先改系统日期。")
    wall = session.connection().execute(_NEWEST_OWN).scalar()
    newest = datetime.fromisoformat(wall).astimezone(SHANGHAI).date() if wall else today
    if today < newest:
        said = f"{today.year}年{today.month}月{today.day}日"
        days = (newest - today).days
        return Caution(Kind.DATE, f"这台机器的日期是 {said}，比上次做的检查还早 {days} 天。请先改系统日期。")
    if today - newest > _SILENT_FOR:
        return Caution(Kind.DATE, f"这台机器的日期是 {today.year} 年，上次用是 {newest.year} 年。请核对系统日期。")
    return None


def _disk(folder: Path) -> Caution | None:
    free = shutil.disk_usage(folder).free
    if free >= LEAST_FREE:
        return None
    return Caution(Kind.DISK, f"本机只剩 {free // _MEGABYTE} MB。已填内容安全；照片请先导出到 U 盘。")


def _unprinted(session: Session, team: str) -> Caution | None:
    papers = waiting.unprinted(session, team)
    if not papers:
        return None
    first = papers[0]
    more = f"，另有 {len(papers) - 1} 份" if len(papers) > 1 else ""
    return Caution(Kind.UNPRINTED, f"{first.short_number} {first.school_name} 还没有打印{more}。", first.visit)


def _numbers(session: Session, today: date) -> Caution | None:
    """Tell when numbers run out; a group that was never given any issues none here."""
    try:
        supply = numbering.supply(session, NOTICE, today)
    except UserError:
        return None
    if supply.first is None or supply.left > FEW_NUMBERS:
        return None
    if supply.left:
        return Caution(Kind.NUMBERS, f"本机文号余 {supply.left} 个。请局里发任务包补号。")
    return Caution(Kind.NUMBERS, "本机文号用完了，通知书只能存草稿。请局里发任务包补号。")
