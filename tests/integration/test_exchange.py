"""From the bureau to the groups and back: enrolment files, reports, and what merging them leaves."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import pytest
from sqlalchemy import select, text

from tests import bundles
from tests.exchanging import (
    CAMPAIGN,
    World,
    change,
    digest,
    facts,
    forged,
    imports,
    inner_of,
    new_bureau,
    sealed_for,
    sent,
    visit,
)
from xunjian import settings
from xunjian.bundle.refusals import Damaged, NotForUs, OtherBureau
from xunjian.db import integrity, merge
from xunjian.db.conflicts import list_conflicts
from xunjian.db.schema.paper import NumberBlock, NumberVoid
from xunjian.db.schema.reference import Assignment, Campaign, Person, School, Team, TeamMember
from xunjian.db.schema.visit import Evidence, Finding
from xunjian.db.uids import new_uid
from xunjian.errors import Cancelled, UserError
from xunjian.progress import Unwatched
from xunjian.rules.numbers import Block
from xunjian.services import schools
from xunjian.services.bundles import exchange, scope
from xunjian.services.bundles.joining import ALREADY_MERGED
from xunjian.services.bureau.enrolment import create_enrolment, join, read_invitation
from xunjian.settings import Name
from xunjian.workspace import Workspace


class _Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    for workspace in world.opened:
        workspace.close()


@pytest.fixture
def laptop(world: World) -> Workspace:
    world.enrol(numbers=(31, 60))
    return world.laptop()


def team_of(workspace: Workspace) -> str:
    assert workspace.team is not None
    return workspace.team


# Enrolment


def test_a_group_gets_its_people_schools_and_numbers(world: World) -> None:
    enrolled = world.enrol(numbers=(31, 60))
    workspace = world.laptop(member="王强")
    assert enrolled.seats == (Block(2026, 31, 40), Block(2026, 41, 50), Block(2026, 51, 60))
    assert digest_without_third_school(world) == scoped(workspace)
    with workspace.store.read() as session:
        assert settings.get(session, Name.SEAT) == "2"
        assert session.get_one(Person, workspace.person).name == "王强"
        assert session.get_one(Team, workspace.team).name == "第一组"
        assert session.scalars(select(Campaign.name)).one() == CAMPAIGN.name
        assert sorted(session.scalars(select(School.uid))) == sorted(world.schools[:2])
        assert len(session.scalars(select(NumberBlock)).all()) == 3
        assert len(session.scalars(select(Assignment)).all()) == 2
    assert not workspace.is_bureau


def scoped(workspace: Workspace) -> list[bytes]:
    with workspace.store.connection(writing=False) as connection:
        return [bytes(row.hash) for row in connection.execute(text("SELECT hash FROM log_commit ORDER BY hash"))]


def digest_without_third_school(world: World) -> list[bytes]:
    with world.bureau.store.connection(writing=False) as connection:
        rows = connection.execute(
            text(
                "SELECT hash FROM log_commit c JOIN log_case k ON k.id = c.case_id WHERE k.uid <> :third ORDER BY hash"
            ),
            {"third": world.schools[2]},
        )
        return [bytes(row.hash) for row in rows]


def test_an_invitation_shows_what_joining_will_bring(world: World) -> None:
    world.enrol(numbers=(31, 60))
    invitation = read_invitation(world.stick / "第一组.xjgroup")
    assert (invitation.bureau, invitation.group) == ("庐州区教育局", "第一组")
    assert invitation.members == ("李敏", "王强")
    assert (invitation.schools, invitation.first_number, invitation.last_number) == (2, 31, 60)


def test_two_laptops_of_a_group_never_share_numbers(world: World) -> None:
    world.enrol(numbers=(31, 60))
    seats = []
    for member in ("李敏", "王强"):
        with world.laptop(member=member).store.read() as session:
            seat = int(settings.get(session, Name.SEAT) or 0)
            block = session.scalars(select(NumberBlock).where(NumberBlock.seat == seat)).one()
            seats.append(range(block.first or 0, (block.last or 0) + 1))
    assert not set(seats[0]) & set(seats[1])


def test_enrolling_again_changes_nothing_and_a_new_member_gets_the_next_seat(world: World) -> None:
    first = world.enrol(numbers=(31, 60))
    before = digest(world.bureau)
    again = world.enrol(numbers=(31, 60))
    assert (again.team, again.seats, digest(world.bureau)) == (first.team, first.seats, before)
    world.enrol(members=["陈洁"], numbers=(31, 60))
    with world.bureau.store.read() as session:
        ranks = session.execute(
            select(Person.name, TeamMember.rank).join(Person, Person.uid == TeamMember.person).order_by(TeamMember.rank)
        )
        assert [tuple(row) for row in ranks] == [("李敏", 1), ("王强", 2), ("陈洁", 3)]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"numbers": (41, 50)}, "有重号"),
        ({"numbers": (60, 31)}, "号段 60–31 不对"),
        ({"numbers": (1, 2)}, "分不成 3 份"),
        ({"members": []}, "还没有写组员"),
        ({"members": ["李敏", "李敏"]}, "重名"),
        ({"schools": [BAD := "0b1f2d62-5c2e-4a57-9c1b-5f7f6c1d2e3f"]}, "不在名录里"),
    ],
)
def test_an_enrolment_that_does_not_fit_changes_nothing(world: World, changed: dict[str, Any], why: str) -> None:
    world.enrol(numbers=(31, 60))
    before = digest(world.bureau)
    with pytest.raises(UserError, match=why):
        world.enrol("第二组", **changed)
    assert digest(world.bureau) == before
    assert not (world.stick / "第二组.xjgroup").exists()


def test_a_group_cannot_enrol_others(world: World, laptop: Workspace) -> None:
    with pytest.raises(UserError, match="由局里做"):
        create_enrolment(laptop, world.stick / "x.xjgroup", campaign=CAMPAIGN, group="x", members=["甲"], schools=[])


def test_an_unknown_member_is_told_who_may_join_and_nothing_is_left(world: World) -> None:
    world.enrol()
    with pytest.raises(UserError, match="请从这些人里选：李敏、王强"):
        join(world.folder / "new", world.stick / "第一组.xjgroup", member="赵六")
    assert not (world.folder / "new").exists()


def test_a_damaged_file_leaves_a_folder_as_it_was(world: World) -> None:
    world.enrol()
    folder = world.folder / "mine"
    folder.mkdir()
    (folder / "我的文件.txt").write_text("别动", encoding="utf-8")
    bad = world.stick / "b.xjgroup"
    bad.write_bytes(bundles.rewritten((world.stick / "第一组.xjgroup").read_bytes(), ops_jsonl=b"{}\n"))
    with pytest.raises(UserError):
        join(folder, bad, member="李敏")
    assert [file.name for file in folder.iterdir()] == ["我的文件.txt"]


def test_a_workspace_is_never_joined_over(world: World, laptop: Workspace) -> None:
    before = digest(laptop)
    with pytest.raises(UserError, match="已经有一个工作库"):
        join(laptop.folder, world.stick / "第一组.xjgroup", member="王强")
    assert digest(laptop) == before


def test_a_report_is_no_enrolment_file(world: World, laptop: Workspace) -> None:
    path = world.report(laptop, "a.xjb")
    with pytest.raises(UserError, match="不是入组文件"):
        join(world.folder / "new", path, member="李敏")
    assert not (world.folder / "new").exists()


def test_a_trial_bureau_makes_trial_laptops(world: World) -> None:
    world.enrol()
    assert world.laptop().is_trial


# Reports


def test_a_report_brings_everything_of_the_group_to_the_bureau(world: World, laptop: Workspace) -> None:
    visit(laptop, world.schools[0], photos=(10, 20))
    visit(laptop, world.schools[1], photos=(20, 30))
    exported = exchange.export_report(laptop, world.stick / "a.xjb", Unwatched())
    assert (exported.visits, exported.findings, exported.photos, exported.missing_photos) == (2, 2, 3, ())
    merged = exchange.merge_bundle(world.bureau, world.stick / "a.xjb", Unwatched())
    assert merged.report.new_records == {"visit": 2, "finding": 2, "evidence": 4}
    assert (merged.sender, merged.photos, merged.missing_photos, merged.incomplete) == ("第一组", 3, (), ())
    assert merged.note is None
    assert sorted(world.bureau.photos.hashes()) == sorted(laptop.photos.hashes())
    assert world.bureau.photos.damaged() == []
    with world.bureau.store.connection(writing=True) as connection:
        assert integrity.faults(connection, deep=True) == []


def test_another_teams_visits_stay_out_of_a_report_unless_worked_on(world: World, laptop: Workspace) -> None:
    world.enrol("第二组")
    mates = world.laptop("第二组")
    visit(mates, world.schools[0], fact="第二组记的")
    exchange.merge_bundle(world.bureau, world.report(mates, "第二组.xjb"), Unwatched())
    exchange.merge_bundle(laptop, world.task("看一看.xjb", team_of(laptop)), Unwatched())
    visit(laptop, world.schools[1], fact="第一组记的")
    assert facts(laptop) == ["第一组记的", "第二组记的"]
    assert exchange.export_report(laptop, world.stick / "第一组.xjb", Unwatched()).visits == 1


def test_a_visit_handed_over_by_another_team_and_worked_on_here_is_reported(world: World, laptop: Workspace) -> None:
    visit(laptop, world.schools[0], fact="第一组记的")
    world.enrol("第二组")
    mates = world.laptop("第二组")
    exchange.merge_bundle(world.bureau, world.report(laptop, "第一组.xjb"), Unwatched())
    exchange.merge_bundle(mates, world.task("交接.xjb", team_of(mates)), Unwatched())
    change(mates, lambda row: setattr(row, "fact", "第二组接着写的"))
    exchange.merge_bundle(world.bureau, world.report(mates, "第二组.xjb"), Unwatched())
    assert facts(world.bureau) == ["第二组接着写的"]


def test_schools_that_a_bundle_brings_can_be_searched_at_once(laptop: Workspace) -> None:
    with laptop.store.read() as session:
        assert len(schools.search(session, "d1xx")) == 1


def test_what_a_group_corrected_of_a_school_and_voided_travels_too(world: World, laptop: Workspace) -> None:
    with laptop.store.write(by=laptop.person) as session:
        session.get_one(School, world.schools[0]).principal = "周校长"
        session.add(NumberVoid(uid=new_uid(), prefix="庐教督改", year=2026, serial=31, why="卡纸"))
    exchange.merge_bundle(world.bureau, world.report(laptop, "a.xjb"), Unwatched())
    with world.bureau.store.read() as session:
        assert session.get_one(School, world.schools[0]).principal == "周校长"
        assert session.scalars(select(NumberVoid.serial)).one() == 31


def test_two_laptops_of_a_group_merge_in_the_field_and_either_reports_for_both(world: World, laptop: Workspace) -> None:
    mate = world.laptop(member="王强")
    visit(laptop, world.schools[0], fact="甲", photos=(10,))
    visit(mate, world.schools[1], fact="乙", photos=(20,))
    with mate.store.write(by=mate.person) as session:
        session.get_one(School, world.schools[1]).principal = "周校长"
    exchange.merge_bundle(laptop, world.report(mate, "mate.xjb"), Unwatched())
    exchange.merge_bundle(world.bureau, world.report(laptop, "both.xjb"), Unwatched())
    assert facts(world.bureau) == ["乙", "甲"]
    assert sorted(world.bureau.photos.hashes()) == sorted(laptop.photos.hashes())
    with world.bureau.store.read() as session:
        assert session.get_one(School, world.schools[1]).principal == "周校长"


def test_merging_in_any_order_and_again_gives_the_same(world: World, laptop: Workspace) -> None:
    mate = world.laptop(member="王强")
    visit(laptop, world.schools[0], fact="甲写的")
    visit(mate, world.schools[0], fact="乙写的")
    paths = [world.report(laptop, "1.xjb"), world.report(mate, "2.xjb")]
    other = world.keep(join(world.folder / "third", world.stick / "第一组.xjgroup", member="王强"))
    exchange.merge_all(laptop, [*paths, *paths], Unwatched())
    exchange.merge_all(other, [*reversed(paths), *paths], Unwatched())
    assert digest(laptop) == digest(other)


def test_edits_of_two_laptops_are_a_conflict_and_the_report_says_so(world: World, laptop: Workspace) -> None:
    uid = visit(laptop, world.schools[0])
    mate = world.laptop(member="王强")
    exchange.merge_bundle(mate, world.report(laptop, "0.xjb"), Unwatched())
    change(laptop, lambda row: setattr(row, "fact", "收费1280元"))
    change(mate, lambda row: setattr(row, "fact", "收费1820元"))
    exchange.merge_bundle(world.bureau, world.report(laptop, "1.xjb"), Unwatched())
    tried = exchange.preview(world.bureau, world.report(mate, "2.xjb"))
    merged = exchange.merge_bundle(world.bureau, world.stick / "2.xjb", Unwatched())
    assert [register for _, register in merged.report.conflicts] == ["fact"]
    assert tried.report.conflicts == merged.report.conflicts
    with world.bureau.store.connection(writing=False) as connection:
        found = list_conflicts(connection)
    assert [(one.register, one.case) for one in found] == [("fact", ("visit", uid))]


def test_a_preview_tells_the_same_and_changes_nothing(world: World, laptop: Workspace) -> None:
    visit(laptop, world.schools[0], photos=(10,))
    path = world.report(laptop, "a.xjb")
    before = digest(world.bureau)
    tried = exchange.preview(world.bureau, path)
    assert digest(world.bureau) == before
    assert imports(world.bureau) == 0
    assert list(world.bureau.photos.hashes()) == []
    assert exchange.merge_bundle(world.bureau, path, Unwatched()) == tried


def test_a_bundle_merged_before_says_so_and_leaves_no_second_line(world: World, laptop: Workspace) -> None:
    visit(laptop, world.schools[0], photos=(10,))
    path = world.report(laptop, "a.xjb")
    exchange.merge_bundle(world.bureau, path, Unwatched())
    before = digest(world.bureau)
    for _ in range(3):
        assert exchange.merge_bundle(world.bureau, path, Unwatched()).note == ALREADY_MERGED
    assert digest(world.bureau) == before
    [line] = exchange.list_imports(world.bureau)
    assert (line.sender, line.kind, line.new_commits, line.by) == ("第一组", "report", 1, world.bureau.person)


def test_a_lost_stick_heals_with_the_next_report(world: World, laptop: Workspace) -> None:
    visit(laptop, world.schools[0], fact="甲", photos=(10,))
    world.report(laptop, "lost.xjb").unlink()
    visit(laptop, world.schools[1], fact="乙")
    exchange.merge_bundle(world.bureau, world.report(laptop, "next.xjb"), Unwatched())
    assert facts(world.bureau) == ["乙", "甲"]


def test_a_report_without_photos_lists_them_missing_until_they_come(world: World, laptop: Workspace) -> None:
    uid = visit(laptop, world.schools[0], photos=(10,))
    exchange.export_report(laptop, world.stick / "text.xjb", Unwatched(), with_photos=False)
    merged = exchange.merge_bundle(world.bureau, world.stick / "text.xjb", Unwatched())
    assert [(file.visit, file.file_name) for file in merged.missing_photos] == [(uid, "照片.jpg")]
    assert len(exchange.missing_photos(world.bureau)) == 1
    later = exchange.merge_bundle(world.bureau, world.report(laptop, "all.xjb"), Unwatched())
    assert (later.photos, later.missing_photos, later.note) == (1, (), None)
    assert exchange.missing_photos(world.bureau) == []


def test_a_photo_missing_on_the_laptop_is_named_when_exporting(world: World, laptop: Workspace) -> None:
    visit(laptop, world.schools[0], photos=(10, 20))
    first = next(laptop.photos.hashes())
    laptop.photos.path(first).unlink()
    exported = exchange.export_report(laptop, world.stick / "a.xjb", Unwatched())
    assert exported.photos == 1
    assert [file.sha256 for file in exported.missing_photos] == [first]


def test_a_record_naming_a_path_instead_of_a_photo_sends_no_file(world: World, laptop: Workspace) -> None:
    uid = visit(laptop, world.schools[0])
    secret = laptop.folder / "blobs" / ".." / ".." / "secret"
    secret.parent.mkdir(parents=True, exist_ok=True)
    secret.write_text("别带走", encoding="utf-8")
    with laptop.store.write() as session:
        session.add(Evidence(uid=new_uid(), visit=uid, sha256="../../secret"))
    exported = exchange.export_report(laptop, world.stick / "a.xjb", Unwatched())
    assert (exported.photos, exported.missing_photos) == (0, ())


def test_another_bureaus_bundle_is_refused_from_its_manifest(world: World, laptop: Workspace) -> None:
    other = world.keep(new_bureau(world.folder / "other", "肥西县教育局"))
    path, readable = world.stick / "other.xjb", world.stick / "readable.xjb"
    exchange.export_report(other, path, Unwatched())
    for workspace in (world.bureau, laptop):
        before = digest(workspace)
        with pytest.raises(NotForUs):
            exchange.merge_bundle(workspace, path, Unwatched())
        with pytest.raises(OtherBureau, match="“肥西县教育局”的，和本机不一致"):
            exchange.merge_bundle(workspace, sealed_for(workspace, readable, inner_of(path, other)), Unwatched())
        assert digest(workspace) == before


def test_a_bad_bundle_does_not_stop_the_others(world: World, laptop: Workspace) -> None:
    visit(laptop, world.schools[0], photos=(10,))
    good = world.report(laptop, "good.xjb")
    name = "blobs/" + next(laptop.photos.hashes())
    inner = bundles.rewritten(inner_of(good, laptop), photos={name: b"another photo"})
    altered = sealed_for(world.bureau, world.stick / "altered.xjb", inner)
    (world.stick / "text.xjb").write_text("不是包", encoding="utf-8")
    paths = [world.stick / "text.xjb", altered, world.stick / "没有.xjb", good, good]
    outcomes = exchange.merge_all(world.bureau, paths, Unwatched())
    assert [outcome.merged is not None for outcome in outcomes.results] == [False, False, False, True, True]
    assert not outcomes.stopped
    refusals = [outcome.refused.what for outcome in outcomes.results if outcome.refused]
    assert refusals[1] == "“altered.xjb”损坏了：里面的文件大小和清单不符。"
    assert facts(world.bureau) == ["收取饮水费"]
    assert orjson.loads(orjson.dumps(outcomes))["results"][3]["merged"]["photos"] == 1


def test_stopping_keeps_what_was_merged(world: World, laptop: Workspace) -> None:
    visit(laptop, world.schools[0])
    path = world.report(laptop, "a.xjb")

    class Impatient:
        def step(self, done: int, total: int, text: str) -> None:  # noqa: ARG002
            if done == 1:
                raise Cancelled

    outcomes = exchange.merge_all(world.bureau, [path, path, path], Impatient())
    assert (len(outcomes.results), outcomes.stopped) == (1, True)
    assert facts(world.bureau) == ["收取饮水费"]


def test_progress_of_many_counts_bundles(world: World, laptop: Workspace) -> None:
    visit(laptop, world.schools[0], photos=(10,))
    path = world.report(laptop, "a.xjb")
    steps: list[tuple[int, int, str]] = []

    class Watching:
        def step(self, done: int, total: int, text: str) -> None:
            steps.append((done, total, text))

    exchange.merge_all(world.bureau, [path, path], Watching())
    assert {(done, total) for done, total, _ in steps} == {(0, 2), (1, 2)}
    assert "a.xjb：照片 1/1" in [text for _, _, text in steps]


def test_an_interrupted_merge_leaves_rows_and_log_as_they_were(
    world: World, laptop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit(laptop, world.schools[0], photos=(10,))
    path = world.report(laptop, "a.xjb")
    before = digest(world.bureau)
    real = merge.apply

    def dies(*arguments: object) -> None:
        real(*arguments)  # type: ignore[arg-type]
        raise RuntimeError("power cut")

    monkeypatch.setattr(merge, "apply", dies)
    with pytest.raises(RuntimeError):
        exchange.merge_bundle(world.bureau, path, Unwatched())
    monkeypatch.undo()
    assert (digest(world.bureau), imports(world.bureau)) == (before, 0)
    with world.bureau.store.connection(writing=True) as connection:
        assert integrity.faults(connection, deep=True) == []
    assert exchange.merge_bundle(world.bureau, path, Unwatched()).report.new_commits == 1


def test_a_photo_altered_on_the_stick_never_reaches_the_store(world: World, laptop: Workspace) -> None:
    visit(laptop, world.schools[0], photos=(10,))
    good = world.report(laptop, "a.xjb")
    name = next(laptop.photos.hashes())
    altered = bytearray(laptop.photos.read(name))
    altered[-1] ^= 1
    inner = bundles.rewritten(inner_of(good, laptop), photos={f"blobs/{name}": bytes(altered)})
    bad = sealed_for(world.bureau, world.stick / "b.xjb", inner)
    before = digest(world.bureau)
    with pytest.raises(Damaged, match="第 1 张照片校验不符"):
        exchange.merge_bundle(world.bureau, bad, Unwatched())
    assert digest(world.bureau) == before
    assert list(world.bureau.photos.hashes()) == []
    assert list(world.bureau.temporary.iterdir()) == []


def test_a_full_disk_at_the_bureau_is_told_before_anything_is_copied(
    world: World, laptop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = world.report(laptop, "a.xjb")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: _Usage(2**40, 2**40, 0))
    with pytest.raises(UserError, match="本机只剩 0 MB"):
        exchange.merge_bundle(world.bureau, path, Unwatched())


def test_a_case_of_which_the_sender_has_more_is_called_incomplete(world: World, laptop: Workspace) -> None:
    case = {"kind": "visit", "uid": bundles.VISIT, "commits": 3}
    forgery = forged(laptop, manifest={"counts": {"commits": 1, "cases": [case], "photos": 0}})
    merged = exchange.merge_bundle(world.bureau, sent(forgery, world.stick / "a.xjb", world.bureau), Unwatched())
    assert [(short.uid, short.here, short.declared) for short in merged.incomplete] == [(bundles.VISIT, 1, 3)]


def test_lines_that_are_no_commits_are_refused_whole(world: World, laptop: Workspace) -> None:
    before = digest(world.bureau)
    line = bundles.commit(1).line() + b"\n"
    for ops in (line + b"{}\n", line + b"\n", line + line.replace(b"note", b"no te"), b"\xff\xfe\n"):
        path = sent(forged(laptop, ops=ops), world.stick / "a.xjb", world.bureau)
        with pytest.raises(UserError, match="读不懂"):
            exchange.merge_bundle(world.bureau, path, Unwatched())
    assert (digest(world.bureau), imports(world.bureau)) == (before, 0)


def test_the_bureau_exports_all_that_it_holds_for_its_own_machines(world: World, laptop: Workspace) -> None:
    shutil.copytree(world.bureau.folder, world.folder / "second", ignore=shutil.ignore_patterns("lock"))
    second = world.keep(Workspace.open(world.folder / "second"))
    visit(laptop, world.schools[0], photos=(10,))
    exchange.merge_bundle(world.bureau, world.report(laptop, "a.xjb"), Unwatched())
    exchange.merge_bundle(second, world.report(world.bureau, "all.xjb"), Unwatched())
    assert digest(second) == digest(world.bureau)
    assert exchange.missing_photos(second) == []
    with pytest.raises(NotForUs):
        exchange.merge_bundle(laptop, world.stick / "all.xjb", Unwatched())


# Undo of an import


def undone(workspace: Workspace, number: int) -> exchange.Undone:
    tried = exchange.undo_import(workspace, number, dry_run=True)
    done = exchange.undo_import(workspace, number)
    assert tried.retraction == done.retraction
    return done


def test_taking_back_an_import_leaves_the_bureau_as_if_it_had_never_come(world: World, laptop: Workspace) -> None:
    before = digest(world.bureau)
    with laptop.store.write() as session:
        session.add(School(uid=(new := new_uid()), name="新办的小学"))
    visit(laptop, new, photos=(10,))
    exchange.merge_bundle(world.bureau, world.report(laptop, "a.xjb"), Unwatched())
    with world.bureau.store.read() as session:
        assert schools.search(session, "新办") == [new]
    assert undone(world.bureau, 1).retraction.removed_commits == 2
    assert digest(world.bureau) == before
    with world.bureau.store.read() as session:
        assert schools.search(session, "新办") == []
    with world.bureau.store.connection(writing=False) as connection:
        assert [kind for kind, _ in scope.every_case(connection)] == ["all", *["school"] * 3]
    assert exchange.list_imports(world.bureau)[0].retracted_at is not None


def test_the_same_bundle_merges_again_after_an_undo(world: World, laptop: Workspace) -> None:
    visit(laptop, world.schools[0], photos=(10,))
    path = world.report(laptop, "a.xjb")
    exchange.merge_bundle(world.bureau, path, Unwatched())
    before = digest(world.bureau)
    undone(world.bureau, 1)
    again = exchange.merge_bundle(world.bureau, path, Unwatched())
    assert (again.report.new_commits, again.photos, again.missing_photos, again.note) == (1, 0, (), None)
    assert digest(world.bureau) == before
    assert [one.retracted_at is None for one in exchange.list_imports(world.bureau)] == [True, False]


def test_a_mates_report_keeps_what_it_carried_of_the_one_taken_back(world: World, laptop: Workspace) -> None:
    visit(laptop, world.schools[0], fact="甲")
    mate = world.laptop(member="王强")
    exchange.merge_bundle(mate, world.report(laptop, "甲.xjb"), Unwatched())
    visit(mate, world.schools[1], fact="乙")
    for path in (world.stick / "甲.xjb", world.report(mate, "乙.xjb")):
        exchange.merge_bundle(world.bureau, path, Unwatched())
    taken = undone(world.bureau, 1)
    assert (len(taken.imports), taken.retraction.removed_commits) == (1, 0)
    assert facts(world.bureau) == ["乙", "甲"]


def test_what_is_left_after_an_undo_in_the_field_is_reported_and_the_rest_heals(
    world: World, laptop: Workspace
) -> None:
    visit(laptop, world.schools[0], fact="甲")
    change(laptop, lambda row: setattr(row, "severity", "A"))
    mate = world.laptop(member="王强")
    exchange.merge_bundle(mate, world.report(laptop, "甲.xjb"), Unwatched())
    change(mate, lambda row: setattr(row, "statement", "组友写的"))
    assert undone(mate, exchange.list_imports(mate)[0].id).retraction.removed_commits == 1
    exchange.merge_bundle(world.bureau, world.report(mate, "乙.xjb"), Unwatched())
    assert facts(world.bureau) == ["甲"]
    for workspace in (world.bureau, mate):
        exchange.merge_bundle(workspace, world.report(laptop, "又一次.xjb"), Unwatched())
        with workspace.store.read() as session:
            row = session.scalars(select(Finding)).one()
            assert (row.severity, row.statement) == ("A", "组友写的")


def test_an_enrolment_is_not_taken_back(world: World, laptop: Workspace) -> None:
    before = digest(laptop)
    with pytest.raises(UserError, match="入组文件不能撤回"):
        exchange.undo_import(laptop, 1)
    assert digest(laptop) == before
