"""Pictures of the kit, to be looked at: `python -m tests.ui.gallery FOLDER`."""

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from xunjian.ui import theme
from xunjian.ui.hints import Hint, set_hints
from xunjian.ui.mainwindow import MainWindow
from xunjian.ui.navigation import Screen
from xunjian.ui.tables import Column, Head, Mark, PagedModel
from xunjian.ui.theme import look
from xunjian.ui.tokens import TextSize, Tone
from xunjian.ui.widgets.answers import AnswerBar
from xunjian.ui.widgets.basics import Icon, Label, Panel
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.checklist import ItemList, ItemRow, SectionList, SectionRow
from xunjian.ui.widgets.chips import ANSWER_MARKS, CLOSED, CONFLICT, DRAFT, IN_PROGRESS, TO_RECHECK, Chip, Tag, overdue
from xunjian.ui.widgets.choices import Choice, Radio, Tick
from xunjian.ui.widgets.facts import Fact, FactsBox, Happening, Timeline, facts_grid
from xunjian.ui.widgets.fields import Field, TextArea, number_edit
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.ui.widgets.paper import PaperView
from xunjian.ui.widgets.phrases import PhraseList
from xunjian.ui.widgets.progress import AnswerProgress, Counts, WorkProgress
from xunjian.ui.widgets.ring import RingKeeper
from xunjian.ui.widgets.search import SearchField
from xunjian.ui.widgets.segmented import Segmented, Tabs
from xunjian.ui.widgets.thumbnails import Photo, PhotoStrip
from xunjian.ui.widgets.views import RowTable

SCREENS = (
    Screen("今天", "calendar-event"),
    Screen("学校", "school"),
    Screen("检查", "clipboard-check", 2),
    Screen("整改", "progress-check", 5),
    Screen("来件", "mail", 3),
    Screen("抽取", "arrows-shuffle"),
    Screen("汇总", "chart-bar"),
    Screen("设置", "settings"),
)


class School(NamedTuple):
    """A school as its list shows it."""

    name: str
    area: str
    visited: str
    open: int
    late: int
    letters: int


SCHOOLS = (
    School("长江路小学", "城东", "9月16日", 2, 1, 1),
    School("东风路九年一贯制学校", "城东", "–", 0, 0, 0),
    School("庐州区实验小学", "城东", "今天", 1, 0, 0),
    School("庐州区第二实验幼儿园", "城东", "5月20日", 0, 0, 0),
    School("红旗小学", "城东", "3月18日", 0, 0, 0),
    School("红星小学", "城东", "9月17日", 1, 1, 1),
    School("<b>滨河</b>小学", "城东", "–", 0, 0, 0),
    School("志远高级中学（民办）", "城东", "2025-10-13", 0, 0, 0),
)


HAPPENINGS = (
    Happening("1", "11月19日", "〔2026〕19号 逾期", "伙食费收支公示", Tone.BAD),
    Happening("2", "11月17日", "学校报来整改报告，待复查", "教辅一科一辅", Tone.WAIT),
    Happening("3", "11月15日", "来件 L-198", "市长热线·收费"),
    Happening("4", "2025-09-10", "教辅专项：不符合 1 项，已销号", "回头看无反弹", Tone.OK),
)


def count(number: int) -> str:
    """Return a count, – for nothing."""
    return str(number) if number else "–"


COLUMNS = (
    Column[School]("名称", lambda row: row.name),
    Column[School]("片区", lambda row: row.area, width=48, quiet=True),
    Column[School]("上次检查", lambda row: row.visited, width=96, right=True),
    Column[School]("未销号", lambda row: count(row.open), width=56, right=True),
    Column[School](
        "",
        lambda _row: "",
        width=64,
        mark=lambda row: Mark("alert-circle", f"逾期{row.late}", Tone.BAD) if row.late else None,
    ),
    Column[School]("来件", lambda row: count(row.letters), width=40, right=True),
)


def margins(widget: QWidget | None, *sides: int, spacing: int = 0, across: bool = False) -> QHBoxLayout | QVBoxLayout:
    """Return a layout with the given margins."""
    layout: QHBoxLayout | QVBoxLayout = QHBoxLayout() if across else QVBoxLayout()
    if widget is not None:
        widget.setLayout(layout)
    layout.setContentsMargins(*(look().px(side) for side in sides or (0, 0, 0, 0)))
    layout.setSpacing(look().px(spacing))
    return layout


def schools() -> QWidget:
    """Return the list and the head of the profile of picture 03."""
    page = QWidget()
    whole = margins(page, across=True)
    left = Panel("bg", "right")
    left.setFixedWidth(look().px(600))
    column = margins(left, 0, 12, 1, 0)
    filters = margins(None, 16, 0, 16, 12, spacing=8, across=True)
    search = SearchField("名称或首字母", "Ctrl+F")
    search.setFixedWidth(look().px(228))
    area = Choice("片区", ["片区", "城东"], is_filter=True)
    area.setCurrentIndex(1)
    for widget in (search, Choice("类型", ["类型"], is_filter=True), area, Choice("风险", ["风险"], is_filter=True)):
        filters.addWidget(widget)
    filters.addStretch(1)
    column.addLayout(filters)
    model = PagedModel[School](COLUMNS, lambda ids: [SCHOOLS[i] for i in ids])
    table = RowTable(model, "学校")
    model.setParent(table)
    table.horizontalHeader().setSortIndicatorShown(True)
    table.horizontalHeader().setSortIndicator(0, Qt.SortOrder.AscendingOrder)
    model.show_ids(range(len(SCHOOLS)))
    table.choose(0)
    set_hints(table, Hint(("↑", "↓"), "换学校"), Hint(("Enter",), "看资料"), Hint(("Ctrl", "N"), "开始检查"))
    column.addWidget(table, 1)
    whole.addWidget(left)
    right = margins(None, 24, 16, 24, 0, spacing=16)
    head = margins(None, spacing=12, across=True)
    for part in (Label("长江路小学", "title", medium=True), Tag("公办"), Tag("小学")):
        head.addWidget(part)
    head.addStretch(1)
    head.addWidget(KeyButton("改资料…", icon="pencil"))
    head.addWidget(KeyButton("开始检查", Role.PRIMARY, key="Ctrl+N"))
    right.addLayout(head)
    pairs = [("校长", "何静　6255 0177"), ("代码", "3401030217"), ("片区", "城东"), ("学生", "1,186 人，28 班")]
    right.addWidget(facts_grid(pairs))
    tabs = Tabs("学校资料", ["概况", "历次检查", "问题", "来件"])
    for number, found in ((1, 3), (2, 6), (3, 1)):
        tabs.set_count(number, found)
    right.addWidget(tabs)
    bar = NoticeBar(Tone.WAIT)
    bar.say("同类问题第 2 次出现：收费票据（SF-12）")
    bar.add_action("看两次对照", bar.hide)
    right.addWidget(bar)
    facts = FactsBox()
    late = Fact("其中逾期", "1", Tone.BAD)
    facts.show_facts((Fact("未销号问题", "2"), late, Fact("未办结来件", "1"), Fact("今年已检查", "2 次")))
    right.addWidget(facts)
    right.addWidget(Label("经过", "section", medium=True))
    timeline = Timeline()
    timeline.entries.show_entries(HAPPENINGS)
    right.addWidget(timeline, 1)
    whole.addLayout(right, 1)
    page.setFocusProxy(table)
    return page


ITEMS = (
    Head("收费", "已查 9 / 14", "1"),
    ItemRow("a", "1.1", "收费项目、标准、依据和投诉电话在公示栏长期公示", "yes", photos=1),
    ItemRow("b", "1.2", "收费使用财政票据或税务发票，票面与实收一致", "no", "no", 2),
    ItemRow("c", "1.3", "公示内容与实收一致（抽 20 张票据核对）", "yes"),
    ItemRow("d", "1.8", "代收费据实结算、多退少补，公布结算单", "", "no"),
    ItemRow(
        "e",
        "1.9",
        "课后服务不强制，不经第三方收费，困难学生减免，课后服务不强制，不经第三方收费，困难学生减免",
        "partly",
    ),
    ItemRow("f", "1.14", "民办学校收费项目、标准备案并公示", "n_a"),
    Head("教辅材料", "已查 5 / 8", "2"),
    ItemRow("g", "2.1", "未统一征订、代购评议公告目录外教辅", "yes"),
)
SECTIONS = (
    SectionRow("1", "收费", 9, 14, 2),
    SectionRow("2", "教辅材料", 5, 8, 1),
    SectionRow("3", "补课与师德", 3, 7, 0),
)


def counts_strip() -> QWidget:
    """Return the second strip of picture 04."""
    strip = Panel("bg", "bottom")
    strip.setFixedHeight(look().px(52))
    row = margins(strip, 24, 0, 16, 0, spacing=16, across=True)
    progress = AnswerProgress()
    progress.show_counts(Counts(yes=12, no=3, n_a=2, total=42))
    row.addWidget(progress)
    for code, number in (("yes", 12), ("no", 3), ("n_a", 2), ("", 25)):
        mark = ANSWER_MARKS[code]
        part = margins(None, spacing=4, across=True)
        part.addWidget(Icon(mark.icon, 16, mark.tone.value))
        part.addWidget(Label(f"{mark.text} {number}"))
        row.addLayout(part)
    row.addStretch(1)
    row.addWidget(KeyButton("本节其余记为符合…", icon="list-check"))
    row.addWidget(KeyButton("生成通知书", Role.PRIMARY, key="F9"))
    return strip


def finding_pane() -> QWidget:
    """Return the right pane of picture 04."""
    pane = Panel("bg", "left")
    column = margins(pane, 16, 12, 16, 8, spacing=8)
    column.addWidget(Label("1.2  收费使用财政票据或税务发票，票面与实收一致", medium=True))
    column.addWidget(Label("SF-12·较重·核账抽票", "caption", "text2"))
    answers = AnswerBar()
    answers.set_answer("no")
    column.addWidget(answers)
    fields = QWidget()
    fields.setProperty("ground", "page")
    inner = margins(fields, 0, 8, 0, 8, spacing=8)
    text = TextArea()
    text.setPlainText("2026年9月2日收取校服款16人，共1280元，未开具财政票据，使用收据。")
    inner.addWidget(Field("问题", text))
    phrases = PhraseList()
    phrases.show_phrases(
        ["未开具财政票据，使用收据（{人数}、{金额}）", "票据金额小于实收金额（差{金额}）", "票据未交家长，存根无签收"]
    )
    inner.addWidget(phrases)
    row = margins(None, spacing=12, across=True)
    wrong = Field("金额（元）", number_edit("12a0"))
    wrong.set_error("只能是数字，例如 1280.5")
    row.addWidget(wrong)
    row.addWidget(Field("人数", number_edit("16")))
    row.addWidget(Field("期限", Choice("期限", ["10个工作日内，12月8日 周二"])))
    inner.addLayout(row)
    inner.addStretch(1)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(fields)
    column.addWidget(area, 1)
    foot = margins(None, spacing=8, across=True)
    strip = PhotoStrip()
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(0x808A94)
    strip.show_photos([Photo("p", "SF-12 第 1 张", image), Photo("q", "SF-12 第 2 张", QImage())])
    foot.addWidget(strip)
    for button in (KeyButton("拍照", icon="camera", key="F8"), KeyButton("粘贴", cap="Ctrl+V"), KeyButton("选文件…")):
        foot.addWidget(button)
    column.addLayout(foot)
    bar = NoticeBar(Tone.INFO)
    bar.say("手机文件夹来了 3 张照片")
    bar.add_action("归到 1.2", bar.hide)
    bar.add_action("逐张分…", bar.hide)
    column.addWidget(bar)
    return pane


def visit() -> QWidget:
    """Return picture 04 below its strip."""
    page = QWidget()
    column = margins(page)
    column.addWidget(counts_strip())
    across = margins(None, across=True)
    sections = SectionList()
    sections.entries.show_entries(SECTIONS)
    sections.choose(0)
    sections.setFixedWidth(look().px(168))
    bar = AnswerBar()
    items = ItemList(bar.code_of)
    bar.setParent(items)
    bar.hide()
    items.entries.show_entries(ITEMS)
    items.choose(2)
    set_hints(items, Hint(("1", "2", "3", "4"), "作答并到下一项"), Hint(("↑", "↓"), "换项"), Hint(("Enter",), "填问题"))
    pane = finding_pane()
    pane.setFixedWidth(look().px(516))
    across.addWidget(sections)
    across.addWidget(items, 1)
    across.addWidget(pane)
    column.addLayout(across, 1)
    page.setFocusProxy(items)
    return page


def notice() -> QWidget:
    """Return the frame of picture 05."""
    page = QWidget()
    across = margins(page, across=True)
    paper = PaperView()
    sheet = QImage(1240, 1754, QImage.Format.Format_RGB32)
    sheet.fill(0xFFFFFF)
    paper.show_pages([sheet, sheet])
    across.addWidget(paper, 1)
    side = Panel("bg", "left")
    side.setFixedWidth(look().px(500))
    column = margins(side, 24, 16, 24, 16, spacing=12)
    column.addWidget(Label("签发前核对", "section", medium=True))
    column.addStretch(1)
    bar = NoticeBar(Tone.NEUTRAL)
    bar.say("签发后内容不能改，只能更正或作废。")
    column.addWidget(bar)
    row = margins(None, spacing=12, across=True)
    row.addWidget(KeyButton("签发并打印…", Role.PRIMARY, icon="printer"), 1)
    row.addWidget(KeyButton("只签发，存 PDF…"), 1)
    column.addLayout(row)
    across.addWidget(side)
    page.setFocusProxy(paper)
    return page


def components() -> QWidget:
    """Return the controls of picture 11b."""
    page = QWidget()
    grid = QGridLayout(page)
    grid.setContentsMargins(24, 24, 24, 24)
    grid.setSpacing(16)
    for row, role in enumerate((Role.PRIMARY, Role.ORDINARY, Role.CAREFUL, Role.LINK)):
        grid.addWidget(KeyButton("继续", role), row, 0)
        off = KeyButton("继续", role)
        off.setEnabled(False)
        grid.addWidget(off, row, 1)
        grid.addWidget(KeyButton("拍照", role, icon="camera", cap="F8"), row, 2)
        grid.addWidget(KeyButton("归到", role, small=True), row, 3)
    chosen = KeyButton("用第三组的")
    chosen.setCheckable(True)
    chosen.setChecked(True)
    grid.addWidget(chosen, 4, 0)
    off_edit = QLineEdit("1280")
    off_edit.setEnabled(False)
    for number, widget in enumerate((QLineEdit("1280"), off_edit, Choice("片区", ["城东", "城西"]))):
        grid.addWidget(widget, 4, number + 1)
    on, radio = Tick("只看未查", key="Ctrl+U"), Radio("纸上签")
    on.setChecked(True)
    radio.setChecked(True)
    for number, control in enumerate((on, Tick("显示学校名"), radio, Radio("屏上签"))):
        grid.addWidget(control, 5, number)
    grid.addWidget(Segmented("汇总", ["合包", "统计", "通报"]), 6, 0, 1, 2)
    chips = margins(None, spacing=8, across=True)
    for mark in (*ANSWER_MARKS.values(), CLOSED, overdue(4), TO_RECHECK, IN_PROGRESS, CONFLICT, DRAFT):
        chips.addWidget(Chip(mark))
    chips.addStretch(1)
    grid.addLayout(chips, 7, 0, 1, 5)
    for number, code in enumerate(("yes", "")):
        bar = AnswerBar()
        bar.set_answer(code)
        grid.addWidget(bar, 8 + number, 0, 1, 5)
    work = WorkProgress("正在合入")
    work.show_progress(31, 49, "第四组，约 40 秒")
    grid.addWidget(work, 12, 0, 1, 5)
    grid.setRowStretch(13, 1)
    grid.setColumnStretch(4, 1)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(page)
    return area


def window(app: QApplication) -> MainWindow:
    """Return the window with two real screens."""
    made = MainWindow(app, group="第三检查组", person="李敏", search=SearchField("搜索学校、问题、文号", "Ctrl+K"))
    for number, screen in enumerate(SCREENS):
        made.add_screen(screen, schools() if number == 1 else components() if number == 2 else QWidget())
    made.show_saved(datetime(2026, 11, 24, 10, 32))  # noqa: DTZ001 - shown as it is
    return made


def draw(app: QApplication, folder: Path, name: str, size: tuple[int, int]) -> None:
    """Draw list, components and visit at one window size."""
    shown = window(app)
    shown.resize(*size)
    shown.show()
    shown.activateWindow()
    app.processEvents()
    for number, part in ((1, "schools"), (2, "components")):
        shown.show_screen(number)
        app.processEvents()
        shown.grab().save(str(folder / f"{name}-{part}.png"))
    undo = KeyButton("撤销：1.2 记为不符合", Role.LINK, icon="arrow-back-up", cap="Ctrl+Z")
    shown.open_full(visit(), title="庐州区实验小学", subtitle="秋季教育收费专项　李敏、王强", tools=undo)
    app.processEvents()
    shown.grab().save(str(folder / f"{name}-visit.png"))
    shown.open_full(notice(), title="整改通知书　预览", back="返回检查")
    app.processEvents()
    shown.grab().save(str(folder / f"{name}-notice.png"))
    shown.close()


def main(folder: Path) -> None:
    """Draw every picture into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    RingKeeper(app)
    for name, size, dark, area in (
        ("light", TextSize.NORMAL, False, (1366, 768)),
        ("dark", TextSize.NORMAL, True, (1366, 768)),
        ("xl", TextSize.EXTRA, False, (1093, 614)),
    ):
        theme.apply(app, size=size, dark=dark)
        draw(app, folder, name, area)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
