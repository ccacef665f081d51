"""核对: whether a file or a code equals what was issued, whatever was done to it in between."""

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import msgspec
import pikepdf
import pypdfium2
import pytest

from tests.visiting import Visiting
from tests.workspaces import TODAY
from xunjian.db import canonical
from xunjian.db.schema.paper import Document
from xunjian.db.uids import new_uid
from xunjian.documents.checkcode import Proof, grouped
from xunjian.documents.papers import notice as paper
from xunjian.documents.papers.notice import Notice
from xunjian.errors import UserError
from xunjian.services.paperwork import verification
from xunjian.services.paperwork.issuing import Issued
from xunjian.services.paperwork.verification import Verdict, Verification

SCAN = "多半是扫描件"


@dataclass
class Paper:
    """An issued notice and its file."""

    visiting: Visiting
    issued: Issued
    pdf: bytes
    notice: Notice

    @property
    def proof(self) -> Proof:
        with self.visiting.read() as session:
            row = session.get_one(Document, self.issued.uid)
            return Proof(self.issued.number, TODAY, "2134010200", canonical.encode(row.content))

    def file(self, pdf: bytes) -> Verification:
        with self.visiting.read() as session:
            return verification.of_file(session, self.visiting.workspace.photos, pdf)

    def code(self, typed: str) -> Verification:
        with self.visiting.read() as session:
            return verification.of_code(session, typed)

    def forged(self, *, proof: Proof | None = None, **changes: object) -> bytes:
        """Return the notice with other words, proven by what it says itself or by another proof."""
        notice = replace(self.notice, **changes)  # type: ignore[arg-type]
        own = Proof(notice.number, TODAY, "2134010200", canonical.encode(msgspec.to_builtins(notice)))
        return paper.render(notice, proof=proof or own).pdf


@pytest.fixture
def issued(visiting: Visiting) -> Paper:
    visiting.problem("SF-01")
    one = visiting.issue()
    with visiting.read() as session:
        content = session.get_one(Document, one.uid).content
    notice = msgspec.convert(content, Notice)
    return Paper(visiting, one, visiting.workspace.photos.read(one.pdf_sha256), notice)


def saved_again(pdf: bytes, change: Callable[[pikepdf.Pdf], None] = lambda _: None) -> bytes:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        change(document)
        document.save(target, linearize=True)
    return target.getvalue()


def drawn_over(document: pikepdf.Pdf) -> None:
    document.pages[0].contents_add(b"q 1 g 200 500 60 100 re f Q")


def written_over(document: pikepdf.Pdf) -> None:
    """Swap two characters of a line: the words differ, the content embedded does not."""
    page = document.pages[0]
    code = page.Contents.read_bytes()
    page.Contents.write(code.replace(b"<0001", b"<0002", 1))


def without_content(document: pikepdf.Pdf) -> None:
    for name in list(document.attachments):
        del document.attachments[name]


def test_the_stored_file_is_the_same_byte_by_byte(issued: Paper) -> None:
    found = issued.file(issued.pdf)
    assert (found.verdict, found.holds) == (Verdict.IDENTICAL, True)
    assert found.document is not None
    assert (found.document.number, found.document.code) == (issued.issued.number, issued.proof.code)


@pytest.mark.parametrize("change", [lambda _: None, without_content], ids=["all", "without content"])
def test_a_file_saved_again_has_the_same_content(issued: Paper, change: Callable[[pikepdf.Pdf], None]) -> None:
    found = issued.file(saved_again(issued.pdf, change))
    assert (found.verdict, found.holds, found.pages_compared) == (Verdict.SAME, True, True)


def test_what_is_drawn_over_a_page_is_seen(issued: Paper) -> None:
    found = issued.file(saved_again(issued.pdf, drawn_over))
    assert (found.verdict, [one.where for one in found.differences]) == (Verdict.ALTERED, ["第 1 页"])


def test_words_that_differ_from_the_embedded_content_are_named(issued: Paper) -> None:
    found = issued.file(saved_again(issued.pdf, written_over))
    assert found.verdict is Verdict.ALTERED
    assert not found.holds
    assert {one.where for one in found.differences} == {"第 1 页"}


def test_a_page_of_other_words_with_the_right_content_is_no_copy(issued: Paper) -> None:
    lower = replace(issued.notice.findings[0], fact="每人收取1元。")
    found = issued.file(issued.forged(findings=(lower,), proof=issued.proof))
    assert found.verdict is Verdict.ALTERED
    assert any("每人收取1元" in one.found for one in found.differences)


def test_the_fields_of_an_altered_content_are_named(issued: Paper) -> None:
    other = replace(issued.notice.findings[0], amount_fen=100, people=1)
    found = issued.file(issued.forged(findings=(other,), school="别的学校"))
    assert found.verdict is Verdict.ALTERED
    told = {one.where: one.found for one in found.differences}
    assert told == {"学校": "别的学校", "问题1 金额": "1.00元", "问题1 人数": "1"}


def test_a_notice_of_another_number_is_unknown(issued: Paper) -> None:
    found = issued.file(issued.forged(serial=issued.notice.serial and issued.notice.serial + 100))
    assert (found.verdict, found.holds, found.document) == (Verdict.UNKNOWN, False, None)


def test_a_scan_says_that_the_code_is_to_be_typed(issued: Paper) -> None:
    with pypdfium2.PdfDocument(issued.pdf) as document:
        picture = document[0].render(scale=1).to_pil()
    scanned, photo = io.BytesIO(), io.BytesIO()
    picture.convert("L").save(scanned, "PDF")
    picture.save(photo, "PNG")
    for content, what in ((scanned.getvalue(), SCAN), (photo.getvalue(), "不是 PDF"), (b"", "不是 PDF")):
        with pytest.raises(UserError, match=what) as refused:
            issued.file(content)
        assert "校验码" in refused.value.hint


def test_a_machine_without_the_stored_file_compares_the_content_alone(issued: Paper) -> None:
    again = saved_again(issued.pdf)
    issued.visiting.workspace.photos.path(issued.issued.pdf_sha256).unlink()
    found = issued.file(again)
    assert (found.verdict, found.pages_compared) == (Verdict.SAME, False)


def test_a_code_is_found_however_it_is_typed(issued: Paper) -> None:
    code = issued.proof.code
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code.lower())
    for typed in (code, grouped(code), f" 校验码：{grouped(code)}", wide, code.replace("0", "O").replace("1", "l")):
        found = issued.code(typed)
        assert (found.verdict, found.holds) == (Verdict.CODE, True)
        assert found.document is not None
        assert found.document.content["school"] == issued.notice.school


def test_a_code_that_was_misread_leads_to_the_one_that_is_meant(issued: Paper) -> None:
    code = issued.proof.code
    wrong = ("0" if code[0] != "0" else "1") + code[1:]
    found = issued.code(wrong)
    assert found.verdict is Verdict.UNKNOWN
    assert found.near == (f"{grouped(code)}（{issued.issued.number}）",)
    assert issued.code("F" * 20).near == ()


def test_what_is_no_code_is_refused(issued: Paper) -> None:
    with pytest.raises(UserError, match="不是校验码"):
        issued.code("31")


def test_a_qr_code_beside_another_number_is_seen(issued: Paper) -> None:
    assert issued.code(issued.proof.qr_text).verdict is Verdict.CODE
    other = replace(issued.proof, number="庐教督改〔2026〕99号", dated=date(2027, 1, 1))
    found = issued.code(other.qr_text)
    assert found.verdict is Verdict.ALTERED
    assert [one.where for one in found.differences] == ["文号", "日期"]


def test_a_void_notice_equals_what_was_issued_but_does_not_hold(issued: Paper) -> None:
    issued.visiting.void(issued.issued, "校名写错")
    found = issued.file(issued.pdf)
    assert (found.verdict, found.holds) == (Verdict.IDENTICAL, False)
    assert found.document is not None
    assert found.document.void_reason == "校名写错"


def test_a_corrected_notice_names_its_correction(issued: Paper) -> None:
    with issued.visiting.write() as session:
        row = Document(uid=new_uid(), visit=issued.visiting.uid, prefix="庐教督改", year=2026, serial=40)
        row.corrects = issued.issued.uid
        session.add(row)
    found = issued.code(issued.proof.code)
    assert not found.holds
    assert found.document is not None
    assert found.document.corrected_by == ("庐教督改〔2026〕40号",)


@pytest.mark.parametrize(
    "content", [b"[1,2]", b"{", b'{"prefix":1,"year":"x","serial":[[]]}', b"[" * 5000, b'{"year":1e999}']
)
def test_hostile_content_is_only_different(issued: Paper, content: bytes) -> None:
    found = issued.file(issued.forged(proof=replace(issued.proof, content=content)))
    assert found.verdict is Verdict.UNKNOWN
