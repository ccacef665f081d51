"""Merging: what a bundle's lines do to a ledger, and what is refused with nothing written."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import count, permutations

import orjson
import pytest
from sqlalchemy import text

from tests.ledgers import BUREAU, Ledgers
from xunjian.db import carried, changelog, integrity, merge
from xunjian.db import store as store_module
from xunjian.db.commits import Commit, Operation, hash_of
from xunjian.db.conflicts import Conflict, list_conflicts
from xunjian.db.history import commits_of
from xunjian.db.schema.visit import Finding, Measure, Visit
from xunjian.db.store import Store
from xunjian.db.uids import derived_uid, new_uid

SOURCE = merge.Source("bundle", "sha256", "{}")
VISIT, OTHER_VISIT, FINDING, MACHINE = (derived_uid(BUREAU, name) for name in ("visit", "other", "finding", "machine"))

Desk = Callable[[], Store]


@pytest.fixture
def desk(ledgers: Ledgers) -> Desk:
    return ledgers.new


@pytest.fixture
def laptop(desk: Desk) -> Store:
    """A laptop with a visit and a finding."""
    store = desk()
    with store.write(by="李敏") as session:
        session.add(Visit(uid=VISIT, kind="special"))
        session.add(Finding(uid=FINDING, visit=VISIT, fact="收取饮水费", amount=63_000, amount_basis="每人15元"))
    return store


def lines_of(store: Store, cases: list[tuple[str, str]] | None = None) -> list[bytes]:
    with store.connection(writing=False) as connection:
        return [commit.line() for _, commit in commits_of(connection, cases)]


def take(store: Store, lines: Iterable[bytes]) -> merge.Report:
    with store.connection(writing=True) as connection:
        return merge.apply(connection, merge.stage(connection, lines), SOURCE)


def give(source: Store, *targets: Store) -> None:
    for target in targets:
        take(target, lines_of(source))


def digest(store: Store) -> str:
    with store.connection(writing=False) as connection:
        return integrity.digest(connection)


def whole(store: Store) -> bool:
    with store.connection(writing=True) as connection:
        return integrity.faults(connection, deep=True) == []


def conflicts(store: Store) -> list[Conflict]:
    with store.connection(writing=False) as connection:
        return list_conflicts(connection)


def clashes(store: Store) -> dict[str, set[object]]:
    return {conflict.register: {side.value for side in conflict.sides} for conflict in conflicts(store)}


def bad_values(store: Store) -> int:
    with store.connection(writing=False) as connection:
        return int(connection.execute(text("SELECT count(*) FROM log_bad_value")).scalar_one())


def edit(store: Store, *, as_of: int | None = None, **members: object) -> None:
    with store.write(by="王强", as_of=as_of) as session:
        row = session.get_one(Finding, FINDING)
        for name, value in members.items():
            setattr(row, name, value)


def shown(store: Store, column: str) -> object:
    with store.read() as session:
        return getattr(session.get_one(Finding, FINDING), column)


def commit(*operations: Operation, case: tuple[str, str] = ("visit", VISIT), extra: str | None = None) -> Commit:
    """A commit as another machine might have made it."""
    wall = "2026-09-18T02:11:05.123Z"
    return Commit(MACHINE, case, 1, None, "张三", wall, "1.0", 1, None, tuple(operations), extra)


def fact(
    value: str = '"别处写的"', *parents: tuple[bytes, int], register: str = "fact", uid: str = FINDING
) -> Operation:
    return Operation("finding", uid, register, value, tuple(parents))


def name_of(line: bytes) -> bytes:
    return hash_of(line)


def test_the_same_lines_again_change_nothing(laptop: Store, desk: Desk) -> None:
    ledger = desk()
    first = take(ledger, lines_of(laptop))
    before = digest(ledger)
    again = take(ledger, lines_of(laptop))
    assert (first.new_commits, first.known_commits) == (1, 0)
    assert (again.new_commits, again.known_commits) == (0, 1)
    assert digest(ledger) == before == digest(laptop)


def test_the_report_counts_records_by_table_and_names_conflicts(laptop: Store, desk: Desk) -> None:
    other, ledger = desk(), desk()
    give(laptop, other, ledger)
    edit(laptop, fact="甲")
    edit(other, fact="乙")
    with other.write() as session:
        session.add(Measure(uid=new_uid(), visit=VISIT, text="退还"))
    give(laptop, ledger)
    report = take(ledger, lines_of(other))
    assert dict(report.new_records) == {"measure": 1}
    assert dict(report.changed_records) == {"finding": 1}
    assert report.conflicts == ((FINDING, "fact"),)


def test_every_order_of_bundles_and_of_lines_gives_the_same_ledger(laptop: Store, desk: Desk) -> None:
    second, third = desk(), desk()
    give(laptop, second, third)
    for store, value in ((laptop, "甲"), (second, "乙"), (third, "丙")):
        edit(store, fact=value)
        edit(store, statement=f"{value}的陈述")
    digests = set()
    for order in permutations((laptop, second, third)):
        ledger = desk()
        for store in order:
            take(ledger, reversed(lines_of(store)))
        assert clashes(ledger) == {"fact": {"甲", "乙", "丙"}, "statement": {"甲的陈述", "乙的陈述", "丙的陈述"}}
        assert whole(ledger)
        digests.add(digest(ledger))
    assert len(digests) == 1


def test_equal_edits_and_edits_of_other_fields_never_clash(laptop: Store, desk: Desk) -> None:
    other = desk()
    give(laptop, other)
    edit(laptop, fact="一样的", statement="只有甲改")
    edit(other, fact="一样的", severity="A")
    give(laptop, other)
    give(other, laptop)
    for store in (laptop, other):
        assert conflicts(store) == []
        assert (shown(store, "statement"), shown(store, "severity")) == ("只有甲改", "A")
    assert digest(laptop) == digest(other)


def test_members_of_a_group_clash_as_one(laptop: Store, desk: Desk) -> None:
    other = desk()
    give(laptop, other)
    edit(laptop, amount=100)
    edit(other, amount_basis="每人20元")
    give(other, laptop)
    (conflict,) = conflicts(laptop)
    assert conflict.register == "amount"
    assert {side.value["amount"] for side in conflict.sides} == {100, 63_000}


def test_a_conflict_that_arrives_in_one_bundle_is_listed(laptop: Store, desk: Desk) -> None:
    other, ledger = desk(), desk()
    give(laptop, other)
    edit(laptop, fact="甲")
    edit(other, fact="乙")
    give(other, laptop)
    give(laptop, ledger)
    assert clashes(ledger) == {"fact": {"甲", "乙"}}
    assert digest(ledger) == digest(laptop)


def test_both_machines_show_the_same_side_of_a_conflict(laptop: Store, desk: Desk) -> None:
    other = desk()
    give(laptop, other)
    edit(laptop, fact="甲")
    edit(other, fact="乙")
    give(other, laptop)
    give(laptop, other)
    assert shown(laptop, "fact") == shown(other, "fact") == conflicts(other)[0].sides[0].value


def test_a_form_read_then_a_merge_then_the_form_saved_is_a_conflict(laptop: Store, desk: Desk) -> None:
    other = desk()
    give(laptop, other)
    edit(other, fact="别人改的", statement="别人的陈述")
    with laptop.read() as session:
        as_of = session.info["as_of"]
    give(other, laptop)
    edit(laptop, as_of=as_of, fact="我改的", statement=None)
    assert clashes(laptop) == {"fact": {"别人改的", "我改的"}}
    assert shown(laptop, "statement") == "别人的陈述"
    assert whole(laptop)


def test_resolving_closes_a_conflict_on_every_machine(laptop: Store, desk: Desk) -> None:
    from xunjian.db.conflicts import set_resolved

    other = desk()
    give(laptop, other)
    edit(laptop, fact="甲")
    edit(other, fact="乙")
    give(other, laptop)
    with laptop.write(resolving=frozenset({(FINDING, "fact")})) as session:
        set_resolved(session, FINDING, "fact", "乙")
    give(laptop, other)
    for store in (laptop, other):
        assert conflicts(store) == []
        assert shown(store, "fact") == "乙"
    assert digest(laptop) == digest(other)


def test_one_case_alone_merges_into_an_empty_ledger(laptop: Store, desk: Desk) -> None:
    with laptop.write() as session:
        session.add(Visit(uid=OTHER_VISIT, kind="routine"))
    edit(laptop, visit=OTHER_VISIT)
    edit(laptop, fact="搬走以后改的")
    ledger = desk()
    take(ledger, lines_of(laptop, [("visit", VISIT)]))
    assert shown(ledger, "fact") == "搬走以后改的"
    with ledger.read() as session:
        assert session.get(Visit, OTHER_VISIT) is None
    take(ledger, lines_of(laptop, [("visit", OTHER_VISIT)]))
    assert digest(ledger) == digest(laptop)


def test_a_dry_run_reports_the_same_and_leaves_nothing(laptop: Store, desk: Desk) -> None:
    ledger = desk()
    before = digest(ledger)
    reports = []
    for keep in (False, True):
        with ledger._begin(writing=True) as connection:
            savepoint = connection.begin_nested()
            reports.append(merge.apply(connection, merge.stage(connection, lines_of(laptop)), SOURCE))
            savepoint.commit() if keep else savepoint.rollback()
        assert (digest(ledger) == before) is not keep
    assert reports[0] == reports[1]


@pytest.mark.parametrize(
    ("register", "value"),
    [
        ("amount", '"12.5元"'),
        ("amount", '{"amount":"12.5元","amount_basis":null}'),
        ("amount", "[]"),
        ("fact", "5"),
        ("period", '{"period_from":"九月","period_to":null}'),
        ("fixed_on_spot", "1"),
    ],
)
def test_a_wrong_typed_value_is_kept_listed_and_not_shown(laptop: Store, desk: Desk, register: str, value: str) -> None:
    wrong = commit(fact(value, register=register, uid=(uid := new_uid()))).line()
    take(laptop, [wrong])
    assert bad_values(laptop) == 1
    with laptop.write() as session:
        row = session.get_one(Finding, uid)
        assert (row.fact, row.amount, row.amount_basis, row.period_from, row.fixed_on_spot) == (None,) * 5
        row.statement = "改另一栏"
    (written,) = lines_of(laptop)[2:]
    assert [op[2] for op in orjson.loads(written)["ops"]] == ["statement"]
    assert bad_values(laptop) == 1
    assert whole(laptop)
    ledger = desk()
    give(laptop, ledger)
    assert digest(ledger) == digest(laptop)


def test_a_wrong_typed_value_leaves_the_list_when_somebody_fills_the_field(laptop: Store) -> None:
    parent = (name_of(lines_of(laptop)[0]), 0)
    take(laptop, [commit(fact("5", parent, register="amount")).line()])
    assert bad_values(laptop) == 1
    edit(laptop, amount=5, amount_basis="每人五分")
    assert bad_values(laptop) == 0
    assert whole(laptop)


def test_an_oddly_spelt_group_is_not_respelt_by_an_edit_of_another_field(laptop: Store) -> None:
    take(laptop, [commit(fact('{"amount":7,"later":true}', register="amount", uid=(uid := new_uid()))).line()])
    with laptop.write() as session:
        row = session.get_one(Finding, uid)
        assert row.amount == 7
        row.statement = "改另一栏"
    assert [op[2] for op in orjson.loads(lines_of(laptop)[-1])["ops"]] == ["statement"]
    assert whole(laptop)


def test_what_a_newer_program_wrote_is_kept_and_passed_on_byte_for_byte(laptop: Store, desk: Desk) -> None:
    uid = new_uid()
    lines = [
        commit(
            Operation("canteen", uid, "stars", '{"a":[1,null,"é"]}', ()),
            fact('"新栏"', register="mood"),
            extra='{"geo":{"lat":"31.2"},"zz":[true]}',
        ).line(),
    ]
    take(laptop, lines)
    edit(laptop, fact="照常改")
    ledger = desk()
    give(laptop, ledger)
    assert lines[0] in lines_of(ledger)
    assert digest(ledger) == digest(laptop)
    assert whole(ledger)


def test_what_a_newer_program_wrote_is_shown_after_an_upgrade(
    laptop: Store, ledgers: Ledgers, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(laptop, [commit(fact('"早就到了"', register="statement", uid=(uid := new_uid()))).line()])
    # As it was before the migration that brought the column: in the log, not in the row.
    with laptop._engine.connect() as connection, connection.begin():
        connection.execute(text("UPDATE finding SET statement = NULL WHERE uid = :uid"), {"uid": uid})
        connection.execute(text("DELETE FROM log_dirty"))
    laptop.close()
    monkeypatch.setattr(store_module, "stored_version", lambda _: 0)
    monkeypatch.setattr(store_module, "upgrade", lambda _: None)
    upgraded = ledgers.open(ledgers.last_place())
    with upgraded.read() as session:
        assert session.get_one(Finding, uid).statement == "早就到了"


def test_a_save_too_large_for_one_commit_is_several_in_a_row(
    laptop: Store, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changelog, "OPERATIONS_PER_COMMIT", 3)
    edit(laptop, fact="一", statement="二", severity="A", fixed_on_spot=True, amount=5)
    parts = [orjson.loads(line) for line in lines_of(laptop)[1:]]
    assert [len(part["ops"]) for part in parts] == [2, 2, 1]
    assert [part["prev"] for part in parts[1:]] == [name_of(line).hex() for line in lines_of(laptop)[1:3]]
    ledger = desk()
    give(laptop, ledger)
    assert digest(ledger) == digest(laptop)


def without_start(line: bytes) -> list[bytes]:
    return [commit(fact('"续"', (hash_of(b"unknown"), 0))).line()]


def grown_on_another_register(line: bytes) -> list[bytes]:
    return [commit(fact('"乱接"', (name_of(line), 0), register="fact")).line()]


def grown_on_another_record(line: bytes) -> list[bytes]:
    return [commit(fact('"乱接"', (name_of(line), 1), uid=new_uid())).line()]


def grown_beside_the_log(line: bytes) -> list[bytes]:
    first = commit(fact('"甲"', register="statement")).line()
    return [first, commit(fact('"乱接"', (name_of(first), 0), register="fact")).line()]


def grown_on_no_operation(line: bytes) -> list[bytes]:
    return [commit(fact('"乱接"', (name_of(line), 99))).line()]


def in_another_case(line: bytes) -> list[bytes]:
    return [commit(fact(), case=("visit", OTHER_VISIT)).line()]


def in_another_table(line: bytes) -> list[bytes]:
    return [commit(Operation("measure", FINDING, "text", '"x"', ())).line()]


def in_two_cases_at_once(line: bytes) -> list[bytes]:
    uid = new_uid()
    return [commit(fact(uid=uid)).line(), commit(fact(uid=uid), case=("visit", OTHER_VISIT)).line()]


def in_two_tables_at_once(line: bytes) -> list[bytes]:
    uid = new_uid()
    return [commit(fact(uid=uid), Operation("measure", uid, "text", '"x"', ())).line()]


def one_register_twice(line: bytes) -> list[bytes]:
    return [commit(fact('"甲"'), fact('"乙"')).line()]


def with_parents_out_of_order(line: bytes) -> list[bytes]:
    first, second = sorted(commit(fact(f'"{n}"')).line() for n in "甲乙")
    names = sorted((name_of(first), name_of(second)), reverse=True)
    return [first, second, commit(fact('"丙"', (names[0], 0), (names[1], 0))).line()]


@pytest.mark.parametrize(
    ("forge", "why"),
    [
        (without_start, "不全"),
        (grown_on_another_register, "接错了地方"),
        (grown_on_another_record, "接错了地方"),
        (grown_beside_the_log, "接错了地方"),
        (grown_on_no_operation, "不全"),
        (in_another_case, "归了两处"),
        (in_another_table, "归了两处"),
        (in_two_cases_at_once, "归了两处"),
        (in_two_tables_at_once, "归了两处"),
        (one_register_twice, "读不懂"),
        (with_parents_out_of_order, "读不懂"),
    ],
)
def test_a_contradiction_is_refused_whole_and_leaves_nothing(
    laptop: Store, forge: Callable[[bytes], list[bytes]], why: str
) -> None:
    good = commit(fact(uid=new_uid())).line()
    before = digest(laptop)
    with pytest.raises(merge.Refused, match=why):
        take(laptop, [good, *forge(lines_of(laptop)[0])])
    assert digest(laptop) == before
    take(laptop, [good])
    assert digest(laptop) != before


GOOD = commit(fact())


def altered(old: bytes, new: bytes) -> bytes:
    line = GOOD.line()
    assert line.count(old) >= 1
    return line.replace(old, new, 1)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\xff\xfe",
        b"null",
        b"{}",
        GOOD.line()[:-1],
        GOOD.line() + b"\n",
        altered(b'"seq":1', b'"seq": 1'),
        altered(b'"seq":1', b'"seq":1.0'),
        altered(b'"seq":1', b'"seq":true'),
        altered(b'"seq":1', b'"seq":-1'),
        altered(b'"seq":1', b'"seq":9007199254740992'),
        altered(b'"seq":1', b'"seq":1,"seq":1'),
        altered(b'"prev":null', b'"prev":"' + b"AB" * 32 + b'"'),
        altered(b'"prev":null', b'"prev":"' + b"ab " * 21 + b'a"'),
        altered(b'"prev":null', b'"prev":"ab"'),
        altered('"别处写的"'.encode(), b"1.5"),
        altered('"别处写的"'.encode(), b"1e400"),
        altered('"别处写的"'.encode(), b"NaN"),
        altered('"别处写的"'.encode(), b'"\\ud800"'),
        altered('"别处写的"'.encode(), b'"\\u522b"'),
        altered('"别处写的"'.encode(), b"[" * 990 + b"]" * 990),
        altered('"别处写的"'.encode(), b"[" * 5000 + b"]" * 5000),
        altered('"张三"'.encode(), b'"\\u0000"'),
        altered(b'"reason":null', b'"reason":"a\\u0000"'),
        altered(b'"case":["visit"', b'"case":["town"'),
        altered(FINDING.encode(), FINDING.upper().encode()),
        altered(b'"finding"', b'"finding;"'),
        altered(b'"fact"', b'""'),
        altered(b'"ops":[', b'"ops":[],"opt":['),
        altered(b'"ops":[', b'"ops":{},"opt":['),
        replace(GOOD, operations=()).line(),
    ],
    ids=count(),
)
def test_a_broken_line_is_refused_by_its_place_and_leaves_nothing(laptop: Store, line: bytes) -> None:
    before = digest(laptop)
    with pytest.raises(merge.Refused, match="第 2 条"):
        take(laptop, [commit(fact(uid=new_uid())).line(), line])
    assert digest(laptop) == before


def test_an_import_remembers_what_it_carried_known_or_new(laptop: Store, desk: Desk) -> None:
    ledger = desk()
    give(laptop, ledger)
    edit(laptop, fact="改过")
    give(laptop, ledger)
    give(laptop, ledger)
    edit(ledger, fact="局里改的")
    give(laptop, ledger)
    with ledger.connection(writing=False) as connection:
        runs = carried.of(connection, [1, 2, 3, 4])
    assert runs == {1: [(1, 1)], 2: [(1, 2)], 3: [(1, 2)], 4: [(1, 2)]}
