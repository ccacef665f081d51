"""A visit is handed to a colleague and taken in, in the window."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from tests.exchanging import DAY, World
from tests.ui.program import Starter, go_to, says
from xunjian.db.schema.reference import School
from xunjian.db.schema.visit import Finding, Visit
from xunjian.db.uids import new_uid
from xunjian.ui.desk import Desk


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A bureau, and a group of two on their laptops, one of whom has begun a visit; all closed."""
    made = World(tmp_path)
    made.enrol()
    mine, theirs = made.laptop(), made.laptop(member="王强")
    visit = new_uid()
    with mine.store.write(by=mine.person) as session:
        session.add(Visit(uid=visit, team=mine.team, school=made.schools[0], day=DAY, kind="special"))
        session.add(Finding(uid=new_uid(), visit=visit, school=made.schools[0], fact="多收餐费"))
        assert session.get_one(School, made.schools[0]).name == "第0小学"
    for workspace in (made.bureau, mine, theirs):
        workspace.close()
    return made


def _desk(starter: Starter, folder: Path) -> Desk:
    program = starter.start(folder)
    go_to(program, "检查")
    assert program.desk is not None
    return program.desk


def test_a_visit_goes_to_a_colleague_who_goes_on_with_enter(
    world: World, starter: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = world.stick / "交给王强.xjb"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(target), ""))
    mine = _desk(starter, world.folder / "第一组-李敏")
    mine.visits.pass_on.click()
    starter.qtbot.waitUntil(lambda: not mine.visits.passing.busy, timeout=20_000)
    assert says(mine.visits, "第0小学的检查已存成“交给王强.xjb”（问题 1 个）。")
    theirs = _desk(starter, world.folder / "第一组-王强")
    assert not theirs.visits.pass_on.isVisible(), "nothing to hand over yet"
    theirs.visits.take_in.click()
    starter.qtbot.waitUntil(lambda: not theirs.visits.passing.busy, timeout=20_000)
    assert says(theirs.visits, "收下了第一组交来的：检查 1 次，问题 1 个。")
    assert theirs.visits.table.hasFocus()
    QTest.keyClick(theirs.visits.table, Qt.Key.Key_Return)
    assert theirs.visit is not None
    assert theirs.visit.title == "第0小学"


def test_a_file_that_is_no_bundle_is_refused_and_nothing_stays_on_the_page(
    world: World, starter: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = world.stick / "坏.xjb"
    broken.write_bytes(b"nothing")
    told: list[BaseException] = []
    monkeypatch.setattr("xunjian.ui.pages.visit.passing.show_error", lambda _parent, error: told.append(error))
    theirs = _desk(starter, world.folder / "第一组-王强")
    theirs.visits.passing.take_in(broken)
    starter.qtbot.waitUntil(lambda: not theirs.visits.passing.busy, timeout=20_000)
    assert told
    assert not theirs.visits.passing.isVisible()
