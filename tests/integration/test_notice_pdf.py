"""The printed notice: text as it was put in, measures of GB/T 9704-2012, the same bytes everywhere."""

import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfplumber
import pypdf
import pypdfium2
import pytest

from tests.notices import FINDINGS, NOTICE
from xunjian.documents.composer.flow import paginate
from xunjian.documents.composer.fonts import Span, Typesetter
from xunjian.documents.composer.grid import BANDS, MM
from xunjian.documents.composer.paper import Paper
from xunjian.documents.composer.parts import draw_pages, paragraphs
from xunjian.documents.papers.notice import Finding, Measure, MeasureKind, Notice, RenderedNotice, render

TESTS = Path(__file__).parents[1]
SIZE_3 = 15.75
ASCENT = 0.85
TOLERANCE = 0.1  # mm; the standard allows 1


@cache
def printed(notice: Notice = NOTICE) -> RenderedNotice:
    return render(notice)


def pages_of(pdf: bytes) -> list[str]:
    """Return the text of each page as a reader copies it out, a line of the page on each line."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def text_of(pdf: bytes) -> str:
    return "\n".join(pages_of(pdf))


def solid(text: str) -> str:
    return "".join(text.split())


def letters_of(notice: Notice) -> str:
    """Return the text of all pages without white space and page numbers."""
    return re.sub(r"—\d+—", "", solid(text_of(printed(notice).pdf)))


def glyphs(pdf: bytes, page: int) -> list[dict[str, Any]]:
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return [char for char in document.pages[page].chars if char["text"].strip()]


def origins(pdf: bytes, page: int) -> list[tuple[float, float]]:
    """Return for each 3号 character the left edge and the top of its em box, in mm from the paper's corner."""
    found = []
    for char in glyphs(pdf, page):
        if char["size"] == pytest.approx(SIZE_3) and char["fontname"].endswith("ZhuqueFangsong-Regular"):
            x, y = char["matrix"][4:]
            found.append((x / MM, (297 * MM - y - ASCENT * SIZE_3) / MM))
    return found


def full_page(grid_lines: int = 22 * 3) -> bytes:
    """Return pages of nothing but hanzi."""
    setter = Typesetter()
    paper = Paper("", "", NOTICE.issued_on)
    draw_pages(paper, paginate(paragraphs(setter, Span("检" * 28 * grid_lines), first=0)))
    return paper.finish()


def long_notice(findings: int) -> Notice:
    many = tuple(replace(FINDINGS[number % 3], title=f"第{number + 1}项") for number in range(findings))
    measures = tuple(
        Measure(
            "按规定退还多收的费用并公示结果", MeasureKind.LIMITED, (number + 1,), "校长周文", NOTICE.measures[1].due, 10
        )
        for number in range(findings)
    )
    return replace(NOTICE, findings=many, measures=measures)


def test_the_text_block_measures_156_by_225_mm_with_22_lines_of_28_characters() -> None:
    places = origins(full_page(), 1)
    lefts, tops = sorted({round(x, 2) for x, _ in places}), sorted({round(y, 2) for _, y in places})
    assert (len(lefts), len(tops)) == (28, 22)
    assert lefts[0] == pytest.approx(28, abs=TOLERANCE)
    assert lefts[-1] + SIZE_3 / MM == pytest.approx(184, abs=TOLERANCE)
    assert tops[0] == pytest.approx(37, abs=TOLERANCE)
    assert tops[-1] + SIZE_3 / MM == pytest.approx(262, abs=TOLERANCE)
    assert all(b - a == pytest.approx(10.450, abs=0.02) for a, b in pairwise(tops))


def test_the_grid_of_word_processors_has_a_pitch_of_28_99_pt() -> None:
    rows = sorted({round(y * MM, 2) for _, y in origins(render(NOTICE, grid=BANDS).pdf, 1)})
    steps = {round((b - a) / 28.99, 2) for a, b in pairwise(rows)}
    assert steps <= {1.0, 2.0, 3.0, 4.0}


def test_the_title_is_centred_in_22_pt_and_the_number_below_it() -> None:
    title = [char for char in glyphs(printed().pdf, 0) if char["size"] == pytest.approx(22)]
    assert "".join(char["text"] for char in title) == "庐川县教育局整改通知书"
    assert (title[0]["x0"] + title[5]["x1"]) / 2 / MM == pytest.approx(28 + 78, abs=TOLERANCE)
    assert text_of(printed().pdf).splitlines()[2] == "庐教督改〔2026〕12号"


def test_a_long_title_is_broken_into_even_parts() -> None:
    notice = replace(NOTICE, bureau="西双版纳傣族自治州勐腊县教育体育和科学技术局")
    assert "西双版纳傣族自治州勐腊县\n教育体育和科学技术局\n整改通知书\n" in text_of(printed(notice).pdf)


def test_page_numbers_stand_7_mm_below_the_block_on_the_outer_side() -> None:
    for page in range(printed().pages):
        marks = [char for char in glyphs(printed().pdf, page) if char["matrix"][5] < (297 - 269) * MM]
        assert "".join(char["text"] for char in marks) == f"—{page + 1}—"
        top = (297 * MM - marks[0]["matrix"][5] - ASCENT * 14) / MM
        assert top == pytest.approx(269, abs=1)
        if page % 2:
            assert marks[0]["x0"] / MM == pytest.approx(28 + 14 / MM, abs=1)
        else:
            assert marks[-1]["x1"] / MM == pytest.approx(184 - 14 / MM, abs=1)


def test_every_part_is_printed_in_its_words() -> None:
    text = letters_of(NOTICE)
    for words in (
        "为规范教育收费行为，根据《庐川县2026年秋季教育收费专项检查方案》，我局检查组于2026年9月8日对你校进行了检查。"
        "经查，你校存在以下问题：一、存在问题1.校服款未使用财政票据（较重）。",
        "涉及16人、金额￥1,280.00。上述情况不符合《教育部等五部门关于进一步加强和规范教育收费管理的意见》"
        "（教财〔2020〕5号）的规定。证据：1、2。2.",
        "证据：3—5、7。",
        "二、整改要求（一）立行立改1.针对问题3：撤下旧公示内容，按现行项目和标准重新公示，并公布有效的监督电话。"
        "责任人：总务主任王𬀩，2026年9月10日（含当日）前完成。（二）限期整改2.针对问题1：",
        "（三）长期坚持4.针对问题1—3：",
        "三、整改期限与报送请于2026年9月22日（星期二，含当日）前（自送达次日起10个工作日内）完成整改，并将整改报告"
        "（附退费签领表、照片等佐证材料，加盖公章）一式两份报我局督导室。四、逾期责任逾期未整改",
        "五、异议的提出如对所列问题有异议，可于收到本通知书之日起5日内向我局书面提出。六、工作建议",
        "附件：1.问题清单2.证据目录3.整改情况反馈表庐川县教育局2026年9月8日（联系人：陈洁，联系电话：0551-60000000）",
        "□无异议□有异议（附书面说明）",
    ):
        assert words in text, words


def test_the_deadline_is_set_in_hei() -> None:
    hei = "".join(
        char["text"]
        for page in range(printed().pages)
        for char in glyphs(printed().pdf, page)
        if "NotoSansSC" in char["fontname"]
    )
    assert "2026年9月22日（星期二，含当日）前" in hei


HOSTILE = (
    '<img src="/etc/hostname"><b>未闭合 &amp; & <a href="javascript:1">点</a>',
    "%(PDF) \\ ) ET Q endstream endobj ( <</S /JavaScript>>",
    "x" * 40 + "与" + "W" * 120,
    "问题" * 2500,
    "。」）" * 200,
    "（《“" * 200,
    "王𬀩、㛃、䶮、𠅤、𣲘",
)


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_printed_as_text(hostile: str) -> None:
    text = letters_of(replace(NOTICE, findings=(Finding("事实", hostile + "完"),)))
    assert solid(hostile) + "完" in text


def test_marks_of_direction_vanish_and_what_no_font_has_is_named() -> None:
    notice = replace(NOTICE, findings=(Finding("事实", "\u202e甲\u2066乙😀\u200b丙𪎵"),))
    assert "甲乙〔U+1F600〕丙〔U+2A3B5〕" in letters_of(notice)
    assert printed(notice).missing == ("😀", "𪎵")


def test_a_line_break_in_a_fact_begins_a_paragraph() -> None:
    notice = replace(NOTICE, findings=(Finding("事实", "第一段。\r\n　　第二段"),))
    assert "第一段。\n第二段。" in text_of(printed(notice).pdf)


def test_liability_clauses_and_transfers_have_words_of_their_own() -> None:
    handed = replace(
        FINDINGS[0],
        citations=(),
        handled_under=("《中华人民共和国教育法》第七十一条",),
        transfers=("有关线索依《中华人民共和国消防法》第二十八条移交消防救援机构处理。",),
    )
    text = solid(text_of(printed(replace(NOTICE, findings=(handed,), measures=(), refunds=False)).pdf))
    assert "依《中华人民共和国教育法》第七十一条的规定，应予纠正。有关线索依" in text
    assert "不符合" not in text
    assert "退费签领表" not in text


def test_papers_of_a_demonstration_say_so_on_each_page() -> None:
    pages = [solid(page) for page in pages_of(printed(replace(NOTICE, trial=True)).pdf)]
    assert all("演示" in page for page in pages)


def test_a_draft_has_a_blank_number_and_its_mark_on_each_page() -> None:
    draft = replace(NOTICE, serial=None)
    pages = [solid(page) for page in pages_of(printed(draft).pdf)]
    assert "庐教督改〔2026〕号" in pages[0]
    assert all("草稿" in page for page in pages)
    assert "草稿" not in letters_of(NOTICE)


def test_only_own_fonts_are_used_and_all_are_embedded_with_their_text() -> None:
    pages = pypdf.PdfReader(io.BytesIO(printed().pdf)).pages
    resources: list[Any] = [page["/Resources"] for page in pages]
    fonts = [font.get_object() for one in resources for font in one["/Font"].values()]
    names = {font["/BaseFont"].split("+")[-1] for font in fonts}
    assert names == {
        "ZhuqueFangsong-Regular",
        "NotoSerifSC-Regular",
        "NotoSerifSC-Black",
        "NotoSansSC-Medium",
        "XunjianKai-Regular",
    }
    for font in fonts:
        (descendant,) = font["/DescendantFonts"]
        assert descendant["/Subtype"] == "/CIDFontType2"
        assert "/FontFile2" in descendant["/FontDescriptor"]
        assert re.match("/[A-Z]{6}[+]", font["/BaseFont"])
        assert "/ToUnicode" in font


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed")
def test_another_reader_copies_out_the_same_text() -> None:
    command = ["pdftotext", "-raw", "-", "-"]
    text = subprocess.run(command, input=printed().pdf, capture_output=True, check=True).stdout.decode()
    assert re.sub(r"—\d+—", "", solid(text)) == letters_of(NOTICE)


def pages_with_text(notice: Notice) -> Iterator[list[str]]:
    for page in pages_of(printed(notice).pdf):
        yield [line for line in page.splitlines() if not re.fullmatch(r"— ?\d+ ?—", line)]


@pytest.mark.parametrize("findings", range(1, 31))
def test_long_notices_leave_no_signature_alone_on_a_page(findings: int) -> None:
    notice = replace(long_notice(findings), receipt=findings % 2 == 0)
    pages = list(pages_with_text(notice))
    assert len(pages) == printed(notice).pages
    (last,) = [page for page in pages if "2026年9月8日" in page]
    before = last[: last.index("2026年9月8日") - 1]
    assert len([line for line in before if "附件" not in line and not re.match(r"\d\.", line)]) >= 1
    assert all(len(page) >= 2 for page in pages)


@pytest.mark.parametrize("inspectors", [2, 7])
@pytest.mark.parametrize("findings", range(1, 13))
def test_the_place_to_sign_shares_its_page_with_signature_and_text(findings: int, inspectors: int) -> None:
    notice = replace(long_notice(findings), inspectors=tuple("周李王陈赵钱孙"[:inspectors]), suggestions=())
    (last,) = [page for page in pages_with_text(notice) if any("签收栏" in line for line in page)]
    before = last[: next(number for number, line in enumerate(last) if "签收栏" in line)]
    assert "2026年9月8日" in before
    text = [line for line in before[: before.index("2026年9月8日") - 1] if not re.match(r"附件：|\d\.", line)]
    assert len(text) >= 2


@pytest.mark.parametrize("findings", range(1, 9))
def test_nothing_but_the_page_number_stands_outside_the_text_block(findings: int) -> None:
    with pdfplumber.open(io.BytesIO(printed(long_notice(findings)).pdf)) as document:
        for page in document.pages:
            assert all(shape["bottom"] / MM <= 262.3 for shape in [*page.rects, *page.lines])
            feet = [char for char in page.chars if char["matrix"][5] < (297 - 262) * MM]
            assert {round(char["size"], 6) for char in feet} == {14}


@pytest.mark.parametrize(("sealed", "office", "day"), [(True, 18.0, 18.0), (False, 20.0, 22.0)])
def test_office_and_date_stand_as_the_standard_has_them(sealed: bool, office: float, day: float) -> None:
    pdf = render(replace(NOTICE, sealed=sealed, receipt=False, attachments=())).pdf
    column = 156 / 28
    chars = glyphs(pdf, -1)
    text = "".join(char["text"] for char in chars)
    place = text.rindex("庐川县教育局2026年9月8日")
    assert chars[place]["x0"] / MM == pytest.approx(28 + office * column, abs=TOLERANCE)
    assert chars[place + 6]["x0"] / MM == pytest.approx(28 + day * column, abs=0.3)


def test_what_people_type_into_single_lines_breaks_nothing() -> None:
    notice = replace(
        NOTICE,
        bureau="庐川县\ud800教育局",
        contact="陈洁\n王强",
        school="庐川县\n实验小学",
        inspectors=("阿卜杜热合曼·麦麦提依明·阿卜杜克里木", *"周吴郑王冯陈褚卫"),
        attachments=("问题清单" * 20,),
    )
    text = letters_of(notice)
    assert "（联系人：陈洁王强，联系电话：0551-60000000）" in text
    assert "阿卜杜热合曼·麦麦提依明·阿卜杜克里木（组长）" in text
    assert f"附件：{'问题清单' * 20}" in text


def test_a_notice_without_refunds_asks_for_no_list_of_them() -> None:
    assert "（附照片等佐证材料，加盖公章）" in solid(text_of(printed(replace(NOTICE, refunds=False)).pdf))


def test_measures_of_one_kind_need_no_headings_of_their_own() -> None:
    text = letters_of(replace(NOTICE, measures=NOTICE.measures[1:3]))
    assert "二、整改要求（限期整改）1.针对问题1：" in text


def test_optional_parts_leave_no_hole_in_the_numbering() -> None:
    text = letters_of(replace(NOTICE, measures=(), suggestions=(), attachments=(), contact="", phone=""))
    assert "二、整改期限与报送请完成整改后将整改报告" in text
    assert "四、异议的提出" in text
    assert "工作建议" not in text
    assert "附件" not in text
    assert "联系人" not in text
