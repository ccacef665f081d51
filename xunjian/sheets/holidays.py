"""A year's holidays as a bureau types them: columns 日期, 类型 (放假 or 上班), 名称."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xunjian.errors import UserError
from xunjian.reference.holidays import DayKind, Holiday, HolidayYear, problem_of
from xunjian.sheets.columns import normalised
from xunjian.sheets.reading import Sheet, read_sheets
from xunjian.sheets.values import clean_last_day

_TITLES = {"日期": "date", "类型": "kind", "性质": "kind", "名称": "name", "节日": "name", "假日": "name"}
_KINDS = {
    **dict.fromkeys(("放假", "休", "休息", "假", "OFF"), DayKind.OFF),
    **dict.fromkeys(("上班", "班", "调休上班", "补班", "WORK"), DayKind.WORK),
}
_DOCUMENT_NO = re.compile(r"\S+[〔\[(（]\d{4}[〕\])）]\s*\d+\s*号")


@dataclass(frozen=True)
class _Table:
    sheet: Sheet
    top: int
    columns: dict[str, int]


def read_holidays(path: Path) -> HolidayYear:
    """Read one year from an XLSX, XLS or text file; anything wrong is a UserError that names the row.

    The number of the document that arranges the year may stand anywhere above the header.
    """
    table = _find(path)
    rows = table.sheet.rows
    days = tuple(_day(row, number, table.columns, path.name) for number, row in _filled(rows, table.top))
    if not days:
        raise _refusal(path.name, table.top + 1, "表头下面一天也没有")
    year = max(day.date.year for day in days)
    seen: set[date] = set()
    for (number, _), day in zip(_filled(rows, table.top), days, strict=True):
        if problem := problem_of(day, year, seen):
            raise _refusal(path.name, number, problem[1])
        seen.add(day.date)
    above = " ".join(cell for row in rows[: table.top] for cell in row if cell)
    found = _DOCUMENT_NO.search(above)
    return HolidayYear(year, path.stem, found[0] if found else "", days)


def _find(path: Path) -> _Table:
    for sheet in read_sheets(path):
        for top, row in enumerate(sheet.rows):
            columns = {_TITLES[name]: place for place, cell in enumerate(row) if (name := normalised(cell)) in _TITLES}
            if columns.keys() == {"date", "kind", "name"}:
                return _Table(sheet, top, columns)
    raise UserError(
        f"“{path.name}”里没有“日期、类型、名称”这三列。",
        safe="原来的节假日没有动。",
        hint="一行一天：日期、放假或上班、节日名称。",
    )


def _filled(rows: list[list[str]], top: int) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows below the header that hold anything, with their numbers as the sheet counts them."""
    return ((number, row) for number, row in enumerate(rows[top + 1 :], start=top + 2) if any(map(str.strip, row)))


def _day(row: list[str], number: int, columns: dict[str, int], name: str) -> Holiday:
    written = clean_last_day(row[columns["date"]])
    if written.problem or not written.text:
        raise _refusal(name, number, f"“{row[columns['date']]}”不是日期")
    word = unicodedata.normalize("NFKC", row[columns["kind"]]).strip().upper()
    if word not in _KINDS:
        raise _refusal(name, number, f"类型“{row[columns['kind']]}”不是放假，也不是上班")
    return Holiday(date.fromisoformat(written.text), _KINDS[word], row[columns["name"]].strip())


def _refusal(name: str, number: int, what: str) -> UserError:
    return UserError(f"“{name}”第 {number} 行：{what}。", safe="原来的节假日没有动。", hint="请改好这一行，再导入。")
