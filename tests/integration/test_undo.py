"""撤销 and 重做 on a visit: each kind of change, in chains, over a restart, beside other people's changes."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.visiting import Visiting, photo
from tests.workspaces import TODAY, Scene
from xunjian import settings
from xunjian.db import merge
from xunjian.db.history import commits_of
from xunjian.db.schema.visit import Finding
from xunjian.db.store import Store
from xunjian.errors import UserError
from xunjian.services.paperwork import notices
from xunjian.services.visit import finding_views, findings, measures
from xunjian.services.visit.undo import Possible
from xunjian.settings import Name

SOURCE = merge.Source("bundle", "sha256", "{}")
Act = Callable[[Visiting], Any]


def set_amount(visiting: Visiting) -> None:
    visiting.record("SF-12", amount=305_40, people=2)


def share_measure(visiting: Visiting) -> None:
    with visiting.write("整改要求") as session:
        both = [one.uid for one in finding_views.of_visit(session, visiting.uid)]
        measures.add(session, visiting.uid, both, text="开学前核对", kind="standing", workdays=None)


def hide_photo(visiting: Visiting) -> None:
    visiting.hide(visiting.finding("SF-12").photos[0].evidence)


def move_measure(visiting: Visiting) -> None:
    measure = visiting.finding("SF-12").measures[0].uid
    with visiting.write("整改要求") as session:
        measures.set_findings(session, measure, [visiting.finding("SF-02").uid])


def confirm(visiting: Visiting) -> None:
    with visiting.write("依据") as session:
        findings.confirm_basis(session, visiting.finding("SF-12").uid, "SZL/第十条", confirmed=True)


CHANGES: dict[str, Act] = {
    "answer": lambda one: one.answer("SF-01", "yes"),
    "answer changed": lambda one: one.answer("SF-05", "n_a", "没有这项收费"),
    "answer taken back": lambda one: one.answer("SF-05", None),
    "new finding with its measure": lambda one: one.record("SF-07", fact="强制订餐。"),
    "problem unmade by its answer": lambda one: one.answer("SF-12", "yes"),
    "amount and people": set_amount,
    "fact": lambda one: one.record("SF-12", fact="改过的事实。"),
    "fact cleared": lambda one: one.record("SF-12", fact=None),
    "severity": lambda one: one.record("SF-12", severity="A"),
    "photo": lambda one: one.attach("SF-12", photo(77)),
    "photo taken off": hide_photo,
    "finding removed": lambda one: one.remove("SF-12"),
    "measure text": lambda one: one.set_measure(one.finding("SF-12").measures[0].uid, text="全部退还"),
    "measure days": lambda one: one.set_measure(one.finding("SF-12").measures[0].uid, workdays=3),
    "measure for two": share_measure,
    "measure moved": move_measure,
    "basis confirmed": confirm,
    "the rest of a section": lambda one: one.mark_rest(),
}


@pytest.fixture
def busy(visiting: Visiting) -> Visiting:
    """A visit with two answers, two findings and a photo."""
    visiting.answer("SF-05", "yes")
    visiting.problem("SF-12", "收款未开票。")
    visiting.record("SF-02", fact="多收了。")
    return visiting


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_every_change_is_taken_back_and_done_again(busy: Visiting, change: Act) -> None:
    before = busy.state()
    change(busy)
    after = busy.state()
    assert after != before
    for _ in range(2):
        busy.undo()
        assert busy.state() == before
        busy.restart()
        busy.redo()
        assert busy.state() == after


def test_a_photo_that_came_and_went_is_walked_back_and_forward(busy: Visiting) -> None:
    seen = [busy.state()]
    evidence = busy.attach("SF-12", photo(5))
    seen.append(busy.state())
    busy.hide(evidence)
    seen.append(busy.state())
    for _ in range(2):
        for expected in reversed(seen[:-1]):
            busy.undo()
            assert busy.state() == expected
        for expected in seen[1:]:
            busy.redo()
            assert busy.state() == expected


def test_a_chain_is_walked_back_to_the_start_and_forward_to_the_end(busy: Visiting) -> None:
    last = ("problem unmade by its answer", "finding removed")
    chain = [*(change for name, change in CHANGES.items() if name not in last), CHANGES["finding removed"]]
    seen = [busy.state()]
    for change in chain:
        change(busy)
        seen.append(busy.state())
    for expected in reversed(seen[:-1]):
        busy.undo()
        assert busy.state() == expected
    busy.restart()
    for expected in seen[1:]:
        busy.redo()
        assert busy.state() == expected
    assert busy.possible().redo is None


def test_the_buttons_name_what_they_take_back(visiting: Visiting) -> None:
    assert visiting.possible() == Possible(None, None)
    visiting.answer("SF-01", "no")
    assert visiting.possible() == Possible("SF-01 记为不符合", None)
    visiting.undo()
    assert visiting.possible() == Possible(None, "SF-01 记为不符合")
    visiting.redo()
    assert visiting.possible() == Possible("SF-01 记为不符合", None)


def test_with_nothing_left_it_says_so(visiting: Visiting) -> None:
    with pytest.raises(UserError, match="没有可以撤销的了"):
        visiting.undo()
    with pytest.raises(UserError, match="没有可以重做的了"):
        visiting.redo()


def test_the_start_of_a_visit_is_not_taken_back(visiting: Visiting) -> None:
    visiting.answer("SF-01", "yes")
    visiting.undo()
    assert visiting.possible().undo is None


def test_a_new_change_ends_what_could_be_done_again_for_good(visiting: Visiting) -> None:
    visiting.answer("SF-01", "yes")
    visiting.answer("SF-02", "yes")
    visiting.undo()
    visiting.answer("SF-03", "yes")
    assert visiting.possible() == Possible("SF-03 记为符合", None)
    visiting.undo()
    assert visiting.possible() == Possible("SF-01 记为符合", "SF-03 记为符合")
    visiting.redo()
    assert visiting.results() == {"SF-01": "yes", "SF-03": "yes"}
    assert visiting.possible().redo is None


def test_taken_back_twice_they_come_again_in_their_order(visiting: Visiting) -> None:
    for code in ("SF-01", "SF-02", "SF-03"):
        visiting.answer(code, "yes")
    visiting.undo()
    visiting.undo()
    visiting.restart()
    visiting.redo()
    assert visiting.results() == {"SF-01": "yes", "SF-02": "yes"}
    visiting.undo()
    visiting.redo()
    visiting.redo()
    assert visiting.results() == {"SF-01": "yes", "SF-02": "yes", "SF-03": "yes"}


def test_the_same_answer_given_back_and_forth(visiting: Visiting) -> None:
    for result in ("yes", "no", "yes"):
        visiting.answer("SF-01", result)
    for expected in ({"SF-01": "no"}, {"SF-01": "yes"}, {}):
        visiting.undo()
        assert visiting.results() == expected


def test_an_item_is_answered_anew_after_its_first_answer_was_taken_back(visiting: Visiting) -> None:
    visiting.answer("SF-01", "n_a", "没有食堂")
    visiting.undo()
    visiting.answer("SF-01", "yes")
    assert visiting.rows()["SF-01"].reason is None
    visiting.undo()
    assert visiting.results() == {}


def test_another_visit_keeps_its_own_list(visiting: Visiting, scene: Scene) -> None:
    visiting.answer("SF-01", "yes")
    other = Visiting.begin(scene, school="红星小学")
    other.answer("SF-01", "no")
    visiting.undo()
    assert (visiting.results(), other.results()) == ({}, {"SF-01": "no"})
    assert other.possible() == Possible("SF-01 记为不符合", None)


def test_undo_ends_at_issue(busy: Visiting) -> None:
    busy.record("SF-02", amount=100, people=1)
    busy.attach("SF-02")
    busy.answer("SF-01", "yes")
    busy.undo()
    busy.issue()
    assert busy.possible() == Possible(None, None)
    busy.answer("SF-03", "yes")
    busy.undo()
    assert busy.possible() == Possible(None, "SF-03 记为符合")
    with pytest.raises(UserError, match="没有可以撤销的了"):
        busy.undo()


def test_undo_ends_at_issue_though_nobody_named_the_issue(busy: Visiting) -> None:
    busy.record("SF-02", amount=100, people=1)
    busy.attach("SF-02")
    with busy.write() as session:
        notices.issue(
            session, busy.workspace.photos, busy.scene.handbook, busy.uid, by=None, today=TODAY, unchecked_reason="无"
        )
    assert busy.possible() == Possible(None, None)


def test_a_void_notice_is_not_made_good_by_undo(busy: Visiting) -> None:
    busy.record("SF-02", amount=100, people=1)
    busy.attach("SF-02")
    busy.void(busy.issue())
    assert busy.possible() == Possible(None, None)
    assert busy.issued()[0].void


# Beside other people


@pytest.fixture
def elsewhere(scene: Scene, tmp_path: Path) -> Iterator[Store]:
    """Another machine of the same bureau."""
    store = Store.create(tmp_path / "elsewhere.db", bureau=scene.workspace.store.bureau)
    yield store
    store.close()


def give(source: Store, target: Store) -> None:
    with source.connection(writing=False) as connection:
        lines = [commit.line() for _, commit in commits_of(connection)]
    with target.connection(writing=True) as connection:
        merge.apply(connection, merge.stage(connection, lines), SOURCE)


def change_elsewhere(visiting: Visiting, elsewhere: Store, **values: object) -> None:
    """Let the other machine, which knows the visit, change its finding on SF-12; bring that back here."""
    uid = visiting.finding("SF-12").uid
    give(visiting.workspace.store, elsewhere)
    with elsewhere.write(by="别组", reason="SF-12 问题") as session:
        row = session.get_one(Finding, uid)
        for name, value in values.items():
            setattr(row, name, value)
    give(elsewhere, visiting.workspace.store)


def test_what_another_machine_did_is_not_on_the_list(busy: Visiting, elsewhere: Store) -> None:
    before = busy.possible()
    change_elsewhere(busy, elsewhere, statement="学校说已退。")
    assert busy.possible() == before


def test_a_field_that_somebody_changed_since_is_not_taken_back(busy: Visiting, elsewhere: Store) -> None:
    busy.record("SF-12", fact="我写的。")
    change_elsewhere(busy, elsewhere, fact="别组后来写的。")
    with pytest.raises(UserError, match="又有人改过同一处"):
        busy.undo()
    assert busy.finding("SF-12").fact == "别组后来写的。"


def test_another_field_of_the_same_finding_is_no_hindrance(busy: Visiting, elsewhere: Store) -> None:
    busy.record("SF-12", fact="我写的。")
    change_elsewhere(busy, elsewhere, statement="学校说已退。")
    busy.undo()
    assert (busy.finding("SF-12").fact, busy.finding("SF-12").statement) == ("收款未开票。", "学校说已退。")


def test_a_finding_that_somebody_worked_on_since_is_not_undone_away(visiting: Visiting, elsewhere: Store) -> None:
    visiting.record("SF-12", fact="我写的。")
    change_elsewhere(visiting, elsewhere, fact="别组补充了金额和票号。")
    with pytest.raises(UserError, match="又有人改过同一处"):
        visiting.undo()
    assert visiting.finding("SF-12").fact == "别组补充了金额和票号。"


def test_what_was_taken_back_is_not_done_again_over_another_change(busy: Visiting, elsewhere: Store) -> None:
    busy.record("SF-12", fact="我写的。")
    busy.undo()
    change_elsewhere(busy, elsewhere, fact="别组写的。")
    with pytest.raises(UserError, match="又有人改过同一处"):
        busy.redo()
    assert busy.finding("SF-12").fact == "别组写的。"


def test_undo_travels_like_any_other_edit(busy: Visiting, elsewhere: Store) -> None:
    busy.record("SF-12", fact="写错了。")
    busy.undo()
    give(busy.workspace.store, elsewhere)
    with elsewhere.read() as session:
        assert session.get_one(Finding, busy.finding("SF-12").uid).fact == "收款未开票。"


def test_an_issue_made_elsewhere_ends_undo_here(busy: Visiting, elsewhere: Store, scene: Scene) -> None:
    busy.record("SF-02", amount=100, people=1)
    busy.attach("SF-02")
    give(busy.workspace.store, elsewhere)
    with elsewhere.write() as session:
        settings.put(session, Name.TEAM, scene.team)
        settings.put(session, Name.SEAT, "1")
        notices.issue(
            session, busy.workspace.photos, scene.handbook, busy.uid, by=None, today=TODAY, unchecked_reason="无"
        )
    give(elsewhere, busy.workspace.store)
    assert busy.possible() == Possible(None, None)


def test_days_later_the_list_is_still_there(scene: Scene) -> None:
    one = Visiting.begin(scene, day=TODAY - timedelta(30))
    one.answer("SF-01", "yes")
    Visiting.begin(scene).answer("SF-01", "no")
    one.undo()
    assert one.results() == {}
