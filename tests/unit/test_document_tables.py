"""Tables and forms on paper: nothing lost, nothing outside its cell, heads repeated, text back on the grid."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import pdfplumber
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xunjian.documents.composer.cells import Choices, Slots, Text
from xunjian.documents.composer.flow import Block, paginate
from xunjian.documents.composer.fonts import Span, Typesetter
from xunjian.documents.composer.grid import FILLED, MM
from xunjian.documents.composer.paper import Paper
from xunjian.documents.composer.parts import draw_pages, paragraphs
from xunjian.documents.composer.setting import Align
from xunjian.documents.composer.tables import Cell, Column, Row, label, table, value

COLUMNS = (Column(3, align=Align.CENTRE), Column(share=1), Column(share=2), Column(6, align=Align.RIGHT))
HEAD = Row((label("序号"), label("检查项目"), label("事实"), label("金额")))
BLOCK = (28 * MM, 37 * MM, 184 * MM, 262 * MM)
HALF_A_RULE = 0.2 * MM


def pages(*blocks: Block) -> list[Any]:
    """Return the pages of a document of these blocks as pdfplumber reads them."""
    paper = Paper("", "", date(2026, 9, 8))
    draw_pages(paper, paginate(blocks))
    with pdfplumber.open(io.BytesIO(paper.finish())) as document:
        return [page.within_bbox((0, 0, page.width, 265 * MM)) for page in document.pages if page.chars]


def rows_of(count: int, fact: str = "向学生收取饮水费，未列入公示栏") -> list[Row]:
    return [Row((f"{number}", "收费公示", f"{fact}第{number}条", "1,280.00")) for number in range(1, count + 1)]


def made(rows: Sequence[Row], head: Sequence[Row] = (HEAD,)) -> Block:
    return table(Typesetter(), FILLED, COLUMNS, rows, head=head)


def letters(page: Any) -> str:
    return "".join(char["text"] for char in page.chars if char["text"].strip())


def borders(page: Any) -> list[float]:
    return sorted({round(line["x0"], 1) for line in page.lines if abs(line["x0"] - line["x1"]) < 0.01})


def rows_on_grid(page: Any) -> list[float]:
    """Return the rows, counted from the first, on which characters of 3号 stand."""
    tops = {297 * MM - char["matrix"][5] - 0.85 * 15.75 for char in page.chars if abs(char["size"] - 15.75) < 0.01}
    return sorted((top - 37 * MM) / FILLED.pitch for top in tops)


def test_the_head_stands_on_every_page_and_no_row_is_lost() -> None:
    found = pages(made(rows_of(60)))
    assert len(found) > 1
    assert all(letters(page).startswith("序号检查项目事实金额") for page in found)
    text = "".join(letters(page) for page in found)
    assert all(f"第{number}条" in text for number in range(1, 61))


def test_no_row_is_left_alone_on_the_last_page() -> None:
    for count in range(20, 30):
        *_, last = pages(made(rows_of(count)))
        assert letters(last).count("收费公示") > 1


@pytest.mark.parametrize("lines", range(10, 21))
def test_no_row_is_left_alone_at_the_end_of_a_page(lines: int) -> None:
    setter = Typesetter()
    first, *_ = pages(*paragraphs(setter, Span("\n".join("行" * lines))), made(rows_of(12)))
    assert letters(first).count("收费公示") != 1


def test_of_rows_of_which_a_page_holds_one_each_has_its_page() -> None:
    rows = [Row((value(f"第{number}条", across=4, least=150 * MM),)) for number in range(3)]
    found = [letters(page) for page in pages(*paragraphs(Typesetter(), Span("行")), made(rows, head=()))]
    assert found == ["行第0条", "第1条", "第2条"]


def test_nothing_leaves_the_text_block() -> None:
    left, top, right, bottom = BLOCK
    for page in pages(made(rows_of(60))):
        assert min(char["x0"] for char in page.chars) > left
        assert max(char["x1"] for char in page.chars) < right
        edges = [edge for rect in page.rects for edge in (rect["top"], rect["bottom"])]
        assert min(edges) >= top - HALF_A_RULE
        assert max(edges) <= bottom + HALF_A_RULE


def test_every_character_stays_between_the_borders_of_its_cell() -> None:
    (page,) = pages(made([Row(("12345678", "https://www.example.invalid/" + "q" * 40, "甲" * 90, "￥1,234,567.00"))]))
    first, second, third = borders(page)
    for char in page.chars:
        column = [char["x0"] > border for border in (first, second, third)]
        assert column == [char["x1"] > border + 0.01 for border in (first, second, third)]
    assert letters(page).count("q") == 40
    assert letters(page).count("甲") == 90


def test_a_row_higher_than_a_page_goes_on_with_the_head_above_it() -> None:
    found = pages(made([*rows_of(2), Row(("3", "现场情况", "检查组查看了账簿。" * 300, "")), *rows_of(2)]))
    assert len(found) > 1
    assert all(letters(page).startswith("序号检查项目事实金额") for page in found)
    text = "".join(letters(page).removeprefix("序号检查项目事实金额") for page in found)
    for elsewhere in ("现场情况", "3", "续"):
        text = text.replace(elsewhere, "")
    assert text.count("检查组查看了账簿。") == 300
    assert text.endswith("第2条1,280.00")


def test_where_a_row_goes_on_its_first_cell_says_so() -> None:
    first, *others = pages(made([Row(("3", "现场情况", "检查组查看了账簿。" * 400, ""))]))
    assert len(others) > 1
    assert [letters(page).count("续") for page in (first, *others)] == [0, *(1 for _ in others)]
    for page in others:
        (mark,) = [char for char in page.chars if char["text"] == "续"]
        assert (mark["x0"] + mark["x1"]) / 2 == pytest.approx((28 * MM + borders(page)[0]) / 2, abs=0.5)


def test_a_table_that_goes_on_between_its_rows_says_nothing_of_it() -> None:
    assert all("续" not in letters(page) for page in pages(made(rows_of(60))))
    assert all("续" not in letters(page) for page in pages(made([Row((value("检查账簿。" * 900, across=4),))])))


def test_a_number_that_takes_several_lines_is_not_marked_while_it_lasts() -> None:
    found = pages(made([Row(("九" * 3 * 60, "", "检查组查看了账簿。" * 20, ""))]))
    text = "".join(map(letters, found))
    assert (text.count("九"), text.count("续")) == (180, 0)


def test_a_low_row_is_never_cut() -> None:
    fact = "甲乙丙丁" * 12
    text = [letters(page) for page in pages(made([Row((f"{number}", "", fact, "")) for number in range(40)]))]
    assert len(text) > 1
    assert all(page.count("甲") % 12 == 0 for page in text)


def test_rows_that_belong_together_share_a_page() -> None:
    for before in range(18, 26):
        rows = [*rows_of(before), Row((value("签名", across=4),), with_next=True), Row((value("日期", across=4),))]
        assert any("签名日期" in letters(page) for page in pages(made(rows)))


def test_high_rows_that_belong_together_do_not_fall_off_the_page() -> None:
    rows = [Row((value(f"第{number}条", across=4, least=60 * MM),), with_next=True) for number in range(8)]
    found = pages(made(rows))
    assert all(f"第{number}条" in "".join(map(letters, found)) for number in range(8))
    assert all(rect["bottom"] <= 262 * MM + HALF_A_RULE for page in found for rect in page.rects)


def test_a_head_that_would_fill_the_page_is_printed_once() -> None:
    found = pages(made(rows_of(30), [Row((value("表头很长，" * 800, across=4),))]))
    text = "".join(map(letters, found))
    assert text.count("表头很长，") == 800
    assert text.endswith("第30条1,280.00")
    assert all(rect["bottom"] <= 262 * MM + HALF_A_RULE for page in found for rect in page.rects)


@pytest.mark.parametrize("rows", range(1, 14))
def test_text_after_a_table_stands_on_the_grid_again(rows: int) -> None:
    setter = Typesetter()
    (page,) = pages(
        *paragraphs(setter, Span("检查情况如下：")),
        made(rows_of(rows, "未公示")),
        *paragraphs(setter, Span("以上情况属实。")),
    )
    places = rows_on_grid(page)
    assert len(places) == 2
    assert all(abs(place - round(place)) < 0.02 for place in places)
    (frame,) = page.rects
    after = max(char["top"] for char in page.chars if abs(char["size"] - 15.75) < 0.01)
    assert after - frame["bottom"] > 3 * MM


def test_the_frame_is_0_35_mm_and_the_rules_inside_are_0_25_mm() -> None:
    (page,) = pages(made(rows_of(3)))
    assert {round(rect["linewidth"] / MM, 2) for rect in page.rects} == {0.35}
    assert {round(line["linewidth"] / MM, 2) for line in page.lines} == {0.25}


def test_cells_stand_in_the_middle_of_their_row_and_amounts_at_the_right() -> None:
    (page,) = pages(made([Row(("7", "公示", "检查组查看了账簿" * 8, "63.00"))], head=()))
    (frame,) = page.rects
    middle = (frame["top"] + frame["bottom"]) / 2
    number = next(char for char in page.chars if char["text"] == "7")
    assert 297 * MM - number["matrix"][5] - 0.35 * 14 == pytest.approx(middle, abs=0.5)
    amount = [char for char in page.chars if char["x0"] > borders(page)[-1]]
    assert amount[-1]["x1"] == pytest.approx(184 * MM - 0.4 * 14, abs=3)


def test_choices_have_boxes_and_signatures_a_dotted_line() -> None:
    content = (Choices(("无异议", "有异议"), frozenset({"有异议"})), Slots(("负责人签名：", "日期："), "日"))
    (page,) = pages(table(Typesetter(), FILLED, (Column(share=1),), [Row((Cell(content),))]))
    assert letters(page) == "□无异议√有异议负责人签名：日日期：日"
    small = [rect for rect in page.rects if rect["width"] < 20]
    assert len(small) == 1
    dots = [line for line in page.lines if line["width"] < 1.5 and line["height"] == 0]
    assert len(dots) > 50


def test_a_form_may_leave_room_to_write() -> None:
    (page,) = pages(
        table(Typesetter(), FILLED, (Column(4), Column(share=1)), [Row((label("意见"), value("", least=200)))])
    )
    (frame,) = page.rects
    assert frame["height"] == pytest.approx(200 + 0.7 * 14, abs=0.1)


def test_a_line_break_in_a_cell_begins_a_paragraph() -> None:
    (page,) = pages(table(Typesetter(), FILLED, (Column(share=1),), [Row((Cell((Text((Span("甲\r\n\r\n乙"),)),)),))]))
    first, second = page.chars
    assert second["top"] - first["top"] == pytest.approx(1.3 * 14, abs=0.1)


@pytest.mark.parametrize("cells", [("一", "二", "三"), ("一", "二", "三", "四", "五"), (value("一", across=5),)])
def test_cells_must_cover_the_columns(cells: tuple[Cell | str, ...]) -> None:
    with pytest.raises(ValueError, match="Row"):
        made([Row(cells)])


TEXTS = st.text("检查收费公示，。：（）《》1aW <&", max_size=300)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=12), st.integers(0, 21))
def test_all_text_of_all_cells_is_on_paper(cells: list[tuple[str, str]], before: int) -> None:
    setter = Typesetter()
    rows = [Row(("", first, second, "")) for first, second in cells]
    found = pages(*paragraphs(setter, Span("\n".join("行" * before))), made(rows, head=()))
    wanted = sorted("".join("".join(pair) for pair in cells).replace(" ", "") + "行" * before)
    assert sorted("".join(map(letters, found))) == wanted
