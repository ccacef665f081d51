"""签发: what stands in the way is named, the number is taken with the bytes, what is printed never changes."""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any, NoReturn

import pypdf
import pytest
from sqlalchemy import select

from tests.visiting import SCHOOL, Visiting, photo
from tests.workspaces import TODAY, Scene
from xunjian import settings
from xunjian.db import canonical
from xunjian.db.photos import PhotoStore
from xunjian.db.schema.paper import Document, DocumentEvent, DocumentFinding, NumberBlock, NumberVoid
from xunjian.db.schema.reference import Bureau, School
from xunjian.db.schema.visit import Finding, Measure, Step, Visit
from xunjian.db.uids import new_uid
from xunjian.documents.papers import notice as paper
from xunjian.documents.papers import words
from xunjian.errors import UserError
from xunjian.services.bureau.founding import NOTICE
from xunjian.services.paperwork import notices, numbering
from xunjian.services.paperwork.issuing import Issued
from xunjian.services.visit import evidence, findings, measures, visits
from xunjian.settings import Name

ISSUED = "已签发，不能改"


def text_of(visiting: Visiting, issued: Issued) -> str:
    """Return the text of the stored PDF without white space."""
    reader = pypdf.PdfReader(BytesIO(visiting.workspace.photos.read(issued.pdf_sha256)))
    return "".join("".join(page.extract_text() for page in reader.pages).split())


def frozen(visiting: Visiting, issued: Issued) -> list[DocumentFinding]:
    with visiting.read() as session:
        rows = select(DocumentFinding).where(DocumentFinding.document == issued.uid)
        return list(session.scalars(rows.order_by(DocumentFinding.position)))


def following(visiting: Visiting) -> int | None:
    with visiting.read() as session:
        number = numbering.supply(session, NOTICE, TODAY).following
    return number.number if number else None


def documents(visiting: Visiting) -> int:
    with visiting.read() as session:
        return len(session.scalars(select(Document.uid)).all())


# What stands in the way


def test_each_problem_names_its_item(visiting: Visiting) -> None:
    visiting.record("SF-12")
    visiting.record("SF-01", fact="公示栏是{时间}的。")
    (measure,) = visiting.finding("SF-01").measures
    visiting.set_measure(measure.uid, text="")
    problems = {(problem.item, problem.text) for problem in visiting.draft(unchecked_reason="").problems}
    tickets, notice_board = visiting.entry("SF-12").uid, visiting.entry("SF-01").uid
    assert problems == {
        (tickets, "SF-12 收费票据：没有写事实。"),
        (tickets, "SF-12 收费票据：没有金额。"),
        (tickets, "SF-12 收费票据：没有人数。"),
        (tickets, "SF-12 收费票据：没有照片。"),
        (notice_board, "SF-01 收费公示：事实里还有没填的空：时间。"),
        (notice_board, "SF-01 收费公示：没有照片。"),
        (notice_board, "SF-01 收费公示：没有整改要求。"),
        (None, f"还有 {len(visiting.rows()) - 2} 项没查。回去查，或说明原因后签发。"),
    }


def test_what_no_font_can_print_is_named_where_it_stands_before_a_number_is_taken(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    measure = visiting.finding("SF-01").measures[0]
    visiting.set_measure(measure.uid, text="由王𪎵收回😀")
    with visiting.write() as session:
        bureau = session.scalars(select(Bureau)).one()
        bureau.office = "督导\ue000室"
    problems = {(problem.item, problem.text) for problem in visiting.draft().problems}
    assert problems == {
        (visiting.entry("SF-01").uid, "SF-01 收费公示：有字印不出来：𪎵（U+2A3B5）、😀（U+1F600），请改用能印的字。"),
        (None, "有字印不出来：\ue000（U+E000）。请改用能印的字。"),
    }
    before = following(visiting)
    with pytest.raises(UserError, match="还不能签发"):
        visiting.issue()
    assert following(visiting) == before


def test_nothing_found_is_nothing_to_issue(visiting: Visiting) -> None:
    visiting.mark_rest()
    assert visiting.problems() == ["没有可以下达的问题：先记录问题，每条至少有一条核定的依据。"]
    with pytest.raises(UserError, match="还不能签发"):
        visiting.issue()


def test_the_reason_for_what_was_left_unchecked_is_kept(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    with pytest.raises(UserError) as refused:
        visiting.issue(unchecked_reason=" ")
    assert "项没查" in refused.value.hint
    visiting.issue(unchecked_reason="停电，下次再查")
    with visiting.read() as session:
        assert session.get_one(Visit, visiting.uid).unchecked_reason == "停电，下次再查"


def test_a_day_of_service_that_is_over_is_refused(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    assert visiting.problems(service_day=date(2026, 11, 23)) == ["送达日期已经过了今天，请改一下。"]


def test_with_a_clock_from_before_the_bureau_existed_the_date_is_to_be_looked_at(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    with pytest.raises(UserError) as refused:
        visiting.draft(today=date(1970, 1, 1))
    assert refused.value.hint == "请先核对系统日期。"


def test_a_deadline_that_nobody_set_is_named(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    finding = visiting.finding("SF-01").uid
    with visiting.write() as session:
        measures.add(session, visiting.uid, [finding], text="退费", kind="limited", workdays=None)
    assert visiting.problems() == ["SF-01 收费公示：没有写整改期限。"]


@pytest.mark.parametrize("name", ["school_type", "ownership"])
def test_where_the_basis_depends_on_what_is_not_known_of_the_school_it_is_asked_for(
    visiting: Visiting, name: str
) -> None:
    visiting.problem("SF-03")  # public schools only: its clauses are the same for all that it concerns
    visiting.problem("SF-04")  # some clauses bind public schools alone, some compulsory education alone
    assert visiting.problems() == []
    with visiting.write() as session:
        setattr(session.get_one(School, visiting.scene.schools[SCHOOL]), name, None)
    assert visiting.problems() == [
        "SF-04 擅自设项、超标准：定不了依据：学校类型、办学性质或培训类别还不知道。"
        "请在“依据与全文”里选，或在学校资料里填上。"
    ]


def test_two_values_that_clash_in_the_visit_stop_the_issue(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    with visiting.read() as session:
        as_of = session.info["as_of"]
    visiting.record("SF-01", fact="一组写的。")
    uid = visiting.finding("SF-01").uid
    with visiting.workspace.store.write(by="别组", as_of=as_of) as session:
        session.get_one(Finding, uid).fact = "别组写的。"
    title = visiting.entry("SF-01").item.title
    assert visiting.problems() == [f"SF-01 {title}：事实两组填得不一样，请先在“冲突”里定下来。"]
    with pytest.raises(UserError, match="还不能签发"):
        visiting.issue()


@pytest.mark.parametrize(("register", "stops"), [("name", True), ("phone", False)])
def test_of_a_schools_clashes_those_on_paper_stop_the_issue(visiting: Visiting, register: str, *, stops: bool) -> None:
    visiting.problem("SF-01")
    school = visiting.scene.schools[SCHOOL]
    with visiting.read() as session:
        as_of = session.info["as_of"]
    for value in ("长江路第一小学", "长江路中心小学"):
        with visiting.workspace.store.write(as_of=as_of) as session:
            setattr(session.get_one(School, school), register, value)
    assert ("两组填得不一样" in "".join(visiting.problems())) is stops


# The number and the bytes


def test_the_number_the_bytes_and_the_findings_come_together(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    issued = visiting.issue()
    assert issued.number == "庐教督改〔2026〕31号"
    assert visiting.issued() == [issued]
    content = visiting.workspace.photos.read(issued.pdf_sha256)
    assert hashlib.sha256(content).hexdigest() == issued.pdf_sha256
    assert "庐教督改〔2026〕31号" in text_of(visiting, issued)
    with visiting.read() as session:
        row = session.get_one(Document, issued.uid)
        assert row.content_sha256 == hashlib.sha256(canonical.encode(row.content)).hexdigest()
        assert (row.issued_by, row.school) == (visiting.workspace.person, visiting.scene.schools[SCHOOL])
        assert [step.kind for step in session.scalars(select(Step))] == ["confirmed", "ordered"]
        step = session.get_one(Step, session.scalars(select(Finding.step)).one())
        assert (step.kind, step.document) == ("ordered", issued.uid)


def fail_to_store(self: PhotoStore, content: bytes, media_type: str) -> NoReturn:
    raise UserError("本机满了，这个文件没存上。", safe="前面的都在。", hint="请腾出空间，再存一次。")


def fail_to_render(notice: paper.Notice, **_made: object) -> NoReturn:
    raise RuntimeError("no font")


def miss_characters(notice: paper.Notice, **_made: object) -> paper.RenderedNotice:
    return paper.RenderedNotice(b"%PDF", 1, ("𠮷",))


def fail_to_freeze(*_: object, **__: object) -> NoReturn:
    raise RuntimeError("power cut")


@pytest.mark.parametrize(
    ("target", "name", "failure", "error"),
    [
        (PhotoStore, "add", fail_to_store, UserError),
        (paper, "render", fail_to_render, RuntimeError),
        (paper, "render", miss_characters, UserError),
        (notices, "_freeze_findings", fail_to_freeze, RuntimeError),
    ],
)
def test_whatever_fails_no_number_is_taken(
    visiting: Visiting,
    monkeypatch: pytest.MonkeyPatch,
    target: object,
    name: str,
    failure: Callable[..., Any],
    error: type[Exception],
) -> None:
    visiting.problem("SF-01")
    with monkeypatch.context() as patched:
        patched.setattr(target, name, failure)
        with pytest.raises(error):
            visiting.issue()
    assert (documents(visiting), following(visiting), visiting.finding("SF-01").issued) == (0, 31, False)
    assert visiting.issue().number.endswith("31号")


def test_a_refused_issue_takes_no_number(visiting: Visiting) -> None:
    visiting.record("SF-01")
    with pytest.raises(UserError) as refused:
        visiting.issue()
    assert refused.value.safe == "内容都在，没有取号。"
    assert following(visiting) == 31


def test_two_issues_take_numbers_in_a_row(visiting: Visiting, scene: Scene) -> None:
    visiting.problem("SF-01")
    other = Visiting.begin(scene, school="红星小学")
    other.problem("SF-01")
    assert [visiting.issue().number, other.issue().number] == ["庐教督改〔2026〕31号", "庐教督改〔2026〕32号"]


def test_with_the_block_used_up_the_draft_stays(visiting: Visiting, scene: Scene) -> None:
    with visiting.write() as session:
        session.add(NumberVoid(uid=new_uid(), prefix="庐教督改", year=2026, serial=31, why="打印纸卡坏", by=None))
        session.scalars(select(NumberBlock)).one()
        settings.put(session, Name.SEAT, "2")
        session.add(NumberBlock(uid=new_uid(), team=scene.team, seat=2, kind=NOTICE, year=2026, first=41, last=41))
    visiting.problem("SF-01")
    assert visiting.issue().number.endswith("41号")
    visiting.problem("SF-02")
    assert following(visiting) is None
    with pytest.raises(UserError) as refused:
        visiting.issue()
    assert str(refused.value) == "本机文号用完了。\n通知书已存草稿。\n请局里发任务包补号。"
    assert visiting.finding("SF-02").fact == "公示栏内容没有更新。"
    assert not visiting.finding("SF-02").issued


def test_a_number_given_up_is_skipped(visiting: Visiting) -> None:
    with visiting.write() as session:
        session.add(NumberVoid(uid=new_uid(), prefix="庐教督改", year=2026, serial=31, why="打印纸卡坏", by=None))
    visiting.problem("SF-01")
    assert visiting.issue().number.endswith("32号")


def test_a_new_year_needs_numbers_of_its_own(visiting: Visiting, scene: Scene) -> None:
    visiting.problem("SF-01")
    new_year = date(2027, 1, 4)
    with pytest.raises(UserError, match="本机没有 2027 年的文号"):
        visiting.issue(today=new_year, dates_checked=True)
    with visiting.write() as session:
        session.add(NumberBlock(uid=new_uid(), team=scene.team, seat=1, kind=NOTICE, year=2027, first=1, last=5))
    issued = visiting.issue(today=new_year, dates_checked=True)
    assert issued.number == "庐教督改〔2027〕1号"
    assert "2027年1月4日" in text_of(visiting, issued)


def test_a_number_is_found_as_people_type_it(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    issued = visiting.issue()
    with visiting.read() as session:
        for typed in ("31", "〔2026〕31", "[2026] 第031号", "庐教督改〔2026〕31号"):
            assert notices.by_number(session, typed) == issued
        for typed in ("32", "〔2025〕31", "三十一"):
            with pytest.raises(UserError):
                notices.by_number(session, typed)


# Frozen


def test_what_is_issued_is_refused_everywhere(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    finding = visiting.finding("SF-01")
    visiting.issue()
    stored = evidence.store(visiting.workspace.photos, photo(99))
    attempts: list[Callable[[], object]] = [
        lambda: visiting.record("SF-01", fact="改一改"),
        lambda: visiting.remove("SF-01"),
        lambda: visiting.answer("SF-01", "yes"),
        lambda: visiting.answer("SF-01", "partly"),
        lambda: visiting.answer("SF-01", None),
        lambda: visiting.set_measure(finding.measures[0].uid, workdays=30),
        lambda: visiting.attach("SF-01", photo(99)),
        lambda: visiting.hide(finding.photos[0].evidence),
    ]
    for attempt in attempts:
        with pytest.raises(UserError, match=ISSUED):
            attempt()
    for change in (
        lambda session: measures.remove(session, finding.measures[0].uid),
        lambda session: measures.set_findings(session, finding.measures[0].uid, []),
        lambda session: findings.confirm_basis(session, finding.uid, "x", confirmed=True),
        lambda session: measures.add(session, visiting.uid, [finding.uid], text="再加一条", kind="limited", workdays=1),
    ):
        with pytest.raises(UserError, match=ISSUED), visiting.write() as session:
            change(session)
    assert stored.sha256 in visiting.workspace.photos.hashes()
    after = visiting.finding("SF-01")
    assert (after.issued, after.fact, after.photos) == (True, finding.fact, finding.photos)
    assert [measure.text for measure in after.measures] == [measure.text for measure in finding.measures]


def test_stored_bytes_and_printed_values_outlive_every_change_of_the_live_rows(visiting: Visiting) -> None:
    visiting.problem("SF-12", "收取16人校服款1280元未开票。")
    issued = visiting.issue()
    before, printed = text_of(visiting, issued), [row.fact for row in frozen(visiting, issued)]
    with visiting.write() as session:  # as another machine, or another tool, might
        session.scalars(select(Finding)).one().fact = "后来改的"
        session.scalars(select(Measure)).one().text = "后来改的"
        session.get_one(School, visiting.scene.schools[SCHOOL]).name = "改了名的小学"
        row = session.get_one(Document, issued.uid)
        row.serial = 99
    visiting.restart()
    assert visiting.issued()[0].number.endswith("31号")
    assert text_of(visiting, visiting.issued()[0]) == before
    assert [row.fact for row in frozen(visiting, issued)] == printed


def test_the_printed_values_are_what_the_paper_says(visiting: Visiting) -> None:
    visiting.problem("SF-12", "2026年9月2日收取校服款，只出具自制收据。", severity="A")
    visiting.problem("SF-01")
    for code in ("SF-12", "SF-01"):
        visiting.set_measure(visiting.finding(code).measures[0].uid, responsible="校长周文")
    issued = visiting.issue()
    text, rows = text_of(visiting, issued), frozen(visiting, issued)
    assert [row.position for row in rows] == [1, 2]
    assert [row.severity for row in rows] == ["B", "A"]
    for row in rows:
        assert str(row.fact) in text
        assert "".join((row.requirement or "").split()).rstrip("。") in text
        assert all("".join(basis.split()) in text for basis in row.bases or ())
        assert row.due_date
        assert f"{row.due_date.year}年{row.due_date.month}月{row.due_date.day}日（含当日）前完成" in text
    assert words.amount(rows[1].amount or 0) in text
    assert f"以上问题涉及金额合计{words.total(sum(row.amount or 0 for row in rows))}。" in text
    assert "涉及16人、金额￥1,280.00。" in text
    assert "责任人：校长周文" in text
    assert "证据：1。" in text
    assert "证据：2。" in text


def test_the_paper_names_the_inspectors_the_leader_first(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    assert "李敏（组长）" in text_of(visiting, visiting.issue())
    assert visiting.draft().notice.inspectors == ("李敏", "王强", "陈洁")


# Again, and void


def test_a_further_notice_holds_only_what_is_new(visiting: Visiting) -> None:
    visiting.problem("SF-01", "公示栏是旧的。")
    visiting.record("JD-18", fact="没有负担监测台账。")  # good management, no violation
    first = visiting.issue()
    visiting.problem("SF-02", "公示150元，实收180元。")
    second = visiting.issue()
    assert [row.fact for row in frozen(visiting, second)] == ["公示150元，实收180元。"]
    assert "公示栏是旧的" not in text_of(visiting, second)
    assert "没有负担监测台账" in text_of(visiting, first)
    assert "没有负担监测台账" not in text_of(visiting, second)
    with pytest.raises(UserError, match="还不能签发"):
        visiting.issue()


def test_a_void_notice_keeps_its_number_and_its_findings_are_issued_anew(visiting: Visiting) -> None:
    visiting.problem("SF-01", "公示栏是旧的。")
    first = visiting.issue()
    visiting.void(first)
    assert not visiting.finding("SF-01").issued
    visiting.record("SF-01", fact="公示栏是2024年的。")
    second = visiting.issue()
    assert second.number.endswith("32号")
    assert [(one.number, one.void) for one in visiting.issued()] == [(first.number, True), (second.number, False)]
    assert "公示栏是旧的" in text_of(visiting, first)
    assert "公示栏是2024年的" in text_of(visiting, second)
    with visiting.read() as session:
        kinds = session.scalars(select(Step.kind)).all()
    assert sorted(map(str, kinds)) == ["confirmed", "ordered", "ordered"]


def test_voiding_needs_a_reason_and_happens_once(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    issued = visiting.issue()
    with pytest.raises(UserError, match="作废要写原因"):
        visiting.void(issued, " ")
    visiting.void(issued)
    with pytest.raises(UserError, match="已经作废"):
        visiting.void(issued)


def test_printing_is_noted_and_changes_nothing(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    issued = visiting.issue()
    with visiting.write() as session:
        notices.note_event(session, issued, "printed", by=visiting.workspace.person, copies=2)
        assert session.scalars(select(DocumentEvent)).one().copies == 2
    assert visiting.issued() == [issued]
    assert visiting.finding("SF-01").issued


@pytest.mark.parametrize("kind", ["joined", "not_upheld", "closed"])
def test_what_was_decided_otherwise_is_not_ordered(visiting: Visiting, kind: str) -> None:
    visiting.problem("SF-01")
    visiting.problem("SF-02")
    with visiting.write() as session:
        step = Step(uid=new_uid(), visit=visiting.uid, finding=visiting.finding("SF-01").uid, kind=kind)
        session.add(step)
        session.get_one(Finding, step.finding).step = step.uid
    assert [one.entry.item.code for one in visiting.draft().printed] == ["SF-02"]


# Deadlines


def test_deadlines_step_over_the_national_day(scene: Scene) -> None:
    day = date(2026, 9, 24)
    one = Visiting.begin(scene, day=day)
    one.problem("SF-02")
    issued = one.issue(today=day)
    assert [row.due_date for row in frozen(one, issued)] == [date(2026, 10, 15)]
    assert "请于2026年10月15日（星期四，含当日）前（自送达次日起10个工作日内）完成整改" in text_of(one, issued)
    with one.read() as session:
        assert session.scalars(select(Measure.due_date)).one() == date(2026, 10, 15)


def test_deadlines_count_from_the_day_of_service(scene: Scene) -> None:
    one = Visiting.begin(scene, day=date(2026, 9, 23))
    one.problem("SF-02")
    deadline = one.draft(today=date(2026, 9, 23), service_day=date(2026, 9, 24)).deadline
    assert deadline is not None
    assert deadline.day == date(2026, 10, 15)


def test_a_year_without_arranged_holidays_is_named(visiting: Visiting) -> None:
    visiting.problem("SF-02")
    visiting.set_measure(visiting.finding("SF-02").measures[0].uid, workdays=60)
    deadline = visiting.draft().deadline
    assert deadline is not None
    assert deadline.unverified_years == (2027,)


def test_a_deadline_in_a_year_without_arranged_holidays_wants_a_person_who_has_looked(visiting: Visiting) -> None:
    visiting.problem("SF-02")
    visiting.set_measure(visiting.finding("SF-02").measures[0].uid, workdays=60)
    with pytest.raises(UserError) as refused:
        visiting.issue()
    assert refused.value.hint == "节假日表到 2026 年止，期限按周末推算。请核对后打勾。"
    assert visiting.issued() == []
    assert visiting.issue(dates_checked=True).number == "庐教督改〔2026〕31号"


@pytest.mark.parametrize("today", [date(2026, 11, 23), date(2028, 1, 4)])
def test_a_clock_that_cannot_be_right_stops_the_issue(visiting: Visiting, today: date) -> None:
    visiting.problem("SF-01")
    assert any("请核对系统日期" in problem for problem in visiting.problems(today=today))


def test_a_standing_measure_has_no_deadline(visiting: Visiting) -> None:
    visiting.problem("SF-02")
    finding = visiting.finding("SF-02").uid
    with visiting.write() as session:
        measures.add(session, visiting.uid, [finding], text="每学期核对一次", kind="standing", workdays=None)
    line = next(line for line in visiting.draft().notice.measures if line.text == "每学期核对一次")
    assert (line.due, line.workdays) == (None, None)
    assert not re.search(r"每学期核对一次。\d", text_of(visiting, visiting.issue()))


# Bases


def test_what_no_verified_basis_makes_a_violation_is_a_suggestion_and_no_order(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    visiting.problem("SF-08", "代收费没有结算。")  # its clauses are not verified yet
    visiting.record("JD-18", fact="没有负担监测台账。")  # good management: never a violation
    ready = visiting.draft()
    assert [one.entry.item.code for one in ready.printed] == ["SF-01"]
    assert {one.entry.item.code for one in ready.others} == {"SF-08", "JD-18"}
    issued = visiting.issue()
    text = text_of(visiting, issued)
    assert text.index("工作建议") < text.index("代收费没有结算")
    assert len(frozen(visiting, issued)) == 1
    for code in ("SF-08", "JD-18"):
        assert not visiting.finding(code).issued
        assert visiting.finding(code).step is None
    visiting.record("SF-08", fact="可以接着改。")


def test_a_clause_that_is_not_verified_never_prints(visiting: Visiting) -> None:
    for code in ("SF-12", "SF-08"):
        visiting.problem(code)
    clauses = visiting.scene.handbook.bases.clauses
    pending = {clause.basis.title for clause in clauses if clause.article.status.value in {"unverified", "title-only"}}
    verified = {clause.basis.title for clause in clauses if clause.article.status.value == "verified"}
    text = text_of(visiting, visiting.issue())
    assert not [title for title in pending - verified if f"《{title}》" in text]


def test_a_clause_with_a_condition_is_cited_once_the_inspector_confirms_it(visiting: Visiting) -> None:
    visiting.problem("SF-07")
    (weighed,) = visiting.draft().printed
    (choice,) = weighed.grounds.choices
    cited = weighed.grounds.breached
    with visiting.write() as session:
        findings.confirm_basis(session, weighed.finding.uid, choice.key, confirmed=True)
    assert visiting.finding("SF-07").confirmed_bases == (choice.key,)
    (weighed,) = visiting.draft().printed
    assert weighed.grounds.breached != cited
    assert choice.article.cited in "".join(weighed.grounds.breached)
    with visiting.write() as session:
        findings.confirm_basis(session, weighed.finding.uid, choice.key, confirmed=False)
    assert visiting.draft().printed[0].grounds.breached == cited
    assert visiting.finding("SF-07").confirmed_bases == ()


def test_a_key_that_no_clause_has_is_cited_nowhere(visiting: Visiting) -> None:
    visiting.problem("SF-07")
    before = visiting.draft().notice
    with visiting.write() as session:
        findings.confirm_basis(session, visiting.finding("SF-07").uid, "编的/第一条", confirmed=True)
    assert visiting.draft().notice == before


# Words


def test_hostile_text_stays_text(visiting: Visiting) -> None:
    hostile = '<b>粗</b>&amp;<a href="http://x">%s\\n</para>\'; DROP TABLE finding;--'
    visiting.problem("SF-01", hostile)
    visiting.set_measure(visiting.finding("SF-01").measures[0].uid, text="<i>退费</i>", responsible="<script>")
    issued = visiting.issue()
    text = text_of(visiting, issued)
    for written in (hostile, "<i>退费</i>", "<script>"):
        assert "".join(written.split()) in text
    reader = pypdf.PdfReader(BytesIO(visiting.workspace.photos.read(issued.pdf_sha256)))
    assert not any(page.get("/Annots") for page in reader.pages)


@pytest.mark.parametrize(
    ("fact", "amount", "people", "printed", "scale"),
    [
        ("向16人收取1280元。", 128_000, 16, "向16人收取￥1,280.00。", (None, None)),
        ("向16名学生收费。", 128_000, 16, "向16名学生收费。", (128_000, None)),
        ("向116人收取11280元。", 128_000, 16, "向116人收取11280元。", (128_000, 16)),
        ("收取1280元5角。", 128_000, None, "收取1280元5角。", (128_000, None)),
        ("每人收取80元，共1,280.00元。", 128_000, None, "每人收取80元，共￥1,280.00。", (None, None)),
        ("共￥1280元，即0.128万元整。", 128_000, None, "共￥1,280.00，即￥1,280.00。", (None, None)),
        ("共￥1280。", 128_000, None, "共￥1,280.00。", (None, None)),
        ("共￥1,280.00。", 128_000, None, "共￥1,280.00。", (None, None)),
        ("共￥1280元5角、￥1280万、￥11280.5。", 128_000, 3, "共￥1280元5角、￥1280万、￥11280.5。", (128_000, 3)),
        ("先收1280元，又收1280元。", 128_000, 3, "先收￥1,280.00，又收￥1,280.00。", (None, 3)),
        ("没有收钱。", None, None, "没有收钱。", (None, None)),
    ],
)
def test_amount_and_people_are_said_once(
    visiting: Visiting,
    fact: str,
    amount: int | None,
    people: int | None,
    printed: str,
    scale: tuple[int | None, int | None],
) -> None:
    visiting.problem("SF-01", fact, amount=amount, people=people)
    (line,) = visiting.draft().notice.findings
    assert (line.fact, (line.amount_fen, line.people)) == (printed, scale)


@pytest.mark.parametrize("amount", [None, 63_000])
def test_a_refund_asks_for_the_signed_list_however_the_fact_names_the_amount(
    visiting: Visiting, amount: int | None
) -> None:
    visiting.problem("SF-01", "收取630元。", amount=amount)
    assert visiting.draft().notice.refunds is (amount is not None)


def test_what_was_put_right_on_the_spot_is_said(visiting: Visiting) -> None:
    visiting.problem("SF-01", "公示栏是旧的。", fixed_on_spot=True)
    issued = visiting.issue()
    assert frozen(visiting, issued)[0].fact == "公示栏是旧的。该问题已当场整改。"
    assert "公示栏是旧的。该问题已当场整改。" in text_of(visiting, issued)


def test_a_severity_from_elsewhere_that_nobody_knows_falls_back_to_the_items(visiting: Visiting) -> None:
    uid = visiting.problem("SF-01")
    with visiting.write() as session:
        session.get_one(Finding, uid).severity = "Z"
    assert visiting.draft().notice.findings[0].severity == "较重"


@pytest.mark.parametrize(
    ("school", "word"), [("新苗幼儿园（民办）", "你园"), (SCHOOL, "你校"), ("志远高级中学（民办）", "你校")]
)
def test_the_paper_addresses_the_school_by_its_kind(scene: Scene, school: str, word: str) -> None:
    assert Visiting.begin(scene, school=school).draft().notice.you == word


def test_a_trial_says_so_on_its_paper(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    issued = visiting.issue(trial=True)
    assert "演示" in text_of(visiting, issued)
    with visiting.read() as session:
        assert session.get_one(Document, issued.uid).trial


def test_the_frozen_content_is_all_that_is_printed(visiting: Visiting) -> None:
    visiting.problem("SF-01", "公示栏是旧的。")
    issued = visiting.issue()
    with visiting.read() as session:
        content = json.dumps(session.get_one(Document, issued.uid).content, ensure_ascii=False)
        bureau = session.scalars(select(Bureau)).one()
        head = visits.head(session, visiting.uid)
    for part in ("公示栏是旧的。", head.school_name, str(bureau.name), "2026-11-24"):
        assert part in content
