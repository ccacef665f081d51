"""A clash stops a notice if it is in what the notice prints or rests on, and no other clash does."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.visiting import SCHOOL, Visiting
from tests.workspaces import TODAY, group_scene
from xunjian.db.schema.reference import Holiday, School
from xunjian.db.schema.visit import Answer, EvidenceNote, Finding, Measure, MeasureFinding, Visit, VisitMember
from xunjian.db.uids import new_uid

Find = Callable[[Session, Visiting], Any]


@pytest.fixture
def visiting(tmp_path: Path) -> Iterator[Visiting]:
    one = Visiting.begin(group_scene(tmp_path / "data"))
    one.problem("SF-01")
    yield one
    one.workspace.close()


def of_finding(table: Any) -> Find:
    def found(session: Session, one: Visiting) -> Any:
        return session.scalars(select(table).where(table.visit == one.uid)).first()

    return found


def visit(session: Session, one: Visiting) -> Visit:
    return session.get_one(Visit, one.uid)


def clash(one: Visiting, find: Find, name: str, *values: object) -> None:
    """Let people who read the same state write different values."""
    with one.read() as session:
        as_of = session.info["as_of"]
    for value in values:
        with one.workspace.store.write(by="某人", as_of=as_of) as session:
            setattr(find(session, one), name, value)


@pytest.mark.parametrize(
    ("find", "name", "values", "said"),
    [
        (of_finding(Finding), "fact", ("甲", "乙"), "：事实"),
        (of_finding(Finding), "amount", (100, 200), "金额"),
        (of_finding(Finding), "severity", ("A", "B"), "程度"),
        (of_finding(Finding), "deleted", (True, False), "是否删去"),
        (of_finding(Measure), "text", ("甲", "乙"), "整改措施"),
        (of_finding(Measure), "workdays", (5, 6), "整改期限"),
        (of_finding(MeasureFinding), "deleted", (True, None), "是否删去"),
        (of_finding(Answer), "result", ("partly", "yes"), "结果"),
        (of_finding(VisitMember), "role", ("x", "y"), "检查人员身份"),
        (visit, "day", (date(2026, 11, 23), date(2026, 11, 22)), "检查日期"),
    ],
)
def test_what_is_printed_or_decides_stops_it(
    visiting: Visiting, find: Find, name: str, values: tuple[object, ...], said: str
) -> None:
    assert visiting.problems() == []
    clash(visiting, find, name, *values)
    assert any(f"{said}两组填得不一样" in text for text in visiting.problems())


@pytest.mark.parametrize(
    ("find", "name", "values"),
    [
        (of_finding(Finding), "statement", ("甲", "乙")),
        (visit, "note", ("甲", "乙")),
        (visit, "received_by", ("甲", "乙")),
        (of_finding(VisitMember), "recusal_declared", (True, False)),
    ],
)
def test_what_is_not_printed_may_wait(visiting: Visiting, find: Find, name: str, values: tuple[object, ...]) -> None:
    clash(visiting, find, name, *values)
    assert visiting.problems() == []
    visiting.issue()


def test_a_caption_stands_on_paper_and_so_does_a_photo_that_only_one_took_off(visiting: Visiting) -> None:
    with visiting.write() as session:
        photo = visiting.finding("SF-01").photos[0].evidence
        session.add(EvidenceNote(uid=new_uid(), visit=visiting.uid, evidence=photo))
    clash(visiting, of_finding(EvidenceNote), "caption", "甲", "乙")
    assert any("照片说明两组填得不一样" in text for text in visiting.problems())
    clash(visiting, of_finding(EvidenceNote), "hidden", True, False)
    assert any("是否收起两组填得不一样" in text for text in visiting.problems())


def test_what_stands_on_an_issued_notice_does_not_stop_the_next(visiting: Visiting) -> None:
    visiting.issue()
    visiting.problem("SF-04")
    uid = visiting.finding("SF-01").uid
    clash(visiting, lambda session, _: session.get_one(Finding, uid), "fact", "甲", "乙")
    assert visiting.problems() == []
    clash(visiting, lambda session, one: session.get_one(Finding, one.finding("SF-04").uid), "fact", "甲", "乙")
    assert [text for text in visiting.problems() if "SF-01" in text] == []
    assert any("SF-04" in text for text in visiting.problems())


def test_an_answer_that_one_of_two_calls_a_problem_stops_it_and_others_do_not(visiting: Visiting) -> None:
    visiting.answer("SF-02", "yes")
    item = visiting.entry("SF-02").uid

    def row(session: Session, one: Visiting) -> Answer:
        return session.scalars(select(Answer).where(Answer.visit == one.uid, Answer.item == item)).one()

    clash(visiting, row, "reason", "没有", "没有收费")
    assert visiting.problems() == []
    clash_again = visiting.entry("SF-03").uid
    visiting.answer("SF-03", "yes")

    def other(session: Session, one: Visiting) -> Answer:
        return session.scalars(select(Answer).where(Answer.visit == one.uid, Answer.item == clash_again)).one()

    clash(visiting, other, "result", "no", "n_a")
    assert any("SF-03" in text and "结果两组填得不一样" in text for text in visiting.problems())


def test_a_visit_whose_day_a_merge_has_emptied_still_opens(visiting: Visiting) -> None:
    with visiting.write() as session:
        session.get_one(Visit, visiting.uid).day = None
    assert visiting.rows()


@pytest.mark.parametrize(("days", "stops"), [(1, True), (200, False)])
def test_a_holiday_stops_it_where_deadlines_are_counted(visiting: Visiting, days: int, *, stops: bool) -> None:
    uid = new_uid()
    with visiting.write() as session:
        session.add(Holiday(uid=uid, day=TODAY + timedelta(days), kind="off", name="假"))
    clash(visiting, lambda session, _: session.get_one(Holiday, uid), "kind", "work", "x")
    assert any("节假日种类" in text for text in visiting.problems()) is stops


def test_another_school_in_conflict_is_no_matter(visiting: Visiting) -> None:
    other = next(uid for name, uid in visiting.scene.schools.items() if name != SCHOOL)
    clash(visiting, lambda session, _: session.get_one(School, other), "name", "甲", "乙")
    assert visiting.problems() == []
