"""更正 in the window: what cannot stand is told at its row, what was seen is issued, both papers know each other."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget

from tests.ui.program import Starter, only, says
from tests.visiting import Visiting
from tests.workspaces import TODAY, group_scene
from xunjian.services.paperwork import notices
from xunjian.ui.app import Program
from xunjian.ui.messages import ConfirmDialog
from xunjian.ui.pages.corrections.correction_dialog import CorrectionDialog
from xunjian.ui.pages.notice.page import NoticePage
from xunjian.ui.pages.notice.void_dialog import VoidDialog
from xunjian.ui.widgets.buttons import KeyButton
from xunjian.ui.widgets.fields import TextArea

FACT = "公示栏内容没有更新。"


@dataclass
class Correcting:
    """The window with the page of an issued notice."""

    program: Program
    starter: Starter
    page: NoticePage

    def idle(self) -> None:
        self.starter.qtbot.waitUntil(lambda: not self.program.jobs.busy, timeout=20_000)
        QApplication.processEvents()
        self.starter.qtbot.waitUntil(lambda: not self.program.jobs.busy, timeout=20_000)

    def press(self, word: str, parent: QWidget | None = None) -> None:
        buttons = (parent or self.page).findChildren(KeyButton)
        one = next(button for button in buttons if button.isVisible() and button.text() == word)
        QTest.keyClick(one, Qt.Key.Key_Space)
        self.idle()

    def has(self, word: str) -> bool:
        return any(button.isVisible() and button.text() == word for button in self.page.findChildren(KeyButton))

    def begin(self) -> CorrectionDialog:
        self.press("更正…")
        return only(self.page, CorrectionDialog)

    def write(self, dialog: CorrectionDialog, number: int, *texts: str) -> None:
        row = dialog.rows.rows[number]
        row.place.setText(texts[0])
        row.wrong.setPlainText(texts[1])
        row.right.setPlainText(texts[2])

    def issue(self, dialog: CorrectionDialog) -> None:
        self.press("签发更正通知…", dialog)

    def numbers(self) -> list[str]:
        assert self.program.desk is not None
        workspace = self.program.desk._workspace
        with workspace.store.read() as session:
            return [one.number for one in notices.of_visit(session, self.page.visit)]


@pytest.fixture
def correcting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, starter: Starter) -> Correcting:
    monkeypatch.setenv("XUNJIAN_TODAY", TODAY.isoformat())
    scene = group_scene(tmp_path / "group")
    visiting = Visiting.begin(scene)
    visiting.problem("SF-01", fact=FACT)
    visiting.issue()
    scene.workspace.close()
    program = starter.start(scene.workspace.folder)
    assert program.desk is not None
    program.desk.open_notice(visiting.uid)
    assert program.desk.notice is not None
    made = Correcting(program, starter, program.desk.notice)
    made.idle()
    return made


def test_what_cannot_stand_is_told_at_its_row_and_takes_no_number(correcting: Correcting) -> None:
    dialog = correcting.begin()
    correcting.issue(dialog)
    assert dialog.rows.rows[0].error.startswith("没有写要更正的地方。")
    correcting.write(dialog, 0, "问题一", "公示栏内容没有更新", "公示栏是旧的")
    correcting.press("再加一处", dialog)
    correcting.press("再加一处", dialog)
    correcting.write(dialog, 1, "问题一", "<b>贴满了广告</b>", "好")
    correcting.write(dialog, 2, "问题一", "公示栏", " 公示栏 ")
    correcting.issue(dialog)
    good, absent, same = (row.error for row in dialog.rows.rows)
    assert good == ""
    assert "里没有“<b>贴满了广告</b>”" in absent
    assert "更正前后一样" in same
    assert dialog.focusWidget() is dialog.rows.rows[1].wrong
    assert not dialog.findChildren(ConfirmDialog)
    dialog.rows.rows[1].off.click()
    dialog.rows.rows[1].right.setPlainText("\U000f0000")
    correcting.issue(dialog)
    assert "有字印不出来" in dialog.rows.rows[1].error
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in dialog.findChildren(QLabel))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert correcting.numbers() == ["庐教督改〔2026〕31号"]


def test_a_correction_is_issued_shown_saved_and_linked_both_ways(
    correcting: Correcting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = correcting.begin()
    correcting.write(dialog, 0, "问题一", "公示栏内容没有更新", "公示栏是旧的")
    dialog.reason.setText("校对疏漏")
    correcting.issue(dialog)
    assert says(dialog, "印出来是这样，共 1 页")
    question = only(dialog, ConfirmDialog)
    assert says(question, "文号 庐教督改〔2026〕32号。")
    QTest.keyClick(question, Qt.Key.Key_Return)
    correcting.idle()
    assert correcting.numbers() == ["庐教督改〔2026〕31号", "庐教督改〔2026〕32号"]
    page = correcting.page
    assert says(page, "更正通知")
    assert says(page, "更正的是 〔2026〕31号")
    assert correcting.has("打印")
    assert not correcting.has("更正…"), "a correction is not corrected"
    saved = tmp_path / "更正.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(saved), ""))
    correcting.press("存 PDF…")
    assert saved.read_bytes().startswith(b"%PDF")
    correcting.press("看原件")
    assert says(page, "已更正：〔2026〕32号")
    assert says(page, "整改通知书")
    page.reload()
    correcting.idle()
    assert says(page, "已更正：〔2026〕32号"), "the notice comes first, not its correction"
    correcting.press("看更正")
    correcting.press("作废…")
    void = only(page, VoidDialog)
    void.findChildren(TextArea)[0].setPlainText("又写错")
    correcting.press("作废", void)
    assert not correcting.has("重出通知书")
    correcting.press("看原件")
    assert not says(page, "已更正：")


def test_only_what_was_seen_is_issued(correcting: Correcting, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = correcting.begin()
    correcting.write(dialog, 0, "问题一", "公示栏内容没有更新", "公示栏是旧的")
    correcting.issue(dialog)
    assert correcting.program.desk is not None
    workspace = correcting.program.desk._workspace
    with workspace.store.write(by=workspace.person) as session:
        first = notices.of_visit(session, correcting.page.visit)[0]
        notices.note_event(session, first, "void", by=workspace.person, reason="校名写错")
    QTest.keyClick(only(dialog, ConfirmDialog), Qt.Key.Key_Return)
    correcting.idle()
    assert says(dialog, "已经作废，不能更正。")
    assert len(correcting.numbers()) == 1
