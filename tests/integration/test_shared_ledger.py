"""Several people on one ledger: whoever writes at the same time gets a turn or a conflict, and nothing is lost."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import Random
from time import monotonic, sleep

import psycopg
import pytest
from sqlalchemy import select, text

from tests.ledgers import BUREAU, Ledgers
from tests.servers import Server
from xunjian.db import integrity, merge
from xunjian.db.commits import Commit, Operation
from xunjian.db.conflicts import list_conflicts
from xunjian.db.history import commits_of
from xunjian.db.places import OnServer
from xunjian.db.schema.visit import Finding, Visit
from xunjian.db.store import Store
from xunjian.db.uids import derived_uid, new_uid
from xunjian.errors import UserError

VISIT, FINDING, MACHINE = (derived_uid(BUREAU, name) for name in ("visit", "finding", "machine"))
Tool = psycopg.Connection[tuple[object, ...]]
PATIENCE = 20
"""Seconds after which a test gives up waiting."""


@pytest.fixture
def place(on_server: Ledgers) -> OnServer:
    """A ledger with one finding; its first machine is closed."""
    store = on_server.new()
    place = on_server.last_place()
    with store.write(by="李敏") as session:
        session.add(Visit(uid=VISIT, kind="special"))
        session.add(Finding(uid=FINDING, visit=VISIT, fact="收取饮水费", amount=63_000))
    store.close()
    assert isinstance(place, OnServer)
    return place


@pytest.fixture
def here(on_server: Ledgers, place: OnServer) -> Store:
    return on_server.join(place)


@pytest.fixture
def there(on_server: Ledgers, place: OnServer) -> Store:
    return on_server.join(place)


@pytest.fixture
def other_tool(server: Server, place: OnServer) -> Iterator[Tool]:
    with server.connect(place.url.database or "") as connection:
        yield connection


def edit(store: Store, *, as_of: int | None = None, **members: object) -> None:
    with store.write(by="王强", as_of=as_of) as session:
        row = session.get_one(Finding, FINDING)
        for name, value in members.items():
            setattr(row, name, value)


def read(store: Store) -> int:
    with store.read() as session:
        return int(session.info["as_of"])


def shown(store: Store) -> Finding:
    with store.read() as session:
        return session.get_one(Finding, FINDING)


def clashes(store: Store) -> dict[str, set[object]]:
    with store.connection(writing=False) as connection:
        return {found.register: {side.value for side in found.sides} for found in list_conflicts(connection)}


def commits(store: Store) -> list[Commit]:
    with store.connection(writing=False) as connection:
        return [commit for _, commit in commits_of(connection)]


def whole(store: Store) -> bool:
    with store.connection(writing=True) as connection:
        found = integrity.faults(connection, deep=True)
        connection.rollback()
    return found == []


def wait_for_a_waiting_one(server: Server, place: OnServer) -> None:
    end = monotonic() + PATIENCE
    while not server.waiting(place.url.database or ""):
        assert monotonic() < end
        sleep(0.02)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as several:
        yield several


def test_machines_of_one_ledger_are_replicas_of_their_own(here: Store, there: Store) -> None:
    assert here.replica != there.replica
    assert here.bureau == there.bureau == BUREAU
    edit(here, fact="甲")
    edit(there, statement="乙")
    assert [commit.replica for commit in commits(here)[-2:]] == [here.replica, there.replica]


def test_two_forms_read_before_either_was_saved_clash(here: Store, there: Store) -> None:
    before = read(here)
    assert read(there) == before
    edit(here, as_of=before, fact="甲", severity="A")
    edit(there, as_of=before, fact="乙", statement="陈述")
    for store in (here, there):
        assert clashes(store) == {"fact": {"甲", "乙"}}
        assert (shown(store).severity, shown(store).statement) == ("A", "陈述")
    assert whole(here)


def test_whoever_waited_for_a_turn_sees_what_was_written_in_the_turn_before(
    server: Server, place: OnServer, here: Store, there: Store, pool: ThreadPoolExecutor
) -> None:
    def add_to_it() -> None:
        with there.write(by="王强") as session:
            row = session.get_one(Finding, FINDING)
            row.fact = f"{row.fact}，收取电费"

    with here.write(by="李敏") as session:
        waiting = pool.submit(add_to_it)
        wait_for_a_waiting_one(server, place)
        session.get_one(Finding, FINDING).fact = "收取水费"
    waiting.result(PATIENCE)
    assert shown(here).fact == "收取水费，收取电费"
    assert clashes(here) == {}
    assert whole(here)


def test_many_who_save_at_once_all_find_their_own_in_the_log(
    here: Store, there: Store, pool: ThreadPoolExecutor
) -> None:
    def save(number: int) -> None:
        with (here, there)[number % 2].write(by=f"{number}") as session:
            session.add(Finding(uid=derived_uid(VISIT, str(number)), visit=VISIT, fact=str(number)))

    list(pool.map(save, range(24)))
    assert sorted(int(commit.actor or "") for commit in commits(here)[1:]) == list(range(24))
    with there.read() as session:
        assert len(session.scalars(select(Finding)).all()) == 25
    assert whole(here)


def test_bundles_merged_at_once_give_the_ledger_that_they_give_one_after_the_other(
    here: Store, there: Store, in_files: Ledgers, pool: ThreadPoolExecutor
) -> None:
    bundles = []
    for name in ("甲", "乙"):
        laptop = in_files.new()
        take(laptop, lines_of(here))
        edit(laptop, fact=name)
        with laptop.write(by=name) as session:
            session.add_all(Finding(uid=new_uid(), visit=VISIT, fact=f"{name}{n}") for n in range(200))
        bundles.append(lines_of(laptop))
    one_after_the_other = in_files.new()
    for lines in bundles:
        take(one_after_the_other, lines)
    list(pool.map(take, (here, there), bundles))
    assert digest(here) == digest(one_after_the_other)
    assert clashes(here) == {"fact": {"甲", "乙"}}
    assert whole(here)


def lines_of(store: Store) -> list[bytes]:
    return [commit.line() for commit in commits(store)]


def take(store: Store, lines: list[bytes]) -> merge.Report:
    with store.connection(writing=True) as connection:
        return merge.apply(connection, merge.stage(connection, lines), merge.Source("bundle", "sha256", "{}"))


def digest(store: Store) -> str:
    with store.connection(writing=False) as connection:
        return integrity.digest(connection)


def test_a_reader_sees_one_state_while_others_write(here: Store, there: Store) -> None:
    with here.read() as session:
        as_of = session.info["as_of"]
        edit(there, fact="改过")
        assert session.get_one(Finding, FINDING).fact == "收取饮水费"
    edit(here, as_of=as_of, fact="按旧的改")
    assert clashes(here) == {"fact": {"改过", "按旧的改"}}


def test_a_turn_that_does_not_come_is_told_and_nothing_is_saved(
    on_server: Ledgers, place: OnServer, here: Store
) -> None:
    hasty = place.url.update_query_dict({"options": "-c lock_timeout=100ms"})
    there = on_server.join(replace(place, url=hasty))
    before = commits(here)
    with here.write(by="李敏"), pytest.raises(UserError, match="没有轮到"), there.write() as session:
        session.get_one(Finding, FINDING).fact = "没存上"
    assert commits(here) == before
    edit(there, fact="这回存上了")
    assert shown(here).fact == "这回存上了"


def test_a_connection_cut_in_the_middle_of_a_write_leaves_nothing_of_it(
    server: Server, place: OnServer, here: Store, there: Store
) -> None:
    before = digest(here)
    with pytest.raises(UserError, match="连接断了"), here.write(by="李敏") as session:
        session.add(Finding(uid=new_uid(), visit=VISIT, fact="只写了一半"))
        session.get_one(Finding, FINDING).fact = "只改了一半"
        session.flush()
        server.end_connections(place.url.database or "")
    assert digest(there) == before
    assert whole(there)
    edit(here, fact="重新存")
    assert shown(there).fact == "重新存"


def test_a_connection_cut_in_the_middle_of_a_merge_leaves_nothing_of_it(
    server: Server, place: OnServer, here: Store, there: Store
) -> None:
    before = digest(here)
    line = Commit(
        MACHINE,
        ("visit", VISIT),
        1,
        None,
        None,
        "2026-09-18T02:11:05.123Z",
        "1",
        1,
        None,
        (Operation("finding", new_uid(), "fact", '"新的"', ()),),
    ).line()
    with pytest.raises(UserError, match="连接断了"), here.connection(writing=True) as connection:
        merge.apply(connection, merge.stage(connection, [line]), merge.Source("bundle", "sha256", "{}"))
        server.end_connections(place.url.database or "")
    assert digest(there) == before
    assert take(here, [line]).new_commits == 1
    assert whole(there)


def actors(store: Store) -> list[str | None]:
    return [commit.actor for commit in commits(store)]


def test_what_another_tool_has_not_finished_is_left_to_it(here: Store, other_tool: Tool) -> None:
    with other_tool.transaction():
        other_tool.execute("UPDATE visit SET note = '外面写的'")
        edit(here, fact="里面改的")
        assert actors(here) == ["李敏", "王强"]
    with here.write():
        """Whatever another tool left is found when the next write begins."""
    assert actors(here) == ["李敏", "王强", "external"]
    assert whole(here)


def test_what_another_tool_does_while_its_earlier_edit_is_being_sealed_is_found_too(
    here: Store, other_tool: Tool
) -> None:
    other_tool.execute("UPDATE finding SET fact = '外面改的'")
    with here.write(by="王强") as session:
        session.get_one(Visit, VISIT).note = "里面写的"
        other_tool.execute("UPDATE finding SET fact = '外面又改的'")
    with here.write():
        """Its second mark is not cleared with its first."""
    assert actors(here) == ["李敏", "external", "王强", "external"]
    assert commits(here)[-1].operations[0].value == '"外面又改的"'
    assert whole(here)


def test_a_row_that_another_tool_changes_meanwhile_is_not_overwritten(here: Store, other_tool: Tool) -> None:
    with pytest.raises(UserError, match="改了同一处"), here.write(by="王强") as session:
        row = session.get_one(Finding, FINDING)
        other_tool.execute("UPDATE finding SET fact = '外面改的'")
        row.statement = "里面改的"
    with here.write():
        """Another tool's edit is sealed."""
    assert shown(here).fact == "外面改的"
    assert actors(here) == ["李敏", "external"]


def test_rows_that_another_tool_clears_away_at_a_stroke_come_back_marked_deleted(here: Store, other_tool: Tool) -> None:
    other_tool.execute("TRUNCATE finding")
    with here.write():
        """Another tool's edit is sealed."""
    assert (shown(here).fact, shown(here).deleted) == ("收取饮水费", True)
    assert whole(here)


@pytest.mark.parametrize(
    "damage",
    [
        "DROP TRIGGER mark ON finding",
        "ALTER TABLE finding DISABLE TRIGGER mark",
        "CREATE OR REPLACE FUNCTION log_mark() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    ],
)
def test_triggers_that_were_lost_are_made_again_at_the_next_opening(
    on_server: Ledgers, place: OnServer, other_tool: Tool, damage: str
) -> None:
    other_tool.execute(damage.encode())
    store = on_server.join(place)
    edit(store, fact="照常记下")
    assert actors(store) == ["李敏", "王强"]
    with store.connection(writing=False) as connection:
        assert connection.execute(text("SELECT count(*) FROM log_dirty")).scalar() == 0


def test_a_bundle_with_a_very_long_name_of_a_visit_is_taken_in_as_in_a_file(here: Store, in_files: Ledgers) -> None:
    """An index of a server's that holds the text itself would refuse it, and with it the whole bundle."""
    long = "".join(map(chr, Random(0).choices(range(0x4E00, 0x9FA5), k=3_000)))  # noqa: S311 - only incompressible
    operation = Operation("finding", new_uid(), "visit", f'"{long}"', ())
    wall = "2026-09-18T02:11:05.123Z"
    line = Commit(MACHINE, ("visit", VISIT), 2**31 - 1, None, None, wall, "1", 1, None, (operation,)).line()
    laptop = in_files.new()
    take(laptop, lines_of(here))
    for store in (here, laptop):
        take(store, [line])
    assert digest(here) == digest(laptop)
