"""Visits by command: recorded whole or not at all, shown, their notices issued, handed out again, void."""

import os
import shutil
import struct
import subprocess
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.cli import WATER, bureau, call, digest, group, ok, refused, visit_file
from xunjian.paths import resource
from xunjian.services.visit.undo import possible
from xunjian.workspace import Workspace

PHOTO = resource("samples") / "photos" / "公示栏近景.jpg"
SIGN: dict[str, object] = {"item": "SF-01", "result": "no", "fact": "公示栏未写批准文号。", "photos": ["a.jpg"]}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    return group(folder, bureau(folder))


@pytest.fixture
def data(world: Path, tmp_path: Path) -> Path:
    shutil.copy(PHOTO, tmp_path / "a.jpg")
    return Path(shutil.copytree(world, tmp_path / "laptop"))


def test_a_visit_is_recorded_with_all_that_belongs_to_it(data: Path, tmp_path: Path) -> None:
    measure = {"text": "每学期核对收费项目", "kind": "standing", "responsible": "副校长李琴"}
    away = {"item": "SF-06", "result": "n_a", "reason": "不是农村学校"}
    path = visit_file(tmp_path, [SIGN, away, {**WATER, "measures": [measure], "statement": "已停收"}])
    done = ok(data, "visit", "record", path, "--json").data
    assert (done["school"], done["answers"], done["findings"], done["photos"]) == ("长江路小学", 3, 2, 1)
    shown = ok(data, "visit", "show", done["visit"][:6], "--json").data
    assert {row["code"]: row["result"] for row in shown["items"] if row["result"]} == {
        "SF-01": "no",
        "SF-06": "n_a",
        "SF-07": "no",
    }
    water = next(one for one in shown["findings"] if one["amount"])
    assert (water["amount"], water["people"], water["statement"]) == (63_000, 42, "已停收")
    assert {one["text"] for one in water["measures"]} == {"630元全额退还学生", "每学期核对收费项目"}
    page = ok(data, "visit", "show", done["visit"]).out
    assert "¥630.00" in page
    assert "a.jpg" in page
    assert ok(data, "visit", "list", "--json").data[0]["problems"] == 2
    again = digest(data)
    assert ok(data, "visit", "record", path, "--json").data == done
    assert digest(data) == again


def test_each_answer_is_one_step_to_take_back(data: Path, tmp_path: Path) -> None:
    visit = ok(data, "visit", "record", visit_file(tmp_path, [SIGN, WATER]), "--json").data["visit"]
    workspace = Workspace.open(data, writing=False)
    with workspace.store.read() as session:
        assert possible(session, visit, workspace.store.replica).undo == "SF-07 记为不符合"
    workspace.close()


def _answer(**changed: object) -> list[Mapping[str, object]]:
    return [{**WATER, **changed}]


@pytest.mark.parametrize(
    ("answers", "head", "said"),
    [
        (_answer(item="SF-99"), {}, "answers[0].item 不对：没有“SF-99”这一项。"),
        (_answer(item="SF-15"), {}, "answers[0].item 不对：SF-15 不查长江路小学。"),
        ([WATER, WATER], {}, "answers[1].item 不对：SF-07 写了两次。"),
        (_answer(amount="12八0"), {}, "answers[0].amount 不对：金额只能是数字"),
        (_answer(amount="1.005"), {}, "answers[0].amount 不对：金额只能是数字"),
        (_answer(amount=12.5), {}, "“visit.json”里的 answers[0].amount 不对：应为"),
        (_answer(people=-1), {}, "answers[0].people 不对：不能小于 0。"),
        (_answer(result="bad"), {}, "answers[0].result 不对：没有“bad”这个值。"),
        (_answer(facts="x"), {}, "answers[0] 不对：没有 facts 这一栏。"),
        (_answer(result="yes"), {}, "answers[0].fact 不对：这一项没有问题，不用写。"),
        ([{"item": "SF-07", "result": "n_a"}], {}, "answers[0].reason 不对：记为不适用要写一句原因。"),
        (_answer(photos=["no.jpg"]), {}, "answers[0].photos[0] 不对：“no.jpg”读不出来。"),
        ([], {"school": "1234567890"}, "没有标识码或名称是“1234567890”的学校。"),
        ([], {"inspectors": ["张三"]}, "inspectors[0] 不对：组里没有“张三”。"),
        ([], {"checklists": ["XX"]}, "checklists[0] 不对：没有“XX”这张检查表。"),
        ([], {"date": "2026-9-1"}, "“visit.json”里的 date 不对：日期应写成 2026-09-18。"),
        ([], {"date": "2026-09-19"}, "date 不对：2026-09-19 还没到。"),
    ],
)
def test_a_document_that_does_not_fit_is_refused_by_place(
    data: Path, tmp_path: Path, answers: list[Mapping[str, object]], head: dict[str, object], said: str
) -> None:
    before = digest(data)
    sentences = refused(data, "visit", "record", visit_file(tmp_path, [SIGN, *answers], **head))
    said = said.replace("answers[1]", "answers[2]").replace("answers[0]", "answers[1]")
    assert said in sentences[0]
    assert sentences[1] in {"这次检查一项也没有记。", "什么都没有改。"}
    assert digest(data) == before
    assert ok(data, "visit", "list", "--json").data == []
    assert not list((data / "blobs").glob("*/*"))


def test_a_file_that_is_no_json(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "visit.json"
    path.write_text('{"school": ', encoding="utf-8")
    assert refused(data, "visit", "record", path)[0] == "“visit.json”不是完整的 JSON。"
    assert refused(data, "visit", "record", tmp_path / "none.json")[0] == "“none.json”读不出来。"


def _huge_png() -> bytes:
    """A PNG that says it is 20,000 × 20,000 and holds nothing."""
    head = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    chunks = (struct.pack(">I", len(c)) + k + c + struct.pack(">I", zlib.crc32(k + c)) for k, c in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"just text", "这个文件不是照片。"),
        (PHOTO.read_bytes()[:30_000], "这张照片打不开（可能没传完）。"),
        (_huge_png(), "像素，太大了，没有收。"),
    ],
    ids=["no picture", "cut off", "400 million pixels"],
)
def test_a_bad_photo_leaves_everything(data: Path, tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "b.jpg").write_bytes(content)
    before = digest(data)
    path = visit_file(tmp_path, [SIGN, {**WATER, "photos": ["a.jpg", "b.jpg"]}])
    what = refused(data, "visit", "record", path)[0]
    assert what.startswith("answers[1].photos[1] 不对：“b.jpg”：")
    assert what.endswith(said)
    assert digest(data) == before
    assert not list((data / "blobs").glob("*/*"))


def test_the_bureau_records_no_visits(tmp_path: Path) -> None:
    data = bureau(tmp_path)
    assert refused(data, "visit", "record", visit_file(tmp_path, [WATER]))[0] == "局里的工作库不记现场检查。"


def test_a_notice_is_issued_handed_out_again_and_void(data: Path, tmp_path: Path) -> None:
    visit = ok(data, "visit", "record", visit_file(tmp_path, [SIGN, WATER]), "--json").data["visit"]
    pdf, copy = tmp_path / "通知书.pdf", tmp_path / "副本.pdf"
    before = digest(data)
    sentences = refused(data, "notice", "issue", visit, "--pdf", pdf)
    assert sentences[:2] == ["还不能签发。", "内容都在，没有取号。"]
    assert "项没查" in sentences[2]
    refused(data, "notice", "issue", visit, "--pdf", tmp_path / "none" / "x.pdf", "--reason", "时间不够")
    refused(data, "notice", "issue", "000000", "--pdf", pdf)
    refused(data, "notice", "issue", visit[:5], "--pdf", pdf)
    assert digest(data) == before
    assert not pdf.exists()

    issued = ok(data, "notice", "issue", visit, "--pdf", pdf, "--reason", "时间不够", "--json").data
    assert issued["number"] == "庐教督改〔2026〕1号"
    text = subprocess.run(["pdftotext", "-raw", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    assert "长江路小学" in text
    assert "630元全额退还学生" in text.replace("\n", "")

    ok(data, "notice", "reprint", "1", "--pdf", copy)
    assert copy.read_bytes() == pdf.read_bytes()
    assert refused(data, "notice", "reprint", "99", "--pdf", copy)[0] == "没有 99 这份文书。"
    assert refused(data, "visit", "record", visit_file(tmp_path, [WATER]))[0] == "SF-07 已签发，不能改。"

    assert refused(data, "notice", "void", "1", "--reason", " ")[0] == "作废要写原因。"
    ok(data, "notice", "void", "1", "--reason", "学校名称写错")
    assert refused(data, "notice", "void", "1", "--reason", "再来")[0] == "庐教督改〔2026〕1号 已经作废了。"
    assert ok(data, "visit", "show", visit, "--json").data["documents"][0]["void"]


def test_deadlines_count_from_the_day_of_service(data: Path, tmp_path: Path) -> None:
    visit = ok(data, "visit", "record", visit_file(tmp_path, [WATER]), "--json").data["visit"]
    pdf = tmp_path / "a.pdf"
    ok(data, "notice", "issue", visit, "--pdf", pdf, "--reason", "只查一项", "--service-day", "2026-09-21")
    measures = ok(data, "visit", "show", visit, "--json").data["findings"][0]["measures"]
    # Ten working days from Monday 21 September, past Mid-Autumn, National Day and the working Saturday after it.
    assert measures[0]["due_date"] == "2026-10-12"


def test_the_photos_of_a_notice_stay_out_where_that_is_said(data: Path, tmp_path: Path) -> None:
    visit = ok(data, "visit", "record", visit_file(tmp_path, [SIGN, WATER]), "--json").data["visit"]
    ok(data, "notice", "issue", visit, "--pdf", tmp_path / "a.pdf", "--reason", "时间不够", "--no-photos")
    assert "现场照片" not in _words(tmp_path / "a.pdf")
    ok(data, "notice", "void", "1", "--reason", "要附照片")
    ok(data, "notice", "issue", visit, "--pdf", tmp_path / "b.pdf", "--reason", "时间不够")
    assert "现场照片" in _words(tmp_path / "b.pdf")


def _words(pdf: Path) -> str:
    return subprocess.run(["pdftotext", "-raw", str(pdf), "-"], capture_output=True, text=True, check=True).stdout


def test_a_damaged_original_is_not_handed_out(data: Path, tmp_path: Path) -> None:
    visit = ok(data, "visit", "record", visit_file(tmp_path, [WATER]), "--json").data["visit"]
    pdf = tmp_path / "a.pdf"
    issued = ok(data, "notice", "issue", visit, "--pdf", pdf, "--reason", "只查一项", "--json").data
    stored = data / "blobs" / issued["pdf_sha256"][:2] / issued["pdf_sha256"]
    stored.write_bytes(stored.read_bytes() + b" ")
    assert "损坏了" in refused(data, "notice", "reprint", "1", "--pdf", pdf)[0]
    called = call(data, "check", "--deep", "--json")
    assert called.code == 1
    assert called.data["whole"] is False
    assert called.data["error"].startswith("工作库有损坏：")
    assert call(data, "check").code == 0
    stored.unlink()
    assert "不在这台机器上" in refused(data, "notice", "reprint", "1", "--pdf", pdf)[0]
    assert len(ok(data, "check", "--json").data["missing_photos"]) == 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small disk needs root")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_keeps_what_was_saved(world: Path, small_disk: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(world, small_disk / "laptop"))
    path = visit_file(tmp_path, [{**WATER, "item": f"SF-{number:02}"} for number in (7, 9, 10, 11, 14, 18)])
    free = shutil.disk_usage(small_disk).free
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(free - 96 * 1024))
    called = call(data, "visit", "record", path)
    assert called.code == 1
    assert "满了" in called.err
    ballast.unlink()
    assert ok(data, "check", "--deep", "--json").data["whole"]
    assert ok(data, "visit", "record", path, "--json").data["findings"] == 6
    assert ok(data, "check", "--deep", "--json").data["whole"]


def test_verify_says_whether_a_file_or_a_code_equals_what_was_issued(data: Path, tmp_path: Path) -> None:
    visit = ok(data, "visit", "record", visit_file(tmp_path, [SIGN]), "--json").data["visit"]
    pdf = tmp_path / "n.pdf"
    number = ok(data, "notice", "issue", visit, "--pdf", pdf, "--reason", "下次再查", "--json").data["number"]
    whole = ok(data, "verify", pdf, "--json").data
    assert (whole["verdict"], whole["holds"], whole["document"]["number"]) == ("identical", True, number)
    code = whole["document"]["code"]
    page = ok(data, "verify", code.lower()).out
    assert "校验码对" in page
    assert "公示栏未写批准文号" in page
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(pdf.read_bytes().replace(b"%%EOF", b"%%EOF\n%"))
    assert ok(data, "verify", changed, "--json").data["verdict"] == "same"
    unknown = call(data, "verify", "F" * 20)
    assert (unknown.code, unknown.err.splitlines()[0]) == (1, "本库没有签发过这份文书。")
    assert call(data, "verify", "F" * 20, "--json").data["verdict"] == "unknown"
    assert refused(data, "verify", "没有.pdf")[0] == "“没有.pdf”不是这里的文件，也不是校验码。"
    assert refused(data, "verify", "x" * 5000)[2].startswith("校验码是")
    ok(data, "notice", "void", number, "--reason", "校名写错")
    void = call(data, "verify", pdf)
    assert (void.code, void.err.splitlines()[0]) == (1, f"{number} 已经作废：校名写错")
    answer = call(data, "verify", pdf, "--json").data
    assert (answer["verdict"], answer["holds"], answer["error"]) == ("identical", False, void.err.splitlines()[0])
