"""A school that was entered twice: once joined, it is one in lists, searches and counts."""

from dataclasses import dataclass
from datetime import date

import pytest

from tests.ledgers import Ledgers
from tests.workspaces import TODAY
from xunjian.db.queries import profile, visits
from xunjian.db.queries.schools import events, listed_schools, school_rows
from xunjian.db.schema.reference import School
from xunjian.db.schema.visit import Finding, Step, Visit
from xunjian.db.store import Store
from xunjian.db.uids import new_uid
from xunjian.errors import UserError
from xunjian.services import lookup, schools

FIRST, SECOND, THIRD = sorted(new_uid() for _ in range(3))


@dataclass(frozen=True)
class Ledger:
    store: Store

    def join(self, twin: str, other: str | None) -> None:
        with self.store.write() as session:
            session.get_one(School, twin).same_as = other
            session.flush()
            schools.refresh_search(session)

    def listed(self) -> dict[str, tuple[date | None, int, int]]:
        with self.store.read() as session:
            return {one.uid: (one.last_visit, one.open_findings, one.overdue) for one in listed_schools(session, TODAY)}

    def found(self, text: str) -> list[str]:
        with self.store.read() as session:
            return schools.search(session, text)


@pytest.fixture
def ledger(ledgers: Ledgers) -> Ledger:
    """Two entries of one school, each with a visit and an open finding, and a third school."""
    store = ledgers.new()
    with store.write() as session:
        for place, (uid, name) in enumerate([(FIRST, "长江路小学"), (SECOND, "长江路第一小学"), (THIRD, "红星小学")]):
            session.add(School(uid=uid, name=name, code=f"213401234{place}"))
            if uid == THIRD:
                continue
            visit, finding, step = new_uid(), new_uid(), new_uid()
            due = date(2026, 9, 10 + place)
            session.add(Visit(uid=visit, school=uid, day=date(2026, 9, 1 + place)))
            session.add(Finding(uid=finding, visit=visit, school=uid, step=step, fact="收取饮水费"))
            session.add(Step(uid=step, visit=visit, finding=finding, kind="ordered", due_date=due))
        session.flush()
        schools.refresh_search(session)
    return Ledger(store)


def test_the_one_that_stands_is_listed_with_all_that_is_known_of_both(ledger: Ledger) -> None:
    ledger.join(SECOND, FIRST)
    assert ledger.listed() == {FIRST: (date(2026, 9, 2), 2, 2), THIRD: (None, 0, 0)}
    with ledger.store.read() as session:
        (row,) = school_rows(session, [FIRST])
        assert (row.last_visit, row.open_findings, row.due) == (date(2026, 9, 2), 2, date(2026, 9, 10))
        assert len(events(session, FIRST)) == len(events(session, SECOND)) == 2
        known = profile.profile(session, FIRST, TODAY)
        assert (len(known.visits), len(known.findings)) == (2, 2)
        assert all(finding.due for finding in known.findings)


def test_either_name_and_code_finds_the_one_that_stands(ledger: Ledger) -> None:
    ledger.join(SECOND, FIRST)
    assert ledger.found("第一小学") == ledger.found("长江路小学") == ledger.found("cjldyxx") == [FIRST]
    with ledger.store.read() as session:
        assert lookup.school(session, "2134012341") == lookup.school(session, "长江路第一小学") == FIRST
        assert schools.by_code(session, "2134012341").uid == FIRST
        assert [row.uid for row in schools.known(session)] == [FIRST, THIRD]


def test_visits_to_a_twin_are_listed_under_the_name_that_stands(ledger: Ledger) -> None:
    ledger.join(SECOND, FIRST)
    with ledger.store.read() as session:
        rows = visits.visit_rows(session)
        assert {(row.school, row.school_name) for row in rows} == {(FIRST, "长江路小学")}
        assert visits.rows_of(session, visits.visit_ids(session)) == rows


def test_two_that_name_each_other_are_one_and_stay_in_the_list(ledger: Ledger) -> None:
    ledger.join(SECOND, FIRST)
    ledger.join(FIRST, SECOND)
    assert set(ledger.listed()) == {FIRST, THIRD}
    assert ledger.found("长江路") == [FIRST]


@pytest.mark.parametrize("other", [new_uid(), SECOND], ids=["nobody", "itself"])
def test_a_school_hides_behind_nothing_that_is_not_there(ledger: Ledger, other: str) -> None:
    ledger.join(SECOND, other)
    assert set(ledger.listed()) == {FIRST, SECOND, THIRD}


def test_a_school_does_not_hide_behind_a_deleted_one(ledger: Ledger) -> None:
    ledger.join(SECOND, FIRST)
    with ledger.store.write() as session:
        session.get_one(School, FIRST).deleted = True
        session.flush()
        schools.refresh_search(session)
    assert set(ledger.listed()) == {SECOND, THIRD}


def test_parted_again_each_has_its_own(ledger: Ledger) -> None:
    before = ledger.listed()
    ledger.join(SECOND, FIRST)
    ledger.join(SECOND, None)
    assert ledger.listed() == before
    with ledger.store.read() as session, pytest.raises(UserError):
        lookup.school(session, "长江路")
