"""The index follows the ledger on either engine: whatever changes rows is seen before the next search."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.ledgers import BUREAU, Ledgers
from xunjian.db import integrity, merge
from xunjian.db.history import commits_of
from xunjian.db.queries.findings import finding_rows
from xunjian.db.retraction import retract
from xunjian.db.schema.paper import Document
from xunjian.db.schema.reference import ChecklistItem, Person, School
from xunjian.db.schema.visit import Finding, Visit
from xunjian.db.search import index as search_index
from xunjian.db.search.following import Following
from xunjian.db.search.index import SearchIndex
from xunjian.db.store import Store
from xunjian.db.uids import derived_uid, new_uid
from xunjian.errors import UserError
from xunjian.rules.searching import terms
from xunjian.services import schools
from xunjian.services.search.finding import find

VISIT, FINDING, ITEM, SCHOOL = (derived_uid(BUREAU, name) for name in ("visit", "finding", "item", "school"))


class Search:
    """A ledger with its index."""

    def __init__(self, store: Store, file: Path) -> None:
        self.store, self.index = store, SearchIndex(file)
        self._following = Following(self.index)

    def catch_up(self, visits: int = 100) -> int:
        """Bring the index up to date and return in how many steps."""
        for steps in range(1, 1_000):
            with self.store.read() as session:
                if not self._following.step(session.connection(), visits):
                    return steps
        raise AssertionError("it never ends")

    def find(self, typed: str) -> list[str]:
        """Return the facts that are found, unchecked, so that what the index alone says is seen."""
        self.catch_up()
        with self.index.sound():
            uids = self.index.findings(terms(typed), 100)
        with self.store.read() as session:
            found = {row.uid: row.fact for row in finding_rows(session, uids)}
        return [found.get(uid, "not in the ledger") for uid in uids]

    def reopen(self) -> None:
        """Close the file and open it again, as the next start of the program does."""
        self.index.close()
        self.index = SearchIndex(self.index.path)
        self._following = Following(self.index)


@pytest.fixture
def search(ledgers: Ledgers, tmp_path: Path) -> Iterator[Search]:
    made = Search(ledgers.new(), tmp_path / "search.db")
    yield made
    made.index.close()


@pytest.fixture
def local(in_files: Ledgers, tmp_path: Path) -> Iterator[Search]:
    """What is tested in it does not ask the engine anything."""
    made = Search(in_files.new(), tmp_path / "search.db")
    yield made
    made.index.close()


def record(store: Store, fact: str, *, visit: str = VISIT, uid: str | None = None, day: date | None = None) -> str:
    finding = uid or new_uid()
    with store.write(by="李敏") as session:
        if session.get(Visit, visit) is None:
            session.add(Visit(uid=visit, kind="special", day=day or date(2026, 9, 18)))
        session.add(Finding(uid=finding, visit=visit, item=ITEM, fact=fact))
    return finding


def edit(store: Store, uid: str, **members: object) -> None:
    with store.write(by="王强") as session:
        row = session.get_one(Finding, uid)
        for name, value in members.items():
            setattr(row, name, value)


def give(source: Store, target: Store) -> int:
    with source.connection(writing=False) as connection:
        lines = [commit.line() for _, commit in commits_of(connection)]
    with target.connection(writing=True) as connection:
        bundle = merge.Source("bundle", "sha256", "{}", sender=source.replica)
        return merge.apply(connection, merge.stage(connection, lines), bundle).import_id


def test_two_characters_in_the_middle_of_a_fact_are_found(search: Search) -> None:
    record(search.store, "三年级以“饮水服务费”名义统一收费。")
    assert search.find("服务") == ["三年级以“饮水服务费”名义统一收费。"]
    assert search.find("务服") == []
    assert search.find("费") != []


def test_width_case_and_signs_make_no_difference(local: Search) -> None:
    record(local.store, "发票号码ＡＢ００１２，未入账")
    for typed in ("ab0012", "AB0012", "ＡＢ００１２", "ab00", "号码ab0012未入账", "码：AB0012"):
        assert local.find(typed), typed
    assert local.find("b0012") == []


def test_a_finding_is_found_by_its_item_and_by_what_the_party_says(search: Search) -> None:
    with search.store.write() as session:
        session.add(ChecklistItem(uid=ITEM, code="SF-02"))
    uid = record(search.store, "收取饮水费")
    edit(search.store, uid, statement="家长自愿")
    assert search.find("sf-02 饮水") == search.find("自愿 饮水") == ["收取饮水费"]


def test_the_newest_come_first(local: Search) -> None:
    for year in (2024, 2026, 2025):
        record(local.store, f"补课{year}", visit=new_uid(), day=date(year, 3, 1))
        local.catch_up()
    assert local.find("补课") == ["补课2026", "补课2025", "补课2024"]


def test_what_a_fact_said_before_is_not_found(search: Search) -> None:
    uid = record(search.store, "收取饮水费")
    other = record(search.store, "公示不全")
    assert search.find("饮水")
    edit(search.store, uid, fact="收取空调费")
    assert search.find("饮水") == []
    assert search.find("空调") == ["收取空调费"]
    assert search.find("公示") == ["公示不全"]
    edit(search.store, other, deleted=True)
    assert search.find("公示") == []


def test_a_visit_that_moves_to_another_day_takes_its_findings_along(search: Search) -> None:
    record(search.store, "补课一", visit=VISIT, day=date(2026, 1, 1))
    record(search.store, "补课二", visit=new_uid(), day=date(2026, 2, 1))
    assert search.find("补课") == ["补课二", "补课一"]
    with search.store.write() as session:
        session.get_one(Visit, VISIT).day = date(2026, 3, 1)
    assert search.find("补课") == ["补课一", "补课二"]


def test_a_deleted_visit_is_found_no_more(search: Search) -> None:
    record(search.store, "补课")
    assert search.find("补课")
    with search.store.write() as session:
        session.get_one(Visit, VISIT).deleted = True
    assert search.find("补课") == []


def test_a_merge_is_seen_and_its_undo_too(search: Search, ledgers: Ledgers) -> None:
    record(search.store, "公示不全", visit=new_uid())
    laptop = ledgers.new()
    record(laptop, "收取饮水费", uid=FINDING)
    with laptop.write() as session:
        session.add(Document(uid=new_uid(), visit=VISIT, prefix="庐教督改", year=2026, serial=31))
    imported = give(laptop, search.store)
    record(search.store, "后来自己记的", visit=new_uid())  # the last commit that the index sees stays
    assert search.find("饮水") == ["收取饮水费"]
    assert len(search.index.papers(31, None, "", 8)) == 1
    with search.store.connection(writing=True) as connection:
        retract(connection, imported)
    assert search.find("饮水") == []
    assert search.index.papers(31, None, "", 8) == []
    assert search.find("公示") == ["公示不全"]


def test_an_undo_brings_back_what_stood_before(search: Search, ledgers: Ledgers) -> None:
    first, second = ledgers.new(), ledgers.new()
    record(first, "收取饮水费", uid=FINDING)
    give(first, search.store)
    give(first, second)
    edit(second, FINDING, fact="改坏了")
    imported = give(second, search.store)
    assert search.find("改坏") == ["改坏了"]
    with search.store.connection(writing=True) as connection:
        retract(connection, imported)
    assert search.find("改坏") == []
    assert search.find("饮水") == ["收取饮水费"]


def test_another_tools_edit_is_seen_with_the_next_save(search: Search) -> None:
    record(search.store, "收取饮水费")
    assert search.find("饮水")
    with search.store._engine.connect() as connection, connection.begin():
        connection.execute(text("UPDATE finding SET fact = '收取空调费'"))
    record(search.store, "公示不全")
    assert search.find("饮水") == []
    assert search.find("空调")


def test_rows_that_were_made_anew_are_looked_at_again(search: Search) -> None:
    record(search.store, "收取饮水费")
    with search.store.connection(writing=True) as connection:
        connection.execute(text("UPDATE finding SET fact = '行坏了'"))
        connection.execute(text("DELETE FROM log_dirty"))
    assert search.find("行坏")
    with search.store.connection(writing=True) as connection:
        integrity.rebuild(connection)
    assert search.find("行坏") == []
    assert search.find("饮水") == ["收取饮水费"]


def test_an_older_copy_of_the_ledger_is_noticed(in_files: Ledgers, tmp_path: Path) -> None:
    store = in_files.new()
    kept = record(store, "收取饮水费")
    store.close()
    copy = in_files.copy(in_files.last_place())
    store = in_files.open(in_files._places[0])
    search = Search(store, tmp_path / "search.db")
    edit(store, kept, fact="后来改的")
    record(store, "后来记的", visit=new_uid())
    assert search.find("后来")
    search.index.close()
    restored = Search(in_files.open(copy), tmp_path / "search.db")
    assert restored.find("后来") == []
    assert restored.find("饮水") == ["收取饮水费"]
    # Its numbers pass those of the lost commits, and mean other ones.
    for number in range(4):
        record(restored.store, f"恢复后第{number}条")
    assert len(restored.find("恢复")) == 4
    restored.index.close()


def test_the_next_start_goes_on_where_this_one_ended(local: Search) -> None:
    for number in range(5):
        record(local.store, f"补课{number}", visit=new_uid())
    with local.store.read() as session:
        assert Following(local.index).step(session.connection(), 2) == 3
    local.reopen()
    assert len(local.find("补课")) == 5
    local.reopen()
    assert local.catch_up() == 1
    record(local.store, "再来一次补课")
    assert len(local.find("补课")) == 6


def test_a_change_in_the_middle_of_catching_up_is_not_lost(local: Search) -> None:
    uids = [record(local.store, f"补课{number}", visit=new_uid()) for number in range(4)]
    following = Following(local.index)
    with local.store.read() as session:
        following.step(session.connection(), 2)
    edit(local.store, uids[3], fact="收取饮水费")  # its visit has been gone through
    edit(local.store, uids[0], fact="收取校服费")
    left = 1
    while left:
        with local.store.read() as session:
            left = following.step(session.connection(), 2)
    assert len(local.find("补课")) == 2
    assert len(local.find("收取")) == 2


def test_unchanged_texts_are_not_written_again(local: Search) -> None:
    for number in range(3):
        record(local.store, f"补课{number}")
    local.catch_up()
    with closing(sqlite3.connect(local.index.path)) as connection:
        places = connection.execute("SELECT place FROM doc ORDER BY place").fetchall()
        with local.store.connection(writing=True) as ledger:
            integrity.rebuild(ledger)
        record(local.store, "公示不全")
        local.catch_up()
        assert places == connection.execute("SELECT place FROM doc ORDER BY place").fetchall()[:3]


def test_a_file_full_of_old_texts_is_made_anew(local: Search, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_index, "_GARBAGE", 3)
    uid = record(local.store, "第0稿")
    for number in range(1, 12):
        edit(local.store, uid, fact=f"第{number}稿")
        local.catch_up()
        assert local.find(f"第{number}稿") == [f"第{number}稿"]
    with closing(sqlite3.connect(local.index.path)) as connection:
        ((texts,),) = connection.execute("SELECT value FROM state WHERE name = 'texts'").fetchall()
    assert int(texts) < 10


def test_a_damaged_file_is_made_anew(local: Search) -> None:
    record(local.store, "补课")
    assert local.find("补课")
    with closing(sqlite3.connect(local.index.path)) as connection, connection:
        connection.execute("UPDATE fulltext_data SET block = x'5a5a5a5a5a5a'")
    with pytest.raises(UserError, match="正在重做"):
        local.find("补课")
    assert local.find("补课") == ["补课"]


def test_a_file_that_is_made_anew_on_the_way_is_filled_from_the_start(local: Search) -> None:
    for number in range(4):
        record(local.store, f"补课{number}", visit=new_uid())
    following = Following(local.index)
    with local.store.read() as session:
        following.step(session.connection(), 2)
        with closing(sqlite3.connect(local.index.path)) as connection, connection:
            connection.execute("UPDATE fulltext_data SET block = x'5a5a5a5a5a5a'")
        with pytest.raises(UserError), local.index.sound():
            local.index.findings(terms("补课"), 8)
        assert following.step(session.connection(), 2) == 2
        assert following.step(session.connection(), 2) == 0
    assert len(local.find("补课")) == 4


def test_no_file_at_all_or_another_one_is_no_trouble(local: Search) -> None:
    record(local.store, "补课")
    local.index.close()
    local.index.path.write_bytes("这不是索引".encode() * 1_000)
    local.reopen()
    assert local.find("补课") == ["补课"]


def test_papers_are_found_by_number_the_exact_one_first(search: Search) -> None:
    numbers = [(2025, 31), (2026, 31), (2026, 310), (2026, 3), (2026, 313), (2024, 3100)]
    with search.store.write() as session:
        session.add(Visit(uid=VISIT))
        for year, serial in numbers:
            uid = derived_uid(BUREAU, f"{year} {serial}")
            session.add(Document(uid=uid, visit=VISIT, prefix="庐教督改", year=year, serial=serial))
    search.catch_up()

    def found(serial: int, year: int | None = None, prefix: str = "", limit: int = 8) -> list[tuple[int, int]]:
        named = {derived_uid(BUREAU, f"{year} {serial}"): (year, serial) for year, serial in numbers}
        return [named[uid] for uid in search.index.papers(serial, year, prefix, limit)]

    assert found(31) == [(2026, 31), (2025, 31), (2026, 313), (2026, 310), (2024, 3100)]
    assert found(31, 2025) == [(2025, 31)]
    assert found(31, 2026, "督改") == [(2026, 31), (2026, 313), (2026, 310)]
    assert found(31, 2026, "教责") == []
    assert found(31, limit=2) == [(2026, 31), (2025, 31)]


def test_people_are_kept_with_their_initials(local: Search) -> None:
    with local.store.write() as session:
        session.add_all([Person(uid=VISIT, name="单雄"), Person(uid=FINDING, name="李敏")])
    local.catch_up()
    assert [(one.name, "s" in one.initials) for one in local.index.people()] == [("单雄", True), ("李敏", False)]
    with local.store.write() as session:
        session.get_one(Person, VISIT).deleted = True
        session.get_one(Person, FINDING).name = "李明"
    local.catch_up()
    assert [one.name for one in local.index.people()] == ["李明"]


def test_a_save_and_a_merge_write_nothing_into_the_index(local: Search) -> None:
    local.catch_up()
    before = local.index.stamp()
    record(local.store, "补课")
    assert local.index.stamp() == before


def test_one_search_answers_on_either_engine(search: Search) -> None:
    with search.store.write() as session:
        session.add_all([School(uid=SCHOOL, name="红星小学", code="2134010202"), Person(uid=ITEM, name="洪霞")])
        session.flush()
        schools.refresh_search(session)
        session.add(Visit(uid=VISIT, school=SCHOOL, day=date(2026, 9, 18)))
        session.add(Finding(uid=FINDING, visit=VISIT, school=SCHOOL, fact="100%_收取饮水费"))
        session.add(Document(uid=new_uid(), visit=VISIT, school=SCHOOL, prefix="庐教督改", year=2026, serial=31))
    search.catch_up()
    with search.store.read() as session:

        def kinds(typed: str) -> str:
            found = find(session, search.index, typed, today=date(2026, 9, 18))
            return " ".join(group.kind.value for group in found.groups)

        assert kinds("hx") == "学校 人员"
        assert kinds("红星 饮水") == "问题"
        assert kinds("31") == "文书"
        assert kinds("2134010202") == "学校"
        for typed in ("%", "_", "\\", "'", "红%学", "\x00红星\ud800", "h" * 300):
            assert kinds(typed) in {"", "学校"}, typed
        assert kinds("100%_收取") == "问题"
