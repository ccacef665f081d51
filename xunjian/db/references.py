"""Which columns of logged tables hold the name of another record, and of which table."""

from xunjian.db.registers import LoggedTable

TARGETS: dict[str, str | None] = {
    "bureau": "bureau",
    "by": "person",
    "campaign": "campaign",
    "checklist": "checklist",
    "corrects": "document",
    "document": "document",
    "evidence": "evidence",
    "finding": "finding",
    "issued_by": "person",
    "item": "checklist_item",
    "measure": "measure",
    "merged_into": "visit",
    "owner": None,
    "person": "person",
    "relapse_of": "finding",
    "replaces": "service_receipt",
    "same_as": "school",
    "school": "school",
    "step": "step",
    "taken_by": "person",
    "team": "team",
    "visit": "visit",
}
"""One name has one meaning in all tables; None: a record of any table."""


def references(table: LoggedTable) -> tuple[str, ...]:
    """Return the columns of a table that refer to records."""
    return tuple(column for column in table.columns if column in TARGETS)


def may_name(column: str, table: str) -> bool:
    """Tell whether a column refers to records of `table`."""
    return TARGETS[column] in (None, table)


def anchor(table: LoggedTable) -> str:
    """Return the register without which a record of this table says nothing: its owner, or what it is called."""
    if table.case.column not in (None, "uid") and table.case.column in table.by_name:
        return str(table.case.column)
    wanted = ("name", "school", table.registers[0].name)
    return next(name for name in wanted if name in table.by_name)
