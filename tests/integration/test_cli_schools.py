"""Lists of schools by command: previewed, taken, refused."""

from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from tests.cli import COUNTY, bureau, call, digest, ok, refused


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return bureau(tmp_path, schools=False)


def test_a_dry_run_tells_all_and_writes_nothing(data: Path) -> None:
    before = digest(data)
    told = ok(data, "schools", "import", COUNTY, "--dry-run", "--json").data
    assert len(told["new"]) == 44
    assert told["imported"] is None
    assert any("全角转半角" in repair["how"] for repair in told["repairs"])
    assert "新增 44 所" in ok(data, "schools", "import", COUNTY, "--dry-run").out
    assert digest(data) == before


def test_imported_twice_the_second_changes_nothing(data: Path) -> None:
    assert ok(data, "schools", "import", COUNTY, "--json").data["imported"]["new"] == 44
    before = digest(data)
    again = ok(data, "schools", "import", COUNTY, "--json").data
    assert (again["imported"]["unchanged"], again["unchanged"]) == (44, 44)
    assert digest(data) == before


def test_an_update_names_fields_before_and_after(data: Path, tmp_path: Path) -> None:
    ok(data, "schools", "import", COUNTY)
    change = tmp_path / "改.csv"
    change.write_text("学校名称,学校标识码,校长\n长江路小学,2134012347,何静波\n", encoding="utf-8")
    told = ok(data, "schools", "import", change, "--json").data
    assert told["updated"][0]["changes"] == [{"field": "principal", "old": "何静", "new": "何静波"}]
    assert len(told["absent"]) == 43
    assert ok(data, "schools", "show", "2134012347", "--json").data["principal"] == "何静波"


def test_found_by_name_code_and_initials_and_shown(data: Path) -> None:
    ok(data, "schools", "import", COUNTY)
    for text in ("长江路", "2134012347", "cjl"):
        found = ok(data, "schools", "list", "--search", text, "--json").data
        assert [school["name"] for school in found] == ["长江路小学"]
    assert "长江路小学" in ok(data, "schools", "show", "2134012347").out
    assert ok(data, "schools", "show", "长江路小学", "--json").data["code"] == "2134012347"
    assert "没找到" in ok(data, "schools", "list", "--search", "紫禁城").out
    assert refused(data, "schools", "show", "1")[0] == "没有标识码或名称是“1”的学校。"


def test_suspect_rows_stop_the_import_unless_skipped(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "重复.csv"
    path.write_text("学校名称\n红星小学\n红星小学\n红旗小学\n", encoding="utf-8")
    before = digest(data)
    assert refused(data, "schools", "import", path)[0].startswith("有 2 行要先看一看：第 2 行“红星小学”")
    assert digest(data) == before
    called = call(data, "schools", "import", path, "--skip-bad", "--json")
    assert called.code == 4
    assert called.data["imported"] == {"new": 1, "updated": 0, "unchanged": 0, "skipped": 2}
    assert [row["row"] for row in called.data["suspect"]] == [2, 3]


def _without_names(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, ["序号", "电话"])


def _damaged(path: Path) -> None:
    path.write_bytes(COUNTY.read_bytes()[:4000])


def _locked(path: Path) -> None:
    # What Office writes for a book with a password: an OLE container with a stream of this name.
    name = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + name + bytes(4096))


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _absent(path: Path) -> None:
    path.unlink(missing_ok=True)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_without_names, "里没有“学校名称”这一列"),
        (_damaged, "已损坏或没有复制完"),
        (_locked, "设了打开密码"),
        (_empty, "是空文件"),
        (_absent, "找不到"),
    ],
    ids=["no names", "damaged", "password", "empty", "absent"],
)
def test_a_list_that_cannot_be_read_leaves_everything(
    data: Path, tmp_path: Path, spoil: Callable[[Path], None], said: str
) -> None:
    path = tmp_path / "名单.xlsx"
    spoil(path)
    before = digest(data)
    sentences = refused(data, "schools", "import", path)
    assert said in sentences[0]
    assert len(sentences) == 3
    assert all(sentences)
    assert digest(data) == before
