"""核对文书 and 文书字体 in 设置: what a paper that somebody brings comes to, and the fonts of papers."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel

from tests.ui.program import Starter, go_to, only, says, screen_of
from tests.ui.visit_scene import start
from tests.workspaces import TODAY, group_scene
from xunjian.documents.comparison import Difference
from xunjian.documents.composer.faces import SHIPPED
from xunjian.errors import UserError
from xunjian.services.paperwork import office_fonts, verification
from xunjian.services.paperwork.office_fonts import ROLES, Fonts
from xunjian.services.paperwork.verification import Known, Verdict, Verification
from xunjian.ui.app import Program
from xunjian.ui.pages.settings.verification_words import said_of
from xunjian.ui.pages.settings.verify_dialog import VerifyDialog

CODE = "7F3A19C25E08B41D6A90"
KNOWN = Known("u", "庐教督改〔2026〕31号", "红星小学", TODAY, CODE, False, None, None, (), {"school": "红星<b>小学"})
VOID = Known("u", "庐教督改〔2026〕31号", "红星小学", TODAY, CODE, False, "校名<i>写错", None, (), {})
CORRECTIONS = ("庐教督改〔2026〕32号", "庐教督改〔2026〕35号")
CORRECTED = Known("u", "庐教督改〔2026〕31号", "红星小学", TODAY, CODE, False, None, None, CORRECTIONS, {})
OTHER = (Difference("问题1 金额", "1280.00元", "1.00元"), Difference("第 1 页", "<b>应退</b>", "（无）"))


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, starter: Starter) -> Program:
    monkeypatch.setenv("XUNJIAN_TODAY", TODAY.isoformat())
    monkeypatch.setattr(office_fonts, "look", lambda: fonts("没有装 方正小标宋简体"))
    scene = group_scene(tmp_path / "group")
    start(scene)
    scene.workspace.close()
    program = starter.start(scene.workspace.folder)
    go_to(program, "设置")
    idle(program, starter)
    return program


def fonts(*lacking: str) -> Fonts:
    uses = list(ROLES.values())[len(lacking) :]
    return Fonts(own=True, names=dict.fromkeys(uses, "某字体"), lacking=lacking, faces=SHIPPED)


def idle(program: Program, starter: Starter) -> None:
    starter.qtbot.waitUntil(lambda: not program.jobs.busy, timeout=20_000)


def comparing(program: Program) -> VerifyDialog:
    assert program.desk is not None
    QTest.keyClick(program.desk.settings.verify, Qt.Key.Key_Space)
    return only(program.window, VerifyDialog)


def typed(program: Program, starter: Starter, dialog: VerifyDialog, code: str) -> None:
    dialog.code.setText(code)
    QTest.keyClick(dialog.code, Qt.Key.Key_Return)
    idle(program, starter)


def test_what_is_typed_is_looked_up_and_what_is_no_code_is_told(program: Program, starter: Starter) -> None:
    dialog = comparing(program)
    typed(program, starter, dialog, " ")
    assert says(dialog, "请输入校验码，或选一个 PDF 文件。")
    typed(program, starter, dialog, "<b>31</b>")
    assert says(dialog, "“<b>31</b>”不是校验码。校验码是首页左下角的 20 位")
    typed(program, starter, dialog, CODE)
    assert says(dialog, "没有这份文书")
    assert not says(dialog, "不是校验码")
    assert dialog.isVisible(), "Enter compares, it does not close"
    assert dialog.focusWidget() is dialog.code
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert screen_of(program) == "设置"


def test_a_file_that_cannot_be_compared_says_why(
    program: Program, starter: Starter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = tmp_path / "通知书.pdf"
    bad.write_bytes(b"%PDF-1.4 broken")
    dialog = comparing(program)
    for path, said in (
        (bad, "这个文件不是 PDF，或者损坏了，没法核对。"),
        (tmp_path / "没有.pdf", "这个文件读不出来。"),
    ):
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args, path=path: (str(path), ""))
        QTest.keyClick(dialog.choose, Qt.Key.Key_Space)
        idle(program, starter)
        assert says(dialog, said)
        assert dialog.choose.isEnabled()


FOUND: tuple[tuple[Verification, tuple[str, ...]], ...] = (
    (Verification(Verdict.ALTERED, KNOWN, OTHER), ("不符", "哪里不同", "1280.00元", "1.00元", "<b>应退</b>")),
    (Verification(Verdict.IDENTICAL, KNOWN, pages_compared=True), ("相符", "一个字节都不差", "有效")),
    (Verification(Verdict.IDENTICAL, VOID, pages_compared=True), ("已作废", "校名<i>写错。不能再拿它当依据")),
    (
        Verification(Verdict.SAME, CORRECTED, pages_compared=True),
        ("已更正", "已由 庐教督改〔2026〕32号、庐教督改〔2026〕35号 更正"),
    ),
    (Verification(Verdict.CODE, KNOWN), ("校验码相符", "红星<b>小学", "7F3A 19C2 5E08 B41D 6A90")),
    (Verification(Verdict.UNKNOWN, near=("X（31号）",)), ("没有这份文书", "只差一两个字的有：X（31号）")),
)


def test_a_comparison_is_told_in_plain_words(
    program: Program, starter: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = comparing(program)
    for found, shown in FOUND:
        monkeypatch.setattr(verification, "of_code", lambda *_args, found=found: found)
        typed(program, starter, dialog, CODE)
        for text in shown:
            assert says(dialog, text), text
        assert all(label.textFormat() is Qt.TextFormat.PlainText for label in dialog.findChildren(QLabel))


def test_an_equal_content_without_the_pages_is_not_called_good_outright() -> None:
    assert said_of(Verification(Verdict.SAME, KNOWN, pages_compared=True)).tone == "ok"
    assert said_of(Verification(Verdict.SAME, KNOWN)).tone == "wait"
    assert "没有比对" in said_of(Verification(Verdict.SAME, KNOWN)).meaning


def test_the_offices_fonts_are_off_until_somebody_wants_them(
    program: Program, starter: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert program.desk is not None
    panel = program.desk.settings.fonts
    assert not panel.switch.isChecked()
    assert says(panel, "没有装 方正小标宋简体")
    assert says(panel, "有 某字体")
    assert not says(panel, "现在不能签发")
    QTest.keyClick(panel.switch, Qt.Key.Key_Space)
    assert says(panel, "缺 1 种字体，现在不能签发。")
    monkeypatch.setattr(office_fonts, "look", fonts)
    go_to(program, "今天")
    go_to(program, "设置")
    idle(program, starter)
    assert not says(panel, "现在不能签发")
    program.close()
    program.window.hide()
    again = starter.start(program._folder)
    assert again.desk is not None
    assert again.desk.settings.fonts.switch.isChecked()


def test_a_choice_that_could_not_be_kept_is_not_shown_as_made(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise UserError("磁盘满了。", safe="前面的都在。", hint="请腾出空间。")

    assert program.desk is not None
    panel = program.desk.settings.fonts
    monkeypatch.setattr(office_fonts, "want", full)
    QTest.keyClick(panel.switch, Qt.Key.Key_Space)
    assert not panel.switch.isChecked()
    assert says(program.window, "磁盘满了。")
