"""A visit in the field: started once, answered item by item, findings with measures that several of them share."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from tests.visiting import SCHOOL, Visiting, photo
from tests.workspaces import TODAY, Scene
from xunjian.db.schema.reference import School
from xunjian.db.schema.visit import Answer, Finding, Measure, Visit
from xunjian.db.uids import new_uid
from xunjian.errors import UserError
from xunjian.services.visit import evidence, measures, visits
from xunjian.services.visit.findings import LONGEST_FACT
from xunjian.services.visit.measures import MOST_WORKDAYS

KINDERGARTEN, PRIVATE, NINE_YEARS = "新苗幼儿园（民办）", "志远高级中学（民办）", "东风路九年一贯制学校"
ALL_AREAS = ("SF", "JF", "SD", "JD", "ZS", "ZZ", "PX")


def asked(scene: Scene, school: str) -> set[str]:
    return set(Visiting.begin(scene, school=school, areas=ALL_AREAS).rows())


def commits(visiting: Visiting) -> int:
    with visiting.workspace.store.read() as session:
        return int(session.info["as_of"])


# The visit


def test_started_twice_on_one_day_it_is_one_visit_with_all_that_was_chosen(visiting: Visiting, scene: Scene) -> None:
    visiting.answer("SF-01", "yes")
    again = Visiting.begin(scene, areas=("JD", "ZS"))
    assert again.uid == visiting.uid
    assert visiting.results() == {"SF-01": "yes"}
    assert {row.area for row in visiting.rows().values()} == {"SF", "JD", "ZS"}
    with visiting.read() as session:
        assert session.scalars(select(func.count()).select_from(Visit)).one() == 1
        assert visits.head(session, visiting.uid).members == scene.people


def test_started_again_with_nothing_new_it_writes_nothing(visiting: Visiting, scene: Scene) -> None:
    before = commits(visiting)
    Visiting.begin(scene)
    assert commits(visiting) == before


def test_another_day_another_school_is_another_visit(visiting: Visiting, scene: Scene) -> None:
    others = [Visiting.begin(scene, day=TODAY + timedelta(1)), Visiting.begin(scene, school="红星小学")]
    assert len({visiting.uid, *(other.uid for other in others)}) == 3


def test_the_head_names_the_leader_first(visiting: Visiting, scene: Scene) -> None:
    with visiting.read() as session:
        head = visits.head(session, visiting.uid)
    assert (head.school_name, head.day, head.areas) == (SCHOOL, TODAY, ("JD", "SF"))
    assert head.members[0] == scene.people[0]


def test_stages_and_ownership_decide_what_is_asked(scene: Scene) -> None:
    kindergarten, private = asked(scene, KINDERGARTEN), asked(scene, PRIVATE)
    primary, nine_years = asked(scene, SCHOOL), asked(scene, NINE_YEARS)
    assert "SF-20" in kindergarten
    assert "SF-20" not in primary
    assert "SF-15" in private
    assert "SF-15" not in primary  # private schools only
    assert "SF-03" in nine_years
    assert "SF-03" not in private  # public compulsory education only
    assert primary <= nine_years
    assert not any(code.startswith("PX") for code in primary | kindergarten | private | nine_years)


@pytest.mark.parametrize("school_type", [None, "", "999", "419"])
def test_a_school_whose_type_tells_nothing_is_asked_everything(scene: Scene, school_type: str | None) -> None:
    with scene.workspace.store.write() as session:
        session.get_one(School, scene.schools[SCHOOL]).school_type = school_type
    assert {"SF-03", "SF-20", "ZZ-01"} <= asked(scene, SCHOOL)


def test_a_visit_is_worked_on_before_its_school_has_arrived(scene: Scene) -> None:
    scene.schools["新来的"] = new_uid()
    one = Visiting.begin(scene, school="新来的")
    one.answer("SF-01", "yes")
    with one.read() as session:
        assert visits.head(session, one.uid).school_name == "学校资料未到"
    assert one.results() == {"SF-01": "yes"}
    assert any("学校资料未到" in text for text in one.problems())


def test_what_earlier_visits_found_is_a_hint_and_no_answer(visiting: Visiting, scene: Scene) -> None:
    for day, result in ((TODAY, "yes"), (TODAY + timedelta(1), "yes")):  # another school, and a later day
        other = Visiting.begin(scene, school="红星小学" if day == TODAY else SCHOOL, day=day)
        other.answer("SF-01", result)
    assert visiting.rows()["SF-01"].last_result is None
    for day, result in ((date(2026, 3, 2), "partly"), (date(2025, 9, 1), "no")):
        Visiting.begin(scene, day=day).answer("SF-01", result)
    row = visiting.rows()["SF-01"]
    assert (row.result, row.last_result, row.last_day) == (None, "partly", date(2026, 3, 2))
    visiting.answer("SF-01", "yes")
    visiting.answer("SF-02", "yes")
    assert visiting.rows()["SF-01"].last_result == "partly"
    assert visiting.rows()["SF-02"].last_result is None


def test_a_visit_that_was_deleted_hints_at_nothing(visiting: Visiting, scene: Scene) -> None:
    earlier = Visiting.begin(scene, day=date(2026, 3, 2))
    earlier.answer("SF-01", "no")
    with earlier.write() as session:
        session.get_one(Visit, earlier.uid).deleted = True
    assert visiting.rows()["SF-01"].last_result is None


# Answers


@pytest.mark.parametrize("result", ["yes", "partly", "no"])
def test_an_answer_is_saved_as_it_is_given(visiting: Visiting, result: str) -> None:
    visiting.answer("SF-01", result)
    visiting.restart()
    assert visiting.results() == {"SF-01": result}


def test_no_row_and_an_answer_taken_back_are_both_unchecked(visiting: Visiting) -> None:
    visiting.answer("SF-01", "yes")
    visiting.answer("SF-01", None)
    assert visiting.results() == {}
    assert len(visiting.draft().unchecked) == len(visiting.rows())


@pytest.mark.parametrize("reason", [None, "", "  \n"])
def test_not_applicable_needs_a_reason(visiting: Visiting, reason: str | None) -> None:
    visiting.answer("SF-01", "yes")
    with pytest.raises(UserError, match="不适用要写一句原因"):
        visiting.answer("SF-01", "n_a", reason)
    assert visiting.results() == {"SF-01": "yes"}


def test_the_reason_goes_with_its_answer(visiting: Visiting) -> None:
    visiting.answer("SF-01", "n_a", " 没有食堂 ")
    assert visiting.rows()["SF-01"].reason == "没有食堂"
    visiting.answer("SF-01", "yes", "没有食堂")
    assert visiting.rows()["SF-01"].reason is None


def test_an_answer_that_nobody_knows_is_a_mistake_of_the_caller(visiting: Visiting) -> None:
    with pytest.raises(ValueError, match="maybe"), visiting.write() as session:
        visits.answer(session, visiting.uid, visiting.entry("SF-01").uid, "maybe")


def test_the_same_answer_again_writes_nothing(visiting: Visiting) -> None:
    visiting.answer("SF-01", "n_a", "没有食堂")
    before = commits(visiting)
    visiting.answer("SF-01", "n_a", "没有食堂")
    assert commits(visiting) == before


def test_an_answer_that_was_deleted_is_given_again(visiting: Visiting) -> None:
    visiting.answer("SF-01", "n_a", "没有食堂")
    with visiting.write() as session:
        session.scalars(select(Answer)).one().deleted = True
    assert visiting.results() == {}
    visiting.answer("SF-01", "yes")
    assert visiting.results() == {"SF-01": "yes"}
    assert visiting.rows()["SF-01"].reason is None


def test_the_rest_is_marked_and_what_was_answered_stays(visiting: Visiting) -> None:
    visiting.answer("SF-01", "n_a", "没有食堂")
    visiting.record("SF-02", fact="多收了。")
    visiting.mark_rest("SF-01", "SF-02", "SF-03", "SF-04")
    assert visiting.results() == {"SF-01": "n_a", "SF-02": "no", "SF-03": "yes", "SF-04": "yes"}


def test_the_rest_leaves_an_item_alone_whose_finding_came_without_its_answer(visiting: Visiting) -> None:
    with visiting.write() as session:
        session.add(Finding(uid=new_uid(), visit=visiting.uid, item=visiting.entry("SF-02").uid, fact="别组记的"))
    visiting.mark_rest("SF-02", "SF-03")
    assert visiting.results() == {"SF-03": "yes"}


# An answer and its finding


@pytest.mark.parametrize(("result", "reason"), [("yes", None), ("n_a", "没有食堂"), (None, None)])
def test_the_finding_goes_with_the_answer_that_called_for_it(
    visiting: Visiting, result: str | None, reason: str | None
) -> None:
    visiting.answer("SF-01", "no")
    visiting.problem("SF-01")
    visiting.problem("SF-07")
    visiting.answer("SF-01", result, reason)
    assert [one.item for one in visiting.findings()] == [visiting.entry("SF-07").uid]
    assert len(visiting.draft().notice.findings) == 1
    assert visiting.rows()["SF-01"].photos == 0


def test_a_slip_of_the_finger_loses_no_text(visiting: Visiting) -> None:
    visiting.answer("SF-01", "no")
    visiting.problem("SF-01", "公示栏是2024年的。")
    before = visiting.finding("SF-01")
    visiting.answer("SF-01", "yes")
    visiting.answer("SF-01", "n_a", "没有食堂")
    visiting.restart()
    visiting.answer("SF-01", "partly")
    assert visiting.finding("SF-01") == before


def test_what_was_removed_on_purpose_stays_removed(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    visiting.remove("SF-01")
    visiting.answer("SF-01", "yes")
    visiting.answer("SF-01", "no")
    assert visiting.find("SF-01") is None


def test_from_no_to_partly_the_finding_stays(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    before = visiting.finding("SF-01")
    visiting.answer("SF-01", "partly")
    assert visiting.finding("SF-01") == before


def test_a_finding_on_an_item_not_answered_yet_answers_it(visiting: Visiting) -> None:
    visiting.record("SF-01", fact="没有公示。")
    assert visiting.results() == {"SF-01": "no"}
    visiting.answer("SF-02", "partly")
    visiting.record("SF-02", fact="多收了。")
    assert visiting.results()["SF-02"] == "partly"


def test_a_finding_that_a_merge_left_beside_another_answer_is_named(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    with visiting.write() as session:
        session.scalars(select(Answer).where(Answer.visit == visiting.uid)).one().result = "yes"
    assert "SF-01 收费公示：答案是“符合”，却记着问题，请改答案或去掉问题。" in visiting.problems()


# Findings


def test_a_new_finding_comes_with_the_usual_measure_of_its_item(visiting: Visiting) -> None:
    visiting.record("SF-02")
    (measure,) = visiting.finding("SF-02").measures
    item = visiting.entry("SF-02").item
    assert (measure.text, measure.workdays, measure.kind) == (item.requirement, item.workdays, "limited")
    visiting.record("SF-01")
    assert visiting.finding("SF-01").measures[0].kind == "immediate"


def test_every_field_is_saved_by_itself_and_none_clears(visiting: Visiting) -> None:
    typed = {
        "fact": "9月向家长收取校服款。",
        "amount": 128_050,
        "people": 16,
        "classes": "七年级1班",
        "statement": "家委会收的。",
        "severity": "A",
        "fixed_on_spot": True,
    }
    for name, value in typed.items():
        visiting.record("SF-12", **{name: value})
    visiting.restart()
    one = visiting.finding("SF-12")
    assert {name: getattr(one, name) for name in typed} == typed
    for name in typed:
        visiting.record("SF-12", **{name: None})
    one = visiting.finding("SF-12")
    assert [getattr(one, name) for name in typed] == ["", None, None, None, None, None, False]


def test_a_field_left_out_stays(visiting: Visiting) -> None:
    visiting.record("SF-12", fact="收款未开票。", amount=100)
    visiting.record("SF-12", people=3)
    one = visiting.finding("SF-12")
    assert (one.fact, one.amount, one.people) == ("收款未开票。", 100, 3)


def test_blank_text_is_none_at_all(visiting: Visiting) -> None:
    uid = visiting.record("SF-12", fact="写了又删", statement="  ")
    visiting.record("SF-12", fact=" \n")
    with visiting.read() as session:
        row = session.get_one(Finding, uid)
        assert (row.fact, row.statement) == (None, None)


@pytest.mark.parametrize("name", ["fact", "statement", "classes"])
def test_text_of_5001_characters_is_refused_and_the_old_one_kept(visiting: Visiting, name: str) -> None:
    visiting.record("SF-12", **{name: "字" * LONGEST_FACT})
    with pytest.raises(UserError, match="最多写 5000 字"):
        visiting.record("SF-12", **{name: "字" * (LONGEST_FACT + 1)})
    assert getattr(visiting.finding("SF-12"), name) == "字" * LONGEST_FACT


def test_too_long_a_text_makes_no_finding(visiting: Visiting) -> None:
    with pytest.raises(UserError):
        visiting.record("SF-12", fact="字" * (LONGEST_FACT + 1))
    assert visiting.findings() == []
    assert visiting.results() == {}


@pytest.mark.parametrize(("name", "value"), [("amount", -1), ("amount", 10**14), ("people", -3)])
def test_numbers_that_cannot_be_are_refused(visiting: Visiting, name: str, value: int) -> None:
    with pytest.raises(UserError, match="不对"):
        visiting.record("SF-12", **{name: value})


def test_fields_that_are_not_edited_here_are_refused(visiting: Visiting) -> None:
    with pytest.raises(TypeError, match="step"):
        visiting.record("SF-12", step=new_uid())
    with pytest.raises(ValueError, match="D"):
        visiting.record("SF-12", severity="D")


def test_two_findings_of_one_item_from_two_machines_are_both_shown_in_one_order(visiting: Visiting) -> None:
    entry = visiting.entry("SF-01").uid
    uids = sorted([new_uid(), new_uid()], reverse=True)
    with visiting.write() as session:
        session.add_all(Finding(uid=uid, visit=visiting.uid, item=entry, fact=uid) for uid in uids)
    assert [one.uid for one in visiting.findings()] == sorted(uids)
    assert visiting.finding("SF-01").uid == min(uids)


# Measures


def shared(visiting: Visiting) -> tuple[str, str, str]:
    """Two findings that share one measure beside their own; return their uids and the measure's."""
    one, other = visiting.problem("SF-01"), visiting.problem("SF-02")
    with visiting.write("整改要求") as session:
        both = measures.add(session, visiting.uid, [one, other], text="开学前核对收费", kind="standing", workdays=None)
    return one, other, both


def measures_of(visiting: Visiting, code: str) -> set[str]:
    return {measure.uid for measure in visiting.finding(code).measures}


def test_a_measure_serves_many_findings_and_a_finding_has_many_measures(visiting: Visiting) -> None:
    one, other, both = shared(visiting)
    assert measures_of(visiting, "SF-01") & measures_of(visiting, "SF-02") == {both}
    assert len(measures_of(visiting, "SF-01")) == 2
    (measure,) = [measure for measure in visiting.finding("SF-01").measures if measure.uid == both]
    assert set(measure.findings) == {one, other}


def test_a_removed_finding_takes_only_its_own_measures_with_it(visiting: Visiting) -> None:
    _, other, both = shared(visiting)
    visiting.remove("SF-01")
    (measure,) = [measure for measure in visiting.finding("SF-02").measures if measure.uid == both]
    assert measure.findings == (other,)
    visiting.remove("SF-02")
    with visiting.read() as session:
        assert all(row.deleted for row in session.scalars(select(Measure)))


def test_a_measure_is_moved_between_findings(visiting: Visiting) -> None:
    one, other, both = shared(visiting)
    with visiting.write() as session:
        measures.set_findings(session, both, [other])
    assert both not in measures_of(visiting, "SF-01")
    with visiting.write() as session:
        measures.set_findings(session, both, [one])
    assert both in measures_of(visiting, "SF-01")
    with visiting.write() as session:
        measures.set_findings(session, both, [])
        assert session.get_one(Measure, both).deleted


def test_a_measure_is_changed_field_by_field(visiting: Visiting) -> None:
    visiting.record("SF-02")
    (before,) = visiting.finding("SF-02").measures
    visiting.set_measure(before.uid, responsible=" 校长周文 ")
    visiting.set_measure(before.uid, workdays=0)
    visiting.set_measure(before.uid, kind="immediate")
    (after,) = visiting.finding("SF-02").measures
    assert (after.text, after.responsible, after.workdays, after.kind) == (before.text, "校长周文", 0, "immediate")
    visiting.set_measure(before.uid, text=" ", responsible="")
    (after,) = visiting.finding("SF-02").measures
    assert (after.text, after.responsible) == ("", None)


@pytest.mark.parametrize("workdays", [-1, MOST_WORKDAYS + 1])
def test_a_deadline_that_cannot_be_is_refused(visiting: Visiting, workdays: int) -> None:
    visiting.record("SF-02")
    (measure,) = visiting.finding("SF-02").measures
    with pytest.raises(UserError, match="个工作日不对"):
        visiting.set_measure(measure.uid, workdays=workdays)


# Photos on findings


def test_the_same_photo_twice_is_one_piece_of_evidence(visiting: Visiting) -> None:
    visiting.record("SF-01")
    assert visiting.attach("SF-01") == visiting.attach("SF-01")
    visiting.attach("SF-01", photo(50))
    assert len(visiting.finding("SF-01").photos) == visiting.rows()["SF-01"].photos == 2
    assert len(list(visiting.workspace.photos.hashes())) == 2


def test_a_photo_taken_off_is_put_back_by_adding_it_again(visiting: Visiting) -> None:
    visiting.record("SF-01")
    uid = visiting.attach("SF-01")
    visiting.hide(uid)
    assert visiting.finding("SF-01").photos == ()
    assert visiting.rows()["SF-01"].photos == 0
    visiting.attach("SF-01")
    assert [one.evidence for one in visiting.finding("SF-01").photos] == [uid]


def test_one_photo_on_two_findings_is_one_file(visiting: Visiting) -> None:
    visiting.record("SF-01")
    visiting.record("SF-02")
    assert visiting.attach("SF-01") != visiting.attach("SF-02")
    assert len(list(visiting.workspace.photos.hashes())) == 1


def test_a_photo_for_a_finding_removed_meanwhile_is_refused(visiting: Visiting) -> None:
    visiting.record("SF-01")
    row = visiting.finding("SF-01")
    visiting.remove("SF-01")
    stored = evidence.store(visiting.workspace.photos, photo())
    with pytest.raises(UserError, match="已经去掉"), visiting.write() as session:
        evidence.attach(session, stored, visit=visiting.uid, finding=row.uid, file_name="", by=None)
