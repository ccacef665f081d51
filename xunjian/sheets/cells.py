"""The text of a cell: as the person sees it on the sheet, without the traces of how it is stored."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

ERROR_VALUES = frozenset(
    {"#N/A", "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)
"""What a spreadsheet shows where a formula has failed."""


def text_of(value: object) -> str:
    """Return the text of a cell's value; whole numbers carry no `.0`, dates are ISO, a date-time at midnight a date."""
    match value:
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return _number(float(value))
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat("minutes")
        case timedelta():
            minutes = round(value.total_seconds() / 60)
            return f"{minutes // 60}:{minutes % 60:02}"
        case _:
            return ""


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    # A spreadsheet keeps 15 digits; the shortest decimal that means the same number shows exactly these, and
    # `int()` would fill an 18-digit id with digits nobody typed.
    if value.is_integer() and abs(value) < 1e21:
        return f"{Decimal(repr(value)):f}".removesuffix(".0")
    return f"{value:.15g}"
