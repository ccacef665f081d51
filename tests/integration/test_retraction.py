"""Undo of an import: what goes, what stays because something rests on it, and what comes back."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, text

from tests.ledgers import BUREAU, Ledgers
from xunjian.db import integrity, merge, views
from xunjian.db.commits import Commit, Operation
from xunjian.db.conflicts import list_conflicts, set_resolved
from xunjian.db.history import commits_of
from xunjian.db.resting import Why
from xunjian.db.retraction import Retraction, retract
from xunjian.db.schema.paper import Document, DocumentEvent, DocumentFinding
from xunjian.db.schema.reference import School
from xunjian.db.schema.visit import Answer, Finding, Step, Visit
from xunjian.db.store import Stale, Store
from xunjian.db.uids import derived_uid, new_uid
from xunjian.errors import UserError

VISIT, FINDING, SCHOOL, OTHER = (derived_uid(BUREAU, name) for name in ("visit", "finding", "school", "other"))

Desk = Callable[[], Store]


@pytest.fixture
def desk(ledgers: Ledgers) -> Desk:
    return ledgers.new


@pytest.fixture
def laptop(desk: Desk) -> Store:
    """A laptop with a visit and a finding."""
    store = desk()
    with store.write(by="李敏") as session:
        session.add(Visit(uid=VISIT, school=SCHOOL))
    with store.write(by="李敏") as session:
        session.add(Finding(uid=FINDING, visit=VISIT, fact="收取饮水费"))
    return store


@pytest.fixture
def ledger(desk: Desk) -> Store:
    return desk()


def give(source: Store, target: Store) -> int:
    """Merge everything of `source` into `target`; return the number of the import."""
    with source.connection(writing=False) as connection:
        lines = [commit.line() for _, commit in commits_of(connection)]
    with target.connection(writing=True) as connection:
        bundle = merge.Source("bundle", "sha256", "{}", sender=source.replica)
        return merge.apply(connection, merge.stage(connection, lines), bundle).import_id


def undo(store: Store, import_id: int) -> Retraction:
    with store.connection(writing=True) as connection:
        return retract(connection, import_id)


def edit(store: Store, uid: str = FINDING, *, as_of: int | None = None, **members: object) -> None:
    with store.write(by="王强", as_of=as_of) as session:
        row = session.get_one(Finding, uid)
        for name, value in members.items():
            setattr(row, name, value)


def take_step(store: Store, kind: str) -> str:
    uid = new_uid()
    with store.write(by="王强") as session:
        session.add(Step(uid=uid, visit=VISIT, finding=FINDING, kind=kind))
        session.get_one(Finding, FINDING).step = uid
    return uid


def digest(store: Store) -> str:
    with store.connection(writing=False) as connection:
        return integrity.digest(connection)


def whole(store: Store) -> bool:
    with store.connection(writing=True) as connection:
        return integrity.faults(connection, deep=True) == []


def fact(store: Store, uid: str = FINDING) -> str | None:
    with store.read() as session:
        row = session.get(Finding, uid)
        return row.fact if row else None


def clashes(store: Store) -> list[str]:
    with store.connection(writing=False) as connection:
        return [conflict.register for conflict in list_conflicts(connection)]


def leftovers(store: Store) -> int:
    """Count everything that the log and the tables hold."""
    log = ("commit", "operation", "further_parent", "record", "head", "conflict", "bad_value", "dirty")
    tables = [*(f"log_{name}" for name in log), "visit", "finding"]
    with store.connection(writing=False) as connection:
        counts = [connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in tables]  # noqa: S608
    return sum(counts)


def test_an_undone_import_leaves_nothing_but_its_dated_line(laptop: Store, ledger: Store) -> None:
    before = digest(ledger)
    taken = undo(ledger, give(laptop, ledger))
    assert (taken.removed_commits, taken.kept, dict(taken.removed_records)) == (2, (), {"visit": 1, "finding": 1})
    assert digest(ledger) == before
    assert leftovers(ledger) == 0
    with ledger.connection(writing=False) as connection:
        assert connection.execute(text("SELECT retracted IS NOT NULL FROM log_import")).scalar_one()


def test_the_next_bundle_brings_it_all_back(laptop: Store, ledger: Store) -> None:
    for _ in range(3):
        undo(ledger, give(laptop, ledger))
    give(laptop, ledger)
    assert digest(ledger) == digest(laptop)
    assert whole(ledger)


def test_an_older_value_shows_again(laptop: Store, desk: Desk, ledger: Store) -> None:
    mate = desk()
    give(laptop, ledger)
    give(laptop, mate)
    edit(mate, fact="改坏了", statement="多写的")
    second = give(mate, ledger)
    taken = undo(ledger, second)
    assert (taken.removed_commits, dict(taken.changed_records)) == (1, {"finding": 1})
    assert digest(ledger) == digest(laptop)
    assert whole(ledger)


def test_a_conflict_goes_with_one_of_its_sides(laptop: Store, desk: Desk, ledger: Store) -> None:
    mate = desk()
    give(laptop, mate)
    edit(laptop, fact="甲")
    edit(mate, fact="乙")
    give(laptop, ledger)
    second = give(mate, ledger)
    assert clashes(ledger) == ["fact"]
    undo(ledger, second)
    assert clashes(ledger) == []
    assert digest(ledger) == digest(laptop)


def test_a_conflict_comes_back_when_its_resolution_goes(laptop: Store, desk: Desk, ledger: Store) -> None:
    mate = desk()
    give(laptop, mate)
    edit(laptop, fact="甲")
    edit(mate, fact="乙")
    give(laptop, ledger)
    give(mate, ledger)
    third = desk()
    give(laptop, third)
    give(mate, third)
    with third.write(resolving=frozenset({(FINDING, "fact")})) as session:
        set_resolved(session, FINDING, "fact", "定了")
    resolved = give(third, ledger)
    assert (fact(ledger), clashes(ledger)) == ("定了", [])
    undo(ledger, resolved)
    assert clashes(ledger) == ["fact"]
    assert whole(ledger)


def test_what_another_standing_bundle_carried_too_passes_to_it(laptop: Store, desk: Desk, ledger: Store) -> None:
    mate = desk()
    give(laptop, mate)
    edit(mate, statement="组友补的")
    first, second = give(laptop, ledger), give(mate, ledger)
    taken = undo(ledger, first)
    assert (taken.removed_commits, taken.passed_on) == (0, 2)
    assert digest(ledger) == digest(mate)
    assert undo(ledger, second).removed_commits == 3
    assert leftovers(ledger) == 0


def test_the_order_of_two_undos_does_not_matter(laptop: Store, desk: Desk, ledger: Store) -> None:
    mate = desk()
    give(laptop, mate)
    edit(mate, statement="组友补的")
    first, second = give(laptop, ledger), give(mate, ledger)
    undo(ledger, second)
    assert digest(ledger) == digest(laptop)
    undo(ledger, first)
    assert leftovers(ledger) == 0


def test_later_bundles_of_the_same_sender_go_first_and_others_stand(laptop: Store, desk: Desk, ledger: Store) -> None:
    other = desk()
    with other.write() as session:
        session.add(Visit(uid=OTHER, school=SCHOOL))
    first = give(laptop, ledger)
    give(other, ledger)
    edit(laptop, statement="又写了")
    third = give(laptop, ledger)
    taken = undo(ledger, first)
    assert taken.imports == (third, first)
    assert digest(ledger) == digest(other)


def test_an_earlier_bundle_of_the_same_sender_stands(laptop: Store, ledger: Store) -> None:
    give(laptop, ledger)
    before = digest(ledger)
    edit(laptop, fact="改过")
    taken = undo(ledger, give(laptop, ledger))
    assert (len(taken.imports), taken.removed_commits) == (1, 1)
    assert digest(ledger) == before


def test_what_was_made_here_is_never_taken_even_if_a_bundle_carried_it_back(laptop: Store, ledger: Store) -> None:
    give(laptop, ledger)
    edit(ledger, severity="A")
    give(ledger, laptop)
    edit(laptop, fact="接着改")
    second = give(laptop, ledger)
    undo(ledger, second)
    with ledger.read() as session:
        assert session.get_one(Finding, FINDING).severity == "A"
    assert fact(ledger) == "收取饮水费"


def test_an_edit_made_here_keeps_what_it_went_on_from(laptop: Store, ledger: Store) -> None:
    first = give(laptop, ledger)
    edit(ledger, fact="局里改的")
    taken = undo(ledger, first)
    assert fact(ledger) == "局里改的"
    assert {one.why for one in taken.kept} == {Why.FOUNDED, Why.CONTINUED}
    assert {one.case for one in taken.kept} == {("visit", VISIT)}
    give(laptop, ledger)
    edit(ledger, fact="又改")
    assert (fact(ledger), clashes(ledger)) == ("又改", [])
    assert whole(ledger)


def test_an_edit_of_another_field_keeps_the_record_but_not_its_later_edits(laptop: Store, ledger: Store) -> None:
    edit(laptop, fact="后来改的")
    first = give(laptop, ledger)
    edit(ledger, severity="A")
    taken = undo(ledger, first)
    assert taken.removed_commits == 1
    assert fact(ledger) == "收取饮水费"
    with ledger.read() as session:
        assert session.get_one(Finding, FINDING).visit == VISIT
        assert session.get_one(Visit, VISIT).school == SCHOOL


def test_a_step_made_here_keeps_all_that_was_known_of_its_finding(laptop: Store, ledger: Store) -> None:
    edit(laptop, fact="后来改的")
    first = give(laptop, ledger)
    take_step(ledger, "confirmed")
    taken = undo(ledger, first)
    assert taken.removed_commits == 0
    assert {one.why for one in taken.kept} == {Why.FOUNDED, Why.DOCUMENTED}
    assert fact(ledger) == "后来改的"
    assert whole(ledger)


def test_what_came_after_a_step_does_not_stay_for_it(laptop: Store, ledger: Store) -> None:
    give(laptop, ledger)
    take_step(ledger, "confirmed")
    edit(laptop, fact="步骤之后改的")
    second = give(laptop, ledger)
    assert undo(ledger, second).kept == ()
    assert fact(ledger) == "收取饮水费"


def test_a_document_made_here_keeps_what_it_printed(laptop: Store, ledger: Store) -> None:
    edit(laptop, fact="印出来的")
    first = give(laptop, ledger)
    document = new_uid()
    with ledger.write(by="王强") as session:
        session.add(Document(uid=document, visit=VISIT, serial=31))
        session.add(DocumentFinding(uid=new_uid(), visit=VISIT, document=document, finding=FINDING, fact="印出来的"))
    undo(ledger, first)
    assert fact(ledger) == "印出来的"
    with ledger.read() as session:
        assert session.get_one(Visit, VISIT).school == SCHOOL


def test_what_a_kept_document_printed_stays_with_it(laptop: Store, ledger: Store) -> None:
    edit(laptop, fact="印出来的")
    document, event = new_uid(), new_uid()
    with laptop.write(by="李敏") as session:
        session.add(Document(uid=document, visit=VISIT, serial=31))
        session.add(DocumentFinding(uid=new_uid(), visit=VISIT, document=document, finding=FINDING, fact="印出来的"))
    edit(laptop, fact="签发后改的")
    first = give(laptop, ledger)
    with ledger.write(by="王强") as session:
        session.add(DocumentEvent(uid=event, visit=VISIT, document=document, kind="void"))
    undo(ledger, first)
    assert fact(ledger) == "印出来的"


def test_what_the_writer_of_a_kept_document_never_saw_does_not_stay_for_it(
    laptop: Store, desk: Desk, ledger: Store
) -> None:
    mate, document = desk(), new_uid()
    give(laptop, mate)
    edit(laptop, fact="组友没有见过")
    first = give(laptop, ledger)
    with mate.write() as session:
        session.add(Document(uid=document, visit=VISIT, serial=31))
        session.add(DocumentFinding(uid=new_uid(), visit=VISIT, document=document, finding=FINDING, fact="收取饮水费"))
    second = give(mate, ledger)
    with ledger.write() as session:
        session.add(DocumentEvent(uid=new_uid(), visit=VISIT, document=document, kind="void"))
    undo(ledger, second)
    assert fact(ledger) == "组友没有见过"
    undo(ledger, first)
    assert fact(ledger) == "收取饮水费"


def test_a_visit_made_here_keeps_the_school_that_a_bundle_brought(desk: Desk, ledger: Store) -> None:
    laptop = desk()
    with laptop.write() as session:
        session.add(School(uid=SCHOOL, name="第一小学"))
    with laptop.write() as session:
        session.get_one(School, SCHOOL).principal = "周校长"
    first = give(laptop, ledger)
    with ledger.write() as session:
        session.add(Visit(uid=VISIT, school=SCHOOL))
    taken = undo(ledger, first)
    assert taken.removed_commits == 1
    with ledger.read() as session:
        row = session.get_one(School, SCHOOL)
        assert (row.name, row.principal) == ("第一小学", None)


def test_what_another_bundle_says_of_a_record_keeps_no_more_than_it_carried(
    laptop: Store, desk: Desk, ledger: Store
) -> None:
    mate = desk()
    give(laptop, mate)
    edit(laptop, fact="组友没有见过")
    first = give(laptop, ledger)
    take_step(mate, "confirmed")
    give(mate, ledger)
    undo(ledger, first)
    assert digest(ledger) == digest(mate)


def test_what_stayed_only_for_another_bundle_goes_with_it(laptop: Store, desk: Desk, ledger: Store) -> None:
    """The commits of a case alone, going on from what the ledger has from elsewhere."""
    mate = desk()
    give(laptop, mate)
    edit(mate, fact="接着写")
    first = give(laptop, ledger)
    with mate.connection(writing=False) as connection:
        lines = [commit.line() for _, commit in commits_of(connection)][-1:]
    with ledger.connection(writing=True) as connection:
        source = merge.Source("bundle", "sha256", "{}", sender=mate.replica)
        second = merge.apply(connection, merge.stage(connection, lines), source).import_id
    assert undo(ledger, first).removed_commits == 0
    assert fact(ledger) == "接着写"
    undo(ledger, second)
    assert leftovers(ledger) == 0


def test_a_value_of_a_newer_program_goes_too(laptop: Store, ledger: Store) -> None:
    unknown = Operation("canteen", new_uid(), "stars", "[1]", ())
    wrong = Operation("finding", new_uid(), "amount", '"12.5元"', ())
    wall = "2026-09-18T02:11:05.123Z"
    line = Commit(new_uid(), ("visit", VISIT), 1, None, None, wall, "9.0", 9, None, (unknown, wrong)).line()
    give(laptop, ledger)
    before = digest(ledger)
    with ledger.connection(writing=True) as connection:
        staged = merge.stage(connection, [line])
        number = merge.apply(connection, staged, merge.Source("bundle", "sha256", "{}")).import_id
    undo(ledger, number)
    assert digest(ledger) == before
    assert whole(ledger)


def test_an_answer_made_on_two_machines_stays_as_the_other_made_it(desk: Desk, ledger: Store) -> None:
    uid = derived_uid(VISIT, OTHER)
    first, second = desk(), desk()
    for store, result in ((first, "no"), (second, "yes")):
        with store.write() as session:
            session.add(Answer(uid=uid, visit=VISIT, item=OTHER, result=result))
    number = give(first, ledger)
    give(second, ledger)
    assert clashes(ledger) == ["result"]
    undo(ledger, number)
    assert digest(ledger) == digest(second)


def test_a_form_from_before_an_undo_is_refused_and_one_opened_after_it_is_saved(laptop: Store, ledger: Store) -> None:
    give(laptop, ledger)
    edit(laptop, statement="要撤的")
    second = give(laptop, ledger)
    with ledger.read() as session:
        before = session.info["as_of"]
    undo(ledger, second)
    with ledger.read() as session:
        after = session.info["as_of"]
    with pytest.raises(Stale, match="重新打开"):
        edit(ledger, as_of=before, fact="旧页上写的")
    assert fact(ledger) == "收取饮水费"
    edit(ledger, as_of=after, fact="新页上写的")
    assert fact(ledger) == "新页上写的"


def test_local_numbers_never_come_back(laptop: Store, desk: Desk, ledger: Store) -> None:
    """Otherwise a form from before the undo would take a colleague's new edit for the one that it showed."""
    first = give(laptop, ledger)
    with ledger.connection(writing=False) as connection:
        last = views.last_commit(connection)
    undo(ledger, first)
    give(laptop, ledger)
    with ledger.connection(writing=False) as connection:
        assert connection.execute(text("SELECT min(cid) FROM log_commit")).scalar_one() > last


def test_a_dry_run_tells_the_same_and_changes_nothing(laptop: Store, ledger: Store) -> None:
    first = give(laptop, ledger)
    take_step(ledger, "confirmed")
    before = digest(ledger)
    with ledger.connection(writing=True) as connection:
        tried = retract(connection, first)
        connection.rollback()
    assert digest(ledger) == before
    assert undo(ledger, first) == tried


@pytest.mark.parametrize(("number", "why"), [(9, "没有第 9 次"), (1, "已经撤回过")])
def test_an_import_that_is_not_there_is_refused(laptop: Store, ledger: Store, number: int, why: str) -> None:
    undo(ledger, give(laptop, ledger))
    with pytest.raises(UserError, match=why):
        undo(ledger, number)


def test_what_a_kept_commit_of_an_earlier_undo_holds_still_goes_when_nothing_rests_on_it_any_more(
    laptop: Store, desk: Desk, ledger: Store
) -> None:
    mate = desk()
    give(laptop, mate)
    edit(mate, fact="组友改的")
    first, second = give(laptop, ledger), give(mate, ledger)
    undo(ledger, first)
    undo(ledger, second)
    assert leftovers(ledger) == 0
    with ledger.read() as session:
        assert session.scalars(select(Finding)).all() == []
