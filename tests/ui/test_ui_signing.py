"""屏上签 in the window: people sign with a real pointer what they see, in order, and the paper has their ink."""

import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from tests.workspaces import TODAY, group_scene
from xunjian.db.schema.paper import Document, Signature
from xunjian.db.schema.visit import Visit
from xunjian.rules import ink
from xunjian.services.bureau import handbook
from xunjian.services.bureau.handbook import Handbook
from xunjian.services.visit import evidence, findings, visits
from xunjian.ui import printing
from xunjian.ui.jobs import Jobs
from xunjian.ui.messages import ConfirmDialog, MessageDialog
from xunjian.ui.pages.notice.page import NoticePage
from xunjian.ui.pages.notice.sign_dialog import SignDialog
from xunjian.ui.pages.notice.signing_terms import STALE, SigningTerms, Way
from xunjian.ui.widgets.buttons import KeyButton
from xunjian.ui.widgets.pad import Pad
from xunjian.workspace import Workspace

LEFT = Qt.MouseButton.LeftButton
SCHOOL = "庐州区实验小学"
ZIGZAG = tuple((0.1 + 0.05 * place, 0.3 if place % 2 else 0.7) for place in range(16))


@dataclass
class Desk:
    """A workspace with a visit that is ready to be issued, and its page."""

    workspace: Workspace
    book: Handbook
    visit: str
    jobs: Jobs
    qtbot: QtBot
    page: NoticePage

    def settle(self) -> None:
        """Wait until nothing is under way."""
        self.qtbot.waitUntil(lambda: not self.jobs.busy, timeout=20_000)
        QApplication.processEvents()

    @property
    def terms(self) -> SigningTerms:
        """How the paper is to be signed."""
        return self.page.findChildren(SigningTerms)[0]

    def focused(self) -> QWidget:
        """Return where the focus is on the page; no window manager gives it back after a dialog."""
        self.page.activateWindow()
        assert QTest.qWaitForWindowActive(self.page)
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def choose(self, way: Way) -> None:
        """Choose by the keyboard how it is signed."""
        self.terms.way.setFocus()
        for _ in range(way - self.terms.way.current()):
            QTest.keyClick(self.focused(), Qt.Key.Key_Right)
        self.settle()

    def open(self, word: str, who: str) -> SignDialog:
        """Press somebody's button and return the dialog."""
        button = next(
            one
            for one in self.terms.findChildren(KeyButton)
            if one.isVisible() and one.text() == word and who in one.accessibleName()
        )
        assert button.isEnabled()
        QTest.mouseClick(button, LEFT)
        dialog = self.page.findChildren(SignDialog)[-1]
        dialog.activateWindow()
        assert QTest.qWaitForWindowActive(dialog)
        QApplication.processEvents()
        return dialog

    def sign(self, who: str, word: str = "签…") -> None:
        """Let somebody sign."""
        dialog = self.open(word, who)
        draw(dialog.pad)
        QTest.mouseClick(button(dialog, "签好了"), LEFT)
        self.settle()

    def issue(self) -> None:
        """Issue without printing."""
        press(self.page, "只签发，存 PDF…")
        QTest.keyClick(self.page.findChildren(ConfirmDialog)[-1], Qt.Key.Key_Return)
        self.settle()
        self.settle()

    def signatures(self) -> list[Signature]:
        """Return what is recorded."""
        with self.workspace.store.read() as session:
            rows = list(session.scalars(select(Signature).order_by(Signature.signed_at)))
            session.expunge_all()
            return rows

    def document(self) -> Document | None:
        """Return the document that was issued."""
        with self.workspace.store.read() as session:
            row = session.scalars(select(Document)).first()
            session.expunge_all()
            return row


def draw(pad: Pad, points: tuple[tuple[float, float], ...] = ZIGZAG) -> None:
    """Draw a stroke with the mouse; points are parts of the pad's width and height."""
    area = pad.area
    places = [QPoint(round(area.x() + x * area.width()), round(area.y() + y * area.height())) for x, y in points]
    QTest.mousePress(pad, LEFT, Qt.KeyboardModifier.NoModifier, places[0])
    for place in places[1:]:
        QTest.mouseMove(pad, place)
    QTest.mouseRelease(pad, LEFT, Qt.KeyboardModifier.NoModifier, places[-1])


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible() and label.text()]


def button(widget: QWidget, word: str) -> KeyButton:
    return next(one for one in widget.findChildren(KeyButton) if one.isVisible() and one.text() == word)


def press(widget: QWidget, word: str) -> None:
    one = button(widget, word)
    one.setFocus()
    QTest.keyClick(one, Qt.Key.Key_Space)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace on disk to copy."""
    scene = group_scene(tmp_path_factory.mktemp("template") / "work")
    workspace, book = scene.workspace, scene.handbook
    photo = io.BytesIO()
    Image.new("RGB", (64, 48), (9, 99, 99)).save(photo, "JPEG")
    stored = evidence.store(workspace.photos, photo.getvalue())
    with workspace.store.write(by=workspace.person) as session:
        visit = visits.start(
            session, team=scene.team, school=scene.schools[SCHOOL], day=TODAY, areas=["SF"], members=scene.people[:2]
        )
        item = book.by_code["SF-01"]
        visits.mark_rest(session, visit, [row.item for row in visits.items(session, visit, book)])
        visits.answer(session, visit, item.uid, "no")
        finding = findings.record(session, visit, item, fact="公示栏为2024年秋季内容。", amount=1_000, people=16)
        evidence.attach(session, stored, visit=visit, finding=finding, file_name="1.jpg", by=workspace.person)
    workspace.close()
    return workspace.folder


@pytest.fixture
def desk(template: Path, tmp_path: Path, jobs: Jobs, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The page on a fresh copy, as large as the window of a small laptop leaves it."""
    monkeypatch.setenv("XUNJIAN_TODAY", TODAY.isoformat())
    monkeypatch.setattr(printing, "devices", lambda _last: [])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "通知书.pdf"), ""))
    workspace = Workspace.open(Path(shutil.copytree(template, tmp_path / "work")))
    with workspace.store.read() as session:
        book, visit = handbook.read(session), session.scalars(select(Visit.uid)).one()
    page = NoticePage(workspace, jobs, book, visit)
    qtbot.addWidget(page)
    page.resize(1093, 492)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    made = Desk(workspace, book, visit, jobs, qtbot, page)
    made.settle()
    yield made
    made.settle()
    workspace.close()


def test_wet_is_the_default_and_leaves_no_record(desk: Desk) -> None:
    assert desk.terms.way.current() == Way.ON_PAPER
    assert desk.terms.signing is None
    desk.issue()
    assert desk.document() is not None
    assert desk.signatures() == []


def test_the_school_signs_first_then_the_group_and_the_paper_has_their_ink(desk: Desk) -> None:
    desk.choose(Way.ON_SCREEN)
    issue = button(desk.page, "只签发，存 PDF…")
    assert not issue.isEnabled()
    assert issue.accessibleDescription() == "请学校的人先在屏上签名。"
    group = [one for one in desk.terms.findChildren(KeyButton) if "李敏" in one.accessibleName()]
    assert not group[0].isEnabled()
    dialog = desk.open("签…", "学校负责人")
    assert (dialog.name.text(), dialog.post.text()) == ("何静", "负责人")
    dialog.opinion.choose(1)
    draw(dialog.pad)
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert "李敏" in desk.focused().accessibleName()  # who signs next
    desk.sign("李敏")
    assert any("何静" in text and "已签" in text for text in texts(desk.terms))
    desk.issue()
    school, leader = desk.signatures()
    assert (school.side, school.name, school.agreed) == ("school", "何静", True)
    assert (leader.side, leader.name) == ("group", "李敏")
    drawn = ink.read(desk.workspace.photos.read(school.ink_sha256 or ""))
    assert len(drawn.strokes) == 1
    assert len(drawn.strokes[0]) == len(ZIGZAG)
    document = desk.document()
    assert document is not None
    with pikepdf.open(desk.workspace.photos.path(document.pdf_sha256 or "")) as pdf:
        assert sum(page.Contents.read_bytes().count(b" c ") for page in pdf.pages) >= 2 * (len(ZIGZAG) - 1)
    assert desk.terms.signing is None  # the next paper is signed anew


def test_what_somebody_signed_stands_on_the_pages_that_the_next_one_is_shown(desk: Desk) -> None:
    desk.choose(Way.ON_SCREEN)
    first = desk.open("签…", "学校负责人")
    before = [sheet._image for sheet in first.view._sheets]
    first.reject()
    desk.sign("学校负责人")
    second = desk.open("签…", "李敏")
    after = [sheet._image for sheet in second.view._sheets]
    assert len(before) == len(after)
    assert before != after
    second.reject()


def test_a_paper_that_changed_after_it_was_signed_is_not_issued_with_the_signature(desk: Desk) -> None:
    desk.choose(Way.ON_SCREEN)
    desk.sign("学校负责人")
    with desk.workspace.store.write(by=desk.workspace.person) as session:
        findings.record(session, desk.visit, desk.book.by_code["SF-01"], fact="公示栏是空的。")
    desk.issue()
    dialog = desk.page.findChildren(MessageDialog)[0]
    assert "签名之后内容有变化，这些签名不能用在新的内容上。" in texts(dialog)
    dialog.accept()
    assert desk.document() is None
    assert STALE in texts(desk.terms)
    assert desk.terms.signing is None
    desk.sign("学校负责人")
    assert STALE not in texts(desk.terms)
    desk.issue()
    assert [row.name for row in desk.signatures()] == ["何静"]


def test_a_refusal_wants_its_reason_and_a_witness_who_may_sign(desk: Desk) -> None:
    desk.choose(Way.REFUSED)
    assert button(desk.page, "只签发，存 PDF…").accessibleDescription() == "请写明拒签事由和见证人。"
    dialog = desk.open("填写…", "拒签")
    QTest.mouseClick(button(dialog, "签好了"), LEFT)
    assert dialog.isVisible()
    assert "请写上姓名。" in texts(dialog)
    dialog.name.setText("孙丽")
    QTest.mouseClick(button(dialog, "签好了"), LEFT)
    assert "请写拒签事由。" in texts(dialog)
    dialog.reason.setText("负责人称须先请示")
    dialog.post.setText("镇教育办主任")
    draw(dialog.pad)
    QTest.mouseClick(button(dialog, "签好了"), LEFT)
    desk.settle()
    desk.issue()
    rows = {row.side: row for row in desk.signatures()}
    assert (rows["school"].refusal, rows["school"].witness) == ("负责人称须先请示", "孙丽")
    assert rows["witness"].ink_sha256
    document = desk.document()
    assert document is not None
    assert (document.content or {})["signed"]["refusal"]["reason"] == "负责人称须先请示"


def _strokes(dialog: SignDialog) -> int:
    return len(dialog.pad.ink.strokes)


def test_a_stroke_is_taken_back_and_all_of_them(desk: Desk) -> None:
    desk.choose(Way.ON_SCREEN)
    dialog = desk.open("签…", "学校负责人")
    assert not button(dialog, "撤销一笔").isEnabled()
    draw(dialog.pad)
    draw(dialog.pad, ((0.2, 0.2), (0.8, 0.2)))
    QTest.keyClick(dialog.pad, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert _strokes(dialog) == 1
    QTest.mouseClick(button(dialog, "重签"), LEFT)
    assert _strokes(dialog) == 0
    draw(dialog.pad, ((0.5, 0.5), (0.52, 0.5)))
    QTest.mouseClick(button(dialog, "签好了"), LEFT)
    assert "还没有签：请在框里写上名字。" in texts(dialog)
    dialog.reject()
    assert desk.terms.signing is None


def test_a_pen_draws_as_a_mouse_does_and_only_once(desk: Desk) -> None:
    desk.choose(Way.ON_SCREEN)
    dialog = desk.open("签…", "学校负责人")
    pen = QPointingDevice.primaryPointingDevice()
    kinds = (QEvent.Type.TabletPress, *([QEvent.Type.TabletMove] * 3), QEvent.Type.TabletRelease)
    middle = dialog.pad.area.center()
    for number, kind in enumerate(kinds):
        at = middle + QPointF(30.25 * number, -20.5 * number)
        event = QTabletEvent(
            kind, pen, at, at, 0.5, 0, 0, 0, 0, 0, Qt.KeyboardModifier.NoModifier, LEFT, LEFT
        )  # fmt: skip
        QApplication.sendEvent(dialog.pad, event)
        assert event.isAccepted()
    assert _strokes(dialog) == 1
    (stroke,) = dialog.pad.ink.strokes
    assert len(stroke) == len(kinds) - 1
    assert stroke[0] == (1500, 500)
    dialog.reject()


def test_the_dialog_fits_a_small_window(desk: Desk) -> None:
    desk.choose(Way.ON_SCREEN)
    dialog = desk.open("签…", "学校负责人")
    assert dialog.height() <= 492
    assert dialog.width() <= 1093
    assert dialog.pad.area.height() >= 120
    assert dialog.view.horizontalScrollBar().maximum() == 0
    dialog.reject()
    desk.choose(Way.REFUSED)
    dialog = desk.open("填写…", "拒签")
    assert dialog.height() <= 492
    dialog.reject()
