"""Reading spreadsheets into rows of text."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from xunjian.sheets import biff, delimited, kinds, ooxml
from xunjian.sheets.cells import text_of
from xunjian.sheets.kinds import MAX_COLUMNS, MAX_ROWS, Kind

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

Errors = dict[tuple[int, int], str]
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, KeyError, EOFError, ValueError, RuntimeError)


class Merge(NamedTuple):
    """A merged range, its edges included, counted from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as text: `rows[0][0]` is A1, all rows are of equal length; error values stand as `#N/A` and the like."""

    name: str
    rows: list[list[str]]
    merged: tuple[Merge, ...] = ()
    hidden: bool = False


def read_sheets(path: Path) -> list[Sheet]:
    """Read the sheets of an XLSX, XLS, ET or text file, told apart by content.

    Text in one cell keeps its line breaks. UserError if the file is missing, empty, locked, damaged, too large or of
    another kind.
    """
    content = kinds.content_of(path)
    match kinds.kind_of(content, path.name):
        case Kind.XLSX:
            return _from_workbook(content, path.name, _errors_of_xlsx(content, path.name))
        case Kind.XLS:
            return _from_workbook(content, path.name, _errors_of_xls(content, path.name))
        case Kind.TEXT:
            return [_from_text(content, path)]


def _errors_of_xlsx(content: bytes, name: str) -> list[Errors]:
    try:
        surveys = ooxml.survey(content)
    except _BROKEN:
        raise kinds.damaged(name) from None
    # Before calamine unfolds it: one stray cell in the last corner would claim hundreds of gigabytes.
    for found in surveys:
        _check_extent(found.rows, found.columns, name)
    return [found.errors for found in surveys]


def _errors_of_xls(content: bytes, name: str) -> list[Errors]:
    try:
        stream = biff.workbook_stream(content)
        if stream is None:
            raise kinds.unknown(name)
        if biff.is_locked(stream):
            raise kinds.locked(name)
        biff.check_claims(stream)
        return biff.error_cells(stream)
    except (struct.error, ValueError):
        raise kinds.damaged(name) from None


def _from_workbook(content: bytes, name: str, errors: list[Errors]) -> list[Sheet]:
    import python_calamine as calamine

    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return [
                _converted(
                    book.get_sheet_by_index(number),
                    errors[number] if number < len(errors) else {},
                    hidden=about.visible is not calamine.SheetVisibleEnum.Visible,
                )
                for number, about in enumerate(book.sheets_metadata)
                if about.typ is calamine.SheetTypeEnum.WorkSheet
            ]
    except calamine.PasswordError:
        raise kinds.locked(name) from None
    except calamine.CalamineError:
        raise kinds.damaged(name) from None
    except BaseException as error:
        # A broken file can make calamine's Rust code panic, which arrives as a BaseException of no importable class.
        if type(error).__name__ != "PanicException":
            raise
        raise kinds.damaged(name) from None


def _converted(sheet: CalamineSheet, errors: Errors, *, hidden: bool) -> Sheet:
    _check_extent(sheet.total_height, sheet.total_width, sheet.name)
    rows = [[text_of(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    for (row, column), value in errors.items():
        _put(rows, row, column, value)
    merged = tuple(Merge(*first, *last) for first, last in sheet.merged_cell_ranges or ())
    return Sheet(sheet.name, rows, merged, hidden)


def _put(rows: list[list[str]], row: int, column: int, value: str) -> None:
    """Set a cell that may lie outside what calamine thought was filled."""
    while len(rows) <= row:
        rows.append([""] * (len(rows[0]) if rows else 0))
    if column >= len(rows[row]):
        for cells in rows:
            cells.extend([""] * (column + 1 - len(cells)))
    rows[row][column] = value


def _from_text(content: bytes, path: Path) -> Sheet:
    try:
        rows = delimited.rows_of(delimited.decoded(content))
    except (UnicodeDecodeError, csv.Error):
        raise kinds.unknown(path.name) from None
    width = max(map(len, rows), default=0)
    _check_extent(len(rows), width, path.name)
    return Sheet(path.stem, [row + [""] * (width - len(row)) for row in rows])


def _check_extent(rows: int, columns: int, name: str) -> None:
    if rows > MAX_ROWS:
        raise kinds.too_large(name, f"第 {rows} 行还有内容，最多读 {MAX_ROWS} 行")
    if columns > MAX_COLUMNS:
        raise kinds.too_large(name, f"第 {columns} 列还有内容，最多读 {MAX_COLUMNS} 列")
