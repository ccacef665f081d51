"""What a window needs before its first paint: whether a workspace is there, and how it wants to look.

The database library takes half a second to import; this is the one other place that opens the file, to read only.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

DATABASE = "xunjian.db"
"""A ledger on this machine."""
ADDRESS = "ledger.toml"
"""Where the ledger is if it is on a server; this machine's own settings then lie in:"""
MACHINE = "machine.db"


def has_workspace(folder: Path) -> bool:
    """Tell whether a folder holds a workspace."""
    return (folder / DATABASE).is_file() or (folder / ADDRESS).is_file()


def local_settings(folder: Path) -> dict[str, str]:
    """Return the machine's own settings; none where they cannot be read, whatever the reason: opening will tell it."""
    file = folder / (MACHINE if (folder / ADDRESS).is_file() else DATABASE)
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=0.1)) as connection:
            return dict(connection.execute("SELECT name, value FROM local_setting"))
    except (sqlite3.Error, ValueError):
        return {}
