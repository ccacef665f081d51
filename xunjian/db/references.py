"""Which columns of logged tables hold the name of another record."""

from xunjian.db.registers import LoggedTable

COLUMNS = frozenset(
    {
        "bureau", "by", "campaign", "checklist", "corrects", "document", "evidence", "finding", "issued_by", "item",
        "measure", "merged_into", "owner", "person", "relapse_of", "same_as", "school", "step", "taken_by", "team",
        "visit",
    }
)  # fmt: skip
"""One name has one meaning in all tables."""


def references(table: LoggedTable) -> tuple[str, ...]:
    """Return the columns of a table that refer to records."""
    return tuple(column for column in table.columns if column in COLUMNS)


def anchor(table: LoggedTable) -> str:
    """Return the register without which a record of this table says nothing: its owner, or what it is called."""
    if table.case.column not in (None, "uid") and table.case.column in table.by_name:
        return str(table.case.column)
    wanted = ("name", "school", table.registers[0].name)
    return next(name for name in wanted if name in table.by_name)
