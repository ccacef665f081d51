"""A half-done visit goes to a colleague's laptop by bundle, and work goes on there."""

from pathlib import Path

import pytest
from sqlalchemy import select

from tests.exchanging import DAY, World, photo
from xunjian.db.conflicts import list_conflicts
from xunjian.db.schema.reference import School
from xunjian.db.schema.visit import Finding, Visit
from xunjian.db.uids import new_uid
from xunjian.errors import UserError
from xunjian.progress import Unwatched
from xunjian.services.bundles import exchange, passing_on
from xunjian.services.visit import evidence
from xunjian.workspace import Workspace


def _visit(workspace: Workspace, school: str, fact: str = "多收餐费") -> tuple[str, str]:
    """Record a visit with one finding and a photo of it; return their uids."""
    stored = evidence.store(workspace.photos, photo(7))
    visit, finding = new_uid(), new_uid()
    with workspace.store.write(by=workspace.person) as session:
        session.add(Visit(uid=visit, team=workspace.team, school=school, day=DAY, kind="special"))
        session.add(Finding(uid=finding, visit=visit, school=school, fact=fact))
        session.flush()
        evidence.attach(session, stored, visit=visit, finding=finding, file_name="1.jpg", by=workspace.person)
    return visit, finding


def _fact(workspace: Workspace, finding: str) -> str | None:
    with workspace.store.read() as session:
        return session.scalars(select(Finding.fact).where(Finding.uid == finding)).first()


def _write(workspace: Workspace, finding: str, fact: str) -> None:
    with workspace.store.write(by=workspace.person) as session:
        session.get_one(Finding, finding).fact = fact


def test_a_colleague_goes_on_with_one_visit_and_the_change_comes_back(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.enrol()
    mine, theirs = world.laptop(), world.laptop(member="王强")
    visit, finding = _visit(mine, world.schools[0])
    other, _ = _visit(mine, world.schools[1])
    done = passing_on.pass_on(mine, visit, world.stick / "a.xjb", Unwatched())
    assert (done.visits, done.findings, done.photos) == (1, 1, 1)
    merged = exchange.merge_bundle(theirs, world.stick / "a.xjb", Unwatched())
    assert (merged.visits, merged.missing_photos, merged.incomplete) == (1, (), ())
    with theirs.store.read() as session:
        assert set(session.scalars(select(Visit.uid))) == {visit}, f"and not {other}"
    _write(theirs, finding, "多收餐费3次")
    passing_on.pass_on(theirs, visit, world.stick / "b.xjb", Unwatched())
    exchange.merge_bundle(mine, world.stick / "b.xjb", Unwatched())
    assert _fact(mine, finding) == "多收餐费3次"


def test_what_both_changed_meanwhile_is_a_conflict(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.enrol()
    mine, theirs = world.laptop(), world.laptop(member="王强")
    visit, finding = _visit(mine, world.schools[0])
    passing_on.pass_on(mine, visit, world.stick / "a.xjb", Unwatched())
    exchange.merge_bundle(theirs, world.stick / "a.xjb", Unwatched())
    _write(mine, finding, "多收书费")
    _write(theirs, finding, "多收校服费")
    passing_on.pass_on(theirs, visit, world.stick / "b.xjb", Unwatched())
    exchange.merge_bundle(mine, world.stick / "b.xjb", Unwatched())
    with mine.store.read() as session:
        assert [one.uid for one in list_conflicts(session.connection())] == [finding]


def test_a_school_that_was_entered_on_this_laptop_goes_along(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.enrol()
    mine, theirs = world.laptop(), world.laptop(member="王强")
    school = new_uid()
    with mine.store.write(by=mine.person) as session:
        session.add(School(uid=school, name="新建小学"))
    visit, _ = _visit(mine, school)
    passing_on.pass_on(mine, visit, world.stick / "a.xjb", Unwatched())
    exchange.merge_bundle(theirs, world.stick / "a.xjb", Unwatched())
    with theirs.store.read() as session:
        assert session.get_one(School, school).name == "新建小学"


def test_what_was_passed_on_counts_as_the_teams_and_comes_to_the_bureau_from_there(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.enrol()
    mine, theirs = world.laptop(), world.laptop(member="王强")
    visit, finding = _visit(mine, world.schools[0])
    passing_on.pass_on(mine, visit, world.stick / "a.xjb", Unwatched())
    exchange.merge_bundle(theirs, world.stick / "a.xjb", Unwatched())
    _write(theirs, finding, "多收餐费3次")
    exchange.merge_bundle(world.bureau, world.report(theirs, "r.xjb"), Unwatched())
    assert _fact(world.bureau, finding) == "多收餐费3次"


def test_the_bureau_passes_no_visit_on(tmp_path: Path) -> None:
    world = World(tmp_path)
    with pytest.raises(UserError, match="检查组"):
        passing_on.pass_on(world.bureau, new_uid(), world.stick / "a.xjb", Unwatched())
    assert not list(world.stick.iterdir())
