"""The first run: a bureau with its keys and its sheet, a group member with a file, and what is put off."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from tests.exchanging import World
from tests.ui.program import Starter, go_to, only, says
from tests.workspaces import TODAY
from xunjian.db.schema.reference import Bureau
from xunjian.rules.regions import Rank
from xunjian.services.keys import keyring, recovery
from xunjian.ui.app import Program
from xunjian.ui.beginning import Beginning
from xunjian.ui.messages import ConfirmDialog
from xunjian.ui.setup.bureau import BureauStep
from xunjian.ui.setup.check import CheckStep, holidays_found, input_found
from xunjian.ui.setup.invitation import InvitationStep
from xunjian.ui.setup.passphrase import NewPassphrase, PassphraseStep
from xunjian.ui.setup.sheet import LINE
from xunjian.ui.setup.sheet_step import SheetStep
from xunjian.ui.setup.who import WhoStep
from xunjian.workspace import Workspace

WORDS = "督导室门前三棵老槐树"


@pytest.fixture
def program(tmp_path: Path, starter: Starter) -> Program:
    return starter.start(tmp_path / "new", loaded=False)


def beginning(program: Program) -> Beginning:
    assert program.beginning is not None
    return program.beginning


def fill_bureau(program: Program) -> None:
    """Answer the first questions as the bureau of a county."""
    who = beginning(program).page.step()
    assert isinstance(who, WhoStep)
    who.found.click()
    step = beginning(program).page.step()
    assert isinstance(step, BureauStep)
    step.name.setText("庐州区教育局")
    step.code.setText("340199")
    step.prefix.setText("庐教督改")
    step.go.click()


def found(program: Program, starter: Starter) -> SheetStep:
    """Go on to the sheet."""
    fill_bureau(program)
    step = beginning(program).page.step()
    assert isinstance(step, PassphraseStep)
    step.fields.first.setText(WORDS)
    step.fields.second.setText(WORDS)
    step.go.click()
    starter.qtbot.waitUntil(lambda: isinstance(beginning(program).page.step(), SheetStep), timeout=20_000)
    sheet = beginning(program).page.step()
    assert isinstance(sheet, SheetStep)
    return sheet


def test_a_bureau_is_founded_with_keys_that_were_tried_from_paper(
    program: Program, starter: Starter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = found(program, starter)
    assert not sheet.go.isEnabled(), "nobody begins by chance without having tried"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "sheet.pdf"), ""))
    starter.qtbot.waitUntil(lambda: not program.jobs.busy, timeout=20_000)
    sheet.box.save.click()
    starter.qtbot.waitUntil(lambda: not program.jobs.busy, timeout=20_000)
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    held = beginning(program).held
    assert held is not None
    lines = recovery.lines(held.workspace)
    sheet.box.line.setText(lines[0])
    sheet.box.go.click()
    starter.qtbot.waitUntil(lambda: not program.jobs.busy, timeout=20_000)
    assert "和纸上的第二行不一样" in sheet.box._line.error
    sheet.box.line.setText(lines[LINE].lower())
    sheet.box.go.click()
    starter.qtbot.waitUntil(sheet.go.isEnabled, timeout=20_000)
    sheet.go.click()
    starter.wait(program)
    workspace = held.workspace
    assert keyring.last_trial(workspace) == workspace.today()
    with workspace.store.read() as session:
        bureau = session.get_one(Bureau, workspace.store.bureau)
        assert (bureau.name, bureau.region_code) == ("庐州区教育局", "340199")
    assert program.window.screens() == ["今天", "学校", "检查", "安排", "设置"]


def test_keys_that_are_put_off_say_what_that_means_and_go_on_saying_it(program: Program, starter: Starter) -> None:
    fill_bureau(program)
    step = beginning(program).page.step()
    assert isinstance(step, PassphraseStep)
    step.later.click()
    question = only(step, ConfirmDialog)
    assert says(question, "发不了入组文件")
    question.accept()
    starter.wait(program)
    assert program.desk is not None
    assert program.desk.teams is not None
    go_to(program, "安排")
    assert says(program.desk.teams, "本局还没有密钥。")
    go_to(program, "设置")
    assert says(program.desk.settings, "本局还没有密钥。")


def test_a_bureau_above_the_county_needs_its_code(program: Program) -> None:
    who = beginning(program).page.step()
    assert isinstance(who, WhoStep)
    who.found.click()
    step = beginning(program).page.step()
    assert isinstance(step, BureauStep)
    step.go.click()
    assert [step._name.error, step._prefix.error, step._code.error] == ["请填上。", "请填上。", ""]
    assert says(step, "没有代码时按县（区）级办。")
    step.rank.setCurrentText(Rank.CITY.value)
    step.go.click()
    assert "要填区划代码" in step._code.error
    QTest.keyClicks(step.code, "340199")
    assert not step._code.error, "what is being mended is not red any more"
    step.go.click()
    assert "是县（市、区）教育局的代码" in step._code.error
    step.code.setText("340100")
    assert says(step, "安徽省，设区的市教育局。")


def test_what_is_said_of_a_passphrase_is_said_while_it_is_typed(program: Program) -> None:
    fill_bureau(program)
    fields = only(program.window, NewPassphrase)
    said = []
    for typed in ("12345", "12345678", "lizhen1987", WORDS):
        fields.first.setText(typed)
        said.append(fields.said)
    assert said == ["太短，至少 8 个字。", "一猜就中，请换一句。", "容易猜，再长一些更好。", "够用。"]
    fields.second.setText(f"{WORDS}。")
    assert fields.checked() == ""
    assert fields._second.error == "两次不一样，请再输一次。"
    fields.second.setText(WORDS)
    assert fields.checked() == WORDS


def test_a_file_that_is_no_enrolment_is_refused_where_it_was_chosen(
    program: Program, tmp_path: Path, starter: Starter
) -> None:
    who = beginning(program).who
    (tmp_path / "broken.xjgroup").write_bytes(b"no bundle at all")
    who.join_wanted.emit(str(tmp_path / "broken.xjgroup"))
    starter.qtbot.waitUntil(who.bar.isVisible, timeout=20_000)
    assert who.join.isEnabled()
    assert not (tmp_path / "new" / "xunjian.db").exists()


def test_a_member_joins_once_the_words_were_compared(
    program: Program, tmp_path: Path, starter: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XUNJIAN_TODAY", TODAY.isoformat())
    world = World(tmp_path)
    enrolled = world.enrol(numbers=(31, 60))
    world.bureau.close()
    beginning(program).who.join_wanted.emit(str(world.stick / "第一组.xjgroup"))
    starter.qtbot.waitUntil(lambda: isinstance(beginning(program).page.step(), InvitationStep), timeout=20_000)
    step = beginning(program).page.step()
    assert isinstance(step, InvitationStep)
    assert step.words.words == enrolled.words
    assert list(step.members) == ["李敏", "王强"]
    assert not step.members["王强"].isEnabled(), "first the telephone"
    step.differ.click()
    assert says(step, "这个文件可能不是局里做的，请别用它。")
    step.same.setChecked(True)
    assert not says(step, "这个文件可能不是局里做的，请别用它。")
    step.members["王强"].click()
    starter.qtbot.waitUntil(lambda: isinstance(beginning(program).page.step(), CheckStep), timeout=20_000)
    check = beginning(program).page.step()
    assert isinstance(check, CheckStep)
    check.typed.setText("合格")
    assert says(check, "打出来了，可以用")
    check.go.click()
    starter.wait(program)
    assert program.desk is not None
    starter.qtbot.waitUntil(lambda: program.desk is not None and program.desk.today.later.hasFocus())
    assert program.window.screens() == ["今天", "学校", "检查", "设置"]
    assert says(program.window, "演示："), "the bureau is one for tests, and so is the group's workspace"


def test_closing_at_the_sheet_loses_nothing(program: Program, starter: Starter) -> None:
    found(program, starter)
    starter.qtbot.waitUntil(lambda: not program.jobs.busy, timeout=20_000)
    folder = program._folder
    program.close()
    workspace = Workspace.open(folder)
    assert keyring.has_keys(workspace)
    keyring.unlock(workspace, WORDS)
    workspace.close()


def test_what_the_check_finds_is_told_plainly() -> None:
    assert input_found("he").note.startswith("打不出中文时")
    assert not input_found("he").well
    from xunjian.rules.workdays import Calendar

    known = Calendar(off={}, work=frozenset(), years=frozenset({2026}))
    assert holidays_found(known, TODAY) == (False, "到 2026 年止", "明年的期限先按周末推算，请局里发新表")


def test_work_begins_with_the_file_and_tab_reads_on(program: Program) -> None:
    program.window.activateWindow()
    assert QTest.qWaitForWindowActive(program.window)
    who = beginning(program).who
    assert who.join.hasFocus()
    QTest.keyClick(who.join, Qt.Key.Key_Tab)
    assert who.found.hasFocus()


def test_the_steps_fit_a_low_window(program: Program, starter: Starter) -> None:
    program.window.resize(1093, 540)
    fill_bureau(program)
    QTest.qWait(10)
    assert (program.window.width(), program.window.height()) == (1093, 540)
    step = beginning(program).page.step()
    assert isinstance(step, PassphraseStep)
    assert step.go.isVisible()
    QTest.keyClick(step.fields.first, Qt.Key.Key_Tab)
    assert step.fields.second.hasFocus()
