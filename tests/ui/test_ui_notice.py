"""The notice page on a real workspace: what blocks 签发, what 签发 leaves behind, printing, saving, 作废."""

import io
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from tests.workspaces import TODAY, group_scene
from xunjian import settings
from xunjian.db.schema.paper import Document, DocumentEvent
from xunjian.db.schema.reference import School
from xunjian.db.schema.visit import Visit
from xunjian.documents.pages import page_images
from xunjian.documents.reach import Margins
from xunjian.errors import Cancelled, UserError
from xunjian.progress import Progress
from xunjian.services.bureau import handbook
from xunjian.services.bureau.handbook import Handbook
from xunjian.services.paperwork import notice_draft, notices, papers, signed_pages
from xunjian.services.visit import evidence, findings, visits
from xunjian.settings import Name
from xunjian.ui import printing
from xunjian.ui.jobs import Jobs
from xunjian.ui.messages import BugDialog, ConfirmDialog, MessageDialog
from xunjian.ui.pages.corrections.correction_dialog import CorrectionDialog
from xunjian.ui.pages.notice.last_number import LastNumberDialog
from xunjian.ui.pages.notice.page import NoticePage
from xunjian.ui.pages.notice.void_dialog import VoidDialog
from xunjian.ui.pages.photos import pictures
from xunjian.ui.pages.photos.photo_foot import PhotoFoot
from xunjian.ui.pages.printing.print_dialog import PrintDialog
from xunjian.ui.printing import Sheets
from xunjian.ui.widgets.buttons import KeyButton
from xunjian.ui.widgets.choices import Choice, Tick
from xunjian.ui.widgets.fields import TextArea
from xunjian.workspace import Workspace

LEFT = Qt.MouseButton.LeftButton
SCHOOL = "庐州区实验小学"
FACT = "2026年9月2日收取校服款16人，共1280元，未开具财政票据，使用收据。"
UNCHECKED = 5
PRINTER = "HP OfficeJet 200"
ORIGINALS = Sheets(copies=2)
NO_MARGINS = Margins(0, 0, 0, 0)
PRINT_PAPER = printing.print_paper


@dataclass
class Desk:
    """A workspace with a visit that is ready but for five unchecked items, and what its page has said."""

    workspace: Workspace
    handbook: Handbook
    visit: str
    items: list[str]
    jobs: Jobs
    qtbot: QtBot
    printed: list[Sheets]

    def open(self) -> NoticePage:
        """Open the page in an active window and wait for its draft."""
        page = NoticePage(self.workspace, self.jobs, self.handbook, self.visit)
        self.qtbot.addWidget(page)
        page.resize(1093, 492)  # what 1366×768 at 125 % leaves below the strip
        with self.qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        self.settle()
        return page

    def settle(self) -> None:
        """Wait until nothing is under way."""
        self.qtbot.waitUntil(lambda: not self.jobs.busy, timeout=20_000)
        QApplication.processEvents()

    def documents(self) -> list[Document]:
        """Return the documents that are stored."""
        with self.workspace.store.read() as session:
            rows = list(session.scalars(select(Document).order_by(Document.serial)))
            session.expunge_all()
            return rows

    def events(self) -> list[tuple[str | None, int | None, str | None]]:
        """Return what was noted of documents: kind, copies, reason."""
        with self.workspace.store.read() as session:
            rows = session.scalars(select(DocumentEvent).order_by(DocumentEvent.at)).all()
            return [(row.kind, row.copies, row.reason) for row in rows]

    def answer(self, page: NoticePage, word: str) -> None:
        """Say whether it was printed."""
        press(page, word)
        self.settle()


def jpeg(shade: int) -> bytes:
    """Return a small photo."""
    file = io.BytesIO()
    Image.new("RGB", (64, 48), (shade, 99, 99)).save(file, "JPEG")
    return file.getvalue()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace on disk to copy."""
    scene = group_scene(tmp_path_factory.mktemp("template") / "work")
    workspace, book = scene.workspace, scene.handbook
    with workspace.store.write(by=workspace.person) as session:
        areas = list(book.areas)[:1]
        visit = visits.start(
            session, team=scene.team, school=scene.schools[SCHOOL], day=TODAY, areas=areas, members=scene.people[:2]
        )
        rows = visits.items(session, visit, book)
        for place, row in enumerate(rows[:-UNCHECKED]):
            visits.answer(session, visit, row.item, "no" if place in {1, 4} else "yes")
            if place in {1, 4}:
                finding = findings.record(session, visit, book.by_uid[row.item], fact=FACT, amount=128_000, people=16)
                stored = evidence.store(workspace.photos, jpeg(place))
                evidence.attach(
                    session,
                    stored,
                    visit=visit,
                    finding=finding,
                    file_name="1.jpg",
                    by=workspace.person,
                )
    workspace.close()
    return workspace.folder


@pytest.fixture
def desk(template: Path, tmp_path: Path, jobs: Jobs, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A fresh copy of the workspace, its date pinned, with one printer that prints into a file."""
    monkeypatch.setenv("XUNJIAN_TODAY", TODAY.isoformat())
    workspace = Workspace.open(Path(shutil.copytree(template, tmp_path / "work")))
    with workspace.store.read() as session:
        book = handbook.read(session)
        visit = session.scalars(select(Visit.uid)).one()
        items = [row.item for row in visits.items(session, visit, book)]
    made = Desk(workspace, book, visit, items, jobs, qtbot, [])

    def print_paper(
        pdf: bytes, _make: object, sheets: Sheets, *, title: str, progress: Progress, handed: Callable[[int], None]
    ) -> None:
        assert pdf.startswith(b"%PDF")
        assert title.startswith("整改通知书-")
        made.printed.append(sheets)
        handed(len(sheets.jobs()))
        progress.step(1, 1, "")

    monkeypatch.setattr(printing, "devices", lambda _last: [printing.Device(PRINTER, is_default=True)])
    monkeypatch.setattr(printing, "margins_of", lambda _name: NO_MARGINS)
    monkeypatch.setattr(printing, "print_paper", print_paper)
    yield made
    made.settle()
    workspace.close()


def texts(page: QWidget) -> list[str]:
    """Return the words that can be seen."""
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible() and label.text()]


def button(page: QWidget, word: str) -> KeyButton:
    """Return the visible button with this word."""
    return next(one for one in page.findChildren(KeyButton) if one.isVisible() and one.text() == word)


def press(page: QWidget, word: str) -> None:
    """Press a button by the keyboard."""
    one = button(page, word)
    one.setFocus()
    QTest.keyClick(one, Qt.Key.Key_Space)


def choice(page: QWidget, name: str) -> Choice:
    """Return the visible combo box of this name."""
    return next(one for one in page.findChildren(Choice) if one.isVisible() and one.accessibleName() == name)


def said_of_pages(page: NoticePage) -> str:
    """Return what the strip says of the pages: 第 1 页，共 4 页."""
    return next(label.text() for label in page.tools.findChildren(QLabel) if "页，共" in label.text())


def give_reason(page: NoticePage) -> None:
    """Choose why items stay unchecked."""
    choice(page, "没查的原因").setCurrentText("其余各节下午续查")


def confirm(page: NoticePage, key: Qt.Key = Qt.Key.Key_Return) -> None:
    """Answer the question before 签发."""
    QTest.keyClick(page.findChildren(ConfirmDialog)[-1], key)


def issue(desk: Desk, page: NoticePage, act: str = "签发并打印…") -> None:
    """Give the reason, issue and wait."""
    give_reason(page)
    press(page, act)
    confirm(page)
    with desk.qtbot.waitActive(page):
        page.activateWindow()
    desk.settle()
    desk.settle()


# Before 签发


def test_a_draft_is_shown_with_the_number_that_it_would_take(desk: Desk) -> None:
    page = desk.open()
    shown = texts(page)
    assert "庐教督改〔2026〕31号" in shown
    assert "本机 31–40，签发后余 9" in shown
    assert "2 条问题都有事实、依据和整改要求" in shown
    assert "12月8日 星期二" in shown
    assert any(text.startswith("第 1 页，共 ") for text in (label.text() for label in page.tools.findChildren(QLabel)))
    assert desk.documents() == []


def test_nothing_is_issued_while_unchecked_items_lack_a_reason(desk: Desk) -> None:
    page = desk.open()
    assert f"{UNCHECKED} 项没查，原因" in texts(page)
    for word in ("签发并打印…", "只签发，存 PDF…"):
        assert not button(page, word).isEnabled()
        assert button(page, word).accessibleDescription() == "没查的请选原因，或回去查。"
    assert choice(page, "没查的原因").hasFocus()  # where work begins
    give_reason(page)
    assert button(page, "签发并打印…").isEnabled()
    choice(page, "没查的原因").setCurrentText("自己写…")
    assert not button(page, "签发并打印…").isEnabled()
    own = next(edit for edit in page.findChildren(QLineEdit) if edit.isVisible())
    assert own.hasFocus()
    own.insert("停电")
    assert button(page, "签发并打印…").isEnabled()


def test_the_way_back_leads_to_the_first_unchecked_item(desk: Desk) -> None:
    page = desk.open()
    with desk.qtbot.waitSignal(page.item_wanted) as caught:
        press(page, "回去查")
    assert caught.args == [desk.items[-UNCHECKED]]


def test_a_problem_blocks_and_leads_to_its_item(desk: Desk) -> None:
    item = desk.items[1]
    with desk.workspace.store.write() as session:
        findings.record(session, desk.visit, desk.handbook.by_uid[item], fact="收取{金额}元")
    page = desk.open()
    give_reason(page)
    code = desk.handbook.by_uid[item].item.code
    assert any(text.startswith(code) and "没填的空：金额" in text for text in texts(page))
    assert not button(page, "签发并打印…").isEnabled()
    with desk.qtbot.waitSignal(page.item_wanted) as caught:
        press(page, "去改")
    assert caught.args == [item]


def test_numbers_that_are_used_up_leave_a_draft(desk: Desk) -> None:
    with desk.workspace.store.write() as session:
        settings.put(session, Name.SEAT, "9")
    page = desk.open()
    give_reason(page)
    assert "本机文号用完了。通知书已存草稿。请局里发任务包补号。" in texts(page)
    assert not button(page, "只签发，存 PDF…").isEnabled()
    assert "取不到号" in texts(page)


def test_deadlines_count_from_the_planned_day_of_service(desk: Desk) -> None:
    page = desk.open()
    choice(page, "送达日期").setCurrentIndex(1)
    desk.settle()
    assert "12月9日 星期三" in texts(page)


def test_photos_are_attached_unless_somebody_says_no(desk: Desk) -> None:
    page = desk.open()
    tick = next(one for one in page.findChildren(Tick) if one.text() == "附现场照片")
    assert tick.isVisible()
    assert tick.isChecked()
    assert any("2 张" in text for text in texts(page))
    before = said_of_pages(page)
    QTest.mouseClick(tick, LEFT)
    desk.settle()
    assert said_of_pages(page) != before
    issue(desk, page)
    with desk.workspace.store.read() as session:
        (row,) = session.scalars(select(Document)).all()
        assert "现场照片" not in (row.content or {})["attachments"]


def test_a_deadline_in_a_year_without_holidays_wants_a_tick(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUNJIAN_TODAY", "2026-12-24")
    page = desk.open()
    give_reason(page)
    assert "节假日表到 2026 年止，期限按周末推算。请核对后打勾。" in texts(page)
    assert not button(page, "签发并打印…").isEnabled()
    press(page, "去看")
    tick = next(one for one in page.findChildren(Tick) if one.isVisible())
    assert tick.hasFocus()
    QTest.keyClick(tick, Qt.Key.Key_Space)
    assert button(page, "签发并打印…").isEnabled()
    choice(page, "送达日期").setCurrentIndex(1)
    desk.settle()
    assert not button(page, "签发并打印…").isEnabled()  # another date, another look


def test_a_draft_that_cannot_be_made_says_why(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_named: object) -> None:
        raise UserError("还没有设发文代字。", safe="通知书已存草稿。", hint="请局里设好。")

    monkeypatch.setattr(notice_draft, "draft", refuse)
    page = desk.open()
    assert "还没有设发文代字。" in texts(page)
    assert not button(page, "签发并打印…").isEnabled()
    assert page.findChildren(BugDialog) == []


# 签发


def test_issuing_takes_one_number_and_shows_the_paper_as_stored(desk: Desk) -> None:
    page = desk.open()
    give_reason(page)
    with desk.qtbot.waitSignal(page.issued, timeout=20_000) as caught:
        press(page, "签发并打印…")
        question = page.findChildren(ConfirmDialog)[0]
        assert texts(question) == ["签发后内容不能改，只能更正或作废。", "文号 庐教督改〔2026〕31号。"]
        assert [one.text() for one in question.findChildren(KeyButton)] == ["再看看", "签发并打印"]
        confirm(page)
    desk.settle()
    (document,) = desk.documents()
    assert caught.args == [document.uid]
    assert (document.serial, document.trial) == (31, True)
    with desk.workspace.store.read() as session:
        assert session.get_one(Visit, desk.visit).unchecked_reason == "其余各节下午续查"
    desk.settle()
    assert any(text.startswith("已签发 2026年11月24日 ") and "内容不可改" in text for text in texts(page))
    assert desk.printed == [ORIGINALS]


def test_looking_again_takes_no_number(desk: Desk) -> None:
    page = desk.open()
    give_reason(page)
    press(page, "签发并打印…")
    confirm(page, Qt.Key.Key_Escape)
    desk.settle()
    assert desk.documents() == []
    assert button(page, "签发并打印…").isEnabled()


def test_a_failure_takes_no_number_and_the_draft_stays(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    page = desk.open()

    def fail(*_args: object, **_named: object) -> None:
        raise OSError("disk")

    with monkeypatch.context() as patch:
        patch.setattr(desk.workspace.photos, "add", fail)
        issue(desk, page)
    assert desk.documents() == []
    page.findChildren(BugDialog)[0].reject()
    assert "庐教督改〔2026〕31号" in texts(page)
    issue(desk, page)
    assert [document.serial for document in desk.documents()] == [31]


def test_only_what_was_seen_is_issued(desk: Desk) -> None:
    page = desk.open()
    item = desk.items[1]
    with desk.workspace.store.write() as session:
        findings.record(session, desk.visit, desk.handbook.by_uid[item], fact="另有一事，收取1280元，涉及16人。")
    issue(desk, page)
    assert desk.documents() == []
    dialog = page.findChildren(MessageDialog)[0]
    assert "您看过之后内容有变化，没有签发。" in texts(dialog)
    dialog.accept()
    issue(desk, page)
    assert [document.serial for document in desk.documents()] == [31]


# Saving


def test_the_stored_bytes_are_saved_under_a_telling_name(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def save_as(_parent: object, _title: str, name: str, _filter: str) -> tuple[str, str]:
        asked.append(name)
        return str(tmp_path / name), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", save_as)
    page = desk.open()
    issue(desk, page, "只签发，存 PDF…")
    assert asked == ["整改通知书-〔2026〕31号-庐州区实验小学.pdf"]
    (document,) = desk.documents()
    assert (tmp_path / asked[0]).read_bytes() == desk.workspace.photos.read(document.pdf_sha256 or "")
    assert "PDF 已存好。" in texts(page)
    assert desk.printed == []


def test_a_pdf_that_cannot_be_saved_is_said(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "没有" / "x.pdf"), ""))
    page = desk.open()
    issue(desk, page, "只签发，存 PDF…")
    assert "PDF 没有存上。" in texts(page.findChildren(MessageDialog)[0])
    assert len(desk.documents()) == 1


# Printing


def test_what_came_out_is_noted_and_further_copies_say_so(desk: Desk) -> None:
    page = desk.open()
    issue(desk, page)
    assert "打印出来了吗？" in texts(page)
    assert desk.events() == []
    desk.answer(page, "没有")
    assert "先看看打印机有没有纸、有没有卡纸。" in texts(page)
    desk.answer(page, "重打")
    desk.settle()
    desk.answer(page, "出来了")
    assert desk.printed == [ORIGINALS, ORIGINALS]
    assert desk.events() == [("unprinted", 2, None), ("printed", 2, None)]
    assert "补打的会印“副本　第 2 次打印”和时间。" in texts(page)
    QTest.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert desk.printed[-1].copies == 1
    assert desk.printed[-1].mark.startswith("副本　第 2 次打印　2026年11月24日 ")
    desk.answer(page, "出来了")
    assert desk.events()[2:] == [("copied", 1, None)]
    assert any("副本　1 份　HP OfficeJet 200　李敏" in text for text in texts(page))


def test_spoiled_sheets_are_torn_up_and_the_pages_printed_again_as_the_original(desk: Desk) -> None:
    page = desk.open()
    issue(desk, page)
    desk.answer(page, "一部分")
    assert "没印好的纸请当场撕掉。" in texts(page)
    assert "重打的仍是正本，不印“副本”。" in texts(page)
    press(page, "选页重打…")
    (dialog,) = page.findChildren(PrintDialog)
    edit = dialog.findChildren(QLineEdit)[0]
    assert edit.hasFocus() or dialog.focusWidget() is edit
    QTest.keyClicks(edit, "2-")
    assert any(text.endswith("页码请写成 1-2,4 这样。") for text in texts(dialog))
    assert not button(dialog, "打印").isEnabled()
    edit.setText("2")
    assert "这次印的是正本，不加“副本”。" in texts(dialog)
    QTest.keyClick(edit, Qt.Key.Key_Return)
    desk.settle()
    assert desk.printed[-1] == Sheets((2,), copies=2)
    desk.answer(page, "出来了")
    assert desk.events() == [("spoiled", 2, None), ("printed", 2, None)]


def test_the_question_is_asked_again_after_a_crash_and_before_another_print(desk: Desk) -> None:
    issue(desk, desk.open())
    page = desk.open()
    assert "打印出来了吗？" in texts(page)
    QTest.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert desk.printed == [ORIGINALS]
    desk.answer(page, "出来了")
    assert desk.events() == [("printed", 2, None)]


def test_a_paper_is_printed_beside_the_window(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "printed.pdf"
    monkeypatch.setattr(printing, "print_paper", PRINT_PAPER)
    monkeypatch.setattr(printing, "on_device", lambda _name: printing.into_file(target))
    page = desk.open()
    choice(page, "份数").setCurrentText("1")
    issue(desk, page)
    assert "打印出来了吗？" in texts(page)
    (document,) = desk.documents()
    assert len(list(page_images(target.read_bytes(), dpi=20))) == document.pages


def test_without_a_printer_the_paper_is_issued_and_waits(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[printing.Device] = []
    monkeypatch.setattr(printing, "devices", lambda _last: found)
    page = desk.open()
    assert choice(page, "打印机").currentText() == "没找到打印机"
    issue(desk, page)
    assert len(desk.documents()) == 1
    assert "没找到打印机。通知书已签发并存好。" in texts(page)
    found.append(printing.Device(PRINTER, is_default=True))
    press(page, "接好后再打印")
    desk.settle()
    desk.settle()
    assert desk.printed == [ORIGINALS]


def test_the_printer_used_last_comes_first_and_the_ones_that_are_off_stand_grey(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def devices(last: str) -> list[printing.Device]:
        asked.append(last)
        return [printing.Device(PRINTER), printing.Device("兄弟", is_default=True, why_not="没开机或没连上")]

    monkeypatch.setattr(printing, "devices", devices)
    page = desk.open()
    printers = choice(page, "打印机")
    assert [printers.itemText(place) for place in range(2)] == [PRINTER, "兄弟（没开机或没连上）"]
    assert not printers.model().index(1, 0).flags() & Qt.ItemFlag.ItemIsEnabled
    issue(desk, page)
    desk.open()
    assert asked == ["", PRINTER]


def test_both_sides_are_remembered_for_a_printer_that_can(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [printing.Device(PRINTER, duplex=True), printing.Device("兄弟")]
    monkeypatch.setattr(printing, "devices", lambda _last: found)
    page = desk.open()
    issue(desk, page)
    desk.answer(page, "出来了")
    press(page, "选页、双面…")
    (dialog,) = page.findChildren(PrintDialog)
    choice(dialog, "单面双面").setCurrentIndex(1)
    assert "1 份，每份 6 页，用纸 3 张。" in texts(dialog)  # the last shows the photos
    press(dialog, "打印")
    desk.settle()
    desk.answer(page, "出来了")
    again = desk.open()
    button(again, "双面打印　选页…")
    QTest.keyClick(again, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    desk.answer(again, "出来了")
    choice(again, "打印机").setCurrentText("兄弟")
    press(again, "补打")
    desk.settle()
    assert [sheets.duplex for sheets in desk.printed] == [False, True, True, False]


def test_what_the_printer_cannot_reach_is_said_before_the_number_is_taken(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = desk.open()
    assert not any("印不全" in text for text in texts(page))
    monkeypatch.setattr(printing, "margins_of", lambda _name: replace(NO_MARGINS, bottom=60))
    page.reload()
    desk.settle()
    assert f"{PRINTER} 印不全。" in texts(page)
    assert any(text.startswith("下边 60.0 毫米以内印不到，第 1-") for text in texts(page))
    give_reason(page)
    press(page, "签发并打印…")  # a warning, no more, but one that nobody misses
    assert f"{PRINTER} 印不全。" in texts(page.findChildren(ConfirmDialog)[0])
    confirm(page, Qt.Key.Key_Escape)
    assert desk.documents() == []
    before = next(text for text in texts(page) if text.startswith("下边"))
    give_reason(page)
    issue(desk, page)
    assert before in texts(page)  # what was measured is what is issued, with its number and QR code


def test_a_printer_that_refuses_is_said_and_nothing_is_noted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_named: object) -> None:
        raise UserError("打印机没有接受。", safe="内容都在。", hint="请看看打印机。")

    monkeypatch.setattr(printing, "print_paper", refuse)
    page = desk.open()
    issue(desk, page)
    dialog = page.findChildren(MessageDialog)[0]
    assert texts(dialog)[0] == "打印机没有接受。"
    dialog.accept()
    assert desk.events() == []
    assert "打印出来了吗？" not in texts(page)
    assert button(page, "打印").isEnabled()


def test_a_print_that_is_stopped_before_anything_was_sent_is_none(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_args: object, **_named: object) -> None:
        raise Cancelled

    with monkeypatch.context() as patch:
        patch.setattr(printing, "print_paper", stop)
        page = desk.open()
        issue(desk, page)
    assert page.findChildren(MessageDialog) == []
    assert "打印出来了吗？" not in texts(page)
    press(page, "打印")
    desk.settle()
    assert desk.printed == [ORIGINALS]


def test_a_printer_that_gives_up_halfway_is_said_and_asked_about(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, handed: Callable[[int], None], **_named: object) -> None:
        handed(1)
        raise UserError("打印机没有接受。", safe="内容都在。", hint="请看看打印机。")

    monkeypatch.setattr(printing, "print_paper", fail)
    page = desk.open()
    issue(desk, page)
    page.findChildren(MessageDialog)[0].accept()
    assert "打印出来了吗？" in texts(page)
    desk.answer(page, "出来了")
    assert desk.events() == [("printed", 1, None)]


def test_the_signed_page_comes_back_into_the_record(desk: Desk, tmp_path: Path) -> None:
    page = desk.open()
    issue(desk, page)
    assert "还没有拍回签字页" in texts(page)
    (tmp_path / "签字页.jpg").write_bytes(jpeg(40))
    (tmp_path / "坏.jpg").write_bytes(b"no photo")
    (foot,) = page.findChildren(PhotoFoot)
    foot.offer(pictures.from_files([str(tmp_path / name) for name in ("签字页.jpg", "坏.jpg")]))
    desk.settle()
    (document,) = desk.documents()
    with desk.workspace.store.read() as session:
        (photo,) = signed_pages.of_document(session, document.uid)
    assert photo.file_name == "签字页.jpg"
    assert any(text.startswith("坏.jpg：") for text in texts(page))
    assert "还没有拍回签字页" not in texts(page)
    foot.removed.emit(photo.evidence)
    assert "还没有拍回签字页" in texts(page)
    QApplication.clipboard().setImage(QImage.fromData(jpeg(90)))
    QTest.keyClick(page, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert "还没有拍回签字页" not in texts(page)


# The issued paper


def test_an_issued_paper_is_opened_as_it_was_stored(desk: Desk) -> None:
    issue(desk, desk.open(), "签发并打印…")
    (document,) = desk.documents()
    page = desk.open()
    assert any("内容不可改" in text for text in texts(page))
    assert "庐教督改〔2026〕31号" in texts(page)
    with desk.workspace.store.read() as session:
        pdf = papers.stored_pdf(desk.workspace.photos, papers.paper(session, document.uid))
    assert len(list(page_images(pdf, dpi=20))) == document.pages


def test_void_wants_a_reason_and_keeps_the_number(desk: Desk) -> None:
    page = desk.open()
    issue(desk, page)
    press(page, "作废…")
    dialog = page.findChildren(VoidDialog)[0]
    press(dialog, "作废")
    assert "要写原因，例如：学校名称写错。" in texts(dialog)
    assert desk.events() == []
    dialog.findChildren(TextArea)[0].insertPlainText("<b>校名</b>写错")
    press(dialog, "作废")
    assert desk.events() == [("void", None, "<b>校名</b>写错")]
    assert "已作废：<b>校名</b>写错" in texts(page)
    assert not [one for one in page.findChildren(KeyButton) if one.isVisible() and one.text() in {"打印", "作废…"}]
    with desk.workspace.store.read() as session:
        assert notices.of_visit(session, desk.visit)[0].void
    press(page, "重出通知书")
    desk.settle()
    assert "庐教督改〔2026〕32号" in texts(page)
    assert button(page, "签发并打印…").isEnabled()


def test_ctrl_e_begins_a_correction(desk: Desk) -> None:
    page = desk.open()
    QTest.keyClick(page, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert not page.findChildren(CorrectionDialog), "a draft is changed, not corrected"
    issue(desk, page)
    QTest.keyClick(page, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    (dialog,) = page.findChildren(CorrectionDialog)
    assert dialog.isVisible()
    desk.settle()


def test_a_damaged_paper_is_never_printed(desk: Desk) -> None:
    page = desk.open()
    issue(desk, page)
    (document,) = desk.documents()
    desk.workspace.photos.path(document.pdf_sha256 or "").write_bytes(b"%PDF-1.4 changed")
    desk.printed.clear()
    desk.answer(page, "没有")
    press(page, "重打")
    desk.settle()
    desk.settle()
    assert desk.printed == []
    assert "这份文书的版面文件损坏了，不能打印。" in texts(page.findChildren(MessageDialog)[0])


# The page


def test_pages_are_turned_from_anywhere_and_esc_goes_back(desk: Desk) -> None:
    page = desk.open()
    give_reason(page)
    primary = button(page, "签发并打印…")
    primary.setFocus()
    QTest.keyClick(primary, Qt.Key.Key_PageDown)
    assert any(label.text().startswith("第 2 页") for label in page.tools.findChildren(QLabel))
    with desk.qtbot.waitSignal(page.closed):
        QTest.keyClick(primary, Qt.Key.Key_Escape)


def test_after_a_restore_the_last_number_is_asked_before_one_is_taken(desk: Desk) -> None:
    with desk.workspace.store.write() as session:
        settings.put(session, settings.Name.NUMBERS, settings.UNSURE)
    page = desk.open()
    give_reason(page)
    assert "签发时先问最后一份到几号" in texts(page)
    press(page, "签发并打印…")
    dialog = page.findChildren(LastNumberDialog)[0]
    for typed, said in (("", "写一个数，例如 31。"), ("99", "99 不在本机的号段里。本机的号段是 31–40；")):
        dialog.number.setText(typed)
        dialog.go.click()
        assert dialog._field.error.startswith(said)
    dialog.number.setText("３３号")
    dialog.go.click()
    desk.settle()
    assert "庐教督改〔2026〕34号" in texts(page)
    assert not desk.documents()
    give_reason(page)
    issue(desk, page)
    assert [document.serial for document in desk.documents()] == [34]


def test_esc_goes_back_after_whatever_took_the_focus_is_gone(desk: Desk) -> None:
    page = desk.open()
    issue(desk, page)
    press(page, "作废…")
    dialog = page.findChildren(VoidDialog)[0]
    dialog.findChildren(TextArea)[0].insertPlainText("校名写错")
    press(dialog, "作废")
    page.window().activateWindow()
    assert QTest.qWaitForWindowActive(page.window())
    focus = QApplication.focusWidget()
    assert focus is not None
    assert page.isAncestorOf(focus), "not in the strip, on the arrow of the pages"
    with desk.qtbot.waitSignal(page.closed):
        QTest.keyClick(focus, Qt.Key.Key_Escape)


def test_a_box_with_the_focus_turns_pages_too(desk: Desk) -> None:
    page = desk.open()
    days = choice(page, "送达日期")
    days.setFocus()
    before = days.currentText()
    QTest.keyClick(days, Qt.Key.Key_PageDown)
    assert days.currentText() == before
    assert any(label.text().startswith("第 2 页") for label in page.tools.findChildren(QLabel))


def test_names_of_people_and_schools_are_plain_text(desk: Desk) -> None:
    hostile = '<img src=x>/..\\con:"庐州*?区'
    with desk.workspace.store.write() as session:
        visit = session.get_one(Visit, desk.visit)
        session.get_one(School, visit.school).name = hostile
    page = desk.open()
    labels = [label for label in page.findChildren(QLabel) if hostile in label.text()]
    assert labels
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in page.findChildren(QLabel))
    issue(desk, page)
    with desk.workspace.store.read() as session:
        paper = papers.paper(session, desk.documents()[0].uid)
    assert paper.file_name == "整改通知书-〔2026〕31号-_img src=x__.._con__庐州__区.pdf"
    assert len(replace(paper, school_name="校" * 500).file_name.encode()) < 255


@pytest.mark.parametrize("is_issued", [False, True])
def test_nothing_is_cut_on_a_small_screen(desk: Desk, is_issued: bool) -> None:
    page = desk.open()
    if is_issued:
        issue(desk, page)
    for label in page.findChildren(QLabel):
        if label.isVisible() and label.text() and not label.wordWrap() and label.text() != SCHOOL:
            assert label.width() >= label.fontMetrics().horizontalAdvance(label.text()), label.text()
            right = label.mapTo(page, label.rect().topRight()).x()
            assert right <= page.width(), label.text()
    for word in ("打印", "存 PDF…") if is_issued else ("签发并打印…", "只签发，存 PDF…"):
        one = button(page, word)
        assert one.mapTo(page, one.rect().bottomRight()).y() < page.height()
    nameless = [
        type(widget).__name__
        for widget in page.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not widget.accessibleName()
        and not isinstance(widget, QLabel)
    ]
    assert nameless == []
