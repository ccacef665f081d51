"""A ledger of the first version is brought up to date: nothing of its log is lost, and what was unknown is shown."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, MetaData, Table, inspect, select, text

from tests.ledgers import BUREAU, Databases, Disks, Files
from tests.servers import Server
from xunjian.db import engines, history, integrity, migrations
from xunjian.db.places import OnServer, Place
from xunjian.db.schema.visit import Finding, Visit, VisitArea
from xunjian.db.store import Store
from xunjian.db.uids import derived_uid, new_uid

VISIT = new_uid()


def first_tables(connection: Connection) -> None:
    """Make the tables as the first version made them."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")


def copied(new: Connection, old: Connection) -> None:
    """Put all rows into the tables that the first version has, as its merge would have put them there."""
    present, tables = MetaData(), inspect(old).get_table_names()
    present.reflect(old)
    for name in sorted(tables, key=lambda one: one not in {"log_replica", "log_case"}):
        if name == "alembic_version" or not inspect(new).has_table(name):
            continue
        target = present.tables[name]
        source = Table(name, MetaData(), autoload_with=new)
        shared = [column.name for column in target.columns if column.name in source.columns]
        rows = [dict(row._mapping) for row in new.execute(select(*(source.c[column] for column in shared)))]
        if rows:
            old.execute(target.insert(), rows)


@pytest.fixture(params=["sqlite", "postgresql"])
def disks(request: pytest.FixtureRequest, tmp_path: Path) -> Disks:
    if request.param == "sqlite":
        return Files(tmp_path)
    server = request.getfixturevalue("server")
    assert isinstance(server, Server)
    return Databases(tmp_path, server)


def old_ledger(disks: Disks, new: Store) -> Place:
    """Return a ledger of the first version that holds the same log, what it did not know included."""
    place = disks.place()
    engine = engines.connect(place)
    with engines.begin(engine, writing=True, in_turn=False) as old, new.connection(writing=False) as source:
        first_tables(old)
        copied(source, old)
        assert not inspect(old).has_table("visit_area")
    engine.dispose()
    return place


def test_what_the_first_version_did_not_know_is_shown_after_the_upgrade(disks: Disks, tmp_path: Path) -> None:
    newer_place = disks.place()
    newer = Store.create(newer_place, bureau=BUREAU)
    with newer.write(by="李敏") as session:
        session.add(Visit(uid=VISIT, kind="special"))
        session.add(VisitArea(uid=derived_uid(VISIT, "area", "SF"), visit=VISIT, area="SF", deleted=False))
        session.add(Finding(uid=new_uid(), visit=VISIT, fact="收取饮水费"))
    place = old_ledger(disks, newer)
    if isinstance(place, OnServer):
        opened = Store.join(replace(place, machine=tmp_path / "upgraded.db"))
    else:
        opened = Store.open(place)
    with opened.read() as session:
        assert session.scalars(select(VisitArea.area)).all() == ["SF"]
        assert session.scalars(select(Finding.fact)).all() == ["收取饮水费"]
        version = session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    assert int(version) == migrations.NEWEST
    with opened.connection(writing=True) as connection, newer.connection(writing=False) as source:
        assert integrity.faults(connection, deep=True) == []
        assert integrity.digest(connection) == integrity.digest(source)
        assert [name for name, _ in history.commits_of(connection)] == [name for name, _ in history.commits_of(source)]
    for store in (opened, newer):
        store.close()
    for one in (place, newer_place):
        disks.remove(one)
