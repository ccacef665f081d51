"""The papers of a visit, from the ledger: the right one is offered, each says what was recorded, each is kept."""

from io import BytesIO

import pypdf
import pytest
from sqlalchemy import select

from tests.visiting import Visiting, photo
from tests.workspaces import Scene
from xunjian.db.schema.reference import Bureau, Person, School
from xunjian.db.schema.visit import Visit
from xunjian.documents.papers import notice as paper
from xunjian.errors import UserError
from xunjian.rules.papers import PaperKind
from xunjian.rules.particulars import Particular
from xunjian.services import exhibits, findings, paper_choice
from xunjian.services.notice_draft import Attached

PRIVATE = "志远高级中学（民办）"


def text_of(pdf: bytes) -> str:
    """Return the text of a PDF without white space."""
    return "".join("".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages).split())


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
    assert notice.attachments == ("证据目录", "整改情况反馈表")
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
    assert visiting.draft().notice.total_fen is None
    visiting.problem("SF-12", "没有票据。", amount=128_001)
    notice = visiting.draft().notice
    assert {one.listed_fen for one in notice.findings} == {29, 128_001}
    assert notice.total_fen == 128_030
    assert "以上问题涉及金额合计1280.30元（壹仟贰佰捌拾元叁角）。" in text_of(paper.render(notice).pdf)


def test_photo_pages_show_each_photo_under_its_number(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    visiting.attach("SF-01", photo(9))
    ready = visiting.draft(attached=Attached(photos=True))
    with visiting.read() as session:
        pictures = exhibits.annex_photos(session, visiting.workspace.photos, ready.printed)
    assert [one.caption for one in pictures] == ["1.收费公示照片1", "2.收费公示照片2"]
    assert {one.content for one in pictures} == {photo(), photo(9)}
    assert ready.notice.attachments[-1] == "现场照片"
    pages = pypdf.PdfReader(BytesIO(paper.render(ready.notice, photos=pictures).pdf)).pages
    assert len(pages[-1].images) == 2


def test_a_photo_that_is_not_here_is_said(visiting: Visiting) -> None:
    visiting.problem("SF-01")
    ready = visiting.draft()
    (shown,) = ready.printed[0].finding.photos
    visiting.workspace.photos.path(shown.sha256).unlink()
    with visiting.read() as session, pytest.raises(UserError, match="有照片不在本机"):
        exhibits.annex_photos(session, visiting.workspace.photos, ready.printed)


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
