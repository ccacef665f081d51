"""A bureau whose ledger is on a server: made, joined, its photos seen by all, and what is told when it fails."""

import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import func, select, text

from tests.cli import COUNTY, WATER, call, digest, group, ok, refused, visit_file
from tests.cli import bureau as new_bureau
from tests.ledgers import BUREAU, Ledgers
from tests.servers import Server
from xunjian import settings
from xunjian.db import shelf
from xunjian.db.engines import kind_of
from xunjian.db.places import OnServer, keep_address, parsed, place_in
from xunjian.db.registers import logged_tables
from xunjian.db.schema import Base
from xunjian.db.schema.local import Setting
from xunjian.db.schema.reference import School
from xunjian.db.schema.visit import Finding
from xunjian.db.store import Store
from xunjian.db.uids import new_uid
from xunjian.errors import UserError
from xunjian.settings import Name
from xunjian.workspace import Workspace

WANTED = ("--bureau", "庐州区教育局", "--prefix", "庐教督改", "--region", "340199", "--test")


def address_of(server: Server, database: str) -> str:
    return server.url(database).render_as_string()


@pytest.fixture
def empty(server: Server) -> Iterator[str]:
    """The address of an empty database."""
    name = server.database()
    yield address_of(server, name)
    server.drop(name)


@pytest.fixture(scope="session")
def original(server: Server, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A bureau's folder and database to copy."""
    folder, database = tmp_path_factory.mktemp("server") / "局", server.database()
    ok(folder, "init", *WANTED, "--database-url", address_of(server, database))
    return folder, database


@pytest.fixture
def url(server: Server, original: tuple[Path, str]) -> Iterator[str]:
    """The address of the bureau's ledger."""
    name = server.database(original[1])
    yield address_of(server, name)
    server.drop(name)


@pytest.fixture
def bureau(tmp_path: Path, url: str, original: tuple[Path, str]) -> Path:
    """The bureau's folder."""
    folder = Path(shutil.copytree(original[0], tmp_path / "局"))
    keep_address(folder, url)
    return folder


@pytest.fixture
def opened(bureau: Path) -> Iterator[Workspace]:
    workspace = Workspace.open(bureau)
    yield workspace
    workspace.close()


@pytest.fixture
def beside(tmp_path: Path, bureau: Path, url: str) -> Iterator[Workspace]:
    """A second machine of the same bureau."""
    folder = tmp_path / "第二台"
    ok(folder, "init", "--database-url", url)
    workspace = Workspace.open(folder)
    yield workspace
    workspace.close()


def photo() -> bytes:
    target = BytesIO()
    Image.new("RGB", (64, 48), "darkred").save(target, "JPEG")
    return target.getvalue()


def test_migrated_tables_equal_the_models_on_the_server_too(on_server: Ledgers) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with on_server.new().connection(writing=False) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Base.metadata) == []
        assert kind_of(connection).has_triggers(connection, sorted(logged_tables()))


def test_text_is_ordered_by_code_point_whatever_the_server_was_set_to(on_server: Ledgers) -> None:
    names = ["b", "B", "a", "é", "一", "丁", "_"]
    store = on_server.new()
    with store.write() as session:
        session.add_all(School(uid=new_uid(), name=name) for name in names)
    with store.read() as session:
        assert session.scalars(select(School.name).order_by(School.name)).all() == sorted(names)
        collations = session.execute(
            text(
                "SELECT DISTINCT collation_name FROM information_schema.columns"
                " WHERE table_schema = 'public' AND data_type = 'text' AND table_name <> 'alembic_version'"
            )
        )
        assert collations.scalars().all() == ["C"]


def test_nothing_stands_before_everything_else_on_either_engine(ledgers: Ledgers) -> None:
    store = ledgers.new()
    with store.write() as session:
        session.add_all(Finding(uid=new_uid(), fact=fact, amount=7) for fact in ("乙", None, "甲"))
    for order, expected in (
        (Finding.fact, [None, *sorted("甲乙")]),
        (Finding.fact.desc(), [*sorted("甲乙", reverse=True), None]),
        (Finding.fact.asc().nulls_last(), [*sorted("甲乙"), None]),
    ):
        with store.read() as session:
            assert session.scalars(select(Finding.fact).order_by(Finding.amount.desc(), order)).all() == expected


def test_a_sum_of_whole_numbers_is_a_whole_number(ledgers: Ledgers) -> None:
    store = ledgers.new()
    with store.write() as session:
        session.add_all(Finding(uid=new_uid(), amount=amount) for amount in (1, 2**52))
    with store.read() as session:
        total = session.scalars(select(func.sum(Finding.amount))).one()
    assert (type(total), total) == (int, 2**52 + 1)


def test_the_same_work_gives_the_same_ledger_as_in_a_file(tmp_path: Path, bureau: Path) -> None:
    ok(bureau, "schools", "import", COUNTY)
    laptop = group(tmp_path, bureau)
    found = {"item": "SF-07", "result": "no", "fact": "收取饮水费", "amount": "630.00", "requirement": "退还"}
    ok(laptop, "visit", "record", visit_file(tmp_path, [found]))
    bundle = tmp_path / "a.xjb"
    ok(laptop, "bundle", "export", bundle)
    assert ok(bureau, "--json", "bundle", "merge", bundle).code == 0
    assert ok(bureau, "--json", "check", "--deep").data["faults"] == []
    for command in ("visit", "conflicts"):
        assert ok(bureau, "--json", command, "list").data == ok(laptop, "--json", command, "list").data
    in_a_file = new_bureau(tmp_path / "在文件里")
    listed, expected = (ok(data, "--json", "schools", "list").data for data in (bureau, in_a_file))
    assert [row["code"] for row in listed] == [row["code"] for row in expected]


def test_a_second_machine_joins_as_one_of_its_own(opened: Workspace, beside: Workspace) -> None:
    assert opened.store.bureau == beside.store.bureau
    assert opened.store.replica != beside.store.replica
    assert beside.is_bureau
    assert beside.is_trial
    for workspace, person in ((opened, "甲"), (beside, "乙")):
        workspace.act_as(person)
        with workspace.store.write() as session:
            settings.put(session, Name.TEXT_SIZE, person)
    for workspace, person in ((opened, "甲"), (beside, "乙")):
        with workspace.store.read() as session:
            assert settings.get(session, Name.PERSON) == settings.get(session, Name.TEXT_SIZE) == person


def test_what_a_failed_write_set_on_the_machine_is_undone_with_it(opened: Workspace) -> None:
    with pytest.raises(RuntimeError), opened.store.write() as session:
        settings.put(session, Name.PERSON, "甲")
        session.flush()
        raise RuntimeError
    with opened.store.read() as session:
        assert session.get(Setting, Name.PERSON.value) is None


def test_photos_are_seen_by_all_machines(opened: Workspace, beside: Workspace) -> None:
    stored = opened.photos.add_photo(photo())
    assert beside.photos.has(stored.sha256)
    assert beside.photos.read(stored.sha256) == photo()
    assert beside.photos.path(stored.sha256).read_bytes() == photo()
    assert list(beside.photos.hashes()) == list(opened.photos.hashes()) == [stored.sha256]
    assert beside.photos.damaged() == []


def test_a_photo_that_is_nowhere_is_missing(opened: Workspace) -> None:
    assert not opened.photos.has("0" * 64)
    assert not opened.photos.path("0" * 64).exists()
    with pytest.raises(FileNotFoundError):
        opened.photos.read("0" * 64)


def test_a_photo_damaged_on_the_server_is_found_never_shown_and_made_good(opened: Workspace, beside: Workspace) -> None:
    stored = opened.photos.add_photo(photo())
    with opened.store.beside() as connection:
        connection.execute(text("UPDATE blob_content SET content = decode('00', 'hex')"))
    assert beside.photos.damaged() == [stored.sha256]
    assert not beside.photos.path(stored.sha256).exists()
    opened.photos.add_photo(photo())
    assert beside.photos.damaged() == []
    assert beside.photos.read(stored.sha256) == photo()


def test_a_photo_from_a_bundle_is_there_for_all_once_it_is_whole(opened: Workspace, beside: Workspace) -> None:
    with pytest.raises(RuntimeError), opened.photos.incoming("ab" * 32) as file:
        file.write(b"half")
        raise RuntimeError
    assert not beside.photos.has("ab" * 32)
    with opened.photos.incoming("ab" * 32) as file:
        file.write(b"whole")
    assert beside.photos.has("ab" * 32)


def test_the_password_lies_apart_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    kept = keep_address(tmp_path, "postgresql+psycopg://lu:p%3Aw%5Cd@db.example:5433/jiandu?sslmode=require")
    assert "p:w" not in (tmp_path / "ledger.toml").read_text("utf-8")
    assert "sslmode=require" in (tmp_path / "ledger.toml").read_text("utf-8")
    assert kept.password is not None
    assert kept.password.read_text("utf-8") == "*:*:*:*:p\\:w\\\\d\n"
    if sys.platform != "win32":
        assert stat.S_IMODE(kept.password.stat().st_mode) == 0o600
    assert place_in(tmp_path) == kept
    assert kept.url.password is None


@pytest.mark.parametrize(
    "address", ["", "庐州区", "sqlite:///x.db", "mysql://a/b", "postgresql+psycopg://server", "://"]
)
def test_an_address_that_is_none_is_refused_and_nothing_is_made(tmp_path: Path, address: str) -> None:
    data = tmp_path / "局"
    assert refused(data, "init", *WANTED, "--database-url", address)[0] == "数据库地址写得不对。"
    assert not (data / "ledger.toml").exists()


def test_a_torn_address_is_told(bureau: Path) -> None:
    (bureau / "ledger.toml").write_text("url = ", "utf-8")
    assert refused(bureau, "visit", "list")[0] == "ledger.toml 里的数据库地址读不出来。"


def test_a_server_that_is_not_there_is_told_and_nothing_is_made(tmp_path: Path) -> None:
    data = tmp_path / "局"
    nowhere = f"postgresql+psycopg://lu@/jiandu?host={tmp_path}"
    assert refused(data, "init", *WANTED, "--database-url", nowhere)[0].startswith("连不上数据库服务器")
    assert not (data / "ledger.toml").exists()
    assert not (data / "machine.db").exists()


def test_a_ledger_whose_server_went_away_is_told_and_opens_again(bureau: Path, url: str) -> None:
    address = (bureau / "ledger.toml").read_text("utf-8")
    (bureau / "ledger.toml").write_text(address.replace("host=", "host=/nowhere"), "utf-8")
    assert refused(bureau, "visit", "list")[0].startswith("连不上数据库服务器")
    (bureau / "ledger.toml").write_text(address, "utf-8")
    ok(bureau, "visit", "list")


def test_a_database_that_does_not_exist_and_a_user_that_is_none_are_told_apart(tmp_path: Path, server: Server) -> None:
    missing = server.url("nosuch")
    unknown = server.url("postgres").set(username="nobody")
    for url, words in ((missing, "服务器上没有这个数据库"), (unknown, "数据库服务器不让进")):
        with pytest.raises(UserError, match=words):
            Store.create(OnServer(url, tmp_path / "machine.db"), bureau=BUREAU)
    assert list(tmp_path.iterdir()) == []


def test_a_second_bureau_in_the_same_database_is_refused(tmp_path: Path, bureau: Path, url: str) -> None:
    before = digest(bureau)
    other = tmp_path / "别的局"
    assert refused(other, "init", *WANTED, "--database-url", url)[0] == "这里已经有一个工作库。"
    assert refused(bureau, "init", "--database-url", url)[0].startswith("这个文件夹里已经有")
    assert digest(bureau) == before


def test_a_database_with_other_tables_is_refused_untouched(tmp_path: Path, server: Server, empty: str) -> None:
    data, database = tmp_path / "局", parsed(empty).database or ""
    with server.connect(database) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num text)")
        connection.execute("INSERT INTO alembic_version VALUES ('3f2a')")
    assert refused(data, "init", *WANTED, "--database-url", empty)[0] == "这个数据库里已经有别的表。"
    assert refused(data, "init", "--database-url", empty)[0] == "那里没有巡检的工作库。"
    with server.connect(database) as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (1,)


def test_a_database_that_cannot_hold_every_character_is_refused(tmp_path: Path, server: Server) -> None:
    with server.connect("postgres") as connection:
        connection.execute("CREATE DATABASE ascii TEMPLATE template0 ENCODING 'SQL_ASCII'")
    with pytest.raises(UserError, match="UTF-8"):
        Store.create(OnServer(server.url("ascii"), tmp_path / "machine.db"), bureau=BUREAU)


def test_a_ledger_from_a_newer_version_is_refused_untouched(on_server: Ledgers, server: Server) -> None:
    on_server.new().close()
    place = on_server.last_place()
    assert isinstance(place, OnServer)
    with server.connect(place.url.database or "") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(UserError, match="新版程序"):
            Store.open(place)
        with pytest.raises(UserError, match="新版程序"):
            Store.join(replace(place, machine=place.machine.with_name("m.db")))
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("9999",)


def test_a_server_that_can_only_be_read_is_told(on_server: Ledgers, server: Server) -> None:
    store = on_server.new()
    place = on_server.last_place()
    assert isinstance(place, OnServer)
    store.close()
    with server.connect("postgres") as connection:
        connection.execute(f"ALTER DATABASE {place.url.database} SET default_transaction_read_only = on".encode())
    with pytest.raises(UserError, match="只能读"), store.write() as session:
        session.add(School(uid=new_uid(), name="写不进去"))


def test_words_that_were_called_wrongly(tmp_path: Path) -> None:
    assert "要写 --bureau 和 --prefix" in call(tmp_path / "x", "init", "--bureau", "甲局").err


def test_a_bundle_put_aside_on_one_machine_is_seen_admitted_and_dropped_on_another(
    tmp_path: Path, bureau: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "PIECE", 1_000)  # many pieces
    reviewer, bundle = tmp_path / "第二台", tmp_path / "a.xjb"
    ok(reviewer, "init", "--database-url", url)
    ok(bureau, "schools", "import", COUNTY)
    laptop = group(tmp_path, bureau)
    ok(laptop, "bundle", "export", bundle)
    ok(bureau, "bundle", "merge", bundle)
    (enrolled,) = ok(bureau, "--json", "enrol", "list").data
    ok(reviewer, "enrol", "revoke", enrolled["laptops"][0]["key"][:8])
    ok(laptop, "visit", "record", visit_file(tmp_path, [WATER]))
    ok(laptop, "bundle", "export", bundle)
    before = digest(bureau)
    assert "已经停用" in refused(bureau, "bundle", "merge", bundle)[0]
    bundle.rename(tmp_path / "stick is gone")

    (held,) = ok(reviewer, "--json", "bundle", "held", "list").data
    assert ok(reviewer, "--json", "bundle", "held", "show", held["id"]).data["report"]["new_records"]["finding"] == 1
    assert digest(bureau) == before
    ok(reviewer, "bundle", "held", "admit", held["id"])
    assert digest(bureau) == digest(reviewer) != before
    assert ok(bureau, "--json", "visit", "list").data[0]["problems"] == 1
    assert refused(bureau, "bundle", "held", "drop", held["id"])[0] == f"没有第 {held['id']} 号等着看的包。"

    ok(laptop, "visit", "record", visit_file(tmp_path, [{**WATER, "people": 43}]))
    ok(laptop, "bundle", "export", bundle)
    number = call(reviewer, "--json", "bundle", "merge", bundle, bundle).data["results"][1]["refused"]["held"]
    ok(bureau, "bundle", "held", "drop", number)
    for data in (bureau, reviewer):
        assert ok(data, "--json", "bundle", "held", "list").data == []
    workspace = Workspace.open(bureau)
    with workspace.store.read() as session:
        assert session.execute(text("SELECT count(*) FROM held_piece")).scalar() == 0
    workspace.close()


def test_a_stick_pulled_while_a_bundle_is_put_aside_leaves_no_piece_of_it(
    opened: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "PIECE", 10)
    (tmp_path / "a.xjb").write_bytes(b"x" * 25)
    with pytest.raises(OSError, match="pulled"), opened.store.apart() as session:
        opened.held.put(session.connection(), "a.xjb", tmp_path / "a.xjb")
        raise OSError("pulled")
    with opened.store.read() as session:
        assert session.execute(text("SELECT count(*) FROM held_piece")).scalar() == 0
        (tmp_path / "copy").mkdir()
        assert opened.held.fetch(session.connection(), "a.xjb", tmp_path / "copy").read_bytes() == b""
