"""What tests of both engines share: a server of their own, and empty ledgers."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ledgers import Databases, Files, Ledgers, founded
from tests.servers import Server, binaries, running
from xunjian.db.places import Place

# Tests leave nothing in the keyring of whoever runs them.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    programs = binaries()
    if programs is None:
        pytest.skip("THE BUREAU'S LEDGER ON A SERVER IS NOT TESTED: PostgreSQL (initdb, postgres) is not installed")
    with running(programs) as one:
        yield one


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return founded(Files(tmp_path_factory.mktemp("empty")))


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Place:
    return founded(Databases(tmp_path_factory.mktemp("empty"), server))


@pytest.fixture
def in_files(tmp_path: Path, empty_file: Place) -> Iterator[Ledgers]:
    """Ledgers on SQLite."""
    ledgers = Ledgers(Files(tmp_path), empty_file)
    yield ledgers
    ledgers.close()


@pytest.fixture
def on_server(tmp_path: Path, server: Server, empty_database: Place) -> Iterator[Ledgers]:
    """Ledgers on PostgreSQL."""
    ledgers = Ledgers(Databases(tmp_path, server), empty_database)
    yield ledgers
    ledgers.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def ledgers(request: pytest.FixtureRequest) -> Ledgers:
    """Ledgers on either engine: whatever asks for them is tested on both."""
    found = request.getfixturevalue("in_files" if request.param == "sqlite" else "on_server")
    assert isinstance(found, Ledgers)
    return found
