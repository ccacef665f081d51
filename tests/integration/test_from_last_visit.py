"""What a new visit takes over from the one before: people and contact, and the answers as a hint, never as answers."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.workspaces import TODAY, Scene, group_scene
from xunjian.db.queries.visits import last_members
from xunjian.db.schema.reference import School
from xunjian.db.schema.visit import Visit, VisitMember
from xunjian.services.paperwork import site_records
from xunjian.services.paperwork.site_records import Told
from xunjian.services.visit import visits

WEEK = timedelta(days=7)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = group_scene(tmp_path / "group")
    yield made
    made.workspace.close()


def _start(scene: Scene, school: str, day: date, people: int = 2) -> str:
    with scene.workspace.store.write(by=scene.workspace.person) as session:
        members = scene.people[:people]
        return visits.start(
            session, team=scene.team, school=scene.schools[school], day=day, areas=["SF"], members=members
        )


def _tell(scene: Scene, visit: str, name: str, post: str) -> None:
    with scene.workspace.store.write() as session:
        site_records.tell(session, visit, Told(received_by=name, received_post=post))


def _contact(scene: Scene, visit: str) -> tuple[str | None, str | None]:
    with scene.workspace.store.read() as session:
        told = site_records.known(session, visit)
        return told.received_by, told.received_post


def test_who_received_the_group_last_is_taken_over_and_stays_what_somebody_writes(scene: Scene) -> None:
    _tell(scene, _start(scene, "红星小学", TODAY - 2 * WEEK), "何静", "校长")
    _tell(scene, _start(scene, "红星小学", TODAY - WEEK), "周文", "副校长")
    _tell(scene, _start(scene, "滨河小学", TODAY - WEEK), "赵明", "主任")
    visit = _start(scene, "红星小学", TODAY)
    assert _contact(scene, visit) == ("周文", "副校长")
    _tell(scene, visit, "钱进", "教导主任")
    _start(scene, "红星小学", TODAY)
    assert _contact(scene, visit) == ("钱进", "教导主任"), "starting the same visit again leaves it"
    assert _contact(scene, _start(scene, "长江路小学", TODAY)) == ("", "")


def test_a_visit_recorded_late_takes_nothing_from_one_after_it(scene: Scene) -> None:
    _tell(scene, _start(scene, "红星小学", TODAY), "何静", "校长")
    assert _contact(scene, _start(scene, "红星小学", TODAY - WEEK)) == ("", "")


def test_the_people_of_the_newest_visit_are_offered(scene: Scene) -> None:
    with scene.workspace.store.read() as session:
        assert last_members(session, scene.team) == frozenset()
    _start(scene, "红星小学", TODAY, people=1)
    _start(scene, "滨河小学", TODAY - WEEK, people=3)
    with scene.workspace.store.read() as session:
        assert last_members(session, scene.team) == {scene.people[0]}
    with scene.workspace.store.write() as session:
        for member in session.scalars(select(VisitMember).where(VisitMember.person == scene.people[0])):
            member.deleted = True
        session.flush()
        assert last_members(session, scene.team) == frozenset(), "who was taken off is not"


def test_last_answers_are_a_hint_also_where_the_school_had_another_record_then(scene: Scene) -> None:
    item = scene.handbook.by_code["SF-03"].uid
    before = _start(scene, "滨河小学", TODAY - WEEK)
    with scene.workspace.store.write() as session:
        visits.answer(session, before, item, "no")
        session.get_one(School, scene.schools["滨河小学"]).same_as = scene.schools["红星小学"]
    visit = _start(scene, "红星小学", TODAY)
    with scene.workspace.store.read() as session:
        row = next(row for row in visits.items(session, visit, scene.handbook) if row.item == item)
        assert (row.last_result, row.last_day) == ("no", TODAY - WEEK)
        assert row.result is None
        assert session.get_one(Visit, visit).school == scene.schools["红星小学"]
