"""The triggers that note which rows of logged tables were touched.

They carry no values: JSON made by triggers differs between engines for most types. They are made by the program and
compared at every opening, so a migration or another tool cannot lose them.
"""

from sqlalchemy import Connection, text

from xunjian.db.registers import logged_tables

_EVENTS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


def _trigger(table: str, event: str) -> tuple[str, str]:
    name = f"mark_{table}_{event.lower()}"
    # NOT EXISTS and not OR IGNORE: a conflict clause inside a trigger is overruled by the statement that fired it.
    notes = "".join(
        f" INSERT INTO log_dirty (tbl, uid) SELECT '{table}', {row}.uid"  # noqa: S608 - our own names
        f" WHERE NOT EXISTS (SELECT 1 FROM log_dirty WHERE tbl = '{table}' AND uid = {row}.uid);"
        for row in _EVENTS[event]
    )
    return name, f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN{notes} END"


def wanted_triggers() -> dict[str, str]:
    """Return the triggers that must be there: their statements by name."""
    return dict(_trigger(table, event) for table in sorted(logged_tables()) for event in _EVENTS)


def present_triggers(connection: Connection) -> dict[str, str]:
    """Return the triggers that are there."""
    found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    return {name: statement for name, statement in found if name.startswith("mark_")}


def renew_triggers(connection: Connection) -> bool:
    """Make the triggers what they must be; return whether anything was to do."""
    wanted, present = wanted_triggers(), present_triggers(connection)
    if wanted == present:
        return False
    for name in present:
        connection.execute(text(f"DROP TRIGGER {name}"))
    for statement in wanted.values():
        connection.exec_driver_sql(statement)
    return True
