"""What calamine does not tell about XLSX files: their true size before they are unfolded, and their error values."""

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass

# Only cells with a value count: a sheet formatted to its last column holds thousands of empty ones.
_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>\s*<(?:\w+:)?(?:v|is|f)\b')
_ERROR = re.compile(
    rb'<(?:\w+:)?c\s(?=[^>]*\bt="e")[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*>.*?<(?:\w+:)?v>([^<]*)<', re.DOTALL
)
_SHEET = re.compile(r"<(?:\w+:)?sheet\s([^>]*)>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s([^>]*)>")
_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*["']([^"']*)["']""")


@dataclass(frozen=True, slots=True)
class Survey:
    """The extent of the filled cells of one sheet, and its error values by row and column from 0."""

    rows: int
    columns: int
    errors: dict[tuple[int, int], str]


def survey(content: bytes) -> list[Survey]:
    """Look through the sheets of an XLSX file in the book's order; a sheet that is no table has no extent.

    Raises zipfile.BadZipFile, KeyError or zlib.error for broken packages.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = {name.lower(): name for name in package.namelist()}
        book = _text(package, names["xl/workbook.xml"])
        relations = _text(package, names["xl/_rels/workbook.xml.rels"])
        parts = {target["Id"]: _part(target["Target"]) for target in map(_attributes, _RELATION.findall(relations))}
        sheets = [parts.get(_relation(_attributes(sheet)), "") for sheet in _SHEET.findall(book)]
        return [_surveyed(package.read(names[part.lower()])) if part.lower() in names else _NONE for part in sheets]


_NONE = Survey(0, 0, {})


def _surveyed(xml: bytes) -> Survey:
    places = set(_CELL.findall(xml))
    rows = max((int(row) for _, row in places), default=0)
    columns = max((_column(letters) for letters in {letters for letters, _ in places}), default=0)
    errors = {}
    if b't="e"' in xml:
        for letters, row, value in _ERROR.findall(xml):
            errors[int(row) - 1, _column(letters) - 1] = value.decode()
    return Survey(rows, columns, errors)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _text(package: zipfile.ZipFile, name: str) -> str:
    return package.read(name).decode("utf-8", "replace")


def _attributes(tag: str) -> dict[str, str]:
    return dict(_ATTRIBUTE.findall(tag))


def _relation(sheet: dict[str, str]) -> str:
    return next((value for name, value in sheet.items() if name.endswith(":id")), "")


def _part(target: str) -> str:
    """Return the name of a part in the package for a target relative to the workbook's folder."""
    return target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
