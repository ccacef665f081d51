"""No statement of saving, merging, exporting or taking back reads a table from end to end.

A scan is fast in every small test and makes the two-hundredth laptop of a bureau wait. Here SQLite itself says how it
would run each statement that was really sent.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from tests.laptops import FINDINGS_A_VISIT, SHARED, report
from tests.ledgers import BUREAU
from xunjian.db import merge, retraction
from xunjian.db.conflicts import list_conflicts
from xunjian.db.history import commits_of
from xunjian.db.references import references
from xunjian.db.registers import logged_tables
from xunjian.db.schema import Base
from xunjian.db.schema.paper import Document, DocumentEvent, DocumentFinding
from xunjian.db.schema.reference import Campaign, ChecklistItem, Person, Team
from xunjian.db.schema.visit import (
    Answer,
    Evidence,
    EvidenceNote,
    Finding,
    FindingAmount,
    Measure,
    MeasureFinding,
    Step,
    Visit,
    VisitArea,
    VisitMember,
)
from xunjian.db.store import Store
from xunjian.db.uids import derived_uid, new_uid

FINDINGS = 150
VISIT = derived_uid(BUREAU, "laptop 1 0")
FINDING = derived_uid(BUREAU, "laptop 1 f0")

SMALL = {
    "log_counter": "four rows",
    "log_dirty": "what this transaction has touched",
    "log_field": "one row for each field of the tables",
    "log_import": "one row for each bundle that people merged",
    "log_replica": "one row for each machine",
}
"""Log tables that may be read whole, and why."""

REFERENCE = {name for name, table in logged_tables().items() if table.case.kind != "visit"}
"""Schools, people, checklists: reports do not make them grow."""

LARGE = {name for name in Base.metadata.tables if name.startswith("log_")} | logged_tables().keys()
LARGE -= SMALL.keys() | REFERENCE

NAMED_BY_NO_INDEX = [
    table.name
    for table in logged_tables().values()
    for column in references(table)
    if table.name in LARGE and column in {"by", "campaign", "issued_by", "item", "person", "taken_by", "team"}
]
"""A large table for each of its columns that name people, teams, campaigns or items of checklists."""

NAMES = re.compile(
    r'(?:FROM|JOIN|INTO|UPDATE) "?(\w+)"?(?: (?:AS )?(?!(?:ON|WHERE|SET|ORDER|JOIN|LEFT|VALUES)\b)(\w+))?'
)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A bureau's ledger with some thousand registers."""
    store = Store.create(tmp_path_factory.mktemp("plans") / "ledger.db", bureau=BUREAU)
    for number in range(4):
        take(store, report(number, FINDINGS))
    yield store
    store.close()


def take(store: Store, lines: list[bytes]) -> merge.Report:
    with store.connection(writing=True) as connection:
        return merge.apply(connection, merge.stage(connection, lines), merge.Source("bundle", "sha256", "{}"))


@contextmanager
def sent(store: Store) -> Iterator[dict[str, str]]:
    """Collect the statements that reach SQLite, one example of each form."""
    forms: dict[str, str] = {}

    def note(statement: str) -> None:
        # What triggers run is reported as a comment.
        if statement.split(maxsplit=1)[0] in {"SELECT", "INSERT", "UPDATE", "DELETE", "WITH"}:
            forms.setdefault(re.sub(r"'(?:[^']|'')*'|\b\d+\b|, \?", "?", statement), statement)

    def watch(connection: Any, *_: object) -> None:
        connection.set_trace_callback(note)

    def rest(connection: Any, *_: object) -> None:
        connection.set_trace_callback(None)

    event.listen(store._engine, "checkout", watch)
    event.listen(store._engine, "checkin", rest)
    try:
        yield forms
    finally:
        event.remove(store._engine, "checkout", watch)
        event.remove(store._engine, "checkin", rest)


def scans(store: Store, statements: Mapping[str, str]) -> set[str]:
    """Return the large tables that are read from end to end, each with the statement that does it."""
    found: set[str] = set()
    with store.connection(writing=False) as connection:
        for form, statement in statements.items():
            names = {alias or table: table for table, alias in NAMES.findall(form)}
            for *_, step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}"):
                how = step.split()
                # An index that SQLite makes for one statement reads the table as well.
                if (how[0] == "SCAN" or "AUTOMATIC" in how) and names.get(how[1], how[1]) in LARGE:
                    found.add(f"{names.get(how[1], how[1])}: {form[:300]}")
    return found


def visit_with_everything(store: Store) -> str:
    """Save one visit with a record of every kind that a group makes."""
    with store.write(by="李敏") as session:
        visit, finding, measure, evidence, step = (new_uid() for _ in range(5))
        document = new_uid()
        session.add_all(
            [
                Visit(uid=visit, kind="special"),
                VisitArea(uid=new_uid(), visit=visit, area="SF"),
                VisitMember(uid=new_uid(), visit=visit, person=BUREAU),
                Answer(uid=new_uid(), visit=visit, item=BUREAU, result="problem"),
                Finding(uid=finding, visit=visit, fact="收取饮水费", step=step),
                FindingAmount(uid=new_uid(), visit=visit, finding=finding, amount=100),
                Measure(uid=measure, visit=visit, text="退还"),
                MeasureFinding(uid=new_uid(), visit=visit, measure=measure, finding=finding),
                Evidence(uid=evidence, visit=visit, owner_table="finding", owner=finding),
                EvidenceNote(uid=new_uid(), visit=visit, evidence=evidence, caption="收据"),
                Document(uid=document, visit=visit, kind="notice"),
                DocumentFinding(uid=new_uid(), visit=visit, document=document, finding=finding),
                DocumentEvent(uid=new_uid(), visit=visit, document=document, kind="printed"),
                Step(uid=step, visit=visit, finding=finding, kind="issue", document=document),
            ]
        )
    return visit


def lines_of(store: Store, case: str, *, kind: str = "visit") -> list[bytes]:
    with store.connection(writing=False) as connection:
        return [commit.line() for _, commit in commits_of(connection, [(kind, case)])]


def test_a_scan_is_seen_for_what_it_is(ledger: Store) -> None:
    with sent(ledger) as statements, ledger.connection(writing=False) as connection:
        connection.execute(text("SELECT uid FROM finding f WHERE f.fact = '收取饮水费1'"))
        connection.execute(text("SELECT uid FROM finding f WHERE f.uid = 'x'"))
    assert [found.split(":")[0] for found in scans(ledger, statements)] == ["finding"]


def test_a_save_reads_no_table_whole(ledger: Store) -> None:
    with sent(ledger) as statements:
        with ledger.read() as session:
            as_of = session.info["as_of"]
        visit_with_everything(ledger)
        with ledger.write(by="王强", as_of=as_of) as session:
            session.get_one(Finding, FINDING).statement = "学校不认可"
    assert any("INTO log_operation" in form for form in statements)
    assert scans(ledger, statements) == set()


def test_a_merge_reads_no_table_whole(ledger: Store, tmp_path: Path) -> None:
    laptop = Store.create(tmp_path / "laptop.db", bureau=BUREAU)
    take(laptop, report(4, FINDINGS))
    lines = [*report(4, FINDINGS), *report(5, FINDINGS), *lines_of(laptop, visit_with_everything(laptop))]
    laptop.close()
    with sent(ledger) as statements:
        merged = take(ledger, lines)
        take(ledger, lines)
    assert merged.new_records["step"] == 1
    assert len(merged.conflicts) == SHARED
    assert scans(ledger, statements) == set()


def test_an_export_of_one_visit_reads_no_table_whole(ledger: Store) -> None:
    with sent(ledger) as statements:
        assert len(lines_of(ledger, VISIT)) > FINDINGS_A_VISIT
    assert scans(ledger, statements) == set()


def test_taking_back_an_import_reads_no_table_whole(ledger: Store, tmp_path: Path) -> None:
    laptop = Store.create(tmp_path / "laptop.db", bureau=BUREAU)
    lines = lines_of(laptop, visit_with_everything(laptop))
    laptop.close()
    imported = take(ledger, [*report(6, FINDINGS), *lines]).import_id
    with sent(ledger) as statements, ledger.connection(writing=True) as connection:
        taken = retraction.retract(connection, imported)
    assert taken.removed_records["finding"] == FINDINGS + 1
    assert scans(ledger, statements) == set()


def test_taking_back_people_and_checklists_reads_no_log_whole(ledger: Store, tmp_path: Path) -> None:
    """Who names a person, a team or an item is looked up in the tables, once a column and not for each of them.

    An index on each of these columns would make every merge slower, for what only the bureau's own bundles need.
    """
    with_people = Store.create(tmp_path / "people.db", bureau=BUREAU)
    with with_people.write(by="李敏") as session:
        session.add_all(Person(uid=new_uid(), name=f"督学{number}") for number in range(40))
        session.add_all(ChecklistItem(uid=new_uid(), code=f"SF-{number}") for number in range(40))
        session.add(campaign := Campaign(uid=new_uid(), name="秋季检查"))
        session.add(Team(uid=new_uid(), campaign=campaign.uid, number=1))
    lines = lines_of(with_people, BUREAU, kind="all")
    with_people.close()
    imported = take(ledger, lines).import_id
    with sent(ledger) as statements, ledger.connection(writing=True) as connection:
        taken = retraction.retract(connection, imported)
    assert dict(taken.removed_records) == {"person": 40, "checklist_item": 40, "campaign": 1, "team": 1}
    read = sorted(found.split(":")[0] for found in scans(ledger, statements))
    assert read == sorted(NAMED_BY_NO_INDEX)


def test_the_list_of_conflicts_reads_no_other_table_whole(ledger: Store) -> None:
    with sent(ledger) as statements, ledger.connection(writing=False) as connection:
        assert len(list_conflicts(connection)) >= 2 * SHARED
    assert {found.split(":")[0] for found in scans(ledger, statements)} <= {"log_conflict"}
