"""What the papers of a visit must say, must not say, and refuse to be made without."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import time
from io import BytesIO

import pdfplumber
import pytest
from PIL import Image

from tests.golden import samples
from tests.golden.comparing import PAPERS, texts
from xunjian.documents.composer.parts import Photo
from xunjian.documents.papers import (
    correction_order,
    counterfoil,
    erratum,
    feedback_sheet,
    notice,
    service_receipt,
    site_record,
    supervision_opinion,
)
from xunjian.documents.papers.facts import Exhibit, Inspector, Refusal
from xunjian.documents.papers.notice_facts import Finding
from xunjian.documents.papers.rendering import Rendered
from xunjian.documents.papers.service_receipt import Method
from xunjian.documents.papers.site_record import Checked, Section


def said(rendered: Rendered) -> str:
    """Return the text of all pages without white space and page numbers."""
    return re.sub(r"—\d+—", "", "".join("".join(texts(rendered.pdf)).split()))


def test_a_record_is_signed_on_each_page_and_confirmed_as_read() -> None:
    rendered = site_record.render(samples.RECORD)
    pages = ["".join(page.split()) for page in texts(rendered.pdf)]
    assert len(pages) > 1
    assert all("被检查单位负责人（签名）：检查人员（签名）：" in page for page in pages)
    assert "以上记录已看过（或者已向我宣读）。" in pages[-1]
    assert "一致" not in pages[-1]  # whether it agrees is for the school to tick
    assert "执法证" not in "".join(pages)


def test_a_record_counts_the_results_of_each_section() -> None:
    text = said(site_record.render(samples.RECORD))
    assert "（一）收费：共5项，部分符合1项，不符合2项，符合1项，不适用1项" in text
    assert "2026年9月8日9时10分至11时40分" in text


def test_a_record_of_enforcement_says_that_certificates_were_shown() -> None:
    text = said(site_record.render(samples.REFUSED))
    assert "检查人员已出示执法证件：周文（皖A00010001）、李敏（皖A00010002），并告知被检查单位" in text
    assert "事由：负责人称须请示总部，不愿签名。见证人：城关镇教育办孙丽。附照片2张。" in text
    assert "14时5分至15时" in text


def test_a_record_ends_after_it_began_and_says_something() -> None:
    with pytest.raises(ValueError, match="实验小学"):
        replace(samples.RECORD, end=time(9, 0))
    with pytest.raises(ValueError, match="实验小学"):
        replace(samples.RECORD, sections=(), seen=())
    assert "一、现场情况" in said(site_record.render(replace(samples.RECORD, sections=())))


def test_an_order_is_signed_by_those_who_enforce_the_law() -> None:
    order = said(correction_order.render(samples.ORDER))
    assert "执法人员签名" in order
    assert "检查组签名" not in order


def test_feedback_needs_something_found() -> None:
    with pytest.raises(ValueError, match="实验小学"):
        replace(samples.SHEET, findings=())


def test_feedback_is_preliminary_names_no_basis_and_announces_the_formal_paper() -> None:
    text = said(feedback_sheet.render(samples.SHEET))
    assert "以上为检查组现场反馈的初步情况，不作为最终认定。" in text
    assert "我局审核批准后，将另行下达整改通知书，整改要求和期限以其为准。" in text
    assert "□无异议□有异议" in text
    assert "合计￥1,910.00（大写：壹仟玖佰壹拾元整）" in text
    for word in ("违反", "不符合", "责令", "罚", "依据《"):
        assert word not in text


@pytest.mark.parametrize("findings", range(1, 7))
def test_what_is_signed_for_stands_above_the_form_to_sign(findings: int) -> None:
    sheet = replace(samples.SHEET, findings=(samples.SHEET.findings * 2)[:findings])
    (page,) = [page for page in texts(feedback_sheet.render(sheet).pdf) if "拒签事由" in page]
    assert "各执一份。" in "".join(page.partition("检查人员")[0].split())


def test_a_notice_names_its_attachments_and_holds_them() -> None:
    pages = ["".join(page.split()) for page in texts(notice.render(samples.SHEET_NOTICE).pdf)]
    assert [page[:3] for page in pages if page.startswith("附件")] == ["附件1", "附件2", "附件3"]
    assert "合计￥1,910.00（大写：壹仟玖佰壹拾元整）" in "".join(pages)
    report = next(page for page in pages if page.startswith("附件3"))
    assert (
        "填报单位：庐川县实验小学通知书文号：庐教督改〔2026〕12号报送期限：2026年9月22日（星期二，含当日）前" in report
    )
    assert "退费签领表（班级、姓名、金额、签名、日期）附后。" in report


def test_photos_stand_four_to_a_page_behind_the_notice() -> None:
    content = BytesIO()
    Image.new("RGB", (80, 60)).save(content, "JPEG")
    photos = [Photo(content.getvalue(), f"图{number} 校门口") for number in range(1, 7)]
    with_photos = replace(samples.SHEET_NOTICE, attachments=("现场照片",))
    with pdfplumber.open(BytesIO(notice.render(with_photos, photos=photos).pdf)) as document:
        assert [len(page.images) for page in document.pages][-3:] == [0, 4, 2]


def test_a_notice_in_the_form_of_a_document_has_its_title_and_imprint_and_no_place_to_sign() -> None:
    rendered = notice.render(samples.FILED_NOTICE)
    text = said(rendered)
    assert text.startswith(
        "庐川县教育局文件庐教督改〔2026〕12号庐川县教育局关于对庐川县实验小学教育收费专项检查问题限期整改的通知"
    )
    assert text.endswith("抄送：庐川县纪委监委驻县教育局纪检监察组。庐川县教育局2026年9月8日印发")
    assert "签收栏" not in text
    assert rendered.pages % 2 == 0


@pytest.mark.parametrize("paper", [samples.SHEET_NOTICE, samples.FILED_NOTICE])
def test_a_notice_speaks_of_no_penalty_and_no_remedy(paper: notice.Notice) -> None:
    text = said(notice.render(paper))
    assert not re.search("罚款|行政复议|行政诉讼|没收|第12号|012号", text)
    assert "（自送达次日起10个工作日内）" in text


def test_an_order_names_two_officers_their_certificates_and_the_right_to_answer() -> None:
    text = said(correction_order.render(samples.ORDER))
    assert (
        "经审批并送达检查通知书（庐教检通〔2026〕1号），我局执法人员周文（执法证号：皖A00010001）、李敏（执法证号："
        in text
    )
    assert "依据《中华人民共和国行政处罚法》第二十八条的规定，现责令你单位改正上述问题" in text
    assert "有权进行陈述和申辩" in text
    assert "不因陈述、申辩而加重处理" in text
    assert "复议" not in text


@pytest.mark.parametrize(
    "without",
    [
        {"officers": samples.ORDER.officers[:1]},
        {"officers": (samples.ORDER.officers[0], samples.ORDER.officers[0])},
        {"officers": (samples.ORDER.officers[0], Inspector("李敏", "", " "))},
        {"ordered_under": ()},
        {"findings": ()},
        {"measures": ()},
        {"inspection_notice": ""},
    ],
)
def test_no_order_without_two_certificates_a_power_and_for_enterprises_a_notice(without: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"Inspector|Party"):
        replace(samples.ORDER, **without)  # type: ignore[arg-type]


def test_an_opinion_tells_how_it_came_about() -> None:
    text = said(supervision_opinion.render(samples.OPINION))
    assert (
        "我室于2026年9月1日书面通知你校，并派督导小组（督学周文、李敏、王强）于2026年9月8日对你校进行了督导。"
        "督导小组于2026年9月9日向你校反馈了初步督导意见，你校未提出申辩意见。" in text
    )
    answered = replace(samples.OPINION, answer="听取了你校的申辩，已对问题2的人数作了核实")
    assert "初步督导意见，听取了你校的申辩，已对问题2的人数作了核实。现提出" in said(
        supervision_opinion.render(answered)
    )


@pytest.mark.parametrize("supervisors", [("周文", "李敏"), ("周文", "李敏", "李敏")])
def test_no_opinion_with_fewer_than_three_supervisors(supervisors: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="周文"):
        replace(samples.OPINION, supervisors=supervisors)


def test_the_number_stands_across_both_cuts_between_stub_and_slips() -> None:
    rendered = counterfoil.render(samples.STUB)
    text = said(rendered)
    assert rendered.pages == 1
    assert text.count("庐教督改〔2026〕12号") == 3 + 2
    assert [text.index(part) for part in counterfoil.PARTS] == sorted(text.index(part) for part in counterfoil.PARTS)


def test_a_stub_with_long_names_still_has_one_page() -> None:
    stub = replace(
        samples.STUB,
        bureau="西双版纳傣族自治州勐腊县教育体育局",
        school="西双版纳傣族自治州勐腊县勐腊镇" + "中心幼儿园" * 8,
        subject="教育收费、教辅材料、课后服务和食堂膳食经费管理使用情况专项检查发现的有关问题限期整改" * 2,
    )
    rendered = counterfoil.render(stub)
    assert rendered.pages == 1
    assert said(rendered).count("中心幼儿园") == 24


def test_a_receipt_has_all_fields_and_says_from_when_the_period_runs() -> None:
    text = said(service_receipt.render(samples.TO_SERVE))
    for field in (
        "送达文书名称、文号和份数《整改通知书》（庐教督改〔2026〕12号）一份",
        "送达单位庐川县教育局",
        "受送达人庐川县实验小学",
        "送达时间年月日时分",
        "送达地点",
        "□直接送达□留置送达□邮寄送达□委托送达□电子送达",
        "与受送达人关系",
        "拒收事由和日期",
        "见证人签名",
        "送达人签名周文：李敏：",
        "备注",
        "期限自送达的次日起计算。",
    ):
        assert field.replace("，", "") in text.replace("收件人签名或者盖章", ""), field


def test_what_was_refused_is_left_with_a_witness_or_photos() -> None:
    assert "√留置送达" in said(service_receipt.render(samples.LEFT_BEHIND))
    alone = Refusal("不愿签收", samples.DAY)
    with pytest.raises(ValueError, match="留置"):
        replace(samples.LEFT_BEHIND, refusal=alone)
    with pytest.raises(ValueError, match="留置"):
        replace(samples.LEFT_BEHIND, refusal=None)


def test_electronic_service_needs_an_address_agreed_to() -> None:
    with pytest.raises(ValueError, match="电子"):
        replace(samples.TO_SERVE, method=Method.ELECTRONIC)
    agreed = replace(samples.TO_SERVE, method=Method.ELECTRONIC, address="xx@luchuan.example")
    assert "受送达人同意电子送达，确认的地址：xx@luchuan.example。需要纸质文书的" in said(
        service_receipt.render(agreed)
    )


def test_a_correction_names_the_first_document_and_keeps_the_deadline() -> None:
    text = said(erratum.render(samples.ERRATUM))
    assert "我局2026年9月8日印发的《整改通知书》（庐教督改〔2026〕12号）有误，现更正如下：" in text
    assert "除上述更正外，原文书其他内容不变，整改期限仍为2026年9月22日（星期二，含当日）前。" in text
    moved = said(erratum.render(replace(samples.ERRATUM, moved=True)))
    assert "整改期限改为2026年9月22日（星期二，含当日）前。" in moved
    with pytest.raises(ValueError, match="12号"):
        replace(samples.ERRATUM, corrections=())


DRAFTS: dict[str, Callable[[], Rendered]] = {
    "record": lambda: site_record.render(replace(samples.RECORD, draft=True)),
    "feedback": lambda: feedback_sheet.render(replace(samples.SHEET, draft=True)),
    "notice": lambda: notice.render(replace(samples.SHEET_NOTICE, serial=None)),
    "filed": lambda: notice.render(replace(samples.FILED_NOTICE, serial=None)),
    "opinion": lambda: supervision_opinion.render(replace(samples.OPINION, serial=None)),
    "order": lambda: correction_order.render(replace(samples.ORDER, serial=None)),
    "receipt": lambda: service_receipt.render(replace(samples.TO_SERVE, draft=True)),
    "erratum": lambda: erratum.render(replace(samples.ERRATUM, serial=None)),
}


@pytest.mark.parametrize("name", DRAFTS)
def test_a_draft_says_so_on_each_page_that_has_anything_on_it(name: str) -> None:
    pages = texts(DRAFTS[name]().pdf)
    assert all("草稿" in "".join(page.split()) for page in pages)


@pytest.mark.parametrize("name", PAPERS)
def test_an_issued_paper_is_no_draft(name: str) -> None:
    assert ("草稿" in said(PAPERS[name]())) == name.endswith("draft")


HOSTILE = (
    '<img src="/etc/hostname"><b>未闭合 &amp; & <a href="javascript:1">点</a>',
    "w" * 40 + "与" + "W" * 120,
    "问题" * 2500 + "终",
    "。」）" * 120 + "（《“" * 120,
    "王𬀩、㛃、䶮、𠅤、𣲘",
)
WITH_TEXT: dict[str, Callable[[str], Rendered]] = {
    "record": lambda text: site_record.render(
        replace(
            samples.RECORD,
            sections=(Section("收费", (Checked(text, "未查", text),)),),
            seen=(text,),
            stated=text,
            exhibits=(Exhibit(text),),
        )
    ),
    "feedback": lambda text: feedback_sheet.render(
        replace(samples.SHEET, findings=(feedback_sheet.Seen("事实", text),), refusal=Refusal(text, samples.DAY))
    ),
    "list": lambda text: notice.render(
        replace(samples.SHEET_NOTICE, findings=(Finding("事实", text),), attachments=("问题清单",))
    ),
    "receipt": lambda text: service_receipt.render(replace(samples.TO_SERVE, note=text, place=text)),
    "erratum": lambda text: erratum.render(
        replace(samples.ERRATUM, corrections=(erratum.Correction("事实", text, text),))
    ),
}
TIMES = {"record": 5, "feedback": 2, "list": 2, "receipt": 2, "erratum": 2}


@pytest.mark.parametrize("name", WITH_TEXT)
@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_printed_as_text_as_often_as_it_stands_in_the_paper(name: str, hostile: str) -> None:
    with_it, without = said(WITH_TEXT[name](hostile)), said(WITH_TEXT[name]("无"))
    for character in set(hostile) - set("\n "):
        more = with_it.count(character) - without.count(character)
        assert more >= TIMES[name] * hostile.count(character), character


def test_two_thousand_findings_are_all_listed() -> None:
    findings = tuple(Finding("多收费用", f"向第{number}人多收。") for number in range(1, 2001))
    text = said(notice.render(replace(samples.SHEET_NOTICE, findings=findings, attachments=("问题清单",), measures=())))
    assert all(text.count(f"向第{number}人多收。") == 2 for number in range(1, 2001))


def test_times_are_written_without_leading_zeros() -> None:
    record = replace(samples.RECORD, begin=time(9, 5), end=time(10, 0))
    assert "2026年9月8日9时5分至10时" in said(site_record.render(record))
