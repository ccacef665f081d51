"""The safety of a paper: an archive's rules, text that is only text, the code that proves it, the same bytes."""

import io
import os
import re
import shutil
import subprocess
import sys
from dataclasses import asdict, replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import msgspec
import pdfplumber
import pikepdf
import pikepdf.pdfa
import pypdf
import pypdfium2
import pytest
import zxingcpp

from tests.golden.comparing import PAPERS as SAMPLES
from tests.golden.comparing import made
from tests.notices import NOTICE
from tests.pagereading import Box, read_pages, text_of
from xunjian.documents.checkcode import ATTACHMENT, Proof
from xunjian.documents.composer.flow import paginate
from xunjian.documents.composer.fonts import Role, Span, Typesetter
from xunjian.documents.composer.grid import MM
from xunjian.documents.composer.paper import Paper
from xunjian.documents.composer.parts import draw_pages, letter_head, paragraphs, title
from xunjian.documents.composer.photos import Photo
from xunjian.documents.pages import page_images
from xunjian.documents.papers.notice import Finding, Notice, render
from xunjian.documents.papers.recovery_sheet import RecoverySheet
from xunjian.documents.papers.recovery_sheet import render as render_sheet
from xunjian.documents.reach import Margins, cut_off, white_edges
from xunjian.paths import resource

ROOT = Path(__file__).parents[2]
HANZI = "".join((ROOT / "tests/data/tongyong-8105.txt").read_text(encoding="utf-8").split())
SCHOOL = "3401000001"
POPPLER = shutil.which("pdftotext")


def proof_of(notice: Notice) -> Proof:
    return Proof(notice.number, notice.issued_on, SCHOOL, msgspec.json.encode(asdict(notice), order="deterministic"))


@cache
def proven(notice: Notice = NOTICE) -> bytes:
    return render(notice, proof=proof_of(notice)).pdf


def plain_page(text: str, role: Role = Role.BODY) -> bytes:
    paper = Paper("题目", "庐川县教育局", NOTICE.issued_on)
    draw_pages(paper, paginate(paragraphs(Typesetter(), Span(text, role), first=0)))
    return paper.finish()


PHOTOS = sorted(resource("samples").glob("photos/*.jpg"))[:4]
PAPERS = {
    **{name: made(name).pdf for name in SAMPLES},
    "notice": proven(),
    "draft": render(replace(NOTICE, serial=None)).pdf,
    "demonstration": render(replace(NOTICE, trial=True)).pdf,
    "recovery sheet": render_sheet(RecoverySheet("庐川县教育局", date(2026, 9, 8), ("AB12",) * 13, ("灯塔", "麦田"))),
    "photos": render(NOTICE, proof=proof_of(NOTICE), photos=[Photo(one.read_bytes(), one.stem) for one in PHOTOS]).pdf,
    "hostile metadata": render(replace(NOTICE, bureau="</rdf:li> & <x>]]>\u202e(\\) >>")).pdf,
}


@pytest.mark.parametrize("name", PAPERS)
def test_every_paper_is_pdf_a_3b(name: str) -> None:
    with pikepdf.open(io.BytesIO(PAPERS[name])) as document:
        assert pikepdf.pdfa.check(document, "3b").findings == []


@pytest.mark.skipif(not shutil.which("qpdf"), reason="qpdf is not installed")
@pytest.mark.parametrize("name", PAPERS)
def test_qpdf_has_nothing_to_say(name: str, tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(PAPERS[name])
    run = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")


def test_streams_are_as_long_as_they_say() -> None:
    pdf = proven()
    streams = list(re.finditer(rb"/Length (\d+) >>\nstream\n", pdf))
    assert len(streams) > 10
    for stream in streams:
        assert pdf[stream.end() + int(stream[1]) :].startswith(b"\nendstream\nendobj\n")


def test_a_document_says_what_it_is_and_nothing_of_the_clock() -> None:
    about = pypdf.PdfReader(io.BytesIO(proven())).metadata
    assert about is not None
    assert (about.title, about.author) == ("整改通知书 庐教督改〔2026〕12号", "庐川县教育局")
    assert {str(about[key]) for key in ("/CreationDate", "/ModDate")} == {"D:20260908000000+08'00'"}
    assert set(re.findall(rb"20\d\d-\d\d-\d\dT[\d:+]+", proven())) == {b"2026-09-08T00:00:00+08:00"}


def test_markup_in_a_name_is_text_in_the_metadata() -> None:
    with pikepdf.open(io.BytesIO(PAPERS["hostile metadata"])) as document, document.open_metadata() as metadata:
        assert metadata["dc:creator"] == ["</rdf:li> & <x>]]>(\\) >>"]


def test_the_content_is_embedded_for_programs() -> None:
    with pikepdf.open(io.BytesIO(proven())) as document:
        (name,) = document.attachments
        file = document.attachments[name]
        assert (name, file.relationship) == (ATTACHMENT, pikepdf.Name.Data)
        assert file.get_file().mime_type == "application/json"
        assert file.get_file().read_bytes() == proof_of(NOTICE).content


def test_a_reader_of_its_own_finds_the_proof_in_a_picture_of_200_dpi() -> None:
    with pypdfium2.PdfDocument(proven()) as document:
        picture = document[0].render(scale=200 / 72, grayscale=True).to_pil()
    (found,) = zxingcpp.read_barcodes(picture)
    assert found.text == proof_of(NOTICE).qr_text
    corners = [found.position.top_left, found.position.bottom_right]
    (left, top), (right, bottom) = [(corner.x / 200 * 25.4, corner.y / 200 * 25.4) for corner in corners]
    quiet = 4 / 37 * 18
    assert left == pytest.approx(28, abs=0.5)
    assert top - quiet >= 262
    assert (right - left, bottom - top) == pytest.approx((18, 18), abs=0.5)


@pytest.mark.parametrize("office", ["庐川县教育局", "西双版纳傣族自治州勐腊县教育体育和科学技术局"])
def test_the_proof_of_a_letter_is_clear_of_its_rules_its_number_and_its_title(office: str) -> None:
    setter = Typesetter()
    paper = Paper("函", office, NOTICE.issued_on, proof=proof_of(NOTICE))
    head = letter_head(setter, office, "庐教督改函〔2026〕12号")
    draw_pages(
        paper, paginate([head, title(setter, ["关于限期整改的函"]), *paragraphs(setter, Span("请整改。" * 300))])
    )
    pdf = paper.finish()
    with pypdfium2.PdfDocument(pdf) as document:
        first, second = (document[number].render(scale=200 / 72, grayscale=True).to_pil() for number in range(2))
    (found,) = zxingcpp.read_barcodes(first)
    assert found.text == proof_of(NOTICE).qr_text
    assert not zxingcpp.read_barcodes(second)
    corners = [found.position.top_left, found.position.bottom_right]
    (left, top), (right, bottom) = [(corner.x / 200 * 25.4, corner.y / 200 * 25.4) for corner in corners]
    quiet = 4 / 37 * 18
    clear = Box(left - quiet, top - quiet, right + quiet, bottom + quiet)
    page = next(read_pages(pdf))
    letters = tuple(char for char in page.chars if char.size == pytest.approx(10.5))
    assert text_of(letters).startswith("校验码")
    assert not any(rule.box.overlaps(clear) for rule in page.rules)
    assert not any(char.box.overlaps(clear) for char in page.chars)
    others = [char for char in page.chars if char not in letters]
    assert not any(char.box.overlaps(letter.box) for char in others for letter in letters)


@pytest.mark.parametrize("notice", [NOTICE, replace(NOTICE, filed_under="教育收费专项检查问题")])
def test_printers_that_leave_13_mm_white_print_all_of_every_page(notice: Notice) -> None:
    white = [white_edges(page) for page in page_images(proven(notice), dpi=144)]
    assert cut_off(white, Margins(left=13, top=20, right=13, bottom=13)) == []  # above 20 mm, 副本 is printed over


def test_the_letters_of_the_code_stand_in_equal_steps_clear_of_the_code_and_the_page_number() -> None:
    with pdfplumber.open(io.BytesIO(proven())) as document:
        foot = [char for char in document.pages[0].chars if char["top"] > 262 * MM]
    letters = [char for char in foot if char["size"] < 12 and char["text"] in set("0123456789ABCDEF")]
    middles = [(char["x0"] + char["x1"]) / 2 for char in letters]
    steps = [(two - one) / (0.68 * 10.5) for one, two in pairwise(middles)]
    assert steps == pytest.approx([1, 1, 1, 2] * 4 + [1, 1, 1], abs=0.02)
    assert min(char["x0"] for char in foot) / MM > 28 + 18 + 4 / 37 * 18
    assert letters[-1]["x1"] < min(char["x0"] for char in foot if char["text"] == "—") - 20 * MM


def test_the_code_is_printed_in_letters_on_the_first_page_only() -> None:
    with pypdfium2.PdfDocument(proven()) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    code = proof_of(NOTICE).code
    # Readers guess blanks from the distances of letters, and may guess one inside a group of four.
    assert f"校验码{code}" in pages[0].replace(" ", "")
    assert not any("校验码" in page for page in pages[1:])


def test_a_draft_proves_nothing() -> None:
    with pikepdf.open(io.BytesIO(PAPERS["draft"])) as document:
        assert not document.attachments


# The faces go the same way; a second and a half for each is too long for every run.
@pytest.mark.parametrize(
    "role", [role if role is Role.BODY else pytest.param(role, marks=pytest.mark.long) for role in Role]
)
def test_all_8105_characters_are_copied_out_the_same_by_every_reader(role: Role) -> None:
    pdf = plain_page(HANZI, role)
    with pypdfium2.PdfDocument(pdf) as document:
        by_pdfium = "".join(page.get_textpage().get_text_range() for page in document)
    by_pypdf = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    assert copied(by_pdfium) == HANZI
    assert copied(by_pypdf) == HANZI
    if POPPLER:
        run = subprocess.run([POPPLER, "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
        assert copied(run.stdout.decode()) == HANZI


def copied(text: str) -> str:
    return re.sub(r"—\d+—", "", "".join(text.split()))


SAME = (
    '<img src="/etc/hostname"><b>甲 &amp; & <a href="javascript:1">乙</a>',
    "%(PDF) \\ ) ET Q endstream endobj ( <</S /JavaScript>> <4E00> Tj",
)
OTHER = (
    ("甲\x00\x07\x1b[31m\x7f\x85乙", "甲[31m 乙"),
    ("\u202e甲\u2066乙\u200f\u2069\u061c丙", "甲乙丙"),
    ("甲😀👨‍👩‍👧🇨🇳乙", "甲〔U+1F600〕〔U+1F468〕〔U+1F469〕〔U+1F467〕〔U+1F1E8〕〔U+1F1F3〕乙"),
    ("e\u0301\ufe0f\ud800甲", "e〔U+0301〕甲"),
    ("\ue863\ue000甲", "䶮〔U+E000〕甲"),
)


@pytest.mark.parametrize(("typed", "printed"), [*zip(SAME, SAME, strict=True), *OTHER], ids=range(len(SAME + OTHER)))
def test_text_is_text_whatever_it_looks_like(typed: str, printed: str) -> None:
    pdf = render(replace(NOTICE, findings=(Finding("事实", f"始{typed}终"),), measures=())).pdf
    with pypdfium2.PdfDocument(pdf) as document:
        text = copied("".join(page.get_textpage().get_text_range() for page in document))
    assert f"始{copied(printed)}终" in text
    with pikepdf.open(io.BytesIO(pdf)) as archive:
        assert not any(page.get_images() or "/Annots" in page for page in archive.pages)
        assert pikepdf.pdfa.check(archive, "3b").findings == []


def test_a_hundred_pages_of_one_character_embed_it_once() -> None:
    assert len(plain_page("检" * 28 * 22 * 100)) < 100 * 2000


def test_a_page_of_the_standard_is_a4() -> None:
    for page in pypdf.PdfReader(io.BytesIO(proven())).pages:
        assert [float(side) / MM for side in page.mediabox[2:]] == pytest.approx([210, 297], abs=0.001)


SCRIPT = """
import hashlib, json
from dataclasses import asdict
from tests.notices import NOTICE
from tests.pagereading import Box, read_pages, text_of
from xunjian.documents.checkcode import Proof
from xunjian.documents.papers.notice import render
content = json.dumps(asdict(NOTICE), default=str, sort_keys=True).encode()
print(hashlib.sha256(render(NOTICE, proof=Proof(NOTICE.number, NOTICE.issued_on, "1", content)).pdf).hexdigest())
"""
ENVIRONMENTS = (
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai", "LANG": "C"},
    {"PYTHONHASHSEED": "77", "TZ": "America/New_York", "LANG": "zh_CN.GBK"},
)
# Other versions of Python that have the libraries, named by whoever wants them compared.
PYTHONS = [sys.executable, *filter(None, os.environ.get("XUNJIAN_OTHER_PYTHONS", "").split(os.pathsep))]


def test_the_same_notice_gives_the_same_bytes_everywhere(tmp_path: Path) -> None:
    elsewhere = tmp_path / "别的 folder"
    for name in ("xunjian", "tests"):
        shutil.copytree(ROOT / name, elsewhere / name, ignore=shutil.ignore_patterns("__pycache__"))
    (elsewhere / "resources").symlink_to(ROOT / "resources")
    made_of = set()
    for python in PYTHONS:
        for folder, environment in zip((ROOT, elsewhere), ENVIRONMENTS, strict=True):
            search = {"PYTHONPATH": str(folder), "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
            run = subprocess.run(
                [python, "-c", SCRIPT],
                env=search | environment,
                cwd=tmp_path,
                capture_output=True,
                check=True,
                text=True,
            )
            made_of.add(run.stdout.strip())
    assert len(made_of) == 1
    assert len(made_of.pop()) == 64
