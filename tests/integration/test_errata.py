"""What an issued notice says wrongly is put right by a paper of its own; the notice itself never changes."""

import pytest
from sqlalchemy import select

from tests.visiting import Visiting
from tests.workspaces import TODAY
from xunjian.db.queries import paperwork
from xunjian.db.schema.paper import Document, DocumentEvent
from xunjian.documents import embedded
from xunjian.documents.papers.erratum import Correction
from xunjian.errors import UserError
from xunjian.services.paperwork import errata, papers, verification
from xunjian.services.paperwork.errata import Wording
from xunjian.services.paperwork.issuing import Issued

FACT = "公示栏内容没有更新。"
RIGHT = Correction("问题一", "公示栏内容没有更新", "公示栏2026年春季学期收费内容没有更新")


def correct(visiting: Visiting, first: Issued, *corrections: Correction, reason: str = "") -> Issued:
    with visiting.write(f"更正 {first.number}") as session:
        return errata.issue(
            session,
            visiting.workspace.photos,
            first.uid,
            Wording(corrections, reason),
            by=visiting.workspace.person,
            today=TODAY,
        )


def pdf_of(visiting: Visiting, issued: Issued) -> bytes:
    return visiting.workspace.photos.read(issued.pdf_sha256)


def words(visiting: Visiting, issued: Issued) -> str:
    return "".join("".join(embedded.read(pdf_of(visiting, issued)).pages).split())


@pytest.fixture
def first(visiting: Visiting) -> Issued:
    visiting.problem("SF-01", fact=FACT)
    return visiting.issue()


def test_a_correction_names_the_first_paper_and_both_wordings(visiting: Visiting, first: Issued) -> None:
    issued = correct(visiting, first, RIGHT, reason="校对疏漏")
    assert (first.number, issued.number) == ("庐教督改〔2026〕31号", "庐教督改〔2026〕32号")
    text = words(visiting, issued)
    assert "因校对疏漏，" in text
    assert "整改通知书》（庐教督改〔2026〕31号）有误，现更正如下：" in text
    assert RIGHT.wrong in text
    assert "2026年春季学期" in text
    assert "整改期限不变" in text


def test_the_first_paper_keeps_its_bytes_and_knows_of_its_correction(visiting: Visiting, first: Issued) -> None:
    before = visiting.workspace.photos.read(first.pdf_sha256)
    issued = correct(visiting, first, RIGHT)
    assert visiting.workspace.photos.read(first.pdf_sha256) == before
    with visiting.read() as session:
        assert papers.paper(session, first.uid).void_reason is None
        row = session.get_one(Document, issued.uid)
        event = session.scalars(select(DocumentEvent).where(DocumentEvent.kind == "corrected")).one()
        name = papers.paper(session, issued.uid).file_name
    assert (row.corrects, row.kind) == (first.uid, "erratum")
    assert name.startswith("更正通知-〔2026〕32号-")
    assert (event.document, event.reason) == (first.uid, issued.number)


def test_both_papers_know_of_each_other_and_of_every_correction_that_stands(visiting: Visiting, first: Issued) -> None:
    one = correct(visiting, first, RIGHT)
    two = correct(visiting, first, Correction("抬头", "公示栏", "公告栏"))
    with visiting.read() as session:
        paper, correction = papers.paper(session, first.uid), papers.paper(session, two.uid)
        known = verification.of_file(session, visiting.workspace.photos, pdf_of(visiting, first)).document
        its_own = verification.of_file(session, visiting.workspace.photos, pdf_of(visiting, one)).document
    assert [beside.uid for beside in paper.corrected_by] == [one.uid, two.uid]
    assert (paper.corrects, correction.corrected_by) == (None, ())
    assert correction.corrects is not None
    assert (correction.corrects.uid, str(correction.corrects.number)) == (first.uid, first.number)
    assert known is not None
    assert its_own is not None
    assert (known.corrected_by, known.corrects) == ((one.number, two.number), None)
    assert (its_own.corrected_by, its_own.corrects) == ((), first.number)
    assert [issued.corrects for issued in visiting.issued()] == [None, first.uid, first.uid]
    assert [two.corrects, first.corrects] == [first.uid, None]
    visiting.void(one)
    with visiting.read() as session:
        assert [beside.uid for beside in papers.paper(session, first.uid).corrected_by] == [two.uid]


def test_every_place_that_cannot_stand_is_named(visiting: Visiting, first: Issued) -> None:
    wrong = Correction("问题一", "公示栏贴满了广告", "x")
    with pytest.raises(errata.WrongPlaces) as refused:
        correct(visiting, first, RIGHT, wrong, Correction("问题二", "", " "))
    assert refused.value.what == f"第 2 处：{first.number} 里没有“公示栏贴满了广告”。"
    assert [bool(problem) for problem in refused.value.places] == [False, True, True]
    with pytest.raises(errata.WrongPlaces) as refused:
        correct(visiting, first, wrong)
    assert refused.value.what.startswith(first.number)


def test_a_correction_orders_nothing_anew(visiting: Visiting, first: Issued) -> None:
    step = visiting.finding("SF-01")
    correct(visiting, first, RIGHT)
    assert visiting.finding("SF-01") == step
    assert step.issued


def test_its_number_is_of_the_same_series_and_leaves_no_gap(visiting: Visiting, first: Issued) -> None:
    correct(visiting, first, RIGHT)
    visiting.problem("SF-02")
    assert visiting.issue().number == "庐教督改〔2026〕33号"
    with visiting.read() as session:
        assert list(paperwork.gaps(session.connection())) == []


@pytest.mark.parametrize(
    ("corrections", "what"),
    [
        ([], "没有写要更正的地方"),
        ([Correction("问题一", "公示栏贴满了广告", "x")], "里没有“公示栏贴满了广告”"),
        ([Correction("问题一", "公示栏", " 公示栏 ")], "更正前后一样"),
        ([Correction("问题一", " ", "")], "有一处更正是空的"),
        ([Correction("问题一", "公示栏", "好" * 501)], "超过 500 字"),
        ([RIGHT, Correction("问题一", "公示栏", "\U000f0000")], "有字印不出来"),
    ],
)
def test_what_can_not_be_corrected_so_takes_no_number(
    visiting: Visiting, first: Issued, corrections: list[Correction], what: str
) -> None:
    with pytest.raises(UserError, match=what):
        correct(visiting, first, *corrections)
    assert [one.number for one in visiting.issued()] == [first.number]
    assert correct(visiting, first, RIGHT).number == "庐教督改〔2026〕32号"


def test_the_quoted_words_may_run_over_the_end_of_a_line(visiting: Visiting) -> None:
    fact = "检查时公示栏里张贴的是上一学年的收费标准，" * 4
    visiting.problem("SF-01", fact=fact)
    first = visiting.issue()
    assert correct(visiting, first, Correction("问题一", fact, "公示栏已更新。")).number.endswith("32号")


def test_what_is_void_or_a_correction_itself_is_not_corrected(visiting: Visiting, first: Issued) -> None:
    second = correct(visiting, first, RIGHT)
    with pytest.raises(UserError, match="更正通知不能再更正"):
        correct(visiting, second, RIGHT)
    visiting.void(first)
    with pytest.raises(UserError, match="已经作废"):
        correct(visiting, first, RIGHT)


def test_markup_in_a_correction_is_text(visiting: Visiting, first: Issued) -> None:
    issued = correct(visiting, first, Correction("问题一", "公示栏", "<img src=x> & <b>公示栏</b>"))
    assert "<imgsrc=x>&<b>公示栏</b>" in words(visiting, issued)
