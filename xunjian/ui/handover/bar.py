"""What is not yet handed out, and the last backup: always in sight, at the foot of the day's page and in the strip."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal

from xunjian.services.backup.standing import BackupStanding, moment
from xunjian.services.bundles import outstanding
from xunjian.services.bundles.outstanding import Outstanding
from xunjian.ui.pages.layouts import row
from xunjian.ui.theme import look
from xunjian.ui.widgets.basics import ElidedLabel, Icon, Panel, set_shown
from xunjian.ui.widgets.buttons import KeyButton, Role


class HandoverBar(Panel):
    """未导出: 3 次检查、2 份文书 [导出到 U 盘…]　上次备份 昨天 17:10."""

    export_wanted = Signal()

    def __init__(self, today: Callable[[], date], *, exports: bool) -> None:
        super().__init__("surface", "top")
        self._today = today
        self._waits = Icon("alert-triangle", 20, "wait")
        self.outstanding, self.backup = ElidedLabel("", medium=True), ElidedLabel("", colour="text2")
        self.export = KeyButton("导出到 U 盘…", icon="device-usb", cap="Ctrl+E", small=True)
        self.setFixedHeight(look().measures.control + look().px(12))
        line = row(self, 16, 6, 24, 6, spacing=12)
        line.addWidget(self._waits)
        line.addWidget(self.outstanding)
        line.addWidget(self.export)
        line.addStretch(1)
        line.addWidget(self.backup)
        self._exports = exports
        for part in (self._waits, self.outstanding, self.export):
            set_shown(part, exports)
        self.export.clicked.connect(self.export_wanted)

    def show_outstanding(self, found: Outstanding) -> None:
        """Show what is not yet handed out."""
        words = outstanding.words(found)
        self.outstanding.setText(f"未导出：{words}" if words else "都导出了")
        set_shown(self._waits, self._exports and bool(words))

    def show_backup(self, found: BackupStanding) -> None:
        """Show when the last backup was made."""
        at = moment(found.made_at, self._today()) if found.made_at else "还没有"
        self.backup.setText(f"上次备份 {at}")


class StripSign(KeyButton):
    """未导出 3 次检查 at the right of the strip; gone when everything was handed out."""

    def __init__(self) -> None:
        super().__init__("", Role.LINK, icon="package-export", small=True)
        self.hide()

    def show_outstanding(self, found: Outstanding) -> None:
        """Show the shortest word for what is not yet handed out."""
        words = outstanding.words(found)
        if words:
            self.setText(f"未导出 {words.split('、')[0]}")
            self.setAccessibleName(f"未导出：{words}。导出到 U 盘，Ctrl+E")
        set_shown(self, bool(words))
