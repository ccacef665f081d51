"""Opinions and orders from the ledger: who may give them is said before a number is taken, each has its own series."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pypdf
import pytest
from sqlalchemy import select

from tests.visiting import Visiting
from tests.workspaces import TODAY, Scene
from xunjian import settings
from xunjian.db.queries import paperwork
from xunjian.db.schema.paper import Document, DocumentFinding, NumberBlock
from xunjian.db.schema.reference import Bureau, Person, School
from xunjian.db.schema.visit import Step, Visit
from xunjian.db.uids import new_uid
from xunjian.documents.papers.erratum import Correction
from xunjian.errors import UserError
from xunjian.reference.bases import Bases
from xunjian.rules.papers import PaperKind
from xunjian.services.bureau import people, series
from xunjian.services.bureau.people import Certificates
from xunjian.services.paperwork import (
    errata,
    feedback,
    given_papers,
    notices,
    number_register,
    numbering,
    papers,
    replies,
    service_receipts,
    supervision,
    verification,
)
from xunjian.services.paperwork.errata import Wording
from xunjian.services.paperwork.issuing import Issued
from xunjian.services.paperwork.replies import Reply
from xunjian.settings import UNSURE, Name

ORDER, OPINION, NOTICE = PaperKind.CORRECTION_ORDER, PaperKind.SUPERVISION_OPINION, PaperKind.RECTIFICATION_NOTICE
PRIVATE = "志远高级中学（民办）"
AUTHORITY = "庐州区人民政府教育督导室"
REMEDIES = "对本通知不服的，可以依法申请行政复议或者提起行政诉讼。"


def set_up(one: Visiting, kind: PaperKind, prefix: str, first: int = 1, last: int = 9) -> None:
    with one.write() as session:
        bureau = session.scalars(select(Bureau)).one().uid
        series.set_prefix(session, bureau, kind, prefix, today=TODAY)
        session.add(
            NumberBlock(
                uid=new_uid(), team=one.scene.team, seat=1, kind=kind.code, year=TODAY.year, first=first, last=last
            )
        )
        series.set_particulars(session, series.Particulars(AUTHORITY, REMEDIES))


def certify(one: Visiting, *held: Certificates) -> None:
    with one.write() as session:
        for person, each in zip(one.scene.people, held, strict=False):
            people.certify(session, person, each)


def officer(number: str, until: date | None = None) -> Certificates:
    return Certificates(enforcement_no=number, enforcement_until=until)


def supervisor(number: str, until: date | None = None) -> Certificates:
    return Certificates(inspector_no=number, inspector_until=until)


@pytest.fixture
def private(scene: Scene) -> Visiting:
    """A visit to a private school that may be ended by an order."""
    one = Visiting.begin(scene, school=PRIVATE)
    set_up(one, ORDER, "庐教责改")
    certify(one, officer("皖A001"), officer("皖A002", TODAY))
    one.problem("SF-15", "校门口没有公示收费项目和标准。")
    return one


@pytest.fixture
def supervised(visiting: Visiting) -> Visiting:
    """A visit of three inspectors to a public school that was told of it, heard the feedback and is judged."""
    set_up(visiting, OPINION, "庐政教督")
    certify(visiting, supervisor("督1"), supervisor("督2"), supervisor("督3"))
    visiting.problem("SF-12", "向16名学生收取校服款，共1280元。", statement="马上补开票据")
    with visiting.write() as session:
        supervision.announce(session, visiting.uid, TODAY - timedelta(7))
        supervision.evaluate(session, visiting.uid, "学校重视收费管理。\n\n 公示不及时。 ")
    feed_back(visiting)
    return visiting


def feed_back(one: Visiting) -> None:
    with one.write() as session:
        book, uid = one.scene.handbook, one.uid
        sheet = feedback.sheet(session, book, uid)
        given_papers.give_sheet(session, one.workspace.photos, book, sheet, uid, by=one.workspace.person, today=TODAY)


def text_of(one: Visiting, issued: Issued) -> str:
    reader = pypdf.PdfReader(BytesIO(one.workspace.photos.read(issued.pdf_sha256)))
    return "".join("".join(page.extract_text() for page in reader.pages).split())


def reasons(one: Visiting, kind: PaperKind) -> str:
    """Return why a kind cannot be issued; nothing is taken and nothing is kept."""
    before = {each: following(one, each) for each in (NOTICE, kind)}
    with pytest.raises(UserError) as refused:
        one.issue(kind=kind)
    assert {each: following(one, each) for each in before} == before
    with one.read() as session:
        assert session.scalars(select(Document.uid).where(Document.serial.is_not(None))).all() == []
    return refused.value.hint


def following(one: Visiting, kind: PaperKind) -> int | None:
    with one.read() as session:
        number = numbering.supply(session, kind.code, TODAY).following
    return number.number if number else None


# An order


def test_an_order_is_issued_under_its_own_series_and_frozen_as_a_notice_is(private: Visiting) -> None:
    issued = private.issue()
    assert issued.number == "庐教责改〔2026〕1号"
    text = text_of(private, issued)
    for words in (
        "责令改正通知书",
        "李敏（执法证号：皖A001）、王强（执法证号：皖A002）",
        "依据《中华人民共和国行政处罚法》第二十八条的规定，现责令你校改正",
        "法定代表人（负责人）：何静",
        "陈述和申辩",
        REMEDIES,
        "附件：1.证据目录",
        "整改情况反馈表",
    ):
        assert "".join(words.split()) in text, words
    assert "陈洁" not in text
    with private.read() as session:
        (row,) = session.scalars(select(DocumentFinding)).all()
        steps = [step.kind for step in session.scalars(select(Step))]
        paper = papers.paper(session, issued.uid)
        known = verification.of_file(
            session, private.workspace.photos, papers.stored_pdf(private.workspace.photos, paper)
        )
    assert row.fact == "校门口没有公示收费项目和标准。"
    assert sorted(filter(None, steps)) == ["confirmed", "ordered"]
    assert paper.file_name == "责令改正通知书-〔2026〕1号-志远高级中学（民办）.pdf"
    assert known.holds
    assert known.document
    assert known.document.school == PRIVATE
    assert (following(private, ORDER), following(private, NOTICE)) == (2, 31)


def of_school(one: Visiting, **values: object) -> None:
    with one.write() as session:
        school = session.get_one(School, session.get_one(Visit, one.uid).school)
        for name, value in values.items():
            setattr(school, name, value)


def reword(one: Visiting, text: str) -> None:
    (measure, *_) = one.finding("SF-15").measures
    one.set_measure(measure.uid, text=text)


def unverified(one: Visiting) -> None:
    """Let the bureau not have verified the clause that empowers it."""
    book = one.scene.handbook
    rest = tuple(clause for clause in book.bases.clauses if clause.key != "CF/第二十八条")
    one.scene = replace(one.scene, handbook=replace(book, bases=Bases(rest)))


LACKS: list[tuple[Callable[[Visiting], None], str]] = [
    (lambda one: certify(one, Certificates(), Certificates()), "检查组里有执法证的是0名。"),
    (lambda one: certify(one, officer("皖A001"), Certificates()), "检查组里有执法证的是1名。"),
    (
        lambda one: certify(one, officer("皖A001"), officer("皖A002", TODAY - timedelta(1))),
        "检查组里有执法证的是1名。王强的执法证2026年11月23日到期。",
    ),
    (lambda one: of_school(one, uscc="91340100MA00000000"), "检查企业要先经审批并送达检查通知书，现在还没有登记。"),
    (lambda one: of_school(one, ownership="public"), "对公办学校下达整改通知书，不用执法文书。"),
    (unverified, "《行政处罚法》第二十八条没有核定"),
    (lambda one: reword(one, "罚款一万元"), "整改要求里写了“罚款”，责令改正通知书不能写。"),
]


@pytest.mark.parametrize(("spoil", "said"), LACKS)
def test_what_an_order_lacks_is_named_and_no_number_is_taken(
    private: Visiting, spoil: Callable[[Visiting], None], said: str
) -> None:
    spoil(private)
    assert said in reasons(private, ORDER)


def test_a_bureau_without_a_prefix_for_orders_offers_none(scene: Scene) -> None:
    one = Visiting.begin(scene, school=PRIVATE)
    certify(one, officer("皖A001"), officer("皖A002"))
    one.problem("SF-15")
    draft = one.draft()
    assert draft.choice.refused[ORDER] == "局里还没有设责令改正通知书的发文代字。"
    assert draft.kind is NOTICE
    assert any("这次请用问题反馈单。局里还没有设责令改正通知书的发文代字。" in text for text in one.problems())


def test_what_is_no_order_has_no_place_in_an_order_and_stays_open(private: Visiting) -> None:
    private.problem("SF-16", "跨学期收费。")
    draft = private.draft()
    assert [one.entry.item.code for one in draft.left_out] == ["SF-16"]
    private.issue()
    assert private.finding("SF-15").issued
    assert not private.finding("SF-16").issued


# An opinion


def test_an_opinion_tells_how_the_supervision_went(supervised: Visiting) -> None:
    issued = supervised.issue()
    assert issued.number == "庐政教督〔2026〕1号"
    text = text_of(supervised, issued)
    for words in (
        AUTHORITY,
        "我室于2026年11月17日书面通知你校，并派督导小组（督学李敏、王强、陈洁）于2026年11月24日对你校进行了督导",
        "于2026年11月24日向你校反馈了初步督导意见，你校陈述：马上补开票据。",
        "学校重视收费管理。",
        "公示不及时。",
        "意见书文号",
    ):
        assert words in text, words
    assert "我局" not in text


def announce(one: Visiting, on: date | None) -> None:
    with one.write() as session:
        supervision.announce(session, one.uid, on)


def evaluate(one: Visiting, text: str) -> None:
    with one.write() as session:
        supervision.evaluate(session, one.uid, text)


def nameless(one: Visiting) -> None:
    with one.write() as session:
        series.set_particulars(session, series.Particulars())


SPOILT: list[tuple[Callable[[Visiting], None], str]] = [
    (lambda one: certify(one, supervisor("督1"), supervisor("督2"), Certificates()), "要有三名以上督学，现在是2名。"),
    (
        lambda one: certify(one, supervisor("督1"), supervisor("督2"), supervisor("督3", date(2026, 6, 30))),
        "现在是2名。陈洁的督学证2026年6月30日到期。",
    ),
    (lambda one: announce(one, None), "督导没有事先书面通知学校。"),
    (lambda one: evaluate(one, " \n"), "没有写评价意见。"),
    (nameless, "局里还没有写教育督导机构的名称。"),
]


@pytest.mark.parametrize(("spoil", "said"), SPOILT)
def test_what_an_opinion_lacks_is_named_and_no_number_is_taken(
    supervised: Visiting, spoil: Callable[[Visiting], None], said: str
) -> None:
    spoil(supervised)
    assert said in reasons(supervised, OPINION)


@pytest.mark.parametrize(
    ("reply", "note", "printed"),
    [(Reply.AGREED, "", "你校无异议。"), (Reply.DISPUTED, "对第1条的人数有异议", "你校有异议：对第1条的人数有异议。")],
)
def test_an_opinion_quotes_what_the_school_answered_to_the_sheet(
    supervised: Visiting, reply: Reply, note: str, printed: str
) -> None:
    with supervised.write() as session:
        (given,) = given_papers.of_visit(session, supervised.uid, feedback.KIND)
        replies.register(session, given.uid, reply, note, by=supervised.workspace.person)
    text = text_of(supervised, supervised.issue())
    assert f"反馈了初步督导意见，{printed}现提出督导意见如下" in text
    assert "马上补开票据" not in text


def test_an_opinion_waits_for_the_preliminary_feedback(visiting: Visiting) -> None:
    set_up(visiting, OPINION, "庐政教督")
    certify(visiting, supervisor("督1"), supervisor("督2"), supervisor("督3"))
    visiting.problem("SF-12", "向16名学生收取校服款，共1280元。")
    announce(visiting, TODAY)
    evaluate(visiting, "总体较好。")
    assert visiting.draft().kind is OPINION
    assert "还没有向学校反馈初步督导意见" in reasons(visiting, OPINION)
    feed_back(visiting)
    visiting.issue()


def test_a_supervision_cannot_be_announced_after_it(visiting: Visiting) -> None:
    with pytest.raises(UserError, match="晚于检查日期"):
        announce(visiting, TODAY + timedelta(1))


def test_where_two_papers_may_be_given_the_group_chooses(supervised: Visiting) -> None:
    assert supervised.draft().choice.offered[:2] == (OPINION, NOTICE)
    assert supervised.issue(kind=NOTICE).number == "庐教督改〔2026〕31号"


# A city's group


def test_a_city_does_not_order_the_refund_that_it_hands_to_the_county(visiting: Visiting) -> None:
    visiting.problem("SF-03", "收取借读费。")
    assert not [text for text in visiting.problems() if "退费" in text]
    with visiting.write() as session:
        for bureau in session.scalars(select(Bureau)):
            bureau.region_code = "340100"
    assert "SF-03" in reasons(visiting, NOTICE)
    assert "责令退费由县级教育行政部门办，文书已写明转交。请在整改要求里去掉退费。" in reasons(visiting, NOTICE)
    (measure, *_) = visiting.finding("SF-03").measures
    visiting.set_measure(measure.uid, text="立即停止收取，公布监督电话。")
    issued = visiting.issue()
    assert "现转交庐州区教育行政部门处理" in text_of(visiting, issued)
    assert "退还" not in text_of(visiting, issued).split("整改要求")[1]


# What happens to them afterwards


def test_a_correction_and_the_stub_go_by_the_kind_of_the_first(private: Visiting) -> None:
    issued = private.issue()
    wording = Wording([Correction("“一、事实和依据”第1条", "校门口没有公示", "教学楼没有公示")])
    with private.write() as session:
        fixed = errata.issue(
            session, private.workspace.photos, issued.uid, wording, by=private.workspace.person, today=TODAY
        )
    assert fixed.number == "庐教责改〔2026〕2号"
    text = text_of(private, fixed)
    assert "《责令改正通知书》" in text
    assert "庐教责改〔2026〕1号" in text
    assert PRIVATE in text
    with private.read() as session:
        stub = service_receipts.stub(session, issued.uid)
        blank = service_receipts.blank(session, issued.uid, today=TODAY)
        shares = {share.kind: share for share in number_register.shares(session)}
    assert (stub.title, stub.school, stub.bureau) == ("责令改正通知书", PRIVATE, "庐州区教育局")
    assert stub.subject.endswith("发现问题责令改正")
    assert (blank.documents[0].name, blank.party) == ("责令改正通知书", PRIVATE)
    assert (shares[ORDER.code].issued, shares[ORDER.code].left) == (2, 7)
    assert (shares[NOTICE.code].issued, shares[NOTICE.code].left) == (0, 10)


def test_the_same_number_in_two_series_is_two_numbers(private: Visiting, scene: Scene) -> None:
    with private.write() as session:
        numbering.confirm_last(session, ORDER.code, 9, TODAY)
        session.add(
            NumberBlock(uid=new_uid(), team=scene.team, seat=1, kind=ORDER.code, year=TODAY.year, first=31, last=40)
        )
    assert private.issue().number == "庐教责改〔2026〕31号"
    public = Visiting.begin(scene)
    public.problem("SF-12", "向16名学生收取校服款，共1280元。")
    assert following(public, NOTICE) == 31
    with private.read() as session:
        shares = {(share.kind, share.block.first): share.issued for share in number_register.shares(session)}
    assert shares[ORDER.code, 31] == 1
    assert shares[NOTICE.code, 31] == 0
    assert public.issue().number == "庐教督改〔2026〕31号"
    with private.read() as session:
        assert list(paperwork.same_numbers(session.connection())) == []


def test_a_void_order_orders_nothing_and_its_findings_may_be_ordered_anew(private: Visiting) -> None:
    issued = private.issue()
    private.void(issued)
    again = private.issue()
    assert again.number == "庐教责改〔2026〕2号"
    with private.read() as session:
        assert [one.void for one in notices.of_visit(session, private.uid)] == [True, False]


def test_after_a_restore_each_series_asks_for_its_last_number(private: Visiting) -> None:
    with private.write() as session:
        settings.put(session, Name.NUMBERS, UNSURE)
    with private.write() as session:
        numbering.confirm_last(session, NOTICE.code, 0, TODAY)
    with private.read() as session:
        assert not numbering.supply(session, NOTICE.code, TODAY).unsure
        assert numbering.supply(session, ORDER.code, TODAY).unsure
    with private.write() as session:
        assert numbering.confirm_last(session, ORDER.code, 4, TODAY).following
    assert following(private, ORDER) == 5
    with private.read() as session:
        assert not numbering.supply(session, NOTICE.code, TODAY).unsure
        assert settings.get(session, Name.NUMBERS) == ""


# Setting up


def test_two_kinds_never_share_a_prefix(visiting: Visiting) -> None:
    with visiting.write() as session, pytest.raises(UserError, match="已经是整改通知书的发文代字"):
        series.set_prefix(session, "局", ORDER, "庐教督改", today=TODAY)


def test_a_second_prefix_on_a_day_holds_from_the_next(visiting: Visiting) -> None:
    with visiting.write() as session:
        assert series.set_prefix(session, "局", ORDER, "庐教责", today=TODAY) == TODAY
        assert series.set_prefix(session, "局", ORDER, "庐教责改", today=TODAY) == TODAY + timedelta(1)
    with visiting.read() as session:
        assert numbering.prefix(session, ORDER.code, TODAY) == "庐教责"
        assert numbering.prefix(session, ORDER.code, TODAY + timedelta(1)) == "庐教责改"


def test_a_certificate_belongs_to_one_person(visiting: Visiting) -> None:
    certify(visiting, officer("皖A 001"))
    with visiting.read() as session:
        assert people.named(session, "李敏").held.enforcement_no == "皖A001"
    with visiting.write() as session, pytest.raises(UserError, match="是李敏的"):
        people.certify(session, visiting.scene.people[1], officer("皖A001"))


def test_a_certificate_that_is_taken_back_leaves_no_date(visiting: Visiting) -> None:
    certify(visiting, officer("皖A001", TODAY))
    certify(visiting, Certificates(enforcement_until=TODAY))
    with visiting.read() as session:
        row = session.get_one(Person, visiting.scene.people[0])
        assert (row.enforcement_no, row.enforcement_until) == (None, None)
