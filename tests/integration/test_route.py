"""现场制发 or feedback first: which paper comes first, who may issue, what the school answered, 报局审核."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.visiting import Visiting
from tests.workspaces import TODAY
from xunjian import settings
from xunjian.db.schema.reference import Bureau
from xunjian.db.schema.visit import Step
from xunjian.errors import UserError
from xunjian.rules.steps import Route
from xunjian.services.paperwork import feedback, given_papers, replies, route, visit_papers
from xunjian.services.paperwork.given_papers import Given
from xunjian.services.paperwork.replies import Reply
from xunjian.services.paperwork.visit_papers import Sort, State
from xunjian.settings import Name


def feedback_first(visiting: Visiting) -> None:
    with visiting.write() as session:
        session.scalars(select(Bureau)).one().route = Route.FEEDBACK_FIRST.value


def be(visiting: Visiting, role: str) -> None:
    """Let this workspace be the bureau's own, or a group's again."""
    with visiting.write() as session:
        settings.put(session, Name.ROLE, role)


def first(visiting: Visiting) -> Sort:
    with visiting.read() as session:
        return visit_papers.first_paper(session, visiting.uid)


def give(visiting: Visiting) -> Given:
    book, workspace = visiting.scene.handbook, visiting.workspace
    with visiting.write() as session:
        sheet = feedback.sheet(session, book, visiting.uid)
        return given_papers.give_sheet(
            session, workspace.photos, book, sheet, visiting.uid, by=workspace.person, today=TODAY
        )


def submit(visiting: Visiting) -> int:
    with visiting.write() as session:
        return replies.submit(session, visiting.uid, by=visiting.workspace.person, today=TODAY)


def kinds(session: Session) -> list[str]:
    return [step.kind or "" for step in session.scalars(select(Step).order_by(Step.at, Step.uid))]


def test_on_site_the_key_opens_the_notice_and_the_group_issues_it(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    assert first(visiting) is Sort.NOTICE
    assert visiting.issue().number


def test_feedback_first_leads_to_the_sheet_and_leaves_notices_to_the_bureau(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    feedback_first(visiting)
    assert first(visiting) is Sort.FEEDBACK
    assert route.BUREAU_ISSUES in visiting.problems()
    with pytest.raises(UserError) as refused:
        visiting.issue()
    assert route.BUREAU_ISSUES in refused.value.hint
    assert visiting.issued() == []


def test_the_bureau_issues_what_was_laid_before_it_and_nothing_else(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    feedback_first(visiting)
    be(visiting, "bureau")
    assert first(visiting) is Sort.NOTICE
    assert any("现在是“待组长确认”" in problem for problem in visiting.problems())
    be(visiting, "group")
    with pytest.raises(UserError, match="没有要报局审核的问题"):
        submit(visiting)
    give(visiting)
    assert submit(visiting) == 1
    be(visiting, "bureau")
    assert not any("现在是" in problem for problem in visiting.problems())
    issued = visiting.issue()
    with visiting.read() as session:
        assert kinds(session) == ["confirmed", "fed_back", "submitted", "ordered"]
        last = session.scalars(select(Step).where(Step.kind == "ordered")).one()
        assert last.role == "reviewer"
    visiting.void(issued)
    assert not any("现在是" in problem for problem in visiting.problems()), "a void notice orders nothing"
    be(visiting, "group")
    assert first(visiting) is Sort.FEEDBACK


def test_a_group_sees_the_notice_that_its_bureau_has_issued(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    visiting.issue()
    feedback_first(visiting)
    assert first(visiting) is Sort.NOTICE


def test_only_the_bureau_chooses_the_route(visiting: Visiting) -> None:
    with pytest.raises(UserError, match="制发方式由局里定"), visiting.write() as session:
        route.choose(session, Route.FEEDBACK_FIRST)
    be(visiting, "bureau")
    with visiting.write() as session:
        route.choose(session, Route.FEEDBACK_FIRST)
    with visiting.read() as session:
        assert route.of_bureau(session) is Route.FEEDBACK_FIRST


def test_a_route_that_this_version_does_not_know_is_on_site(visiting: Visiting) -> None:
    with visiting.write() as session:
        session.scalars(select(Bureau)).one().route = "by_pigeon"
    with visiting.read() as session:
        assert route.of_bureau(session) is Route.ON_SITE


def test_the_answer_given_last_stands_and_an_objection_says_what_about(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    given, by = give(visiting), visiting.workspace.person
    with visiting.read() as session:
        assert replies.of_document(session, given.uid) is None
    with pytest.raises(UserError, match="有异议的要写清楚"), visiting.write() as session:
        replies.register(session, given.uid, Reply.DISPUTED, " ", by=by)
    with visiting.write() as session:
        replies.register(session, given.uid, Reply.AGREED, "", by=by)
    with visiting.write() as session:
        replies.register(session, given.uid, Reply.DISPUTED, "对第1条的金额有异议。", by=by)
    with visiting.read() as session:
        found = replies.of_document(session, given.uid)
    assert found is not None
    assert (found.reply, found.note, found.by) == (Reply.DISPUTED, "对第1条的金额有异议。", "李敏")


def states(visiting: Visiting) -> list[tuple[Sort, State, str]]:
    with visiting.read() as session:
        found = visit_papers.of_visit(session, visiting.scene.handbook, visiting.uid, today=TODAY)
    return [(one.sort, one.state, one.number) for one in found]


def test_the_papers_of_a_visit_stand_in_the_order_in_which_they_come_about(visiting: Visiting) -> None:
    none = [(sort, State.NONE, "") for sort in (Sort.RECORD, Sort.FEEDBACK, Sort.NOTICE)]
    assert states(visiting) == none
    visiting.problem("SF-01")
    assert states(visiting) == [(sort, State.DRAFT, "") for sort in (Sort.RECORD, Sort.FEEDBACK, Sort.NOTICE)]
    give(visiting)
    assert states(visiting)[1] == (Sort.FEEDBACK, State.GIVEN, "")
    visiting.record("SF-01", fact="公示栏是去年的。")
    assert states(visiting)[1] == (Sort.FEEDBACK, State.CHANGED, "")
    issued = visiting.issue()
    assert states(visiting)[1:] == [
        (Sort.FEEDBACK, State.GIVEN, ""),
        (Sort.NUMBERED, State.ISSUED, "〔2026〕31号"),
        (Sort.STUB, State.DRAFT, "〔2026〕31号"),
        (Sort.RECEIPT, State.BLANK, "〔2026〕31号"),
    ]
    visiting.void(issued)
    assert states(visiting)[2:] == [(Sort.NOTICE, State.DRAFT, ""), (Sort.NUMBERED, State.VOID, "〔2026〕31号")]
