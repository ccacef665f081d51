"""The indexes that the migrations make on a server: whatever a bundle brings goes in."""

from random import Random

from sqlalchemy import text

from tests.ledgers import BUREAU, Ledgers
from xunjian.db import canonical, integrity, merge
from xunjian.db.commits import Commit, Operation
from xunjian.db.registers import LoggedTable, logged_tables
from xunjian.db.schema.base import WHOLE_ROW
from xunjian.db.uids import derived_uid

LENGTH = 20_000
"""Characters at random: no server packs them into the 2,704 bytes that an ordered index takes."""

INDEXES = text(
    "SELECT t.relname AS table_name, i.relname AS name, m.amname AS method FROM pg_index x"
    " JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_am m ON m.oid = i.relam"
    " WHERE NOT x.indisprimary AND t.relnamespace = current_schema()::regnamespace"
)


def indexed(table: LoggedTable) -> set[str]:
    return {str(column.name) for index in table.table.indexes for column in index.columns}


def overlong(table: LoggedTable, random: Random) -> list[Operation]:
    """Return what writes a record whose indexed columns hold values that are far too long for names."""
    uid = derived_uid(BUREAU, table.name)
    values = {column: "".join(random.choices("0123456789abcdef", k=LENGTH)) for column in indexed(table)}
    if table.is_record:
        return [Operation(table.name, uid, WHOLE_ROW, canonical.encode_text(values), ())]
    assert values.keys() <= table.by_name.keys()
    return [Operation(table.name, uid, name, canonical.encode_text(value), ()) for name, value in values.items()]


def test_values_too_long_for_an_ordered_index_are_merged_on_a_server(on_server: Ledgers) -> None:
    random = Random(1)  # noqa: S311
    tables = [table for table in logged_tables().values() if indexed(table)]
    operations = tuple(op for table in tables for op in overlong(table, random))
    case = ("visit", derived_uid(BUREAU, "visit"))
    line = Commit(BUREAU, case, 1, None, None, "2026-09-18T02:11:05.123Z", "1.0", 1, None, operations).line()
    store = on_server.new()
    with store.connection(writing=True) as connection:
        merge.apply(connection, merge.stage(connection, [line]), merge.Source("bundle", "sha256", "{}"))
        for table in tables:
            for column in indexed(table):
                longest = text(f"SELECT max(length({column})) FROM {table.name}")  # noqa: S608 - our own names
                assert connection.execute(longest).scalar() == LENGTH
    with store.connection(writing=True) as connection:
        assert integrity.faults(connection, deep=True) == []


def test_every_index_on_what_bundles_bring_is_a_hash_index(on_server: Ledgers) -> None:
    with on_server.new().connection(writing=False) as connection:
        made = {(row.table_name, row.name): row.method for row in connection.execute(INDEXES)}
    wanted = {(table.name, str(index.name)) for table in logged_tables().values() for index in table.table.indexes}
    assert len(wanted) > 30
    assert {key: made.get(key) for key in wanted} == dict.fromkeys(wanted, "hash")
