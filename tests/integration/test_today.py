"""今天: where work goes on, which schools come next, what is pressing, and what calls for attention first."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import event, select

from tests.ledgers import Ledgers
from tests.workspaces import TODAY, Scene, group_scene
from xunjian import settings
from xunjian.db.schema.paper import Document, DocumentEvent, NumberVoid
from xunjian.db.schema.reference import Assignment, School, Team
from xunjian.db.schema.visit import Finding, Step, Visit
from xunjian.db.types import now
from xunjian.db.uids import new_uid
from xunjian.reference.bases import Bases
from xunjian.rules.workdays import Calendar
from xunjian.services.bureau.handbook import Handbook
from xunjian.services.today import cautions, left_off, reading
from xunjian.services.today.cautions import Kind
from xunjian.services.today.left_off import Place
from xunjian.services.today.views import Stage, Today, Why
from xunjian.services.visit import findings, visits
from xunjian.workspace import Workspace

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A group's workspace to copy."""
    made = group_scene(tmp_path_factory.mktemp("today") / "group")
    made.workspace.close()
    return made


@pytest.fixture
def scene(template: Scene, tmp_path: Path) -> Iterator[Scene]:
    made = replace(template, workspace=Workspace.open(shutil.copytree(template.workspace.folder, tmp_path / "group")))
    yield made
    made.workspace.close()


def _day(scene: Scene, team: str | None = "own", today: date = TODAY) -> Today:
    store = scene.workspace.store
    with store.read() as session:
        of = scene.team if team == "own" else team
        return reading.read(session, scene.handbook, today, team=of, replica=store.replica)


def _cautions(scene: Scene, today: date = TODAY, *, trial: bool = True) -> dict[Kind, str]:
    with scene.workspace.store.read() as session:
        found = cautions.look(session, scene.workspace.folder, today, team=scene.team, trial=trial)
        return {caution.kind: caution.text for caution in found}


def _plan(scene: Scene, school: str, on: date | None, team: str = "") -> None:
    with scene.workspace.store.write() as session:
        uid = scene.schools[school]
        session.add(Assignment(uid=new_uid(), team=team or scene.team, school=uid, planned_on=on, deleted=False))


def _visit(scene: Scene, school: str, on: date = TODAY, answered: int | None = 0) -> str:
    """Start a visit and find the first items, or all of them, in order."""
    with scene.workspace.store.write(by=scene.workspace.person) as session:
        uid = visits.start(
            session, team=scene.team, school=scene.schools[school], day=on, areas=["SF"], members=scene.people[:2]
        )
        session.flush()
        for entry in visits.entries_of(session, uid, scene.handbook)[:answered]:
            visits.answer(session, uid, entry.uid, "yes")
    return uid


class _Found(NamedTuple):
    code: str
    due: date
    then: str = ""
    amount: int | None = None


def _ordered(scene: Scene, school: str, *found: _Found) -> str:
    """Record problems that were put to a school, each with its deadline and perhaps the step after."""
    visit = _visit(scene, school, TODAY - 20 * DAY)
    with scene.workspace.store.write(by=scene.workspace.person) as session:
        for one in found:
            entry = scene.handbook.by_code[one.code]
            visits.answer(session, visit, entry.uid, "no")
            session.flush()
            finding = findings.record(session, visit, entry, fact="多收", amount=one.amount)
            for kind, due in (("ordered", one.due), (one.then, None)):
                if kind:
                    step = Step(uid=new_uid(), visit=visit, finding=finding, kind=kind, at=now(), due_date=due)
                    session.add(step)
                    session.flush()
                    session.get_one(Finding, finding).step = step.uid
    return visit


def _document(scene: Scene, visit: str, serial: int | None = 31, *events: str) -> str:
    uid = new_uid()
    with scene.workspace.store.write() as session:
        session.add(
            Document(
                uid=uid,
                visit=visit,
                school=scene.schools["红星小学"],
                kind="notice" if serial else "feedback_sheet",
                prefix="庐教督改",
                year=2026,
                serial=serial,
                issued_on=TODAY,
            )
        )
        session.add_all(DocumentEvent(uid=new_uid(), visit=visit, document=uid, kind=kind) for kind in events)
    return uid


def test_what_is_to_do_today_stands_before_what_is_done_however_it_came_there(scene: Scene) -> None:
    _plan(scene, "长江路小学", TODAY)
    _plan(scene, "红星小学", TODAY)
    _visit(scene, "滨河小学", answered=None)
    issued = _visit(scene, "红星小学", answered=2)
    _document(scene, issued)
    _visit(scene, "庐州区实验小学", answered=3)
    day = _day(scene)
    assert [(stop.name, stop.stage) for stop in day.stops] == [
        ("庐州区实验小学", Stage.GOING),
        ("长江路小学", Stage.TO_BEGIN),
        ("滨河小学", Stage.CHECKED),
        ("红星小学", Stage.ISSUED),
    ]
    assert day.to_do == 2
    assert day.stops[0].counted.done == 3
    assert day.stops[0].counted.total > 3


def test_all_answered_is_not_done_while_a_problem_waits_for_its_paper(scene: Scene) -> None:
    visit = _visit(scene, "红星小学", answered=None)
    with scene.workspace.store.write() as session:
        visits.answer(session, visit, scene.handbook.by_code["SF-03"].uid, "no")
    assert _day(scene).stops[0].stage is Stage.GOING
    _document(scene, visit, None)
    assert _day(scene).stops[0].stage is Stage.FED_BACK


def test_a_void_notice_leaves_the_visit_to_be_done(scene: Scene) -> None:
    _document(scene, _visit(scene, "红星小学", answered=2), 31, "void")
    assert _day(scene).stops[0].stage is Stage.GOING


def test_other_days_list_what_was_left_unfinished_and_where_nobody_has_been(scene: Scene) -> None:
    _visit(scene, "育才中学", TODAY - DAY, answered=1)
    _visit(scene, "滨河小学", TODAY - DAY, answered=None)
    _visit(scene, "新苗幼儿园（民办）", TODAY - 60 * DAY, answered=1)
    for school, on in (
        ("长江路小学", None),
        ("红星小学", TODAY + 2 * DAY),
        ("东风路九年一贯制学校", TODAY - 3 * DAY),
        ("滨河小学", None),
        ("庐州区实验小学", TODAY),
    ):
        _plan(scene, school, on)
    assert [(one.name, one.day, one.why) for one in _day(scene).later] == [
        ("育才中学", TODAY - DAY, Why.UNFINISHED),
        ("东风路九年一贯制学校", TODAY - 3 * DAY, Why.MISSED),
        ("红星小学", TODAY + 2 * DAY, Why.PLANNED),
        ("长江路小学", None, Why.UNDATED),
    ]


def test_a_school_carries_what_is_open_there(scene: Scene) -> None:
    late = _Found("SF-03", TODAY - DAY)
    _ordered(scene, "长江路小学", late, _Found("SF-05", TODAY + 30 * DAY))
    _plan(scene, "长江路小学", TODAY)
    (stop,) = _day(scene).stops
    assert (stop.open_findings, stop.overdue) == (2, 1)


def test_the_late_come_first_then_the_soon_due_then_what_waits_for_a_recheck(scene: Scene) -> None:
    _ordered(
        scene,
        "红星小学",
        _Found("SF-02", date(2026, 11, 27), amount=346_000),  # three working days from Tuesday 24th
        _Found("SF-03", date(2026, 11, 30)),  # four
        _Found("SF-04", TODAY - 2 * DAY, then="reported_done"),
    )
    _ordered(scene, "长江路小学", _Found("SF-05", TODAY - 5 * DAY), _Found("SF-06", TODAY - DAY, then="closed"))
    _ordered(scene, "滨河小学", _Found("SF-05", TODAY - 6 * DAY), _Found("SF-06", TODAY))
    found = [(one.school_name, one.code, one.days_overdue, one.to_recheck) for one in _day(scene).pressing]
    assert found == [
        ("滨河小学", "SF-05", 6, False),
        ("长江路小学", "SF-05", 5, False),
        ("滨河小学", "SF-06", 0, False),
        ("红星小学", "SF-02", 0, False),
        ("红星小学", "SF-04", 0, True),
    ]
    assert [one.amount for one in _day(scene).pressing if one.code == "SF-02"] == [346_000]


def test_an_extension_takes_the_lamp_off(scene: Scene) -> None:
    visit = _ordered(scene, "红星小学", _Found("SF-02", TODAY - DAY))
    assert _day(scene).pressing
    with scene.workspace.store.write() as session:
        row = session.scalars(select(Finding).where(Finding.visit == visit)).one()
        session.add(
            Step(
                uid=new_uid(),
                visit=visit,
                finding=row.uid,
                kind="extension_granted",
                at=now(),
                due_date=TODAY + 20 * DAY,
            )
        )
    assert not _day(scene).pressing


def test_work_goes_on_at_the_item_where_somebody_was_not_where_something_was_written_last(scene: Scene) -> None:
    first = _visit(scene, "红星小学", answered=4)
    _visit(scene, "长江路小学", answered=1)
    resume = _day(scene).resume
    assert resume is not None
    assert (resume.school_name, resume.code, resume.counted.done) == ("长江路小学", "SF-01", 1)
    with scene.workspace.store.write() as session:
        left_off.remember(session, Place(first, scene.handbook.by_code["SF-07"].uid))
    resume = _day(scene).resume
    assert resume is not None
    assert (resume.school_name, resume.code, resume.counted.done) == ("红星小学", "SF-07", 4)
    assert resume.campaign == "秋季教育收费专项"
    assert resume.at is not None


def test_work_goes_on_in_a_visit_of_long_ago_but_not_in_one_that_is_done_or_deleted(scene: Scene) -> None:
    visit = _visit(scene, "红星小学", TODAY - 90 * DAY, answered=2)
    assert _day(scene).resume is not None
    _document(scene, visit, 31)
    assert _day(scene).resume is None


def test_the_bureau_sees_all_groups_and_goes_on_nowhere(scene: Scene) -> None:
    other = new_uid()
    with scene.workspace.store.write() as session:
        session.add(Team(uid=other, number=4, name="第四检查组"))
    _plan(scene, "长江路小学", TODAY)
    _plan(scene, "红星小学", TODAY, other)
    _visit(scene, "滨河小学", answered=2)
    everywhere = _day(scene, None)
    assert {(stop.name, stop.team) for stop in everywhere.stops} == {
        ("长江路小学", "第三检查组"),
        ("红星小学", "第四检查组"),
        ("滨河小学", "第三检查组"),
    }
    assert everywhere.resume is None
    assert "红星小学" not in {stop.name for stop in _day(scene).stops}


def test_a_year_before_the_program_or_a_day_before_the_last_change_is_told(scene: Scene) -> None:
    assert "日期是 2020 年" in _cautions(scene, date(2020, 1, 5), trial=False)[Kind.DATE]
    newest = now().date()
    assert "还早" in _cautions(scene, newest - 3 * DAY, trial=False)[Kind.DATE]
    assert "请核对系统日期" in _cautions(scene, newest.replace(year=newest.year + 4), trial=False)[Kind.DATE]
    assert Kind.DATE not in _cautions(scene, newest + DAY, trial=False)
    assert Kind.DATE not in _cautions(scene, date(2020, 1, 5)), "pinned in a demonstration"


def test_a_disk_that_fills_is_told_in_megabytes(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Kind.DISK not in _cautions(scene)
    usage = shutil.disk_usage(scene.workspace.folder)._replace(free=800 * 2**20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage)
    assert _cautions(scene)[Kind.DISK].startswith("本机只剩 800 MB。")


@pytest.mark.parametrize(
    ("events", "told"), [((), True), (("spoiled",), True), (("printed",), False), (("void",), False)]
)
def test_a_notice_that_never_came_out_whole_is_told(scene: Scene, events: tuple[str, ...], told: bool) -> None:
    _document(scene, _visit(scene, "红星小学"), 31, *events)
    assert (Kind.UNPRINTED in _cautions(scene)) is told
    if told:
        assert _cautions(scene)[Kind.UNPRINTED] == "〔2026〕31号 红星小学 还没有打印。"


def test_numbers_that_run_out_are_counted(scene: Scene) -> None:
    assert Kind.NUMBERS not in _cautions(scene), "31 to 40 are free"
    with scene.workspace.store.write() as session:
        session.add_all(
            NumberVoid(uid=new_uid(), prefix="庐教督改", year=2026, serial=serial) for serial in range(31, 38)
        )
    assert _cautions(scene)[Kind.NUMBERS].startswith("本机文号余 3 个。")
    with scene.workspace.store.write() as session:
        session.add_all(
            NumberVoid(uid=new_uid(), prefix="庐教督改", year=2026, serial=serial) for serial in range(38, 41)
        )
    assert "用完了" in _cautions(scene)[Kind.NUMBERS]
    with scene.workspace.store.write() as session:
        settings.put(session, settings.Name.SEAT, "7")
    assert Kind.NUMBERS not in _cautions(scene), "a seat that was never given any"


def test_a_run_that_never_ended_is_known_at_the_next_start_and_only_there(scene: Scene) -> None:
    begun = []
    for ends in (True, False, True, True):
        with scene.workspace.store.write() as session:
            begun.append(left_off.begin(session, "here"))
        if ends:
            with scene.workspace.store.write() as session:
                left_off.end(session)
    assert begun == [False, False, True, False]
    with scene.workspace.store.write() as session:
        left_off.begin(session, "here")
        assert not left_off.begin(session, "restored elsewhere")


def test_a_day_is_read_with_as_many_statements_however_much_there_is(scene: Scene) -> None:
    """What made a page slow was never one statement, but one for each row."""
    counts = []
    for schools in (["红星小学"], ["长江路小学", "滨河小学", "育才中学", "庐州区实验小学"]):
        for school in schools:
            _ordered(scene, school, _Found("SF-03", TODAY - DAY), _Found("SF-05", TODAY))
            _visit(scene, school, TODAY, answered=2)
            _visit(scene, school, TODAY - DAY, answered=1)
            _plan(scene, school, TODAY)
        with scene.workspace.store.read() as session:
            run: list[str] = []
            engine = session.connection().engine
            event.listen(engine, "before_cursor_execute", lambda _c, _k, text, *_rest, run=run: run.append(text))
            reading.read(session, scene.handbook, TODAY, team=scene.team, replica=scene.workspace.store.replica)
            counts.append(len(run))
    assert len(set(counts)) == 1, counts


def test_a_day_is_read_the_same_on_either_engine(ledgers: Ledgers) -> None:
    store = ledgers.new()
    team, school, twin, visit, late, extended = (new_uid() for _ in range(6))
    with store.write() as session:
        session.add(Team(uid=team, number=1, name="第一组"))
        session.add(School(uid=school, name="红星小学", school_type="211", ownership="public"))
        session.add(School(uid=twin, name="红星小学（老）", same_as=school))
        session.add(Assignment(uid=new_uid(), team=team, school=twin, planned_on=TODAY, deleted=False))
        session.add(Visit(uid=visit, team=team, school=twin, day=TODAY, kind="special"))
        for finding, due in ((late, TODAY - DAY), (extended, TODAY - 2 * DAY)):
            step = new_uid()
            session.add(Finding(uid=finding, visit=visit, school=twin, step=step, amount=100))
            session.add(Step(uid=step, visit=visit, finding=finding, kind="ordered", at=now(), due_date=due))
        session.add(
            Step(
                uid=new_uid(),
                visit=visit,
                finding=extended,
                kind="extension_granted",
                at=now() + DAY,
                due_date=TODAY + 25 * DAY,
            )
        )
        session.add(Document(uid=new_uid(), visit=visit, school=twin, prefix="庐教督改", year=2026, serial=1))
    handbook = Handbook((), Bases(()), Calendar())
    with store.read() as session:
        day = reading.read(session, handbook, TODAY, team=team, replica=store.replica)
        told = cautions.look(session, store.folder, TODAY, team=team, trial=False)
    assert [(one.finding, one.school_name, one.days_overdue) for one in day.pressing] == [(late, "红星小学", 1)]
    (stop,) = day.stops
    assert (stop.school, stop.stage, stop.open_findings, stop.overdue) == (school, Stage.ISSUED, 2, 1)
    assert Kind.UNPRINTED in {caution.kind for caution in told}
    with store.write() as session:
        assert not left_off.begin(session, store.replica)
        left_off.remember(session, Place(visit, "item"))
    with store.read() as session:
        assert left_off.place(session) == Place(visit, "item")
