"""Whatever may clash has a Chinese name."""

from xunjian import labels
from xunjian.db.registers import logged_tables

FIELDS = {
    (table.name, name)
    for table in logged_tables().values()
    if not table.is_record
    for register in table.registers
    for name in (register.name, *(column for column, _ in register.columns))
}


def test_every_field_that_people_edit_has_a_chinese_name() -> None:
    named = {(table, field) for table, fields in labels.FIELD.items() for field in fields}
    assert sorted(FIELDS - named) == []
    assert {table for table, _ in FIELDS} == labels.TABLE.keys()
    names = [*labels.TABLE.values(), *(name for fields in labels.FIELD.values() for name in fields.values())]
    assert [name for name in names if name.isascii()] == []


def test_no_name_stands_for_a_field_that_is_not_there() -> None:
    shared = labels.SCHOOL_FIELD.keys() | labels.SHARED_FIELD.keys()
    named = {(table, field) for table, fields in labels.FIELD.items() for field in fields if field not in shared}
    assert sorted(named - FIELDS) == []
