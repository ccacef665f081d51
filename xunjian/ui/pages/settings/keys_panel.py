"""密钥: how the bureau's keys stand, and what is to be done about it."""

from datetime import date, timedelta
from functools import partial

from PySide6.QtWidgets import QWidget

from xunjian.db.schema.reference import Bureau
from xunjian.progress import Progress
from xunjian.services.keys import keyring
from xunjian.ui.jobs import Jobs
from xunjian.ui.keyholder import KeyHolder
from xunjian.ui.messages import ConfirmDialog
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.pages.settings.keys_dialogs import MakeKeysDialog, NewSheetDialog, RenewDialog, TrialDialog
from xunjian.ui.setup.passphrase import WHAT_POSTPONED_MEANS
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label, set_shown
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.checkwords import CheckWords
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.workspace import Workspace

TRIAL_HOLDS = timedelta(days=365)


class KeysPanel(QWidget):
    """Says what is missing, with the button that mends it."""

    def __init__(self, workspace: Workspace, jobs: Jobs, holder: KeyHolder) -> None:
        super().__init__()
        self._workspace, self._jobs, self._holder = workspace, jobs, holder
        self.warning = NoticeBar(Tone.WAIT)
        self.standing = Label("", colour="text2", wrap=True)
        self.words = CheckWords()
        self.make = KeyButton("做密钥…", Role.PRIMARY, icon="lock")
        self.trial = KeyButton("试开恢复密钥…")
        self.sheet = KeyButton("重做恢复密钥…")
        self.renew = KeyButton("用恢复密钥换口令…")
        whole = column(self, spacing=12)
        whole.addWidget(Label("密钥", "section", medium=True))
        whole.addWidget(self.warning)
        whole.addWidget(self.standing)
        line = row(spacing=12)
        for button in (self.make, self.trial, self.renew, self.sheet):
            line.addWidget(button)
        line.addStretch(1)
        whole.addLayout(line)
        self.make.clicked.connect(self.make_keys)
        self.trial.clicked.connect(lambda: self._open(TrialDialog(self, workspace, jobs)))
        self.renew.clicked.connect(lambda: self._open(RenewDialog(self, workspace, jobs)))
        self.sheet.clicked.connect(self._ask_for_sheet)
        self.refresh()

    def refresh(self) -> None:
        """Say how the keys stand now."""
        made, last = keyring.has_keys(self._workspace), keyring.last_trial(self._workspace)
        set_shown(self.make, not made)
        for button in (self.trial, self.renew, self.sheet):
            set_shown(button, made)
        if not made:
            self.warning.say("本局还没有密钥。", WHAT_POSTPONED_MEANS[0])
            self.standing.setText("")
            return
        self.warning.say(*trial_warning(last, self._workspace.today()))
        tried = f"恢复密钥 {last:%Y-%m-%d} 试开过。" if last else ""
        self.standing.setText(f"密钥在这个工作库里，由口令锁着，备份里也有。{tried}")

    def make_keys(self) -> None:
        """Begin with the passphrase."""
        if not keyring.has_keys(self._workspace):
            self._open(MakeKeysDialog(self, self._workspace, self._jobs, self._bureau_name()))

    def _open(self, dialog: MakeKeysDialog | NewSheetDialog | TrialDialog | RenewDialog) -> None:
        dialog.finished.connect(lambda _result: self.refresh())
        dialog.open()

    def _ask_for_sheet(self) -> None:
        dialog = ConfirmDialog(
            self,
            "重做恢复密钥？",
            "纸丢了，或者从没印出来，才需要重做。",
            "原来的那张纸从此打不开，请销毁。各组不用重新入组。",
            act="重做",
            leave="不重做",
        )
        dialog.accepted.connect(lambda: self._holder.with_keys(self._make_sheet))
        dialog.open()

    def _make_sheet(self) -> None:
        work = partial(_renew, self._workspace)
        self._jobs.start(work, owner=self, done=lambda _nothing: self._show_sheet())

    def _show_sheet(self) -> None:
        self.refresh()
        self._open(NewSheetDialog(self, self._workspace, self._jobs, self._bureau_name()))

    def _bureau_name(self) -> str:
        with self._workspace.store.read() as session:
            row_ = session.get(Bureau, self._workspace.store.bureau)
            return (row_.name if row_ else None) or "教育局"


def trial_warning(last: date | None, today: date) -> tuple[str, str]:
    """Return what to warn of and what that means: a key never tried, or not for a year; ("", "") where all is well."""
    if last is None:
        return "恢复密钥还没有试开。", "口令忘了、纸又用不上时，各组的数据包就再也打不开。"
    if today - last > TRIAL_HOLDS:
        return "恢复密钥一年没有试开了。", "请把纸取出来试一次，看看还在、还清楚。"
    return "", ""


def _renew(workspace: Workspace, _progress: Progress) -> None:
    keyring.renew_recovery(workspace)
