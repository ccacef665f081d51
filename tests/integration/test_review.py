"""What people should look at: what does not fit, what came after a deletion or an issue, numbers, machines."""

from collections.abc import Callable, Iterable
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from tests.ledgers import BUREAU, Ledgers
from xunjian.db import merge
from xunjian.db.commits import Commit, Operation
from xunjian.db.history import commits_of
from xunjian.db.photos import PhotoStore
from xunjian.db.retraction import retract
from xunjian.db.schema.paper import Document, DocumentEvent, DocumentFinding, NumberBlock, NumberVoid, ServiceReceipt
from xunjian.db.schema.reference import Assignment, School
from xunjian.db.schema.visit import Evidence, Finding, Measure, MeasureFinding, Step, Visit
from xunjian.db.store import Store
from xunjian.db.uids import derived_uid, new_uid
from xunjian.services import review
from xunjian.services.review import Review

VISIT, FINDING, SCHOOL, MEASURE = (derived_uid(BUREAU, name) for name in ("visit", "finding", "school", "measure"))
WALL = "2026-09-18T02:11:05.123Z"

Desk = Callable[[], Store]


@pytest.fixture
def desk(ledgers: Ledgers) -> Desk:
    return ledgers.new


@pytest.fixture
def ledger(desk: Desk) -> Store:
    """A school, a visit there, a finding with its measure: nothing to look at."""
    store = desk()
    with store.write(by=None) as session:
        session.add(School(uid=SCHOOL, name="长江路小学"))
        session.add(Visit(uid=VISIT, school=SCHOOL))
        session.add(Finding(uid=FINDING, visit=VISIT, school=SCHOOL, fact="收取饮水费", amount=63_000))
        session.add(Measure(uid=MEASURE, visit=VISIT, text="退还"))
        session.add(
            MeasureFinding(
                uid=derived_uid(VISIT, MEASURE, FINDING), visit=VISIT, measure=MEASURE, finding=FINDING, deleted=False
            )
        )
    return store


def look(store: Store, tmp_path: Path) -> Review:
    with store.read() as session:
        return review.look(session, PhotoStore(tmp_path / "blobs", tmp_path))


def lines_of(store: Store) -> list[bytes]:
    with store.connection(writing=False) as connection:
        return [commit.line() for _, commit in commits_of(connection)]


def take(store: Store, lines: Iterable[bytes], name: str = "第一组") -> int:
    source = merge.Source("bundle", "sha256", f'{{"from":{{"name":"{name}"}}}}')
    with store.connection(writing=True) as connection:
        return merge.apply(connection, merge.stage(connection, lines), source).import_id


def give(source: Store, target: Store, name: str = "第一组") -> int:
    return take(target, lines_of(source), name)


def edit(store: Store, **members: object) -> None:
    with store.write() as session:
        row = session.get_one(Finding, FINDING)
        for name, value in members.items():
            setattr(row, name, value)


def delete(store: Store) -> None:
    """Delete the finding as the service does, with all that hangs on it."""
    with store.write() as session:
        session.get_one(Finding, FINDING).deleted = True
        session.get_one(MeasureFinding, derived_uid(VISIT, MEASURE, FINDING)).deleted = True
        session.get_one(Measure, MEASURE).deleted = True


def issue(store: Store, serial: int = 31) -> str:
    document = new_uid()
    with store.write() as session:
        row = session.get_one(Finding, FINDING)
        session.add(
            Document(
                uid=document, visit=VISIT, school=SCHOOL, kind="notice", prefix="庐教督改", year=2026, serial=serial
            )
        )
        session.add(
            DocumentFinding(
                uid=new_uid(), visit=VISIT, document=document, finding=FINDING, fact=f"{row.fact}（陆佰叁拾元整）"
            )
        )
    return document


def void(store: Store, document: str) -> None:
    with store.write() as session:
        session.add(DocumentEvent(uid=new_uid(), visit=VISIT, document=document, kind="void"))


def test_a_sound_ledger_has_nothing_to_look_at(ledger: Store, tmp_path: Path) -> None:
    assert look(ledger, tmp_path).is_clear


# 要核对


def test_records_whose_owner_is_not_here_are_named(ledger: Store, tmp_path: Path) -> None:
    gone, uid, deleted = new_uid(), new_uid(), new_uid()
    with ledger.write() as session:
        session.add(Finding(uid=uid, visit=VISIT, school=gone))
        session.add(Finding(uid=deleted, visit=VISIT, school=gone, deleted=True))
    found = look(ledger, tmp_path)
    assert [tuple(one) for one in found.orphans] == [("finding", uid, "school", gone)]
    assert found.to_check == 1


def test_a_school_that_another_group_visits_need_not_be_here(ledger: Store, tmp_path: Path) -> None:
    with ledger.write() as session:
        session.add(Assignment(uid=new_uid(), school=new_uid(), deleted=False))
    assert look(ledger, tmp_path).is_clear


def test_what_ends_before_it_begins_is_named(ledger: Store, tmp_path: Path) -> None:
    edit(ledger, period_from=date(2026, 9, 2), period_to=date(2026, 9, 1))
    assert [tuple(one) for one in look(ledger, tmp_path).backwards] == [
        ("finding", FINDING, "2026-09-02", "2026-09-01")
    ]
    edit(ledger, period_to=date(2026, 9, 2))
    assert look(ledger, tmp_path).is_clear


def test_a_ring_of_schools_is_named_once(ledger: Store, tmp_path: Path) -> None:
    other = new_uid()
    with ledger.write() as session:
        session.add(School(uid=other, name="长江路第一小学", same_as=SCHOOL))
        session.get_one(School, SCHOOL).same_as = other
    assert look(ledger, tmp_path).rings == (tuple(sorted([SCHOOL, other])),)


def test_a_measure_that_answers_no_finding_is_named(ledger: Store, tmp_path: Path) -> None:
    with ledger.write() as session:
        session.get_one(MeasureFinding, derived_uid(VISIT, MEASURE, FINDING)).deleted = True
    assert [one.uid for one in look(ledger, tmp_path).loose_measures] == [MEASURE]


def test_a_value_that_its_field_cannot_hold_is_named_until_somebody_fills_the_field(
    ledger: Store, tmp_path: Path
) -> None:
    uid = new_uid()
    wrong = (
        Operation("finding", uid, "visit", f'"{VISIT}"', ()),
        Operation("finding", uid, "amount", '"630元"', ()),
    )
    wall = "2026-09-18T02:11:05.123Z"
    take(ledger, [Commit(new_uid(), ("visit", VISIT), 1, None, None, wall, "1", 1, None, wrong).line()])
    found = look(ledger, tmp_path)
    assert [tuple(one) for one in found.misfits] == [("finding", uid, "amount", '"630元"')]
    assert found.to_check == 1
    with ledger.write() as session:
        session.get_one(Finding, uid).amount = 63_000
    assert look(ledger, tmp_path).misfits == ()


def test_a_photo_that_is_named_but_not_here(ledger: Store, tmp_path: Path) -> None:
    with ledger.write() as session:
        session.add(Evidence(uid=new_uid(), visit=VISIT, owner=FINDING, sha256="ab" * 32, file_name="照片.jpg"))
    found = look(ledger, tmp_path)
    assert [file.file_name for file in found.missing_photos] == ["照片.jpg"]
    assert not found.is_clear


# 已删但有新内容


def test_a_deletion_that_saw_everything_is_nobodys_loss(ledger: Store, desk: Desk, tmp_path: Path) -> None:
    edit(ledger, statement="早就写了")
    with ledger.write() as session:
        session.add(Evidence(uid=new_uid(), visit=VISIT, owner=FINDING))
    mate = desk()
    give(ledger, mate)
    delete(mate)
    give(mate, ledger)
    for store in (ledger, mate):
        assert look(store, tmp_path).revived == ()


@pytest.mark.parametrize("order", list(permutations(["deletion", "work"])))
@pytest.mark.parametrize("work", ["edit", "step", "photo", "measure"])
def test_work_that_a_deleter_had_not_seen_is_never_silent(
    ledger: Store, desk: Desk, tmp_path: Path, order: tuple[str, str], work: str
) -> None:
    deleter, worker = desk(), desk()
    give(ledger, deleter)
    give(ledger, worker)
    delete(deleter)
    child = new_uid()
    with worker.write() as session:
        if work == "edit":
            session.get_one(Finding, FINDING).statement = "没有看到删除"
        elif work == "step":
            session.add(Step(uid=child, visit=VISIT, finding=FINDING, kind="served"))
        elif work == "photo":
            session.add(Evidence(uid=child, visit=VISIT, owner=FINDING))
        else:
            session.add(Measure(uid=new_uid(), visit=VISIT, text="另一条"))
            session.add(MeasureFinding(uid=child, visit=VISIT, measure=MEASURE, finding=FINDING, deleted=False))
    bundles = {"deletion": lines_of(deleter), "work": lines_of(worker)}
    for one in order:
        take(ledger, bundles[one])
    take(worker, bundles["deletion"])
    take(deleter, bundles["work"])
    content = {"edit": "statement", "step": "step", "photo": "evidence", "measure": "measure_finding"}[work]
    for store in (ledger, deleter, worker):
        found = look(store, tmp_path).revived
        assert ("finding", FINDING, content, None if work == "edit" else child) in [tuple(one) for one in found]


def test_a_live_finding_in_a_deleted_visit_is_named(ledger: Store, tmp_path: Path) -> None:
    with ledger.write() as session:
        session.get_one(Visit, VISIT).deleted = True
    children = {one.content for one in look(ledger, tmp_path).revived}
    assert children == {"finding", "measure"}


def test_a_service_of_which_the_deleter_of_its_visit_knew_nothing_is_named(
    ledger: Store, desk: Desk, tmp_path: Path
) -> None:
    worker, receipt = desk(), new_uid()
    give(ledger, worker)
    with ledger.write() as session:
        session.get_one(Visit, VISIT).deleted = True
    with worker.write() as session:
        session.add(ServiceReceipt(uid=receipt, visit=VISIT, method="direct"))
    give(worker, ledger)
    assert ("visit", VISIT, "service_receipt", receipt) in [tuple(one) for one in look(ledger, tmp_path).revived]


def test_a_deletion_that_comes_back_after_an_undo_is_still_judged(ledger: Store, desk: Desk, tmp_path: Path) -> None:
    mate = desk()
    give(ledger, mate)
    delete(mate)
    edit(ledger, statement="没有看到删除")
    for _ in range(2):
        number = give(mate, ledger)
        assert [one.content for one in look(ledger, tmp_path).revived] == ["statement"]
        with ledger.connection(writing=True) as connection:
            retract(connection, number)
        assert look(ledger, tmp_path).revived == ()


# 签发后有改动


def test_what_changed_after_the_issue_is_named_until_it_is_as_printed(ledger: Store, tmp_path: Path) -> None:
    document = issue(ledger)
    assert look(ledger, tmp_path).is_clear
    edit(ledger, amount=64_000, statement="不在通知书上")
    assert [tuple(one) for one in look(ledger, tmp_path).changed_after_issue] == [(FINDING, VISIT, document, "amount")]
    edit(ledger, amount=63_000)
    assert look(ledger, tmp_path).changed_after_issue == ()


@pytest.mark.parametrize("order", list(permutations(["paper", "edit"])))
def test_an_edit_that_the_issuer_had_not_seen_is_named_in_every_order(
    ledger: Store, desk: Desk, tmp_path: Path, order: tuple[str, str]
) -> None:
    issuer, editor = desk(), desk()
    give(ledger, issuer)
    give(ledger, editor)
    issue(issuer)
    edit(editor, fact="别处改的")
    for one in order:
        give({"paper": issuer, "edit": editor}[one], ledger)
    assert [one.register for one in look(ledger, tmp_path).changed_after_issue] == ["fact"]


def test_a_void_document_fixes_nothing_and_a_new_one_is_the_measure(ledger: Store, tmp_path: Path) -> None:
    document = issue(ledger)
    edit(ledger, fact="改过")
    void(ledger, document)
    assert look(ledger, tmp_path).changed_after_issue == ()
    issue(ledger, 32)
    assert look(ledger, tmp_path).changed_after_issue == ()
    edit(ledger, fact="又改")
    assert len(look(ledger, tmp_path).changed_after_issue) == 1


# Numbers


def test_one_number_on_two_documents_is_named_with_both(ledger: Store, desk: Desk, tmp_path: Path) -> None:
    mate = desk()
    give(ledger, mate)
    first, second = issue(ledger), issue(mate)
    issue(mate, 32)
    void(mate, second)
    give(mate, ledger)
    (clash,) = look(ledger, tmp_path).same_numbers
    assert (clash.prefix, clash.year, clash.number) == ("庐教督改", 2026, 31)
    assert {(paper.uid, paper.void) for paper in clash.papers} == {(first, False), (second, True)}


def test_numbers_below_the_last_one_used_that_nobody_knows_of_are_named(ledger: Store, tmp_path: Path) -> None:
    team = new_uid()
    with ledger.write() as session:
        for seat, (first, last) in enumerate([(31, 40), (41, 50)], start=1):
            session.add(
                NumberBlock(uid=new_uid(), team=team, seat=seat, kind="notice", year=2026, first=first, last=last)
            )
        session.add(NumberVoid(uid=new_uid(), prefix="庐教督改", year=2026, serial=35, why="卡纸"))
    for serial in (32, 37):
        issue(ledger, serial)
    gaps = [(gap.seat, gap.first, gap.last) for gap in look(ledger, tmp_path).gaps]
    assert gaps == [(1, 31, 31), (1, 33, 34), (1, 36, 36)]


# Machines


def commit(seq: int, fact: str, *, wall: str = WALL, machine: str = MEASURE, actor: str = "李敏") -> bytes:
    op = Operation("finding", derived_uid(VISIT, fact), "fact", f'"{fact}"', ())
    return Commit(machine, ("visit", VISIT), seq, None, actor, wall, "1.0", 1, None, (op,)).line()


def test_a_copied_disk_is_named_with_both_who_wrote_under_its_name(ledger: Store, tmp_path: Path) -> None:
    take(ledger, [commit(1, "共同的"), commit(2, "甲一"), commit(3, "甲二")], "第一组")
    assert look(ledger, tmp_path).clones == ()
    take(ledger, [commit(1, "共同的"), commit(2, "乙一", actor="王强"), commit(3, "乙二")], "第二组")
    (clone,) = look(ledger, tmp_path).clones
    assert (clone.replica, clone.case, clone.seq) == (MEASURE, ("visit", VISIT), 2)
    assert {(one.actor, one.sender) for one in clone.commits} == {("李敏", "第一组"), ("王强", "第二组")}


@pytest.mark.parametrize("wall", ["2999-01-01T00:00:00.000Z", "明天", "2026-09-18", ""])
def test_a_clock_a_day_ahead_of_its_bundle_is_named(ledger: Store, tmp_path: Path, wall: str) -> None:
    take(ledger, [commit(1, "准的"), commit(2, "不准的", wall=wall)])
    found = look(ledger, tmp_path).fast_clocks
    if wall in {"", "2026-09-18"}:
        assert found == ()
    else:
        assert [(one.replica, one.wall, one.sender) for one in found] == [(MEASURE, wall, "第一组")]


def test_a_clock_that_is_slow_or_right_is_no_matter(ledger: Store, desk: Desk, tmp_path: Path) -> None:
    take(ledger, [commit(1, "很慢", wall="1999-01-01T00:00:00.000Z")])
    give(ledger, other := desk())
    assert look(other, tmp_path).fast_clocks == ()
