"""文书种类 on the notice page: chosen by the keyboard, refused with words, the preview goes with it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from tests.ui.program import only, says
from tests.visiting import Visiting
from tests.workspaces import TODAY, group_scene
from xunjian.db.schema.paper import Document, NumberBlock
from xunjian.db.schema.reference import Bureau
from xunjian.db.schema.visit import Visit
from xunjian.db.uids import new_uid
from xunjian.documents.pages import page_images
from xunjian.rules.papers import PaperKind
from xunjian.services.bureau import people, series
from xunjian.services.bureau.people import Certificates
from xunjian.services.paperwork import feedback, given_papers, kinds
from xunjian.ui import printing
from xunjian.ui.jobs import Jobs
from xunjian.ui.messages import ConfirmDialog
from xunjian.ui.pages.notice.announcement_dialog import AnnouncementDialog
from xunjian.ui.pages.notice.kind_choice import KindChoice
from xunjian.ui.pages.notice.notice_desk import SHARPNESS
from xunjian.ui.pages.notice.page import NoticePage
from xunjian.ui.printing import as_image

NOTICE, OPINION, ORDER = PaperKind.RECTIFICATION_NOTICE, PaperKind.SUPERVISION_OPINION, PaperKind.CORRECTION_ORDER
PRIVATE = "志远高级中学（民办）"


@pytest.fixture
def visiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visiting]:
    """A visit to a public school by three inspectors, nothing announced yet."""
    monkeypatch.setenv("XUNJIAN_TODAY", TODAY.isoformat())
    monkeypatch.setattr(printing, "devices", lambda _last: [])
    scene = group_scene(tmp_path / "工作库")
    one = Visiting.begin(scene)
    set_up(one, OPINION, "庐政教督")
    certify(one, *(Certificates(inspector_no=f"督{number}") for number in range(3)))
    one.problem("SF-12", "向16名学生收取校服款，共1280元。")
    one.mark_rest()
    yield one
    one.workspace.close()


def set_up(one: Visiting, kind: PaperKind, prefix: str) -> None:
    with one.write() as session:
        series.set_prefix(session, session.scalars(select(Bureau)).one().uid, kind, prefix, today=TODAY)
        series.set_particulars(session, series.Particulars("庐州区人民政府教育督导室"))
        block = {"team": one.scene.team, "seat": 1, "kind": kind.code, "year": TODAY.year, "first": 1, "last": 5}
        session.add(NumberBlock(uid=new_uid(), **block))


def certify(one: Visiting, *held: Certificates) -> None:
    with one.write() as session:
        for person, each in zip(one.scene.people, held, strict=False):
            people.certify(session, person, each)


def opened(one: Visiting, jobs: Jobs, qtbot: QtBot) -> tuple[NoticePage, KindChoice]:
    page = NoticePage(one.workspace, jobs, one.scene.handbook, one.uid)
    qtbot.addWidget(page)
    page.resize(1093, 492)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    settle(jobs, qtbot)
    return page, page._draft_side.terms.kind


def settle(jobs: Jobs, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not jobs.busy, timeout=20_000)
    QApplication.processEvents()


def test_a_kind_that_may_not_be_given_says_why_beside_it(visiting: Visiting, jobs: Jobs, qtbot: QtBot) -> None:
    page, choice = opened(visiting, jobs, qtbot)
    assert says(page, "整改通知书")
    assert choice._all.isHidden()
    QTest.keyClick(choice.change, Qt.Key.Key_Space)
    assert choice.radios[NOTICE].hasFocus()
    for kind, reason in (
        (OPINION, "督导没有事先书面通知学校。"),
        (ORDER, "对公办学校下达整改通知书，不用执法文书。"),
    ):
        assert not choice.radios[kind].isEnabled()
        assert choice.radios[kind].accessibleDescription() == reason
        assert says(page, reason)
    assert not choice.reasons[NOTICE].isVisible()


def test_an_announcement_opens_the_opinion_and_the_preview_goes_with_the_kind(
    visiting: Visiting, jobs: Jobs, qtbot: QtBot
) -> None:
    page, choice = opened(visiting, jobs, qtbot)
    choice.change.click()
    choice.announce.click()
    dialog = only(page, AnnouncementDialog)
    dialog.day.setText("2026-11-30")
    dialog.go.click()
    assert dialog.field.error.startswith("书面通知的日期晚于检查日期。")
    dialog.day.setText((TODAY - timedelta(7)).isoformat())
    dialog.go.click()
    settle(jobs, qtbot)
    assert visiting.draft().kind is OPINION
    assert says(page, "庐政教督〔2026〕1号")
    assert says(page, "没有写评价意见。")
    assert page._preview is not None
    drawn = kinds.render(page._preview.draft.paper, faces=page._preview.draft.fonts.faces).pdf
    (first, *_) = page_images(drawn, dpi=96 * SHARPNESS)
    assert page._preview.images[0] == as_image(first, ratio=SHARPNESS)
    choice.evaluation.setPlainText("学校重视收费管理。")
    choice.evaluation.flush()
    settle(jobs, qtbot)
    with visiting.read() as session:
        assert session.get_one(Visit, visiting.uid).evaluation == "学校重视收费管理。"
    assert not says(page, "没有写评价意见。")
    choice.radios[NOTICE].click()
    settle(jobs, qtbot)
    assert says(page, "庐教督改〔2026〕31号")
    assert not choice.evaluation.isVisible()


def test_what_was_chosen_is_what_is_issued(visiting: Visiting, jobs: Jobs, qtbot: QtBot) -> None:
    with visiting.write() as session:
        row = session.get_one(Visit, visiting.uid)
        row.announced_on, row.evaluation = TODAY, "总体较好。"
        book, photos = visiting.scene.handbook, visiting.workspace.photos
        sheet = feedback.sheet(session, book, visiting.uid)
        given_papers.give_sheet(session, photos, book, sheet, visiting.uid, by=None, today=TODAY)
    page, choice = opened(visiting, jobs, qtbot)
    assert choice.radios[OPINION].isChecked()
    choice.change.click()
    QTest.keyClick(choice.radios[OPINION], Qt.Key.Key_Up)
    choice.radios[NOTICE].click()
    settle(jobs, qtbot)
    page._draft_side.issue_and_save.setFocus()
    page._ask("只签发", lambda _paper: None)
    QTest.keyClick(only(page, ConfirmDialog), Qt.Key.Key_Return)
    settle(jobs, qtbot)
    with visiting.read() as session:
        (issued,) = session.scalars(select(Document).where(Document.serial.is_not(None)))
        assert (issued.kind, issued.serial) == (NOTICE.code, 31)


def test_an_order_is_proposed_for_a_private_school(visiting: Visiting, jobs: Jobs, qtbot: QtBot) -> None:
    one = Visiting.begin(visiting.scene, school=PRIVATE)
    set_up(one, ORDER, "庐教责改")
    certify(one, Certificates("皖A001"), Certificates("皖A002"))
    one.problem("SF-15", "校门口没有公示收费项目和标准。")
    one.problem("SF-16", "跨学期收费。")
    one.mark_rest()
    page, choice = opened(one, jobs, qtbot)
    assert choice.radios[ORDER].isChecked()
    assert says(page, "庐教责改〔2026〕1号")
    assert says(page, "1 条没有可印的依据，不进责令改正通知书，仍留在检查里")
