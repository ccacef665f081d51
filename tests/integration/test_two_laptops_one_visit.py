"""The same visit recorded on two laptops of one group: one finding whose values clash in the open, never two."""

from dataclasses import replace
from pathlib import Path

from tests.visiting import Visiting
from tests.workspaces import Scene, group_scene
from xunjian.db import merge
from xunjian.db.conflicts import list_conflicts
from xunjian.db.history import commits_of
from xunjian.db.merge import Source
from xunjian.db.queries.visits import visit_rows
from xunjian.services.visit import visits
from xunjian.workspace import Workspace


def twin_of(scene: Scene, folder: Path) -> Scene:
    """Return a second laptop that holds what the first one held before the visit."""
    twin = Workspace.create(folder, bureau=scene.workspace.store.bureau, values={})
    carry(scene.workspace, twin)
    twin.close()
    twin = Workspace.open(folder)
    return Scene(twin, scene.handbook, scene.team, scene.people, scene.schools)


def carry(sender: Workspace, receiver: Workspace) -> None:
    with sender.store.connection(writing=False) as connection:
        lines = [commit.line() for _, commit in commits_of(connection)]
    with receiver.store.connection(writing=True) as connection:
        merge.apply(connection, merge.stage(connection, lines), Source("b", "", "{}"))


def clashes(workspace: Workspace) -> set[tuple[str, str]]:
    with workspace.store.read() as session:
        return {(one.table, one.register) for one in list_conflicts(session.connection())}


def test_one_fact_written_down_on_two_laptops_is_one_finding(tmp_path: Path) -> None:
    scene = group_scene(tmp_path / "a")
    first, second = Visiting.begin(scene), Visiting.begin(twin_of(scene, tmp_path / "b"))
    assert first.uid == second.uid
    first.record("SF-07", fact="强制订餐，共630元。", amount=63_000, people=42)
    second.record("SF-07", fact="强制订餐，共999元。", amount=99_900, people=42)
    carry(second.workspace, first.workspace)
    assert clashes(first.workspace) == {("finding", "fact"), ("finding", "amount")}
    assert len(first.finding("SF-07").measures) == 1
    with first.read() as session:
        assert [row.problems for row in visit_rows(session)] == [1]


def test_laptops_that_write_the_same_agree(tmp_path: Path) -> None:
    scene = group_scene(tmp_path / "a")
    first, second = Visiting.begin(scene), Visiting.begin(twin_of(scene, tmp_path / "b"))
    for one in (first, second):
        one.answer("SF-01", "yes")
        one.record("SF-07", fact="强制订餐。")
    carry(second.workspace, first.workspace)
    assert clashes(first.workspace) == set()


def test_a_finding_removed_on_purpose_is_followed_by_another(tmp_path: Path) -> None:
    one = Visiting.begin(group_scene(tmp_path / "a"))
    removed = one.record("SF-07", fact="看错了。")
    one.remove("SF-07")
    assert one.record("SF-07", fact="这回看准了。") != removed
    assert one.finding("SF-07").fact == "这回看准了。"


def test_measures_stay_in_the_order_in_which_they_were_added(tmp_path: Path) -> None:
    one = Visiting.begin(group_scene(tmp_path / "a"))
    one.record("SF-05", fact="收取饮水费。")
    finding = one.finding("SF-05")
    added = [one.add_measure(finding.uid, text=text) for text in ("公示退费结果", "每月自查", "报送名单")]
    for _ in added:
        one.undo()
    one.restart()
    for _ in added:
        one.undo(redo=True)
    assert [measure.uid for measure in one.finding("SF-05").measures][1:] == added


def test_a_visit_whose_only_notice_is_void_has_none(tmp_path: Path) -> None:
    one = Visiting.begin(group_scene(tmp_path / "a"))
    one.problem("SF-01")
    one.void(one.issue())
    with one.read() as session:
        assert [row.documents for row in visit_rows(session)] == [0]


def test_a_sum_in_the_fact_that_is_not_the_amount_stops_the_issue(tmp_path: Path) -> None:
    one = Visiting.begin(group_scene(tmp_path / "a"))
    one.problem("SF-01", "每人15元，共１２８００元。", amount=128_000)
    assert one.finding("SF-01").fact == "每人15元，共12800元。"
    assert any("合计与金额栏不一样" in problem for problem in one.problems())
    one.record("SF-01", amount=1_280_000)
    assert one.problems() == []


def test_areas_and_people_that_two_laptops_chose_unite(tmp_path: Path) -> None:
    scene = group_scene(tmp_path / "a")
    twin = twin_of(scene, tmp_path / "b")
    second = Scene(twin.workspace, scene.handbook, scene.team, scene.people[1:], scene.schools)
    first = Visiting.begin(replace(scene, people=scene.people[:2]), areas=("SF", "JD"))
    other = Visiting.begin(second, areas=("JF", "SF"))
    carry(other.workspace, first.workspace)
    carry(first.workspace, other.workspace)
    for one in (first, other):
        assert clashes(one.workspace) == set()
        assert {row.area for row in one.rows().values()} == {"SF", "JD", "JF"}
        with one.read() as session:
            assert visits.head(session, one.uid).members == scene.people
