"""The store of photos and documents where the ledger is on a server: in a table, so all machines see the same.

What a machine has shown or made once also lies in a folder of its own; that copy is only for speed.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sqlalchemy import text

from xunjian.db.photos import PhotoStore, Stored
from xunjian.db.store import Store

_HAS = text("SELECT 1 FROM blob_content WHERE sha256 = :sha256")
_READ = text("SELECT content FROM blob_content WHERE sha256 = :sha256")
# The same name is the same bytes, unless they were damaged: then these make it good again.
_PUT = text(
    "INSERT INTO blob_content (sha256, content) VALUES (:sha256, :content)"
    " ON CONFLICT (sha256) DO UPDATE SET content = excluded.content WHERE blob_content.content <> excluded.content"
)
_HASHES = text("SELECT sha256 FROM blob_content ORDER BY sha256")
_DAMAGED = text("SELECT sha256 FROM blob_content WHERE encode(sha256(content), 'hex') <> sha256 ORDER BY sha256")


class ServedPhotos(PhotoStore):
    """Files named by content, in a table of the server's database."""

    def __init__(self, folder: Path, temporary: Path, store: Store) -> None:
        super().__init__(folder, temporary)
        self._store = store

    def path(self, sha256: str) -> Path:
        """Return where the file of this hash lies on this machine, fetched if need be; or where it would lie."""
        target = self._place(sha256)
        if not target.is_file():
            with self._store.beside() as connection:
                content = connection.execute(_READ, {"sha256": sha256}).scalar()
            if content is not None and hashlib.sha256(content).hexdigest() == sha256:
                self._write(sha256, content)
        return target

    def has(self, sha256: str) -> bool:
        """Tell whether the file is on the server."""
        with self._store.beside() as connection:
            return connection.execute(_HAS, {"sha256": sha256}).first() is not None

    def hashes(self) -> Iterator[str]:
        """Yield the hash of every file on the server."""
        with self._store.beside() as connection:
            return iter(connection.scalars(_HASHES).all())

    def add(self, content: bytes, media_type: str) -> Stored:
        """Store bytes that are known to be good, on the server and here."""
        stored = super().add(content, media_type)
        self._put(stored.sha256, content)
        return stored

    def damaged(self) -> list[str]:
        """Return the names of files on the server whose bytes are not what their name says."""
        with self._store.beside() as connection:
            return list(connection.scalars(_DAMAGED))

    @contextmanager
    def incoming(self, sha256: str) -> Iterator[IO[bytes]]:
        """Yield a file that is stored under this name at a clean exit; whoever writes it sees to its hash."""
        with self._replacing(sha256) as file:
            yield file
        self._put(sha256, self._place(sha256).read_bytes())

    def _put(self, sha256: str, content: bytes) -> None:
        with self._store.beside() as connection:
            connection.execute(_PUT, {"sha256": sha256, "content": content})
