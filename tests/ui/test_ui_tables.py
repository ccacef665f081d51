"""Tables: the right rows, fetched by pages, in groups, in words; fixed heights."""

from collections.abc import Sequence
from typing import NamedTuple

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from xunjian.ui.tables import PAGE, ROW_ROLE, Column, Group, Head, Mark, PagedModel
from xunjian.ui.theme import look
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.views import RowTable


class School(NamedTuple):
    """A row."""

    key: int
    name: str
    late: int = 0


COLUMNS = (
    Column[School]("名称", lambda row: row.name),
    Column[School](
        "期限",
        lambda _row: "",
        width=64,
        mark=lambda row: Mark("alert-circle", f"逾期{row.late}天", Tone.BAD) if row.late else None,
    ),
    Column[School]("编号", lambda row: str(row.key), width=40, right=True),
)


class Source:
    """Rows for ids, and which ids were asked for."""

    def __init__(self) -> None:
        self.asked: list[Sequence[int]] = []

    def fetch(self, ids: Sequence[int]) -> list[School]:
        """Return the rows of the ids."""
        self.asked.append(ids)
        return [School(key, f"学校{key}", late=key % 2) for key in ids]


@pytest.fixture
def source() -> Source:
    """Where the rows come from."""
    return Source()


@pytest.fixture
def model(source: Source, qapp: object) -> PagedModel[School]:
    """An empty model over the source."""
    return PagedModel(COLUMNS, source.fetch)


def test_the_model_keeps_qts_rules(model: PagedModel[School]) -> None:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.show_ids(range(450))
    model.show_groups([Group("逾期", [3, 1]), Group("整改中", []), Group("已销号", [7])])
    model.refresh()
    tester.deleteLater()


def test_rows_are_fetched_by_the_page_they_are_on(model: PagedModel[School], source: Source) -> None:
    model.show_ids(range(100, 100_100))
    assert source.asked == []
    assert model.index(0, 0).data() == "学校100"
    assert model.index(99_999, 0).data() == "学校100099"
    assert model.index(199, 2).data() == "299"
    assert [len(ids) for ids in source.asked] == [PAGE, PAGE]


def test_few_pages_are_kept(model: PagedModel[School], source: Source) -> None:
    model.show_ids(range(20 * PAGE))
    for page in range(20):
        model.entry(page * PAGE)
    assert len(model._pages) <= 8
    model.entry(0)
    assert len(source.asked) == 21


def test_groups_have_heads_that_cannot_be_chosen(model: PagedModel[School]) -> None:
    model.show_groups([Group("逾期", [5, 4]), Group("整改中", []), Group("已销号", [9])])
    assert model.rowCount() == 5
    assert [model.entry(row) for row in (0, 3)] == [Head("逾期", "2"), Head("已销号", "1")]
    assert [model.id_at(row) for row in range(5)] == [None, 5, 4, None, 9]
    assert not model.flags(model.index(3, 0)) & Qt.ItemFlag.ItemIsSelectable
    assert model.flags(model.index(4, 0)) & Qt.ItemFlag.ItemIsSelectable
    assert model.number_of(9) == 4
    assert model.number_of(77) == -1
    assert model.head_rows() == [0, 3]


def test_arrows_and_home_step_over_heads(model: PagedModel[School], qtbot: QtBot) -> None:
    table = RowTable(model, "整改")
    qtbot.addWidget(table)
    model.show_groups([Group("逾期", [5]), Group("已销号", [9])])
    table.show()
    table.choose(5)
    places = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_End, Qt.Key.Key_Home, Qt.Key.Key_PageUp):
        QTest.keyClick(table, key)
        places.append(table.current_id())
    assert places == [9, 5, 5, 9, 5, 5]


def test_a_row_is_said_in_words(model: PagedModel[School]) -> None:
    model.show_groups([Group("逾期", [5, 4])])
    said = [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(3)]
    assert said == ["逾期，2 条", "名称学校5，期限逾期1天，编号5", "名称学校4，编号4"]


def test_refreshing_shows_what_changed_and_keeps_the_place(model: PagedModel[School], source: Source) -> None:
    table = RowTable(model, "学校")
    model.show_ids([3, 2, 1])
    table.choose(2)
    model.index(0, 0).data()
    asked = len(source.asked)
    model.refresh()
    model.index(0, 0).data()
    assert len(source.asked) == asked + 1
    assert table.current_id() == 2
    table.deleteLater()


def test_a_table_of_many_rows_opens_at_once(model: PagedModel[School], source: Source, qtbot: QtBot) -> None:
    table = RowTable(model, "学校")
    qtbot.addWidget(table)
    table.resize(600, 400)
    model.show_ids(range(100_000))
    with qtbot.waitExposed(table):
        table.show()
    assert table.rowHeight(0) == table.rowHeight(99_999) == look().measures.row
    table.scrollToBottom()
    table.viewport().repaint()
    assert len(source.asked) <= 4


def test_heads_of_groups_are_lower_and_go_across(model: PagedModel[School], qtbot: QtBot) -> None:
    table = RowTable(model, "整改")
    qtbot.addWidget(table)
    model.show_groups([Group("逾期", [5]), Group("已销号", [9])])
    assert [table.rowHeight(row) for row in range(4)] == [32, 36, 32, 36]
    assert table.columnSpan(2, 0) == 3
    model.show_ids([1, 2, 3])
    assert [table.rowHeight(row) for row in range(3)] == [36, 36, 36]
    assert table.columnSpan(2, 0) == 1


def test_columns_have_their_widths_and_one_takes_the_rest(model: PagedModel[School], qtbot: QtBot) -> None:
    table = RowTable(model, "学校")
    qtbot.addWidget(table)
    for width in (600, 400):
        table.resize(width, 300)
        table.show()
        table.resize(width, 300)
        assert table.columnWidth(1) == 64 + 12
        assert sum(table.columnWidth(number) for number in range(3)) == table.viewport().width()


def test_choosing_and_opening_tell_the_id(model: PagedModel[School], qtbot: QtBot) -> None:
    table = RowTable(model, "学校")
    qtbot.addWidget(table)
    told: list[object] = []
    table.chosen.connect(told.append)
    table.opened.connect(lambda key: told.append(("opened", key)))
    model.show_ids([30, 20, 10])
    table.show()
    table.setFocus()
    assert table.choose(20)
    assert not table.choose(99)
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert told == [20, 10, ("opened", 10)]
    assert table.model().index(2, 0).data(ROW_ROLE) == School(10, "学校10")
