"""安排: the groups that the bureau enrolled, and their enrolment files."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from xunjian.progress import Progress
from xunjian.services.bureau import enrolment, enrolments
from xunjian.services.bureau.enrolments import KnownEnrolment
from xunjian.services.keys import keyring
from xunjian.ui.hints import Hint, set_hints
from xunjian.ui.jobs import Jobs
from xunjian.ui.keyholder import KeyHolder
from xunjian.ui.messages import show_error
from xunjian.ui.pages.bureau.certificates_dialog import CertificatesDialog
from xunjian.ui.pages.bureau.enrol_dialog import EnrolDialog
from xunjian.ui.pages.bureau.series_dialog import SeriesDialog
from xunjian.ui.pages.bureau.words_dialog import WordsDialog
from xunjian.ui.pages.layouts import column, row
from xunjian.ui.pages.reason_dialog import ReasonDialog
from xunjian.ui.tables import Column, Mark, PagedModel
from xunjian.ui.tokens import Tone
from xunjian.ui.widgets.basics import Label, Panel, set_shown
from xunjian.ui.widgets.buttons import KeyButton, Role
from xunjian.ui.widgets.empty import EmptyState
from xunjian.ui.widgets.notice import NoticeBar
from xunjian.ui.widgets.views import RowTable
from xunjian.workspace import Workspace

FILES = "入组文件 (*.xjgroup)"


class TeamsPage(QWidget):
    """A row for each set of keys that was handed out, newest first."""

    changed = Signal()

    def __init__(self, workspace: Workspace, jobs: Jobs, holder: KeyHolder) -> None:
        super().__init__()
        self._workspace, self._jobs, self._holder = workspace, jobs, holder
        self._rows: dict[str, KnownEnrolment] = {}
        self.bar = NoticeBar(Tone.WAIT)
        self.bar.add_action("去做密钥", lambda: holder.with_keys(self.refresh))
        self.model = PagedModel[KnownEnrolment](_columns(workspace), self._fetch)
        self.table = RowTable(self.model, "检查组")
        self.model.setParent(self.table)
        self.enrol = KeyButton("做入组文件…", Role.PRIMARY, key="Ctrl+N")
        self.words = KeyButton("看核对词…")
        self.revoke = KeyButton("停用…", Role.CAREFUL)
        self.why = Label("", colour="text2", wrap=True, selectable=True)
        self.people, self.series = KeyButton("人员和证件…"), KeyButton("文书种类…")
        self._count = Label("", colour="text2")
        first = KeyButton("做入组文件…", Role.PRIMARY, key="Ctrl+N")  # of the two, only the one that is shown is alive
        first.clicked.connect(self.ask)
        self._empty = EmptyState("users", "还没有检查组。", "给每个组做一个入组文件，拷给组长；组员用它加入。", first)
        self._first = first
        self._views = QStackedWidget()
        self._lay_out()
        self.enrol.clicked.connect(self.ask)
        self.words.clicked.connect(self._choose_file)
        self.revoke.clicked.connect(self._ask_to_revoke)
        self.table.chosen.connect(lambda _uid: self._show_standing())
        self.people.clicked.connect(lambda: CertificatesDialog(self, self._workspace).open())
        self.series.clicked.connect(lambda: SeriesDialog(self, self._workspace).open())
        set_hints(self, Hint(("Ctrl", "N"), "做入组文件"), Hint(("Tab",), "下一处"))
        set_hints(self.table, Hint(("↑", "↓"), "换行"), Hint(("Ctrl", "N"), "做入组文件"))
        self.refresh()

    def refresh(self) -> None:
        """Show the groups as they are now, and whether there are keys at all."""
        current = self.table.current_id()
        with self._workspace.store.read() as session:
            found = enrolments.known(session)
        self._rows = {one.uid: one for one in found}
        self.model.show_ids(list(self._rows))
        self._count.setText(f"共 {len(found)} 个组" if found else "")
        for button in (self.words, self.enrol):
            set_shown(button, bool(found))
        self._views.setCurrentIndex(0 if found else 1)
        self.setFocusProxy(self.table if found else self._first)
        if found and not self.table.choose(current):
            self.table.choose(found[0].uid)
        made = keyring.has_keys(self._workspace)
        self.bar.say("" if made else "本局还没有密钥。", "" if made else "没有密钥，发不了入组文件。")

    def showEvent(self, event: QShowEvent) -> None:
        """See what has changed while another page was shown."""
        super().showEvent(event)
        self.refresh()

    def ask(self) -> None:
        """Ask what a group needs, once the keys are open."""
        self._holder.with_keys(self._ask)

    def _ask(self) -> None:
        dialog = EnrolDialog(self, self._workspace, self._jobs)
        dialog.enrolled.connect(self._show_enrolled)
        dialog.open()

    def _show_enrolled(self, target: Path, done: enrolment.Enrolled) -> None:
        self.refresh()
        self.changed.emit()
        seats = "、".join(f"{seat.first}–{seat.last}" for seat in done.seats) or "没有"
        facts = [
            ("组员", "、".join(done.members)),
            ("学校", f"{done.schools} 所"),
            ("文号", seats),
            ("能用到", f"{done.expires:%Y-%m-%d}"),
        ]
        WordsDialog(self, target.name, done.words, facts).open()

    def _show_standing(self) -> None:
        """Offer to revoke the keys that are in force, and say of the others why they are not."""
        one = self._rows.get(self.table.current_id() or "")
        self.revoke.setEnabled(one is not None and one.revoked_at is None)
        if one is None or one.revoked_at is None:
            self.why.setText("电脑丢了、人员换了，就停用这个组的密钥。" if one is not None else "")
        else:
            self.why.setText(f"{one.group}的这套密钥 {one.revoked_at[:10]} 停用：{one.revoked_why or '没有写原因'}。")

    def _ask_to_revoke(self) -> None:
        one = self._rows.get(self.table.current_id() or "")
        if one is None:
            return
        laptops = f"用它交过包的 {len(one.laptops)} 台电脑都停用。" if one.laptops else "还没有电脑用它交过包。"
        dialog = ReasonDialog(
            self,
            "停用",
            f"停用{one.group}的密钥？",
            f"{laptops}以后收到的包先放着，等人看过再合入；已经合入的不变。",
            "停用不能恢复。要继续用，请重新做入组文件。",
            example="电脑丢失",
        )
        dialog.given.connect(partial(self._revoke, one.uid))
        dialog.open()

    def _revoke(self, uid: str, reason: str) -> None:
        try:
            with self._workspace.store.write(by=self._workspace.person) as session:
                enrolments.revoke(session, uid, reason)
        except Exception as error:  # noqa: BLE001 - shown, whatever it is
            show_error(self, error)
        self.refresh()
        self.table.setFocus()
        self.changed.emit()

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "看哪个入组文件的核对词？", str(Path.home()), FILES)
        if name:
            path = Path(name)
            work = partial(_look, path)
            self._jobs.start(work, owner=self, done=lambda words: WordsDialog(self, path.name, words, []).open())

    def _lay_out(self) -> None:
        head = Panel("bg", "bottom")
        line = row(head, 16, 8, 24, 8, spacing=12)
        line.addWidget(self._count)
        line.addStretch(1)
        line.addWidget(self.people)
        line.addWidget(self.series)
        line.addWidget(self.words)
        line.addWidget(self.enrol)
        foot = Panel("surface", "top")
        below = row(foot, 16, 8, 24, 8, spacing=12)
        below.addWidget(self.why, 1)
        below.addWidget(self.revoke)
        listed = QWidget()
        inner = column(listed)
        inner.addWidget(self.table, 1)
        inner.addWidget(foot)
        self._views.addWidget(listed)
        self._views.addWidget(self._empty)
        whole = column(self)
        whole.addWidget(self.bar)
        whole.addWidget(head)
        whole.addWidget(self._views, 1)

    def _fetch(self, uids: Sequence[str]) -> list[KnownEnrolment]:
        return [self._rows[uid] for uid in uids]


def _look(path: Path, _progress: Progress) -> tuple[str, ...]:
    return enrolment.look_at(path)[1]


def _columns(workspace: Workspace) -> tuple[Column[KnownEnrolment], ...]:
    def standing(one: KnownEnrolment) -> Mark | None:
        if one.revoked_at:
            return Mark("x", "已停用", Tone.NEUTRAL)
        if one.expires and one.expires < workspace.today().isoformat():
            return Mark("hourglass", "文件已过期", Tone.WAIT)
        return Mark("check", "在用", Tone.OK)

    return (
        Column("检查组", lambda one: one.group),
        Column("做于", lambda one: one.made_at[:10], width=112, quiet=True),
        Column("文件能用到", lambda one: one.expires or "–", width=112, quiet=True),
        Column("交过包的电脑", lambda one: str(len(one.laptops)) if one.laptops else "–", width=112, right=True),
        Column("状态", lambda _one: "", width=136, mark=standing),
    )
