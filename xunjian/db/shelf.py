"""Where bundles wait for a look: a folder; where the ledger is on a server, its database, so every machine has them."""

from pathlib import Path

from sqlalchemy import Connection, text

from xunjian.files import replacing

PIECE = 4 * 2**20
"""Bytes that are in memory at a time: a bundle may be as large as a stick."""

_ADD = text("INSERT INTO held_piece (file, place, content) VALUES (:file, :place, :content)")
_READ = text("SELECT content FROM held_piece WHERE file = :file AND place = :place")
_FORGET = text("DELETE FROM held_piece WHERE file NOT IN (SELECT file FROM log_held WHERE settled IS NULL)")


class Shelf:
    """A folder of bundles by name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, connection: Connection, name: str, source: Path) -> None:  # noqa: ARG002 - the served one's
        """Put a copy of `source` here under a name that none has yet; raises OSError."""
        self._folder.mkdir(exist_ok=True)
        with source.open("rb") as file, replacing(self._folder / name) as target:
            while piece := file.read(PIECE):
                target.write(piece)

    def fetch(self, connection: Connection, name: str, folder: Path) -> Path:  # noqa: ARG002
        """Return where the bundle can be read: a copy in `folder` if need be; raises OSError."""
        return self._folder / name

    def forget(self, connection: Connection, name: str) -> None:  # noqa: ARG002
        """Let go of a bundle that waits no longer."""
        (self._folder / name).unlink(missing_ok=True)


class ServedShelf(Shelf):
    """Bundles in pieces in a table of the server's database."""

    def put(self, connection: Connection, name: str, source: Path) -> None:
        """Put a copy of `source` here, whole with the transaction or not at all; raises OSError."""
        with source.open("rb") as file:
            place = 0
            while piece := file.read(PIECE):
                connection.execute(_ADD, {"file": name, "place": place, "content": piece})
                place += 1

    def fetch(self, connection: Connection, name: str, folder: Path) -> Path:
        """Return where a copy of the bundle can be read on this machine; raises OSError."""
        place = 0
        with (folder / name).open("wb") as file:
            while piece := connection.execute(_READ, {"file": name, "place": place}).scalar():
                file.write(piece)
                place += 1
        return folder / name

    def forget(self, connection: Connection, name: str) -> None:  # noqa: ARG002
        """Let go of every bundle that waits no longer, also of one that a crash has left."""
        connection.execute(_FORGET)
