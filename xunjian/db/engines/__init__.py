"""The two engines that a ledger can live on: what differs between them is in this package, and nowhere else.

Each driver is named in its own module. The server's is loaded only where a ledger is on a server.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from xunjian.db.engines import sqlite
from xunjian.db.places import Place
from xunjian.errors import UserError


class Kind(Protocol):
    """What an engine does in its own way; the modules of this package are of this kind."""

    def advice(self, cause: BaseException) -> UserError | None:
        """Return what its reader can do about an error of the driver; None for a mistake of the program."""

    def has_triggers(self, connection: Connection, tables: Iterable[str]) -> bool:
        """Tell whether the triggers that note touched rows of `tables` are there and as they must be."""

    def make_triggers(self, connection: Connection, tables: Iterable[str]) -> None:
        """Make them anew.

        They note which rows were touched and carry no values: JSON made by triggers differs between engines for most
        types. They are compared at every opening, so a migration or another tool cannot lose them.
        """

    def faults(self, connection: Connection) -> list[str]:
        """Return what the engine finds broken in its own files."""


def kind_of(connection: Connection | Engine) -> Kind:
    """Return what the engine of a connection does in its own way."""
    if connection.dialect.name == "sqlite":
        return sqlite
    from xunjian.db.engines import postgresql

    return postgresql


def connect(place: Place) -> Engine:
    """Return an engine for what is at `place`; nothing is opened yet."""
    if isinstance(place, Path):
        return sqlite.connect(place)
    from xunjian.db.engines import postgresql

    return postgresql.connect(place)


@contextmanager
def advising(engine: Engine) -> Iterator[None]:
    """Turn faults of disk, file, network and server into what their reader can do about them."""
    try:
        yield
    except (DBAPIError, engine.dialect.loaded_dbapi.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
        advice = kind_of(engine).advice(cause)
        if advice is None:
            raise
        raise advice from error


@contextmanager
def begin(engine: Engine, *, writing: bool, in_turn: bool = True) -> Iterator[Connection]:
    """Yield a connection in a transaction that sees one state.

    Writers take turns: one begins to write when the one before has ended, and sees all that it wrote. `in_turn` is
    for the one exception, a server's database that holds no ledger yet.
    """
    options = {"in_turn": in_turn, "writing": True} if writing else {"postgresql_readonly": True}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection
