"""Empty ledgers of one bureau, on either engine: what the change log and merging are tested on."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Protocol

from tests.servers import Server
from xunjian.db.places import OnServer, Place
from xunjian.db.store import Store
from xunjian.db.uids import new_uid

BUREAU = "0b1f2d62-5c2e-4a57-9c1b-5f7f6c1d2e3f"


class Disks(Protocol):
    """What differs between the engines when a test wants a ledger."""

    def place(self) -> Place:
        """Return a place where nothing is yet."""

    def copy(self, place: Place) -> Place:
        """Copy a ledger as it is, replica uid and all, as one copies a disk; nobody may have it open."""

    def remove(self, place: Place) -> None:
        """Take a ledger away."""


class Files:
    """Ledgers in files of a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()

    def place(self) -> Path:
        return self._folder / f"{next(self._numbers)}.db"

    def copy(self, place: Place) -> Path:
        assert isinstance(place, Path)
        return Path(shutil.copyfile(place, self.place()))

    def remove(self, place: Place) -> None:
        assert isinstance(place, Path)
        for file in self._folder.glob(f"{place.name}*"):
            file.unlink()


class Databases:
    """Ledgers in databases of a server."""

    def __init__(self, folder: Path, server: Server) -> None:
        self._folder = folder
        self._server = server

    def place(self) -> OnServer:
        return self._named(self._server.database())

    def copy(self, place: Place) -> OnServer:
        assert isinstance(place, OnServer)
        copy = self._named(self._server.database(place.url.database or ""))
        shutil.copyfile(place.machine, copy.machine)
        return copy

    def remove(self, place: Place) -> None:
        assert isinstance(place, OnServer)
        self._server.drop(place.url.database or "")
        place.machine.unlink(missing_ok=True)

    def _named(self, name: str) -> OnServer:
        return OnServer(self._server.url(name), self._folder / f"{name}.machine.db")


class Ledgers:
    """Ledgers that go with their test."""

    def __init__(self, disks: Disks, empty: Place) -> None:
        self._disks = disks
        self._empty = empty
        self._places: list[Place] = []
        self._stores: list[Store] = []

    def new(self) -> Store:
        """Return an empty ledger, opened, with a replica uid of its own."""
        place = self.copy(self._empty)
        file = place if isinstance(place, Path) else place.machine
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("UPDATE local_setting SET value = ? WHERE name = 'replica'", (new_uid(),))
        return self.open(place)

    def copy(self, place: Place) -> Place:
        """Copy a ledger that nobody has open."""
        self._places.append(self._disks.copy(place))
        return self._places[-1]

    def open(self, place: Place) -> Store:
        self._stores.append(Store.open(place))
        return self._stores[-1]

    def join(self, place: Place) -> Store:
        """Open a ledger on a server at one more machine."""
        assert isinstance(place, OnServer)
        machine = place.machine.with_name(f"{new_uid()}.machine.db")
        self._stores.append(Store.join(replace(place, machine=machine)))
        return self._stores[-1]

    def last_place(self) -> Place:
        """Return where the newest ledger is."""
        return self._places[-1]

    def close(self) -> None:
        for store in self._stores:
            store.close()
        for place in self._places:
            self._disks.remove(place)
        self._stores.clear()
        self._places.clear()


def founded(disks: Disks) -> Place:
    """Make an empty ledger to copy: making one costs more than most tests."""
    place = disks.place()
    Store.create(place, bureau=BUREAU).close()
    return place
