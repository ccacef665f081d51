"""The papers of a visit, from the ledger: the right one is offered, each says what was recorded, each is kept."""

from datetime import time, timedelta
from io import BytesIO
from typing import Any

import pypdf
import pytest
from sqlalchemy import select

from tests.visiting import Visiting, photo
from tests.workspaces import TODAY, Scene
from xunjian.db.queries.profile import profile
from xunjian.db.queries.visits import visit_rows
from xunjian.db.schema.reference import Bureau, Person, School
from xunjian.db.schema.visit import Step, Visit
from xunjian.documents.papers import notice as paper
from xunjian.documents.papers import service_receipt
from xunjian.documents.papers.service_receipt import Method
from xunjian.errors import UserError
from xunjian.rules.papers import PaperKind
from xunjian.rules.particulars import Particular
from xunjian.rules.workdays import paper_date
from xunjian.services.paperwork import (
    exhibits,
    feedback,
    given_papers,
    notice_problems,
    paper_choice,
    service_receipts,
    serving,
    site_records,
    verification,
    visit_papers,
)
from xunjian.services.paperwork.given_papers import Given
from xunjian.services.paperwork.notice_draft import Attached
from xunjian.services.paperwork.visit_papers import Sort
from xunjian.services.visit import evidence, findings

PRIVATE = "志远高级中学（民办）"


def text_of(pdf: bytes) -> str:
    """Return the text of a PDF without white space."""
    return "".join("".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages).split())


def pictures_of(pdf: bytes) -> list[int]:
    """Return how many pictures are on each page."""
    return [len(page.images) for page in pypdf.PdfReader(BytesIO(pdf)).pages]


def certified(visiting: Visiting, *numbers: str) -> None:
    """Give the first of the group certificates of enforcement."""
    with visiting.write() as session:
        for uid, number in zip(visiting.scene.people, numbers, strict=False):
            session.get_one(Person, uid).enforcement_no = number


def of_school(visiting: Visiting, **values: object) -> None:
    with visiting.write() as session:
        school = session.get_one(School, session.get_one(Visit, visiting.uid).school)
        for name, value in values.items():
            setattr(school, name, value)


def right(visiting: Visiting) -> PaperKind:
    with visiting.read() as session:
        return paper_choice.offered(session, visiting.uid).right


# The right paper


def test_a_public_school_gets_a_notice_also_from_people_with_certificates(visiting: Visiting) -> None:
    assert right(visiting) is PaperKind.RECTIFICATION_NOTICE
    certified(visiting, "皖A001", "皖A002")
    assert right(visiting) is PaperKind.RECTIFICATION_NOTICE
    with visiting.read() as session:
        refused = paper_choice.offered(session, visiting.uid).refused
    assert refused[PaperKind.CORRECTION_ORDER] == "对公办学校下达整改通知书，不用执法文书。"


def test_a_private_school_gets_an_order_only_from_two_people_with_certificates(scene: Scene) -> None:
    one = Visiting.begin(scene, school=PRIVATE)
    certified(one, "皖A001", " ")
    assert right(one) is PaperKind.FEEDBACK_SHEET
    certified(one, "皖A001", "皖A002")
    assert right(one) is PaperKind.CORRECTION_ORDER


def test_a_company_must_have_been_told_of_its_inspection(scene: Scene) -> None:
    one = Visiting.begin(scene, school=PRIVATE)
    certified(one, "皖A001", "皖A002")
    of_school(one, uscc="91340100MA00000000")
    assert right(one) is PaperKind.FEEDBACK_SHEET
    with one.write() as session:
        session.get_one(Visit, one.uid).inspection_notice = "庐教检通〔2026〕1号"
    assert right(one) is PaperKind.CORRECTION_ORDER


def test_a_notice_to_a_private_school_is_refused_with_the_paper_that_is_right(scene: Scene) -> None:
    one = Visiting.begin(scene, school=PRIVATE)
    one.problem("SF-01")
    wanted = (
        "整改通知书只发给局属学校；对民办学校和校外培训机构，由执法人员下达责令改正通知书。"
        "这次请用问题反馈单。责令改正要有两名执法人员，检查组里有执法证的是0名。"
    )
    assert wanted in one.problems()
    with pytest.raises(UserError) as refused:
        one.issue()
    assert wanted in refused.value.hint
    assert one.issued() == []


def test_where_records_are_silent_what_was_said_of_a_finding_decides(visiting: Visiting) -> None:
    of_school(visiting, ownership=None)
    uid = visiting.problem("SF-01")
    assert right(visiting) is PaperKind.RECTIFICATION_NOTICE
    with visiting.write() as session:
        findings.say(session, uid, Particular.OWNERSHIP, "private")
    assert right(visiting) is PaperKind.FEEDBACK_SHEET


# Attachments of a notice


def test_a_notice_lists_its_evidence_and_brings_the_form_to_report_on(visiting: Visiting) -> None:
    visiting.problem("SF-01", "公示栏没有更新。", amount=None)
    visiting.problem("SF-12", "向16名学生收取1280元，没有票据。", amount=128_000)
    visiting.attach("SF-12", photo(7))
    notice = visiting.draft().notice
    assert notice.attachments == ("证据目录", "整改情况反馈表", "现场照片")
    listed = [(one.name, one.findings, one.taken_by) for one in notice.exhibits]
    titles = [finding.title for finding in notice.findings]
    numbers = [number for finding in notice.findings for number in finding.evidence]
    assert numbers == [1, 2, 3]
    assert sorted(names for names, *_ in listed) == sorted(["收费公示照片", "收费票据照片1", "收费票据照片2"])
    for number, (name, positions, taken_by) in enumerate(listed, start=1):
        (position,) = positions
        assert number in notice.findings[position - 1].evidence
        assert name.startswith(titles[position - 1])
        assert taken_by == "李敏"
    text = text_of(paper.render(notice).pdf)
    assert "附件：1.证据目录" in text
    assert "收费票据照片2" in text


def test_many_findings_are_listed_and_few_only_when_wished(visiting: Visiting) -> None:
    for code in ("SF-01", "SF-02", "SF-03", "SF-04", "SF-07"):
        visiting.problem(code)
    assert "问题清单" not in visiting.draft().notice.attachments
    assert visiting.draft(attached=Attached(findings=True)).notice.attachments[0] == "问题清单"
    visiting.problem("SF-12")
    assert visiting.draft().notice.attachments[0] == "问题清单"


def test_the_list_names_every_amount_and_the_total_is_exact(visiting: Visiting) -> None:
    visiting.problem("SF-01", "收取0.29元。", amount=29)
    assert visiting.draft().notice.total_fen == 29
    visiting.problem("SF-12", "没有票据。", amount=128_001)
    notice = visiting.draft().notice
    assert {one.listed_fen for one in notice.findings} == {29, 128_001}
    assert notice.total_fen == 128_030
    assert "以上问题涉及金额合计￥1,280.30（大写：壹仟贰佰捌拾元叁角）。" in text_of(paper.render(notice).pdf)


def test_photo_pages_show_each_photo_under_its_number(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    visiting.attach("SF-01", photo(9))
    ready = visiting.draft(attached=Attached(photos=True))
    with visiting.read() as session:
        pictures = exhibits.annex_photos(session, visiting.workspace.photos, ready.printed)
    assert [one.caption for one in pictures] == ["1.收费公示照片1", "2.收费公示照片2"]
    assert {one.content for one in pictures} == {photo(), photo(9)}
    assert ready.notice.attachments[-1] == "现场照片"
    assert pictures_of(paper.render(ready.notice, photos=pictures).pdf)[-1] == 2


def test_a_notice_is_issued_with_its_photos_unless_they_are_not_wished(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    with_photos = visiting.issue()
    visiting.problem("SF-12")
    without = visiting.issue(attached=Attached(photos=False))
    first, second = (visiting.workspace.photos.read(one.pdf_sha256) for one in (with_photos, without))
    assert pictures_of(first)[-1] == 1
    assert "附件3现场照片" in text_of(first)
    assert not any(pictures_of(second))
    text = text_of(second)
    assert "2.整改情况反馈表" in text
    assert "现场照片" not in text


def test_a_notice_without_photos_names_no_photo_pages(visiting: Visiting) -> None:
    visiting.record("SF-01", fact="公示栏内容没有更新。", amount=1, people=1)
    assert visiting.draft().notice.attachments == ("整改情况反馈表",)


def test_a_photo_that_is_not_here_stops_the_issue_at_its_item_before_a_number_is_taken(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    ready = visiting.draft()
    (shown,) = ready.printed[0].finding.photos
    visiting.workspace.photos.path(shown.sha256).unlink()
    (problem,) = notice_problems.of_photo_pages(visiting.workspace.photos, ready.printed)
    assert (problem.item, problem.text[:5]) == (visiting.entry("SF-01").uid, "SF-01")
    with visiting.read() as session, pytest.raises(UserError, match="有照片不在本机"):
        exhibits.annex_photos(session, visiting.workspace.photos, ready.printed)
    with pytest.raises(UserError, match="还不能签发") as refused:
        visiting.issue()
    assert "不附照片" in refused.value.hint
    assert visiting.draft().supply == ready.supply
    assert visiting.issue(attached=Attached(photos=False)).number.endswith("31号")


def test_a_citys_group_hands_refunds_to_the_county_by_name(visiting: Visiting) -> None:
    visiting.problem("SF-03", "收取借读费。")
    before = visiting.draft()
    with visiting.write() as session:
        for bureau in session.scalars(select(Bureau)):
            bureau.region_code = "340100"
    after = visiting.draft()
    said = "".join((*after.notice.suggestions, *(t for one in after.notice.findings for t in one.transfers)))
    assert "现转交庐州区教育行政部门处理" in said
    assert "转交" not in "".join(
        (*before.notice.suggestions, *(t for f in before.notice.findings for t in f.transfers))
    )


# Given out on site


def give(visiting: Visiting, kind: str) -> Given:
    with visiting.write() as session:
        book, uid = visiting.scene.handbook, visiting.uid
        by, photos = visiting.workspace.person, visiting.workspace.photos
        if kind == "record":
            facts = site_records.record(session, book, uid)
            return given_papers.give_record(session, photos, book, facts, uid, by=by, today=TODAY)
        sheet = feedback.sheet(session, book, uid)
        return given_papers.give_sheet(session, photos, book, sheet, uid, by=by, today=TODAY)


def tell(visiting: Visiting, **told: Any) -> None:
    with visiting.write() as session:
        site_records.tell(session, visiting.uid, site_records.Told(**told))


def bytes_of(visiting: Visiting, given: Given) -> bytes:
    return visiting.workspace.photos.read(given.pdf_sha256)


def test_a_record_says_what_was_answered_and_every_version_is_kept(visiting: Visiting) -> None:
    visiting.problem("SF-01", "公示栏没有更新。", statement="马上更新")
    visiting.answer("SF-06", "n_a", "不是农村学校")
    with pytest.raises(UserError) as refused:
        give(visiting, "record")
    assert "没有填检查开始和结束的时间。" in refused.value.hint
    tell(visiting, begin=time(9, 10), end=time(11, 40), place="校门口")
    first = give(visiting, "record")
    text = text_of(bytes_of(visiting, first))
    for words in (
        "9时10分至11时40分",
        "李敏（组长）",
        "不是农村学校",
        "1.收费公示：公示栏没有更新。",
        "对第1条：马上更新。",
    ):
        assert words in text
    assert "草稿" not in text
    assert give(visiting, "record") == first
    visiting.record("SF-01", fact="公示栏是去年的。")
    second = give(visiting, "record")
    with visiting.read() as session:
        assert given_papers.of_visit(session, visiting.uid, site_records.KIND) == [first, second]
        found = verification.of_file(session, visiting.workspace.photos, bytes_of(visiting, first))
        assert found.holds
        assert found.document
        assert found.document.number == "现场检查记录"
        code = verification.of_code(session, found.document.code)
        assert code.holds
        assert visit_rows(session)[0].documents == 0


def test_an_end_before_the_beginning_is_refused(visiting: Visiting) -> None:
    with pytest.raises(UserError, match="早于开始"):
        tell(visiting, begin=time(11), end=time(9))


def test_a_sheet_is_preliminary_and_its_findings_are_fed_back_once(visiting: Visiting) -> None:
    with pytest.raises(UserError, match="还不能定稿"):
        give(visiting, "sheet")
    visiting.problem("SF-12", "向16名学生收取校服款。")
    given = give(visiting, "sheet")
    assert give(visiting, "sheet") == given
    text = text_of(bytes_of(visiting, given))
    assert "将另行下达整改通知书" in text
    assert "￥1,280.00" in text
    assert not any(basis.replace(" ", "") in text for basis in visiting.draft().notice.findings[0].citations)
    with visiting.read() as session:
        assert sorted(step.kind or "" for step in session.scalars(select(Step))) == ["confirmed", "fed_back"]
    visiting.issue()
    with visiting.read() as session:
        assert sorted(step.kind or "" for step in session.scalars(select(Step))) == ["confirmed", "fed_back", "ordered"]


@pytest.mark.parametrize(("fact", "said"), [("", "没有写事实"), ("{时间}收费。", "没填的空"), ("收费😀。", "U+1F600")])
def test_a_sheet_with_a_bad_fact_is_refused_by_name(visiting: Visiting, fact: str, said: str) -> None:
    visiting.record("SF-01", fact=fact)
    with pytest.raises(UserError) as refused:
        give(visiting, "sheet")
    assert said in refused.value.hint


# Service


def serve(visiting: Visiting, document: str, *pictures: bytes, **told: Any) -> str:
    stored = [(evidence.store(visiting.workspace.photos, one), "门口.jpg") for one in pictures]
    wanted: dict[str, Any] = {"method": Method.DIRECT, "day": TODAY, "place": "校长室", "receiver": "何静"} | told
    with visiting.write() as session:
        return serving.serve(
            session, visiting.workspace.photos, document, serving.Service(**wanted),
            by=visiting.workspace.person, today=TODAY + timedelta(7), pictures=stored,
        )  # fmt: skip


BAD: list[tuple[dict[str, Any], str]] = [
    ({"day": TODAY - timedelta(1)}, "送达日期早于成文日期。"),
    ({"day": TODAY + timedelta(8)}, "送达日期还没到。"),
    ({"place": " "}, "没有写送达地点。"),
    ({"receiver": ""}, "没有写收件人。"),
    ({"refusal": "不签"}, "拒收的要按留置送达登记。"),
    ({"method": Method.LEFT, "witnesses": ("孙丽",)}, "留置送达要写拒收事由。"),
    ({"method": Method.LEFT, "refusal": "不签"}, "留置送达要有见证人，或者拍照为证。"),
    ({"method": Method.ELECTRONIC}, "电子送达要写受送达人同意的地址。"),
    ({"method": Method.POST}, "邮寄送达要写邮件号。"),
    ({"method": Method.ENTRUSTED}, "委托送达要写受委托的单位。"),
]


@pytest.mark.parametrize(("told", "said"), BAD)
def test_a_service_that_cannot_be_so_is_refused(visiting: Visiting, told: dict[str, Any], said: str) -> None:
    visiting.problem("SF-01")
    document = visiting.issue().uid
    with pytest.raises(UserError) as refused:
        serve(visiting, document, **told)
    assert refused.value.hint == said
    with visiting.read() as session:
        assert service_receipts.of_document(session, document) is None


def test_what_is_left_behind_is_shown_by_photos_and_each_finding_is_served_once(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    visiting.problem("SF-12")
    document = visiting.issue().uid
    with visiting.read() as session:
        blank = service_receipts.blank(session, document, today=TODAY)
        assert service_receipts.filled(session, document, today=TODAY) is None
    assert "庐教督改〔2026〕31号" in text_of(service_receipt.render(blank).pdf)
    serve(visiting, document, photo(3), method=Method.LEFT, refusal="负责人不签", receiver="", at=time(15, 20))
    with visiting.read() as session:
        steps = session.scalars(select(Step).where(Step.kind == "served")).all()
        assert {step.finding for step in steps} == {one.uid for one in visiting.findings()}
        filled = service_receipts.filled(session, document, today=TODAY)
    assert filled
    text = text_of(service_receipt.render(filled).pdf)
    assert "15时20分" in text
    assert "拍照1张附后" in text
    with pytest.raises(UserError) as refused:
        serve(visiting, document)
    assert refused.value.hint == "这份文书已经登记过送达。登记错了的，请更正登记。"


def correct(visiting: Visiting, document: str, reason: str = "日期记错", **told: Any) -> str:
    wanted: dict[str, Any] = {"method": Method.DIRECT, "day": TODAY, "place": "校长室", "receiver": "何静"} | told
    with visiting.write() as session:
        return serving.correct(
            session, visiting.workspace.photos, document, serving.Service(**wanted), reason,
            by=visiting.workspace.person, today=TODAY + timedelta(7),
        )  # fmt: skip


def test_a_wrong_registration_is_replaced_and_kept_and_all_follows_the_new_one(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    document = visiting.issue().uid
    first = serve(visiting, document, photo(3), method=Method.LEFT, refusal="负责人不签", receiver="")
    second = correct(
        visiting, document, day=TODAY + timedelta(1), method=Method.LEFT, refusal="负责人不签", receiver=""
    )
    with visiting.read() as session:
        standing = service_receipts.of_document(session, document)
        (before,) = service_receipts.earlier(session, document)
        filled = service_receipts.filled(session, document, today=TODAY)
        rows = visit_papers.of_visit(session, visiting.scene.handbook, visiting.uid, today=TODAY)
        (row,) = (one for one in rows if one.sort is Sort.RECEIPT)
        days = [step.on_day for step in session.scalars(select(Step).where(Step.kind == "served").order_by(Step.at))]
        school = session.get_one(Visit, visiting.uid).school or ""
        past = [one for one in profile(session, school, TODAY).afterwards if one.kind == "served"]
    assert standing
    assert (standing.uid, standing.replaces, standing.reason) == (second, first, "日期记错")
    assert before.words == f"{paper_date(TODAY)}留置送达，李敏更正：日期记错"
    assert filled
    assert (filled.served_on, filled.refusal and filled.refusal.photos) == (TODAY + timedelta(1), 1)
    assert row.on == TODAY + timedelta(1)
    assert days == [TODAY, TODAY + timedelta(1)]
    assert [(one.day, one.findings) for one in past] == [(TODAY + timedelta(1), 1)]


def test_only_what_is_registered_is_put_right_and_with_a_reason(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    document = visiting.issue().uid
    with pytest.raises(UserError) as refused:
        correct(visiting, document, reason=" ")
    assert refused.value.hint == "这份文书还没有登记送达。\n没有写为什么更正登记。"
    serve(visiting, document)
    with pytest.raises(UserError, match="还不能登记送达"):
        correct(visiting, document, reason="")
    with pytest.raises(UserError, match="还不能登记送达"):
        correct(visiting, document, place="")
    correct(visiting, document, receiver="李校长", reason="收件人写错")
    with visiting.read() as session:
        assert len(session.scalars(select(Step).where(Step.kind == "served")).all()) == 1
        assert len(service_receipts.earlier(session, document)) == 1


def test_a_void_notice_is_not_served(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    issued = visiting.issue()
    visiting.void(issued)
    with visiting.read() as session, pytest.raises(UserError, match="已经作废"):
        service_receipts.blank(session, issued.uid, today=TODAY)


def test_the_deadline_stays_as_printed_and_another_day_of_service_is_said(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    document, calendar = visiting.issue().uid, visiting.scene.handbook.calendar
    with visiting.read() as session:
        assert service_receipts.deadline_notes(session, document, TODAY, calendar) == ()
        (note,) = service_receipts.deadline_notes(session, document, TODAY + timedelta(1), calendar)
        printed = service_receipts.stub(session, document)
    assert printed.deadline
    assert note.endswith(f"文书上印的是{paper_date(printed.deadline)}：仍以印的为准。")
    assert (printed.number, printed.findings, printed.school) == ("庐教督改〔2026〕31号", 1, "长江路小学")
