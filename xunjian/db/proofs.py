"""The bureau's signatures over commits, kept beside the log.

A commit that carries one was written or taken in by the bureau: it passes wherever it is unknown, whoever carries it,
also at a bureau that was restored from an old backup.
"""

from collections.abc import Iterable

from sqlalchemy import Connection

from xunjian.db.statements import Statement
from xunjian.db.views import chunks

_FIND = Statement("SELECT hash, signature FROM log_proof WHERE hash IN :hashes")
_ADD = Statement("INSERT INTO log_proof (hash, signature) VALUES (:hash, :signature) ON CONFLICT (hash) DO NOTHING")


def of(connection: Connection, hashes: Iterable[bytes]) -> dict[bytes, bytes]:
    """Return the signatures that are known of these commits."""
    return {
        bytes(name): bytes(signature)
        for part in chunks(hashes)
        for name, signature in _FIND.rows(connection, hashes=part)
    }


def add(connection: Connection, signatures: Iterable[tuple[bytes, bytes]]) -> None:
    """Keep verified signatures, by the hashes of their commits."""
    for part in chunks(signatures):
        _ADD.each(connection, part)
