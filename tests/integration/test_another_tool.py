"""What another tool does to the tables between two saves: found, signed as external, never a lock-out."""

from typing import Any

import pytest
from sqlalchemy import text

from tests.ledgers import BUREAU, Ledgers
from xunjian.db import integrity
from xunjian.db.commits import Commit, parse
from xunjian.db.conflicts import list_conflicts
from xunjian.db.history import commits_of
from xunjian.db.schema.visit import Finding, MeasureFinding, Visit
from xunjian.db.store import Store
from xunjian.db.uids import derived_uid, new_uid

VISIT, FINDING = derived_uid(BUREAU, "visit"), derived_uid(BUREAU, "finding")


@pytest.fixture
def store(ledgers: Ledgers) -> Store:
    return with_a_finding(ledgers.new())


@pytest.fixture
def store_in_file(in_files: Ledgers) -> Store:
    return with_a_finding(in_files.new())


def with_a_finding(store: Store) -> Store:
    with store.write(by="李敏") as session:
        session.add(Visit(uid=VISIT, kind="special", areas=["charges"]))
        session.add(Finding(uid=FINDING, visit=VISIT, fact="收取饮水费", amount=63_000))
    return store


def run(store: Store, statement: str, **values: Any) -> None:
    with store._engine.connect() as connection, connection.begin():
        connection.execute(text(statement), values)
    with store.write(by="王强"):
        """The next write begins by settling what another tool left."""


def commits(store: Store) -> list[Commit]:
    with store.connection(writing=False) as connection:
        return [commit for _, commit in commits_of(connection)]


def faults(store: Store) -> list[str]:
    with store.connection(writing=True) as connection:
        return integrity.faults(connection, deep=True)


@pytest.mark.parametrize("setting", ["deleted = 7", "period_from = '九月一日'", "period_from = '20260901'"])
def test_a_value_that_the_field_cannot_hold_is_not_taken_in(store: Store, setting: str) -> None:
    settle_bad_value(store, setting)


@pytest.mark.parametrize("setting", ["amount = 12.5", "amount = x'00ff'", "amount = '很多'", "period_from = 20260901"])
def test_a_value_of_another_type_which_only_sqlite_stores_is_not_taken_in(store_in_file: Store, setting: str) -> None:
    settle_bad_value(store_in_file, setting)


def settle_bad_value(store: Store, setting: str) -> None:
    before = commits(store)
    run(store, f"UPDATE finding SET {setting} WHERE uid = :uid", uid=FINDING)  # noqa: S608
    assert commits(store) == before
    with store.read() as session:
        row = session.get_one(Finding, FINDING)
        assert (row.amount, row.deleted, row.period_from) == (63_000, None, None)
    assert faults(store) == []


@pytest.mark.parametrize("areas", ["没有引号", '["charges", "food"]', "[1.5]", '{"b":1,"a":2}'])
def test_a_list_in_another_spelling_never_reaches_a_commit(store: Store, areas: str) -> None:
    run(store, "UPDATE visit SET areas = :areas", areas=areas)
    assert all(parse(commit.line()) == commit for commit in commits(store))
    with store.read() as session:
        assert session.get_one(Visit, VISIT).areas == ["charges"]
    assert faults(store) == []


def test_a_good_value_beside_a_bad_one_is_taken_in(store: Store) -> None:
    run(store, "UPDATE finding SET period_to = '以后', fact = '外面改的'")
    assert [op.register for op in commits(store)[-1].operations] == ["fact"]
    assert faults(store) == []


def test_a_row_under_a_name_that_is_no_uid_stays_out_of_the_log(store: Store) -> None:
    before = commits(store)
    run(store, "INSERT INTO finding (uid, visit, fact) VALUES ('1', :visit, '手工插的')", visit=VISIT)
    assert commits(store) == before


def test_a_row_of_no_visit_belongs_to_the_bureau(store: Store) -> None:
    run(store, "INSERT INTO finding (uid, visit, fact) VALUES (:uid, '第一次', '手工插的')", uid=new_uid())
    assert commits(store)[-1].case == ("bureau", BUREAU)
    assert parse(commits(store)[-1].line()) == commits(store)[-1]
    assert faults(store) == []


def test_another_tool_in_a_conflict_replaces_what_it_saw_and_locks_nobody_out(store: Store) -> None:
    with store.read() as session:
        as_of = session.info["as_of"]
    for fact in ("甲", "乙"):
        with store.write(as_of=as_of) as session:
            session.get_one(Finding, FINDING).fact = fact
    with store.read() as session:
        shown = session.get_one(Finding, FINDING).fact
    run(store, "UPDATE finding SET fact = '外面改的'")
    with store.connection(writing=False) as connection:
        (conflict,) = list_conflicts(connection)
    assert {side.value for side in conflict.sides} == {"外面改的", *{"甲", "乙"} - {shown}}
    assert faults(store) == []


def test_a_link_that_was_added_shows_what_the_log_says_of_it(store: Store) -> None:
    uid = derived_uid(VISIT, "measure", FINDING)
    with store.write() as session:
        session.add(MeasureFinding(uid=uid, visit=VISIT, measure=VISIT, finding=FINDING))
    with store.read() as session:
        assert session.get_one(MeasureFinding, uid).deleted is False
    assert faults(store) == []


def test_a_name_that_is_no_uid_is_the_programs_own_mistake(store: Store) -> None:
    with pytest.raises(ValueError, match="uid"), store.write() as session:
        session.add(Finding(uid="1", visit=VISIT))
    assert len(commits(store)) == 1
