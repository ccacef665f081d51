"""What a finding may go through, told as the people who handle it would tell it."""

from dataclasses import replace
from datetime import date

import pytest

from xunjian import labels
from xunjian.errors import UserError
from xunjian.rules import basis
from xunjian.rules.lifecycle import Circumstances, allowed, require, why_not
from xunjian.rules.steps import (
    STATE_CHANGING,
    Notice,
    Recheck,
    Role,
    Route,
    Severity,
    State,
    StepKind,
    least_finished,
    state_after,
)

DUE = date(2026, 10, 19)
NOW = Circumstances(
    state=State.RECTIFYING,
    role=Role.REVIEWER,
    route=Route.ON_SITE,
    severity=Severity.B,
    today=date(2026, 9, 21),
    due=DUE,
    proofs=2,
    notice=Notice.SERVED,
)


def draft(state: State, role: Role, route: Route = Route.ON_SITE) -> Circumstances:
    """A finding that is not issued yet."""
    return replace(NOW, state=state, role=role, route=route, notice=Notice.NONE)


def test_on_site_the_leader_issues_right_after_confirming() -> None:
    assert why_not(StepKind.ORDERED, draft(State.CONFIRMED, Role.LEADER)) == ""
    assert (
        why_not(StepKind.ORDERED, draft(State.CONFIRMED, Role.INSPECTOR)) == "“下达”由组长、局审核人员、分管领导办理。"
    )
    assert "组长确认后下达" in why_not(StepKind.ORDERED, draft(State.FOUND, Role.LEADER))


def test_with_feedback_first_only_the_bureau_issues_and_only_after_review() -> None:
    confirmed = draft(State.CONFIRMED, Role.LEADER, Route.FEEDBACK_FIRST)
    assert why_not(StepKind.ORDERED, confirmed) == (
        "现在是“已确认”。现场制发的，组长确认后下达；先反馈、后审签的，局审核后下达。"
    )
    submitted = replace(confirmed, state=State.SUBMITTED)
    assert "局审核人员" in why_not(StepKind.ORDERED, submitted)
    assert why_not(StepKind.ORDERED, replace(submitted, role=Role.REVIEWER)) == ""


def test_a_changed_setting_strands_no_finding_that_was_already_submitted() -> None:
    assert why_not(StepKind.ORDERED, draft(State.SUBMITTED, Role.REVIEWER, Route.ON_SITE)) == ""


@pytest.mark.parametrize("step", [StepKind.JOINED, StepKind.NOT_UPHELD])
def test_what_is_issued_is_neither_joined_nor_dropped_unless_its_notice_is_void(step: StepKind) -> None:
    assert why_not(step, NOW) == "已下达的不能再这样办。通知书有误的，请先作废。"
    assert why_not(step, replace(NOW, notice=Notice.VOID)) == ""
    assert why_not(step, replace(NOW, state=State.RECHECKED, fixed_on_spot=True, notice=Notice.NONE)) == ""
    assert why_not(step, draft(State.SUBMITTED, Role.REVIEWER)) == ""


def test_a_finding_is_ordered_again_only_when_its_notice_is_void() -> None:
    assert "更正" in why_not(StepKind.ORDERED, NOW)
    assert why_not(StepKind.ORDERED, replace(NOW, notice=Notice.VOID)) == ""
    assert why_not(StepKind.REPORTED_DONE, replace(NOW, notice=Notice.VOID)) == "通知书已作废，请先重新下达。"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"due": None}, "还没有整改期限，请先填期限。"),
        ({"due": date(2026, 9, 20)}, "期限已经过了今天，请改一下。"),
        ({"in_conflict": True}, "两组填得不一样还没定，请先处理冲突。"),
    ],
)
def test_nothing_is_issued_without_a_deadline_to_come_or_in_conflict(change: dict[str, object], reason: str) -> None:
    ready = draft(State.CONFIRMED, Role.LEADER)
    assert why_not(StepKind.ORDERED, replace(ready, **change)) == reason  # type: ignore[arg-type]
    assert why_not(StepKind.ORDERED, replace(ready, due=ready.today)) == ""


def test_what_the_school_reports_is_never_closure() -> None:
    for state in (State.RECTIFYING, State.REPORTED, State.CHECKED):
        reason = why_not(StepKind.CLOSED, replace(NOW, state=state, role=Role.CHIEF))
        assert "学校报完成不是销号" in reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"proofs": 0}, "还没有整改佐证，请先附上照片或材料。"),
        ({"notice": Notice.ISSUED}, "通知书还没有登记送达，请先登记送达回证。"),
        ({"notice": Notice.VOID}, "通知书已作废，请先重新下达。"),
        ({"in_conflict": True}, "两组填得不一样还没定，请先处理冲突。"),
        ({"severity": Severity.A}, "A 级问题要由分管领导销号。"),
        ({"role": Role.LEADER}, "“销号”由局审核人员、分管领导办理。"),
        ({}, ""),
        ({"severity": Severity.A, "role": Role.CHIEF}, ""),
    ],
)
def test_closure_needs_recheck_proof_service_and_the_right_level(change: dict[str, object], reason: str) -> None:
    rechecked = replace(NOW, state=State.RECHECKED)
    assert why_not(StepKind.CLOSED, replace(rechecked, **change)) == reason  # type: ignore[arg-type]


def test_only_a_full_recheck_leads_on_to_closure() -> None:
    assert state_after(StepKind.RECHECKED, Recheck.RECTIFIED) is State.RECHECKED
    for result in (Recheck.PARTLY, Recheck.NOT_RECTIFIED, None):
        assert state_after(StepKind.RECHECKED, result) is State.RECTIFYING


def test_what_is_put_right_on_the_spot_closes_without_a_notice() -> None:
    confirmed = replace(draft(State.CONFIRMED, Role.LEADER), fixed_on_spot=True)
    assert why_not(StepKind.RECHECKED, confirmed, Recheck.RECTIFIED) == ""
    assert "通知书" in why_not(StepKind.RECHECKED, confirmed, Recheck.PARTLY)
    assert "佐证" in why_not(StepKind.RECHECKED, replace(confirmed, proofs=0), Recheck.RECTIFIED)
    assert "当场改好" in why_not(StepKind.RECHECKED, replace(confirmed, fixed_on_spot=False), Recheck.RECTIFIED)
    assert why_not(StepKind.CLOSED, draft(State.RECHECKED, Role.REVIEWER)) == ""


def test_an_extension_is_asked_before_the_day_it_falls_due_and_granted_by_the_bureau() -> None:
    leader = replace(NOW, role=Role.LEADER)
    assert why_not(StepKind.EXTENSION_ASKED, replace(leader, today=date(2026, 10, 18))) == ""
    assert why_not(StepKind.EXTENSION_ASKED, replace(leader, today=DUE)) == "延期要在到期日之前申请。"
    asked = replace(leader, extension_pending=True)
    assert why_not(StepKind.EXTENSION_ASKED, asked) == "已有一份延期申请在等批复。"
    assert "局审核人员" in why_not(StepKind.EXTENSION_GRANTED, asked)
    assert why_not(StepKind.EXTENSION_GRANTED, replace(asked, role=Role.CHIEF, today=date(2026, 10, 20))) == ""
    assert why_not(StepKind.EXTENSION_GRANTED, NOW) == "没有等待批复的延期申请。"


def test_service_is_registered_once() -> None:
    assert why_not(StepKind.SERVED, replace(NOW, notice=Notice.ISSUED, role=Role.INSPECTOR)) == ""
    assert why_not(StepKind.SERVED, NOW) == "没有等待送达的通知书。"


def test_closed_findings_are_looked_back_at_reopened_or_relapse() -> None:
    closed = replace(NOW, state=State.CLOSED)
    assert allowed(closed) == (
        StepKind.REOPENED,
        StepKind.LOOKED_BACK,
        StepKind.RELAPSED,
        StepKind.TRANSFERRED,
    )
    assert state_after(StepKind.REOPENED) is State.RECTIFYING
    assert StepKind.REOPENED not in allowed(replace(closed, role=Role.LEADER))


def test_a_relapsed_finding_stays_as_it_is_while_the_new_one_goes_on() -> None:
    assert allowed(replace(NOW, state=State.RELAPSED, role=Role.LEADER)) == ()


def test_the_error_says_what_is_safe_and_what_to_do() -> None:
    with pytest.raises(UserError) as caught:
        require(StepKind.CLOSED, replace(NOW, state=State.REPORTED))
    assert str(caught.value).splitlines() == [
        "现在不能登记“销号”。",
        "内容没有改动。",
        "现在是“学校已报完成”。学校报完成不是销号，复查结论为“已整改”的才能销号。",
    ]
    require(StepKind.CLOSED, replace(NOW, state=State.RECHECKED))


def test_of_two_concurrent_states_the_less_finished_is_shown() -> None:
    assert least_finished([State.CLOSED, State.RECTIFYING]) is State.RECTIFYING
    assert least_finished([State.NOT_UPHELD, State.SUBMITTED]) is State.SUBMITTED
    assert least_finished([State.LOOKED_BACK, State.RELAPSED]) is State.RELAPSED
    assert least_finished([State.CLOSED, State.RELAPSED]) is State.RELAPSED
    assert least_finished([State.CHECKED, State.REPORTED]) is State.REPORTED


def test_annotations_are_no_state() -> None:
    assert state_after(None) is State.FOUND
    with pytest.raises(ValueError, match="served"):
        state_after(StepKind.SERVED)


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (labels.STATE, State),
        (labels.STEP, StepKind),
        (labels.ROLE, Role),
        (labels.ROUTE, Route),
        (labels.NOTICE, Notice),
        (labels.RECHECK, Recheck),
        (labels.SEVERITY, Severity),
        (labels.STAGE, basis.Stage),
        (labels.OWNERSHIP, basis.Ownership),
    ],
)
def test_every_code_has_a_word_and_every_word_a_code(words: dict[str, str], codes: type[State]) -> None:
    assert set(words) == set(codes)
    assert len(set(words.values())) == len(words)


def test_state_changing_steps_are_those_of_the_table() -> None:
    annotating = set(StepKind) - STATE_CHANGING
    assert annotating == set(list(StepKind)[list(StepKind).index(StepKind.SERVED) :])
