"""文书 in the whole window: the papers of a visit given out, answered, served, printed; what F9 opens."""

import gc
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from sqlalchemy import select

from tests.ui.program import Starter, says
from tests.visiting import Visiting, photo
from tests.workspaces import TODAY, Scene, group_scene
from xunjian.db.schema.paper import Document, DocumentEvent, ServiceReceipt
from xunjian.db.schema.reference import Bureau
from xunjian.db.schema.visit import Step, Visit
from xunjian.documents.papers.service_receipt import Method
from xunjian.documents.reach import Margins
from xunjian.progress import Progress
from xunjian.rules.steps import Route
from xunjian.services.bureau import handbook
from xunjian.services.paperwork.replies import Reply
from xunjian.services.paperwork.visit_papers import Sort, State
from xunjian.ui import printing
from xunjian.ui.app import Program
from xunjian.ui.desk import Desk
from xunjian.ui.pages.notice.page import NoticePage
from xunjian.ui.pages.papers.page import PapersPage
from xunjian.ui.pages.papers.papers_side import NOW, PapersSide
from xunjian.ui.printing import Sheets
from xunjian.ui.widgets.buttons import KeyButton

CTRL = Qt.KeyboardModifier.ControlModifier
PRINTER = "HP OfficeJet 200"


@dataclass
class Window:
    """The program with a visit open, and what it has printed."""

    program: Program
    starter: Starter
    visiting: Visiting
    printed: list[tuple[str, Sheets]]

    @property
    def desk(self) -> Desk:
        assert self.program.desk is not None
        return self.program.desk

    @property
    def papers(self) -> PapersPage:
        page = self.program.window.shown()
        assert isinstance(page, PapersPage)
        return page

    @property
    def side(self) -> PapersSide:
        return self.papers.side

    def settle(self) -> None:
        """Wait until nothing is under way."""
        quiet = 0
        while quiet < 3:  # the end of one job may begin the next
            self.starter.qtbot.waitUntil(lambda: not self.program.jobs.busy, timeout=20_000)
            QApplication.processEvents()
            quiet = 0 if self.program.jobs.busy else quiet + 1

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        self.program.window.activateWindow()
        assert QTest.qWaitForWindowActive(self.program.window)
        QTest.keyClick(QApplication.focusWidget() or self.program.window, key, modifier)
        self.settle()

    def choose(self, sort: Sort) -> None:
        """Go to a paper in the list by the arrows."""
        self.side.list.setFocus()
        self.press(Qt.Key.Key_Home)
        while self.side.list.current is None or self.side.list.current.sort is not sort:
            before = self.papers.current
            self.press(Qt.Key.Key_Down)
            assert self.papers.current != before, f"no row of {sort}"

    def click(self, button: KeyButton) -> None:
        """Press a button by the keyboard; it must be seen and alive."""
        assert button.isVisible()
        assert button.isEnabled(), button.accessibleDescription()
        button.setFocus()
        self.press(Qt.Key.Key_Space)

    def answer(self, word: str) -> None:
        """Answer whether it was printed."""
        self.click(next(one for one in self.papers.findChildren(KeyButton) if one.isVisible() and one.text() == word))

    def type_into(self, name: str, text: str) -> None:
        """Type into a field of the record and leave it by Tab."""
        edit = self.side.record.edits[name]
        edit.setFocus()
        edit.selectAll()
        edit.insert(text)
        self.press(Qt.Key.Key_Tab)

    def state(self, sort: Sort) -> State:
        """Return how the list shows a paper."""
        return next(row.state for row in self.side.list._rows if row.sort is sort)

    def stored_visit(self) -> Visit:
        """Return the visit as it is stored."""
        with self.visiting.read() as session:
            row = session.scalars(select(Visit)).one()
            session.expunge_all()
            return row

    def stored(self, of: type, *what: str) -> list[tuple[object, ...]]:
        """Return columns of all rows of a table."""
        with self.visiting.read() as session:
            order = of.issued_at if of is Document else of.at  # type: ignore[attr-defined]
            rows: Sequence[object] = session.scalars(select(of).order_by(order)).all()
            return [tuple(getattr(row, name) for name in what) for row in rows]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A group's workspace with a visit that found two problems and has answered all else."""
    scene = group_scene(tmp_path_factory.mktemp("template") / "work")
    visiting = Visiting.begin(scene, areas=("JD",))
    codes = list(visiting.rows())
    for code in codes[:2]:
        visiting.problem(code)
    visiting.mark_rest(*codes[2:])
    scene.workspace.close()
    return scene.workspace.folder


@pytest.fixture
def opened(template: Path, tmp_path: Path, starter: Starter, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Window]:
    """Opens the visit in the program, with one printer that prints into a list."""
    monkeypatch.setenv("XUNJIAN_TODAY", TODAY.isoformat())
    printed: list[tuple[str, Sheets]] = []

    def print_paper(
        pdf: bytes, _make: object, sheets: Sheets, *, title: str, progress: Progress, handed: Callable[[int], None]
    ) -> None:
        assert pdf.startswith(b"%PDF")
        printed.append((title, sheets))
        handed(len(sheets.jobs()))

    monkeypatch.setattr(printing, "devices", lambda _last: [printing.Device(PRINTER, is_default=True)])
    monkeypatch.setattr(printing, "margins_of", lambda _name: Margins(0, 0, 0, 0))
    monkeypatch.setattr(printing, "print_paper", print_paper)

    def open_visit() -> Window:
        program = starter.start(Path(shutil.copytree(template, tmp_path / "work")))
        assert program.desk is not None
        workspace = program.desk._workspace
        with workspace.store.read() as session:
            visit = session.scalars(select(Visit)).one()
            scene = Scene(workspace, handbook.read(session), visit.team or "", (), {})
        window = Window(program, starter, Visiting(scene, workspace, visit.uid), printed)
        program.desk.open_visit(visit.uid)
        window.settle()
        return window

    return open_visit


def test_a_record_is_filled_in_given_out_and_printed_once_as_the_original(opened: Callable[[], Window]) -> None:
    window = opened()
    window.press(Qt.Key.Key_F10)
    assert window.side.list.hasFocus()
    assert not window.side.give_and_print.isEnabled()
    assert says(window.papers, "没有填检查开始和结束的时间。")
    window.type_into("begin", "9：10")
    window.type_into("end", "8点半")
    assert window.side.record.fields["end"].error.startswith("检查结束的时间早于开始的时间。")
    assert window.stored_visit().ended is None
    window.type_into("end", "11点40")
    window.type_into("place", "财务室")
    assert window.side.record.fields["end"].error == ""
    window.click(window.side.give_and_print)
    assert says(window.papers, "打印出来了吗？")
    window.answer("出来了")
    assert [(title.split("-")[:2], sheets.copies, sheets.mark) for title, sheets in window.printed] == [
        (["现场检查记录", "第1版"], 2, "")
    ]
    window.press(Qt.Key.Key_P, CTRL)
    assert window.printed[-1][1].mark.startswith("副本　第 2 次打印")
    window.answer("出来了")
    assert window.stored(DocumentEvent, "kind", "copies") == [("printed", 2), ("copied", 1)]
    assert (window.state(Sort.RECORD), len(window.stored(Document, "uid"))) == (State.GIVEN, 1)


def test_what_changed_since_is_the_next_version_and_the_first_can_still_be_seen(opened: Callable[[], Window]) -> None:
    window = opened()
    window.press(Qt.Key.Key_F10)
    for name, text in (("begin", "9:10"), ("end", "11:40"), ("place", "财务室")):
        window.type_into(name, text)
    window.click(window.side.give_and_print)
    window.answer("没有")
    window.type_into("place", "财务室、食堂")
    assert window.state(Sort.RECORD) is State.CHANGED
    assert says(window.papers, "第 1 版给出以后，内容有改动。")
    assert [window.side.version.itemText(n) for n in range(window.side.version.count())] == [NOW, "第 1 版"]
    window.side.version.setFocus()
    window.press(Qt.Key.Key_Down)
    assert says(window.papers, "第一次打印的是正本。"), "what did not come out is no copy"
    assert window.side.print_again.isVisible()
    assert not window.side.give_and_print.isVisible()
    window.press(Qt.Key.Key_Up)
    window.click(window.side.give_and_print)
    assert [row.version for row in window.side.list._rows if row.sort is Sort.RECORD] == [2]
    assert window.printed[-1][0].startswith("现场检查记录-第2版-")


def test_the_schools_answer_is_registered_and_its_page_kept(opened: Callable[[], Window], tmp_path: Path) -> None:
    window = opened()
    window.press(Qt.Key.Key_F10)
    window.choose(Sort.FEEDBACK)
    assert not window.side.reply.isVisible(), "nobody answers a draft"
    window.click(window.side.give_and_print)
    window.answer("出来了")
    reply = window.side.reply
    reply.radios[Reply.DISPUTED].setFocus()
    window.press(Qt.Key.Key_Space)
    window.click(reply.register)
    assert reply.field.error.startswith("有异议的要写清楚")
    assert reply.note.hasFocus()
    reply.note.insertPlainText("对第1条的金额有异议。")
    window.click(reply.register)
    assert says(window.papers, "学校有异议")
    assert window.stored(DocumentEvent, "kind", "reason")[-1] == ("objection", "对第1条的金额有异议。")
    (tmp_path / "签字页.jpg").write_bytes(photo(3))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(tmp_path / "签字页.jpg")], ""))
        window.answer("选文件…")
    assert window.side.signed.strip.isVisible()
    assert window.state(Sort.FEEDBACK) is State.GIVEN


def test_with_the_setting_off_f9_leads_to_the_sheet_and_the_findings_to_the_bureau(
    opened: Callable[[], Window], template: Path
) -> None:
    window = opened()
    with window.visiting.write() as session:
        session.scalars(select(Bureau)).one().route = Route.FEEDBACK_FIRST.value
    window.desk.open_visit(window.visiting.uid)
    assert window.desk.visit is not None
    assert window.desk.visit.strip.notice.text() == window.desk.visit.tools.notice.text() == "问题反馈单"
    window.press(Qt.Key.Key_F9)
    assert window.papers.current == Sort.FEEDBACK
    window.click(window.side.give_and_print)
    window.answer("出来了")
    assert says(window.papers, "2 条问题已反馈，还没有报局审核。")
    window.click(window.side.reply.submit)
    assert not says(window.papers, "还没有报局审核。")
    assert [kind for (kind,) in window.stored(Step, "kind")].count("submitted") == 2
    window.choose(Sort.NOTICE)
    window.press(Qt.Key.Key_Return)
    assert says(window.program.window, "通知书由局里下达。")


def test_notice_and_papers_lead_to_each_other_and_back(opened: Callable[[], Window]) -> None:
    window = opened()
    visit = window.program.window.shown()
    window.press(Qt.Key.Key_F9)
    notice = window.program.window.shown()
    assert isinstance(notice, NoticePage)
    window.press(Qt.Key.Key_F10)
    assert window.papers.current == Sort.NOTICE
    window.side.list.setFocus()
    window.press(Qt.Key.Key_Return)
    assert window.program.window.shown() is notice
    window.press(Qt.Key.Key_Escape)
    assert window.program.window.shown() is visit
    window.press(Qt.Key.Key_F10)
    papers = window.papers
    window.choose(Sort.NOTICE)
    window.press(Qt.Key.Key_Return)
    window.press(Qt.Key.Key_F10)
    assert window.papers is papers
    window.press(Qt.Key.Key_Escape)
    assert window.program.window.shown() is visit


def test_a_service_is_registered_and_blank_receipts_are_printed_without_a_record(opened: Callable[[], Window]) -> None:
    window = opened()
    number = window.visiting.issue().number
    window.press(Qt.Key.Key_F10)
    assert [row.sort for row in window.side.list._rows][2:] == [Sort.NUMBERED, Sort.STUB, Sort.RECEIPT]
    window.choose(Sort.STUB)
    window.press(Qt.Key.Key_P, CTRL)
    window.answer("没有")
    window.answer("重打")
    window.answer("出来了")
    assert [title.split("-")[0] for title, _ in window.printed] == ["存根", "存根"]
    window.choose(Sort.RECEIPT)
    form = window.side.service
    form.method.setCurrentIndex(list(Method).index(Method.LEFT))
    assert form.edits["refusal"].isVisible()
    assert not form.edits["receiver"].isVisible()
    form.edits["place"].setText("校门口")
    form.edits["refusal"].setText("负责人不签")
    window.click(form.go)
    assert says(window.papers, "留置送达要有见证人，或者拍照为证。")
    form.edits["witnesses"].setText("孙丽、周文")
    form.at.setText("1520")
    window.click(form.go)
    assert window.state(Sort.RECEIPT) is State.SERVED
    assert says(window.papers, "送达已登记")
    (served,) = window.stored(ServiceReceipt, "method", "served_on", "served_time", "witnesses", "servers")
    assert served == ("left", TODAY, "15:20", ["孙丽", "周文"], ["李敏", "王强"])
    assert window.stored(DocumentEvent, "kind") == []
    assert number.endswith("31号")


def test_a_wrong_registration_is_put_right_with_what_is_known_filled_in(opened: Callable[[], Window]) -> None:
    window = opened()
    window.visiting.issue()
    window.press(Qt.Key.Key_F10)
    window.choose(Sort.RECEIPT)
    form = window.side.service
    form.edits["place"].setText("校长室")
    form.edits["receiver"].setText("何静")
    window.click(form.go)
    assert not form.go.isVisible()
    window.click(form.put_right)
    assert (form.edits["receiver"].text(), form.edits["servers"].text()) == ("何静", "李敏、王强")
    form.edits["receiver"].setText("何芳")
    window.click(form.go)
    assert says(window.papers, "写明为什么更正，原来的登记会留着。")
    form.reason.setText("收件人写错")
    window.click(form.go)
    assert says(window.papers, "送达已登记")
    assert says(window.papers, "何芳")
    assert says(window.papers, "李敏更正：收件人写错")
    assert window.stored(ServiceReceipt, "receiver", "reason") == [("何静", None), ("何芳", "收件人写错")]
    window.click(form.put_right)
    window.click(form.back)
    assert form.put_right.isVisible()
    assert not form.go.isVisible()


def test_larger_text_comes_back_to_the_same_paper_and_keeps_what_was_typed(opened: Callable[[], Window]) -> None:
    window = opened()
    window.press(Qt.Key.Key_F10)
    window.side.record.edits["place"].setText("食堂")
    QTest.keyClick(window.program.window, Qt.Key.Key_Equal, CTRL)
    window.starter.wait(window.program)
    gc.collect()  # what is left of the old window is a ring of references, which the fixture would close once more
    window.settle()
    assert window.side.record.edits["place"].text() == "食堂"
    assert window.stored_visit().place == "食堂"
    window.press(Qt.Key.Key_Escape)
    assert window.program.window.shown() is window.desk.visit
