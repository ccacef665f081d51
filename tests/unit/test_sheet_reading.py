"""Any file may be handed in: what is a table is read as people see it, what is not is refused in plain words."""

import contextlib
import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from xunjian.errors import UserError
from xunjian.sheets import kinds
from xunjian.sheets.cells import text_of
from xunjian.sheets.reading import Merge, read_sheets

DATA = Path(__file__).parent.parent / "data"
DIMENSIONS = struct.pack("<HHII", 0x0200, 14, 0, 4)
REAL = DATA / "全国成人高等学校名单-2025.xls"


def book(path: Path, fill: Callable[[xlsxwriter.Workbook], None]) -> Path:
    with xlsxwriter.Workbook(str(path)) as workbook:
        fill(workbook)
    return path


def small_xlsx(path: Path) -> Path:
    return book(path, lambda workbook: workbook.add_worksheet("学校").write_row(0, 0, ["学校名称", "红星小学"]))


def small_xls(path: Path) -> Path:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("学校")
    for column, value in enumerate(["学校名称", 2134010001, date(2026, 8, 31)]):
        style = xlwt.easyxf(num_format_str="yyyy-mm-dd") if isinstance(value, date) else xlwt.Style.default_style
        sheet.write(0, column, value, style)
    sheet.row(1).set_cell_error(0, 0x2A)
    sheet.write_merge(2, 3, 0, 1, "合并")
    workbook.save(str(path))
    return path


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2134010001.0, "2134010001"),
        (0.0, "0"),
        (3.40102199001011e17, "340102199001011000"),
        (1.5, "1.5"),
        (0.1 + 0.2, "0.3"),
        (True, "TRUE"),
        (date(2026, 8, 31), "2026-08-31"),
        (datetime(2026, 8, 31), "2026-08-31"),  # noqa: DTZ001 - a cell has no zone
        (datetime(2026, 8, 31, 9, 5), "2026-08-31 09:05"),  # noqa: DTZ001
        (time(9, 5), "09:05"),
        ("  原样 ", "  原样 "),
        (None, ""),
    ],
)
def test_a_cell_reads_as_people_see_it(value: object, text: str) -> None:
    assert text_of(value) == text


@given(st.integers(0, 10**15 - 1))
def test_whole_numbers_of_up_to_15_digits_keep_every_digit(number: int) -> None:
    assert text_of(float(number)) == str(number)


def test_xlsx_with_errors_merges_and_hidden_sheet(tmp_path: Path) -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet("名单")
        sheet.write_row(1, 1, ["学校名称", 2134010001])
        sheet.write_formula(2, 1, "=NA()", None, "#N/A")
        sheet.write_formula(2, 5, "=1/0", None, "#DIV/0!")
        sheet.merge_range(3, 1, 4, 2, "城东片区")
        workbook.add_worksheet("字典").hide()

    first, second = read_sheets(book(tmp_path / "a.xlsx", fill))
    assert first.rows[1] == ["", "学校名称", "2134010001", "", "", ""]
    assert first.rows[2] == ["", "#N/A", "", "", "", "#DIV/0!"]
    assert first.merged == (Merge(3, 1, 4, 2),)
    assert (first.hidden, second.hidden) == (False, True)


def test_xls_with_an_error_and_a_merge(tmp_path: Path) -> None:
    (sheet,) = read_sheets(small_xls(tmp_path / "a.xls"))
    assert sheet.rows[0] == ["学校名称", "2134010001", "2026-08-31"]
    assert sheet.rows[1][0] == "#N/A"
    assert sheet.merged == (Merge(2, 0, 3, 1),)


def test_the_ministry_list_is_read_whole() -> None:
    (sheet,) = read_sheets(REAL)
    assert len(sheet.rows) == 281
    assert sheet.rows[4][:3] == ["1", "北京市海淀区职工大学", "4211050001"]


@pytest.mark.parametrize("name", ["改了名.csv", "wps的.et", "没有扩展名"])
def test_the_content_decides_not_the_name(tmp_path: Path, name: str) -> None:
    assert read_sheets(small_xlsx(tmp_path / name))[0].rows == [["学校名称", "红星小学"]]
    assert read_sheets(small_xls(tmp_path / name))[0].rows[0][0] == "学校名称"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_text_in_every_office_encoding(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "学校.csv"
    path.write_bytes(f'学校名称{delimiter}"电{delimiter}话"\r\n𬱖镇小学{delimiter}1\r\n只有名'.encode(encoding))
    (sheet,) = read_sheets(path)
    assert sheet.name == "学校"
    assert sheet.rows == [["学校名称", f"电{delimiter}话"], ["𬱖镇小学", "1"], ["只有名", ""]]


def cut_off(path: Path) -> None:
    content = small_xlsx(path).read_bytes()
    path.write_bytes(content[: len(content) // 2])


def cut_off_xls(path: Path) -> None:
    content = small_xls(path).read_bytes()
    path.write_bytes(content[:700])


def locked_xlsx(path: Path) -> None:
    """An encrypted workbook is a compound file with this stream instead of a ZIP package ([MS-OFFCRYPTO] 2.3)."""
    with_stream(path, "EncryptedPackage")


def old_word_file(path: Path) -> None:
    with_stream(path, "WordDocument")


def with_stream(path: Path, name: str) -> None:
    """Write a compound file whose stream has another name than a workbook's."""
    content = small_xls(path).read_bytes()
    before, after = (text.encode("utf-16-le").ljust(48, b"\0") for text in ("Workbook", name))
    assert before in content
    path.write_bytes(content.replace(before, after))


def locked_xls(path: Path) -> None:
    """A FILEPASS record takes the place of the first record after BOF ([MS-XLS] 2.4.117)."""
    content = bytearray(small_xls(path).read_bytes())
    _, length = struct.unpack_from("<HH", content, 512)
    struct.pack_into("<H", content, 512 + 4 + length, 0x2F)
    path.write_bytes(content)


def claims_to_be_huge(path: Path) -> None:
    """The first row of DIMENSIONS ([MS-XLS] 2.4.90) lies behind its last; calamine would reserve for the difference."""
    content = small_xls(path).read_bytes()
    assert content.count(DIMENSIONS) == 1
    path.write_bytes(content.replace(DIMENSIONS, DIMENSIONS[:7] + b"\xef" + DIMENSIONS[8:]))


def claims_many_words(path: Path) -> None:
    """SST ([MS-XLS] 2.4.265) counts more strings than the file has bytes."""
    content = bytearray(small_xls(path).read_bytes())
    place = content.index(struct.pack("<H", 0xFC), content.index("学校名称".encode("utf-16-le")) - 24)
    struct.pack_into("<I", content, place + 8, 0x7FFFFFFF)
    path.write_bytes(content)


def far_away(path: Path) -> None:
    book(path, lambda workbook: workbook.add_worksheet().write(1048575, 16383, "误填"))


def unfolds_hugely(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", bytes(kinds.MAX_UNPACKED + 1))


def word_file(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", "<w/>")


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (Path.exists, "找不到"),
        (Path.mkdir, "是文件夹"),
        (Path.touch, "是空文件"),
        (cut_off, "已损坏"),
        (cut_off_xls, "已损坏"),
        (locked_xlsx, "打开密码"),
        (locked_xls, "打开密码"),
        (claims_to_be_huge, "已损坏"),
        (claims_many_words, "已损坏"),
        (far_away, "第 1048576 行还有内容"),
        (unfolds_hugely, "展开后超过"),
        (word_file, "看不懂"),
        (old_word_file, "看不懂"),
        (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0"), "看不懂"),
        (lambda path: path.write_bytes(b"\xff\xfe\xfd\xfc\xff"), "看不懂"),
        (lambda path: path.write_text("\n<html><table><tr><td>学校名称", encoding="utf-8"), "网页格式"),
    ],
)
def test_what_cannot_be_read_is_refused_in_three_parts(
    tmp_path: Path, make: Callable[[Path], object], what: str
) -> None:
    path = tmp_path / "名单.xlsx"
    make(path)
    with pytest.raises(UserError) as refused:
        read_sheets(path)
    error = refused.value
    assert what in error.what
    assert "名单.xlsx" in error.what
    assert error.safe == kinds.NOTHING_DONE
    assert error.hint.startswith("请")


def test_a_file_over_50_mb_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "大.xlsx"
    with path.open("wb") as file:
        file.truncate(kinds.MAX_BYTES + 1)
    with pytest.raises(UserError, match="超过 50 MB"):
        read_sheets(path)


@settings(deadline=None)  # the first example loads calamine
@given(
    st.booleans(), st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=6)
)
def test_a_broken_file_never_escapes_as_a_bug(
    tmp_path_factory: pytest.TempPathFactory, is_xlsx: bool, harm: list[tuple[float, int]]
) -> None:
    path = tmp_path_factory.mktemp("broken") / "a"
    content = bytearray((small_xlsx if is_xlsx else small_xls)(path).read_bytes())
    for place, byte in harm:
        content[int(place * len(content))] = byte
    path.write_bytes(content)
    with contextlib.suppress(UserError):
        read_sheets(path)
