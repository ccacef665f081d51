"""What a list of schools gives: its schools, and all that was repaired or is in doubt."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """A school as a list tells of it; what the list does not say is '' or None.

    `school_type` is a code of GB/T 33782, table 4; `ownership` is `public` or `private`; `urban_rural` a code of
    table 5, or 城区, 镇区, 乡村 where only that is known. `guessed` names the fields that only the name suggests.
    `sheet` and `row` (from 1) tell where it stood.
    """

    name: str
    code: str = ""
    uscc: str = ""
    short_name: str = ""
    former_name: str = ""
    region_code: str = ""
    region_name: str = ""
    township: str = ""
    school_type: str = ""
    ownership: str = ""
    urban_rural: str = ""
    address: str = ""
    postcode: str = ""
    principal: str = ""
    phone: str = ""
    students: int | None = None
    teachers: int | None = None
    classes: int | None = None
    boarding: bool | None = None
    canteen: str = ""
    license_no: str = ""
    license_until: date | None = None
    guessed: frozenset[str] = frozenset()
    sheet: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Repair:
    """A value that was put right by itself: where (`row` from 1), what it was, what it is, how."""

    sheet: str
    row: int
    column: str
    before: str
    after: str
    how: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A value that a person must look at; `taken` tells whether it was read nevertheless."""

    sheet: str
    row: int
    column: str
    value: str
    reason: str
    taken: bool = False


@dataclass(frozen=True, slots=True)
class SchoolSheet:
    """The schools of one sheet; `header_row` counts from 1 and is the last row of the header."""

    name: str
    header_row: int
    ignored: tuple[str, ...]
    rows: list[SchoolRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
