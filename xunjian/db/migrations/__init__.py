"""Steps from one version of the tables to the next, configured in code.

Steps only create tables and add columns, and never use Alembic's batch mode: it rebuilds a table, and the rebuilt
table's rows would be logged as deleted for everyone.
"""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

NEWEST = 11
"""The version that this program writes; the revision ids of the steps are these numbers in four digits."""


def stored_version(connection: Connection) -> int | None:
    """Return the version of the tables, or None where there are none of ours."""
    present = inspect(connection)
    if not (present.has_table("alembic_version") and present.has_table("log_commit")):
        return None
    return int(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def upgrade(connection: Connection) -> None:
    """Bring the tables to the newest version, inside the caller's transaction."""
    # Alembic costs a tenth of a second to import, and nearly every opening needs no step.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
