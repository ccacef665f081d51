"""What leads to sticks and backups from everywhere: Ctrl+E, the sign in the strip, the bar, the panels of 设置."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from xunjian.services.backup.standing import BackupStanding
from xunjian.services.bundles import outstanding
from xunjian.services.handover.drives import Lister
from xunjian.ui.desk import Desk
from xunjian.ui.handover.bar import HandoverBar, StripSign
from xunjian.ui.handover.exportdialog import ExportDialog
from xunjian.ui.handover.keeper import BackupKeeper
from xunjian.ui.handover.leaving import Leaving
from xunjian.ui.identity import Identity
from xunjian.ui.jobs import Jobs
from xunjian.ui.mainwindow import MainWindow
from xunjian.workspace import Workspace


class HandoverWays(QObject):
    """Connects the pages of a window with what hands over; `restore_wanted` and `given_back` are the program's."""

    restore_wanted = Signal(object, object)  # Path, tuple[str, ...]
    given_back = Signal(object)  # Path of the slip

    def __init__(
        self,
        window: MainWindow,
        identity: Identity,
        desk: Desk,
        workspace: Workspace,
        jobs: Jobs,
        lister: Lister | None = None,
    ) -> None:
        super().__init__(window)
        self._window, self._desk, self._workspace, self._jobs, self._lister = window, desk, workspace, jobs, lister
        self.dialog: ExportDialog | None = None
        self.keeper = BackupKeeper(workspace, self)
        self.leaving = Leaving(window, workspace, jobs, self.keeper, desk.flush)
        self.bar = HandoverBar(workspace.today, exports=workspace.team is not None)
        self.sign = StripSign()
        if workspace.team is not None:
            identity.lead(self.sign)
            shortcut = QShortcut(QKeySequence("Ctrl+E"), window)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(self.export)
        if not workspace.store.is_shared:
            desk.today.put_below(self.bar)
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Show what is not yet handed out and how the backups stand."""
        self._count()
        if not self._workspace.store.is_shared:
            self.keeper.refresh()

    def export(self) -> None:
        """Open 导出到 U 盘."""
        if self.dialog is not None:
            return
        self._desk.flush()
        dialog = self.dialog = ExportDialog(self._window, self._workspace, self._jobs, self._lister)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.exported.connect(self.refresh)
        dialog.merged.connect(self._see_merged)
        dialog.finished.connect(self._forget)
        dialog.open()

    def close(self) -> None:
        """End what runs in the background, and ask nothing more when the window closes."""
        if self.dialog is not None:
            self.dialog.hide()
        self.leaving.let_go()
        self.keeper.close()

    def _count(self) -> None:
        if self._workspace.team is not None:
            with self._workspace.store.read() as session:
                found = outstanding.unexported(session)
            self.bar.show_outstanding(found)
            self.sign.show_outstanding(found)

    def _connect(self) -> None:
        settings = self._desk.settings
        settings.backup.restore_wanted.connect(self.restore_wanted)
        if settings.giving_back is not None:
            settings.giving_back.agreed.connect(self.given_back)
            settings.giving_back.export_wanted.connect(self.export)
        self.bar.export_wanted.connect(self.export)
        self.sign.clicked.connect(self.export)
        self._window.screen_came.connect(self._count)
        self.keeper.changed.connect(self._see_standing)

    def _see_standing(self, found: BackupStanding) -> None:
        self.bar.show_backup(found)

    def _see_merged(self) -> None:
        self._desk.visits.refresh()
        self.refresh()

    def _forget(self, _result: int) -> None:
        self.dialog = None
