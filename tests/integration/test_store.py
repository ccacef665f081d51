"""Opening databases: new, old, newer, not ours; migrations equal to the models."""

from pathlib import Path

import pytest
from sqlalchemy import text

from xunjian.db.engines import kind_of
from xunjian.db.registers import logged_tables
from xunjian.db.schema import Base
from xunjian.db.store import Store
from xunjian.errors import UserError

BUREAU = "0b1f2d62-5c2e-4a57-9c1b-5f7f6c1d2e3f"


def test_migrated_tables_equal_the_models(tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    store = Store.create(tmp_path / "x.db", bureau=BUREAU)
    with store.connection(writing=False) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Base.metadata) == []


def test_a_database_from_a_newer_version_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    store = Store.create(path, bureau=BUREAU)
    with store.connection(writing=True) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    before = path.read_bytes()
    with pytest.raises(UserError) as refused:
        Store.open(path)
    assert (refused.value.safe, refused.value.hint) == ("工作库没有动。", "请先升级程序。")
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00" + b"\x07" * 4096, "不是数据库".encode() * 100])
def test_a_file_that_is_no_workspace_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(content)
    with pytest.raises(UserError):
        Store.open(path)
    assert path.read_bytes() == content


def test_lost_triggers_are_made_again_at_the_next_opening(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "x.db", bureau=BUREAU)
    with store.connection(writing=True) as connection:
        connection.execute(text("DROP TRIGGER mark_finding_update"))
    store.close()
    with Store.open(tmp_path / "x.db").connection(writing=False) as connection:
        assert kind_of(connection).has_triggers(connection, sorted(logged_tables()))


def test_every_connection_syncs_fully(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "x.db", bureau=BUREAU)
    with store.connection(writing=False) as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2


def test_a_full_disk_is_told_apart_and_loses_nothing_before(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "x.db", bureau=BUREAU)
    with store._engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count = {pages + 2}"))
    with pytest.raises(UserError, match="本机满了"), store.write() as session:
        from xunjian.db.schema.reference import School
        from xunjian.db.uids import new_uid

        session.add_all(School(uid=new_uid(), name="长名" * 2000) for _ in range(50))
    with store._engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM school")).scalar() == 0
