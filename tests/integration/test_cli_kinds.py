"""Kinds of papers by the command line, from the bureau's certificates to the issued order; and the other papers."""

from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from PIL import Image

from tests.cli import SCHOOL, WATER, bureau, digest, group, ok, refused, visit_file

NOT_PUBLISHED: dict[str, object] = {
    "item": "SF-15", "result": "no", "fact": "校门口和网站都没有公示收费项目和标准。", "amount": "630.00", "people": 42,
    "requirement": "在校门口和网站公示收费项目和标准", "workdays": 10, "photos": ["a.jpg"],
}  # fmt: skip
PHOTOGRAPHED = {**WATER, "photos": ["a.jpg"]}


def text_of(pdf: Path) -> str:
    """Return the text of a PDF without white space."""
    return "".join("".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf.read_bytes())).pages).split())


def photographed(folder: Path) -> None:
    Image.new("RGB", (64, 48), "white").save(folder / "a.jpg")


@pytest.fixture
def office(tmp_path: Path) -> Path:
    photographed(tmp_path)
    return bureau(tmp_path)


@pytest.fixture
def private(office: Path) -> str:
    """Return the code of a school that is private."""
    rows = ok(office, "schools", "list", "--json").data
    return next(str(row["code"]) for row in rows if "民办" in str(row.values()))


def enforcers(office: Path, tmp_path: Path, private: str) -> Path:
    """Enrol a group of two people, one with a certificate, with numbers for orders; return the first one's laptop."""
    ok(office, "people", "set", "周文", "--enforcement", "皖A001", "--enforcement-until", "2026-12-31")
    ok(office, "numbers", "kind", "order", "--prefix", "庐教责改", "--remedies", "可以依法申请行政复议。")
    file = tmp_path / "组.xjgroup"
    ok(
        office, "enrol", "create", "--group", "执法组", "--member", "周文", "--member", "李敏", "--numbers", "1-30",
        "--more-numbers", "order", "1-9", "--school", private, file,
    )  # fmt: skip
    ok(tmp_path / "周文", "enrol", "join", file, "--member", "周文")
    return tmp_path / "周文"


def test_an_order_needs_the_second_certificate_and_then_has_a_number(
    office: Path, tmp_path: Path, private: str
) -> None:
    laptop = enforcers(office, tmp_path, private)
    plan = visit_file(tmp_path, [NOT_PUBLISHED], school=private)
    visit = ok(laptop, "visit", "record", plan, "--json").data["visit"]
    pdf = tmp_path / "责令.pdf"
    before = digest(laptop)
    lines = refused(
        laptop, "notice", "issue", visit, "--kind", "order", "--reason", "未开展", "--no-photos", "--pdf", pdf
    )
    assert lines[:2] == ["还不能签发。", "内容都在，没有取号。"]
    assert "责令改正要有两名执法人员，检查组里有执法证的是1名。" in lines[2]
    assert (digest(laptop), pdf.exists()) == (before, False)
    ok(office, "people", "set", "李敏", "--enforcement", "皖A002")
    task = tmp_path / "任务.xjb"
    ok(office, "bundle", "task", "--group", "执法组", task)
    ok(laptop, "bundle", "merge", task)
    seen = ok(laptop, "notice", "preview", visit, "--reason", "未开展", "--pdf", pdf, "--json").data
    assert (seen["kind"], seen["problems"]) == ("correction_order", [])
    assert seen["refused"].keys() == {"rectification_notice", "supervision_opinion"}
    assert "草稿" in text_of(pdf)
    assert ok(laptop, "numbers", "show", "--kind", "order", "--json").data["left"] == 3
    issued = ok(laptop, "notice", "issue", visit, "--reason", "未开展", "--pdf", pdf, "--json").data
    assert issued["number"] == "庐教责改〔2026〕1号"
    text = text_of(pdf)
    assert "周文（执法证号：皖A001）、李敏（执法证号：皖A002）" in text
    assert "可以依法申请行政复议。" in text
    assert ok(laptop, "numbers", "show", "--kind", "order", "--json").data["left"] == 2
    known = ok(laptop, "verify", pdf, "--json").data
    assert known["verdict"] == "identical"
    stub = tmp_path / "存根.pdf"
    ok(laptop, "paper", "stub", "庐教责改〔2026〕1号", "--pdf", stub)
    assert "责令改正通知书" in text_of(stub)


def test_what_supervision_needs_is_registered_and_an_impossible_day_is_refused(office: Path, tmp_path: Path) -> None:
    laptop = group(tmp_path, office)
    visit = ok(laptop, "visit", "record", visit_file(tmp_path, [WATER], announced="2026-09-01"), "--json").data["visit"]
    told = ok(laptop, "visit", "supervise", visit, "--evaluation", "总体较好。", "--json").data
    assert (told["announced_on"], told["evaluation"]) == ("2026-09-01", "总体较好。")
    assert refused(laptop, "visit", "supervise", visit, "--announced", "2026-09-17")[0] == (
        "书面通知的日期晚于检查日期。"
    )
    assert ok(laptop, "visit", "supervise", visit, "--unannounced", "--json").data["announced_on"] is None


def test_people_and_kinds_are_the_bureaus(office: Path, tmp_path: Path) -> None:
    laptop = group(tmp_path, office)
    assert refused(laptop, "people", "set", "周文", "--enforcement", "皖A001")[0] == "人员和证件由局里管。"
    assert refused(laptop, "numbers", "kind", "order", "--prefix", "庐教责改")[0] == "文书种类由局里设。"
    ok(office, "people", "set", "周文", "--inspector", "督1", "--inspector-until", "2027-01-31")
    ok(office, "people", "set", "周文", "--enforcement", "皖A001")
    (known,) = [one for one in ok(office, "people", "list", "--json").data if one["name"] == "周文"]
    assert known["held"] == {
        "enforcement_no": "皖A001",
        "enforcement_until": None,
        "inspector_no": "督1",
        "inspector_until": "2027-01-31",
    }
    assert "皖A001" in ok(office, "people", "list").out
    assert "还没有设" in ok(office, "numbers", "kinds").out


# The papers beside the notice


def test_a_record_is_a_draft_until_it_is_given(office: Path, tmp_path: Path) -> None:
    laptop, pdf = group(tmp_path, office), tmp_path / "记录.pdf"
    visit = ok(laptop, "visit", "record", visit_file(tmp_path, [WATER]), "--json").data["visit"]
    told = ("--begin", "9:10", "--end", "11:40", "--place", "财务室", "--in-charge", "何静", "--post", "校长")
    assert refused(laptop, "paper", "record", visit, "--give", "--pdf", pdf)[0] == "还不能定稿。"
    assert not pdf.exists()
    drafted = ok(laptop, "paper", "record", visit, *told, "--pdf", pdf, "--json").data
    assert drafted == {"paper": "现场检查记录", "version": None, "pdf": str(pdf)}
    assert "草稿" in text_of(pdf)
    given = ok(laptop, "paper", "record", visit, "--give", "--pdf", pdf, "--json").data
    assert given["version"] == 1
    text = text_of(pdf)
    assert "草稿" not in text
    assert "9时10分至11时40分" in text
    assert ok(laptop, "verify", pdf, "--json").data["verdict"] == "identical"
    assert refused(laptop, "paper", "record", visit, "--begin", "12:00", "--pdf", pdf)[0] == (
        "检查结束的时间早于开始的时间。"
    )


def test_a_sheet_tells_of_findings_and_none_of_nothing(office: Path, tmp_path: Path) -> None:
    laptop, pdf = group(tmp_path, office), tmp_path / "反馈单.pdf"
    well = visit_file(tmp_path, [{"item": "SF-07", "result": "yes"}])
    visit = ok(laptop, "visit", "record", well, "--json").data["visit"]
    assert refused(laptop, "paper", "feedback", visit, "--pdf", pdf)[0] == "没有可以反馈的问题。"
    other = visit_file(tmp_path, [WATER], date="2026-09-17")
    visit = ok(laptop, "visit", "record", other, "--json").data["visit"]
    assert ok(laptop, "paper", "feedback", visit, "--give", "--pdf", pdf, "--json").data["version"] == 1
    text = text_of(pdf)
    assert "饮水服务费" in text
    assert "将另行下达整改通知书" in text


def test_a_receipt_is_blank_until_the_service_is_registered_with_its_photo(office: Path, tmp_path: Path) -> None:
    laptop, pdf, stub = group(tmp_path, office), tmp_path / "回证.pdf", tmp_path / "存根.pdf"
    visit = ok(laptop, "visit", "record", visit_file(tmp_path, [PHOTOGRAPHED]), "--json").data["visit"]
    number = ok(
        laptop, "notice", "issue", visit, "--reason", "未开展", "--pdf", tmp_path / "n.pdf", "--json"
    ).data["number"]  # fmt: skip
    assert ok(laptop, "paper", "receipt", number, "--pdf", pdf, "--json").data["served_on"] is None
    assert number in text_of(pdf)
    lines = refused(laptop, "paper", "receipt", number, "--pdf", pdf, "--method", "left", "--refusal", "不签")
    assert lines[0] == "还不能登记送达。"
    assert "没有写送达地点。" in lines[2]
    served = ok(
        laptop, "paper", "receipt", number, "--pdf", pdf, "--method", "left", "--refusal", "不签", "--place", "校长室",
        "--time", "15:20", "--photo", tmp_path / "a.jpg", "--json",
    ).data  # fmt: skip
    assert served["served_on"] == "2026-09-18"
    assert "15时20分" in text_of(pdf)
    right = ("--method", "left", "--refusal", "不签", "--place", "校门口", "--time", "15:25")
    assert refused(laptop, "paper", "receipt", number, "--pdf", pdf, *right)[0] == "还不能登记送达。"
    assert refused(laptop, "paper", "receipt", number, "--pdf", pdf, "--correct", "时间记错")[1] == "什么都没有改。"
    put = ok(laptop, "paper", "receipt", number, "--pdf", pdf, *right, "--correct", "时间记错", "--json").data
    assert put["earlier"] == [{"method": "left", "day": "2026-09-18", "reason": "时间记错"}]
    assert "15时25分" in text_of(pdf)
    assert "拍照1张附后" in text_of(pdf)
    ok(laptop, "paper", "stub", number, "--pdf", stub)
    assert SCHOOL not in text_of(stub)
    assert number in text_of(stub)
    assert refused(laptop, "paper", "stub", "99", "--pdf", stub)[0] == "没有 99 这份文书。"


def test_a_paper_that_cannot_be_written_says_where(office: Path, tmp_path: Path) -> None:
    laptop = group(tmp_path, office)
    visit = ok(laptop, "visit", "record", visit_file(tmp_path, [WATER]), "--json").data["visit"]
    lines = refused(laptop, "paper", "feedback", visit, "--pdf", tmp_path / "没有" / "x.pdf")
    assert lines[1] == "工作库里的内容都在。"
