"""Errors as their readers see them."""

import logging
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from xunjian.errors import Cancelled, UserError
from xunjian.ui.messages import BugDialog, ConfirmDialog, MessageDialog, diagnosis, show_error


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    """A page that something goes wrong on."""
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def _texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel)]


def test_a_choice_is_no_error(page: QWidget) -> None:
    show_error(page, Cancelled())
    assert page.findChildren(MessageDialog) == []
    assert page.findChildren(BugDialog) == []


def test_a_problem_is_told_in_three_sentences(page: QWidget, qtbot: QtBot) -> None:
    show_error(page, UserError("<b>红星</b>的包损坏了。", safe="本库没动。", hint="请该组重新导出。"))
    dialog = page.findChildren(MessageDialog)[0]
    assert _texts(dialog) == ["<b>红星</b>的包损坏了。", "本库没动。", "请该组重新导出。"]
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in dialog.findChildren(QLabel))
    assert dialog.height() <= 520
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.findChildren(MessageDialog) == [])


def _look_up(people: dict[str, int]) -> int:
    try:
        return people["何静 13900000000"]
    except KeyError as cause:
        raise ValueError("何静") from cause


def _bug() -> ValueError:
    with pytest.raises(ValueError, match="何静") as caught:
        _look_up({})
    return caught.value


def test_our_mistake_is_logged_and_can_be_saved(
    page: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, qtbot: QtBot
) -> None:
    target = tmp_path / "诊断.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    with caplog.at_level(logging.ERROR):
        show_error(page, _bug())
    assert "ValueError" in caplog.text
    dialog = page.findChildren(BugDialog)[0]
    shown = dialog.findChildren(QPlainTextEdit)[0].toPlainText()
    save = next(button for button in dialog.findChildren(QPushButton) if button.text() == "保存诊断文件…")
    QTest.mouseClick(save, Qt.MouseButton.LeftButton)
    assert target.read_text(encoding="utf-8") == shown
    qtbot.waitUntil(lambda: page.findChildren(BugDialog) == [])


def test_a_file_that_cannot_be_saved_is_said(
    page: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "没有" / "诊断.txt"), ""))
    show_error(page, _bug())
    dialog = page.findChildren(BugDialog)[0]
    save = next(button for button in dialog.findChildren(QPushButton) if button.text() == "保存诊断文件…")
    QTest.mouseClick(save, Qt.MouseButton.LeftButton)
    assert "诊断文件没有存上。" in _texts(dialog.findChildren(MessageDialog)[0])
    dialog.reject()


def test_a_diagnosis_names_places_and_no_people() -> None:
    text = diagnosis(_bug())
    assert "ValueError" in text
    assert "KeyError" in text
    assert "test_ui_messages.py" in text
    assert "何静" not in text
    assert "139" not in text


def test_what_cannot_be_undone_is_asked_once(page: QWidget, qtbot: QtBot) -> None:
    ends: list[str] = []
    for key, end in ((Qt.Key.Key_Return, "签发"), (Qt.Key.Key_Escape, "没有")):
        dialog = ConfirmDialog(page, "签发 庐教督改〔2026〕31号？", "签发后内容不能改。", act="签发并打印")
        dialog.accepted.connect(lambda: ends.append("签发"))
        dialog.rejected.connect(lambda: ends.append("没有"))
        dialog.open()
        words = [button.text() for button in dialog.findChildren(QPushButton)]
        assert words == ["再看看", "签发并打印"]
        QTest.keyClick(dialog, key)
        assert ends[-1] == end
    qtbot.waitUntil(lambda: page.findChildren(ConfirmDialog) == [])
