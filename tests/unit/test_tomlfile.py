"""A mistake in a data file is told by file, line and field."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from xunjian.errors import UserError
from xunjian.reference.tomlfile import read_toml


@dataclass(frozen=True)
class Row:
    name: str
    count: int = 0


TEXT = """title = "甲"  # 说明

[[row]]
name = "一"
[[row.part]]
count = 1
[[row.part]]
count = 2

[[row]]
name = "二"
[[row.part]]
count = 3
words = [
  "子",
  "丑",
]
"""


@pytest.mark.parametrize(
    ("name", "numbers", "field", "value", "line"),
    [
        ("", (0,), "title", "", 1),
        ("row", (0,), "name", "", 4),
        ("row", (1,), "", "", 10),
        ("row", (1,), "name", "", 11),
        ("row.part", (0, 1), "count", "", 8),
        ("row.part", (1, 0), "count", "", 13),
        ("row.part", (1, 0), "words", "丑", 16),
        ("row.part", (1, 0), "absent", "", 12),
    ],
)
def test_lines_of_tables_fields_and_values(
    tmp_path: Path, name: str, numbers: tuple[int, ...], field: str, value: str, line: int
) -> None:
    path = tmp_path / "rows.toml"
    path.write_text(TEXT, encoding="utf-8")
    assert read_toml(path).line_of(name, numbers, field, value) == line


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b'a = 1\nb = "x\n', "rows.toml 第 2 行 b"),
        (b"a = 1\na = 2\n", "rows.toml 第 2 行 a"),
        (b"a = 1\nb = [1,\n2\n", "rows.toml 第"),
        ("甲".encode("gb18030"), "rows.toml 第 1 行"),
    ],
)
def test_a_file_that_is_not_toml(tmp_path: Path, content: bytes, place: str) -> None:
    path = tmp_path / "rows.toml"
    path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        read_toml(path)
    assert caught.value.what.startswith(place)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"rows\.toml"):
        read_toml(tmp_path / "rows.toml")


def test_sub_tables_are_converted_apart(tmp_path: Path) -> None:
    path = tmp_path / "rows.toml"
    path.write_text(TEXT, encoding="utf-8")
    file = read_toml(path)
    assert file.convert(file.data["row"][1], Row, "row", (1,)) == Row("二")
    with pytest.raises(UserError, match="第 14 行 words：没有这个字段"):
        file.convert(file.data["row"][1]["part"][0], Row, "row.part", (1, 0))
    with pytest.raises(UserError, match=r"第 5 行 row\.part：没有这种表"):
        file.refuse_tables({"row"})
