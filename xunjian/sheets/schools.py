"""Schools from the lists that bureaus keep: one row a school, with everything that was repaired or is in doubt."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from xunjian.errors import UserError
from xunjian.rules.school_codes import identifier_warning, ownership_of, type_of
from xunjian.sheets import values
from xunjian.sheets.cleaning import Cleaned, clean_name, clean_people, clean_words
from xunjian.sheets.columns import FIELDS, Header, find_header, merges_below
from xunjian.sheets.kinds import NOTHING_DONE
from xunjian.sheets.lines import Group, Line, group_of, line_of
from xunjian.sheets.reading import Sheet, read_sheets
from xunjian.sheets.results import Problem, Repair, SchoolRow, SchoolSheet

_CLEANERS: dict[str, Callable[[str], Cleaned]] = {
    **dict.fromkeys(FIELDS, clean_words),
    "code": values.clean_code,
    "name": clean_name,
    "short_name": clean_name,
    "former_name": clean_name,
    "uscc": values.clean_credit_code,
    "region_code": values.clean_region_code,
    "school_type": values.clean_type,
    "ownership": values.clean_ownership,
    "urban_rural": values.clean_urban_rural,
    "postcode": values.clean_postcode,
    "principal": clean_people,
    "phone": values.clean_phones,
    "students": values.clean_count,
    "teachers": values.clean_count,
    "classes": values.clean_count,
    "boarding": values.clean_boarding,
    "license_no": values.clean_number,
    "license_until": values.clean_last_day,
}


_CODED = frozenset({"school_type", "ownership", "urban_rural"})
_NO_WORDS = frozenset({"students", "teachers", "classes", "boarding", "license_until"})


def read_schools(path: Path) -> list[SchoolSheet]:
    """Read every visible sheet of a file that has a column of school names.

    UserError if the file cannot be read, or no sheet has such a column, or none has a school under it.
    """
    sheets = read_sheets(path)
    found = [schools for sheet in sheets if not sheet.hidden and (schools := schools_of(sheet))]
    if not found:
        raise UserError(
            f"“{path.name}”里没有“学校名称”这一列。",
            safe=NOTHING_DONE,
            hint="请把学校名称那一列的标题写成“学校名称”，放在前 20 行以内，再选一次。",
        )
    if not any(schools.rows for schools in found):
        raise UserError(
            f"“{path.name}”里只有表头，没有学校。", safe=NOTHING_DONE, hint="请看看学校是否在隐藏的工作表或别的文件里。"
        )
    return found


def schools_of(sheet: Sheet) -> SchoolSheet | None:
    """Return the schools of a sheet, None if it has no column of school names."""
    header = find_header(sheet)
    if header is None:
        return None
    reader = _Reader(sheet, header)
    reader.read()
    return reader.found


class _Reader:
    """Goes down one sheet and keeps what the headings above say of the rows below."""

    def __init__(self, sheet: Sheet, header: Header) -> None:
        self._sheet = sheet
        self._header = header
        self._around: dict[str, str] = {}
        self._group: tuple[Group, int] | None = None
        self._counted = 0
        self._open: tuple[int, dict[str, str]] | None = None
        self.found = SchoolSheet(sheet.name, header.bottom + 1, header.ignored)

    def read(self) -> None:
        """Read all rows into `found`."""
        wide = {merge.top for merge in self._sheet.merged if merge.right - merge.left >= 2}
        for number, row in self._rows():
            match line_of(self._header, row, wide=number in wide):
                case Line.SCHOOL:
                    self._close_school()
                    self._open = (number, self._values(number, row))
                case Line.MORE if self._open:
                    self._add_to_school(self._open, number, row)
                case Line.GROUP:
                    self._close_school()
                    self._enter_group(number, next(text for cell in reversed(row) if (text := clean_words(cell).text)))
                case Line.NAMELESS | Line.MORE:
                    self._close_school()
                    self._doubt(number, "name", row[self._header.columns["name"][0]], "这一行没有学校名称", taken=False)
                case Line.NOTHING:
                    pass
        self._close_school()
        self._close_group()

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows below the header; a value merged over several rows stands in each of them."""
        below = self._header.bottom + 1
        rows = dict(enumerate(self._sheet.rows[below:], below))
        own = {*self._header.columns["name"], *self._header.columns.get("code", ())}
        mapped = {column for columns in self._header.columns.values() for column in columns} - own
        for merge in merges_below(self._sheet, self._header):
            if merge.left == merge.right and merge.left in mapped:
                for number in range(merge.top + 1, min(merge.bottom + 1, below + len(rows))):
                    rows[number] = [*rows[number]]
                    rows[number][merge.left] = rows[merge.top][merge.left]
        yield from rows.items()

    def _values(self, number: int, row: list[str]) -> dict[str, str]:
        """Return the cleaned text of each field; the first filled one of its columns counts."""
        found = {}
        for name, columns in self._header.columns.items():
            for column in columns:
                text = self._cleaned(number, name, column, row[column]) if row[column] else ""
                if text:
                    found[name] = text
                    break
        return found

    def _cleaned(self, number: int, name: str, column: int, cell: str) -> str:
        cleaned = _CLEANERS[name](cell)
        title = self._header.titles[column]
        if cleaned.problem or cleaned.hint:
            reason, taken = cleaned.problem or cleaned.hint, not cleaned.problem
            self.found.problems.append(Problem(self.found.name, number + 1, title, cell, reason, taken))
        elif cleaned.repairs:
            how = "，".join(dict.fromkeys(cleaned.repairs))
            after = clean_words(cell).text if name in _CODED else cleaned.text
            self.found.repairs.append(Repair(self.found.name, number + 1, title, cell, after, how))
        return cleaned.text

    def _add_to_school(self, school: tuple[int, dict[str, str]], number: int, row: list[str]) -> None:
        """Join the telephones and people of a further row to the school above, fill in what it lacks."""
        start, known = school
        for name, text in self._values(number, row).items():
            before = known.get(name, "")
            if not before:
                known[name] = text
            elif name in {"phone", "principal"} and text not in before.split("、"):
                known[name] = f"{before}、{text}"
            title = self._header.titles[self._header.columns[name][0]]
            if known[name] != before:
                self.found.repairs.append(
                    Repair(self.found.name, number + 1, title, text, known[name], f"并入第 {start + 1} 行的学校")
                )

    def _enter_group(self, number: int, text: str) -> None:
        self._close_group()
        group = group_of(text)
        if group.field in {"region_name", ""}:
            self._around.pop("township", None)
        if group.field:
            self._around[group.field] = group.value
        self._group = (group, number)
        self._counted = 0
        self.found.groups.append(group.value)

    def _close_group(self) -> None:
        if self._group and (promised := self._group[0].count) not in {None, self._counted}:
            group, number = self._group
            self._doubt(number, "name", group.value, f"写着 {promised} 所，读到 {self._counted} 所", taken=True)

    def _close_school(self) -> None:
        if self._open is None:
            return
        number, known = self._open
        self._open = None
        self._counted += 1
        school = _school(self._around | known, self.found.name, number + 1)
        if school.code and (warning := identifier_warning(school.code, school.school_type)):
            self._doubt(number, "code", school.code, warning, taken=True)
        self.found.rows.append(school)

    def _doubt(self, number: int, name: str, value: str, reason: str, *, taken: bool) -> None:
        title = self._header.titles[self._header.columns[name][0]]
        self.found.problems.append(Problem(self.found.name, number + 1, title, value, reason, taken))


def _school(known: dict[str, str], sheet: str, row: int) -> SchoolRow:
    """Make a school of cleaned text; its name tells type and ownership where no column and no heading does."""
    name, boarding = known["name"], known.get("boarding")
    words = {key: text for key, text in known.items() if key not in _NO_WORDS}
    guesses = {"school_type": type_of(name) or type_of(sheet), "ownership": ownership_of(name) or ""}
    guesses = {key: guess for key, guess in guesses.items() if guess and key not in words}
    until = known.get("license_until")
    return SchoolRow(
        **words,
        **guesses,
        students=_count(known.get("students")),
        teachers=_count(known.get("teachers")),
        classes=_count(known.get("classes")),
        boarding=None if boarding is None else boarding == "是",
        license_until=date.fromisoformat(until) if until else None,
        guessed=frozenset(guesses),
        sheet=sheet,
        row=row,
    )


def _count(text: str | None) -> int | None:
    return int(text) if text else None
