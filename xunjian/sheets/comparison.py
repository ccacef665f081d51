"""What an import would do: the schools of a list against the schools already known."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from xunjian.sheets.columns import FIELDS
from xunjian.sheets.names import name_key
from xunjian.sheets.results import SchoolRow

Stored = str | int | bool | date | None


@dataclass(frozen=True, slots=True)
class KnownSchool:
    """A school of the database: its present values, its other names (former, short), the fields a person corrected."""

    uid: str
    school: SchoolRow
    other_names: tuple[str, ...] = ()
    corrected: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after."""

    field: str
    old: Stored
    new: Stored


@dataclass(frozen=True, slots=True)
class Update:
    """A known school to which the list says something new; `asked` are fields that a person once corrected."""

    known: KnownSchool
    row: SchoolRow
    changes: tuple[Change, ...]
    asked: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Suspect:
    """A row that is not imported before a person has decided, why, and the schools it may be."""

    row: SchoolRow
    reason: str
    candidates: tuple[KnownSchool, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """The outcome, each row of the list in one of the first four; `absent` are known schools the list does not name."""

    new: list[SchoolRow] = field(default_factory=list)
    updated: list[Update] = field(default_factory=list)
    unchanged: list[KnownSchool] = field(default_factory=list)
    suspect: list[Suspect] = field(default_factory=list)
    absent: list[KnownSchool] = field(default_factory=list)


def preview(rows: Iterable[SchoolRow], known: Sequence[KnownSchool]) -> Preview:
    """Compare a list with what is known, by identifier code, then credit code, then region and name.

    Blank cells never clear a value. A row that fits several schools, a school that several rows fit, and rows that
    contradict each other are suspect.
    """
    rows = list(rows)
    doubts = _doubts_within(rows)
    index = _Index(known)
    matches = [doubts.get(number) or index.match(row) for number, row in enumerate(rows)]
    claims: dict[str, int] = defaultdict(int)
    for match in matches:
        if isinstance(match, KnownSchool):
            claims[match.uid] += 1
    result = Preview()
    for row, match in zip(rows, matches, strict=True):
        if isinstance(match, KnownSchool) and claims[match.uid] > 1:
            match = Suspect(row, f"表里有 {claims[match.uid]} 行都像“{match.school.name}”", (match,))  # noqa: PLW2901
        _place(result, row, match)
    named = {*claims, *(candidate.uid for suspect in result.suspect for candidate in suspect.candidates)}
    result.absent.extend(one for one in known if one.uid not in named)
    return result


def _place(result: Preview, row: SchoolRow, match: KnownSchool | Suspect | None) -> None:
    match match:
        case None:
            result.new.append(row)
        case Suspect():
            result.suspect.append(match)
        case KnownSchool():
            settled, asked = _changes(match, row)
            if settled or asked:
                result.updated.append(Update(match, row, tuple(settled), tuple(asked)))
            else:
                result.unchanged.append(match)


def _changes(known: KnownSchool, row: SchoolRow) -> tuple[list[Change], list[Change]]:
    """Return the changes to make and those to ask about."""
    settled: list[Change] = []
    asked: list[Change] = []
    for name in FIELDS:
        before, after = getattr(known.school, name), getattr(row, name)
        if after in {"", None} or after == before or (name in row.guessed and before):
            continue
        # An old list must not bring back an old name, nor a careless one a shorter spelling.
        doubtful = name in known.corrected or (name == "name" and name_key(row.name) in _name_keys(known))
        (asked if doubtful else settled).append(Change(name, before, after))
    return settled, asked


class _Index:
    """Known schools by what a list may call them."""

    def __init__(self, known: Sequence[KnownSchool]) -> None:
        self._by_code: dict[str, list[KnownSchool]] = defaultdict(list)
        self._by_credit_code: dict[str, list[KnownSchool]] = defaultdict(list)
        self._by_name: dict[str, list[KnownSchool]] = defaultdict(list)
        for one in known:
            if one.school.code:
                self._by_code[one.school.code].append(one)
            if one.school.uscc:
                self._by_credit_code[one.school.uscc].append(one)
            for key in _name_keys(one):
                self._by_name[key].append(one)

    def match(self, row: SchoolRow) -> KnownSchool | Suspect | None:
        """Return the school that `row` means, None for a new one, a Suspect where the row does not decide."""
        named = self._named(row, row.name) or self._named(row, row.former_name)
        for found, what in (
            (self._by_code.get(row.code, []) if row.code else [], "标识码"),
            (self._by_credit_code.get(row.uscc, []) if row.uscc else [], "信用代码"),
        ):
            if found:
                return _settled(row, found, named, what)
        if len(named) > 1:
            return Suspect(row, "同名的学校不止一所", tuple(named))
        if named and row.code and named[0].school.code:
            return Suspect(row, f"名称相同，标识码不同（已有 {named[0].school.code}）", tuple(named))
        return named[0] if named else None

    def _named(self, row: SchoolRow, name: str) -> list[KnownSchool]:
        """Return the schools of that name in the row's region; where one side names no region the name decides."""
        found = self._by_name.get(name_key(name), []) if name else []
        near = [one for one in found if _same_region(one.school, row)]
        exact = [one for one in near if one.school.region_name == row.region_name and row.region_name]
        return exact or near


def _settled(row: SchoolRow, found: list[KnownSchool], named: list[KnownSchool], what: str) -> KnownSchool | Suspect:
    """Choose among schools of one code by the name; a name that means another school is a contradiction."""
    both = [one for one in found if one in named]
    if len(both) == 1:
        found = named = both
    if len(found) > 1:
        return Suspect(row, f"同一{what}的学校不止一所", tuple(found))
    if len(named) == 1 and named != found:
        return Suspect(row, f"{what}是“{found[0].school.name}”，名称却是“{named[0].school.name}”", (*found, *named))
    if row.code and found[0].school.code not in {"", row.code}:
        return Suspect(row, f"{what}相同，标识码不同（已有 {found[0].school.code}）", tuple(found))
    return found[0]


def _name_keys(one: KnownSchool) -> set[str]:
    names = (one.school.name, one.school.former_name, *one.other_names)
    return {name_key(name) for name in names if name}


def _same_region(one: SchoolRow, other: SchoolRow) -> bool:
    """Whether nothing speaks against one region; lists write 庐州区 as well as 合肥市庐州区."""
    if one.region_code and other.region_code:
        return one.region_code[:6] == other.region_code[:6]
    if not (one.region_name and other.region_name):
        return True
    return one.region_name.endswith(other.region_name) or other.region_name.endswith(one.region_name)


def _doubts_within(rows: Sequence[SchoolRow]) -> dict[int, Suspect]:
    """Return the rows that contradict or repeat another row of the list, by their place in it."""
    doubts = {}
    by_code, by_name = defaultdict(list), defaultdict(list)
    for number, row in enumerate(rows):
        by_name[name_key(row.name), row.region_code, row.region_name].append(number)
        if row.code:
            by_code[row.code].append(number)
    for numbers in by_name.values():
        for number in numbers if len(numbers) > 1 else ():
            doubts[number] = Suspect(rows[number], f"表里同名的有 {len(numbers)} 行")
    for numbers in by_code.values():
        for number in numbers if len(numbers) > 1 else ():
            doubts[number] = Suspect(rows[number], f"表里同一标识码的有 {len(numbers)} 行")
    return doubts
