"""Titles of several lines: whole in sense, in the shape of a trapezium or a rhombus, never wider than the page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xunjian.documents.composer.titles import balanced

MEASURE = 20.1  # characters of 2号 in 156 mm


def broken(text: str) -> list[str]:
    advances = [0.5 if character.isascii() else 1.0 for character in text]
    return [text[line.start : line.end] for line in balanced(text, advances, MEASURE)]


@pytest.mark.parametrize(
    "lines",
    [
        ["关于限期整改的通知"],
        ["庐川县教育局关于对庐川县实验小学", "教育收费专项检查问题限期整改的通知"],
        ["关于对庐川县实验小学", "教育收费专项检查问题限期整改的函"],
        ["西双版纳傣族自治州勐腊县", "教育体育和科学技术局"],
        ["庐川县教育局关于", "印发《庐川县中小学校服务性收费和", "代收费管理办法（试行）》的通知"],
        [
            "关于对西双版纳傣族自治州勐腊县",
            "尚勇镇九年一贯制学校违规收取校服款、",
            "饮水费、课后服务费等问题责令限期整改",
            "并追究有关人员责任的通知",
        ],
    ],
)
def test_titles_are_broken_where_an_official_would_break_them(lines: list[str]) -> None:
    assert broken("".join(lines)) == lines


PIECES = st.sampled_from(
    [
        "庐川县",
        "教育局",
        "关于",
        "实验小学",
        "2026年",
        "教育收费",
        "专项检查",
        "《办法》",
        "（试行）",
        "、",
        "的",
        "通知",
        "学校",
    ]
)


@given(st.lists(PIECES, min_size=1, max_size=30))
def test_no_line_of_a_title_is_wider_than_the_page_and_nothing_is_lost(pieces: list[str]) -> None:
    lines = broken("".join(pieces))
    assert "".join(lines) == "".join(pieces)
    assert all(sum(0.5 if character.isascii() else 1 for character in line) <= MEASURE for line in lines)


@pytest.mark.parametrize("place", range(1, 36))
def test_no_line_of_a_title_begins_or_ends_with_a_mark_that_may_not(place: int) -> None:
    lines = broken("甲" * place + "！【乙】2026年" + "丙" * (36 - place))
    assert not [line for line in lines[1:] if line[0] in "！】"]
    assert not [line for line in lines[:-1] if line.endswith("【")]
    assert any("2026年" in line for line in lines)


def test_a_title_longer_than_four_lines_is_still_printed() -> None:
    title = "庐川县教育局关于开展教育收费专项检查的通知" * 8
    assert "".join(broken(title)) == title
