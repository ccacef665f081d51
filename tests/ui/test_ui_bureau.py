"""The bureau's window: enrolment files with check words, the passphrase once a session, its keys in 设置."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from tests.ui.program import Starter, go_to, only, says, screen_of
from tests.workspaces import TODAY
from xunjian.db.schema.reference import School
from xunjian.db.uids import new_uid
from xunjian.services import schools
from xunjian.services.bureau import enrolment
from xunjian.services.bureau.founding import NewBureau, found_bureau
from xunjian.services.keys import keyring, recovery
from xunjian.ui.app import Program
from xunjian.ui.keyholder import UnlockDialog
from xunjian.ui.messages import ConfirmDialog
from xunjian.ui.pages.bureau.enrol_dialog import EnrolDialog
from xunjian.ui.pages.bureau.teams import TeamsPage
from xunjian.ui.pages.bureau.words_dialog import WordsDialog
from xunjian.ui.pages.settings.keys_dialogs import MakeKeysDialog, NewSheetDialog, RenewDialog, TrialDialog
from xunjian.ui.pages.settings.keys_panel import trial_warning
from xunjian.ui.pages.visit.start_visit import StartVisitDialog
from xunjian.ui.setup.sheet import LINE
from xunjian.workspace import Workspace

WORDS = "督导室门前三棵老槐树"


@pytest.fixture(autouse=True)
def pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUNJIAN_TODAY", TODAY.isoformat())


def bureau(folder: Path, passphrase: str | None) -> Path:
    """Make a bureau's workspace with three schools in two districts; its folder."""
    wanted = NewBureau("庐州区教育局", "庐教督改", "340199", trial=True, passphrase="")
    if passphrase:
        wanted = NewBureau("庐州区教育局", "庐教督改", "340199", trial=True, passphrase=passphrase)
    workspace = found_bureau(folder, wanted)
    with workspace.store.write() as session:
        for name, district in (("红星小学", "城东"), ("长江路小学", "城东"), ("滨河小学", "城西")):
            session.add(School(uid=new_uid(), name=name, township=district, school_type="211", ownership="public"))
        session.flush()
        schools.refresh_search(session)
    workspace.close()
    return folder


def teams_of(program: Program) -> TeamsPage:
    assert program.desk is not None
    assert program.desk.teams is not None
    go_to(program, "安排")
    return program.desk.teams


def idle(program: Program, starter: Starter) -> None:
    starter.qtbot.waitUntil(lambda: not program.jobs.busy, timeout=20_000)


def test_an_enrolment_file_asks_for_the_passphrase_once_and_shows_its_words(
    tmp_path: Path, starter: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = starter.start(bureau(tmp_path / "bureau", WORDS))
    page = teams_of(program)
    page.ask()
    unlock = only(program.window, UnlockDialog)
    unlock.passphrase.setText("wrong")
    unlock.go.click()
    idle(program, starter)
    assert unlock._field.error == "口令不对。请再输一次。"
    unlock.passphrase.setText(WORDS)
    unlock.go.click()
    idle(program, starter)
    dialog = only(program.window, EnrolDialog)
    dialog.go.click()
    assert dialog._fields["campaign"].error == dialog._fields["group"].error == "请填上。"
    assert dialog._fields["members"].error == "至少写一位组员。"
    dialog.campaign.setText("秋季教育收费专项")
    dialog.group.setText("第一检查组")
    dialog.members.setPlainText("李敏、王强，陈洁")
    dialog.where.setCurrentIndex(dialog.where.findData("城东"))
    dialog.until.setText("2026-12-31")
    target = tmp_path / "第一检查组.xjgroup"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    dialog.go.click()
    idle(program, starter)
    offer = enrolment.read_invitation(target)
    assert (offer.group, offer.members, offer.schools) == ("第一检查组", ("李敏", "王强", "陈洁"), 2)
    assert (offer.first_number, offer.last_number) == (1, 30)
    shown = only(program.window, WordsDialog)
    assert shown.words.words == offer.words
    shown.accept()
    page.ask()
    assert not [one for one in program.window.findChildren(UnlockDialog) if one.isVisible()], "asked once a session"
    again = [one for one in program.window.findChildren(EnrolDialog) if one.isVisible()]
    assert again[0].numbers.text() == "31-60", "the numbers after those that were given out"
    assert again[0].campaign.text() == "秋季教育收费专项"
    again[0].reject()


def test_the_words_of_a_file_can_be_seen_again(
    tmp_path: Path, starter: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = starter.start(bureau(tmp_path / "bureau", None))
    page = teams_of(program)
    QTest.keyClick(program.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    dialog = only(program.window, EnrolDialog)
    dialog.campaign.setText("秋季教育收费专项")
    dialog.group.setText("第一检查组")
    dialog.members.setPlainText("李敏")
    wanted = dialog.wanted()
    assert wanted is not None
    dialog.write(wanted, tmp_path / "one.xjgroup")
    idle(program, starter)
    first = only(program.window, WordsDialog)
    words = first.words.words
    first.accept()
    first.deleteLater()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "one.xjgroup"), ""))
    page.words.click()
    idle(program, starter)
    assert [one.words.words for one in program.window.findChildren(WordsDialog) if one.isVisible()] == [words]


def test_a_bureau_is_offered_no_visit(tmp_path: Path, starter: Starter) -> None:
    program = starter.start(bureau(tmp_path / "bureau", None))
    desk = program.desk
    assert desk is not None
    go_to(program, "检查")
    assert says(program.window, "检查由各组做，合入各组的数据包以后，在这里看。")
    QTest.keyClick(program.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    desk.start_visit()
    assert not program.window.findChildren(StartVisitDialog)
    desk.visits._begin.click()
    assert screen_of(program) == "安排"


def test_keys_are_made_later_in_the_settings(tmp_path: Path, starter: Starter) -> None:
    folder = tmp_path / "bureau"
    found_bureau(folder, NewBureau("庐州区教育局", "庐教督改")).close()
    program = starter.start(folder)
    teams_of(program).ask()
    only(program.window, ConfirmDialog).accept()
    assert screen_of(program) == "设置"
    dialog = only(program.window, MakeKeysDialog)
    dialog.fields.first.setText(WORDS)
    dialog.fields.second.setText(WORDS)
    dialog.go.click()
    idle(program, starter)
    sheet = only(program.window, NewSheetDialog)
    assert program._opened is not None
    workspace = program._opened.workspace
    sheet.box.line.setText(recovery.lines(workspace)[LINE])
    sheet.box.go.click()
    idle(program, starter)
    sheet.go.click()
    assert keyring.last_trial(workspace) == workspace.today()
    assert program.desk is not None
    assert not says(program.desk.settings, "本局还没有密钥。")
    assert says(program.desk.settings, f"恢复密钥 {workspace.today().isoformat()} 试开过。")


def test_a_forgotten_passphrase_is_replaced_with_the_sheet(tmp_path: Path, starter: Starter) -> None:
    folder = bureau(tmp_path / "bureau", WORDS)
    workspace = Workspace.open(folder)
    keyring.unlock(workspace, WORDS)
    key = keyring.renew_recovery(workspace)
    workspace.close()
    program = starter.start(folder)
    assert program.desk is not None
    go_to(program, "设置")
    panel = program.desk.settings.keys
    assert panel is not None
    assert says(panel, "恢复密钥还没有试开。")
    panel.trial.click()
    trial = only(program.window, TrialDialog)
    trial.typed.setPlainText("AAAA BBBB")
    trial.go.click()
    idle(program, starter)
    assert says(trial, "恢复密钥输得不对。")
    trial.typed.setPlainText("\n".join(keyring.groups_of_recovery(key)))
    trial.go.click()
    idle(program, starter)
    assert says(trial, "打得开。这张纸能用，请锁好。")
    trial.reject()
    assert not says(panel, "恢复密钥还没有试开。")
    panel.renew.click()
    renew = only(program.window, RenewDialog)
    renew.typed.setPlainText(key)
    renew.fields.first.setText("后院的桂花又香又远")
    renew.fields.second.setText("后院的桂花又香又远")
    renew.go.click()
    idle(program, starter)
    assert says(renew, "口令换好了。")
    program.close()
    workspace = Workspace.open(folder)
    keyring.unlock(workspace, "后院的桂花又香又远")
    workspace.close()


def test_a_trial_holds_for_a_year() -> None:
    assert trial_warning(None, TODAY)[0] == "恢复密钥还没有试开。"
    assert trial_warning(TODAY - timedelta(days=365), TODAY) == ("", "")
    assert trial_warning(TODAY - timedelta(days=366), TODAY)[0] == "恢复密钥一年没有试开了。"
