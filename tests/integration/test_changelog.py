"""What a save writes into the change log: what changed, nothing else, whoever changed it."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from tests.ledgers import Ledgers
from xunjian.db import integrity, views
from xunjian.db.commits import Commit
from xunjian.db.history import commits_of
from xunjian.db.schema.visit import Answer, Evidence, Finding, MeasureFinding, Visit
from xunjian.db.store import Store
from xunjian.db.uids import derived_uid, new_uid
from xunjian.errors import UserError


@pytest.fixture
def store(ledgers: Ledgers) -> Store:
    return ledgers.new()


@pytest.fixture
def visit(store: Store) -> str:
    uid = new_uid()
    with store.write(by="李敏") as session:
        session.add(Visit(uid=uid, kind="special"))
    return uid


@pytest.fixture
def finding(store: Store, visit: str) -> str:
    uid = new_uid()
    with store.write(by="李敏") as session:
        session.add(Finding(uid=uid, visit=visit, fact="收取饮水费", amount=63_000, amount_basis="每人15元"))
    return uid


def commits(store: Store) -> list[Commit]:
    with store.connection(writing=False) as connection:
        return [commit for _, commit in commits_of(connection)]


def last_values(store: Store) -> dict[str, str]:
    return {op.register: op.value for op in commits(store)[-1].operations}


def set_fact(fact: str) -> Callable[[Finding], None]:
    def change(finding: Finding) -> None:
        finding.fact = fact

    return change


def edit(store: Store, uid: str, change: Callable[[Finding], None], *, as_of: int | None = None) -> None:
    with store.write(by="王强", as_of=as_of) as session:
        change(session.get_one(Finding, uid))


def whole(store: Store) -> bool:
    with store.connection(writing=True) as connection:
        return integrity.faults(connection, deep=True) == []


def test_amount_and_its_basis_are_one_register(store: Store, finding: str) -> None:
    values = last_values(store)
    assert values["amount"] == '{"amount":63000,"amount_basis":"每人15元"}'
    assert "statement" not in values
    assert commits(store)[-1].case[0] == "visit"


def test_a_save_without_a_change_writes_nothing(store: Store, finding: str) -> None:
    before = len(commits(store))
    edit(store, finding, set_fact("收取饮水费"))
    with store.write(by="王强") as session:
        row = session.get_one(Finding, finding)
        row.fact = "别的"
        session.flush()
        row.fact = "收取饮水费"
    assert len(commits(store)) == before


def test_clearing_a_field_is_a_value_of_its_own(store: Store, finding: str) -> None:
    edit(store, finding, lambda row: setattr(row, "fact", None))
    assert last_values(store) == {"fact": "null"}
    edit(store, finding, set_fact(""))
    assert last_values(store) == {"fact": '""'}
    assert whole(store)


def test_an_error_inside_a_write_leaves_no_trace(store: Store, finding: str) -> None:
    before = len(commits(store))
    with pytest.raises(RuntimeError), store.write() as session:
        session.get_one(Finding, finding).fact = "改了一半"
        session.flush()
        raise RuntimeError
    assert len(commits(store)) == before
    assert whole(store)


def test_changes_by_another_tool_are_found_and_signed_as_external(store: Store, finding: str) -> None:
    with store._engine.connect() as connection, connection.begin():
        connection.execute(text("UPDATE finding SET fact = '外面改的' WHERE uid = :uid"), {"uid": finding})
    edit(store, finding, lambda row: setattr(row, "statement", "校长说明"))
    external, own = commits(store)[-2:]
    assert (external.actor, own.actor) == ("external", "王强")
    assert [op.register for op in external.operations] == ["fact"]
    assert [op.register for op in own.operations] == ["statement"]


def test_a_row_deleted_by_another_tool_comes_back_marked_deleted(store: Store, finding: str) -> None:
    with store._engine.connect() as connection, connection.begin():
        connection.execute(text("DELETE FROM finding"))
    with store.write() as session:
        row = session.get_one(Finding, finding)
        assert row.deleted is True
        assert row.fact == "收取饮水费"
    assert whole(store)


def test_what_is_written_once_cannot_be_changed(store: Store, visit: str) -> None:
    uid = new_uid()
    with store.write() as session:
        session.add(Evidence(uid=uid, visit=visit, sha256="ab", size=3))
    with store.write() as session:
        session.get_one(Evidence, uid).sha256 = "cd"
    with store.read() as session:
        assert session.get_one(Evidence, uid).sha256 == "ab"
    assert whole(store)


def test_a_save_touching_two_visits_is_two_commits(store: Store) -> None:
    first, second = sorted((new_uid(), new_uid()))
    with store.write() as session:
        session.add_all([Visit(uid=first, kind="special"), Visit(uid=second, kind="special")])
    assert [commit.case for commit in commits(store)] == [("visit", first), ("visit", second)]


def test_a_record_keeps_the_case_it_was_made_in(store: Store, visit: str, finding: str) -> None:
    edit(store, finding, lambda row: setattr(row, "visit", new_uid()))
    assert commits(store)[-1].case == ("visit", visit)


def test_adding_a_member_says_that_it_is_there(store: Store, visit: str, finding: str) -> None:
    uid = derived_uid(visit, "measure", finding)
    with store.write() as session:
        session.add(MeasureFinding(uid=uid, visit=visit, measure="m", finding=finding))
    assert last_values(store)["deleted"] == "false"


def test_a_member_added_without_a_word_shows_what_the_log_says(store: Store, visit: str, finding: str) -> None:
    with store.write() as session:
        session.add(MeasureFinding(uid=derived_uid(visit, "m", finding), visit=visit, measure="m", finding=finding))
    assert whole(store)


def test_a_form_read_before_another_edit_clashes_instead_of_overwriting(store: Store, finding: str) -> None:
    with store.read() as session:
        as_of = session.info["as_of"]
    edit(store, finding, set_fact("先存的人写的"))
    edit(store, finding, set_fact("后存的人写的"), as_of=as_of)
    with store.connection(writing=False) as connection:
        heads = views.heads(connection, [finding])[finding]["fact"]
    assert {head.value for head in heads} == {'"先存的人写的"', '"后存的人写的"'}
    assert whole(store)


def test_a_form_that_writes_back_all_its_fields_clashes_only_where_the_person_changed(
    store: Store, finding: str
) -> None:
    with store.read() as session:
        as_of = session.info["as_of"]
    edit(store, finding, set_fact("别人改的事实"))

    def save_whole_form(row: Finding) -> None:
        row.fact = "收取饮水费"
        row.statement = "我改的陈述"

    edit(store, finding, save_whole_form, as_of=as_of)
    with store.read() as session:
        row = session.get_one(Finding, finding)
        assert (row.fact, row.statement) == ("别人改的事实", "我改的陈述")
    assert whole(store)


def test_a_register_in_conflict_is_written_only_by_resolving_it(store: Store, finding: str) -> None:
    with store.read() as session:
        as_of = session.info["as_of"]
    edit(store, finding, set_fact("甲"))
    edit(store, finding, set_fact("乙"), as_of=as_of)
    with pytest.raises(UserError, match="两组填得不一样"):
        edit(store, finding, set_fact("丙"))
    edit(store, finding, lambda row: setattr(row, "statement", "别的栏照常能改"))
    for fact in ("甲", "乙"):
        with store.write(by="审核人", resolving=frozenset({(finding, "fact")})) as session:
            session.get_one(Finding, finding).fact = fact
            session.connection().execute(text("UPDATE finding SET uid = uid WHERE uid = :uid"), {"uid": finding})
        with store.connection(writing=False) as connection:
            assert [head.value for head in views.heads(connection, [finding])[finding]["fact"]] == [f'"{fact}"']
    assert whole(store)


def test_text_is_kept_in_one_form(store: Store, visit: str) -> None:
    uid = new_uid()
    with store.write() as session:
        session.add(Answer(uid=uid, visit=visit, result="n_a", reason="e\u0301\r\n第二行\x00\ud800"))
    with store.read() as session:
        assert session.get_one(Answer, uid).reason == "é\n第二行"


def test_every_commit_reads_back_to_its_hash_after_reopening(store: Store, finding: str, ledgers: Ledgers) -> None:
    edit(store, finding, set_fact("改过"))
    store.close()
    assert whole(ledgers.open(ledgers.last_place()))


def test_a_value_changed_behind_the_log_is_noticed(store: Store, finding: str) -> None:
    with store._engine.connect() as connection, connection.begin():
        connection.execute(text("UPDATE log_operation SET val = '\"改动\"' WHERE val = '\"收取饮水费\"'"))
    with store.connection(writing=True) as connection:
        assert len(integrity.faults(connection, deep=True)) == 2
