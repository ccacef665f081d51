"""What the school's records leave open is asked for a finding, and decides on what it is printed."""

from pathlib import Path

import pytest

from tests.visiting import Visiting
from tests.workspaces import TODAY, Scene, group_scene
from xunjian.db.schema.reference import School
from xunjian.rules.grounds import Part
from xunjian.rules.particulars import Particular, in_case, said_of, with_said
from xunjian.services.visit import findings, guidance, visits, weighing
from xunjian.services.visit.guidance import Guidance

UNDECIDED = "定不了依据"


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.setenv("XUNJIAN_TODAY", TODAY.isoformat())
    return group_scene(tmp_path / "group")


def change(scene: Scene, name: str, **values: str | None) -> None:
    """Change what is known of a school."""
    with scene.workspace.store.write() as session:
        school = session.get_one(School, scene.schools[name])
        for field, value in values.items():
            setattr(school, field, value)


def guide(one: Visiting, code: str) -> Guidance:
    found = one.find(code)
    with one.read() as session:
        confirmed = found.confirmed_bases if found else ()
        return guidance.guide(session, one.scene.handbook, one.uid, one.entry(code), confirmed)


def say(one: Visiting, code: str, about: Particular, value: str) -> None:
    with one.write("说明") as session:
        findings.say(session, one.finding(code).uid, about, value)


def part(one: Visiting, code: str) -> Part:
    """Return where the finding of an item stands in the notice."""
    with one.read() as session:
        head = visits.head(session, one.uid)
        school = session.get(School, head.school)
        situation = weighing.situation_of(session, head)
        return weighing.weigh(one.finding(code), one.scene.handbook, situation, school).grounds.part


def test_what_an_institution_teaches_is_asked_before_a_finding_is_printed(scene: Scene) -> None:
    change(scene, "滨河小学", school_type="933", ownership="private")
    one = Visiting.begin(scene, school="滨河小学", areas=("PX",))
    one.problem("PX-09")
    (question,) = [each for each in guide(one, "PX-09").questions if each.about is Particular.TRAINING]
    assert question.options == ("academic", "non-academic")
    assert (question.said, question.needed) == ("", True)
    assert any(UNDECIDED in text for text in one.problems())
    say(one, "PX-09", Particular.TRAINING, "academic")
    assert part(one, "PX-09") is Part.VIOLATION
    assert not any(UNDECIDED in text for text in one.problems())
    say(one, "PX-09", Particular.TRAINING, "non-academic")
    assert part(one, "PX-09") is Part.ADVICE
    say(one, "PX-09", Particular.TRAINING, "")
    assert one.finding("PX-09").confirmed_bases == ()


def test_a_finding_at_a_school_of_two_stages_can_name_the_one_it_concerns(scene: Scene) -> None:
    one = Visiting.begin(scene, school="育才中学", areas=("SF", "JF", "ZS", "SD"))
    asked = {
        code: question
        for code in one.rows()
        for question in guide(one, code).questions
        if question.about is Particular.STAGE
    }
    assert asked, "somewhere it makes a difference"
    code, question = next(iter(asked.items()))
    assert question.options == ("junior", "senior")
    assert not question.needed, "without an answer it concerns both"
    one.record(code, fact="初中部的问题。")
    before = guide(one, code).grounds
    found = []
    for stage in question.options:
        say(one, code, Particular.STAGE, stage)
        found.append(guide(one, code).grounds)
    assert len({str(one_) for one_ in [before, *found]}) > 1


def test_ownership_that_nobody_knows_is_asked_and_the_records_rule_once_they_say_it(scene: Scene) -> None:
    change(scene, "滨河小学", ownership=None)
    one = Visiting.begin(scene, school="滨河小学", areas=("SF",))
    code = next(
        code for code in one.rows() if any(each.about is Particular.OWNERSHIP for each in guide(one, code).questions)
    )
    one.problem(code)
    assert any(UNDECIDED in text for text in one.problems())
    say(one, code, Particular.OWNERSHIP, "private")
    assert not any(UNDECIDED in text for text in one.problems())
    private = guide(one, code).grounds
    change(scene, "滨河小学", ownership="public")
    assert guide(one, code).grounds != private
    assert not any(each.about is Particular.OWNERSHIP for each in guide(one, code).questions)


def test_two_answers_that_a_merge_brought_together_are_none() -> None:
    keys = ["training=academic", "training=non-academic", "GZ/第一条"]
    assert said_of(Particular.TRAINING, keys) == ""
    assert with_said(keys, Particular.TRAINING, "academic") == ["GZ/第一条", "training=academic"]


def test_an_answer_that_this_program_does_not_know_is_passed_over(scene: Scene) -> None:
    one = Visiting.begin(scene)
    with one.read() as session:
        situation = weighing.situation_of(session, visits.head(session, one.uid))
    assert in_case(situation, ["stage=doctorate", "ownership=mixed", "training=other"]) == situation
